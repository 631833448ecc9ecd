// Who hears that something was taken back, beside whoever did it (SPEC §3.5): each who had acted on it, or was about to.
// Whether it may be taken back is undo.ts's matter.

import { about, exceptWriter, toManagers, toSeat } from '../addressees.ts'
import { seatOf } from '../view.ts'
import { isOnTrial, tellMoved } from './extend.ts'
import type { Did } from '../did.ts'
import type { Effect } from '../effect.ts'
import type { TeamName } from '../ids.ts'
import type { EventOf } from '../step.ts'
import type { Seat, Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

type Undoing = EventOf<'undone'>

/** The dates that hold once the act is taken back, of the teams that have one. `stands`: the ticket as it is then. */
export const duesOf = (stands: Ticket, teams: readonly TeamName[]) =>
  teams.flatMap((team) => {
    const seat = seatOf(stands, team)
    return seat?.reportDue ? [{ team, reportDue: seat.reportDue, zone: seat.zone }] : []
  })

/** A date that was granted goes back, and the team hears it; a wish for more time, and the managers do. */
export function tellDues(
  ticket: Ticket,
  stands: Ticket,
  event: Undoing,
  teams: readonly TeamName[],
  world: World,
): readonly Effect[] {
  if (!event.facts.some(({ what }) => what === 'extend-asked'))
    return teams.flatMap((team) => {
      const [now, then] = [seatOf(ticket, team), seatOf(stands, team)]
      return now && isOnTrial(now) && then?.reportDue
        ? tellMoved(now, then.reportDue, ticket, event, world)
        : []
    })
  const did: Did = { did: 'undone', act: 'extended', seats: [], unasked: [], dues: duesOf(stands, teams) }
  const letters = toManagers(ticket, world, `unwished/${event.id}`, {
    letter: 'receipt',
    about: about(ticket, world),
    subject: ticket.title,
    items: [{ item: 'done', line: '', ticket: ticket.id, did }],
    prose: '',
  })
  return exceptWriter(letters, event.by)
}

/** An accept that is taken back: its colleagues were asked to install the release. */
export function tellUnaccepted(
  ticket: Ticket,
  stands: Ticket,
  event: Undoing,
  team: TeamName,
  world: World,
): readonly Effect[] {
  const [now, then] = [seatOf(ticket, team), seatOf(stands, team)]
  // Who was never told that the trial begins has nothing to stop.
  if (!now?.welcomed || now.state !== 'accepted' || !then || then.state === 'accepted') return []
  const did: Did = { did: 'undone', act: 'accept', seats: [{ team, state: then.state }], unasked: [] }
  const letters = toSeat(now, ticket, `unaccepted/${event.id}`, {
    letter: 'receipt',
    about: about(ticket, world, team),
    subject: ticket.title,
    items: [{ item: 'done', line: '', ticket: ticket.id, did }],
    prose: '',
  })
  return exceptWriter(letters, event.by)
}

/** To everybody who was invited by what is taken back. */
export const unask = (seat: Seat, ticket: Ticket, world: World): readonly Effect[] =>
  toSeat(seat, ticket, `unasked/${seat.round}`, {
    letter: 'no-longer-asked',
    about: about(ticket, world),
    team: seat.team,
  })
