// One letter at a time between its final dot and the commit that it left: whatever kills the agent, at most one letter is
// in doubt and comes once more (SPEC §9). All else of a letter goes on side by side. It sends nothing and settles nothing;
// whoever does takes a turn before the last bytes and ends it after the commit.

import type { Leave } from '../ports/outgoing.ts'

/** A server that is slow at the dot holds up the others no longer; letters that it keeps so are in doubt together. */
const lapsesAfter = 5000

export type Turn = {
  readonly leave: Leave
  /** To be called whether it was taken or not; twice is once. */
  readonly end: () => void
}

/** `lapse`: milliseconds after which the next one has its turn, though this one has not ended. */
export const makeTurns = (lapse: number = lapsesAfter): (() => Turn) => {
  const inLine: (() => void)[] = []
  let taken = false
  const pass = () => {
    const next = inLine.shift()
    if (next === undefined) taken = false
    else next()
  }
  return () => {
    let state: 'none' | 'waits' | 'has' | 'over' = 'none'
    let timer: NodeJS.Timeout | undefined
    const end = () => {
      const was = state
      state = 'over'
      clearTimeout(timer)
      // One that still waits passes its turn on when it comes.
      if (was === 'has') pass()
    }
    const have = () => {
      state = 'has'
      timer = setTimeout(end, lapse)
    }
    const beforeEnd = async () => {
      if (state !== 'none') return
      if (taken) {
        state = 'waits'
        await new Promise<void>((resolve) => {
          inLine.push(() => {
            if (state === 'over') pass()
            else have()
            resolve()
          })
        })
        return
      }
      taken = true
      have()
    }
    return { leave: { beforeEnd }, end }
  }
}
