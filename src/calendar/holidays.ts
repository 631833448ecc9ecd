// National public holidays for the countries that are asked for (SPEC §1.3), from the table that `npm run holidays`
// makes; which days stand in it and why is in docs/holidays.md. Weekends are the quiet room's, an operator's own days
// the config's, regions nobody's. What the operator says is worked is left out here.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Calendar } from '../rollout/world.ts'

type Table = {
  readonly years: readonly [number, number]
  readonly days: { readonly [country: string]: { readonly [name: string]: string } }
}

const file = join(import.meta.dirname, 'holidays.json')

/** The first and the last year that the table has. */
export const holidayYears = (): readonly [number, number] => table().years

/**
 * Days off by country (ISO 3166-1 alpha-2, upper case) and ISO date, with their names. A country that the table does
 * not know is left out: there only weekends count. Nothing is read where no country is asked for. `worked`: dates by
 * country that are none whatever the table says.
 */
export function holidaysOf(
  countries: readonly string[],
  worked: { readonly [country: string]: readonly string[] } = {},
): Calendar['holidays'] {
  if (countries.length === 0) return {}
  const { years, days } = table()
  return Object.fromEntries(
    [...new Set(countries)]
      .filter((country) => Object.hasOwn(days, country))
      .map((country) => [country, without(spread(days[country] ?? {}, years), own(worked, country))]),
  )
}

const own = (worked: { readonly [country: string]: readonly string[] }, country: string) =>
  Object.hasOwn(worked, country) ? (worked[country] ?? []) : []
const without = (dates: { readonly [date: string]: string }, worked: readonly string[]) =>
  worked.length === 0
    ? dates
    : Object.fromEntries(Object.entries(dates).filter(([date]) => !worked.includes(date)))

let read: Table | undefined
function table(): Table {
  read ??= JSON.parse(readFileSync(file, 'utf8')) as Table
  return read
}

/** `01-01` is every year of the table, `2024/2035-05-17` each of these, `2022-05-18` that day alone. */
function spread(
  days: { readonly [name: string]: string },
  [first, last]: readonly [number, number],
): { readonly [date: string]: string } {
  const dates: { [date: string]: string } = {}
  for (const [name, tokens] of Object.entries(days))
    for (const token of tokens.split(' ')) {
      const day = token.slice(-5)
      const [from = first, until = from] =
        token.length > 5 ? token.slice(0, -6).split('/').map(Number) : [first, last]
      for (let year = from; year <= until; year++) dates[`${year}-${day}`] = name
    }
  return dates
}
