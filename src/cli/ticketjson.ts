// A ticket as `ticket show --json` gives it (SPEC §7): names and dates as a program wants them, instants in UTC.

import { shortTeam } from '../rollout/team.ts'
import { isSilent, nextDeadline, phase, waitsFor } from '../rollout/view.ts'
import type { JournalRow, LetterRow, Person } from '../ports.ts'
import type { Actor } from '../rollout/event.ts'
import type { Instant, PersonId } from '../rollout/ids.ts'
import type { Ticket } from '../rollout/ticket.ts'

export type People = ReadonlyMap<PersonId, Person>

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

/** One line of the list. */
export const ticketLine = (ticket: Ticket, now: Instant) => ({
  id: ticket.id,
  title: ticket.title,
  status: ticket.status,
  phase: phase(ticket, now),
  waitsFor: waitsFor(ticket, now),
  next: nextOf(ticket),
})

const nextOf = (ticket: Ticket) => {
  const next = nextDeadline(ticket)
  return next ? { what: next.team ? `${next.what} ${shortTeam(next.team)}` : next.what, at: next.at } : null
}

export function ticketJson(
  ticket: Ticket,
  journal: readonly JournalRow[],
  letters: readonly LetterRow[],
  people: People,
  now: Instant,
) {
  return {
    id: ticket.id,
    title: ticket.title,
    status: ticket.status,
    phase: phase(ticket, now),
    release: ticket.release,
    links: ticket.links,
    seats: ticket.seats.map((seat) => ({
      team: seat.team,
      state: seat.state,
      silent: isSilent(seat, now),
      answerDue: seat.answerDue.at,
      reportDue: seat.reportDue?.at ?? null,
      ...(seat.reason ? { reason: seat.reason } : {}),
    })),
    offers: ticket.offers.map((offer) => ({
      team: offer.team,
      by: people.get(offer.by)?.address ?? offer.by,
      state: offer.state,
    })),
    calls: ticket.calls,
    // GGUS tickets are not gathered yet; the key is part of the shape.
    ggus: [],
    reports: ticket.reports.map(({ team, name, sha256, verdict, revision }) => ({
      team,
      name,
      sha256,
      verdict,
      revision,
    })),
    documents: ticket.documents,
    ...(ticket.outcome ? { outcome: ticket.outcome.outcome } : {}),
    ...(ticket.parent ? { parent: ticket.parent } : {}),
    waitsFor: waitsFor(ticket, now),
    next: nextOf(ticket),
    journal: journal.map((row) => ({
      at: row.at,
      what: row.facts.map(({ what }) => what).filter((what) => what !== 'seen'),
      event: row.event.type,
      by: actorName(row.event.by, people),
      ...(row.mail === null ? {} : { mail: row.mail }),
      letters: letters.filter((letter) => letter.queuedAt === row.at).map((letter) => letter.key),
    })),
  }
}
