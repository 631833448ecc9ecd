// A day in a command (SPEC §3.4): `2026-11-25`, `25.11.2026`, `25 November`, `Nov 25, 2026`, `Friday`, `tomorrow`. Which
// date is meant is known where the zone is. `05/06/2026` is two days at once and read as none.

import { readSpan } from '../rollout/deadline.ts'
import type { Day } from '../rollout/day.ts'
import type { Span } from '../rollout/world.ts'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const NAMES = 'january february march april may june july august september october november december'.split(
  ' ',
)
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const OFFSETS: ReadonlyMap<string, -1 | 0 | 1> = new Map([
  ['yesterday', -1],
  ['today', 0],
  ['tomorrow', 1],
])

const monthOf = (word: string): number => {
  const name = word.toLowerCase().replace(/\.$/u, '')
  return 1 + (name === 'sept' ? 8 : Math.max(MONTHS.indexOf(name), NAMES.indexOf(name)))
}
const two = (digits: string) => digits.padStart(2, '0')
const dated = (year: string | undefined, month: number, day: string): Day | null => {
  if (month < 1) return null
  return year === undefined
    ? { month, day: Number(day) }
    : { date: `${year}-${two(String(month))}-${two(day)}` }
}

/** Null for anything that is no day, or might be two. */
export function readDay(words: string): Day | null {
  const text = words.trim().replace(/^on /iu, '').replace(/[.!]$/u, '').slice(0, 40)
  const offset = OFFSETS.get(text.toLowerCase())
  if (offset !== undefined) return { offset }
  const bare = text.replace(/^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? (?=\S)/iu, '')
  const weekday = WEEKDAYS.indexOf(bare.toLowerCase())
  if (weekday >= 0) return { weekday: weekday + 1 }
  const [iso] = /^\d{4}-\d{2}-\d{2}$/u.exec(bare) ?? []
  if (iso !== undefined) return { date: iso }
  const dotted = /^(\d{1,2})\. ?(\d{1,2})(?:\.(?: ?(\d{4}))?)?$/u.exec(bare)
  if (dotted) return dated(dotted[3], Number(dotted[2]), dotted[1] ?? '')
  const dayFirst = /^(\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?([a-z]{3,9}\.?)(?:,? (\d{4}))?$/iu.exec(bare)
  if (dayFirst) return dated(dayFirst[3], monthOf(dayFirst[2] ?? ''), dayFirst[1] ?? '')
  const monthFirst = /^([a-z]{3,9}\.?) (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?$/iu.exec(bare)
  if (monthFirst) return dated(monthFirst[3], monthOf(monthFirst[1] ?? ''), monthFirst[2] ?? '')
  return null
}

/** `2d`, `by 2 working days`, `until Friday`: by whole days, at least one. `two days` and the like are asked about. */
export function longer(text: string): { span: Span } | { until: Day } | 'unfilled' | null {
  if (text === '') return 'unfilled'
  const until = /^(?:until|till|to) (.+)$/iu.exec(text)?.[1]
  if (until !== undefined) {
    const day = readDay(until)
    return day ? { until: day } : isNearlyDay(until) ? 'unfilled' : null
  }
  const span = readSpan(text.replace(/^(?:by|for) /iu, '').replace(/ more$/iu, ''))
  if (span && span.n > 0 && (span.unit === 'day' || span.unit === 'working day')) return { span }
  return SOME_TIME.test(text) ? 'unfilled' : null
}

const DATED = /^(?:(?:since|at|on|until|till|to) )?\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?\.?$/iu
const SOME_TIME =
  /^(?:by |for )?\+?(?:(?:an?|another|some|[1-9]\d{0,2}|one|two|three|four|five|six|seven|ten) ?)?(?:more )?(?:working )?(?:d|days?|weeks?|months?)(?: more)?(?: please)?$/iu

/** Digits that are a day, though not the same one everywhere: `05/06/2026`. To be asked about. */
export const isNearlyDay = (text: string): boolean => DATED.test(text)
