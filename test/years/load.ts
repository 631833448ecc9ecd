// What was really released: the 469 products of the UMD and CMD distributions with their dates (products.csv), in the waves
// of all 130 releases (releases.csv). And when each rollout would have opened for it: a wave opens in one morning, as long
// before its release as a rollout takes.
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
type Product = {
  readonly released: string
  readonly distribution: string
  readonly stack: string
  readonly component: string
  readonly version: string
  readonly os: string
  readonly arch: string
}

/** Five weeks: assigning, two working days of answers, a week in production, reports, the outcome. */
const leadDays = 35

const rowsOf = (file: string) => {
  const [, ...lines] = readFileSync(join(import.meta.dirname, file), 'utf8')
    .trim()
    .split('\n')
  return lines.map((line) => line.split(','))
}

/** Released from the first of January of `from` until the end of `until`, in the order of their openings. */
export function openingsOf(from: number, until: number): readonly Opening[] {
  const inWave = new Map<string, number>()
  return everything()
    .filter(({ released }) => {
      const year = Number(released.slice(0, 4))
      return from <= year && year <= until
    })
    .map(({ released, distribution, stack, component, version, os, arch }) => {
      const number = inWave.get(released) ?? 0
      inWave.set(released, number + 1)
      const day = morningBefore(released)
      return {
        at: asInstant(day.add({ minutes: 4 * number }).toString({ smallestUnit: 'second' })),
        title: ['Staged Rollout', stack, component, version, os, arch].join(' '),
        distribution,
        family: stack.replace(/-\d+$/, ''),
        os,
        released: released.slice(0, 10),
      }
    })
}

function everything(): readonly Product[] {
  const products = rowsOf('products.csv').map(
    ([released = '', distribution = '', stack = '', component = '', version = '', os = '', arch = '']) => ({
      released,
      distribution,
      stack,
      component,
      version,
      os,
      arch,
    }),
  )
  const named = new Set(products.map(({ distribution }) => distribution))
  const others = rowsOf('releases.csv').flatMap(([released = '', distribution = '', count = '']) =>
    named.has(distribution) ? [] : again(products, released, distribution, Number(count)),
  )
  return [...products, ...others].toSorted((a, b) =>
    a.released < b.released ? -1 : a.released > b.released ? 1 : 0,
  )
}

/**
 * A release whose products no table names brought some of its line out again: as many as it counted, those nearest in
 * time, with its own number behind their version.
 */
function again(products: readonly Product[], released: string, distribution: string, count: number) {
  const [line = '', number = ''] = distribution.split(' ')
  const far = ({ released: then }: Product) => Math.abs(Date.parse(then) - Date.parse(released))
  return products
    .filter((one) => one.distribution.startsWith(`${line} `))
    .toSorted((a, b) => far(a) - far(b))
    .slice(0, count)
    .map((one) => ({ ...one, released, distribution, version: `${one.version}.r${number}` }))
}

/** A Tuesday, Wednesday or Thursday morning, as such things are done. */
function morningBefore(released: string): Temporal.Instant {
  let day = Temporal.Instant.from(released)
    .toZonedDateTimeISO('Europe/Amsterdam')
    .subtract({ days: leadDays })
  while (day.dayOfWeek < 2 || day.dayOfWeek > 4) day = day.subtract({ days: 1 })
  return day.withPlainTime('09:30').toInstant()
}
