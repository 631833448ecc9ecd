// Which instants the two reckonings are compared at: every hour of five years where ROLLCALL_INSTANTS=all is said, else
// every hour of the weeks around what is easily got wrong, in one of the years, and a seeded sample of all.
import * as fc from 'fast-check'
import { IANAZone } from 'luxon'
import { describe, expect, it } from 'vitest'
import '../support/chance.ts'
import { holidaysOf } from '../../src/calendar/holidays.ts'
import { differences } from './comparing.ts'
import type { Calendar } from '../../src/rollout/world.ts'
import type { Place } from './second.ts'

const hour = 3_600_000
const day = 24 * hour
const firstYear = 2021
const years = 5
const isWhole = process.env['ROLLCALL_INSTANTS'] === 'all'

function* hours(from: number, to: number) {
  for (let at = from; at < to; at += hour) yield at
}

/** The days of a year, as milliseconds, on which the clock is changed there. */
function changes(zone: string, year: number): readonly number[] {
  const tz = IANAZone.create(zone)
  const first = Date.UTC(year, 0, 1)
  return Array.from({ length: 365 }, (_, at) => first + at * day).filter(
    (at) => tz.offset(at) !== tz.offset(at + day),
  )
}

const weekAround = (at: number) => hours(at - 4 * day, at + 3 * day)

/** `at`: the place's own year among the five. */
function* fewer({ zone, country }: Place, { holidays }: Calendar, at: number) {
  const year = firstYear + (at % years)
  for (const change of changes(zone, year)) yield* weekAround(change)
  const [, , feast] = Object.keys(holidays[country] ?? {}).filter((date) => date.startsWith(`${year}-`))
  if (feast !== undefined) yield* weekAround(Date.parse(feast))
  const seconds = fc.integer({ min: Date.UTC(firstYear) / 1000, max: Date.UTC(firstYear + years) / 1000 })
  for (const second of fc.sample(seconds, 100)) yield second * 1000
}

/** Suites of test/deadlines/equal-*.test.ts: two files, so that two processors can work. */
export function comparing(places: readonly Place[]) {
  const calendar: Calendar = { closed: [], holidays: holidaysOf(places.map(({ country }) => country)) }

  it.each(places)('$country has holidays to pass over', ({ country }) => {
    const dates = Object.keys(calendar.holidays[country] ?? {})
    expect(dates.filter((date) => date > `${firstYear}`).length).toBeGreaterThan(years)
  })

  describe('deadlines reckoned twice are the same', () => {
    it.each(places.map((place, at) => ({ ...place, at })))(
      'in $country',
      ({ at, ...place }) => {
        const all = hours(Date.UTC(firstYear), Date.UTC(firstYear + years))
        const { count, found } = differences(place, calendar, isWhole ? all : fewer(place, calendar, at))
        expect(found).toEqual([])
        expect(count).toBeGreaterThanOrEqual(isWhole ? 43_800 : 200)
      },
      120_000,
    )
  })
}
