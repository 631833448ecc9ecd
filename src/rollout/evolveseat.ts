// Folding what concerns one seat alone: invitation, answer, trial. No rules here and no world, as in evolve.ts, which
// folds the rest.

import type { Fact } from './fact.ts'
import type { Seat } from './ticket.ts'

/** Drops keys, so that "absent" is one thing only and replayed rows compare equal. */
export function without<T extends object, K extends keyof T>(value: T, ...keys: K[]): Omit<T, K> {
  const copy = { ...value }
  for (const key of keys) delete copy[key]
  return copy
}

/** What a seat knows of its trial, and forgets with it. */
export const ofTrial = [
  'reportDue',
  'reportAgain',
  'startAsk',
  'trialCheck',
  'startedAt',
  'extended',
  'extendAsked',
  'extendAskedAt',
] as const

/** The last leaving to a person counts. */
function leftTo(seat: Seat, fact: Extract<Fact, { what: 'invitation-left' }>): Seat {
  const { person, at, answerDue } = fact
  const others = (seat.left ?? []).filter((one) => one.person !== person)
  const before = seat.left?.find((one) => one.person === person)?.anew ?? 0
  const anew = before + (fact.anew ? 1 : 0)
  return { ...seat, left: [...others, { person, at, answerDue, ...(anew > 0 ? { anew } : {}) }] }
}

type OfSeat = Extract<
  Fact,
  {
    what:
      | 'removed'
      | 'answered'
      | 'started'
      | 'extended'
      | 'extend-asked'
      | 'reminded-now'
      | 'start-asked'
      | 'trial-checked'
      | 'withdrawn'
      | 'said-again'
      | 'bounced'
      | 'invitation-left'
      | 'answer-moved'
      | 'reminded'
      | 'due-noted'
      | 'report-asked'
      | 'beta'
  }
>

/** The seat after the fact; who calls has found it by the fact's team (evolve.ts). */
export function evolveSeat(seat: Seat, fact: OfSeat): Seat {
  switch (fact.what) {
    case 'removed':
      return {
        ...without(seat, 'remindAt', 'reason', ...ofTrial),
        state: 'removed',
        ...(fact.reason ? { reason: fact.reason } : {}),
      }
    case 'answered':
      return {
        ...without(seat, 'remindAt', 'reason', 'acceptedAt', 'saidBy', ...ofTrial),
        state: fact.answer === 'accept' ? 'accepted' : 'rejected',
        // Whoever answers has an address that works, whatever came back from it before.
        bounced: seat.bounced.filter((person) => person !== fact.by),
        saidAt: fact.saidAt,
        ...(fact.by ? { saidBy: fact.by } : {}),
        ...(fact.reason ? { reason: fact.reason } : {}),
        ...(fact.answer === 'accept' ? { acceptedAt: fact.at } : {}),
        ...(fact.reportDue ? { reportDue: fact.reportDue } : {}),
        ...(fact.startAsk ? { startAsk: fact.startAsk } : {}),
        ...(fact.trialCheck ? { trialCheck: fact.trialCheck } : {}),
        ...(fact.welcomed ? { welcomed: true } : {}),
      }
    case 'started':
      return {
        ...without(seat, 'startAsk', 'trialCheck', 'reportAgain'),
        startedAt: fact.at,
        reportDue: fact.reportDue,
        ...(fact.trialCheck ? { trialCheck: fact.trialCheck } : {}),
      }
    case 'extended':
      return {
        ...without(seat, 'reportAgain', 'extendAsked', 'extendAskedAt'),
        reportDue: fact.reportDue,
        extended: true,
      }
    case 'extend-asked':
      return {
        ...seat,
        extendAsked: fact.until,
        ...(fact.at ? { extendAskedAt: fact.at } : {}),
      }
    case 'reminded-now':
      return { ...seat, remindedAt: fact.at }
    case 'start-asked':
      return without(seat, 'startAsk')
    // Whoever is asked how the trial goes need not be asked whether it has begun.
    case 'trial-checked':
      return without(seat, 'startAsk', 'trialCheck')
    case 'withdrawn':
      return {
        ...without(seat, 'remindAt', 'reason', 'saidBy', ...ofTrial),
        state: 'withdrawn',
        saidAt: fact.saidAt,
        ...(fact.by ? { saidBy: fact.by } : {}),
        ...(fact.reason ? { reason: fact.reason } : {}),
      }
    // Only the instant: by it an older answer that comes late is told from a newer one.
    case 'said-again':
      return { ...seat, saidAt: fact.saidAt }
    case 'bounced':
      return { ...seat, bounced: [...seat.bounced, fact.person] }
    case 'invitation-left':
      return leftTo(seat, fact)
    case 'answer-moved':
      return {
        ...without(seat, 'remindAt'),
        answerDue: fact.answerDue,
        answerMoved: true,
        // Who was silent by the old date is asked again until the new one.
        dueNoted: false,
        ...(fact.remindAt ? { remindAt: fact.remindAt } : {}),
      }
    case 'reminded':
      return without(seat, 'remindAt')
    case 'due-noted':
      return { ...without(seat, 'remindAt'), dueNoted: true }
    // Reminders of the report take the place of all others.
    case 'report-asked':
      return {
        ...without(seat, 'startAsk', 'trialCheck'),
        reportAgain: fact.next,
        reportReminders: seat.reportReminders + 1,
      }
    case 'beta':
      return fact.on ? { ...seat, beta: true } : without(seat, 'beta')
  }
}
