// The judge: (ticket or none, event, world) → a changed ticket with facts and effects, or a refusal. Pure and total:
// it reads no clock, asks nobody and leaves its arguments alone. The same event twice equals once (DESIGN, laws).

import { byHand } from './byhand.ts'
import { applyChange } from './evolve.ts'
import { inPace, isEmergency } from './pace.ts'
import { allowedIn, mayBring } from './rights.ts'
import { done, type Step } from './step.ts'
import { answer, withdraw } from './steps/answer.ts'
import { assign, bounce, unassign } from './steps/assign.ts'
import { beta, followBeta } from './steps/beta.ts'
import { cutoff } from './steps/cutoff.ts'
import { followClosing } from './steps/closing.ts'
import { document, followReports, outcome, reopen, resolve } from './steps/conclude.ts'
import { also, call, callNow, hold, skip } from './steps/callruled.ts'
import { followEscalation, passTime } from './steps/escalate.ts'
import { extend } from './steps/extend.ts'
import { followLeaving, invitationLeaves, previewLeaves } from './steps/leave.ts'
import { ggus } from './steps/ggus.ts'
import { note } from './steps/note.ts'
import { confirmOffer, decline, offer, take } from './steps/offer.ts'
import { link, open, openAgain } from './steps/open.ts'
import { problem } from './steps/problem.ts'
import { remind } from './steps/remind.ts'
import { report } from './steps/report.ts'
import { refuseReport, takeReport } from './steps/reportdecided.ts'
import { sumUp } from './steps/summary.ts'
import { undo } from './steps/undo.ts'
import { started } from './steps/started.ts'
import { followManagers, passSeats } from './steps/trial.ts'
import type { Did } from './did.ts'
import type { Effect, LetterName } from './effect.ts'
import type { Event } from './event.ts'
import type { Fact } from './fact.ts'
import type { Refusal } from './refusal.ts'
import type { Ticket } from './ticket.ts'
import type { World } from './world.ts'

