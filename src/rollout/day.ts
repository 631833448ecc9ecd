// Days as people say them, `tomorrow`, `Friday`, `25 November`, made a date where they are (SPEC §3.4). What stands in a
// mail was read elsewhere; here it is known when it was said and in which zone. Nothing here knows what the day is for.

import { Temporal } from 'temporal-polyfill'
import { instantAt } from './instant.ts'
import type { Instant } from './ids.ts'

export type Day =
  /** ISO 8601. */
  | { readonly date: string }
  | { readonly month: number; readonly day: number }
  | { readonly offset: -1 | 0 | 1 }
  /** Monday is 1. */
  | { readonly weekday: number }

/**
 * The date (ISO 8601) that was meant by somebody who said it at `near` in `zone` (IANA) of something past or to come;
 * null where the calendar has no such day.
 */
export function dateSaid(said: Day, near: Instant, zone: string, when: 'past' | 'future'): string | null {
  const today = Temporal.Instant.from(near).toZonedDateTimeISO(zone).toPlainDate()
  if ('offset' in said) return today.add({ days: said.offset }).toString()
  if ('weekday' in said) {
    const ahead = (said.weekday - today.dayOfWeek + 7) % 7
    const days = when === 'past' ? (ahead === 0 ? 0 : ahead - 7) : ahead === 0 ? 7 : ahead
    return today.add({ days }).toString()
  }
  if ('date' in said) {
    const [year = 0, month = 0, day = 0] = said.date.split('-').map(Number)
    return dayOf(year, month, day)?.toString() ?? null
  }
  // Without a year: the nearest one in the direction that makes sense.
  const { year } = today
  const inOrder = when === 'past' ? [year, year - 1] : [year, year + 1]
  const dates = inOrder.flatMap((one) => dayOf(one, said.month, said.day) ?? [])
  const fits = (date: Temporal.PlainDate) => {
    const order = Temporal.PlainDate.compare(date, today)
    return when === 'past' ? order <= 0 : order >= 0
  }
  return (dates.find(fits) ?? null)?.toString() ?? null
}

function dayOf(year: number, month: number, day: number): Temporal.PlainDate | null {
  if (year < 2000 || year > 2999 || month < 1 || month > 12 || day < 1) return null
  const date = Temporal.PlainDate.from({ year, month, day })
  return date.day === day ? date : null
}

/** The instant at a local time (`HH:MM`) of a date; without one at the wall clock of `like`. */
export function onDate(date: string, zone: string, time: string | { readonly like: Instant }): Instant {
  const plainTime =
    typeof time === 'string' ? time : Temporal.Instant.from(time.like).toZonedDateTimeISO(zone).toPlainTime()
  const moment = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime })
  return instantAt(moment.epochMilliseconds)
}

/** The date (ISO 8601) so many days after; before, where the number is negative. */
export const addDays = (date: string, days: number): string =>
  Temporal.PlainDate.from(date).add({ days }).toString()

/** The date (ISO 8601) on which an instant falls there. */
export const dateIn = (at: Instant, zone: string): string =>
  Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString()
