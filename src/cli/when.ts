// `rollcall when TEAM [INSTANT…]` (SPEC §7): when an answer would be due for an invitation sent then, by which zone and
// days off, and when the report would be due if the team accepted in the last minute. The rules are those of
// src/rollout; this reads instants and prints. It needs no memory and changes nothing.

import { worldFor } from '../desk/world.ts'
import { silentLog } from '../log.ts'
import { answerDue, formatInZone, isTimely, remindAt } from '../rollout/deadline.ts'
import type { Instant, TeamName } from '../rollout/ids.ts'
import { placeOf } from '../rollout/addressees.ts'
import { dateIn } from '../rollout/day.ts'
import { reportDue } from '../rollout/seats.ts'
import { recogniseTeam, shortTeam } from '../rollout/team.ts'
import { exit, WrongUse, type CommandContext } from './frame.ts'
import { houseFor } from './housefor.ts'
import { readMoment } from './moment.ts'
import { openingHouse } from './openinghouse.ts'
import { replacing } from './replacing.ts'
import { table } from './table.ts'
import type { Due } from '../rollout/ticket.ts'
import type { Where, World } from '../rollout/world.ts'

export const run = async (context: CommandContext): Promise<number> => {
  const [said = '', ...instants] = context.args
  for (const text of instants) {
    const read = text === '-' ? null : readMoment(text)
    if (read !== null && 'wrong' in read) throw new WrongUse(`when ${said} ${shown(text)}: ${read.wrong}`)
  }
  const furnishing = { log: silentLog, database: ':memory:' }
  const mend = replacing(context.options)
  const house = await (context.configFile === null
    ? openingHouse(context, furnishing, mend)
    : houseFor(context, furnishing, mend))
  if (!house) return exit.wrong
  try {
    const world = await worldFor(house.kit, null, house.kit.clock.now())
    const team = teamFrom(context, said, world)
    if (team === null) return exit.failed
    const reckon = reckoning(team, world)
    if (instants.length === 0 && 'isTTY' in context.stdin && context.stdin.isTTY) instants.push(world.now)
    if (!context.json) context.out(headOf(team, world))
    let all = true
    for (const text of instants.length === 0 ? ['-'] : instants)
      if (text === '-') all = (await fromInput(context, reckon)) && all
      else {
        const answers: string[] = []
        all = answer(context, reckon, text, '', answers) && all
        for (const words of answers) context.out(words)
      }
    return all ? exit.done : exit.failed
  } finally {
    await house.close()
  }
}

function teamFrom(context: CommandContext, said: string, { roster }: World): TeamName | null {
  const found = recogniseTeam(said, { seats: [], roster })
  if (found.kind === 'team') return found.team
  const meant = found.kind === 'none' ? [] : found.suggestions.map((team) => shortTeam(team))
  const which = found.kind === 'ambiguous' ? 'several teams are' : 'no team of the roster is'
  const hint = meant.length > 0 ? `; did you mean ${meant.join(' or ')}?` : ''
  context.err(`rollcall: ${which} called "${said}"${hint}`)
  return null
}

/** One instant a line; a line that holds none is named and, with --json, keeps its place among the answers. */
async function fromInput(context: CommandContext, reckon: Reckon): Promise<boolean> {
  let all = true
  let number = 0
  for await (const lines of linesOf(context.stdin)) {
    const answers: string[] = []
    for (const line of lines) {
      number += 1
      const text = line.replace(/^\uFEFF/, '').trim()
      if (text !== '') all = answer(context, reckon, text, `line ${number}: `, answers) && all
    }
    if (answers.length > 0) context.out(answers.join('\n'))
  }
  return all
}

/** The lines of a stream, as many at once as came: who asks line by line is answered so, and a file in few writes. */
async function* linesOf(stdin: AsyncIterable<string | Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let rest = ''
  for await (const chunk of stdin) {
    const lines =
      `${rest}${typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })}`.split('\n')
    rest = lines.pop() ?? ''
    yield lines
  }
  yield [rest]
}

