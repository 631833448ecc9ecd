// The holiday table as it is shipped: days by country and name, short where a date returns every year. What it is made
// of is in daysoff.ts and corrections.ts; src/calendar/holidays.ts reads it.

import { countries, firstYear, lastYear } from './countries.ts'
import { lawfulDays } from './corrections.ts'

/** Years in a row in which a date returns, from which on they are written as one. */
const RUN = 3

const about = {
  what: 'Public holidays that are days off in the whole country. Made by `npm run holidays`; not to be changed by hand: docs/holidays.md',
  source: 'date-holidays 3.37.0, https://github.com/commenthol/date-holidays, its authors and Wikipedia’s',
  licence: 'CC BY-SA 3.0, https://creativecommons.org/licenses/by-sa/3.0/',
  changes: 'one list of whole days off by country, corrected as docs/holidays.md says',
}

/** `01-01` every year, `2024/2035-05-17` in each of these, `2022-05-18` once; in order of first day. */
function written(dates: readonly string[]): string {
  const byDay = new Map<string, number[]>()
  for (const date of dates) {
    const day = date.slice(5)
    byDay.set(day, [...(byDay.get(day) ?? []), Number(date.slice(0, 4))])
  }
  const tokens = [...byDay].flatMap(([day, years]) => {
    const runs: number[][] = []
    for (const year of years) {
      const run = runs.at(-1)
      if (run?.at(-1) === year - 1) run.push(year)
      else runs.push([year])
    }
    return runs.flatMap((run) => {
      if (run.length > lastYear - firstYear) return [day]
      if (run.length >= RUN) return [`${run[0]}/${run.at(-1)}-${day}`]
      return run.map((year) => `${year}-${day}`)
    })
  })
  return tokens.sort().join(' ')
}

/** One country's part: names, in order of their first day, to the days. */
export function part(country: string): { readonly [name: string]: string } {
  const dates = new Map<string, string[]>()
  for (let year = firstYear; year <= lastYear; year++)
    for (const [date, name] of Object.entries(lawfulDays(country, year)))
      dates.set(name, [...(dates.get(name) ?? []), date])
  return Object.fromEntries([...dates].map(([name, all]) => [name, written(all)]))
}

/** The whole file; the same bytes on every run. */
export function holidayFile(): string {
  const days = Object.fromEntries(countries.map((country) => [country, part(country)]))
  // The project's formatter keeps short arrays on one line.
  const years = `"years": [${firstYear}, ${lastYear}]`
  const all = JSON.stringify({ about, years: null, days }, null, 2).replace('"years": null', years)
  return `${all}\n`
}
