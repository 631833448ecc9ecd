// A team's answer (SPEC §1.3): the last clear statement by a member wins, by the signed Date of verified mail, else
// by time of receipt. Late answers count until the ticket is resolved; a team may withdraw.

import { about, membersOf, toManagers, toPeople } from '../addressees.ts'
import { reportDue } from '../seats.ts'
import { done, refuse, type StepFor } from '../step.ts'
import { seatOf } from '../view.ts'
import type { Did, Effect } from '../effect.ts'
import type { Actor } from '../event.ts'
import type { Fact } from '../fact.ts'
import type { PersonId } from '../ids.ts'
import type { Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

const personOf = (by: Actor): PersonId | null => (by.kind === 'person' ? by.id : null)

export const answer: StepFor<'answered'> = (ticket, event, world) => {
  const seat = seatOf(ticket, event.team)
  if (!seat || seat.state === 'removed') return refuse({ code: 'no-seat', team: event.team })
  if (seat.saidAt && event.at < seat.saidAt) return done({ did: 'nothing', why: 'older', team: event.team })
  const now = event.answer === 'accept' ? 'accepted' : 'rejected'
  // A report says more than an answer: whoever has reported has taken part.
  if (seat.state === now || seat.state === 'reported')
    return done({ did: 'nothing', why: 'already-so', team: event.team })
  const due = event.answer === 'accept' ? reportDue(event.team, world) : undefined
  const by = personOf(event.by)
  const contradicts =
    (seat.state === 'accepted' || seat.state === 'rejected') &&
    seat.saidBy !== undefined &&
    seat.saidBy !== by
  const did: Did = {
    did: 'answered',
    team: event.team,
    answer: event.answer,
    zone: seat.zone,
    before: seat.state,
    contradicts,
    ...(due ? { reportDue: due } : {}),
  }
  const fact: Fact = {
    what: 'answered',
    team: event.team,
    answer: event.answer,
    saidAt: event.at,
    by,
    at: world.now,
    ...(event.reason ? { reason: event.reason } : {}),
    ...(due ? { reportDue: due } : {}),
  }
  return done(did, [fact], contradicts ? tellDisagreement(ticket, event, did, seat.saidBy, world) : [])
}

/** Two members who disagree: the last wins, and the other one and the managers are told. */
function tellDisagreement(
  ticket: Ticket,
  event: Parameters<typeof answer>[1],
  did: Did,
  other: PersonId | undefined,
  world: World,
): readonly Effect[] {
  const letter = {
    letter: 'receipt' as const,
    about: about(ticket, world),
    subject: ticket.title,
    items: [
      { item: 'done' as const, line: `${event.answer} ${event.team.slice(3)}`, ticket: ticket.id, did },
    ],
    prose: '',
  }
  const key = `disagree/${event.id}`
  const zone = seatOf(ticket, event.team)?.zone ?? world.policy.zone
  const toOther = other ? toPeople([other], zone, 'team-member', ticket, key, letter) : []
  return [...toOther, ...toManagers(ticket, world, key, letter)]
}

export const withdraw: StepFor<'withdrew'> = (ticket, event) => {
  const seat = seatOf(ticket, event.team)
  if (!seat || seat.state === 'removed') return refuse({ code: 'no-seat', team: event.team })
  if (seat.saidAt && event.at < seat.saidAt) return done({ did: 'nothing', why: 'older', team: event.team })
  if (seat.state === 'withdrawn') return done({ did: 'nothing', why: 'already-so', team: event.team })
  return done({ did: 'withdrawn', team: event.team }, [
    {
      what: 'withdrawn',
      team: event.team,
      saidAt: event.at,
      by: personOf(event.by),
      ...(event.reason ? { reason: event.reason } : {}),
    },
  ])
}

/** May this actor speak for the team on this ticket? (SPEC 3.3: own team, this ticket.) */
export const speaksFor = (by: Actor, team: Parameters<typeof membersOf>[0], ticket: Ticket, world: World) =>
  by.kind === 'person' && membersOf(team, ticket, world).includes(by.id)
