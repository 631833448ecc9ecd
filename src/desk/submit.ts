// The command line and the board speak to the same judge in the grammar's words (DESIGN: one judge, whatever brought
// the news). Works beside a running agent: it commits through the same Ledger.

import { randomUUID } from 'node:crypto'
import { readLine } from '../intake/grammar.ts'
import { interpret } from '../intake/interpret.ts'
import { answerAsked } from './asked.ts'
import { triedOut } from './dryrun.ts'
import { undoingOf } from './undoing.ts'
import { questionIds, startRuling } from './ruling.ts'
import { commitOf, commitTogether } from './together.ts'
import type { Kit } from './kit.ts'
import type { Submission } from '../ports.ts'
import type { Actor } from '../rollout/event.ts'
import type { ReceiptItem } from '../rollout/effect.ts'
import { asEventId, asTicketId } from '../rollout/ids.ts'
import type { Event } from '../rollout/event.ts'
import type { PostEvent } from '../rollout/pause.ts'

/** All lines together or, where the release moved on meanwhile, decided again. Lines that are no command are unclear. */
export async function submit(kit: Kit, submission: Submission): Promise<readonly ReceiptItem[]> {
  const key = `c${randomUUID().slice(0, 8)}`
  const dry = submission.lines.findIndex((line) => readLine(line)?.verb === 'dry-run')
  const complaint = 'the ticket kept changing while the command was judged; try again'
  return commitTogether<readonly ReceiptItem[]>(kit, complaint, async (now) => {
    const ruling = startRuling(kit, now, null, questionIds(key), dry >= 0)
    const items: ReceiptItem[] = []
    for (const [number, line] of submission.lines.entries())
      if (number !== dry) items.push(await submitLine(kit, submission, line, `${key}.${number}`, ruling))
    if (dry < 0) return { answer: items, commit: commitOf(ruling) }
    const ticket = submission.ticket === null ? null : await ruling.current(submission.ticket)
    const tried = triedOut(submission.lines[dry] ?? '', kit, ticket, ruling.outbox, 0)
    return { answer: [...items, tried], commit: null }
  })
}

async function submitLine(
  kit: Kit,
  { by, ticket }: Submission,
  line: string,
  id: string,
  ruling: ReturnType<typeof startRuling>,
): Promise<ReceiptItem> {
  const command = readLine(line)
  if (!command) return { item: 'unclear', line, unclear: { why: 'no-command' } }
  if (command.digest !== undefined)
    return { item: 'unclear', line, unclear: { why: 'no-digest', number: command.digest } }
  const named = command.ticket === undefined ? ticket : asTicketId(command.ticket)
  const current = named === null ? null : await ruling.current(named)
  if (named !== null && !current)
    return { item: 'refused', line, ticket: null, refusal: { code: 'no-ticket' } }
  const person = 'person' in by ? by.person : null
  const read = interpret(command, {
    ticket: current,
    roster: kit.settled.roster,
    sites: kit.settled.sites,
    names: kit.names,
    lists: kit.lists,
    person,
    roles: { manager: true, teams: [] },
    relayedByList: false,
    proven: true,
  })
  if ('unclear' in read) return { item: 'unclear', line, unclear: read.unclear }
  if ('asks' in read) {
    const asker = { person, manager: true, teams: [] }
    return answerAsked(kit, read.asks, line, current, asker, ruling.now)
  }
  const actor: Actor = 'admin' in by ? { kind: 'admin', name: by.admin } : { kind: 'person', id: by.person }
  const nothing: ReceiptItem = {
    item: 'refused',
    line,
    ticket: current?.id ?? null,
    refusal: { code: 'nothing-to-undo' },
  }
  const meant =
    'takesBack' in read ? current && (await undoingOf(kit, current, actor, true, ruling.changes)) : read
  if (!meant) return nothing
  const event: Event | PostEvent = { ...meant.draft, id: asEventId(id), by: actor, at: kit.clock.now() }
  return ruling.rule(current?.id ?? null, event, line)
}
