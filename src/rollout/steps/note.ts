// Notes (SPEC §1.6): questions are settled in the ticket. A note goes to the managers and to the teams that
// accepted, signed with the team's name, addresses hidden.

import { about, toManagers, toSeat } from '../addressees.ts'
import { done, type StepFor } from '../step.ts'
import { acceptors } from '../view.ts'
import type { Effect } from '../effect.ts'

export const note: StepFor<'noted'> = (ticket, event, world) => {
  const by = event.by.kind === 'person' ? event.by.id : null
  const letter = {
    letter: 'note-shared' as const,
    about: about(ticket, world),
    author: event.team ?? event.author,
    text: event.text,
  }
  const key = `note/${event.id}`
  const everybody = [
    ...toManagers(ticket, world, key, letter),
    ...acceptors(ticket).flatMap((seat) => toSeat(seat, ticket, key, letter)),
  ]
  const isAuthor = (effect: Effect) =>
    effect.kind === 'letter' && 'person' in effect.to && effect.to.person === by
  return done(
    { did: 'noted', shared: true },
    [{ what: 'noted', note: { id: event.id, by, team: event.team, text: event.text, at: event.at } }],
    everybody.filter((effect) => !isAuthor(effect)),
  )
}
