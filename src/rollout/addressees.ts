// Who is written to, in which zone and why (SPEC §1, §5): the managers of a ticket, the members of a team. Makes
// the letters' effects with their stable keys: one mail a person, never a visible list of addresses.

import { repositoryOf, stackOf } from './release.ts'
import { cutoffNews } from './cutoff.ts'
import type { About, Because, Effect, Letter } from './effect.ts'
import type { Actor } from './event.ts'
import type { PersonId, TeamName } from './ids.ts'
import type { Seat, Ticket } from './ticket.ts'
import type { Place, Policy, Stack, Team, Where, World } from './world.ts'

export const stackOfTicket = (ticket: Ticket, world: World): Stack | null =>
  world.stacks.find((stack) => stack.name === ticket.stack) ?? null

export const teamOnRoster = (team: TeamName, world: World): Team | undefined =>
  world.roster.teams.find((entry) => entry.name === team)

/** A team's own zone and country; the bot's for what the roster does not say, and for whoever is no team (record 0036). */
export const homeOf = (entry: Pick<Team, 'zone' | 'country'> | undefined, policy: Policy): Place => ({
  zone: entry?.zone ?? policy.zone,
  country: entry?.country || policy.country || '',
})

/** Where the bot, its managers and the lists count their days: for whoever belongs to no team. */
export const placeOfBot = ({ policy, calendar }: Pick<World, 'policy' | 'calendar'>): Where => ({
  ...homeOf(undefined, policy),
  calendar,
})

/** Where a team counts its days, also one that is not on the roster. */
export const placeOf = (team: TeamName, world: World): Where => ({
  ...homeOf(teamOnRoster(team, world), world.policy),
  calendar: world.calendar,
})

/** A ticket's managers are its stack's managers and managers.all (SPEC §3.3). */
export function managersOf(ticket: Ticket, world: World): readonly PersonId[] {
  return [...new Set([...(stackOfTicket(ticket, world)?.managers ?? []), ...world.managers.all])]
}

const everyManager = (world: World): ReadonlySet<PersonId> =>
  new Set([...world.managers.all, ...world.stacks.flatMap((stack) => stack.managers)])

/** May this actor do what managers do? Before there is a ticket, any stack's manager may open one. */
export function actsAsManager(by: Actor, ticket: Ticket | null, world: World): boolean {
  if (by.kind === 'admin') return true
  if (by.kind !== 'person') return false
  return ticket ? managersOf(ticket, world).includes(by.id) : everyManager(world).has(by.id)
}

/** Members of a team: the roster's; for a site that is not on it, the offerer whom `take` bound to the seat. */
export function membersOf(team: TeamName, ticket: Ticket | null, world: World): readonly PersonId[] {
  const onRoster = teamOnRoster(team, world)
  if (onRoster) return onRoster.members
  return ticket?.seats.find((seat) => seat.team === team)?.invited ?? []
}

/** `team`: whose letter it is, so that its days are those of the team. */
export function about(ticket: Ticket, world: World, team?: TeamName): About {
  const { policy } = world
  const place = team ? placeOf(team, world) : placeOfBot(world)
  const stack = stackOf(ticket.release, world.stacks)
  const repository = stack ? repositoryOf(ticket.release, stack) : undefined
  return {
    ticket: ticket.id,
    title: ticket.title,
    release: ticket.release,
    stack: ticket.stack,
    links: ticket.links,
    ...(repository ? { repository } : {}),
    ...(ticket.parent ? { parent: ticket.parent } : {}),
    trial: { check: policy.trialCheck, trial: policy.trial },
    ...(ticket.emergency ? { emergency: true } : {}),
    ...(ticket.cutoff ? { cutoff: cutoffNews(ticket.cutoff.date, world.now, policy.trial, place) } : {}),
  }
}

/** Without the one who brought it about, who has a receipt. */
export const exceptWriter = (effects: readonly Effect[], by: Actor): readonly Effect[] =>
  effects.filter(
    (effect) =>
      effect.kind !== 'letter' ||
      by.kind !== 'person' ||
      !('person' in effect.to) ||
      effect.to.person !== by.id,
  )

/** `key` tells this letter from every other of the ticket; the person is added to it. */
export function toPeople(
  people: readonly PersonId[],
  zone: string,
  because: Because,
  ticket: Ticket,
  key: string,
  letter: Letter,
): readonly Effect[] {
  return [...new Set(people)].map((person) => ({
    kind: 'letter',
    key: `t${ticket.id}/${key}/${person}`,
    to: { person, zone, because },
    letter,
  }))
}

export function toManagers(ticket: Ticket, world: World, key: string, letter: Letter): readonly Effect[] {
  const own = new Set(stackOfTicket(ticket, world)?.managers)
  const zone = world.policy.zone
  return managersOf(ticket, world).flatMap((person) =>
    toPeople([person], zone, own.has(person) ? 'manager' : 'group-staged-rollout', ticket, key, letter),
  )
}

/** To everybody who was invited for this seat and whose address still takes mail. */
export function toSeat(seat: Seat, ticket: Ticket, key: string, letter: Letter): readonly Effect[] {
  const people = seat.invited.filter((person) => !seat.bounced.includes(person))
  return toPeople(people, seat.zone, 'team-member', ticket, `${key}/${seat.team}`, letter)
}
