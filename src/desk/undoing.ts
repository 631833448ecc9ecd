// Which act an `undo` means (SPEC §3.3): the last that its writer did on the ticket, with what stood before it, folded
// from the journal. Whether it may be taken back is the quiet room's matter.

import { rowOf } from '../intake/authority.ts'
import { applyChange } from '../rollout/evolve.ts'
import { sameActor } from '../rollout/rights.ts'
import { postsOf } from '../rollout/steps/undo.ts'
import type { Kit } from './kit.ts'
import type { Drafted } from '../intake/draft.ts'
import type { Change } from '../ports.ts'
import type { Actor, Event, Prior } from '../rollout/event.ts'
import type { Fact } from '../rollout/fact.ts'
import type { Ticket } from '../rollout/ticket.ts'

type Row = { readonly event: Event; readonly facts: readonly Fact[] }

/** `changes`: what was ruled on together with this and is not in the journal yet. Null where nothing of theirs stands. */
export async function undoingOf(
  kit: Kit,
  ticket: Ticket,
  by: Actor,
  manager: boolean,
  changes: readonly Change[],
): Promise<Drafted | null> {
  const journal = await kit.archive.journal(ticket.id)
  const rows: readonly Row[] = [...journal, ...changes.filter((change) => change.ticket.id === ticket.id)]
  const at = rows.findLastIndex((row) => sameActor(row.event.by, by) && isAct(row))
  const row = rows[at]
  if (!row || row.event.type === 'undone') return null
  const before = foldUp(rows.slice(0, at))
  const draft = {
    type: 'undone',
    act: row.event,
    facts: row.facts,
    prior: priorOf(before, row.facts),
  } as const
  return { draft, row: rowOf(row.event.type, manager) }
}

/** Plain words to people, and what was gathered from them, are no act; nor is what changed nothing. */
const isAct = ({ event, facts }: Row) =>
  ((event.type !== 'noted' && event.type !== 'ggus-named') || event.byVerb === true) &&
  facts.some(({ what }) => what !== 'seen' && what !== 'said-again')

const foldUp = (rows: readonly Row[]): Ticket | null =>
  rows.reduce<Ticket | null>((ticket, { facts }) => applyChange(ticket, facts), null)

/** No more than the act touched: an event is kept for ever. */
function priorOf(before: Ticket | null, facts: readonly Fact[]): Prior {
  const teams = facts.flatMap((fact) => {
    if (fact.what === 'invited') return [fact.seat.team]
    if (fact.what === 'report-settled') return fact.report.team ? [fact.report.team] : []
    return 'team' in fact ? [fact.team] : []
  })
  const offers = facts.flatMap((fact) => (fact.what === 'offer-moved' ? [fact.offer] : []))
  return {
    status: before?.status ?? 'new',
    links: before?.links ?? {},
    documents: before?.documents ?? [],
    ...(before?.ggus ? { ggus: before.ggus } : {}),
    escalation: before?.escalation ?? { state: 'none' },
    ...(before?.cutoff ? { cutoff: before.cutoff } : {}),
    ...(before?.outcome ? { outcome: before.outcome } : {}),
    seats: before?.seats.filter(({ team }) => teams.includes(team)) ?? [],
    offers: before?.offers.filter(({ id }) => offers.includes(id)) ?? [],
    posts: before ? postsOf(before) : 0,
  }
}
