// What `rollcall stats` is asked for: over which periods, in which groups, in which form. Reads the options and says
// what would work where they do not fit; nothing is read from memory here.

import { readDay } from '../config/values.ts'
import { always, daysPeriod, quartersBetween, readQuarter, type Period } from '../rollout/period.ts'
import { WrongUse, type CommandContext, type OptionValue } from './frame.ts'
import type { Instant } from '../rollout/ids.ts'

type By = 'quarter' | 'stack' | 'team'
export type Asked = {
  readonly by: By
  /** Worked out once it is known when the first rollout was opened; null where there is none. */
  readonly periods: (now: Instant, first: Instant | null, zone: string) => readonly Period[]
  readonly csv: boolean
}

const quarters = 'write it as 2026Q3, or last, or this; without a value every quarter is shown'

/** Throws WrongUse. */
export function askedOf({ args, options, json }: CommandContext): Asked {
  if (args.length > 0)
    throw new WrongUse(
      `stats ${args.join(' ')}: it takes no words; a quarter is asked for as --quarter 2026Q3`,
    )
  const csv = options['csv'] === true
  if (csv && json) throw new WrongUse('stats --csv --json: say one of them')
  const by = options['by'] ?? 'quarter'
  if (by !== 'quarter' && by !== 'stack' && by !== 'team')
    throw new WrongUse(`stats --by ${by}: say quarter, stack or team`)
  const { quarter } = options
  const from = dayOf('from', options['from'])
  const until = dayOf('until', options['until'])
  if (from !== null && until !== null && until < from)
    throw new WrongUse(`stats --from ${from} --until ${until}: the last day lies before the first`)
  const days = from !== null || until !== null
  if (days && quarter !== undefined) throw new WrongUse('stats: say either --quarter, or --from and --until')
  if (typeof quarter === 'string')
    return { by, csv, periods: (now, _, zone) => [oneQuarter(quarter, now, zone)] }
  if (days) return { by, csv, periods: (_now, _first, zone) => [daysPeriod(from, until, zone)] }
  // By quarter is every quarter; in other groups it is asked for.
  const every = quarter === true || options['by'] === 'quarter'
  return {
    by,
    csv,
    periods: (now, first, zone) => (every ? quartersBetween(first ?? now, now, zone) : [always]),
  }
}

function oneQuarter(said: string, now: Instant, zone: string): Period {
  const period = readQuarter(said, now, zone)
  if (period === null) throw new WrongUse(`stats --quarter ${said}: ${quarters}`)
  return period
}

function dayOf(name: string, said: OptionValue | undefined): string | null {
  if (said === undefined) return null
  const day = typeof said === 'string' ? readDay(said) : null
  if (day === null) throw new WrongUse(`stats --${name} ${String(said)}: write a day as 2026-07-01`)
  return day
}
