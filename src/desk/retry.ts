// Faults into time: the one place that decides when something is tried again and when it is given up (DESIGN, three
// kinds of trouble). RFC 5321 §4.5.4.1: give up after days, not hours. That a door is shut to all is breaker.ts's matter:
// such a try is none of the letter's (record 0042).

import { createHash } from 'node:crypto'
import { Fault } from '../ports.ts'
import { later } from '../rollout/instant.ts'
import type { OutboxItem } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'

const delaysInMinutes = [0.5, 1, 2, 5, 10, 20, 30, 60] as const
/** By then six hours of tries lie behind it: days in which no agent ran give nothing up. */
const leastTries = 12
/** Pauses grow by up to half, each letter's by its own part: what failed together does not come back together. */
const spread = 0.5

export type Verdict =
  /** `uncounted`: it was no try of this letter. */
  | { readonly again: Instant; readonly error: string; readonly uncounted?: true }
  | { readonly never: true; readonly error: string }

/**
 * `attempts` counts the tries before this one. What is not a Fault is our own mistake: it is tried again like a transient
 * fault, for a mended version may well succeed, and shows in the log meanwhile. `giveUp`: days from the first try.
 */
export function afterFault(
  error: unknown,
  { key, attempts, firstTriedAt }: Pick<OutboxItem, 'key' | 'attempts' | 'firstTriedAt'>,
  now: Instant,
  giveUp: number,
): Verdict {
  const said = error instanceof Error ? error.message : String(error)
  const fault = error instanceof Fault ? error : null
  // A damaged row says nothing of the letter: it leaves once memory is mended.
  if (fault?.lasting === 'permanent' && fault.system !== 'store') return { never: true, error: said }
  if (fault?.door === 'shut') return { again: now, error: said, uncounted: true }
  const tries = attempts + 1
  const days = firstTriedAt === null ? 0 : (Date.parse(now) - Date.parse(firstTriedAt)) / 86_400_000
  if (days >= giveUp && tries >= leastTries)
    return { never: true, error: `given up after ${giveUp} ${giveUp === 1 ? 'day' : 'days'}: ${said}` }
  const minutes = delaysInMinutes[Math.min(tries, delaysInMinutes.length) - 1] ?? 60
  return { again: later(now, Math.ceil(minutes * 60 * (1 + spread * partOf(key, tries)))), error: said }
}

/** From 0 up to 1, the same for the same try of the same letter: no chance, so that a run can be played again. */
const partOf = (key: string, tries: number): number =>
  createHash('sha256').update(`${key} ${tries}`).digest().readUInt32BE() / 2 ** 32
