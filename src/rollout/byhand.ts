// Closed doors (SPEC §6): whatever is asked of a system nobody connected becomes a letter to somebody who can do it by
// hand. The outcome for the parent goes to the tracker's own address where it has one (SPEC §1.9).

import { about, managersOf, toManagers, toPeople, toSeat } from './addressees.ts'
import type { DoorRequest, Effect, Letter } from './effect.ts'
import type { Ticket } from './ticket.ts'
import { seatOf } from './view.ts'
import type { World } from './world.ts'

type DoorEffect = Extract<Effect, { kind: 'door' }>

export function byHand(effects: readonly Effect[], ticket: Ticket, world: World): readonly Effect[] {
  const closed = effects.flatMap((effect) =>
    effect.kind === 'door' && !world.doors.open.includes(effect.request.door) ? [effect] : [],
  )
  if (closed.length === 0) return effects
  const kept = effects.filter((effect) => !closed.some((other) => other.key === effect.key))
  const outcomes = closed.flatMap(({ key, request }) =>
    request.ask === 'tell-parent' ? parentLetters(key, request, ticket, world) : [],
  )
  const tags = closed.flatMap((one) => (one.request.ask === 'set-beta' ? [one] : []))
  const toTeams = tags.flatMap((one) => tellTeam(one, ticket, world))
  const unheard = new Set(tags.filter((one) => tellTeam(one, ticket, world).length === 0))
  const requests = closed.flatMap((one) => {
    const { ask } = one.request
    // Whoever named a problem has its text by return, in their receipt.
    if (ask === 'tell-parent' || ask === 'open-ticket') return []
    return ask !== 'set-beta' || unheard.has(one) ? [one.request] : []
  })
  return [...tellManagers(kept, closed[0]?.key ?? '', requests, ticket, world), ...outcomes, ...toTeams]
}

/** What only a site's own people can do: to whoever of its team still has mail from us. */
function tellTeam({ key, request }: DoorEffect, ticket: Ticket, world: World): readonly Effect[] {
  const seat = 'team' in request ? seatOf(ticket, request.team) : undefined
  if (!seat) return []
  const letter: Letter = { letter: 'by-hand', about: about(ticket, world, seat.team), requests: [request] }
  return toSeat(seat, ticket, `by-hand/${key.slice(key.indexOf('/') + 1)}`, letter)
}

/** In the letter that announces the ticket where there is one, so that one event brings one letter; else by itself. */
function tellManagers(
  kept: readonly Effect[],
  key: string,
  requests: readonly DoorRequest[],
  ticket: Ticket,
  world: World,
): readonly Effect[] {
  if (requests.length === 0) return kept
  const announced = kept.some((effect) => effect.kind === 'letter' && effect.letter.letter === 'new-ticket')
  if (!announced) {
    const own = key.slice(key.indexOf('/') + 1)
    const letter: Letter = { letter: 'by-hand', about: about(ticket, world), requests }
    return [...kept, ...toManagers(ticket, world, `by-hand/${own}`, letter)]
  }
  return kept.map((effect) =>
    effect.kind === 'letter' && effect.letter.letter === 'new-ticket'
      ? { ...effect, letter: { ...effect.letter, byHand: requests } }
      : effect,
  )
}

function parentLetters(
  key: string,
  request: Extract<DoorRequest, { ask: 'tell-parent' }>,
  ticket: Ticket,
  world: World,
): readonly Effect[] {
  const { zone } = world.policy
  const letter: Letter = {
    letter: 'parent-outcome',
    about: about(ticket, world),
    outcome: request.outcome,
    documents: request.documents,
    ...(ticket.outcome?.reason ? { reason: ticket.outcome.reason } : {}),
  }
  if (world.doors.trackerByMail)
    return [{ kind: 'letter', key: `${key}/mail`, to: { tracker: true, zone, because: 'tracker' }, letter }]
  const own = key.slice(key.indexOf('/') + 1)
  const { release } = world.managers
  // Where nobody is named as the parent's owner, the ticket's managers must hear it: somebody has to tell it.
  return release.length > 0
    ? toPeople(release, zone, 'group-release', ticket, `${own}/mail`, letter)
    : toPeople(managersOf(ticket, world), zone, 'manager', ticket, `${own}/mail`, letter)
}
