// What a rollout's journal tells of each time a team was asked: when, what it said first and last, its trial and its
// report. The last state of a ticket forgets rounds and changed answers; the journal does not. What was undone never
// was. Nothing is counted here (figures.ts), and nothing decided.

import type { Fact } from './fact.ts'
import type { Asking, History, JournalPart } from './history.ts'
import type { EventId, Instant, PersonId, TeamName, TicketId } from './ids.ts'
import type { Report } from './ticket.ts'
import { counts } from './waiting.ts'

type Writable<T> = { -readonly [key in keyof T]: T[key] }
type OneAsking = Omit<
  Writable<Asking>,
  'withdrawals' | 'revisions' | 'extensions' | 'unreachable' | 'left'
> & {
  withdrawals: Instant[]
  revisions: Instant[]
  extensions: Instant[]
  /** When the invitation of each member left that has not come back. */
  readonly reached: Map<PersonId, Instant>
}
type OneOffer = Writable<History['offers'][number]> & { readonly id: string }
type Draft = Omit<Writable<History>, 'askings' | 'calls' | 'offers' | 'ggus'> & {
  readonly askings: OneAsking[]
  /** The one that stands, by team. */
  readonly current: Map<TeamName, OneAsking>
  readonly calls: { at: Instant; round: number }[]
  readonly offers: OneOffer[]
  readonly ggus: Map<number, Instant>
}

/** Facts that say anything here; whoever reads the journal for this may leave out rows that hold none of them. */
// prettier-ignore
export const factsTold = [
  'opened', 'emergency', 'invited', 'answer-moved', 'invitation-left', 'bounced', 'answered', 'withdrawn', 'removed', 'started', 'extended',
  'report-filed', 'report-settled', 'called', 'offered', 'offer-moved', 'ggus-named', 'outcome', 'resolved', 'reopened',
  'undone',
] as const satisfies readonly Fact['what'][]
type ToldFact = Extract<Fact, { what: (typeof factsTold)[number] }>
const known: ReadonlySet<string> = new Set(factsTold)
const tells = (fact: Fact): fact is ToldFact => known.has(fact.what)

/** One history a rollout, in the order in which they were opened; rows come in the journal's order. */
export function historiesOf(rows: readonly JournalPart[]): readonly History[] {
  // Known before the first row is read: what is taken back later never was.
  const undone = new Set<string>()
  const keyOf = (ticket: TicketId, event: EventId) => `${ticket}/${event}`
  for (const { ticket, facts } of rows)
    for (const fact of facts) if (fact.what === 'undone') undone.add(keyOf(ticket, fact.event))
  const drafts = new Map<TicketId, Draft>()
  for (const { ticket, at, event, facts } of rows) {
    if (undone.has(keyOf(ticket, event.id)) || facts.some(({ what }) => what === 'undone')) continue
    for (const fact of facts.filter(tells)) {
      if (fact.what === 'opened') drafts.set(ticket, begun(fact))
      const draft = drafts.get(ticket)
      if (draft) take(draft, fact, at)
    }
  }
  return [...drafts.values()].map(finished)
}

const begun = ({ ticket, stack, at, emergency }: Extract<Fact, { what: 'opened' }>): Draft => ({
  ticket,
  stack,
  openedAt: at,
  emergency: emergency === true,
  askings: [],
  current: new Map(),
  calls: [],
  offers: [],
  ggus: new Map(),
})

