// The day on which a distribution closes (SPEC §1.1): until which day an acceptance still leads to a trial that ends by
// it, and what slips past it. A day is a day wherever its reader is and ends there at midnight, so nothing here is an
// instant. Who sets it, who hears of it: steps/cutoff.ts.

import { Temporal } from 'temporal-polyfill'
import { addSpan, trialBegins } from './deadline.ts'
import { dateIn, onDate } from './day.ts'
import { acceptors } from './view.ts'
import type { Instant, TeamName } from './ids.ts'
import type { Cutoff, Ticket } from './ticket.ts'
import type { Span } from './world.ts'

type Place = Parameters<typeof addSpan>[2]

/** As a letter says it to one reader. Dates are ISO 8601, the reader's own. */
export type CutoffNews = {
  readonly date: string
  /** The last day on which an acceptance helps. */
  readonly acceptBy: string
  /** `late`: an acceptance comes too late by now; `over`: the distribution has closed. */
  readonly stands: 'ahead' | 'late' | 'over'
}

/** The day on which a trial ends that is accepted on this day, at its very end. */
export function trialEndsOn(accepted: string, trial: Span, place: Place): string {
  const begins = trialBegins(onDate(accepted, place.zone, '23:59'), place)
  return dateIn(addSpan(begins, trial, place), place.zone)
}

/** Longer than any span that can be written, closed days and all. */
const farthest = 2 ** 16

/** The last day on which an acceptance leads to a trial that ends by `cutoff`, both ISO 8601. */
export function lastAcceptance(cutoff: string, trial: Span, place: Place): string {
  const before = (days: number) => Temporal.PlainDate.from(cutoff).subtract({ days }).toString()
  const helps = (days: number) => trialEndsOn(before(days), trial, place) <= cutoff
  // A day earlier never ends later, so the border is found by halving.
  let enough = 1
  while (enough < farthest && !helps(enough)) enough *= 2
  let few = enough === 1 ? -1 : enough / 2
  while (enough - few > 1) {
    const middle = Math.floor((enough + few) / 2)
    if (helps(middle)) enough = middle
    else few = middle
  }
  return before(enough)
}

export function cutoffNews(date: string, now: Instant, trial: Span, place: Place): CutoffNews {
  const acceptBy = lastAcceptance(date, trial, place)
  const today = dateIn(now, place.zone)
  return { date, acceptBy, stands: today > date ? 'over' : today > acceptBy ? 'late' : 'ahead' }
}

/** Whether something that is due then comes after the distribution has closed, by the days of that zone. */
export const isBeyond = (at: Instant, zone: string, cutoff: string | undefined): boolean =>
  cutoff !== undefined && dateIn(at, zone) > cutoff

/** For what is said of a date that was given or asked for: the closing day, where that lies before it. */
export const beyondCutoff = (at: Instant | undefined, zone: string, { cutoff }: Ticket) =>
  at !== undefined && cutoff && isBeyond(at, zone, cutoff.date) ? { beyond: cutoff.date } : {}

type Slips = {
  /** On trial, with a report that is due after it closes, or has not come before. */
  readonly teams: readonly TeamName[]
  /** Nobody has accepted, and nobody can in time any more. */
  readonly nobody: boolean
}

/** The day on which the distribution closes, and what will not be in time; null without one, or once all is over. */
export function standsToCutoff(ticket: Ticket, now: Instant): (Cutoff & { readonly slips: Slips }) | null {
  const { cutoff } = ticket
  if (!cutoff || ticket.status === 'resolved') return null
  const late = ticket.seats.filter(
    ({ state, reportDue, zone }) =>
      state === 'accepted' &&
      (isBeyond(now, zone, cutoff.date) ||
        (reportDue !== undefined && isBeyond(reportDue.at, zone, cutoff.date))),
  )
  const nobody = acceptors(ticket).length === 0 && now > cutoff.acceptBy.at
  return { ...cutoff, slips: { teams: late.map(({ team }) => team), nobody } }
}
