// One rejection for a writer, kind and day (SPEC §3.5): a program that repeats what it may not do, or a person in a
// hurry, reads the same no once. What is only unclear is a question, and is asked each time.

import { later } from './retry.ts'
import type { Kit } from './kit.ts'
import type { ReceiptItem } from '../rollout/effect.ts'
import type { Instant, PersonId } from '../rollout/ids.ts'

const day = 24 * 60 * 60

/** Nothing but refusals, each of which this person read today: said once a day (SPEC §3.5). */
export async function refusedToday(
  kit: Kit,
  person: PersonId,
  items: readonly ReceiptItem[],
  now: Instant,
): Promise<boolean> {
  const refusals = refusalsIn(items)
  if (refusals.length < items.length) return false
  const recent = await kit.archive.letters({ person, limit: 200 })
  const told = new Set(
    recent.flatMap(({ letter, queuedAt }) =>
      letter?.letter === 'receipt' && queuedAt > later(now, -day) ? refusalsIn(letter.items) : [],
    ),
  )
  return refusals.every((refusal) => told.has(refusal))
}

/** By kind: what is refused, about which rollout and team. */
const refusalsIn = (items: readonly ReceiptItem[]) =>
  items.flatMap((item) => (item.item === 'refused' ? [JSON.stringify([item.ticket, item.refusal])] : []))
