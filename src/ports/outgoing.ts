// What memory is handed to keep until it leaves, or until somebody says yes: letters and requests with what holds for them,
// rates, what becomes of them, and one-time questions. Types only; the promises are in ports.ts.

import type { Effect } from '../rollout/effect.ts'
import type { Event } from '../rollout/event.ts'
import type { EventId, Instant, PersonId, TicketId } from '../rollout/ids.ts'
import type { PostEvent } from '../rollout/pause.ts'
import type { Haste } from '../rollout/quiet.ts'

export type OutboxDraft = {
  readonly effect: Effect
  readonly ticket: TicketId | null
  /** Smaller leaves first. */
  readonly priority: number
  /** When it may leave: when it is made, or when its reader's working hours begin. */
  readonly notBefore: Instant
  /** The event that wants it; absent for what answers a mail as a whole. */
  readonly event?: EventId
  /** Leaves though letters are paused and whatever the rates say: for what says so. */
  readonly passes?: true
  /** An answer to a mail, which counts for its reader; `unproven`: to a writer who proved nothing. */
  readonly rate?: 'answer' | 'unproven'
  /** Counts among the letters of its reader's day and may be gathered; absent: it leaves alone and uncounted. */
  readonly quiet?: { readonly place: string; readonly haste: Haste }
}

/** What became of a letter. `deferred` and `failed` count only from whoever still holds its lease; `sent` always. */
export type Settlement =
  | { readonly state: 'sent'; readonly at: Instant; readonly response: string }
  /** `uncounted`: it was no try of this letter, which stands as if it had not been leased. */
  | {
      readonly state: 'deferred'
      readonly until: Instant
      readonly error: string
      readonly uncounted?: true
    }
  | { readonly state: 'failed'; readonly at: Instant; readonly error: string }
  /** It waited until it meant nothing any more, and never leaves. */
  | { readonly state: 'overtaken'; readonly at: Instant }

/** What a letter waits for that is past its rate (SPEC §3.5): over all, to outsiders, answers to one reader. */
export type Rate = 'all' | 'outside' | 'answer' | 'unproven'

/** As of `[limits]` of the config; they are kept where letters are given out. */
export type Rates = {
  readonly lettersPerHour: number
  readonly strangersPerHour: number
  readonly answersPerHour: number
  readonly unprovenPerDay: number
  /** Who is on the roster or among the managers. */
  readonly known: readonly PersonId[]
}

/** What a quiet day keeps a letter for: its reader's working hours, others to go with, another day. */
export type Kept = 'hours' | 'company' | 'day'
export type WaitsFor = Kept | Rate
/** `until`: when the first of them may leave. */
export type Waiting<Why> = readonly { readonly why: Why; readonly letters: number; readonly until: Instant }[]

export type LetterState = 'queued' | 'leased' | 'deferred' | 'sent' | 'failed' | 'overtaken'
/** Several leased letters, by their numbers, in whose place one is leased until `leaseUntil`. */
export type Gathering = {
  readonly of: readonly number[]
  readonly effect: Effect
  readonly priority: number
  readonly place: string
  readonly at: Instant
  readonly leaseUntil: Instant
}

/** What whoever sends a letter asks before its last bytes, by which a server takes it. */
export type Leave = { readonly beforeEnd: () => Promise<void> }

/** A held statement and the one-time question about it (SPEC §3.3, ask back). */
export type Question = {
  readonly id: string
  readonly state: QuestionState
  readonly mail: number | null
  readonly ticket: TicketId | null
  /** Whose `yes` releases it. */
  readonly person: PersonId
  /** What a yes releases, as decided on from the receipt of the held mail. */
  readonly events: readonly {
    readonly ticket: TicketId | null
    readonly event: Event | PostEvent
    readonly line: string
  }[]
  readonly askedAt: Instant
  readonly until: Instant
}

export type QuestionState = 'open' | 'released' | 'expired' | 'withdrawn'
