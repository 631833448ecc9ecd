// What a correction of date-holidays is, and the few ways in which laws speak of days: on a date every year, so many
// days from Easter, on the next working day. Which corrections there are is in europe.ts, asia.ts and elsewhere.ts.

import { Temporal } from 'temporal-polyfill'
import type { Days } from './daysoff.ts'

/** A date with its name is a day off; with null it is none. */
export type Change = { readonly [date: string]: string | null }

export type Correction = {
  readonly country: string
  /** The act and article, or the government's list that fixes the date. */
  readonly law: string
  /** What the law says otherwise for this year than `known`, which holds the days of that year alone. */
  readonly change: (year: number, known: Days) => Change
}

/** Only these dates, each with its name or null. */
export const onThese =
  (dates: Change) =>
  (year: number): Change =>
    Object.fromEntries(Object.entries(dates).filter(([date]) => date.startsWith(`${year}-`)))

/** Every year of a span, both ends included; day is MM-DD. */
export const yearly =
  (day: string, name: string | null, from = 0, until = 9999) =>
  (year: number): Change =>
    year >= from && year <= until ? { [`${year}-${day}`]: name } : {}

/** The whole of a year's list; other days of that year are none. Years without a list stay as they are. */
export const wholeYears =
  (lists: { readonly [year: string]: Days }) =>
  (year: number, known: Days): Change => {
    const list = lists[year]
    return list ? { ...Object.fromEntries(Object.keys(known).map((date) => [date, null])), ...list } : {}
  }

/** The same from lists as `named` reads them. */
export const yearLists = (lists: { readonly [year: number]: string }) =>
  wholeYears(
    Object.fromEntries(Object.entries(lists).map(([year, list]) => [year, named(Number(year), list)])),
  )

/** Several of one country, one after another. */
export const together =
  (...all: readonly Correction['change'][]) =>
  (year: number, known: Days): Change =>
    all.reduce<Change>((so, change) => ({ ...so, ...change(year, changed(known, so)) }), {})

export const changed = (days: Days, change: Change): Days =>
  Object.fromEntries(
    Object.entries({ ...days, ...change })
      .filter((entry): entry is [string, string] => entry[1] !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

/** A span of days under one name: `1004-1007` of a year, or single days, as governments print them. */
export const named = (year: number, list: string): Days =>
  Object.fromEntries(
    list.split(';').flatMap((part) => {
      const [, dates = '', name = ''] = /^\s*([\d\-,]+) (.+)$/.exec(part) ?? []
      return dates.split(',').flatMap((span) => {
        const [first = '', last = first] = span.split('-')
        const end = dayOf(year, last)
        const days: [string, string][] = []
        for (
          let day = dayOf(year, first);
          Temporal.PlainDate.compare(day, end) <= 0;
          day = day.add({ days: 1 })
        )
          days.push([day.toString(), name])
        return days
      })
    }),
  )

const dayOf = (year: number, mmdd: string) => Temporal.PlainDate.from(`${year}${mmdd}`)

export const weekday = (date: string): number => Temporal.PlainDate.from(date).dayOfWeek

export const plus = (date: string, days: number): string =>
  Temporal.PlainDate.from(date).add({ days }).toString()

/** Each day of `known` that the law shifts from a weekend gives the next day that is neither weekend nor taken. */
export const nextFree =
  (from: number, which: (name: string, date: string) => boolean, until = 9999) =>
  (year: number, known: Days): Change => {
    if (year < from || year > until) return {}
    const taken: { [date: string]: string } = { ...known }
    const given: { [date: string]: string } = {}
    for (const [date, name] of Object.entries(known)) {
      if (weekday(date) < 6 || !which(name, date)) continue
      let day = plus(date, 1)
      while (weekday(day) > 5 || taken[day] !== undefined) day = plus(day, 1)
      const substitute = `${name} (substitute day)`
      taken[day] = substitute
      // What falls into the next year is that year's list's.
      if (day.startsWith(`${year}-`)) given[day] = substitute
    }
    return given
  }

/** Orthodox Easter Sunday in the Gregorian calendar, 1900 to 2099 (Meeus, Astronomical Algorithms, chapter 8). */
export function orthodoxEaster(year: number): string {
  const d = (19 * (year % 19) + 15) % 30
  const e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
  const month = Math.floor((d + e + 114) / 31)
  const day = ((d + e + 114) % 31) + 1
  return Temporal.PlainDate.from({ year, month, day }).add({ days: 13 }).toString()
}
