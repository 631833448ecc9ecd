// How the agent's loops go on: a round, then sleep until something is new. Each loop heals at its next round what it
// missed or could not do in the last.

import { makeBell, type Bell } from './bell.ts'
import type { ClockWatch } from './clockwatch.ts'
import type { Kit } from './kit.ts'
import type { Instant } from '../rollout/ids.ts'

// The command line commits from its own process; a second is soon enough to notice.
export const pollMilliseconds = 1000
const longestSleep = 60_000
export const afterTroubleSeconds = 5

/** Repeats until the signal; trouble of the store is logged and tried again, for the mail is safe on the server. */
export async function loop(
  kit: Kit,
  signal: AbortSignal,
  name: string,
  round: () => Promise<void>,
): Promise<void> {
  const pause = makeBell()
  while (!signal.aborted) {
    try {
      await round()
    } catch (error) {
      kit.log('trouble', { loop: name, error: error instanceof Error ? error.message : String(error) })
      await pause.wait(afterTroubleSeconds * 1000, signal)
    }
  }
}

/**
 * Sleeps until the bell, the next instant that is due, a commit by another process, or a clock that has jumped. `seen`: the
 * version of the store before the round, so that what others committed meanwhile is news. No single timer is longer than a
 * second, so that neither a clock that is set nor a sleeping machine makes it late.
 */
export async function untilNews(
  kit: Kit,
  clock: ClockWatch,
  bell: Bell,
  due: Instant | null,
  seen: number,
  signal: AbortSignal,
): Promise<void> {
  for (let slept = 0; slept < longestSleep && !signal.aborted; slept += pollMilliseconds) {
    const left = due ? Date.parse(due) - Date.parse(kit.clock.now()) : longestSleep
    // What is still due after the work was done waits for the next look, lest the loop spin.
    if (left <= 0 && slept > 0) return
    if (await bell.wait(left > 0 ? Math.min(pollMilliseconds, left) : pollMilliseconds, signal)) return
    if ((await kit.archive.version()) !== seen || clock.hasNews()) return
  }
}
