// Notes (SPEC §1.6): questions are settled in the ticket. A note goes to the managers and to the teams that accepted,
// signed with the team's name, addresses hidden; said to be private it goes to the managers alone, and their answer to
// the one team. Whoever belongs to no team of the ticket is heard by the managers alone, and so is everybody once the
// ticket is resolved.

import { about, actsAsManager, toManagers, toSeat } from '../addressees.ts'
import { done, refuse, type EventOf, type StepFor } from '../step.ts'
import { acceptors } from '../view.ts'
import { speaksFor } from './answer.ts'
import type { Effect } from '../effect.ts'
import type { Fact } from '../fact.ts'
import type { PersonId } from '../ids.ts'
import type { Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

export const note: StepFor<'noted'> = (ticket, event, world) => {
  if (event.team && !speaksFor(event.by, event.team, ticket, world))
    return refuse({ code: 'not-member', team: event.team })
  const { reach, facts, effects } = passOn(ticket, event, world)
  const resolved = ticket.status === 'resolved'
  return done(
    resolved ? { did: 'kept-after-resolve', what: 'note' } : { did: 'noted', ...reach },
    facts,
    effects,
  )
}

/** Words to people: who reads them, what is kept, and the letters that carry them. */
export function passOn(ticket: Ticket, event: EventOf<'noted' | 'problem-named'>, world: World) {
  const by = event.by.kind === 'person' ? event.by.id : null
  const manager = actsAsManager(event.by, ticket, world)
  const ofTeam = ticket.seats.some((seat) => speaksFor(event.by, seat.team, ticket, world))
  const resolved = ticket.status === 'resolved'
  // Only managers write to a team that they choose; a team's people are heard by the managers.
  const to = event.private && manager && !resolved ? event.to : undefined
  const hidden = event.private ? { private: true as const, ...(to ? { to } : {}) } : {}
  const kind = event.type === 'problem-named' ? { problem: true as const } : {}
  const shared = !resolved && !event.private && (manager || ofTeam)
  const letter = {
    letter: 'note-shared' as const,
    about: about(ticket, world),
    author: event.team ?? (manager ? ('managers' as const) : ('subscriber' as const)),
    text: event.text,
    ...hidden,
    ...kind,
  }
  const key = `note/${event.id}`
  const everybody = [
    ...toManagers(ticket, world, key, letter),
    ...(shared ? acceptors(ticket) : ticket.seats.filter(({ team }) => team === to)).flatMap((seat) =>
      toSeat(seat, ticket, key, letter),
    ),
  ]
  const note = { id: event.id, by, team: event.team, text: event.text, at: event.at, ...hidden, ...kind }
  const facts: readonly Fact[] = [{ what: 'noted', note }]
  return { reach: { shared, ...hidden }, facts, effects: onceEach(everybody, by) }
}

/** One letter a person, who may be a manager and of several teams; none to the author. */
function onceEach(effects: readonly Effect[], author: PersonId | null): readonly Effect[] {
  const told = new Set([author])
  return effects.filter((effect) => {
    if (effect.kind !== 'letter' || !('person' in effect.to)) return true
    if (told.has(effect.to.person)) return false
    told.add(effect.to.person)
    return true
  })
}
