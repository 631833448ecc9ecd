// Whether a letter that waited still means something as it leaves: held against its ticket, its question, or the post that
// it belongs to. When a letter has lost its meaning on a ticket is rollout/overtaken.ts's rule.

import { isOvertaken } from '../rollout/overtaken.ts'
import { later } from '../rollout/instant.ts'
import type { Kit } from './kit.ts'
import type { OutboxItem } from '../ports.ts'
import type { Effect, Letter } from '../rollout/effect.ts'
import type { Instant, TicketId } from '../rollout/ids.ts'

type LetterEffect = Extract<Effect, { kind: 'letter' }>

/** Seconds. What leaves at once cannot be overtaken; what waited longer is looked at again. */
const waitsLong = 60 * 60
/** A call wakes hundreds, and nobody can take it back. */
const callWaitsLong = 5 * 60

export async function lostItsMeaning(
  kit: Kit,
  { ticket: id, queuedAt }: OutboxItem,
  { letter }: LetterEffect,
  now: Instant,
): Promise<boolean> {
  if (letter.letter === 'call-filled') return id !== null && (await wasNeverCalled(kit, id, letter))
  if (later(queuedAt, letter.letter === 'call' ? callWaitsLong : waitsLong) > now) return false
  // Proven or answered meanwhile: nobody needs to be asked.
  if (letter.letter === 'ask-back') return (await kit.archive.question(letter.question))?.state !== 'open'
  // One letter of several is reason enough for all of them.
  if (letter.letter === 'gathered') {
    const lost = await Promise.all(
      letter.parts.map(async (part) => {
        const ticket = part.letter.about && (await kit.archive.ticket(part.letter.about.ticket))
        return ticket !== null && isOvertaken(part.letter, ticket, queuedAt, now)
      }),
    )
    return lost.every((one) => one)
  }
  if (id === null) return false
  const ticket = await kit.archive.ticket(id)
  return ticket !== null && isOvertaken(letter, ticket, queuedAt, now)
}

/** No list reads that a search is over of which it has never read: its call was withdrawn, or refused. */
async function wasNeverCalled(
  { archive }: Kit,
  id: TicketId,
  { list }: Extract<Letter, { letter: 'call-filled' }>,
): Promise<boolean> {
  const calls = (await archive.letters({ ticket: id })).filter(
    ({ letter }) => letter?.letter === 'call' && letter.list === list,
  )
  for (const { id: call, state } of calls) {
    if (state !== 'overtaken' && state !== 'failed') return false
    // In doubt: it may have left.
    if ((await archive.handedOver(call)) !== null) return false
  }
  return calls.length > 0
}
