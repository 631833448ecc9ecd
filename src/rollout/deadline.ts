// When things are due (SPEC §1.3, §1.4): spans of working days and hours, the answer's due instant and its reminder,
// doubling intervals, and dates as letters print them: in the reader's zone, never "in 1 day". Everything is computed
// once, in the zone and by the calendar handed in, and leaves as an instant in UTC with the rule in words.
// Deliberately not here: what happens when something is due.

import { Temporal } from 'temporal-polyfill'
import type { Span, Where } from './world.ts'
import type { DayOff } from './workday.ts'
import type { Due } from './ticket.ts'
import type { Instant } from './ids.ts'
import { instantAt } from './instant.ts'
import { dayOff, isWorkingDay, workingDayAfter } from './workday.ts'

/** Working hours are counted between these, local time (SPEC §1.4). */
const OPENS = Temporal.PlainTime.from('08:00')
const CLOSES = Temporal.PlainTime.from('18:00')

const UNITS: readonly (readonly [RegExp, Span['unit']])[] = [
  [/^(?:working|work|business) ?days?$/, 'working day'],
  [/^(?:working|work|business) ?(?:hours?|h)$/, 'working hour'],
  [/^(?:d|days?)$/, 'day'],
  [/^(?:h|hrs?|hours?)$/, 'hour'],
  [/^(?:m|mins?|minutes?)$/, 'minute'],
]

/** `1 working day`, `4 working hours`, `7 days`, `2d`, `48 h`, `90 minutes`; null for anything else and above 9999. */
export function readSpan(text: string): Span | null {
  const [, digits = '', word = ''] = /^(\d{1,4}) ?([a-z]+(?: [a-z]+)?)$/.exec(plain(text)) ?? []
  const unit = UNITS.find(([pattern]) => pattern.test(word))?.[1]
  return unit === undefined ? null : { n: Number(digits), unit }
}
const plain = (text: string) => text.slice(0, 40).trim().replace(/\s+/g, ' ').toLowerCase()

/** `4 working hours`, `1 day`: as a rule and a letter say it; `readSpan` reads it back. */
export const writeSpan = ({ n, unit }: Span) => `${n} ${unit}${n === 1 ? '' : 's'}`
const toInstant = (moment: Temporal.Instant): Instant => instantAt(moment.epochMilliseconds)

/**
 * The instant a span later. Days keep the wall clock over changes of summer time; working days end on a working day
 * at the same wall clock; working hours run from 08:00 to 18:00; hours and minutes are as long as they are.
 */
export function addSpan(from: Instant, span: Span, where: Where): Instant {
  const start = Temporal.Instant.from(from)
  const local = start.toZonedDateTimeISO(where.zone)
  const { n, unit } = span
  if (unit === 'minute') return toInstant(start.add({ minutes: n }))
  if (unit === 'hour') return toInstant(start.add({ hours: n }))
  if (unit === 'day') return toInstant(local.add({ days: n }).toInstant())
  if (unit === 'working hour') return toInstant(addWorkingTime(local, n * 3600, where).toInstant())
  const { date } = workingDays(dateOf(local), n, where)
  return toInstant(atLocal(date, local.toPlainTime(), where.zone).toInstant())
}

/**
 * When the days of a trial begin to count, as long as nobody says when it did: one working day after acceptance
 * (SPEC §1.6).
 */
export const trialBegins = (accepted: Instant, where: Where): Instant =>
  addSpan(accepted, { n: 1, unit: 'working day' }, where)

/** Which days off lie between acceptance and that beginning, as the end of a rule in words; empty where none does. */
export function daysOffBeforeTrial(accepted: Instant, where: Where): string {
  const day = dateOf(Temporal.Instant.from(accepted).toZonedDateTimeISO(where.zone))
  return sayDaysOff(workingDays(day, 1, where).skipped)
}

const dateOf = (moment: Temporal.ZonedDateTime) => moment.toPlainDate().toString()

