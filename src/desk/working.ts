// The working loop: mail in line, then what fell due, then what stands still, in this order, so that an answer that is here
// counts before the deadline that it answers. While the clock is in doubt only a `resume` is looked for (record 0033).

import { lookForAlarms } from './alarms.ts'
import { handleAll } from './handle.ts'
import { afterTroubleSeconds, untilNews } from './news.ts'
import { makePatience } from './patience.ts'
import { catchUpRefused } from './refused.ts'
import { nextDue, watch } from './watch.ts'
import type { Bell } from './bell.ts'
import type { ClockWatch } from './clockwatch.ts'
import type { watchDoors } from './doorwatch.ts'
import type { Kit } from './kit.ts'
import type { MailId } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'
import { later } from '../rollout/instant.ts'

/** What the agent's loops share. `bell` wakes this loop, `leaving` the one that sends letters. */
export type Loops = {
  readonly kit: Kit
  readonly clock: ClockWatch
  readonly doors: ReturnType<typeof watchDoors>
  readonly bell: Bell
  readonly leaving: Bell
  readonly signal: AbortSignal
}

/** `first`: what must have ended before anything is judged, by a clock that is right. */
export function makeWorking(
  { kit, clock, doors, bell, leaving, signal }: Loops,
  first?: () => Promise<void>,
) {
  const patience = makePatience()
  const looked = new Set<MailId>()
  let begun = false
  let stands = false
  let mailIsIn = false
  let lookedAt = kit.clock.now()
  let caughtUpAt: Instant | null = null

  const begin = async () => {
    await first?.()
    await catchUpRefused(kit)
    begun = true
  }
  /** Answers with how many mails have to wait. */
  const work = async (): Promise<number> => {
    stands = await clock.inDoubt()
    lookedAt = kit.clock.now()
    if (stands) {
      const { lookForResume } = await import('./clockmail.ts')
      await lookForResume(kit, patience, looked, signal)
      return 0
    }
    looked.clear()
    if (!begun) await begin()
    // Asked before mail is looked at: what is taken meanwhile may be an answer to what is due.
    mailIsIn = doors.mailIsIn()
    const waiting = await handleAll(kit, patience, signal)
    stands = (await kit.archive.pause()) !== null
    lookedAt = kit.clock.now()
    if (mailIsIn) await watch(kit)
    await lookForAlarms(kit, doors.seen())
    doors.toldOfMemory()
    return waiting
  }
  const round = async () => {
    const seen = await kit.archive.version()
    let waiting = 0
    try {
      waiting = await work()
    } finally {
      // After trouble as well: letters are not kept for what cannot be done.
      if (stands) caughtUpAt = null
      else if (mailIsIn) caughtUpAt = lookedAt
      leaving.ring()
    }
    const again = waiting > 0 ? later(kit.clock.now(), afterTroubleSeconds) : null
    const still = (await kit.archive.pause()) ?? (await kit.archive.jump())
    const due = still ? null : await nextDue(kit)
    await untilNews(kit, clock, bell, again && (!due || again < due) ? again : due, seen, signal)
  }
  return {
    begin,
    round,
    /** When all that was due was looked at last; null while something stands still, and until what fell due meanwhile is
     *  done. */
    caughtUpAt: (): Instant | null => caughtUpAt,
  }
}
