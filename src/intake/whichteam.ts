// Whom a command means: a name that was said, or the one team that fits where none was (SPEC §2, §3.4). A near miss
// is a question, never an answer. Who may speak for a team is not judged here.

import type { Unclear } from '../rollout/refusal.ts'
import { recogniseSite, recogniseTeam } from '../rollout/team.ts'
import type { Recognised } from '../rollout/team.ts'
import { asTeamName } from '../rollout/ids.ts'
import type { PersonId, TeamName } from '../rollout/ids.ts'
import type { Offer, Ticket } from '../rollout/ticket.ts'
import type { Names, Roster, Site } from '../rollout/world.ts'

/** What the interpretation of a command needs to know about its writer and the ticket. */
export type Situation = {
  readonly ticket: Ticket | null
  readonly roster: Roster
  readonly sites: readonly Site[]
  readonly names: Names
  /** Every mailing list in the config. */
  readonly lists: readonly string[]
  readonly person: PersonId | null
  readonly roles: {
    /** Of this ticket; of any stack where there is none yet. */
    readonly manager: boolean
    /** Teams this person belongs to, by the roster or bound by `take` on this ticket. */
    readonly teams: readonly TeamName[]
  }
  readonly relayedByList: boolean
  /** Whether the writer's own domain vouched for the mail. */
  readonly proven: boolean
}

export type Which = { readonly team: TeamName } | { readonly unclear: Unclear }

const MOST_SUGGESTIONS = 5

export const seatsOf = ({ ticket }: Situation): readonly TeamName[] =>
  (ticket?.seats ?? []).filter(({ state }) => state !== 'removed').map(({ team }) => team)
/** The writer's own teams that have a seat on the ticket. */
export const ownSeats = (situation: Situation): readonly TeamName[] => {
  const seats = seatsOf(situation)
  return situation.roles.teams.filter((team) => seats.includes(team))
}

/** The team of the ticket or the roster that `said` names. */
export function teamSaid(said: string, verb: string, situation: Situation): Which {
  const { roster, sites, ticket } = situation
  const seats = (ticket?.seats ?? []).map(({ team }) => team)
  return settle(recogniseTeam(said, { seats, roster, sites }), said, verb)
}

/** A team as in `teamSaid`, or a site without a team, known or not: whoever volunteers may bring a new one. */
export function siteSaid(said: string, verb: string, situation: Situation): Which {
  const team = teamSaid(said, verb, situation)
  if ('team' in team) return team
  const site = settle(recogniseSite(said, situation.sites, situation.roster), said, verb)
  const suggestions = 'unclear' in site && 'suggestions' in site.unclear ? site.unclear.suggestions : []
  if ('team' in site || suggestions.length > 0) return site
  const near = 'suggestions' in team.unclear && team.unclear.suggestions.length > 0
  const alike = near ? [] : sitesWith(said, situation.sites)
  if (alike.length > 0) return { unclear: { why: 'unknown-team', said, suggestions: alike, verb } }
  const name = said.replace(/^ea-/iu, '').replace(/[.)]{1,3}$/u, '')
  // Nothing is near: a site that no list knows yet, where it looks like NGI-Site and not like a word.
  const looksLikeSite = /^[A-Za-z0-9][A-Za-z0-9._]{1,60}-[A-Za-z0-9._-]{2,60}$/u.test(name)
  return !near && looksLikeSite ? { team: asTeamName(`ea-${name}`) } : team
}

/** Sites with the word in their name: "Brunel" for UKI-LT2-Brunel. None where it is in many. */
function sitesWith(said: string, sites: readonly Site[]): readonly TeamName[] {
  const word = said.toLowerCase().replace(/[.,;:!)]{1,3}$/u, '')
  if (!/^[\p{L}\d]{4,40}$/u.test(word)) return []
  const found = sites.filter(({ site }) => site.toLowerCase().split(/[-_.]/u).includes(word))
  return found.length <= 3 ? found.map(({ ngi, site }) => asTeamName(`ea-${ngi}-${site}`)) : []
}

/** The one of several that was left unsaid; a question where there is none or more than one. */
export function onlyOne(
  teams: readonly TeamName[],
  verb: string,
  instead: readonly TeamName[] = teams,
): Which {
  const [team, ...others] = new Set(teams)
  if (team !== undefined && others.length === 0) return { team }
  return { unclear: { why: 'which-team', suggestions: instead.slice(0, MOST_SUGGESTIONS), verb } }
}

/** The offer that `take` or `decline` means, by a name or because only one is open. */
export function offerSaid(said: string | undefined, verb: 'take' | 'decline', situation: Situation): Which {
  const offers = situation.ticket?.offers ?? []
  const named = (...states: readonly Offer['state'][]) =>
    offers.filter(({ state }) => states.includes(state)).map(({ team }) => team)
  if (said === undefined) return onlyOne(named('open', 'asked'), verb)
  const { roster, sites } = situation
  const seats = named('open', 'asked', 'declined')
  return settle(recogniseTeam(said, { seats, roster, sites }), said, verb)
}

function settle(found: Recognised, said: string, verb: string): Which {
  switch (found.kind) {
    case 'team':
      return { team: found.team }
    case 'ambiguous':
      return { unclear: { why: 'ambiguous-team', said, suggestions: found.suggestions, verb } }
    case 'near':
      return { unclear: { why: 'unknown-team', said, suggestions: found.suggestions, verb } }
    case 'none':
    default:
      return { unclear: { why: 'unknown-team', said, suggestions: [], verb } }
  }
}
