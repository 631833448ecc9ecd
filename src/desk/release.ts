// A held mail released by the local administrator (SPEC §7 `mail release`; record 0012): what a yes would have released
// counts now. The statements stay the held person's; that nobody but the administrator let them through stands in
// every event, and the person hears of it at the address on file.

import { about } from '../rollout/addressees.ts'
import { zoneOf } from './answerback.ts'
import { saysPause } from './pausing.ts'
import { draftOf, questionIds, startRuling, type Ruling } from './ruling.ts'
import { commitOf, commitTogether } from './together.ts'
import { worldFor } from './world.ts'
import type { Kit } from './kit.ts'
import type { MailId, MailRow } from '../ports.ts'
import type { OutboxDraft, Question } from '../ports/outgoing.ts'
import type { ReceiptItem } from '../rollout/effect.ts'
import type { Instant } from '../rollout/ids.ts'

/** What came of each statement; null where nothing in this mail waits for a yes (any more). */
export async function releaseHeld(
  kit: Kit,
  mail: MailId,
  admin: string,
): Promise<readonly ReceiptItem[] | null> {
  const complaint = 'the ticket kept changing while the mail was released; try again'
  return commitTogether<readonly ReceiptItem[] | null>(kit, complaint, async (now) => {
    const row = await kit.archive.mail(mail)
    const waiting = row?.state === 'held' ? await openQuestions(kit, mail) : []
    if (!row || waiting.length === 0) return { answer: null, commit: null }
    const ruling = startRuling(kit, now, mail, questionIds(`${mail}r`))
    const items: ReceiptItem[] = []
    const outbox: OutboxDraft[] = []
    for (const question of waiting) {
      const said = await ruleAll(question, ruling, admin)
      items.push(...said)
      outbox.push(await receiptTo(kit, row, question, said, ruling, now))
    }
    const settledQuestions = waiting.map(({ id }) => ({ id, state: 'released' as const }))
    return { answer: items, commit: commitOf(ruling, { outbox, settledQuestions }) }
  })
}

/** Also those whose time is over: the administrator needs none. An offerer's own consent is theirs alone to give. */
async function openQuestions(kit: Kit, mail: MailId): Promise<readonly Question[]> {
  const open = await kit.archive.questions({ mail, state: 'open' })
  return open.filter(({ events }) => events.every(({ event }) => event.type !== 'offer-confirmed'))
}

async function ruleAll({ events }: Question, ruling: Ruling, admin: string): Promise<readonly ReceiptItem[]> {
  const items: ReceiptItem[] = []
  for (const { ticket, event, line } of events)
    items.push(await ruling.rule(ticket, { ...event, releasedBy: admin }, line))
  return items
}

/** So that words that were never theirs do not count behind their back. */
async function receiptTo(
  kit: Kit,
  { id, verdict }: MailRow,
  { person, ticket: asked }: Question,
  items: readonly ReceiptItem[],
  ruling: Ruling,
  now: Instant,
): Promise<OutboxDraft> {
  const [first] = items
  const named = asked ?? (first?.item === 'done' ? first.ticket : null)
  const ticket = named === null ? null : await ruling.current(named)
  const world = await worldFor(kit, named, now)
  const draft = draftOf(
    {
      kind: 'letter',
      key: `m${id}/released/${person}`,
      to: { person, zone: zoneOf(world, person), because: 'writer' },
      letter: {
        letter: 'receipt',
        about: ticket && about(ticket, world),
        subject: verdict?.subject ?? '',
        items,
        prose: '',
        released: true,
      },
    },
    ticket?.id ?? null,
    now,
  )
  return saysPause(items) ? { ...draft, passes: true } : draft
}
