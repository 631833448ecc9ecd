// Assigning teams (SPEC §1.2): every member is invited at once, each with one mail; the ticket becomes open. And what an
// invitation that comes back means (SPEC §1.3). How long a team has to answer is seats.ts's matter.

import { absenceOf } from '../absence.ts'
import { about, membersOf, teamOnRoster, toManagers, toPeople, toSeat } from '../addressees.ts'
import { invitedSeat } from '../seats.ts'
import { countedAnew } from './leave.ts'
import { done, refuse, type EventOf, type StepFor } from '../step.ts'
import { seatOf } from '../view.ts'
import type { Did } from '../did.ts'
import type { Effect } from '../effect.ts'
import type { Fact } from '../fact.ts'
import type { TeamName } from '../ids.ts'
import type { Seat, Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

/** Teams that are being asked or have agreed are not asked again, unless no invitation reached anybody. */
const isAsked = (seat: Seat | undefined) =>
  (seat?.state === 'notified' && seat.invited.some((person) => !seat.bounced.includes(person))) ||
  seat?.state === 'accepted' ||
  seat?.state === 'reported'

export const assign: StepFor<'assigned'> = (ticket, event, world) => {
  const wanted = [...new Set(event.teams)]
  const already = wanted.filter((team) => isAsked(seatOf(ticket, team)))
  const fresh = wanted.filter((team) => !already.includes(team))
  for (const team of fresh) {
    if (!teamOnRoster(team, world) && !seatOf(ticket, team)) return refuse({ code: 'unknown-team', team })
    if (membersOf(team, ticket, world).length === 0) return refuse({ code: 'no-members', team })
  }
  const invitations = fresh.map((team) => invite(team, ticket, world))
  const facts: Fact[] = invitations.map(({ seat }) => ({ what: 'invited', seat }))
  if (fresh.length > 0 && ticket.status === 'new')
    facts.push({ what: 'status', status: 'open', at: world.now })
  const teams = invitations.map(({ seat }) => ({
    team: seat.team,
    answerDue: seat.answerDue,
    zone: seat.zone,
  }))
  return done({ did: 'assigned', teams, already }, facts, [
    ...invitations.flatMap(({ letters }) => letters),
    ...watchers(fresh, ticket, event.id),
  ])
}

/** Invited teams join the watchers of the ticket in the tracker, where it is there. */
export function watchers(teams: readonly TeamName[], ticket: Ticket, event: string): readonly Effect[] {
  if (teams.length === 0 || !ticket.parent) return []
  const key = `t${ticket.id}/watch/${event}`
  return [{ kind: 'door', key, request: { door: 'tracker', ask: 'watch', teams } }]
}

/** The seat and its invitations; also for a team whose site somebody else offered. */
export function invite(team: TeamName, ticket: Ticket, world: World) {
  const seat = invitedSeat(team, membersOf(team, ticket, world), ticket, world)
  const letters = toSeat(seat, ticket, `invitation/${seat.round}`, {
    letter: 'invitation',
    about: about(ticket, world, team),
    team,
    answerDue: seat.answerDue,
    round: seat.round,
  })
  return { seat, letters }
}

/** Whoever was asked or has the release on trial hears that nothing is wanted of them any more. */
function tellRemoved(ticket: Ticket, event: EventOf<'unassigned'>, seat: Seat, did: Did, world: World) {
  if (seat.state !== 'notified' && seat.state !== 'accepted') return []
  const { by } = event
  const members = membersOf(event.team, ticket, world).filter(
    (person) => by.kind !== 'person' || person !== by.id,
  )
  const line = ['unassign', event.team.slice(3), ...(event.reason ? [event.reason] : [])].join(' ')
  return toPeople(members, seat.zone, 'team-member', ticket, `unassigned/${event.id}`, {
    letter: 'receipt',
    about: about(ticket, world),
    subject: ticket.title,
    items: [{ item: 'done', line, ticket: ticket.id, did }],
    prose: '',
  })
}

export const unassign: StepFor<'unassigned'> = (ticket, event, world) => {
  const seat = seatOf(ticket, event.team)
  if (!seat) return refuse({ code: 'no-seat', team: event.team, to: 'manager' })
  if (seat.state === 'removed') return done({ did: 'nothing', why: 'already-so', team: event.team })
  const did: Did = { did: 'unassigned', team: event.team }
  return done(
    did,
    [{ what: 'removed', team: event.team, ...(event.reason ? { reason: event.reason } : {}) }],
    tellRemoved(ticket, event, seat, did, world),
  )
}

/** An invitation came back for good; where all did, the team counts as past due at once (SPEC §1.3). */
export const bounce: StepFor<'invitation-bounced'> = (ticket, event, world) => {
  const seat = seatOf(ticket, event.team)
  if (!seat || !seat.invited.includes(event.person)) return refuse({ code: 'no-seat', team: event.team })
  // One that comes back late says nothing of the invitation that is out now.
  if (event.round !== undefined && event.round !== seat.round)
    return done({ did: 'nothing', why: 'older', team: event.team })
  if (seat.bounced.includes(event.person))
    return done({ did: 'nothing', why: 'already-so', team: event.team })
  const facts: Fact[] = [{ what: 'bounced', team: event.team, person: event.person }]
  const all = seat.invited.every((person) => person === event.person || seat.bounced.includes(person))
  // Past due already, or answered by another way: the managers know, and nothing is waited for.
  const news = all && seat.state === 'notified' && !seat.dueNoted
  if (news) facts.push({ what: 'due-noted', team: event.team })
  facts.push(...countedAnew(seat, [...seat.bounced, event.person], world))
  const due = { at: world.now, rule: 'every invitation came back' }
  return done(
    { did: 'bounced', team: event.team, all },
    facts,
    news ? tellSilent(seat, ticket, world, due, true) : [],
  )
}

/** A date that moved brings letters of its own. */
export const keyOfRound = ({ round, answerDue, answerMoved }: Seat) =>
  answerMoved ? `${round}/${answerDue.at}` : `${round}`

export function tellSilent(
  seat: Seat,
  ticket: Ticket,
  world: World,
  due: Seat['answerDue'],
  bounced: boolean,
) {
  return toManagers(ticket, world, `silent/${seat.team}/${keyOfRound(seat)}`, {
    letter: 'team-silent',
    about: about(ticket, world),
    team: seat.team,
    due,
    bounced,
    ...absenceOf(seat, world),
  })
}
