// A ticket as `ticket show --json` gives it (SPEC §7): names as they are stored, codes where a program decides by them,
// sentences where it only shows them, instants in UTC.

import { factWords } from '../letters/history.ts'
import { standsToCutoff } from '../rollout/cutoff.ts'
import { isSilent, nextDeadline, phase, waitsFor } from '../rollout/view.ts'
import type { JournalRow, LetterRow, Person } from '../ports.ts'
import type { Actor } from '../rollout/event.ts'
import type { Instant, PersonId } from '../rollout/ids.ts'
import type { Report, Ticket } from '../rollout/ticket.ts'

export type People = ReadonlyMap<PersonId, Person>
/** What is told of one ticket. */
export type Told = {
  readonly ticket: Ticket
  readonly journal: readonly JournalRow[]
  readonly letters: readonly LetterRow[]
  readonly people: People
  readonly now: Instant
}

export const actorName = (by: Actor, people: People): string => {
  switch (by.kind) {
    case 'person':
      return people.get(by.id)?.address ?? by.id
    case 'admin':
      return by.name
    case 'tracker':
      return 'tracker'
    case 'clock':
      return 'rollcall'
  }
}

/** What an event changed, in sentences; an event that changed nothing was only taken in. */
export const eventWords = ({ facts, event }: JournalRow): string =>
  facts.flatMap((fact) => factWords(fact) ?? []).join(' ') || `Nothing changed (${event.type}).`

/** The letters that this very event queued, oldest first: by its id, kept with each of them. */
export const lettersOf = ({ event }: JournalRow, { letters, people }: Told) =>
  letters
    .filter((letter) => letter.letter !== null && letter.event === event.id)
    .toReversed()
    .map(({ letter, to, state, sentAt, notBefore, error, waits, gatheredInto }) => ({
      letter: letter?.letter ?? 'receipt',
      to: to === null ? '' : recipientName(to, people),
      state,
      // Why it has not left, or has not arrived.
      ...(sentAt === null ? { leavesFrom: notBefore } : { sentAt }),
      ...(waits === null ? {} : { waits }),
      ...(gatheredInto === null ? {} : { gatheredInto }),
      ...(error === '' ? {} : { error }),
    }))

function recipientName(to: NonNullable<LetterRow['to']>, people: People): string {
  if ('list' in to) return to.list
  return 'person' in to ? (people.get(to.person)?.address ?? to.person) : 'tracker'
}

/** One line of the list. */
export const ticketLine = (ticket: Ticket, now: Instant) => ({
  id: ticket.id,
  title: ticket.title,
  status: ticket.status,
  phase: phase(ticket, now),
  ...urgency(ticket, now),
  waitsFor: waitsFor(ticket, now),
  next: nextOf(ticket),
})

/** Whether it must not wait; and, where one is set, the day on which its distribution closes and what will miss it. */
function urgency(ticket: Ticket, now: Instant) {
  const stands = standsToCutoff(ticket, now)
  const { date, acceptBy } = stands ?? ticket.cutoff ?? {}
  return {
    emergency: ticket.emergency === true,
    ...(date && acceptBy
      ? { cutoff: { date, acceptBy: acceptBy.at, slips: stands?.slips ?? { teams: [], nobody: false } } }
      : {}),
  }
}

/** What happens by itself next; null once the ticket is resolved. */
const nextOf = (ticket: Ticket) => {
  const next = nextDeadline(ticket)
  return next && { what: next.what, at: next.at, ...(next.team ? { team: next.team } : {}), why: next.rule }
}

/** What is known of a report beside its name stands there only where it is known. */
const reportJson = (report: Report) => {
  const { team, name, original, sha256, verdict, revision, safety, notes, says, why, reason } = report
  return {
    team,
    name,
    sha256,
    verdict,
    revision,
    ...(original === name ? {} : { original }),
    ...(safety ? { safety } : {}),
    notes: notes ?? [],
    ...(says ? { says } : {}),
    ...(why ? { why } : {}),
    ...(reason ? { reason } : {}),
  }
}

export function ticketJson(told: Told) {
  const { ticket, journal, people, now } = told
  return {
    id: ticket.id,
    title: ticket.title,
    status: ticket.status,
    phase: phase(ticket, now),
    ...urgency(ticket, now),
    release: ticket.release,
    links: ticket.links,
    seats: ticket.seats.map((seat) => ({
      team: seat.team,
      state: seat.state,
      silent: isSilent(seat, now),
      answerDue: seat.answerDue.at,
      reportDue: seat.reportDue?.at ?? null,
      ...(seat.beta ? { beta: true } : {}),
      ...(seat.reason ? { reason: seat.reason } : {}),
    })),
    offers: ticket.offers.map((offer) => ({
      team: offer.team,
      by: people.get(offer.by)?.address ?? offer.by,
      state: offer.state,
    })),
    calls: ticket.calls,
    ggus: ticket.ggus ?? [],
    reports: ticket.reports.map(reportJson),
    documents: ticket.documents,
    ...(ticket.outcome ? { outcome: ticket.outcome.outcome } : {}),
    ...(ticket.parent ? { parent: ticket.parent } : {}),
    waitsFor: waitsFor(ticket, now),
    next: nextOf(ticket),
    journal: journal.map((row) => ({
      at: row.at,
      what: eventWords(row),
      event: row.event.type,
      by: actorName(row.event.by, people),
      ...(row.event.releasedBy === undefined ? {} : { releasedBy: row.event.releasedBy }),
      ...(row.mail === null ? {} : { mail: row.mail }),
      letters: lettersOf(row, told),
    })),
  }
}