/** Adds what is to be printed to `answers`; false where the text holds no instant. */
function answer(
  context: CommandContext,
  reckon: Reckon,
  text: string,
  where: string,
  answers: string[],
): boolean {
  const read = readMoment(text)
  if ('wrong' in read) {
    const none = { sent: text, answerDue: null, reminder: null, reportDue: null, why: [read.wrong] }
    if (context.json) answers.push(JSON.stringify(none))
    context.err(`rollcall: ${where}${shown(text)}: ${read.wrong}`)
    return false
  }
  const found = reckon(read.at)
  answers.push(context.json ? JSON.stringify(found.json) : `\n${table(found.words, context.width, '  ')}`)
  return true
}

/** What came from a pipe, fit for one line of a terminal. */
const shown = (text: string) => text.slice(0, 60).replaceAll(/[\p{Cc}\p{Cf}]/gu, '\uFFFD')

type Answer = {
  readonly json: {
    readonly sent: Instant
    readonly answerDue: Instant
    readonly reminder: Instant | null
    readonly reportDue: Instant
    readonly why: readonly string[]
  }
  readonly words: readonly (readonly string[])[]
}
type Reckon = (sent: Instant) => Answer

/** What an invitation sent then would bring. Dates that follow from an answer's due instant are reckoned once for it. */
function reckoning(team: TeamName, world: World): Reckon {
  const place = placeOf(team, world)
  const { answer, dueAt, remindAt: hour } = world.policy
  const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone: place.zone, dateStyle: 'short' })
  const byDay = answer.unit === 'working day' || answer.unit === 'day'
  const known = new Map<string, { due: Due; remind: Due; report: Due; blind: readonly string[] }>()
  const blindTo = withoutHolidays(place)
  const dates = new Map<Instant, string>()
  const date = (at: Instant) => {
    const words = dates.get(at) ?? formatInZone(at, place.zone)
    dates.set(at, words)
    return words
  }
  return (sent) => {
    const key = byDay ? dayOf.format(Date.parse(sent)) : sent
    let found = known.get(key)
    if (!found) {
      const due = answerDue(sent, { ...place, answer, dueAt })
      const remind = remindAt(due, { zone: place.zone, remindAt: hour })
      const report = reportDue(team, { ...world, now: due.at })
      found = { due, remind, report, blind: blindTo(dateIn(sent, place.zone), dateIn(report.at, place.zone)) }
      known.set(key, found)
    }
    const { due, remind, report, blind } = found
    // As for an invitation: a reminder that would come before it is none.
    const reminded = isTimely(remind, sent, due, answer) ? remind : null
    const [counted = '', ...passed] = report.rule.split('; ')
    const why = [
      ...due.rule.split('; '),
      ...(reminded
        ? [`reminder: ${remind.rule}`]
        : [
            remind.at <= sent
              ? 'no reminder: its hour is over when the invitation leaves'
              : 'no reminder: its hour lies too near to the invitation or to the due hour',
          ]),
      `report: ${counted}, accepted at the last moment`,
      ...passed.map((days) => `report: ${days}`),
      ...blind,
    ]
    return {
      json: {
        sent,
        answerDue: due.at,
        reminder: reminded?.at ?? null,
        reportDue: report.at,
        why,
      },
      get words() {
        return [
          ['sent', formatInZone(sent, place.zone)],
          ['answer due', date(due.at)],
          ['reminder', reminded ? date(reminded.at) : 'none'],
          ['report due', date(report.at)],
          ...why.map((reason, at) => [at === 0 ? 'because' : '', reason]),
        ]
      },
    }
  }
}

/** Says of days between two dates (ISO 8601) that lie in no year of the country's table: there only weekends are off. */
function withoutHolidays({ country, calendar }: Where) {
  const table = Object.hasOwn(calendar.holidays, country) ? calendar.holidays[country] : undefined
  const years = new Set(Object.keys(table ?? {}).map((date) => date.slice(0, 4)))
  const whose = country === '' ? 'a team without a country' : country
  return (from: string, until: string): readonly string[] => {
    const missing = [...new Set([from.slice(0, 4), until.slice(0, 4)])].filter((year) => !years.has(year))
    return missing.length === 0 ? [] : [`no holidays of ${whose} are known for ${missing.join(' and ')}`]
  }
}

function headOf(team: TeamName, world: World): string {
  const { zone, country } = placeOf(team, world)
  return `${shortTeam(team)}: ${zone}${country === '' ? ', no country on the roster or in [bot]' : `, ${country}`}`
}
