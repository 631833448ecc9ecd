// A clock that goes on by itself and can be put forward: for play, where days pass in seconds. Everything in the house
// reads this one, the people's signatures too, so that no date disagrees with another.

import { instantAt } from '../rollout/instant.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Clock } from '../ports.ts'

export type MovableClock = Clock & {
  /** Puts the clock forward; an earlier instant changes nothing. */
  moveTo(instant: Instant): void
  moveBy(minutes: number): void
}

/** `driven`: milliseconds that go on by themselves; where they are set back, the clock stands still meanwhile. */
export function movableClock(start: Instant, driven: () => number = () => performance.now()): MovableClock {
  let ahead = Date.parse(start) - driven()
  let latest = Date.parse(start)
  const milliseconds = () => {
    latest = Math.max(latest, driven() + ahead)
    return latest
  }
  return {
    now: () => instantAt(milliseconds()),
    moveTo(instant) {
      ahead += Math.max(0, Date.parse(instant) - milliseconds())
    },
    moveBy(minutes) {
      ahead += Math.max(0, minutes) * 60_000
    },
  }
}

/** Goes with this machine's clock, so many milliseconds ahead of it. */
export const clockAhead = (milliseconds: number): MovableClock =>
  movableClock(instantAt(Date.now() + milliseconds), () => Date.now())
