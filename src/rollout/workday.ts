// On which days people work (SPEC §1.3): weekends by country from the platform's CLDR tables, holidays and the
// operator's closed days from the calendar that is handed in. Whole local dates only; hours and zones are
// deadline.ts's.

import { Temporal } from 'temporal-polyfill'
import type { Calendar } from './world.ts'

/** Why a date is none, in the words of the rule that a deadline carries. */
export type DayOff = 'weekend' | 'closed' | `holiday (${string})` | 'no such day there'

const SATURDAY_SUNDAY: readonly number[] = [6, 7]
/** A calendar that closes a whole year is a mistake in the config: past this, days count as they come. */
const LONGEST_BREAK = 366

const weekends = new Map<string, readonly number[]>()

/** Days of the week (ISO 8601, Monday is 1) that a country rests on; Saturday and Sunday where it is unknown. */
function weekendOf(country: string): readonly number[] {
  if (!/^[A-Z]{2}$/i.test(country)) return SATURDAY_SUNDAY
  const known = weekends.get(country)
  if (known) return known
  const { weekend } = new Intl.Locale(`und-${country}`).getWeekInfo()
  weekends.set(country, weekend)
  return weekend
}

/** Why nobody is expected to work on this date (ISO 8601) in this country (ISO 3166-1 alpha-2); null on working days. */
export function dayOff(date: string, country: string, calendar: Calendar): DayOff | null {
  if (weekendOf(country).includes(Temporal.PlainDate.from(date).dayOfWeek)) return 'weekend'
  if (calendar.closed.includes(date)) return 'closed'
  if (own(calendar.closedIn, country)?.includes(date) === true) return 'closed'
  const name = holidayName(date, country, calendar)
  return name === null ? null : `holiday (${name})`
}

/** What the country's holiday on a date (ISO 8601) is called; null where it has none, or is not known. */
export const holidayName = (date: string, country: string, { holidays }: Calendar): string | null =>
  own(own(holidays, country), date) ?? null

const own = <T>(table: { readonly [key: string]: T } | undefined, key: string): T | undefined =>
  table && Object.hasOwn(table, key) ? table[key] : undefined

export function isWorkingDay(date: string, country: string, calendar: Calendar): boolean {
  return dayOff(date, country, calendar) === null
}

/**
 * The n-th working day after a date, and the days that were passed over on the way. `isThere`: false of a date that a
 * zone left out when it moved over the date line (Samoa had no 30 December 2011).
 */
export function workingDayAfter(
  date: string,
  n: number,
  country: string,
  calendar: Calendar,
  isThere: (date: string) => boolean = () => true,
): { readonly date: string; readonly skipped: readonly { readonly date: string; readonly why: DayOff }[] } {
  const skipped: { date: string; why: DayOff }[] = []
  let day = Temporal.PlainDate.from(date)
  let left = n
  let idle = 0
  while (left > 0) {
    day = day.add({ days: 1 })
    const now = day.toString()
    const off = idle < LONGEST_BREAK ? dayOff(now, country, calendar) : null
    const why = off ?? (isThere(now) ? null : 'no such day there')
    if (why) {
      skipped.push({ date: now, why })
      idle++
    } else {
      left--
      idle = 0
    }
  }
  return { date: day.toString(), skipped }
}
