// The roster file: who volunteers, one team a line (SPEC §10). Everything wrong is named with its line, and one error
// keeps the whole file out: nothing is half imported. Which team a mail means is the quiet room's matter.

import { type StackName, asStackName } from '../rollout/ids.ts'
import { type Complaint, inFileOrder, isError } from './complaints.ts'
import { readCsv, type Row } from './csv.ts'
import { didYouMean } from './nearest.ts'
import { knownZones, noCountry, readAddress, readCountry, readName, readZone } from './values.ts'

type RosterMember = { readonly address: string; readonly name?: string }
export type RosterEntry = {
  readonly ngi: string
  readonly site: string
  /** ISO 3166-1 alpha-2, upper case; null: the bot's calendar counts. */
  readonly country: string | null
  /** IANA zone; null: the bot's. */
  readonly zone: string | null
  readonly stacks: readonly StackName[]
  readonly members: readonly RosterMember[]
  /** Former names of the site. */
  readonly aliases: readonly string[]
}

type RosterRead =
  | { readonly teams: readonly RosterEntry[]; readonly warnings: readonly Complaint[] }
  | { readonly complaints: readonly Complaint[] }

const columns = ['ngi', 'site', 'country', 'timezone', 'stacks', 'members', 'aliases'] as const
type Column = (typeof columns)[number]
/** Without these there is no team; the others may be left out. */
const needed: readonly Column[] = ['ngi', 'site', 'members']

type Complain = (line: number, key: string, text: string, weight?: Complaint['weight']) => void
type Cells = { readonly line: number; readonly of: (column: Column) => string }

/**
 * Reads a whole roster. `file` is only named in complaints; `stackNames` are those of the config, null where there is
 * no config to compare with.
 */
export const readRoster = (text: string, file: string, stackNames: readonly string[] | null): RosterRead => {
  const complaints: Complaint[] = []
  const complain: Complain = (line, key, what, weight = 'error') => {
    complaints.push({ file, line, key, text: what, weight })
  }
  const { rows, troubles } = readCsv(text)
  for (const trouble of troubles) complain(trouble.line, '', trouble.text)
  const [header, ...lines] = rows
  if (header === undefined) complain(1, '', `is empty; begin with the line ${columns.join(',')}`)

  const order = header === undefined ? [] : readHeader(header, complain)
  const usable = complaints.length === 0
  const teams = usable
    ? lines.map((row) => ({
        line: row.line,
        team: readTeam(cellsOf(row, order, complain), stackNames, complain),
      }))
    : []
  compareNames(teams, complain)
  const sorted = inFileOrder(complaints)
  return sorted.some(isError)
    ? { complaints: sorted }
    : { teams: teams.map(({ team }) => team), warnings: sorted }
}

const readHeader = ({ line, cells }: Row, complain: Complain): string[] => {
  const order = cells.map((cell) => cell.toLowerCase())
  while (order.at(-1) === '') order.pop()
  const only = order[0] ?? ''
  if (order.length === 1 && /[;\t]/.test(only)) {
    complain(line, '', 'columns are not separated by commas; save it as comma-separated values')
    return order
  }
  for (const [index, name] of order.entries()) {
    if (!columns.some((column) => column === name))
      complain(
        line,
        name,
        `unknown column${didYouMean(name, columns, `the columns are ${columns.join(', ')}`)}`,
      )
    else if (order.indexOf(name) !== index) complain(line, name, 'stands twice; keep one column')
  }
  for (const name of needed) if (!order.includes(name)) complain(line, name, 'this column is missing; add it')
  return order
}

const cellsOf = ({ line, cells }: Row, order: readonly string[], complain: Complain): Cells => {
  const extra = cells.slice(order.length).some((cell) => cell !== '')
  if (cells.length < order.length || extra)
    complain(
      line,
      '',
      `has ${cells.length} cells where the header has ${order.length}; put a list inside a cell, separated by ;`,
    )
  return { line, of: (column) => cells[order.indexOf(column)] ?? '' }
}

const listIn = (cell: string) =>
  cell
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