/** `at`: when the fact was written down. */
function take(draft: Draft, fact: ToldFact, at: Instant): void {
  const asking = 'team' in fact && fact.team ? draft.current.get(fact.team) : undefined
  switch (fact.what) {
    case 'emergency':
      draft.emergency = true
      return
    case 'invited':
      return invited(draft, fact.seat, at)
    case 'answer-moved':
      if (asking) asking.due = fact.answerDue.at
      return
    case 'invitation-left':
      asking?.reached.set(fact.person, fact.at)
      return
    // Who it came back from was not reached, whenever that was: the next first one counts.
    case 'bounced':
      asking?.reached.delete(fact.person)
      return
    case 'answered':
      if (asking) answered(asking, fact)
      return
    case 'withdrawn':
      if (asking) withdrawn(asking, fact.saidAt)
      return
    case 'removed':
      if (asking) {
        ended(asking, at)
        asking.over ??= at
        draft.current.delete(asking.team)
      }
      return
    case 'started':
    case 'extended':
      if (!asking) return
      if (fact.what === 'started') asking.startedAt = fact.at
      else asking.extensions.push(at)
      asking.reportDue = fact.reportDue.at
      return
    case 'report-filed':
      return reported(draft, fact.report)
    case 'report-settled':
      return counts(fact.before) ? undefined : reported(draft, fact.report)
    case 'called':
      draft.calls.push({ at: fact.call.at, round: fact.call.round })
      return
    case 'offered':
      draft.offers.push({ id: fact.offer.id, team: fact.offer.team, at: fact.offer.at })
      return
    case 'offer-moved': {
      const offer = draft.offers.find(({ id }) => id === fact.offer)
      if (offer && fact.state === 'taken') offer.takenAt = at
      return
    }
    case 'ggus-named':
      for (const { number } of fact.tickets) if (!draft.ggus.has(number)) draft.ggus.set(number, at)
      return
    case 'outcome':
      draft.outcome = { outcome: fact.outcome, at: fact.at }
      return
    case 'resolved':
      draft.resolvedAt = fact.at
      return
    // It ends anew, and its first end is counted nowhere: a rollout is resolved once.
    case 'reopened':
      delete draft.resolvedAt
      delete draft.outcome
      return
    // Its own rows make the draft, or are left out.
    case 'opened':
    case 'undone':
      return
  }
}

function invited(draft: Draft, seat: Extract<Fact, { what: 'invited' }>['seat'], at: Instant): void {
  const before = draft.current.get(seat.team)
  if (before) before.over ??= seat.invitedAt
  // An offer that is taken is accepted in the same breath, and was answered before anybody asked.
  const offered = draft.offers.some(({ team, takenAt }) => team === seat.team && takenAt === at)
  const asking: OneAsking = {
    ticket: draft.ticket,
    stack: draft.stack,
    emergency: draft.emergency,
    team: seat.team,
    at: seat.invitedAt,
    invited: !offered,
    due: seat.answerDue.at,
    reached: new Map(seat.invited.map((person) => [person, seat.invitedAt])),
    withdrawals: [],
    revisions: [],
    extensions: [],
  }
  draft.askings.push(asking)
  draft.current.set(seat.team, asking)
}

/** The first word says how fast a team is, the last what it wants: both are kept. */
function answered(asking: OneAsking, fact: Extract<Fact, { what: 'answered' }>): void {
  const { answer, saidAt } = fact
  asking.answer = { first: asking.answer?.first ?? saidAt, last: answer }
  if (answer === 'reject') {
    ended(asking, saidAt)
    return
  }
  asking.acceptedAt = saidAt
  delete asking.endedAt
  if (fact.reportDue) asking.reportDue = fact.reportDue.at
}

function withdrawn(asking: OneAsking, at: Instant): void {
  if (asking.answer?.last === 'accept' && asking.endedAt === undefined) asking.withdrawals.push(at)
  asking.answer ??= { first: at, last: 'reject' }
  ended(asking, at)
}

/** A report in hand is what a trial was for: no end is needed behind it. */
function ended(asking: OneAsking, at: Instant): void {
  if (asking.acceptedAt !== undefined && asking.report === undefined) asking.endedAt ??= at
}

/** A report of nobody on the ticket, or one that does not count yet, is no report here. */
function reported(draft: Draft, report: Report): void {
  const asking = report.team ? draft.current.get(report.team) : undefined
  if (!asking || !counts(report)) return
  if (asking.report) asking.revisions.push(report.at)
  else asking.report = { at: report.at, ...(asking.reportDue ? { due: asking.reportDue } : {}) }
}

const finished = ({ current: _current, ...draft }: Draft): History => ({
  ...draft,
  offers: draft.offers.map(({ id: _id, ...offer }) => offer),
  ggus: [...draft.ggus.values()],
  askings: draft.askings.map(({ reached, ...asking }) => {
    const { resolvedAt } = draft
    const over = asking.over ?? resolvedAt
    const left = [...reached.values()].toSorted()[0] ?? asking.at
    return { ...asking, left, unreachable: reached.size === 0, ...(over === undefined ? {} : { over }) }
  }),
})
