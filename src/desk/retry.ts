// Faults into time: the one place that decides when something is tried again and when it is given up (DESIGN, three
// kinds of trouble). RFC 5321 §4.5.4.1: give up after days, not hours.

import { Fault } from '../ports.ts'
import { later } from '../rollout/instant.ts'
import type { Instant } from '../rollout/ids.ts'

const giveUpAfterDays = 5
const delaysInMinutes = [0.5, 1, 2, 5, 10, 20, 30, 60] as const

export type Verdict =
  | { readonly again: Instant; readonly error: string }
  | { readonly never: true; readonly error: string }

/**
 * `attempts` counts the tries so far, this one included. What is not a Fault is our own mistake: it is tried again like
 * a transient fault, for a mended version may well succeed, and shows in the log meanwhile.
 */
export function afterFault(error: unknown, attempts: number, firstTriedAt: Instant, now: Instant): Verdict {
  const said = error instanceof Error ? error.message : String(error)
  if (error instanceof Fault && error.lasting === 'permanent') return { never: true, error: said }
  const days = (Date.parse(now) - Date.parse(firstTriedAt)) / 86_400_000
  if (days >= giveUpAfterDays)
    return { never: true, error: `given up after ${giveUpAfterDays} days: ${said}` }
  const minutes = delaysInMinutes[Math.min(attempts - 1, delaysInMinutes.length - 1)] ?? 60
  return { again: later(now, minutes * 60), error: said }
}