export type Decision =
  | {
      readonly kind: 'decided'
      readonly ticket: Ticket
      /** Empty where nothing is to be written: the event was seen before. */
      readonly facts: readonly Fact[]
      readonly effects: readonly Effect[]
      readonly did: Did
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

export function decide(ticket: Ticket | null, event: Event, anyWorld: World): Decision {
  const world = inPace(anyWorld, isEmergency(ticket, event))
  const forbidden = mayBring(ticket, event, world)
  if (forbidden) return { kind: 'refused', refusal: forbidden }
  if (!ticket) {
    if (event.type !== 'opened') return { kind: 'refused', refusal: { code: 'no-ticket' } }
    return conclude(null, event, open(event, world), world)
  }
  if (ticket.applied.includes(event.id))
    return { kind: 'decided', ticket, facts: [], effects: [], did: { did: 'nothing', why: 'repeated' } }
  const kept = keptAfterResolve(ticket, event)
  if (kept) return conclude(ticket, event, done({ did: 'kept-after-resolve', what: kept }), world)
  if (!allowedIn[event.type].includes(ticket.status))
    return {
      kind: 'refused',
      refusal: { code: 'wrong-status', status: ticket.status, allowed: allowedIn[event.type] },
    }
  return conclude(ticket, event, stepFor(ticket, event, world), world)
}

/** After `resolved`, answers and reports are kept and shown, change nothing, and the writer is told so (SPEC §1). */
function keptAfterResolve(ticket: Ticket, event: Event): 'answer' | null {
  if (ticket.status !== 'resolved') return null
  return event.type === 'answered' || event.type === 'withdrew' || event.type === 'offered' ? 'answer' : null
}

function stepFor(ticket: Ticket, event: Event, world: World): Step {
  switch (event.type) {
    case 'opened':
      return openAgain(ticket, event, world)
    case 'linked':
      return link(ticket, event, world)
    case 'cutoff-set':
      return cutoff(ticket, event, world)
    case 'assigned':
      return assign(ticket, event, world)
    case 'unassigned':
      return unassign(ticket, event, world)
    case 'answered':
      return answer(ticket, event, world)
    case 'withdrew':
      return withdraw(ticket, event, world)
    case 'started':
      return started(ticket, event, world)
    case 'extended':
      return extend(ticket, event, world)
    case 'remind-asked':
      return remind(ticket, event, world)
    case 'offered':
      return offer(ticket, event, world)
    case 'took':
      return take(ticket, event, world)
    case 'declined':
      return decline(ticket, event, world)
    case 'offer-confirmed':
      return confirmOffer(ticket, event, world)
    case 'invitation-bounced':
      return bounce(ticket, event, world)
    case 'invitation-leaves':
      return invitationLeaves(ticket, event, world)
    case 'preview-leaves':
      return previewLeaves(ticket, event, world)
    case 'call-asked':
      return call(ticket, event, world)
    case 'call-now':
      return callNow(ticket, event, world)
    case 'call-held':
      return hold(ticket, event, world)
    case 'call-skipped':
      return skip(ticket, event, world)
    case 'call-widened':
      return also(ticket, event, world)
    case 'report-received':
      return report(ticket, event, world)
    case 'report-taken':
      return takeReport(ticket, event, world)
    case 'report-declined':
      return refuseReport(ticket, event, world)
    case 'summary-asked':
      return sumUp(ticket, event, world)
    case 'documented':
      return document(ticket, event, world)
    case 'outcome-given':
      return outcome(ticket, event, world)
    case 'resolved':
      return resolve(ticket, event, world)
    case 'reopened':
      return reopen(ticket, event, world)
    case 'noted':
      return note(ticket, event, world)
    case 'ggus-named':
      return ggus(ticket, event, world)
    case 'problem-named':
      return problem(ticket, event, world)
    case 'beta-set':
      return beta(ticket, event, world)
    case 'undone':
      return undo(ticket, event, world)
    case 'ticked':
      return done({ did: 'ticked', things: 0 })
  }
}

/** Folds a step's facts, lets follow what follows from them, and closes the change. */
function conclude(before: Ticket | null, event: Event, step: Step, world: World): Decision {
  if ('refusal' in step) return { kind: 'refused', refusal: step.refusal }
  const facts: Fact[] = [...step.facts]
  const effects: Effect[] = [...step.effects]
  const current = () => applyChange(before, [...facts, { what: 'seen', event: event.id }])
  // In the process's own order: what has not left yet, seats, the search for others, the reports, the managers.
  const follow = event.type === 'ticked' ? [passSeats, passTime] : []
  for (const next of [followLeaving, ...follow, followEscalation, followReports, followManagers]) {
    const ticket = current()
    if (ticket.status === 'resolved') break
    const more = next(ticket, world, event.id)
    facts.push(...more.facts)
    effects.push(...more.effects)
  }
  if (before) {
    const closing = followClosing(before, current(), world)
    facts.push(...closing.facts)
    effects.push(...closing.effects)
    const tags = followBeta(before, current(), event)
    facts.push(...tags.facts)
    effects.push(...tags.effects)
  }
  // A tick that finds nothing due writes nothing: the clock ticks often.
  if (event.type === 'ticked' && before && facts.length === 0)
    return { kind: 'decided', ticket: before, facts: [], effects: [], did: step.did }
  facts.push({ what: 'seen', event: event.id })
  const ticket = applyChange(before, facts)
  const did: Did = event.type === 'ticked' ? { did: 'ticked', things: facts.length - 1 } : step.did
  return { kind: 'decided', ticket, facts, effects: distinct(byHand(once(effects), ticket, world)), did }
}

/** The letter that all reports are there names the last one too: the managers get one letter, not two. */
function once(effects: readonly Effect[]): readonly Effect[] {
  const named = (name: LetterName) => (effect: Effect) =>
    effect.kind === 'letter' && effect.letter.letter === name
  const received = named('report-received')
  return effects.some(named('reports-complete')) ? effects.filter((effect) => !received(effect)) : effects
}

/** Somebody who is addressed twice by one event, as a member and as a manager, gets one letter. */
function distinct(effects: readonly Effect[]): readonly Effect[] {
  return [...new Map(effects.map((effect) => [effect.key, effect])).values()]
}
