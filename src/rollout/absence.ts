// Who said they are out of office (SPEC §1.3): no answer and no fact of the ticket, since nothing proves it; it is shown
// to the managers beside what they decide on.

import type { Seat } from './ticket.ts'
import type { World } from './world.ts'

/** The last day of absence that one of those invited gave, as `2026-12-07`; nothing where none did. */
export function absenceOf(seat: Seat, world: World): { readonly away?: string } {
  const days = (world.away ?? []).flatMap(({ person, until }) =>
    seat.invited.includes(person) ? [until] : [],
  )
  const last = days.toSorted().at(-1)
  return last === undefined ? {} : { away: last }
}
