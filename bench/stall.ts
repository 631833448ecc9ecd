// For how long a piece of work keeps everything else in its process waiting. Of time alone: what the work does, and beside
// what it is held, is each bench's own matter.

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'

/** Milliseconds of the longest time in which nothing else could run. */
export async function longestStall(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  // What the last round left is not this one's.
  globalThis.gc?.()
  // The first intervals measure the start of the measuring, and the one after a reset is not measured at all.
  delay.enable()
  await setTimeout(50)
  delay.reset()
  await setTimeout(10)
  await work()
  await setTimeout(20)
  delay.disable()
  return delay.max / 1e6
}
