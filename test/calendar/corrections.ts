// Every correction of date-holidays, applied: the days off of a country and year as the law has them, so far as
// somebody looked. test/calendar/corrections.test.ts looks at each.

import { asia } from './asia.ts'
import { changed, type Correction } from './correction.ts'
import { daysOff, type Days } from './daysoff.ts'
import { elsewhere } from './elsewhere.ts'
import { europe } from './europe.ts'
import { lists } from './lists.ts'

export const corrections: readonly Correction[] = [...europe, ...asia, ...elsewhere, ...lists]

/** Days of one year in order of date; what a correction moves into another year is not followed. */
export function lawfulDays(country: string, year: number): Days {
  return corrections
    .filter((correction) => correction.country === country)
    .reduce((days, { change }) => changed(days, change(year, days)), daysOff(country, year))
}
