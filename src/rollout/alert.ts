// What the bot's administrator is written to about (SPEC §5, admin-alert): the state of the bot itself, no rollout's.
// And what managers hear of a letter that did not arrive. Facts only; their words are the letters room's.

import type { Instant, PersonId, TeamName } from './ids.ts'

/** What is told once, and once more when it is over. `count`: how many wait or stand there. */
export type Standing =
  /** Mails that could not be handled. */
  | { readonly reason: 'set-aside'; readonly count: number }
  /** A server is away, or memory refuses to be written; `what` is what it said last. */
  | { readonly reason: 'door'; readonly door: 'mailbox' | 'transport' | 'memory'; readonly what: string }
  /** Letters past a rate wait; `limit` is the rate. */
  | {
      readonly reason: 'rate'
      readonly rate: 'all' | 'outside' | 'answer' | 'unproven'
      readonly limit: number
      readonly count: number
    }
  /** Memory could not be copied; `what` is why. */
  | { readonly reason: 'backup'; readonly what: string }
  /** So much room is left on the disk that holds the data, in MB of 1,048,576 bytes. */
  | { readonly reason: 'room'; readonly megabytes: number }
  /** Questions beyond a day's number wait for the next. */
  | { readonly reason: 'questions'; readonly limit: number; readonly count: number }
export type Alert =
  /** The clock went from `since` to `seen` at once. */
  | { readonly reason: 'clock'; readonly since: Instant; readonly seen: Instant; readonly over: false }
  /** `how`: it came back, the mail server's clock agrees with it, or somebody said that it is right. */
  | {
      readonly reason: 'clock'
      readonly since: Instant
      readonly seen: Instant
      readonly over: true
      readonly how: 'back' | 'agreed' | 'said'
    }
  /** `waiting`: letters that wait at that moment. */
  | { readonly reason: 'paused'; readonly since: Instant; readonly waiting: number }
  | { readonly reason: 'resumed'; readonly since: Instant; readonly waiting: number }
  | (Standing & { readonly since: Instant; readonly over: boolean })
  /** A letter about no rollout, or whose managers cannot be reached. */
  | { readonly reason: 'letter-failed'; readonly since: Instant; readonly failed: FailedLetter }

export type AdminAlert = {
  readonly letter: 'admin-alert'
  readonly about: null
  readonly alert: Alert
  /** The person, or the administrator at the command line, behind it; both null where it happened by itself. */
  readonly by: PersonId | null
  readonly admin: string | null
}

/** A letter that will never arrive. */
export type FailedLetter = {
  /** What it was and what it said, in words. */
  readonly what: string
  readonly said: string
  readonly to:
    | { readonly reader: 'team'; readonly team: TeamName }
    | { readonly reader: 'list'; readonly list: string }
    | { readonly reader: 'manager' | 'offerer' | 'writer' | 'release' | 'tracker' }
  /** It came back, the server would not take it from us, or a list keeps it until somebody approves it. */
  readonly how: 'bounced' | 'refused' | 'held'
  /** The other side's words. */
  readonly error: string
  /** One of many on one day: those that follow are not told one by one. */
  readonly many?: true
}
