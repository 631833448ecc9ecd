// What the bot's administrator is written to about (SPEC §5, admin-alert): the state of the bot itself, no rollout's.
// Facts only; each reason has its words in the letters room.

import type { Instant, PersonId } from './ids.ts'

export type Alert =
  /** `waiting`: letters that wait at that moment. */
  | { readonly reason: 'paused'; readonly since: Instant; readonly waiting: number }
  | { readonly reason: 'resumed'; readonly since: Instant; readonly waiting: number }

export type AdminAlert = {
  readonly letter: 'admin-alert'
  readonly about: null
  readonly alert: Alert
  /** The person, or the administrator at the command line, behind it; both null where it happened by itself. */
  readonly by: PersonId | null
  readonly admin: string | null
}
