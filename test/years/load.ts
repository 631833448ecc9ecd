// What was really released (products.csv: the 469 products of the UMD and CMD distributions with their dates), and when
// each rollout would have opened for it: a wave opens in one morning, as long before its release as a rollout takes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { asInstant, type Instant } from '../../src/rollout/ids.ts'

export type Opening = {
  readonly at: Instant
  readonly title: string
  readonly distribution: string
  /** The title's stack without its major version. */
  readonly family: string
  readonly os: string
  /** When it was really released, ISO 8601. */
  readonly released: string
}

/** Five weeks: assigning, two working days of answers, a week in production, reports, the outcome. */
const leadDays = 35

/** Products released from the first of January of `from` until the end of `until`, in the order of their openings. */
export function openingsOf(from: number, until: number): readonly Opening[] {
  const [, ...lines] = readFileSync(join(import.meta.dirname, 'products.csv'), 'utf8')
    .trim()
    .split('\n')
  const inWave = new Map<string, number>()
  return lines.flatMap((line) => {
    const [released = '', distribution = '', stack = '', component = '', version = '', os = '', arch = ''] =
      line.split(',')
    const year = Number(released.slice(0, 4))
    if (year < from || year > until) return []
    const number = inWave.get(released) ?? 0
    inWave.set(released, number + 1)
    const day = morningBefore(released)
    return [
      {
        at: asInstant(day.add({ minutes: 4 * number }).toString({ smallestUnit: 'second' })),
        title: ['Staged Rollout', stack, component, version, os, arch].join(' '),
        distribution,
        family: stack.replace(/-\d+$/, ''),
        os,
        released: released.slice(0, 10),
      },
    ]
  })
}

/** A Tuesday, Wednesday or Thursday morning, as such things are done. */
function morningBefore(released: string): Temporal.Instant {
  let day = Temporal.Instant.from(released)
    .toZonedDateTimeISO('Europe/Amsterdam')
    .subtract({ days: leadDays })
  while (day.dayOfWeek < 2 || day.dayOfWeek > 4) day = day.subtract({ days: 1 })
  return day.withPlainTime('09:30').toInstant()
}
