// The beta tag of a site in GOCDB (SPEC §1.6, §1.8): a manager says that a site on trial should have it, or no longer.
// Remembered with the team, so that its thanks at the end name it. GOCDB is not ours to write: while it is not connected
// the site's own people are asked.

import { done, refuse, type Consequence, type StepFor } from '../step.ts'
import { seatOf } from '../view.ts'
import { isOnTrial } from './extend.ts'
import type { Effect } from '../effect.ts'
import type { Event } from '../event.ts'
import type { Fact } from '../fact.ts'
import type { EventId, TeamName } from '../ids.ts'
import type { Seat, Ticket } from '../ticket.ts'

export const beta: StepFor<'beta-set'> = (ticket, event, world) => {
  const { team, on } = event
  const seat = seatOf(ticket, team)
  // A tag that is on can come off whatever became of the team.
  if (!seat || (seat.state === 'removed' && !seat.beta))
    return refuse({ code: 'no-seat', team, to: 'manager' })
  if (on && !isOnTrial(seat)) return refuse({ code: 'not-on-trial', team })
  if ((seat.beta === true) === on) return done({ did: 'nothing', why: 'already-so', team })
  const byHand = !world.doors.open.includes('sites')
  return done(
    { did: 'beta', team, on, byHand },
    [{ what: 'beta', team, on }],
    askForBeta(ticket, team, on, event.id),
  )
}

/**
 * A team that leaves the trial with its tag on is asked to take it off; one that an undo brings back with it, to set it
 * again. `before` and `after`: the ticket around the event.
 */
export function followBeta(before: Ticket, after: Ticket, event: Event): Consequence {
  // What a manager says of the tag, or takes back of it, asks by itself.
  if (event.type === 'beta-set' || (event.type === 'undone' && event.act.type === 'beta-set'))
    return { facts: [], effects: [] }
  const takesPart = (seat: Seat | undefined) => seat?.state === 'accepted' || seat?.state === 'reported'
  const left = after.seats.filter(
    (seat) => seat.beta && !takesPart(seat) && takesPart(seatOf(before, seat.team)),
  )
  const back = after.seats.filter((seat) => seat.beta && takesPart(seat) && !seatOf(before, seat.team)?.beta)
  return {
    facts: left.map(({ team }): Fact => ({ what: 'beta', team, on: false })),
    effects: [
      ...left.flatMap(({ team }) => askForBeta(after, team, false, event.id)),
      ...back.flatMap(({ team }) => askForBeta(after, team, true, event.id)),
    ],
  }
}

export const askForBeta = (
  ticket: Ticket,
  team: TeamName,
  on: boolean,
  event: EventId,
): readonly Effect[] => [
  {
    kind: 'door',
    key: `t${ticket.id}/beta/${event}/${team}`,
    request: { door: 'sites', ask: 'set-beta', team, on },
  },
]