const readTeam = (cells: Cells, stackNames: readonly string[] | null, complain: Complain): RosterEntry => {
  const { line } = cells
  const checkName = (key: Column, text: string) => {
    if (readName(text) !== null) return
    const what =
      text === '' ? 'is empty; write a name' : `"${text}" is no name; use letters, digits, . _ and -`
    complain(line, key, what)
  }
  checkName('ngi', cells.of('ngi'))
  checkName('site', cells.of('site'))
  const aliases = listIn(cells.of('aliases'))
  for (const alias of aliases) checkName('aliases', alias)

  const stacks = listIn(cells.of('stacks'))
  for (const stack of stacks)
    if (stackNames !== null && !stackNames.includes(stack)) {
      const known =
        stackNames.length === 0 ? 'the config has none' : `the config has ${stackNames.join(', ')}`
      complain(line, 'stacks', `unknown stack "${stack}"${didYouMean(stack, stackNames, known)}`)
    }

  return {
    ngi: cells.of('ngi'),
    site: cells.of('site'),
    country: countryOf(cells, complain),
    zone: zoneOf(cells, complain),
    stacks: stacks.map(asStackName),
    members: membersOf(cells, complain),
    aliases,
  }
}

const countryOf = (cells: Cells, complain: Complain): string | null => {
  const written = cells.of('country')
  if (written === '') return null
  const read = readCountry(written)
  if ('country' in read) return read.country
  complain(cells.line, 'country', `"${written}" is ${noCountry(written)}`)
  return null
}

const zoneOf = (cells: Cells, complain: Complain): string | null => {
  const written = cells.of('timezone')
  if (written === '') return null
  const zone = readZone(written)
  if (zone !== null) return zone
  const mend = didYouMean(written, knownZones(), 'write one like Europe/Lisbon')
  complain(cells.line, 'timezone', `unknown zone "${written}"${mend}`)
  return null
}

/** Members as plain addresses or as `Name <address>`. */
const membersOf = (cells: Cells, complain: Complain): RosterMember[] => {
  const { line } = cells
  const members = new Map<string, RosterMember>()
  for (const entry of listIn(cells.of('members'))) {
    const [, name, inner] = /^([^<>]*)<([^<>]*)>$/.exec(entry) ?? []
    const address = readAddress((inner ?? entry).trim())
    // Names end up in headers of letters: nothing but blanks may separate their words.
    const plainName = (name ?? '')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim()
      .replace(/^"(.*)"$/, '$1')
    if (address === null)
      complain(line, 'members', `"${entry}" is not a mail address; write name@example.org`)
    else if (members.has(address.toLowerCase()))
      complain(line, 'members', `${address} stands twice; keep it once`, 'warning')
    else members.set(address.toLowerCase(), plainName === '' ? { address } : { address, name: plainName })
  }
  if (cells.of('members') === '')
    complain(line, 'members', 'nobody can be invited; add an address before this team is assigned', 'warning')
  return [...members.values()]
}

/**
 * GOCDB tells names apart by case, so only equal names are one team twice; names that differ in case alone are
 * possible and worth a look (SPEC §2). Compared as the whole team name, since `A-B` + `C` and `A` + `B-C` are one.
 */
const compareNames = (
  teams: readonly { readonly line: number; readonly team: RosterEntry }[],
  complain: Complain,
): void => {
  const seen = new Map<string, { readonly name: string; readonly line: number }>()
  const compare = (name: string, line: number, key: string) => {
    const folded = name.toLowerCase()
    const before = seen.get(name) ?? seen.get(folded)
    if (before?.name === name)
      complain(line, key, `ea-${name} stands in line ${before.line} already; keep one`)
    else if (before !== undefined && before.line !== line)
      complain(
        line,
        key,
        `ea-${name} differs from ea-${before.name} in line ${before.line} by case alone; check that both exist`,
        'warning',
      )
    seen.set(name, { name, line })
    if (!seen.has(folded)) seen.set(folded, { name, line })
  }
  const named = teams.filter(({ team }) => team.ngi !== '' && team.site !== '')
  for (const { line, team } of named) compare(`${team.ngi}-${team.site}`, line, 'site')
  // Former names come second: a name in use is never the repeated one.
  for (const { line, team } of named)
    for (const alias of team.aliases) compare(`${team.ngi}-${alias}`, line, 'aliases')
}
