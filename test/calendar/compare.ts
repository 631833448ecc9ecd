// Where the table and python3-workalendar say otherwise, each with its cause: the working days that one of them takes
// off. Dates that are weekend anyway are not compared. docs/holidays.md has the outcome.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { holidaysOf } from '../../src/calendar/holidays.ts'
import { isWorkingDay } from '../../src/rollout/workday.ts'
import { causes, type Cause } from './causes.ts'
import { corrections } from './corrections.ts'
import { countries, firstYear, lastYear } from './countries.ts'

/** Debian’s own interpreter: another on the path does not see Debian’s packages. */
const python = '/usr/bin/python3'

export const workalendarIsThere = (): boolean => {
  try {
    execFileSync(python, ['-c', 'import workalendar'], { stdio: 'ignore' })
    return true
  } catch (error) {
    if (error instanceof Error) return false
    throw error
  }
}

type Other = {
  readonly [country: string]: { readonly [year: string]: { readonly [date: string]: string[] } | null }
}

export const workalendar = (): Other =>
  JSON.parse(
    execFileSync(
      python,
      [fileURLToPath(new URL('compare.py', import.meta.url)), `${firstYear}`, `${lastYear}`, ...countries],
      { encoding: 'utf8', maxBuffer: 64 << 20 },
    ),
  ) as Other

/** `table`: only the table has it as a day off; `workalendar`: only that does. */
export type Difference = {
  readonly country: string
  readonly only: Cause['only']
  readonly date: string
  readonly name: string
}

export function differences(other: Other): Difference[] {
  return Object.entries(other).flatMap(([country, years]) => {
    const table = holidaysOf([country])[country] ?? {}
    return Object.entries(years).flatMap(([year, theirs]) => {
      if (theirs === null) return []
      const ours = Object.keys(table).filter((date) => date.startsWith(year))
      return [...new Set([...ours, ...Object.keys(theirs)])]
        .filter((date) => (table[date] === undefined) !== (theirs[date] === undefined))
        .filter((date) => isWorkingDay(date, country, { closed: [], holidays: {} }))
        .toSorted()
        .map((date): Difference => {
          const mine = table[date]
          return mine === undefined
            ? { country, only: 'workalendar', date, name: theirs[date]?.join(', ') ?? '' }
            : { country, only: 'table', date, name: mine }
        })
    })
  })
}

/** The first cause that fits, null where none does. */
export const causeOf = ({ country, only, date, name }: Difference): Cause | null =>
  causes.find(
    (cause) =>
      cause.country === country &&
      cause.only === only &&
      cause.which.test(name) &&
      Number(date.slice(0, 4)) >= (cause.years?.[0] ?? 0) &&
      Number(date.slice(0, 4)) <= (cause.years?.[1] ?? 9999),
  ) ?? null

const span = (dates: readonly string[]) => {
  const recent = dates.filter((date) => date >= '2021' && date < '2027')
  if (recent.length > 0 && recent.length <= 8)
    return `${recent.join(', ')}${rest(dates.length - recent.length)}`
  const [first = '', last = ''] = [dates[0], dates.at(-1)]
  return dates.length > 1 ? `${dates.length} days, ${first} to ${last}` : first
}
const rest = (more: number) => (more > 0 ? `, ${more} more` : '')

/** The last chapters of docs/holidays.md; dates of 2021 to 2026 are all named where they are few. */
export function chapter(other: Other): string {
  const all = differences(other)
  const rows = causes.map((cause) => {
    const dates = all.filter((one) => causeOf(one) === cause).map(({ date }) => date)
    const cells = [cause.country, cause.only, cause.what, span(dates), cause.why, cause.right, cause.law]
    return `| ${cells.join(' | ')} |`
  })
  const years = Object.entries(other).flatMap(([country, of]) => {
    const missing = Object.keys(of).filter((year) => of[year] === null)
    const from = missing.filter((year) => !missing.includes(`${Number(year) - 1}`))
    const until = missing.filter((year) => !missing.includes(`${Number(year) + 1}`))
    return from.map((year, n) => `${country} ${year}–${until[n]}`)
  })
  const equal = Object.keys(other).filter((country) => !all.some((one) => one.country === country))
  return [
    `Compared: ${Object.keys(other).length} countries, ${all.length} working days on which one of the two alone is off.`,
    `No difference at all: ${equal.join(', ')}. Not known to workalendar: ${countries.filter((one) => !other[one]).join(', ')}.`,
    `Years it does not reach: ${years.length > 0 ? years.join(', ') : 'none'}.`,
    '',
    '| country | off only in | what | days | cause | right | law |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
    '## What was put right',
    '',
    'Where date-holidays says otherwise than the law, by country; which days is in `test/calendar`, one date of each in its test.',
    '',
    '| country | in workalendar | law |',
    '|---|---|---|',
    ...corrections
      .toSorted((a, b) => (a.country < b.country ? -1 : 1))
      .map(({ country, law }) => `| ${country} | ${other[country] ? 'yes' : 'no'} | ${law} |`),
  ].join('\n')
}
