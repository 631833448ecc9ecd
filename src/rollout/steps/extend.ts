// More time for a trial (SPEC §1.6): a manager's `extend` moves the due date of one report or of all; a team's own is a
// request, which the managers get with the line that grants it. The date is worked out in the team's own zone.

import { about, actsAsManager, exceptWriter, placeOf, toManagers, toSeat } from '../addressees.ts'
import { beyondCutoff } from '../cutoff.ts'
import { addSpan } from '../deadline.ts'
import { dateSaid, onDate } from '../day.ts'
import { done, refuse, type EventOf, type Step, type StepFor } from '../step.ts'
import { seatOf } from '../view.ts'
import { speaksFor } from './answer.ts'
import type { Effect } from '../effect.ts'
import type { Event } from '../event.ts'
import type { Due, Seat, Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

/** A report that is due in more than a year is a slip of the pen. */
const longest = { n: 366, unit: 'day' } as const
type Trial = Seat & { readonly reportDue: Due }
export const isOnTrial = (seat: Seat): seat is Trial =>
  seat.state === 'accepted' && seat.reportDue !== undefined

export const extend: StepFor<'extended'> = (ticket, event, world) => {
  const manager = actsAsManager(event.by, ticket, world)
  if (event.team === null) {
    if (!manager) return refuse({ code: 'not-manager' })
    const all = ticket.seats.filter(isOnTrial)
    return all.length === 0 ? refuse({ code: 'nobody-on-trial' }) : grant(all, ticket, event, world)
  }
  const { team } = event
  const seat = seatOf(ticket, team)
  if (!seat || seat.state === 'removed')
    return refuse({ code: 'no-seat', team, ...(manager ? { to: 'manager' as const } : {}) })
  if (!manager && !speaksFor(event.by, team, ticket, world)) return refuse({ code: 'not-member', team })
  if (!isOnTrial(seat)) return refuse({ code: 'not-on-trial', team })
  return manager ? grant([seat], ticket, event, world) : request(seat, ticket, event, world)
}

/** The new due date; null where it is none: not ahead of us, or more than a year. */
function wanted(seat: Trial, event: EventOf<'extended'>, world: World): Due | null {
  const place = placeOf(seat.team, world)
  const { how } = event
  const late = seat.reportDue.at < world.now
  const date = 'until' in how ? dateSaid(how.until, event.at, seat.zone, 'future') : null
  if ('until' in how && date === null) return null
  const at =
    'until' in how
      ? onDate(date ?? '', seat.zone, world.policy.dueAt)
      : addSpan(late ? world.now : seat.reportDue.at, how.span, place)
  const tooFar = addSpan(world.now, longest, place)
  return at > world.now && at <= tooFar ? { at, rule: 'extended by the managers' } : null
}

function grant(seats: readonly Trial[], ticket: Ticket, event: EventOf<'extended'>, world: World): Step {
  const dues = seats.map((seat) => ({ seat, due: wanted(seat, event, world) }))
  const moved = dues.flatMap(({ seat, due }) => (due && due.at !== seat.reportDue.at ? [{ seat, due }] : []))
  if (dues.some(({ due }) => due === null))
    return refuse({ code: 'bad-date', team: event.team, wants: 'future' })
  if (moved.length === 0)
    return done({ did: 'nothing', why: 'already-so', ...(event.team ? { team: event.team } : {}) })
  return done(
    { did: 'extended', teams: moved.map(({ seat, due }) => moveOf(seat, due, ticket)) },
    moved.map(({ seat, due }) => ({ what: 'extended', team: seat.team, reportDue: due })),
    moved.flatMap((one) => tellMoved(one.seat, one.due, ticket, event, world)),
  )
}

const moveOf = (seat: Trial, due: Due, ticket: Ticket) => ({
  team: seat.team,
  reportDue: due,
  before: seat.reportDue,
  zone: seat.zone,
  ...beyondCutoff(due.at, seat.zone, ticket),
})

/** The team hears the new date, also where an undo brings the old one back; a manager who is of it has a receipt. */
export const tellMoved = (
  seat: Trial,
  due: Due,
  ticket: Ticket,
  event: Pick<Event, 'id' | 'by'>,
  world: World,
): readonly Effect[] =>
  exceptWriter(
    toSeat(seat, ticket, `extended/${event.id}`, {
      letter: 'receipt',
      about: about(ticket, world, seat.team),
      subject: ticket.title,
      items: [
        {
          item: 'done',
          line: '',
          ticket: ticket.id,
          did: { did: 'extended', teams: [moveOf(seat, due, ticket)] },
        },
      ],
      prose: '',
    }),
    event.by,
  )
function request(seat: Trial, ticket: Ticket, event: EventOf<'extended'>, world: World): Step {
  const due = wanted(seat, event, world)
  if (!due) return refuse({ code: 'bad-date', team: seat.team, wants: 'future' })
  if (due.at <= seat.reportDue.at)
    return done({
      did: 'nothing',
      why: 'already-so',
      team: seat.team,
      due: { at: seat.reportDue.at, zone: seat.zone },
    })
  if (due.at === seat.extendAsked) return done({ did: 'nothing', why: 'already-so', team: seat.team })
  const letters = toManagers(ticket, world, `extend-request/${event.id}`, {
    letter: 'extend-request',
    about: about(ticket, world),
    team: seat.team,
    reportDue: seat.reportDue,
    wanted: due,
    how: 'span' in event.how ? event.how : { until: due },
    zone: seat.zone,
  })
  return done(
    {
      did: 'extend-asked',
      team: seat.team,
      wanted: due,
      zone: seat.zone,
      ...beyondCutoff(due.at, seat.zone, ticket),
    },
    [{ what: 'extend-asked', team: seat.team, until: due.at, at: world.now }],
    letters,
  )
}
