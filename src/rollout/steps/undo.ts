// Taking back one's own last act (SPEC §3.3, §3.5), as long as nothing irreversible followed: no call was posted, nobody
// built on it, no time ran out. What stood before comes with the event, folded from the journal by its bringer; here it
// is checked against the ticket as it is now. Rounds of invitation count on, so that no letter's key is used twice.

import { exceptWriter } from '../addressees.ts'
import { evolve } from '../evolve.ts'
import { same } from '../same.ts'
import { done, refuse, type EventOf, type StepFor } from '../step.ts'
import { seatOf } from '../view.ts'
import { askForBeta } from './beta.ts'
import { tellTeams } from './cutoff.ts'
import { tellWaiting } from './reportdecided.ts'
import { duesOf, tellDues, tellUnaccepted, unask } from './undonetold.ts'
import type { EventType } from '../event.ts'
import type { Fact } from '../fact.ts'
import type { Refusal } from '../refusal.ts'
import type { Seat, Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

type Undoing = EventOf<'undone'>

/** What people were told at once, or what has a line of its own that takes it back. */
const undoable: ReadonlySet<EventType> = new Set([
  'linked',
  'cutoff-set',
  'assigned',
  'unassigned',
  'answered',
  'withdrew',
  'started',
  'extended',
  'offered',
  'took',
  'declined',
  'call-held',
  'call-skipped',
  'call-widened',
  'documented',
  'outcome-given',
  'ggus-named',
  'beta-set',
  'report-taken',
])

/** The event's name, but for the two answers their own. */
const nameOf = (act: Undoing['act']): string => (act.type === 'answered' ? act.answer : act.type)

/** Reminders, bounces and the hour of leaving do not make an invitation another. */
const essence = (seat: Seat) => ({ ...seat, ...ofLetters })
const ofLetters = { bounced: 0, remindAt: 0, dueNoted: 0, answerDue: 0, answerMoved: 0, left: 0 }
const byClock: ReadonlySet<Fact['what']> = new Set(['due-noted', 'answer-moved', 'invitation-left'])

export const undo: StepFor<'undone'> = (ticket, event, world) => {
  const { act, prior } = event
  if (!ticket.applied.includes(act.id) || ticket.undone?.includes(act.id))
    return refuse({ code: 'nothing-to-undo' })
  const left = afterwards(ticket, event)
  const hindrance = hindranceOf(ticket, left, event, world)
  if (hindrance) return refuse({ code: 'cannot-undo', act: nameOf(act), ...hindrance })
  const seats = touched(event).flatMap((team) => restored(ticket, team, event))
  const facts: Fact[] = [
    { what: 'undone', event: act.id },
    ...seats,
    ...offers(event),
    ...fields(ticket, event),
    ...escalation(ticket, left, event, world),
  ]
  const stands = facts.reduce(evolve, ticket)
  const isNew = prior.status === 'new' && stands.seats.every(({ state }) => state === 'removed')
  if (ticket.status === 'open' && isNew) facts.push({ what: 'status', status: 'new', at: world.now })
  const asked = act.type === 'assigned' || act.type === 'took' ? invitedBy(ticket, event) : []
  return done(
    {
      did: 'undone',
      act: nameOf(act),
      seats: touched(event).flatMap((team) => {
        const seat = seatOf(stands, team)
        return seat ? [{ team, state: seat.state }] : []
      }),
      unasked: asked.map(({ team }) => team),
      ...(act.type === 'extended' ? { dues: duesOf(stands, touched(event)) } : {}),
      ...(act.type === 'cutoff-set' ? { closes: stands.cutoff?.date ?? null } : {}),
    },
    facts,
    [
      ...asked.flatMap((seat) => unask(seat, ticket, world)),
      ...(act.type === 'extended' ? tellDues(ticket, stands, event, touched(event), world) : []),
      ...(act.type === 'answered' ? tellUnaccepted(ticket, stands, event, act.team, world) : []),
      ...(act.type === 'report-taken' ? tellWaiting(ticket, act.team, event, world) : []),
      ...(act.type === 'beta-set' ? askForBeta(ticket, act.team, !act.on, event.id) : []),
      // Whoever read the day that is taken back reads the one that holds instead.
      ...(act.type === 'cutoff-set'
        ? exceptWriter(tellTeams(ticket, stands.cutoff ?? null, event.id, world), event.by)
        : []),
    ],
  )
}

/** The ticket as the act had left it, in what it touched. */
function afterwards(ticket: Ticket, { prior, facts }: Undoing): Ticket {
  const { status: _status, posts: _posts, outcome, ...before } = prior
  const { outcome: _outcome, cutoff: _cutoff, ...now } = ticket
  return facts.reduce(evolve, { ...now, ...before, ...(outcome ? { outcome } : {}) })
}

/** Grows with what went to lists, which nobody can take back; also where a call opens a list again that was closed. */
export const postsOf = ({ calls, closedLists }: Ticket): number =>
  2 * calls.length + (closedLists?.length ?? 0)

type Hindrance = Omit<Extract<Refusal, { code: 'cannot-undo' }>, 'code' | 'act'>

function hindranceOf(ticket: Ticket, left: Ticket, event: Undoing, world: World): Hindrance | null {
  const { act, facts, prior } = event
  const [only, ...others] = touched(event)
  const named = 'team' in act ? act.team : only
  const team = !named || others.length > 0 ? {} : { team: named }
  const isPost = act.type === 'call-asked' || act.type === 'call-now'
  if (!isPost && (!undoable.has(act.type) || wasTold(ticket, event))) return { because: 'told', ...team }
  if (postsOf(ticket) > prior.posts) return { because: 'posted', ...team }
  if (isPost) return { because: 'told' }
  for (const team of touched(event)) {
    const [now, then] = [seatOf(ticket, team), seatOf(left, team)]
    if (!now || !then || !same(essence(now), essence(then))) return { because: 'changed-since', team }
  }
  const moved = facts.some((fact) => {
    if (fact.what === 'linked') return ticket.links[fact.link] !== fact.url
    if (fact.what === 'ggus-named')
      return !fact.tickets.every((one) => ticket.ggus?.some((known) => same(known, one)))
    if (fact.what === 'report-settled') return !ticket.reports.some((one) => same(one, fact.report))
    if (fact.what === 'outcome') return !same(ticket.outcome, left.outcome)
    if (fact.what === 'cutoff') return !same(ticket.cutoff, left.cutoff)
    if (fact.what === 'documented') return !ticket.documents.some((known) => same(known, fact.document))
    if (fact.what !== 'offer-moved' && fact.what !== 'offered') return false
    const id = fact.what === 'offered' ? fact.offer.id : fact.offer
    const stateIn = ({ offers }: Ticket) => offers.find((offer) => offer.id === id)?.state
    return stateIn(ticket) !== stateIn(left)
  })
  if (moved) return { because: 'changed-since' }
  if (act.type !== 'call-held' && act.type !== 'call-skipped' && act.type !== 'call-widened') return null
  if (!same(ticket.escalation, left.escalation)) return { because: 'changed-since' }
  return isOver(prior.escalation, world) ? { because: 'time-passed' } : null
}

/** Whoever offered the site has read that it is declined. */
const wasTold = (ticket: Ticket, { act, facts }: Undoing) =>
  act.type === 'declined' &&
  facts.some(
    (fact) => fact.what === 'offer-moved' && ticket.offers.find(({ id }) => id === fact.offer)?.told === true,
  )

/** Restored, it would act at the next tick: nobody who undoes something means a call to be posted at once. */
const isOver = (escalation: Ticket['escalation'], { now }: World) =>
  (escalation.state === 'previewed' && escalation.postAt !== undefined && escalation.postAt.at <= now) ||
  (escalation.state === 'called' && escalation.nextAt.at <= now)

function touched({ facts }: Undoing): readonly Seat['team'][] {
  const named = facts.flatMap((fact) => {
    if (fact.what === 'invited') return [fact.seat.team]
    if (fact.what === 'report-settled') return fact.report.team ? [fact.report.team] : []
    return 'team' in fact && !byClock.has(fact.what) ? [fact.team] : []
  })
  return [...new Set(named)]
}

function restored(ticket: Ticket, team: Seat['team'], { prior }: Undoing): readonly Fact[] {
  const now = seatOf(ticket, team)
  const before = prior.seats.find((seat) => seat.team === team)
  if (!now) return []
  if (!before) return [{ what: 'removed', team }]
  // What the team has had of us it has had: no letter goes to it twice.
  const had = { reportReminders: now.reportReminders, ...(now.welcomed ? { welcomed: true as const } : {}) }
  if (before.round === now.round) return [{ what: 'seat-restored', seat: { ...before, ...had } }]
  const { remindAt: _remind, ...seat } = before
  const dueNoted = before.dueNoted || now.dueNoted
  return [{ what: 'seat-restored', seat: { ...seat, ...had, dueNoted, round: now.round } }]
}

function offers({ facts, prior }: Undoing): readonly Fact[] {
  return facts.flatMap((fact): readonly Fact[] => {
    if (fact.what === 'offered') return [{ what: 'offer-moved', offer: fact.offer.id, state: 'closed' }]
    const before = fact.what === 'offer-moved' && prior.offers.find(({ id }) => id === fact.offer)
    return before ? [{ what: 'offer-moved', offer: before.id, state: before.state }] : []
  })
}

function fields(ticket: Ticket, { facts, prior }: Undoing): readonly Fact[] {
  return facts.flatMap((fact): readonly Fact[] => {
    if (fact.what === 'linked') {
      const { [fact.link]: _link, ...others } = ticket.links
      const before = prior.links[fact.link]
      return [{ what: 'restored', links: { ...others, ...(before ? { [fact.link]: before } : {}) } }]
    }
    if (fact.what === 'documented') {
      const documents = ticket.documents.filter((known) => !same(known, fact.document))
      return [{ what: 'restored', documents }]
    }
    if (fact.what === 'ggus-named') {
      const named = new Set(fact.tickets.map(({ url }) => url))
      return [{ what: 'restored', ggus: (ticket.ggus ?? []).filter(({ url }) => !named.has(url)) }]
    }
    if (fact.what === 'report-settled')
      return [{ what: 'report-settled', before: fact.report, report: fact.before }]
    if (fact.what === 'cutoff') return [{ what: 'restored', cutoff: prior.cutoff ?? null }]
    return fact.what === 'outcome' ? [{ what: 'restored', outcome: prior.outcome ?? null }] : []
  })
}

/** The search goes back to where it stood, if it has not moved on since; else it follows from what stands now. */
function escalation(ticket: Ticket, left: Ticket, { prior }: Undoing, world: World): readonly Fact[] {
  const changed = !same(prior.escalation, left.escalation)
  if (!changed || !same(ticket.escalation, left.escalation) || isOver(prior.escalation, world)) return []
  return [{ what: 'escalated', escalation: prior.escalation }]
}

const invitedBy = (ticket: Ticket, { facts }: Undoing): readonly Seat[] =>
  facts.flatMap((fact) => (fact.what === 'invited' ? (seatOf(ticket, fact.seat.team) ?? []) : []))