const workingDays = (date: string, n: number, { country, calendar, zone }: Where) =>
  workingDayAfter(date, n, country, calendar, (day) => dateOf(atLocal(day, OPENS, zone)) === day)

const nextOpening = (day: string, where: Where) => atLocal(workingDays(day, 1, where).date, OPENS, where.zone)

/** The same moment where people work, else when they begin to again. */
function whenOpen(at: Temporal.ZonedDateTime, where: Where): Temporal.ZonedDateTime {
  const works = isWorkingDay(dateOf(at), where.country, where.calendar)
  if (!works || Temporal.PlainTime.compare(at.toPlainTime(), CLOSES) >= 0)
    return nextOpening(dateOf(at), where)
  return Temporal.PlainTime.compare(at.toPlainTime(), OPENS) < 0 ? at.withPlainTime(OPENS) : at
}

function addWorkingTime(from: Temporal.ZonedDateTime, seconds: number, where: Where): Temporal.ZonedDateTime {
  let at = whenOpen(from, where)
  let left = seconds
  for (;;) {
    const today = at.until(at.withPlainTime(CLOSES)).total('seconds')
    if (left <= today) return at.add({ seconds: left })
    left -= today
    at = nextOpening(dateOf(at), where)
  }
}

/**
 * RFC 5545 §3.3.5, as calendars read the dates that we send them: a time that comes twice when clocks go back is meant
 * the first time; one that is left out when they go forward is as much later as they go.
 */
const atLocal = (date: string, time: Temporal.PlainTime | string, zone: string) =>
  Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: time })

/** atLocal, with what a reader has to know of a time that is none or comes twice; mostly nothing. */
function hourOf(date: string, time: string, zone: string): { readonly at: Instant; readonly odd: string } {
  const at = atLocal(date, time, zone)
  const clock = at.toPlainTime().toString({ smallestUnit: 'minute' })
  const again = at.toPlainDateTime().toZonedDateTime(zone, { disambiguation: 'later' })
  const twice = again.epochMilliseconds > at.epochMilliseconds
  const odd =
    clock === time
      ? twice
        ? `; clocks go back over ${time} that day: the first counts`
        : ''
      : `; clocks go forward over ${time} that day: ${clock} counts`
  return { at: toInstant(at.toInstant()), odd }
}

/**
 * When a team's answer is due (SPEC §1.3): at `dueAt` (`HH:MM`, local) of the n-th working day after the local date of
 * its invitation. A span of plain days counts every day; one of hours or minutes runs from the invitation itself.
 */
export function answerDue(
  invitedAt: Instant,
  { answer, dueAt, ...where }: Where & { readonly answer: Span; readonly dueAt: string },
): Due {
  const invited = Temporal.Instant.from(invitedAt).toZonedDateTimeISO(where.zone)
  const date = dateOf(invited)
  if (answer.unit !== 'working day' && answer.unit !== 'day') {
    const time = invited.toPlainTime().toString({ smallestUnit: 'minute' })
    const at = addSpan(invitedAt, answer, where)
    const passed = answer.unit === 'working hour' ? sayDaysOff(daysOffUntil(at, date, where)) : ''
    return { at, rule: `${writeSpan(answer)} after ${formatDay(date)}, ${time} (${where.zone})${passed}` }
  }
  const working = answer.unit === 'working day'
  const { date: day, skipped } = working
    ? workingDays(date, answer.n, where)
    : { date: Temporal.PlainDate.from(date).add({ days: answer.n }).toString(), skipped: [] }
  const which = `${ordinal(answer.n)}${working ? 'working ' : ''}day after ${formatDay(date)}`
  const { at, odd } = hourOf(day, dueAt, where.zone)
  return { at, rule: `${dueAt} (${where.zone}) of the ${which}${sayDaysOff(skipped)}${odd}` }
}

