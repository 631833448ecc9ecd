// Concluding (SPEC §1.8, §1.9): the document, the outcome, resolving. Resolving needs an outcome and a document, or
// `resolve anyway`; it goes ahead with a site late and says which. The parent gets outcome and documents.

import { about, toManagers, toSeat } from '../addressees.ts'
import { done, refuse, type StepFor } from '../step.ts'
import { acceptors, isSilent, reportsComplete } from '../view.ts'
import { isWebAddress } from './open.ts'
import { reportsLetter } from './summary.ts'
import type { Effect } from '../effect.ts'
import type { Fact } from '../fact.ts'
import type { Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

/** Every acceptor has reported: once, the managers get what there is and the lines to send back. */
export function followReports(ticket: Ticket, world: World, cause: string) {
  const complete = reportsComplete(ticket, world.now)
  if (complete === ticket.completeNoted) return { facts: [], effects: [] }
  const fact: Fact = { what: 'reports-complete', complete }
  if (!complete) return { facts: [fact], effects: [] }
  const letters = toManagers(ticket, world, `complete/${cause}`, reportsLetter(ticket, world))
  return { facts: [fact], effects: letters }
}

export const document: StepFor<'documented'> = (ticket, event) => {
  const { url } = event.document
  if (url !== undefined && !isWebAddress(url)) return refuse({ code: 'bad-url', url })
  const same = ticket.documents.some(
    (known) => known.id === event.document.id && known.url === event.document.url,
  )
  if (same) return done({ did: 'nothing', why: 'already-so' })
  return done({ did: 'documented', document: event.document }, [
    { what: 'documented', document: event.document },
  ])
}

export const outcome: StepFor<'outcome-given'> = (ticket, event, world) => {
  if (ticket.outcome?.outcome === event.outcome && ticket.outcome.reason === event.reason)
    return done({ did: 'nothing', why: 'already-so' })
  return done({ did: 'outcome', outcome: event.outcome }, [
    {
      what: 'outcome',
      outcome: event.outcome,
      at: world.now,
      ...(event.reason ? { reason: event.reason } : {}),
    },
  ])
}

export const resolve: StepFor<'resolved'> = (ticket, event, world) => {
  const missing: ('outcome' | 'document')[] = []
  if (!ticket.outcome) missing.push('outcome')
  if (ticket.documents.length === 0) missing.push('document')
  if (missing.length > 0 && event.anyway === undefined) return refuse({ code: 'incomplete', missing })
  const late = acceptors(ticket).filter((seat) => seat.state === 'accepted')
  const facts: Fact[] = [
    {
      what: 'resolved',
      at: world.now,
      ...(event.anyway === undefined ? {} : { anyway: event.anyway }),
    },
  ]
  return done({ did: 'resolved', late: late.map((seat) => seat.team) }, facts, [
    ...thanks(ticket, event.id, world),
    ...tellParent(ticket, event.id),
  ])
}

const result = (ticket: Ticket) => ({
  outcome: ticket.outcome?.outcome ?? null,
  documents: ticket.documents,
  ...(ticket.outcome?.reason ? { reason: ticket.outcome.reason } : {}),
})

/** The GGUS tickets, for whoever reads how it went. */
const named = (ticket: Ticket) => (ticket.ggus ? { ggus: ticket.ggus } : {})

/** Everybody who took part is thanked and told; who is late is told that the report is still welcome. */
function thanks(ticket: Ticket, event: string, world: World): readonly Effect[] {
  return acceptors(ticket).flatMap((seat) =>
    toSeat(seat, ticket, `outcome/${event}`, {
      letter: 'outcome',
      about: about(ticket, world),
      ...result(ticket),
      ...named(ticket),
      team: seat.team,
      reported: seat.state === 'reported',
      ...(seat.beta ? { beta: true } : {}),
    }),
  )
}

function tellParent(ticket: Ticket, event: string): readonly Effect[] {
  const list: Effect[] = []
  if (ticket.outcome)
    list.push({
      kind: 'door',
      key: `t${ticket.id}/tell-outcome/${event}`,
      request: {
        door: 'repository',
        ask: 'tell-outcome',
        release: ticket.release,
        outcome: ticket.outcome.outcome,
      },
    })
  if (ticket.parent)
    list.push({
      kind: 'door',
      key: `t${ticket.id}/tell-parent/${event}`,
      request: { door: 'tracker', ask: 'tell-parent', parent: ticket.parent, ...result(ticket) },
    })
  return list
}

/** What fell due while the ticket was resolved is old news: the teams' silence is noted, and no letter says so. */
export const reopen: StepFor<'reopened'> = (ticket, event, world) => {
  const silent = ticket.seats.filter((seat) => isSilent(seat, world.now) && !seat.dueNoted)
  return done({ did: 'reopened' }, [
    { what: 'reopened', at: world.now, ...(event.reason ? { reason: event.reason } : {}) },
    ...silent.map((seat): Fact => ({ what: 'due-noted', team: seat.team })),
  ])
}
