// A bounce to one of our signed envelope addresses marks its letter; a failed invitation is news for its ticket
// (SPEC §1.3, §3.1). Nothing is ever sent in answer.

import { questionIds, startRuling } from './ruling.ts'
import { quiet, type Judgement } from './judgement.ts'
import { undelivered } from './undelivered.ts'
import type { Kit } from './kit.ts'
import type { LetterRow } from '../ports.ts'
import type { MailVerdict } from '../ports/incoming.ts'
import type { OutboxDraft } from '../ports/outgoing.ts'
import type { Bounce } from '../intake/message.ts'
import { asEventId, type EventId, type Instant } from '../rollout/ids.ts'
import type { Event } from '../rollout/event.ts'

export async function judgeBounce(
  kit: Kit,
  mail: number,
  bounce: Bounce,
  verdict: MailVerdict,
  now: Instant,
): Promise<Judgement> {
  const row = bounce.letter === undefined ? null : await kit.archive.letter(bounce.letter)
  if (!row) return quiet(verdict)
  const ruling = startRuling(kit, now, mail, questionIds(`${mail}b`))
  const news: OutboxDraft[] = []
  for (const one of await lettersIn(kit, row)) {
    const id = one === row ? `m${mail}.bounce` : `m${mail}.bounce.${one.id}`
    const event = invitationBounced(one, bounce, asEventId(id), now)
    if (event) await ruling.rule(one.ticket, event, `bounce of ${one.key}`)
    const fresh = bounce.action === 'failed' && one.bounce?.action !== 'failed'
    if (fresh) news.push(...(await undelivered(kit, one, 'bounced', bounce.status, now)))
  }
  return {
    ...quiet({ ...verdict, ticket: row.ticket }),
    bouncedLetters: [{ letter: row.id, bounce }],
    changes: ruling.changes,
    outbox: [...ruling.outbox, ...news],
    questions: ruling.questions,
  }
}

/** What a letter was to its readers: itself, or the letters that went into it. */
export const lettersIn = async (kit: Kit, row: LetterRow): Promise<readonly LetterRow[]> =>
  row.letter?.letter === 'gathered' ? kit.archive.partsOf(row.id) : [row]

/** The event behind an invitation that came back for good, or was refused for good when we handed it over. */
export function invitationBounced(
  row: Pick<LetterRow, 'effect'>,
  bounce: Pick<Bounce, 'action'>,
  id: EventId,
  at: Instant,
): Event | null {
  const { effect } = row
  if (bounce.action !== 'failed' || effect.kind !== 'letter' || effect.letter.letter !== 'invitation')
    return null
  if (!('person' in effect.to)) return null
  return {
    type: 'invitation-bounced',
    team: effect.letter.team,
    person: effect.to.person,
    ...(effect.letter.round === undefined ? {} : { round: effect.letter.round }),
    id,
    by: { kind: 'clock' },
    at,
  }
}
