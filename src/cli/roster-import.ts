// `rollcall roster import FILE` (SPEC §7): a new roster is checked whole, shown as what it changes, and put in the place
// of the config's in one step; the old file stays beside it. One error keeps everything as it is.

import {
  constants,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { relative } from 'node:path'
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
  const config = configured(context)
  if (config === null) return exit.wrong
  const text = readText(source)
  if ('complaint' in text) return showComplaints(context, source, [text.complaint], '')
  const stacks = config.stacks.map(({ name }) => name)
  const read = readRoster(text.text, source, stacks)
  if ('complaints' in read) return showComplaints(context, source, read.complaints, '')

  const { file } = config.roster
  const old = readRoster(readFileSync(file, 'utf8'), file, null)
  // A roster that cannot be read has no teams to compare with; it is replaced all the same.
  const changes = differences('teams' in old ? old.teams : [], read.teams)
  const same = readFileSync(source).equals(readFileSync(file))
  const kept = same ? null : replace(source, file)
  if (context.json) {
    context.out(
      JSON.stringify({ file, kept, ...changes, complaints: read.warnings.filter((one) => !isError(one)) }),
    )
    return exit.done
  }
  context.out(words(changes, context.width))
  if (kept === null) context.out(`${relative('', file)} is the same file already.`)
  else
    context.out(
      `${relative('', file)}: ${count(read.teams.length, 'team')}; the old one is kept as ${relative('', kept)}. A running agent reads it at its next start.`,
    )
  return exit.done
}

/** Whole or not at all; answers with where the old one is. */
function replace(source: string, file: string): string {
  const stamp = systemClock.now().replace(/[-:]/g, '')
  let kept = `${file}.${stamp}`
  for (let number = 2; existsSync(kept); number += 1) kept = `${file}.${stamp}-${number}`
  copyFileSync(file, kept, constants.COPYFILE_EXCL)
  const draft = `${file}.new`
  writeFileSync(draft, readFileSync(source), { mode: statSync(file).mode, flush: true })
  renameSync(draft, file)
  return kept
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
