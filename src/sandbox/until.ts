// Waiting on a stated condition with a deadline, never for a time: for mail that is being handled by an agent that
// says nothing to us but through its Archive.

import { setTimeout as pause } from 'node:timers/promises'

const between = 25

/** Asks until there is an answer; null once `milliseconds` of real time have passed without one. */
export async function until<T>(
  milliseconds: number,
  ask: () => Promise<T | null> | T | null,
): Promise<T | null> {
  const end = performance.now() + milliseconds
  for (;;) {
    const answer = await ask()
    if (answer !== null || performance.now() > end) return answer
    await pause(between)
  }
}
