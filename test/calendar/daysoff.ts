// What date-holidays knows of a country and year as whole days off: ISO date to name. Its rules speak of instants and
// lengths; here a date is a day off where the usual hours of work lie within the holiday. Observances, bank and school
// holidays, regions and half days are none.

import Holidays from 'date-holidays'
import { Temporal } from 'temporal-polyfill'

export type Days = { readonly [date: string]: string }

/** Hours of the local day between which a day off leaves nothing to work: half days end or begin between them. */
const OPENS = 8
const CLOSES = 16

const known = new Map<string, Holidays>()
const rulesOf = (country: string): Holidays => {
  const rules = known.get(country) ?? new Holidays(country, { types: ['public'] })
  known.set(country, rules)
  return rules
}
const years = new Map<string, ReturnType<Holidays['getHolidays']>>()
const ofYear = (country: string, year: number) => {
  const key = `${country} ${year}`
  const found = years.get(key) ?? rulesOf(country).getHolidays(year, 'en')
  years.set(key, found)
  return found
}

/** Days off of one year, in order of date; empty where date-holidays does not know the country. */
export function daysOff(country: string, year: number): Days {
  const rules = rulesOf(country)
  const zone = rules.getTimezones()?.[0] ?? 'UTC'
  const named = new Map<string, string[]>()
  // A holiday of several days may have begun in the year before.
  for (const holiday of [...ofYear(country, year - 1), ...ofYear(country, year)]) {
    const [start, end] = [holiday.start, holiday.end].map((instant) =>
      Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone).toPlainDateTime(),
    ) as [Temporal.PlainDateTime, Temporal.PlainDateTime]
    for (
      let day = start.toPlainDate();
      Temporal.PlainDate.compare(day, end.toPlainDate()) <= 0;
      day = day.add({ days: 1 })
    ) {
      const opens = day.toPlainDateTime({ hour: OPENS })
      const closes = day.toPlainDateTime({ hour: CLOSES })
      const whole =
        Temporal.PlainDateTime.compare(start, opens) <= 0 && Temporal.PlainDateTime.compare(end, closes) >= 0
      if (day.year !== year || !whole) continue
      const names = named.get(day.toString()) ?? []
      if (!names.includes(holiday.name)) named.set(day.toString(), [...names, holiday.name])
    }
  }
  return Object.fromEntries(
    [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, names]) => [date, names.join(', ')]),
  )
}
