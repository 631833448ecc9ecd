// Nobody accepts (SPEC §1.4): the managers get a preview of the call; unless held it is posted some working hours
// later, one post per list, ticket and round; a wider round follows; then the managers alone decide. This is what goes on
// by itself; what managers say of it is callruled.ts's matter.

import { absenceOf } from '../absence.ts'
import { about, placeOfBot, stackOfTicket, toManagers } from '../addressees.ts'
import { addSpan, nextReminder, writeSpan } from '../deadline.ts'
import { listsOf } from '../release.ts'
import { acceptors, isAwaited, isSilent, nobodyAccepts } from '../view.ts'
import type { Consequence } from '../step.ts'
import type { Effect } from '../effect.ts'
import type { Fact } from '../fact.ts'
import type { Due, Escalation, Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

const nothing: Consequence = { facts: [], effects: [] }

export const escalated = (escalation: Escalation): Fact => ({ what: 'escalated', escalation })

const ownLists = (ticket: Ticket, world: World) => listsOf(ticket.release, stackOfTicket(ticket, world))

/** Round 1 goes to the release's own lists, round 2 to the wider ones, as far as they were not called already. */
export function listsOfRound(ticket: Ticket, round: number, world: World): readonly string[] {
  const lists = round === 1 ? ownLists(ticket, world) : world.policy.escalation.wider
  return lists.filter((list) => !ticket.calls.some((call) => call.list === list))
}

/** The wider lists'. */
export const lastRound = 2
/** 0 where none was. */
export const lastPosted = (ticket: Ticket) => Math.max(0, ...ticket.calls.map((call) => call.round))

/** Rounds that were posted or skipped: they stay so whatever interrupts the search. */
export function roundsOver(ticket: Ticket): number {
  const { escalation } = ticket
  const posted = lastPosted(ticket)
  if (escalation.state === 'none') return Math.max(posted, escalation.after ?? 0)
  const isPending = escalation.state === 'previewed' || escalation.state === 'held'
  return Math.max(posted, isPending ? escalation.round - 1 : escalation.round)
}

/** Nothing is pending any more. */
function stopped(ticket: Ticket): Consequence {
  const after = roundsOver(ticket)
  return {
    facts: [escalated({ state: 'none', ...(after > lastPosted(ticket) ? { after } : {}) })],
    effects: [],
  }
}

/** The next round that has somebody to ask, or the managers; they alone where the release has no list of its own. */
function nextStep(ticket: Ticket, after: number, world: World, cause: string): Consequence {
  const last = after === 0 && ownLists(ticket, world).length === 0 ? 0 : lastRound
  for (let round = after + 1; round <= last; round += 1) {
    const lists = listsOfRound(ticket, round, world)
    if (lists.length > 0) return preview(ticket, round, lists, world, cause)
  }
  const next = {
    at: nextReminder(world.now, 1, world.policy.remindCapDays, placeOfBot(world)),
    rule: 'reminded while nobody has volunteered',
  }
  const letters = toManagers(ticket, world, `nobody/${cause}`, {
    letter: 'nobody-volunteers',
    about: about(ticket, world),
    rounds: after,
    called: [...new Set(ticket.calls.map((call) => call.list))],
    next,
  })
  return { facts: [escalated({ state: 'manager', round: after, since: world.now })], effects: letters }
}

function preview(
  ticket: Ticket,
  round: number,
  lists: readonly string[],
  world: World,
  cause: string,
): Consequence {
  const { mode, preview: span } = world.policy.escalation
  const postAt: Due | undefined =
    mode === 'auto'
      ? { at: addSpan(world.now, span, placeOfBot(world)), rule: `${writeSpan(span)} after the preview` }
      : undefined
  const due = postAt ? { postAt } : {}
  const letters = toManagers(ticket, world, `preview/${round}/${cause}`, {
    letter: 'call-preview',
    about: about(ticket, world),
    round,
    lists,
    ...due,
    seats: ticket.seats
      .filter((seat) => seat.state !== 'removed')
      .map((seat) => ({
        team: seat.team,
        state: seat.state,
        silent: isSilent(seat, world.now),
        ...(seat.reason ? { reason: seat.reason } : {}),
        ...(seat.state === 'notified' ? absenceOf(seat, world) : {}),
      })),
    held: world.held,
  })
  const state: Escalation = { state: 'previewed', round, lists, previewedAt: world.now, ...due }
  return { facts: [escalated(state)], effects: letters }
}

/** One post per list, ticket and round. */
export const notYetCalled = (ticket: Ticket, round: number, lists: readonly string[]) =>
  lists.filter((list) => !ticket.calls.some((call) => call.list === list && call.round === round))

/** Posts the round's call to its lists; the next step follows after the round's span. */
export function post(ticket: Ticket, round: number, lists: readonly string[], world: World): Consequence {
  const { round: span, seats } = world.policy.escalation
  const nextAt = {
    at: addSpan(world.now, span, placeOfBot(world)),
    rule: `${writeSpan(span)} after the call`,
  }
  const fresh = notYetCalled(ticket, round, lists)
  const had = acceptors(ticket).length
  const letters = fresh.map((list): Effect => ({
    kind: 'letter',
    key: `t${ticket.id}/call/${round}/${list}`,
    to: { list, zone: world.policy.zone, because: 'called-list' },
    letter: {
      letter: 'call',
      about: about(ticket, world),
      round,
      list,
      wanted: Math.max(1, seats - had),
      had,
    },
  }))
  const calls = fresh.map((list): Fact => ({ what: 'called', call: { list, round, at: world.now } }))
  return { facts: [...calls, escalated({ state: 'called', round, nextAt })], effects: letters }
}

/** What follows from the ticket as it stands: begin, go on or stop searching. Called after every event. */
export function followEscalation(ticket: Ticket, world: World, cause: string): Consequence {
  const { escalation } = ticket
  const nobody = nobodyAccepts(ticket, world.now)
  if (escalation.state === 'none')
    return nobody ? nextStep(ticket, roundsOver(ticket), world, cause) : nothing
  // Somebody accepted: a late accept cancels what is pending.
  if (acceptors(ticket).length > 0) return stopped(ticket)
  // Another team is being asked: a call that is not posted yet waits until its answer is due.
  return isAwaited(ticket, world.now) && escalation.state !== 'called' ? stopped(ticket) : nothing
}

/** What is due now: a previewed call leaves, a round that is over leads to the next. */
export function passTime(ticket: Ticket, world: World, cause: string): Consequence {
  const { escalation } = ticket
  if (escalation.state === 'previewed' && escalation.postAt && escalation.postAt.at <= world.now)
    return post(ticket, escalation.round, escalation.lists, world)
  if (escalation.state === 'called' && escalation.nextAt.at <= world.now)
    // A team that was asked meanwhile is waited for first.
    return isAwaited(ticket, world.now) ? stopped(ticket) : nextStep(ticket, escalation.round, world, cause)
  return nothing
}
