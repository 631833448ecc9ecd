// `rollcall when TEAM [INSTANT…]` (SPEC §7): when an answer would be due for an invitation sent then, by which zone and
// days off, and when the report would be due if the team accepted in the last minute. The rules are those of
// src/rollout; this reads instants and prints. It needs no memory and changes nothing.

import { createInterface } from 'node:readline'
import { worldFor } from '../desk/world.ts'
import { silentLog } from '../log.ts'
import { readDay } from '../config/values.ts'
import { answerDue, formatInZone, isTimely, remindAt } from '../rollout/deadline.ts'
import { asInstant, type Instant, type TeamName } from '../rollout/ids.ts'
import { placeOf } from '../rollout/addressees.ts'
import { reportDue } from '../rollout/seats.ts'
import { recogniseTeam, shortTeam } from '../rollout/team.ts'
import { exit, WrongUse, type CommandContext } from './frame.ts'
import { houseFor } from './housefor.ts'
import { openingHouse } from './openinghouse.ts'
import { replacing } from './replacing.ts'
import { table } from './table.ts'
import type { Due } from '../rollout/ticket.ts'
import type { World } from '../rollout/world.ts'

const how = 'write an instant with its zone, as 2026-11-23T09:00:00Z'

export const run = async (context: CommandContext): Promise<number> => {
  const [said = '', ...instants] = context.args
  const wrong = instants.find((text) => text !== '-' && readInstant(text) === null)
  if (wrong !== undefined) throw new WrongUse(`when ${said} ${wrong}: ${how}`)
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
      else all = show(context, reckon, text, '') && all
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
  for await (const line of createInterface({ input: context.stdin, crlfDelay: Infinity })) {
    number += 1
    const text = line.replace(/^\uFEFF/, '').trim()
    if (text !== '') all = show(context, reckon, text, `line ${number}: `) && all
  }
  return all
}

/** False where the text holds no instant. */
function show(context: CommandContext, reckon: Reckon, text: string, where: string): boolean {
  const sent = readInstant(text)
  if (sent === null) {
    const none = { sent: text, answerDue: null, reminder: null, reportDue: null, why: [how] }
    if (context.json) context.out(JSON.stringify(none))
    context.err(`rollcall: ${where}${text}: ${how}`)
    return false
  }
  const answer = reckon(sent)
  if (context.json) context.out(JSON.stringify(answer.json))
  else context.out(`\n${table(answer.words, context.width, '  ')}`)
  return true
}

/** An instant of ISO 8601 with its zone, in UTC to the second; null for anything else, and for days that are none. */
function readInstant(text: string): Instant | null {
  const [, day = '', time = '', zone = ''] =
    /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)$/.exec(text) ?? []
  const at = Date.parse(`${day}T${time}${zone}`)
  if (readDay(day) === null || Number.isNaN(at)) return null
  const inUtc = new Date(at).toISOString()
  return /^\d{4}-/.test(inUtc) ? asInstant(inUtc.replace(/\.\d+Z$/, 'Z')) : null
}

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
  const known = new Map<string, { due: Due; remind: Due; report: Due }>()
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
      found = { due, remind, report: reportDue(team, { ...world, now: due.at }) }
      known.set(key, found)
    }
    const { due, remind, report } = found
    // As for an invitation: a reminder that would come before it is none.
    const reminded = isTimely(remind, sent, due, answer) ? remind : null
    const why = [
      ...due.rule.split('; '),
      ...(reminded
        ? [`reminder: ${remind.rule}`]
        : [
            remind.at <= sent
              ? 'no reminder: its hour is over when the invitation leaves'
              : 'no reminder: its hour lies too near to the invitation or to the due hour',
          ]),
      `report: ${report.rule}, accepted at the last moment`,
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

function headOf(team: TeamName, world: World): string {
  const { zone, country } = placeOf(team, world)
  return `${shortTeam(team)}: ${zone}${country === '' ? ', no country on the roster' : `, ${country}`}`
}
