// A manager's `remind` (SPEC §3.4): the reminder goes now, to the team that is named or to everybody who is silent or
// late. At most once an hour a team, so that two managers who both say it are one reminder.

import { about, placeOfBot, toSeat } from '../addressees.ts'
import { addSpan } from '../deadline.ts'
import { done, refuse, type StepFor } from '../step.ts'
import { isSilent, seatOf } from '../view.ts'
import type { Seat, Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

const pause = { n: 1, unit: 'hour' } as const
/** In the keys of reminders that a manager asked for: they hurry, as those of the clock do not (quiet.ts). */
export const keyAsked = 'reminder/asked'

export const remind: StepFor<'remind-asked'> = (ticket, event, world) => {
  const { team } = event
  const named = team === null ? undefined : seatOf(ticket, team)
  if (team !== null && (!named || named.state === 'removed'))
    return refuse({ code: 'no-seat', team, to: 'manager' })
  if (named && !owes(named)) return refuse({ code: 'nothing-awaited', team: named.team })
  const wanted = named ? [named] : ticket.seats.filter((seat) => isLate(seat, world))
  const place = placeOfBot(world)
  const isFresh = ({ remindedAt }: Seat) =>
    remindedAt === undefined || addSpan(remindedAt, pause, place) <= world.now
  const reminded = wanted.filter(isFresh)
  return done(
    {
      did: 'reminded',
      teams: reminded.map((seat) => seat.team),
      lately: wanted.filter((seat) => !isFresh(seat)).map((seat) => seat.team),
    },
    reminded.map((seat) => ({ what: 'reminded-now', team: seat.team, at: world.now })),
    reminded.flatMap((seat) => reminder(seat, ticket, event.id, world)),
  )
}

const owes = (seat: Seat) => seat.state === 'notified' || (seat.state === 'accepted' && !!seat.reportDue)

const isLate = (seat: Seat, world: World) =>
  isSilent(seat, world.now) ||
  (seat.state === 'accepted' && seat.reportDue !== undefined && seat.reportDue.at <= world.now)

const reminder = (seat: Seat, ticket: Ticket, event: string, world: World) =>
  toSeat(seat, ticket, `${keyAsked}/${event}`, {
    letter: 'reminder',
    about: about(ticket, world, seat.team),
    to: 'team',
    asks: seat.state === 'notified' ? 'answer' : 'report',
    team: seat.team,
    due: (seat.state === 'notified' ? undefined : seat.reportDue) ?? seat.answerDue,
  })
