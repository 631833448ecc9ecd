// Folding facts into a ticket. No rules here and no world: what a fact says is already worked out, so the journal
// replays to the stored row for ever (DESIGN, laws).

import { evolveSeat, ofTrial, without } from './evolveseat.ts'
import type { Fact } from './fact.ts'
import type { Report, Seat, Ticket } from './ticket.ts'
import type { TeamName } from './ids.ts'

/** A ticket from its first fact, which is `opened`. */
function opened(fact: Extract<Fact, { what: 'opened' }>): Ticket {
  return {
    id: fact.ticket,
    version: 0,
    status: 'new',
    title: fact.title,
    release: fact.release,
    stack: fact.stack,
    links: fact.links,
    ...(fact.parent ? { parent: fact.parent } : {}),
    ...(fact.emergency ? { emergency: true } : {}),
    openedAt: fact.at,
    seats: [],
    offers: [],
    calls: [],
    escalation: { state: 'none' },
    reports: [],
    documents: [],
    notes: [],
    completeNoted: false,
    applied: [],
  }
}

function changeSeat(ticket: Ticket, team: TeamName, change: (seat: Seat) => Seat): Ticket {
  return { ...ticket, seats: ticket.seats.map((seat) => (seat.team === team ? change(seat) : seat)) }
}

const withCutoff = (ticket: Ticket, cutoff: Ticket['cutoff'] | null): Ticket =>
  cutoff ? { ...ticket, cutoff } : without(ticket, 'cutoff')

/** A report that counts ends its team's trial. */
function counted(ticket: Ticket, { team, verdict }: Report): Ticket {
  if ((verdict !== 'filed' && verdict !== 'renamed') || !team) return ticket
  return changeSeat(ticket, team, (seat) =>
    seat.state === 'accepted' ? { ...without(seat, ...ofTrial), state: 'reported' } : seat,
  )
}

/** A list that is called again reads again when it is over. */
function reopenedList(ticket: Ticket, list: string): Ticket {
  if (!ticket.closedLists?.includes(list)) return ticket
  return { ...ticket, closedLists: ticket.closedLists.filter((one) => one !== list) }
}

export function evolve(before: Ticket | null, fact: Fact): Ticket {
  if (fact.what === 'opened') return opened(fact)
  if (!before) throw new Error(`the journal begins with "${fact.what}" instead of "opened"`)
  const ticket = before
  switch (fact.what) {
    case 'parent-linked':
      return { ...ticket, parent: fact.parent }
    case 'emergency':
      return { ...ticket, emergency: true }
    case 'cutoff':
      return withCutoff(ticket, fact.cutoff)
    case 'linked':
      return { ...ticket, links: { ...ticket.links, [fact.link]: fact.url } }
    case 'status':
      return { ...ticket, status: fact.status }
    case 'invited': {
      const others = ticket.seats.filter((seat) => seat.team !== fact.seat.team)
      return { ...ticket, seats: [...others, fact.seat] }
    }
    case 'removed':
    case 'answered':
    case 'started':
    case 'extended':
    case 'extend-asked':
    case 'reminded-now':
    case 'start-asked':
    case 'trial-checked':
    case 'withdrawn':
    case 'said-again':
    case 'bounced':
    case 'invitation-left':
    case 'answer-moved':
    case 'reminded':
    case 'due-noted':
    case 'report-asked':
    case 'beta':
      return changeSeat(ticket, fact.team, (seat) => evolveSeat(seat, fact))
    case 'offered':
      return { ...ticket, offers: [...ticket.offers, fact.offer] }
    case 'offer-moved':
      return {
        ...ticket,
        offers: ticket.offers.map((offer) =>
          offer.id === fact.offer
            ? { ...offer, state: fact.state, ...(fact.askedAt ? { askedAt: fact.askedAt } : {}) }
            : offer,
        ),
      }
    case 'offer-told':
      return {
        ...ticket,
        offers: ticket.offers.map((offer) => (offer.id === fact.offer ? { ...offer, told: true } : offer)),
      }
    case 'call-closed':
      return { ...ticket, closedLists: [...(ticket.closedLists ?? []), fact.list] }
    case 'escalated':
      return { ...ticket, escalation: fact.escalation }
    case 'called':
      return reopenedList({ ...ticket, calls: [...ticket.calls, fact.call] }, fact.call.list)
    case 'managers-due':
      return fact.due ? { ...ticket, managersDue: fact.due } : without(ticket, 'managersDue')
    case 'report-filed':
      return counted({ ...ticket, reports: [...ticket.reports, fact.report] }, fact.report)
    case 'report-settled': {
      const { team, revision } = fact.before
      const isIt = (one: Report) => one.team === team && one.revision === revision
      const reports = ticket.reports.map((one) => (isIt(one) ? fact.report : one))
      return counted({ ...ticket, reports }, fact.report)
    }
    case 'ggus-asked':
      return { ...ticket, ggusAsked: [...(ticket.ggusAsked ?? []), fact.team] }
    case 'summed-up':
      return ticket
    case 'reports-complete':
      return { ...ticket, completeNoted: fact.complete }
    case 'documented':
      return { ...ticket, documents: [...ticket.documents, fact.document] }
    case 'outcome':
      return {
        ...ticket,
        outcome: { outcome: fact.outcome, at: fact.at, ...(fact.reason ? { reason: fact.reason } : {}) },
      }
    case 'resolved':
      return {
        ...without(ticket, 'managersDue'),
        status: 'resolved',
        resolvedAt: fact.at,
        escalation: { state: 'none' },
      }
    case 'reopened':
      return {
        ...without(ticket, 'resolvedAt', 'outcome', 'managersDue'),
        status: ticket.seats.length > 0 ? 'open' : 'new',
        completeNoted: false,
      }
    case 'noted':
      return { ...ticket, notes: [...ticket.notes, fact.note] }
    case 'ggus-named':
      return {
        ...ticket,
        ggus: [...(ticket.ggus ?? []), ...fact.tickets],
        ...(fact.teams ? { ggusOf: [...(ticket.ggusOf ?? []), ...fact.teams] } : {}),
      }
    case 'undone':
      return { ...ticket, undone: [...(ticket.undone ?? []), fact.event] }
    case 'seat-restored':
      return changeSeat(ticket, fact.seat.team, () => fact.seat)
    case 'restored':
      return {
        ...withCutoff(
          fact.outcome === null ? without(ticket, 'outcome') : ticket,
          fact.cutoff === undefined ? (ticket.cutoff ?? null) : fact.cutoff,
        ),
        ...(fact.links ? { links: fact.links } : {}),
        ...(fact.documents ? { documents: fact.documents } : {}),
        ...(fact.ggus ? { ggus: fact.ggus } : {}),
        ...(fact.outcome ? { outcome: fact.outcome } : {}),
      }
    case 'seen':
      return { ...ticket, applied: [...ticket.applied, fact.event] }
  }
}

/** One version a change, however many facts it holds. */
export function applyChange(before: Ticket | null, facts: readonly Fact[]): Ticket {
  let ticket = before
  for (const fact of facts) ticket = evolve(ticket, fact)
  if (!ticket) throw new Error('a change without facts')
  return { ...ticket, version: (before?.version ?? 0) + 1 }
}
