// A team's answer (SPEC §1.3): the last clear statement by a member wins, by the signed Date of verified mail, else
// by time of receipt. Late answers count until the ticket is resolved; a team may withdraw.

import { about, exceptWriter, membersOf, toManagers, toPeople } from '../addressees.ts'
import { beyondCutoff } from '../cutoff.ts'
import { expectedTrial } from '../seats.ts'
import { done, refuse, type EventOf, type StepFor } from '../step.ts'
import { seatOf } from '../view.ts'
import { welcome } from './started.ts'
import type { Did } from '../did.ts'
import type { Effect } from '../effect.ts'
import type { Actor, Event } from '../event.ts'
import type { Fact } from '../fact.ts'
import type { Instant, PersonId } from '../ids.ts'
import type { Seat, Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

const personOf = (by: Actor): PersonId | null => (by.kind === 'person' ? by.id : null)

export const answer: StepFor<'answered'> = (ticket, event, world) => {
  const seat = seatOf(ticket, event.team)
  if (!seat || seat.state === 'removed') return refuse({ code: 'no-seat', team: event.team })
  if (seat.saidAt && event.at < seat.saidAt) return done({ did: 'nothing', why: 'older', team: event.team })
  const now = event.answer === 'accept' ? 'accepted' : 'rejected'
  // A report says more than an answer: whoever has reported has taken part.
  if (seat.state === now || seat.state === 'reported') return saidAgain(seat, event.at)
  const trial = event.answer === 'accept' ? expectedTrial(event.team, world) : undefined
  const by = personOf(event.by)
  const opposite =
    event.answer === 'accept'
      ? seat.state === 'rejected' || seat.state === 'withdrawn'
      : seat.state === 'accepted'
  const contradicts = opposite && seat.saidBy !== undefined && seat.saidBy !== by
  const did: Did = {
    did: 'answered',
    team: event.team,
    answer: event.answer,
    zone: seat.zone,
    before: seat.state,
    contradicts,
    ...(trial ? { reportDue: trial.reportDue } : {}),
    ...beyondCutoff(trial?.reportDue.at, seat.zone, ticket),
  }
  const fact: Fact = {
    what: 'answered',
    team: event.team,
    answer: event.answer,
    saidAt: event.at,
    by,
    at: world.now,
    ...(event.reason ? { reason: event.reason } : {}),
    ...(trial ? { ...trial, welcomed: true as const } : {}),
  }
  return done(
    did,
    [fact],
    [
      ...(contradicts ? tellManagers(ticket, event, event.answer, did, world) : []),
      ...(contradicts || seat.state === 'accepted' ? tellTeam(ticket, event, event.answer, did, world) : []),
      ...(trial ? welcome(seat, by, trial, ticket, world) : []),
    ],
  )
}

/** Nothing changes but since when it holds: an older statement that comes late no longer counts. */
function saidAgain(seat: Seat, at: Instant) {
  const facts: readonly Fact[] =
    seat.saidAt && at > seat.saidAt ? [{ what: 'said-again', team: seat.team, saidAt: at }] : []
  return done({ did: 'nothing', why: 'already-so', team: seat.team }, facts)
}

type Told = readonly [
  ticket: Ticket,
  event: EventOf<'answered' | 'withdrew'>,
  verb: string,
  did: Did,
  world: World,
]
const letterOf = (...[ticket, event, verb, did, world]: Told) => ({
  letter: 'receipt' as const,
  about: about(ticket, world),
  subject: ticket.title,
  items: [{ item: 'done' as const, line: `${verb} ${event.team.slice(3)}`, ticket: ticket.id, did }],
  prose: '',
})
const keyOf = (event: Event) => `disagree/${event.id}`

/** Two members who disagree: the last wins, and the managers are told; the writer, who may be one, has a receipt. */
const tellManagers = (...[ticket, event, verb, did, world]: Told): readonly Effect[] =>
  exceptWriter(toManagers(ticket, world, keyOf(event), letterOf(ticket, event, verb, did, world)), event.by)

/**
 * The one who had said the opposite is told. So is every member where the team had accepted: all were asked to
 * install the release.
 */
function tellTeam(...[ticket, event, verb, did, world]: Told): readonly Effect[] {
  const seat = seatOf(ticket, event.team)
  // Somebody who has left the team meanwhile, or who never was of it, has no part in this.
  const others = membersOf(event.team, ticket, world).filter(
    (person) => seat?.state === 'accepted' || person === seat?.saidBy,
  )
  const letter = letterOf(ticket, event, verb, did, world)
  const zone = seat?.zone ?? world.policy.zone
  return exceptWriter(toPeople(others, zone, 'team-member', ticket, keyOf(event), letter), event.by)
}

export const withdraw: StepFor<'withdrew'> = (ticket, event, world) => {
  const seat = seatOf(ticket, event.team)
  if (!seat || seat.state === 'removed') return refuse({ code: 'no-seat', team: event.team })
  if (seat.saidAt && event.at < seat.saidAt) return done({ did: 'nothing', why: 'older', team: event.team })
  if (seat.state === 'withdrawn') return saidAgain(seat, event.at)
  const by = personOf(event.by)
  const did: Did = { did: 'withdrawn', team: event.team }
  const fact: Fact = {
    what: 'withdrawn',
    team: event.team,
    saidAt: event.at,
    by,
    ...(event.reason ? { reason: event.reason } : {}),
  }
  const contradicts = seat.state === 'accepted' && seat.saidBy !== undefined && seat.saidBy !== by
  const told = [ticket, event, 'withdraw', did, world] as const
  return done(
    did,
    [fact],
    [...(contradicts ? tellManagers(...told) : []), ...(seat.state === 'accepted' ? tellTeam(...told) : [])],
  )
}

/** May this actor speak for the team on this ticket? (SPEC §3.3: own team, this ticket.) */
export const speaksFor = (by: Actor, team: Parameters<typeof membersOf>[0], ticket: Ticket, world: World) =>
  by.kind === 'person' && membersOf(team, ticket, world).includes(by.id)
