// How the servers stand, as they said it last, and since when: for the alarms, which want to know how long. Kept in
// this process alone; after a start nobody knows until a server was heard of.

import { doorsUnseen, type DoorSeen, type DoorsSeen } from './alarms.ts'
import type { Clock, DoorState } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'

export function watchDoors(clock: Clock) {
  let seen: DoorsSeen = doorsUnseen
  let readSince: Instant | null = null
  const after = (before: DoorSeen, { up, what }: DoorState): DoorSeen => {
    if (up) return 'up'
    return { downSince: typeof before === 'object' ? before.downSince : clock.now(), what }
  }
  return {
    seen: (): DoorsSeen => seen,
    /** Since when the mailbox has been up without a break; null while it is not, or nobody knows. */
    mailboxReadSince: (): Instant | null => readSince,
    heard: (door: keyof DoorsSeen, state: DoorState): void => {
      seen = { ...seen, [door]: after(seen[door], state) }
      if (door === 'mailbox') readSince = state.up ? (readSince ?? clock.now()) : null
    },
  }
}
