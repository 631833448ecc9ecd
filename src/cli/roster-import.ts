// `rollcall roster import FILE` (SPEC §7): a new roster is checked whole, shown as what it changes, and put in the place
// of the config's in one step; the old file stays beside it. One error keeps everything as it is. The first roster is
// brought by it too: then nothing is there to keep.

import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, relative } from 'node:path'
import { readConfigAlone } from '../config.ts'
import { isError } from '../config/complaints.ts'
import { readText } from '../config/document.ts'
import { readRoster, type RosterEntry } from '../config/roster.ts'
import { systemClock } from '../house.ts'
import { shortTeam, teamOf } from '../rollout/team.ts'
import { count, showComplaints } from './complaints.ts'
import { configured } from './configured.ts'
import { exit, type CommandContext } from './frame.ts'
import { printable, table } from './table.ts'

export const run = async (context: CommandContext): Promise<number> => {
  const [source = ''] = context.args
  const config = configured(context, readConfigAlone)
  if (config === null) return exit.wrong
  const text = readText(source)
  if ('complaint' in text) return showComplaints(context, source, [text.complaint], '')
  const stacks = config.stacks.map(({ name }) => name)
  const read = readRoster(text.text, source, stacks)
  if ('complaints' in read) return showComplaints(context, source, read.complaints, '')

  const { file } = config.roster
  const before = existsSync(file) ? readFileSync(file) : null
  const old = readRoster(before?.toString('utf8') ?? '', file, null)
  // A roster that cannot be read has no teams to compare with; it is replaced all the same.
  const changes = differences('teams' in old ? old.teams : [], read.teams)
  const same = before !== null && readFileSync(source).equals(before)
  const kept = before === null || same ? null : keep(file)
  if (!same) put(source, file)
  if (context.json) {
    context.out(
      JSON.stringify({
        file,
        written: !same,
        kept,
        ...changes,
        complaints: read.warnings.filter((one) => !isError(one)),
      }),
    )
    return exit.done
  }
  context.out(words(changes, context.width))
  const now = `${relative('', file)}: ${count(read.teams.length, 'team')}`
  if (same) context.out(`${relative('', file)} is the same file already.`)
  else if (kept === null) context.out(`${now}. The first roster is in place; next: rollcall config check`)
  else
    context.out(
      `${now}; the old one is kept as ${relative('', kept)}. A running agent reads it at its next start.`,
    )
  return exit.done
}

/** A copy under the time; answers with where it is. */
function keep(file: string): string {
  const stamp = systemClock.now().replace(/[-:]/g, '')
  let kept = `${file}.${stamp}`
  for (let number = 2; existsSync(kept); number += 1) kept = `${file}.${stamp}-${number}`
  copyFileSync(file, kept, constants.COPYFILE_EXCL)
  return kept
}

/** Whole or not at all. Who may read it stays as it was; a first one is its owner's, for it holds addresses. */
function put(source: string, file: string): void {
  const draft = `${file}.new`
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0o600
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(draft, readFileSync(source), { mode, flush: true })
  renameSync(draft, file)
}

type Changes = {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly { readonly team: string; readonly changes: readonly string[] }[]
}

const nameOf = ({ ngi, site }: RosterEntry) => shortTeam(teamOf(ngi, site))

function differences(before: readonly RosterEntry[], after: readonly RosterEntry[]): Changes {
  const named = (teams: readonly RosterEntry[]) => new Map(teams.map((team) => [nameOf(team), team] as const))
  const [old, now] = [named(before), named(after)]
  return {
    added: [...now.keys()].filter((team) => !old.has(team)),
    removed: [...old.keys()].filter((team) => !now.has(team)),
    changed: [...now].flatMap(([team, entry]) => {
      const was = old.get(team)
      const changes = was ? changesOf(was, entry) : []
      return changes.length > 0 ? [{ team, changes }] : []
    }),
  }
}

const changesOf = (was: RosterEntry, is: RosterEntry): readonly string[] => [
  ...becomes('country', was.country, is.country),
  ...becomes('timezone', was.zone, is.zone),
  ...plusMinus('members', was.members.map(written), is.members.map(written)),
  ...plusMinus('stacks', was.stacks, is.stacks),
  ...plusMinus('aliases', was.aliases, is.aliases),
]
const becomes = (what: string, was: string | null, is: string | null) =>
  was === is ? [] : [`${what} ${was ?? 'none'} becomes ${is ?? 'none'}`]
const plusMinus = (what: string, was: readonly string[], is: readonly string[]): readonly string[] => [
  ...is.filter((one) => !was.includes(one)).map((one) => `${what} + ${one}`),
  ...was.filter((one) => !is.includes(one)).map((one) => `${what} - ${one}`),
]

const written = ({ address, name }: RosterEntry['members'][number]) =>
  name === undefined ? address : `${name} <${address}>`

function words({ added, removed, changed }: Changes, width: number): string {
  const rows: readonly (readonly string[])[] = [
    ...added.map((team) => ['new', team]),
    ...removed.map((team) => ['gone', team]),
    ...changed.map(({ team, changes }) => [
      'changed',
      [team, ...changes].map((line) => printable(line)).join('\n'),
    ]),
  ]
  return rows.length === 0 ? 'No team changes.' : table(rows, width)
}
