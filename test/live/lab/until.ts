// Waiting on a stated condition, with a deadline and a name: never for a time.

import { setTimeout as pause } from 'node:timers/promises'

const between = 50

/**
 * Asks until the answer is not undefined. Past the deadline (milliseconds) throws an Error that names the condition
 * and adds what `context` has to say, such as the end of a server's log.
 */
export async function until<T>(
  condition: string,
  deadlineMs: number,
  ask: () => Promise<T | undefined> | T | undefined,
  context: () => string = () => '',
): Promise<T> {
  const end = performance.now() + deadlineMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (performance.now() > end) throw new Error(`not within ${deadlineMs} ms: ${condition}\n${context()}`)
    await pause(between)
  }
}
