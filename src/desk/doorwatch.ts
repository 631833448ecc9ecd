// How the doors stand, as was heard of them last, and since when: for the alarms, which want to know how long, for whoever
// looks, and for the deadlines, which wait a while for mail that nobody has read yet. Kept in this process alone; after a
// start nobody knows until a door was heard of.

import { isNewsOfMemory } from './alarms.ts'
import { later } from '../rollout/instant.ts'
import { doorsUnseen, type DoorName, type DoorSeen, type DoorsSeen } from '../ports/doors.ts'
import type { Clock, DoorState } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'

/** For how long deadlines wait for a mailbox that is away or has not been read to its end: 15 minutes (record 0040). */
const longestUnread = 15 * 60_000
/** Seconds. A disk with room for a line and none for a mail is written and refuses in turn: that is one trouble. */
const oneTrouble = 5 * 60

/** `changed` is called with each change of what is seen. */
export function watchDoors(clock: Clock, changed: (seen: DoorsSeen) => void = () => {}) {
  let seen: DoorsSeen = doorsUnseen
  let readSince: Instant | null = null
  /** Milliseconds, by the clock that nobody sets where there is one. */
  const time = () => clock.steady?.() ?? Date.parse(clock.now())
  let unreadSince: number | null = time()
  const note = (door: DoorName, now: DoorSeen) => {
    if (JSON.stringify(now) === JSON.stringify(seen[door])) return
    seen = { ...seen, [door]: now }
    changed(seen)
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
    heard: (door: DoorName, state: DoorState): void => {
      note(door, after(door, seen[door], state, clock.now()))
      if (door !== 'mailbox') return
      readSince = state.up ? (readSince ?? clock.now()) : null
      if (!state.up) unreadSince ??= time()
    },
    /** That memory could not be written was told, where it was worth it. */
    toldOfMemory: (): void => {
      const { memory } = seen
      if (isNewsOfMemory(memory)) note('memory', { upSince: memory.upSince })
    },
  }
}

function after(door: DoorName, before: DoorSeen, { up, what, againIn }: DoorState, now: Instant): DoorSeen {
  const known = before === 'unknown' ? null : before
  const away = known && 'downSince' in known ? known : null
  if (up) {
    if (known && 'upSince' in known) return known
    return { upSince: now, ...(away && door === 'memory' ? { after: away } : {}) }
  }
  const recent = known && 'upSince' in known && later(known.upSince, oneTrouble) >= now ? known.after : null
  const again = againIn === undefined ? {} : { again: later(now, againIn / 1000) }
  return { downSince: away?.downSince ?? recent?.downSince ?? now, what, ...again }
}
