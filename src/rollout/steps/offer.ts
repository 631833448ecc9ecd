// Offers (SPEC §1.5): somebody without a seat volunteers a site. Kept, shown to the managers, made a seat by `take`.
// Nobody volunteers somebody else's site: an offer for a team of the roster by an outsider becomes an invitation.

import { about, membersOf, placeOf, placeOfBot, teamOnRoster, toManagers, toPeople } from '../addressees.ts'
import { addSpan } from '../deadline.ts'
import { expectedTrial, invitedSeat, reportDue } from '../seats.ts'
import { done, refuse, type StepFor } from '../step.ts'
import { seatOf } from '../view.ts'
import { invite, watchers } from './assign.ts'
import { welcome } from './started.ts'
import type { Did } from '../did.ts'
import type { Fact } from '../fact.ts'
import type { Instant, TeamName } from '../ids.ts'
import type { Due, Offer, Seat, Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

const isSite = (team: TeamName, world: World) =>
  world.sites.some(({ ngi, site }) => `ea-${ngi}-${site}` === team)

export const offer: StepFor<'offered'> = (ticket, event, world) => {
  if (event.by.kind !== 'person') return refuse({ code: 'not-member', team: event.team })
  const by = event.by.id
  const same = ticket.offers.findLast((known) => known.team === event.team && known.by === by)
  const proven = event.proven || same?.proven === true
  if (
    same &&
    isStanding(same, ticket) &&
    (proven === same.proven || same.state === 'taken' || same.state === 'invited')
  )
    return done({ did: 'nothing', why: 'already-so', team: event.team })
  const onRoster = teamOnRoster(event.team, world) !== undefined
  const knownSite = onRoster || isSite(event.team, world)
  const made: Offer = {
    id: event.id,
    team: event.team,
    by,
    at: event.at,
    proven,
    knownSite,
    state: 'open',
  }
  const facts: Fact[] = []
  if (same && same.state !== 'closed') facts.push({ what: 'offer-moved', offer: same.id, state: 'closed' })
  facts.push({ what: 'offered', offer: made })
  const another = !onRoster && openOffers(ticket, event.team).some((known) => known.by !== by)
  const letters = toManagers(ticket, world, `offer/${event.id}`, {
    letter: 'offer-received',
    about: about(ticket, world),
    team: event.team,
    by,
    knownSite,
    proven,
    ...(another ? { another: true as const } : {}),
    onRoster: onRoster && !membersOf(event.team, ticket, world).includes(by),
  })
  return done({ did: 'offered', team: event.team, knownSite }, facts, letters)
}

const takesPart = (seat: Seat | undefined) => seat?.state === 'accepted' || seat?.state === 'reported'

/** Saying it once more adds nothing, unless the offer was closed or its seat has been left since. */
const isStanding = (known: Offer, ticket: Ticket) =>
  known.state === 'taken'
    ? takesPart(seatOf(ticket, known.team))
    : known.state !== 'closed' && known.state !== 'declined'

const openOffers = (ticket: Ticket, team: TeamName): readonly Offer[] =>
  ticket.offers.filter((known) => known.team === team && (known.state === 'open' || known.state === 'asked'))

/**
 * The offer that `take` means: the newest by a member or, where the site has no team, by somebody proven; else the
 * newest.
 */
function offerMeant(ticket: Ticket, team: TeamName, world: World): Offer | undefined {
  const open = openOffers(ticket, team)
  const members = teamOnRoster(team, world)?.members
  return open.findLast(({ by, proven }) => (members ? members.includes(by) : proven)) ?? open.at(-1)
}

export const take: StepFor<'took'> = (ticket, event, world) => {
  // One that was declined may be taken after all.
  const declined = ticket.offers.findLast(({ team, state }) => team === event.team && state === 'declined')
  const found = offerMeant(ticket, event.team, world) ?? declined
  if (!found) return refuse({ code: 'no-offer', team: event.team })
  const onRoster = teamOnRoster(event.team, world)
  if (onRoster && !onRoster.members.includes(found.by)) {
    if (onRoster.members.length === 0) return refuse({ code: 'no-members', team: event.team })
    return inviteOwners(ticket, found, event.id, world)
  }
  if (!found.proven && !takesPart(seatOf(ticket, found.team)))
    return askOfferer(ticket, found, event.id, world)
  return saidNoSince(ticket, found)
    ? inviteOwners(ticket, found, event.id, world)
    : seatOfferer(ticket, found, world, openOffers(ticket, found.team))
}

export const decline: StepFor<'declined'> = (ticket, event) => {
  const found = openOffers(ticket, event.team)
  if (found.length === 0) return refuse({ code: 'no-offer', team: event.team })
  // Who is told, and that it is once, is closing.ts's matter.
  const told = found.some((offer) => !offer.told && (offer.proven || offer.askedAt !== undefined))
  return done(
    { did: 'declined', team: event.team, told },
    found.map(({ id }): Fact => ({ what: 'offer-moved', offer: id, state: 'declined' })),
  )
}

/** The team's last clear statement wins (SPEC §1.3): an offer from before its no is asked about, not acted on. */
function saidNoSince(ticket: Ticket, found: Offer): boolean {
  const seat = seatOf(ticket, found.team)
  const no = seat?.state === 'rejected' || seat?.state === 'withdrawn'
  return no && seat.saidAt !== undefined && found.at < seat.saidAt
}

function inviteOwners(ticket: Ticket, found: Offer, event: string, world: World) {
  const moved: Fact = { what: 'offer-moved', offer: found.id, state: 'invited' }
  const did: Did = { did: 'took', team: found.team, how: 'invited-team' }
  const seated = seatOf(ticket, found.team)
  if (seated && ['notified', 'accepted', 'reported'].includes(seated.state)) return done(did, [moved])
  const { seat, letters } = invite(found.team, ticket, world)
  return done(
    did,
    [moved, { what: 'invited', seat }, ...opening(ticket, world)],
    [...letters, ...watchers([found.team], ticket, event)],
  )
}

/**
 * An offerer whose mail proves nothing confirms once, by a letter that the managers' `take` permits; asked anew only
 * where nobody said yes in time.
 */
function askOfferer(ticket: Ticket, found: Offer, event: string, world: World) {
  const place = placeOfBot(world)
  const until = (at: Instant) => addSpan(at, { n: 72, unit: 'hour' }, place)
  if (found.askedAt && until(found.askedAt) > world.now)
    return done({ did: 'nothing', why: 'already-so', team: found.team })
  const letters = toPeople([found.by], world.policy.zone, 'offerer', ticket, `confirm/${event}`, {
    letter: 'offer-confirm',
    about: about(ticket, world),
    team: found.team,
    question: '',
    until: until(world.now),
  })
  const moved: Fact = { what: 'offer-moved', offer: found.id, state: 'asked', askedAt: world.now }
  return done({ did: 'took', team: found.team, how: 'asked-offerer' }, [moved], letters)
}

/** `others`: offers of the same site that the managers had before them when they took it. */
function seatOfferer(ticket: Ticket, found: Offer, world: World, others: readonly Offer[] = []) {
  const before = seatOf(ticket, found.team)
  // The site takes part already: a second offer of it must not begin its trial again.
  if (takesPart(before)) {
    const closed: Fact = { what: 'offer-moved', offer: found.id, state: 'closed' }
    return done({ did: 'nothing', why: 'already-so', team: found.team }, [closed])
  }
  const members = teamOnRoster(found.team, world)?.members
  // Colleagues who offered the same site are of it, each by their own proven mail (record 0025).
  const proven = others.filter((offer) => offer.proven && offer.id !== found.id)
  const people = members ?? [...new Set([found, ...proven].map(({ by }) => by))]
  const taken = [found, ...proven.filter(({ by }) => people.includes(by))]
  const { remindAt: _none, ...seat } = invitedSeat(found.team, people, ticket, world)
  const trial = expectedTrial(found.team, world)
  const several = members === undefined && people.length > 1 ? { people: people.length } : {}
  const did: Did = { did: 'took', team: found.team, how: 'seated', ...several }
  const facts: Fact[] = [
    ...taken.map(({ id }): Fact => ({ what: 'offer-moved', offer: id, state: 'taken' })),
    { what: 'invited', seat },
    {
      what: 'answered',
      team: found.team,
      answer: 'accept',
      saidAt: found.at,
      by: found.by,
      at: world.now,
      ...trial,
      welcomed: true,
    },
    ...opening(ticket, world),
  ]
  // The letter that begins the trial says that the offer is taken: one letter for one thing.
  return done(did, facts, welcome(seat, found.by, trial, ticket, world))
}

/** What an offerer's yes is answered by: theirs is an acceptance like any other. */
const accepted = (team: TeamName, zone: string, reportDue: Due) =>
  ({
    did: 'answered',
    team,
    answer: 'accept',
    zone,
    before: 'notified',
    contradicts: false,
    reportDue,
  }) as const

const opening = (ticket: Ticket, world: World): readonly Fact[] =>
  ticket.status === 'new' ? [{ what: 'status', status: 'open', at: world.now }] : []

/** The offerer's `yes`: the offer counts as proven, and the managers had taken it already. */
export const confirmOffer: StepFor<'offer-confirmed'> = (ticket, event, world) => {
  const asked = ticket.offers.filter((known) => known.team === event.team && known.state === 'asked')
  if (asked.length === 0) return refuse({ code: 'no-offer', team: event.team })
  const { by } = event
  const found = asked.find((known) => by.kind === 'person' && by.id === known.by)
  if (!found) return refuse({ code: 'not-member', team: event.team })
  const step = seatOfferer(ticket, found, world)
  const { zone } = placeOf(found.team, world)
  return step.did.did === 'took'
    ? done(accepted(found.team, zone, reportDue(found.team, world)), step.facts, step.effects)
    : step
}
