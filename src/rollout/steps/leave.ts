// The clock of what leaves late (SPEC §1.3, §1.4). A team's time to answer runs from its first invitation that leaves and
// does not bounce, a manager's time to stop a call from the hour at which its preview leaves. Dates move only later, so
// that none comes before the one that somebody has read; what has not left at all brings no silence and no call.

import { about, managersOf, placeOfBot, toPeople } from '../addressees.ts'
import { addSpan, writeSpan } from '../deadline.ts'
import { timesToAnswer } from '../seats.ts'
import { done, type Consequence, type StepFor } from '../step.ts'
import { seatOf } from '../view.ts'
import type { Fact } from '../fact.ts'
import type { Instant, PersonId } from '../ids.ts'
import type { Due, Escalation, Seat, Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

/** Where an answer is due within hours the moment between making and leaving is no reason for another date. */
const aMoment = { n: 15, unit: 'minute' } as const
/** A letter that a server keeps back for weeks is given up, and not made anew for ever. */
const mostAnew = 4

const isLater = (due: Due, than: Due, world: World) => due.at > addSpan(than.at, aMoment, placeOfBot(world))

const isUnsent = (seat: Seat, person: PersonId, world: World) =>
  (world.unsent ?? []).some(
    (one) =>
      one.letter === 'invitation' &&
      one.team === seat.team &&
      one.round === seat.round &&
      one.person === person,
  )

const reachable = (seat: Seat) => seat.invited.filter((person) => !seat.bounced.includes(person))

/** When the invitation left to each of these; what is not noted left when it was made. */
const leavings = (seat: Seat, people: readonly PersonId[], world: World): readonly Instant[] =>
  people
    .filter((person) => !isUnsent(seat, person, world))
    .map((person) => seat.left?.find((one) => one.person === person)?.at ?? seat.invitedAt)

const earliest = (instants: readonly Instant[]) => instants.toSorted()[0]

type Moved = Extract<Fact, { what: 'answer-moved' }>

/** The answer is due as counted from there; null where that is no later than so far. */
function countedFrom(seat: Seat, from: Instant, world: World): Moved | null {
  const times = timesToAnswer(seat.team, from, world)
  if (times.answerDue.at <= seat.answerDue.at) return null
  return { what: 'answer-moved', team: seat.team, ...times }
}

/** Whether it prints another date than it was made with, if it leaves now: then that is worth an event. */
export function leavingMatters(seat: Seat, prints: Due, world: World): boolean {
  if (seat.answerDue.at !== prints.at) return true
  return isLater(timesToAnswer(seat.team, world.now, world).answerDue, prints, world)
}

/**
 * Whether an invitation that was composed and has been kept back since is made anew: another date holds by now, or the
 * one in it went by while it waited.
 */
export function isOutOfDate(seat: Seat, person: PersonId, prints: Due, now: Instant): boolean {
  const noted = seat.left?.find((one) => one.person === person)
  const { answerDue, at } = noted ?? { answerDue: prints, at: seat.invitedAt }
  const wentBy = at < answerDue.at && answerDue.at <= now
  return (noted?.anew ?? 0) < mostAnew && (answerDue.at < seat.answerDue.at || wentBy)
}

/** Notes that an invitation leaves with another date than it was made with, and moves the team's where it is its first. */
export const invitationLeaves: StepFor<'invitation-leaves'> = (ticket, event, world) => {
  const { person, prints } = event
  const seat = seatOf(ticket, event.team)
  const waits = seat?.state === 'notified' && seat.round === event.round && reachable(seat).includes(person)
  if (!seat || !waits) return done({ did: 'nothing', why: 'older', team: event.team })
  const others = reachable(seat).filter((one) => one !== person)
  const first = earliest([...leavings(seat, others, world), world.now]) ?? world.now
  const isLate = isLater(timesToAnswer(seat.team, first, world).answerDue, seat.answerDue, world)
  const moved = isLate ? countedFrom(seat, first, world) : null
  const answerDue = moved?.answerDue ?? seat.answerDue
  if (!event.anew && !leavingMatters(seat, prints, world))
    return done({ did: 'nothing', why: 'already-so', team: event.team })
  const left: Fact = {
    what: 'invitation-left',
    team: event.team,
    person,
    at: world.now,
    answerDue,
    ...(event.anew ? { anew: true } : {}),
  }
  const letters = event.anew ? invitedAnew(seat, person, answerDue, ticket, world) : []
  return done({ did: 'ticked', things: 1 }, moved ? [moved, left] : [left], letters)
}

const invitedAnew = (seat: Seat, person: PersonId, answerDue: Due, ticket: Ticket, world: World) =>
  toPeople(
    [person],
    seat.zone,
    'team-member',
    ticket,
    `invitation/${seat.round}/${seat.team}/anew/${world.now}`,
    {
      letter: 'invitation',
      about: about(ticket, world, seat.team),
      team: seat.team,
      answerDue,
      round: seat.round,
    },
  )

/** The first invitation came back: the next one that did not is what counts. `bounced`: with the one that came now. */
export function countedAnew(seat: Seat, bounced: readonly PersonId[], world: World): readonly Fact[] {
  const left = leavings(
    seat,
    seat.invited.filter((person) => !bounced.includes(person)),
    world,
  )
  const first = earliest(left)
  if (seat.state !== 'notified' || first === undefined) return []
  const moved = countedFrom(seat, first, world)
  // A date that is over by either count brings nobody more time.
  return moved && moved.answerDue.at > world.now ? [moved] : []
}

type Previewed = Extract<Escalation, { state: 'previewed' }>

const spanOfPreview = (world: World): Due => {
  const { preview } = world.policy.escalation
  return {
    at: addSpan(world.now, preview, placeOfBot(world)),
    rule: `${writeSpan(preview)} after the preview left`,
  }
}

/** Whether a preview that leaves now would be followed too soon by its call. */
export const previewMatters = (escalation: Previewed, world: World): boolean =>
  escalation.postAt !== undefined && isLater(spanOfPreview(world), escalation.postAt, world)

/** Each manager has the working hours of SPEC §1.4 from the hour at which their own preview leaves. */
export const previewLeaves: StepFor<'preview-leaves'> = (ticket, event, world) => {
  const { escalation } = ticket
  const isIt = escalation.state === 'previewed' && escalation.round === event.round
  if (!isIt || !previewMatters(escalation, world)) return done({ did: 'nothing', why: 'already-so' })
  return done({ did: 'ticked', things: 1 }, [postponed(escalation, world)])
}

const postponed = (escalation: Previewed, world: World): Fact => ({
  what: 'escalated',
  escalation: { ...escalation, postAt: spanOfPreview(world) },
})

/** No manager has the preview of the call yet. */
const isUnread = (ticket: Ticket, escalation: Previewed, world: World) => {
  const managers = managersOf(ticket, world)
  const waits = (person: PersonId) =>
    (world.unsent ?? []).some(
      (one) =>
        one.letter === 'call-preview' &&
        one.person === person &&
        one.round === escalation.round &&
        one.since === escalation.previewedAt,
    )
  return managers.length > 0 && managers.every(waits)
}

/** What is due of letters that wait: it is due later. Called before anything else that follows from an event. */
export function followLeaving(ticket: Ticket, world: World): Consequence {
  const facts: Fact[] = ticket.seats.flatMap((seat) => {
    if (seat.state !== 'notified' || seat.dueNoted) return []
    const people = reachable(seat)
    const waits = people.length > 0 && people.every((person) => isUnsent(seat, person, world))
    const next = seat.remindAt && seat.remindAt.at < seat.answerDue.at ? seat.remindAt : seat.answerDue
    return waits && next.at <= world.now ? (countedFrom(seat, world.now, world) ?? []) : []
  })
  const { escalation } = ticket
  if (
    escalation.state === 'previewed' &&
    escalation.postAt &&
    escalation.postAt.at <= world.now &&
    spanOfPreview(world).at > world.now &&
    isUnread(ticket, escalation, world)
  )
    facts.push(postponed(escalation, world))
  return { facts, effects: [] }
}
