// How the servers stand, as they said it last, and since when: for the alarms, which want to know how long, and for the
// deadlines, which wait a while for mail that nobody has read yet. Kept in this process alone; after a start nobody
// knows until a server was heard of.

import { doorsUnseen, type DoorSeen, type DoorsSeen } from './alarms.ts'
import type { Clock, DoorState } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'

/** For how long deadlines wait for a mailbox that is away or has not been read to its end: 15 minutes (record 0040). */
const longestUnread = 15 * 60_000

export function watchDoors(clock: Clock) {
  let seen: DoorsSeen = doorsUnseen
  let readSince: Instant | null = null
  /** Milliseconds, by the clock that nobody sets where there is one. */
  const time = () => clock.steady?.() ?? Date.parse(clock.now())
  let unreadSince: number | null = time()
  const after = (before: DoorSeen, { up, what }: DoorState): DoorSeen => {
    if (up) return 'up'
    return { downSince: typeof before === 'object' ? before.downSince : clock.now(), what }
  }
  return {
    seen: (): DoorsSeen => seen,
    /** Since when the mailbox has been up without a break; null while it is not, or nobody knows. */
    mailboxReadSince: (): Instant | null => readSince,
    /** Whether all mail is here that somebody may have sent in time; true as well where it was waited for long enough. */
    mailIsIn: (): boolean => {
      if (unreadSince === null) return true
      const now = time()
      // Without a steady clock one that was set back must not let everything wait until it is where it was.
      unreadSince = Math.min(unreadSince, now)
      return now - unreadSince >= longestUnread
    },
    readToItsEnd: (): void => {
      unreadSince = null
    },
    heard: (door: keyof DoorsSeen, state: DoorState): void => {
      seen = { ...seen, [door]: after(seen[door], state) }
      if (door !== 'mailbox') return
      readSince = state.up ? (readSince ?? clock.now()) : null
      if (!state.up) unreadSince ??= time()
    },
  }
}
