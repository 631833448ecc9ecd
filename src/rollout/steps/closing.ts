// The call closes (SPEC §1.4, §1.5): once the wanted sites have accepted, or the ticket ends, the lists that were called
// read that no more are looked for; and whoever offered a site hears what became of it. Each once.

import { about, membersOf, toPeople } from '../addressees.ts'
import { acceptors } from '../view.ts'
import type { Effect, OfferResult } from '../effect.ts'
import type { Fact } from '../fact.ts'
import type { Consequence } from '../step.ts'
import type { Offer, Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

/** What one event closed: `before` is the ticket as it was, `ticket` as it stands now. */
export function followClosing(before: Ticket, ticket: Ticket, world: World): Consequence {
  const isFilled = (one: Ticket) => acceptors(one).length >= world.policy.escalation.seats
  const ended = ticket.status === 'resolved' && before.status !== 'resolved'
  const filled = isFilled(ticket) && !isFilled(before)
  const why = ended ? ('ended' as const) : filled ? ('filled' as const) : null
  const told = ticket.offers.flatMap((offer) => {
    const result = resultOf(offer, before, ticket, why)
    return result && mayBeTold(offer, result, ticket, world) ? [{ offer, result }] : []
  })
  const lists = why ? new Set(ticket.calls.map(({ list }) => list)) : new Set<string>()
  const open = [...lists].filter((list) => !ticket.closedLists?.includes(list))
  return {
    facts: [
      ...told.map(({ offer }): Fact => ({ what: 'offer-told', offer: offer.id })),
      ...open.map((list): Fact => ({ what: 'call-closed', list })),
    ],
    effects: [
      ...told.flatMap(({ offer, result }) => tell(offer, result, ticket, world)),
      ...(why ? open.map((list) => note(list, why, ticket, world)) : []),
    ],
  }
}

/** What this event made of an offer; null where nothing, or where another letter says it. */
function resultOf(
  offer: Offer,
  before: Ticket,
  ticket: Ticket,
  why: 'filled' | 'ended' | null,
): OfferResult | null {
  if (offer.state === 'open' || offer.state === 'asked') return why
  const moved = before.offers.find(({ id }) => id === offer.id)?.state !== offer.state
  if (!moved || offer.state === 'taken') return null
  if (offer.state !== 'closed') return offer.state
  // Taken back by its offerer, who has a receipt; or closed by a newer one of theirs, and not over yet.
  if (!acceptors(ticket).some(({ team }) => team === offer.team)) return null
  const renewed = ticket.offers.findLast(({ by, team }) => by === offer.by && team === offer.team)
  return renewed?.id === offer.id ? 'takes-part' : null
}

/** Whoever has had a letter from us: by a list alone nobody is written to. A member of the team has the invitation. */
const mayBeTold = (offer: Offer, result: OfferResult, ticket: Ticket, world: World) =>
  !offer.told &&
  (offer.proven || offer.askedAt !== undefined) &&
  !(result === 'invited' && membersOf(offer.team, ticket, world).includes(offer.by))

const tell = (offer: Offer, result: OfferResult, ticket: Ticket, world: World) =>
  toPeople([offer.by], world.policy.zone, 'offerer', ticket, `offer-result/${offer.id}`, {
    letter: 'offer-result',
    about: about(ticket, world),
    team: offer.team,
    result,
  })

/** A list that is called in a later round, after it has read that it is over, reads so once more. */
const keyOfList = (list: string, ticket: Ticket) => {
  const round = ticket.calls.findLast((call) => call.list === list)?.round ?? 1
  return round > 1 ? `${list}/${round}` : list
}

const note = (list: string, why: 'filled' | 'ended', ticket: Ticket, world: World): Effect => ({
  kind: 'letter',
  key: `t${ticket.id}/call-filled/${keyOfList(list, ticket)}`,
  to: { list, zone: world.policy.zone, because: 'called-list' },
  letter: { letter: 'call-filled', about: about(ticket, world), list, why },
})
