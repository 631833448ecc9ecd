// What doctor says of the holiday table (docs/holidays.md): how far it reaches, for which countries of the roster and
// the bot there is none, and which days an operator takes out of it that are not in it. Whether a day in it is right nobody but the law can say.

import { holidaysOf, holidayYears } from '../calendar/holidays.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Finding } from './finding.ts'

/**
 * One finding, and one more where the table will not do; `countries` may name one often. `worked`: the config’s
 * worked_in, dates by country.
 */
export function lookAtCalendar(
  countries: readonly string[],
  now: Instant,
  worked: { readonly [country: string]: readonly string[] } = {},
): readonly Finding[] {
  const check = 'holidays'
  const asked = [...new Set(countries)].toSorted()
  const known = Object.keys(holidaysOf(asked))
  const unknown = asked.filter((country) => !known.includes(country))
  const [first, last] = holidayYears()
  const year = Number(now.slice(0, 4))
  const findings: Finding[] = []
  if (year >= last || year < first)
    findings.push({
      check,
      state: 'warning',
      says: `the table has the years ${first} to ${last}; outside them only weekends and closed days are known`,
      mend: 'take a newer version of Rollcall; until then name the days under [calendar] closed',
    })
  if (unknown.length > 0)
    findings.push({
      check,
      state: 'warning',
      says: `none are known for ${unknown.join(', ')}: weekends only`,
      mend: 'name days on which nobody works there under [calendar] closed_in',
    })
  for (const [country, dates] of Object.entries(worked)) {
    const holidays = holidaysOf([country])[country] ?? {}
    const idle = dates.filter((date) => !Object.hasOwn(holidays, date))
    if (idle.length > 0)
      findings.push({
        check,
        state: 'warning',
        says: `${idle.join(', ')}: no holiday in ${country} to begin with`,
        mend: 'remove it under [calendar] worked_in; a weekend stays one, and so does a day under closed',
      })
  }
  if (findings.length > 0) return findings
  const of = known.length > 0 ? `of ${known.join(', ')} ` : ''
  return [{ check, state: 'ok', says: `${of}until ${last}` }]
}
