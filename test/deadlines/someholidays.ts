// A few holidays by hand: on days next to weekends, in the middle of the week, two in a row, on a weekend.
import { firstYear } from './instants.ts'
import { places } from './second.ts'
import type { Calendar } from '../../src/rollout/world.ts'

const days = ['01-01', '03-29', '05-01', '08-15', '10-31', '11-01', '12-24', '12-25', '12-26', '12-27']
const dates = [0, 1, 2, 3, 4, 5].flatMap((more) => days.map((date) => `${firstYear + more}-${date}`))
const table = Object.fromEntries(dates.map((date) => [date, 'Feast']))

export const someHolidays: Calendar = {
  closed: [],
  holidays: Object.fromEntries(places.map(({ country }) => [country, table])),
}
