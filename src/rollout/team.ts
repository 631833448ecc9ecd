// Which team somebody means (SPEC §2 "Team"). NGI and site names contain hyphens, dots and underscores, so a name is
// compared with the names there are and never split. What mail programs do to names is undone first; a near miss
// is only ever a suggestion. Deliberately not here: who may speak for a team, and finding names in running text.

import { foldName, nearness } from './nearness.ts'
import type { Roster, Site, Team } from './world.ts'
import type { TeamName } from './ids.ts'
import { asTeamName } from './ids.ts'

export type Recognised =
  | { readonly kind: 'team'; readonly team: TeamName }
  /** Nobody is called that, but these are (nearest first, at most three). Never acted on. */
  | { readonly kind: 'near'; readonly suggestions: readonly TeamName[] }
  | { readonly kind: 'ambiguous'; readonly suggestions: readonly TeamName[] }
  | { readonly kind: 'none' }

/** Longer than any name with its autolink; what follows is not looked at. */
const LONGEST_SAID = 2000
const MOST_SUGGESTIONS = 3

export const teamOf = (ngi: string, site: string): TeamName => asTeamName(`ea-${ngi}-${site}`)

/** `NGI_IBERGRID-LIP-Lisbon`: the team as people write it in answers. */
export const shortTeam = (team: TeamName): string => (team.startsWith('ea-') ? team.slice(3) : team)

/** A team with every name it answers to, in the order in which they are tried. */
type Known = {
  readonly team: TeamName
  /** Takes part in the ticket: its site is looked at before everybody else's. */
  readonly seated: boolean
  /** Empty where a seat's site is not known: a name is never split to find it. */
  readonly site: string
  readonly aliases: readonly string[]
}

/**
 * The team that `said` names: exactly, then without regard to case, with or without `ea-`, by its site alone (first
 * among the ticket's seats, then in the roster), by a former name. `sites` helps with seats that are not on the
 * roster (taken offers).
 */
export function recogniseTeam(
  said: string,
  among: {
    readonly seats: readonly TeamName[]
    readonly roster: Roster
    readonly sites?: readonly Site[]
  },
): Recognised {
  const seats = new Set(among.seats)
  const known = new Map<TeamName, Known>()
  for (const team of among.seats) known.set(team, { team, seated: true, site: '', aliases: [] })
  for (const { ngi, site } of among.sites ?? []) {
    const team = teamOf(ngi, site)
    if (seats.has(team)) known.set(team, { team, seated: true, site, aliases: [] })
  }
  for (const team of among.roster.teams) known.set(team.name, rostered(team, seats.has(team.name)))
  return recognise(said, [...known.values()])
}

/** The site that an offer names, by the site list and the roster; its team may not be on the roster. */
export function recogniseSite(said: string, sites: readonly Site[], roster: Roster): Recognised {
  const known = new Map<TeamName, Known>()
  for (const { ngi, site } of sites) {
    const team = teamOf(ngi, site)
    known.set(team, { team, seated: false, site, aliases: [] })
  }
  for (const team of roster.teams) known.set(team.name, rostered(team, false))
  return recognise(said, [...known.values()])
}

const rostered = ({ name, ngi, site, aliases }: Team, seated: boolean): Known => ({
  team: name,
  seated,
  site,
  aliases: aliases.flatMap((alias) => [alias, `${ngi}-${alias}`]),
})

function recognise(said: string, known: readonly Known[]): Recognised {
  const readings = readingsOf(said.slice(0, LONGEST_SAID))
  for (const reading of readings) {
    const found = match(reading, known)
    if (found.length === 1 && found[0]) return { kind: 'team', team: found[0].team }
    if (found.length > 1) return { kind: 'ambiguous', suggestions: found.map(({ team }) => team) }
  }
  const suggestions = suggest(readings, known)
  return suggestions.length > 0 ? { kind: 'near', suggestions } : { kind: 'none' }
}

/** What was said with the mail programs' doings undone: as it stands, then without punctuation at its ends. */
function readingsOf(said: string): readonly string[] {
  const plain = said
    .replace(/\s+/g, ' ')
    .replace(/ ?[<([](?:https?|mailto):[^<>()[\]\s]*[>)\]]/gi, '')
    .replace(/^\s*\[([^[\]]*)\]\s*$/, '$1')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .trim()
    .replace(/^(?:https?|mailto):\/*([^/]*)\/?$/i, '$1')
  const readings = [plain]
  let rest = plain.replace(/^[<([{"'`*\u2018\u201c\u201e\u00ab]+/, '')
  for (;;) {
    if (rest !== '' && rest !== readings.at(-1)) readings.push(rest)
    const shorter = rest.replace(/[.,;:!?>)\]}"'`*\u2019\u201c\u201d\u00bb]$/, '').trim()
    if (shorter === rest || readings.length > 8) return readings
    rest = shorter
  }
}

/** The teams of the first way of comparing that finds any. */
function match(said: string, known: readonly Known[]): readonly Known[] {
  // The names' alphabet is ASCII (SPEC §2). Some other letters turn into ASCII when their case is dropped (the Kelvin
  // sign becomes k): they must not match.
  if (!/^[\x21-\x7e]+$/.test(said)) return []
  const bare = said.replace(/^ea-/i, '')
  if (bare === '') return []
  const folded = bare.toLowerCase()
  const exactly = (name: string) => name === said
  const nearlyExactly = (name: string) => name === bare
  const anyCase = (name: string) => name.toLowerCase() === folded
  const seated = known.filter((one) => one.seated)
  const ways: readonly (() => readonly Known[])[] = [
    () => known.filter(({ team }) => exactly(team)),
    () => known.filter(({ team }) => nearlyExactly(shortTeam(team))),
    () => known.filter(({ team }) => anyCase(shortTeam(team))),
    () => seated.filter(({ site }) => exactly(site) || nearlyExactly(site)),
    () => known.filter(({ site }) => exactly(site) || nearlyExactly(site)),
    () => seated.filter(({ site }) => anyCase(site)),
    () => known.filter(({ site }) => anyCase(site)),
    () => seated.filter(({ aliases }) => aliases.some(nearlyExactly)),
    () => known.filter(({ aliases }) => aliases.some(nearlyExactly)),
    () => known.filter(({ aliases }) => aliases.some(anyCase)),
  ]
  for (const way of ways) {
    const found = way()
    if (found.length > 0) return found
  }
  return []
}

function suggest(readings: readonly string[], known: readonly Known[]): readonly TeamName[] {
  const last = readings.at(-1) ?? ''
  const folded = foldName(last).replace(/^ea-/, '')
  if (folded === '') return []
  return known
    .map((one) => {
      const names = [shortTeam(one.team), one.site, ...one.aliases].filter((name) => name !== '')
      return { one, far: Math.min(...names.map((name) => nearness(folded, foldName(name)))) }
    })
    .filter(({ far }) => far < Infinity)
    .sort(
      (a, b) =>
        a.far - b.far || Number(b.one.seated) - Number(a.one.seated) || (a.one.team < b.one.team ? -1 : 1),
    )
    .slice(0, MOST_SUGGESTIONS)
    .map(({ one }) => one.team)
}
