// How the doors stand, as was heard of them last: told by whoever goes through them, read by alarms, board and status.
// Types only, but for the state in which nobody has heard of any.

import type { Instant } from '../rollout/ids.ts'

/** `memory` is the database: away while it refuses to be written. */
export type DoorName = 'mailbox' | 'transport' | 'memory'

type Away = { readonly downSince: Instant; readonly what: string; readonly again?: Instant }
/**
 * `unknown` until it was heard of, as after a start. `again`: when it is tried next, where somebody knows. `after`: the
 * trouble that ended when it came up, as long as nobody was told.
 */
export type DoorSeen = 'unknown' | { readonly upSince: Instant; readonly after?: Away } | Away
export type DoorsSeen = { readonly [door in DoorName]: DoorSeen }

export const doorsUnseen: DoorsSeen = { mailbox: 'unknown', transport: 'unknown', memory: 'unknown' }

/**
 * What a fault says of the door itself: it `answers`, so that only what was asked is in trouble; it is `silent`, which may be
 * the door's trouble or that of what was asked; it is `shut`, to whatever comes.
 */
export type DoorSays = 'answers' | 'silent' | 'shut'

/** Seconds for which a server may be away before somebody is needed: they are restarted, and networks mended, within less. */
export const longAway = 30 * 60

/** Bytes of room on the disk that holds the data: below that nothing may be stored soon. */
export const leastRoom = 100 * 1024 ** 2
