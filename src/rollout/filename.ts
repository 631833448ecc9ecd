// Whose report a file is and for which release, by its name (SPEC §2 "Report file", §4 names). The names that would
// be right are built and compared; nothing is split at hyphens. Where a name says something else than its sender and
// ticket do, people are asked. Deliberately not here: what is inside the file (reports room) and who may send it.

import { shortTeam, teamOf } from './team.ts'
import { stackFamily, stackMajor } from './release.ts'
import type { Release, ReportVerdict } from './ticket.ts'
import type { Roster } from './world.ts'
import type { TeamName } from './ids.ts'

type NameVerdict = Extract<ReportVerdict, 'filed' | 'renamed' | 'asked' | 'kept' | 'ignored'>
/** `name` is the canonical one where the report counts (filed, renamed), else the file's own, cleaned. */
export type NamedReport = {
  readonly verdict: NameVerdict
  readonly team: TeamName | null
  readonly name: string
}

const LONGEST_NAME = 255
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\p{Cf}]/gu
/** Words that a file name may hold beside the release without naming another one. */
const CHAFF =
  /(?<![a-z0-9])(?:ea|early|adopters?|staged|rollout|report|template|test|tests|final|draft|filled|signed|copy|of|for|the|rev|version|new|v\d{1,3}|(?<=[ (_])\d{1,3}|(?:19|20)\d\d[-.]?\d\d[-.]?\d\d|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d)(?![a-z0-9]|\.\d)/gi

/** `ea-<NGI>-<Site>-<stack>-<component>-<version>.<ext>`, the stack as in the title and left out if empty. */
export function reportName(team: TeamName, release: Release, ext: string): string {
  const parts = [team, release.stack, release.component, release.version].filter((part) => part !== '')
  return `${parts.join('-')}.${ext.toLowerCase()}`
}

/**
 * What a file that came with a ticket's mail is by its name: `filed` under a team whose right name it bears (any case,
 * stack with, without or with only its major version), `renamed` where only the sender's team can be meant, `asked`
 * where it names another team or release or the sender has no team here, `kept` for pdf and txt, else `ignored`.
 */
export function recogniseReport(
  fileName: string,
  ticket: {
    readonly teams: readonly TeamName[]
    readonly release: Release
    readonly senderTeam: TeamName | null
  },
): NamedReport {
  const { name, stem, ext } = readName(fileName)
  const { teams, release } = ticket
  const sender = ticket.senderTeam !== null && teams.includes(ticket.senderTeam) ? ticket.senderTeam : null
  if (ext === 'pdf' || ext === 'txt') return { verdict: 'kept', team: sender, name }
  if (!isDocument(ext)) return { verdict: 'ignored', team: null, name }

  const right = teamOfRightName(stem, teams, release)
  // Nobody reports for somebody else; whoever has no team (a manager) passes on the report of the team it names.
  if (right !== null && (ticket.senderTeam === null || right === sender))
    return { verdict: 'filed', team: right, name: reportName(right, release, ext) }
  if (right !== null || sender === null || namesOther(stem, sender, teams, release))
    return { verdict: 'asked', team: sender, name }
  return { verdict: 'renamed', team: sender, name: reportName(sender, release, ext) }
}

const isDocument = (ext: string) => ext === 'doc' || ext === 'docx' || ext === 'odt'

/** The last part of a path, without what cannot be seen; typographic hyphens undone. */
function readName(fileName: string) {
  const name = fileName
    .slice(-4 * LONGEST_NAME)
    .replace(/^.*[/\\]/s, '')
    .replace(UNPRINTABLE, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .trim()
    .slice(-LONGEST_NAME)
  const dot = name.lastIndexOf('.')
  if (dot < 0) return { name, stem: name, ext: '' }
  return { name, stem: name.slice(0, dot).trim(), ext: name.slice(dot + 1).toLowerCase() }
}

/** What may follow the team in a right name, lower case: blanks in a stack may have become `-` or `_` on the way. */
function releaseForms(release: Release): ReadonlySet<string> {
  const { stack, component, version } = release
  const stacks = new Set([stack, stackMajor(stack), stackFamily(stack), ''])
  const written = [...stacks].flatMap((one) =>
    one.includes(' ') ? [one, one.replaceAll(' ', '-'), one.replaceAll(' ', '_')] : [one],
  )
  return new Set(written.map((one) => `${one === '' ? '' : `${one}-`}${component}-${version}`.toLowerCase()))
}

function teamOfRightName(stem: string, teams: readonly TeamName[], release: Release): TeamName | null {
  const forms = releaseForms(release)
  const fits = (team: TeamName, start: string) =>
    stem.startsWith(start) &&
    stem[team.length] === '-' &&
    forms.has(stem.slice(team.length + 1).toLowerCase())
  const exact = teams.find((team) => fits(team, team))
  if (exact !== undefined) return exact
  const [found, ...more] = teams.filter(
    (team) => fits(team, stem.slice(0, team.length)) && stem.toLowerCase().startsWith(team.toLowerCase()),
  )
  return more.length === 0 ? (found ?? null) : null
}

/** Whether a name that is not right speaks of another team or release than its sender's. */
function namesOther(stem: string, sender: TeamName, teams: readonly TeamName[], release: Release): boolean {
  if (/^summary-/i.test(stem)) return true
  // Longest first, each name cut out once it is found: LRZ is not in LRZ-LMU.
  let rest = stem.toLowerCase()
  for (const team of [...teams].sort((a, b) => b.length - a.length)) {
    const without = cutOut(rest, shortTeam(team).toLowerCase())
    if (without !== rest && team !== sender) return true
    rest = without
  }
  const said = [...releaseForms(release)].sort((a, b) => b.length - a.length)
  const words = [release.stack, stackMajor(release.stack), stackFamily(release.stack), release.component]
  for (const known of [...said, ...words, release.version, release.os, release.arch])
    rest = cutOut(rest, known.toLowerCase())
  const more = rest.replace(CHAFF, '')
  // A name in the canonical form must say nothing else; of a free one only a number like 1.13 tells of another release.
  return /^ea-/i.test(stem) ? /[a-z0-9]/.test(more) : /\d\.\d/.test(more)
}

/** `text` without a name, where it stands as a whole word. */
function cutOut(text: string, name: string): string {
  if (name === '') return text
  const at = text.indexOf(name)
  if (at < 0) return text
  const after = text.slice(at + name.length)
  if (/[a-z0-9]$/.test(text.slice(0, at)) || /^(?:[a-z0-9]|\.\d)/.test(after)) return text
  return `${text.slice(0, at)} ${after}`
}

/** The teams and releases that could be meant, by every way in which a right name writes them (lower case). */
type Index<T> = ReadonlyMap<string, readonly T[]>
const teamIndexes = new WeakMap<Roster, Index<TeamName>>()
const releaseIndexes = new WeakMap<readonly Release[], Index<Release>>()

function remembered<K extends object, T>(known: WeakMap<K, Index<T>>, key: K, make: () => [string, T][]) {
  const old = known.get(key)
  if (old) return old
  const index = new Map<string, T[]>()
  for (const [name, one] of make()) {
    const same = index.get(name)
    if (!same) index.set(name, [one])
    else if (!same.includes(one)) same.push(one)
  }
  known.set(key, index)
  return index
}

/**
 * Whose report a file is where no ticket is known: the longest prefix that is a team of the roster (or its former
 * name) and leaves a known release. Several releases where they differ in os and arch alone or the stack is left out.
 */
export function recogniseReportAnywhere(
  fileName: string,
  roster: Roster,
  releases: readonly Release[],
): { readonly team: TeamName; readonly releases: readonly Release[] } | null {
  const { stem, ext } = readName(fileName)
  if (!isDocument(ext)) return null
  const teams = remembered(teamIndexes, roster, () =>
    roster.teams.flatMap(({ name, ngi, aliases }) =>
      [name, ...aliases.map((alias) => teamOf(ngi, alias))].map((known): [string, TeamName] => [
        known.toLowerCase(),
        name,
      ]),
    ),
  )
  const forms = remembered(releaseIndexes, releases, () =>
    releases.flatMap((release) =>
      [...releaseForms(release)].map((form): [string, Release] => [form, release]),
    ),
  )
  const folded = stem.toLowerCase()
  for (let cut = folded.lastIndexOf('-'); cut > 0; cut = folded.lastIndexOf('-', cut - 1)) {
    const found = forms.get(folded.slice(cut + 1))
    const named = teams.get(folded.slice(0, cut))
    const team = named?.find((one) => stem.startsWith(one)) ?? (named?.length === 1 ? named[0] : undefined)
    if (found && team !== undefined) return { team, releases: found }
  }
  return null
}
