// What follows from a ticket and the clock and is therefore never stored: who is silent, whether nobody accepts,
// the phase the board shows, what is waited for and what happens next by itself (DESIGN, laws; SPEC §1).

import { waitForManagers } from './waiting.ts'
import type { Due, ManagersTask, Seat, Ticket } from './ticket.ts'
import type { Instant, TeamName } from './ids.ts'

export type Phase = 'new' | 'asking' | 'calling' | 'held' | 'trial' | 'reporting' | 'concluding' | 'resolved'

/** What a ticket does by itself next, and when. */
export type Deadline = Due & {
  readonly what:
    | 'remind-answer'
    | 'answer-due'
    | 'ask-started'
    | 'trial-check'
    | 'report-due'
    | 'post-call'
    | 'next-round'
    | 'remind-managers'
  readonly team?: TeamName
}
export type WaitsFor = {
  readonly who: TeamName | 'managers' | 'list subscribers'
  /** `file`: a report that does not count until they take it. */
  readonly what: 'answer' | 'report' | 'volunteers' | 'file' | ManagersTask
  readonly since: Instant
  readonly until?: Instant
}

export const seatOf = (ticket: Ticket, team: TeamName) => ticket.seats.find((seat) => seat.team === team)

/** Asked and past due without an answer. */
export const isSilent = (seat: Seat, now: Instant) =>
  seat.state === 'notified' && (seat.dueNoted || seat.answerDue.at <= now)

const takesPart = (seat: Seat) => seat.state === 'accepted' || seat.state === 'reported'
export const acceptors = (ticket: Ticket) => ticket.seats.filter(takesPart)

/** Every seat is rejected, withdrawn or past due, none accepted (SPEC §1.4). A ticket without seats is not asked yet. */
export function nobodyAccepts(ticket: Ticket, now: Instant): boolean {
  const seats = ticket.seats.filter((seat) => seat.state !== 'removed')
  if (seats.length === 0) return false
  return seats.every((seat) => seat.state === 'rejected' || seat.state === 'withdrawn' || isSilent(seat, now))
}

/** Somebody was asked and has time left to answer. */
export const isAwaited = (ticket: Ticket, now: Instant) =>
  ticket.seats.some((seat) => seat.state === 'notified' && !isSilent(seat, now))

/** Every acceptor has reported and nobody may still accept in time (SPEC §1.8). */
export function reportsComplete(ticket: Ticket, now: Instant): boolean {
  const taking = acceptors(ticket)
  if (taking.length === 0 || taking.some((seat) => seat.state !== 'reported')) return false
  return !isAwaited(ticket, now)
}

export function phase(ticket: Ticket, now: Instant): Phase {
  if (ticket.status === 'resolved') return 'resolved'
  if (ticket.outcome || ticket.completeNoted) return 'concluding'
  const taking = acceptors(ticket)
  if (taking.some((seat) => seat.state === 'reported' || (seat.reportDue && seat.reportDue.at <= now)))
    return 'reporting'
  if (taking.length > 0) return 'trial'
  if (ticket.escalation.state === 'held') return 'held'
  if (ticket.escalation.state !== 'none') return 'calling'
  return ticket.status === 'new' ? 'new' : 'asking'
}

/** The task only the managers can do now, if there is one. */
export function managersTask(ticket: Ticket, now: Instant): ManagersTask | null {
  if (ticket.status === 'resolved') return null
  if (ticket.outcome) return 'resolve'
  if (ticket.completeNoted) return 'outcome'
  if (acceptors(ticket).length > 0) return null
  const { escalation } = ticket
  if (escalation.state === 'manager') return 'search'
  if (escalation.state === 'held') return 'call'
  if (escalation.state === 'previewed') return escalation.postAt ? null : 'call'
  if (escalation.state === 'called') return null
  return isAwaited(ticket, now) ? null : 'teams'
}

/** All deadlines of a ticket, earliest first; none once it is resolved. */
export function deadlines(ticket: Ticket): readonly Deadline[] {
  if (ticket.status === 'resolved') return []
  const all: Deadline[] = []
  for (const seat of ticket.seats) {
    if (seat.state === 'notified' && !seat.dueNoted) {
      if (seat.remindAt) all.push({ what: 'remind-answer', team: seat.team, ...seat.remindAt })
      all.push({ what: 'answer-due', team: seat.team, ...seat.answerDue })
    }
    const report = seat.reportAgain ?? seat.reportDue
    if (seat.state !== 'accepted') continue
    if (seat.startAsk) all.push({ what: 'ask-started', team: seat.team, ...seat.startAsk })
    if (seat.trialCheck) all.push({ what: 'trial-check', team: seat.team, ...seat.trialCheck })
    if (report) all.push({ what: 'report-due', team: seat.team, ...report })
  }
  const { escalation } = ticket
  if (escalation.state === 'previewed' && escalation.postAt)
    all.push({ what: 'post-call', ...escalation.postAt })
  if (escalation.state === 'called') all.push({ what: 'next-round', ...escalation.nextAt })
  if (ticket.managersDue)
    all.push({ what: 'remind-managers', at: ticket.managersDue.at, rule: ticket.managersDue.rule })
  return all.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** Null only for a resolved ticket (law: every unresolved ticket has a next deadline). */
export const nextDeadline = (ticket: Ticket): Deadline | null => deadlines(ticket)[0] ?? null

export function waitsFor(ticket: Ticket, now: Instant): readonly WaitsFor[] {
  if (ticket.status === 'resolved') {
    const asked = ticket.managersDue?.task === 'reopen' ? ticket.managersDue : null
    return asked ? [{ who: 'managers', what: 'reopen', since: asked.since }] : []
  }
  const list: WaitsFor[] = []
  for (const seat of ticket.seats) {
    if (seat.state === 'notified')
      list.push({ who: seat.team, what: 'answer', since: seat.invitedAt, until: seat.answerDue.at })
    if (seat.state === 'accepted')
      list.push({
        who: seat.team,
        what: 'report',
        since: seat.acceptedAt ?? seat.invitedAt,
        ...(seat.reportDue ? { until: seat.reportDue.at } : {}),
      })
  }
  const { escalation } = ticket
  // After a round that was skipped no list was asked.
  const post = ticket.calls.at(-1)
  if (escalation.state === 'called' && post?.round === escalation.round)
    list.push({ who: 'list subscribers', what: 'volunteers', since: post.at, until: escalation.nextAt.at })
  if (escalation.state === 'previewed')
    list.push({
      who: 'managers',
      what: 'call',
      since: escalation.previewedAt,
      ...(escalation.postAt ? { until: escalation.postAt.at } : {}),
    })
  for (const { at } of waitForManagers(ticket)) list.push({ who: 'managers', what: 'file', since: at })
  const task = managersTask(ticket, now)
  if (task && escalation.state !== 'previewed')
    list.push({ who: 'managers', what: task, since: ticket.managersDue?.since ?? ticket.openedAt })
  return list
}
