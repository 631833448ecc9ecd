// The trial begins (SPEC §1.6): what the whole team gets once it takes part, and `started`, from which the days in
// production count. Until somebody says so they count from one working day after acceptance (seats.ts).

import { about, toSeat } from '../addressees.ts'
import { beyondCutoff } from '../cutoff.ts'
import { dateIn, dateSaid, onDate } from '../day.ts'
import { reportName } from '../filename.ts'
import { trialFrom } from '../seats.ts'
import { done, refuse, type StepFor } from '../step.ts'
import { seatOf } from '../view.ts'
import type { Effect } from '../effect.ts'
import type { PersonId } from '../ids.ts'
import type { Due, Seat, Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

/** To everybody of the team, once for each time it was invited: what to do, by when, under which name to report. */
export function welcome(
  seat: Seat,
  by: PersonId | null,
  { reportDue, startAsk }: { readonly reportDue: Due; readonly startAsk?: Due },
  ticket: Ticket,
  world: World,
): readonly Effect[] {
  if (seat.welcomed) return []
  // Whoever answers has an address that works, whatever came back from it before.
  const reached = { ...seat, bounced: seat.bounced.filter((person) => person !== by) }
  return toSeat(reached, ticket, `trial-started/${seat.round}`, {
    letter: 'trial-started',
    about: about(ticket, world, seat.team),
    team: seat.team,
    reportDue,
    trial: world.policy.trial,
    check: world.policy.trialCheck,
    ...(startAsk ? { startBy: startAsk } : {}),
    reportName: reportName(seat.team, ticket.release, 'odt'),
  })
}

export const started: StepFor<'started'> = (ticket, event, world) => {
  const { team } = event
  const seat = seatOf(ticket, team)
  if (!seat || seat.state === 'removed') return refuse({ code: 'no-seat', team })
  if (seat.state === 'reported') return done({ did: 'nothing', why: 'already-so', team })
  if (seat.state !== 'accepted') return refuse({ code: 'not-on-trial', team })
  const today = dateIn(event.at, seat.zone)
  const date = event.day === undefined ? today : dateSaid(event.day, event.at, seat.zone, 'past')
  // Installed before the ticket was there, or on a day to come: a slip of the pen.
  if (date === null || date > today || date < dateIn(ticket.openedAt, seat.zone))
    return refuse({ code: 'bad-date', team, wants: 'past' })
  if (seat.startedAt !== undefined && dateIn(seat.startedAt, seat.zone) === date)
    return done({ did: 'nothing', why: 'already-so', team })
  const at = date === today ? event.at : onDate(date, seat.zone, { like: event.at })
  const { reportDue: counted, trialCheck } = trialFrom(at, 'its beginning', team, world)
  // What a manager gave longer stays.
  const reportDue =
    seat.extended && seat.reportDue && seat.reportDue.at > counted.at ? seat.reportDue : counted
  const beyond = beyondCutoff(reportDue.at, seat.zone, ticket)
  return done({ did: 'started', team, startedAt: at, reportDue, zone: seat.zone, ...beyond }, [
    { what: 'started', team, at, reportDue, ...(trialCheck ? { trialCheck } : {}) },
  ])
}
