// The spans of time that figures are counted over: calendar quarters in the bot's zone, as EGI reported them, or days
// from and until. Reads them as people write them; nothing is counted here.

import { Temporal } from 'temporal-polyfill'
import { addDays, dateIn, onDate } from './day.ts'
import type { Instant } from './ids.ts'

/** Half open: `from` belongs to it, `until` no longer; null where it has no such end. */
export type Period = { readonly label: string; readonly from: Instant | null; readonly until: Instant | null }

export const always: Period = { label: 'all', from: null, until: null }

/** Whether an instant counts in it. */
export const within = (at: Instant, { from, until }: Period): boolean =>
  (from === null || at >= from) && (until === null || at < until)

type Quarter = { readonly year: number; readonly quarter: number }

/** `zone`: IANA. */
const quarterPeriod = ({ year, quarter }: Quarter, zone: string): Period => {
  const first = Temporal.PlainDate.from({ year, month: quarter * 3 - 2, day: 1 })
  const midnight = (date: Temporal.PlainDate) => onDate(date.toString(), zone, '00:00')
  return {
    label: `${year}-Q${quarter}`,
    from: midnight(first),
    until: midnight(first.add({ months: 3 })),
  }
}

const quarterIn = (at: Instant, zone: string): Quarter => {
  const [year = 0, month = 1] = dateIn(at, zone).split('-').map(Number)
  return { year, quarter: Math.ceil(month / 3) }
}

const next = ({ year, quarter }: Quarter): Quarter =>
  quarter === 4 ? { year: year + 1, quarter: 1 } : { year, quarter: quarter + 1 }
const previous = ({ year, quarter }: Quarter): Quarter =>
  quarter === 1 ? { year: year - 1, quarter: 4 } : { year, quarter: quarter - 1 }

/** `2026Q3`, `2026-Q3`, `2026 q3`, `Q3 2026`, `this`, `last`; null for anything else. */
export function readQuarter(said: string, now: Instant, zone: string): Period | null {
  const word = said.trim().toLowerCase()
  const current = quarterIn(now, zone)
  if (word === 'this') return quarterPeriod(current, zone)
  if (word === 'last') return quarterPeriod(previous(current), zone)
  const [, year, quarter] = /^(2\d{3})[ -]?q([1-4])$/.exec(word) ?? []
  const [, turned, yearBehind] = /^q([1-4])[ -]?(2\d{3})$/.exec(word) ?? []
  const [found, of] = [year ?? yearBehind, quarter ?? turned]
  return found === undefined || of === undefined
    ? null
    : quarterPeriod({ year: Number(found), quarter: Number(of) }, zone)
}

/** Every quarter from the one that holds the first instant to that of the last, in order. */
export function quartersBetween(first: Instant, last: Instant, zone: string): readonly Period[] {
  const all: Period[] = []
  const end = quarterPeriod(quarterIn(last, zone), zone)
  for (let quarter = quarterIn(first, zone); ; quarter = next(quarter)) {
    const period = quarterPeriod(quarter, zone)
    all.push(period)
    if (period.label === end.label || (period.from ?? '') > (end.from ?? '')) return all
  }
}

/** Whole days (ISO 8601), the last one included; either may be left out. */
export function daysPeriod(from: string | null, until: string | null, zone: string): Period {
  return {
    label: [from === null ? '' : `from ${from}`, until === null ? '' : `until ${until}`].join(' ').trim(),
    from: from === null ? null : onDate(from, zone, '00:00'),
    until: until === null ? null : onDate(addDays(until, 1), zone, '00:00'),
  }
}
