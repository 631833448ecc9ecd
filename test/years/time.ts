// Moments as people have them: hours later, and the next hour at which somebody sits at their desk.
import { Temporal } from 'temporal-polyfill'
import { asInstant, type Instant } from '../../src/rollout/ids.ts'
import type { Dice } from '../fuzz/dice.ts'

const written = (at: Temporal.Instant): Instant => asInstant(at.toString({ smallestUnit: 'second' }))

export const hoursAfter = (at: Instant, hours: number): Instant =>
  written(Temporal.Instant.from(at).add({ seconds: Math.round(hours * 3600) }))

export const localDate = (at: Instant, zone: string): string =>
  Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString()

/** `HH:MM` of the clock on the wall. */
export const localTime = (at: Instant, zone: string): string =>
  Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' })

export const monthIn = (at: Instant, zone: string): number =>
  Temporal.Instant.from(at).toZonedDateTimeISO(zone).month

/** Monday to Friday from 09 to 17 in that zone, at that moment or after it. */
export function atWork(at: Instant, zone: string, dice: Dice): Instant {
  let local = Temporal.Instant.from(at).toZonedDateTimeISO(zone)
  const open = (moment: Temporal.ZonedDateTime) =>
    moment.dayOfWeek <= 5 && moment.hour >= 9 && moment.hour < 17
  if (open(local)) return at
  const morning = local.hour < 9 && local.dayOfWeek <= 5
  local = local.withPlainTime('09:00').add({ minutes: dice.below(180) })
  if (!morning)
    do local = local.add({ days: 1 })
    while (local.dayOfWeek > 5)
  return written(local.toInstant())
}

/** The first of September of that year, in the morning. */
export const afterAugust = (at: Instant, zone: string): Instant =>
  written(
    Temporal.Instant.from(at)
      .toZonedDateTimeISO(zone)
      .with({ month: 9, day: 2, hour: 9, minute: 0, second: 0 })
      .toInstant(),
  )