/** From a date on, itself among them; working hours end on none of these. */
function daysOffUntil(at: Instant, from: string, { zone, country, calendar }: Where) {
  const found: { date: string; why: DayOff }[] = []
  const until = Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate()
  for (
    let day = Temporal.PlainDate.from(from);
    Temporal.PlainDate.compare(day, until) < 0;
    day = day.add({ days: 1 })
  ) {
    const why = dayOff(day.toString(), country, calendar)
    if (why) found.push({ date: day.toString(), why })
  }
  return found
}

function ordinal(n: number): string {
  if (n === 1) return 'next '
  const ending = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')
  return `${n}${ending} `
}

/** `; Saturday 26 December and Sunday 27 December skipped: weekend`, runs of days drawn together. */
function sayDaysOff(skipped: readonly { readonly date: string; readonly why: DayOff }[]): string {
  const runs: { why: DayOff; dates: string[] }[] = []
  for (const { date, why } of skipped) {
    const run = runs.at(-1)
    const follows = run?.dates.at(-1) === Temporal.PlainDate.from(date).subtract({ days: 1 }).toString()
    if (run && run.why === why && follows) run.dates.push(date)
    else runs.push({ why, dates: [date] })
  }
  return runs
    .map(({ why, dates: [first = '', ...more] }) => {
      const last = more.at(-1)
      const until =
        last === undefined ? '' : `${more.length > 1 ? ' to' : ' and'} ${formatDay(last, 'no year')}`
      return `; ${formatDay(first, 'no year')}${until} skipped: ${why}`
    })
    .join('')
}

/** The reminder: at `remindAt` (`HH:MM`, local) on the day something is due. May lie before now or after a due hour. */
export function remindAt(due: Due, where: { readonly zone: string; readonly remindAt: string }): Due {
  const day = dateOf(Temporal.Instant.from(due.at).toZonedDateTimeISO(where.zone))
  const { at, odd } = hourOf(day, where.remindAt, where.zone)
  return { at, rule: `${where.remindAt} (${where.zone}) on the due day, ${formatDay(day)}${odd}` }
}

/** Nearer than this a reminder helps nobody who has only hours. */
const breath = { hours: 1 }

/**
 * Whether a reminder has its place between the invitation and the due instant. Where the answer is due within hours, an
 * hour must lie before it and after it.
 */
export function isTimely(remind: Due, invitedAt: Instant, due: Due, answer: Span): boolean {
  if (answer.unit === 'working day' || answer.unit === 'day') return remind.at > invitedAt
  const anHourAfter = (at: Instant) => toInstant(Temporal.Instant.from(at).add(breath))
  return remind.at >= anHourAfter(invitedAt) && due.at >= anHourAfter(remind.at)
}

/**
 * When to remind for the step-th time (from 1): after 1, 2, 4, … days, never more than the cap (SPEC §1.4, §1.7); where
 * nobody works then, when the next working hours begin.
 */
export function nextReminder(now: Instant, step: number, capDays: number, where: Where): Instant {
  const days = Math.min(2 ** Math.max(0, step - 1), capDays)
  const then = Temporal.Instant.from(now).add({ hours: 24 * days })
  return toInstant(whenOpen(then.toZonedDateTimeISO(where.zone), where).toInstant())
}

// English names are written here and not taken from the platform, so that a letter reads the same everywhere.
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)

/** `Sunday 22 November 2026`, the year unless it is left out; of a date in ISO 8601. */
export function formatDay(date: string, year: 'year' | 'no year' = 'year'): string {
  const day = Temporal.PlainDate.from(date)
  const words = `${DAYS[day.dayOfWeek - 1]} ${day.day} ${MONTHS[day.month - 1]}`
  return year === 'year' ? `${words} ${day.year}` : words
}

/** `Monday 23 November 2026, 18:00 (Lisbon)`: the zone by its city, in which the time is given. */
export function formatInZone(instant: Instant, zone: string): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone)
  const city = (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' })
  return `${formatDay(dateOf(local))}, ${time} (${city})`
}
