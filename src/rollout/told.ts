// What somebody is told who asks (SPEC §3.3: status, why, help): facts alone, so that the answer reads the same whenever
// it leaves. No address of a person is among them. The words are the letters room's.

import { standsToCutoff } from './cutoff.ts'
import { isSilent, nextDeadline, phase, waitsFor } from './view.ts'
import type { Deadline, Phase, WaitsFor } from './view.ts'
import type { Instant, TeamName, TicketId } from './ids.ts'
import type { ManagersTask, Outcome, Release, SeatState, Ticket } from './ticket.ts'
import type { TeamRecord } from './world.ts'

/** Where one rollout stands at the moment of asking. */
export type Standing = {
  readonly ticket: TicketId
  readonly release: Release
  readonly phase: Phase
  readonly seats: readonly {
    readonly team: TeamName
    readonly state: SeatState
    readonly silent: boolean
  }[]
  readonly waits: readonly WaitsFor[]
  readonly next: Deadline | null
  readonly outcome?: Outcome
  readonly emergency?: true
  readonly cutoff?: NonNullable<ReturnType<typeof standsToCutoff>>
}

/** One thing that happened, in the words of the journal. `mail`: the number of the mail that brought it. */
export type Happened = {
  readonly at: Instant
  readonly by: string
  readonly says: string
  readonly mail: number | null
}

/** Letters of one kind to readers of one kind, by their part in the rollout; of lists by name. */
export type WouldSend = {
  readonly letter: string
  readonly to: TeamName | 'managers' | 'offerer' | 'writer' | 'tracker' | { readonly list: string }
  readonly readers: number
}

export type Told =
  /** The mail was only tried out: what is said beside this has not happened, and these letters have not left. */
  | { readonly told: 'dry-run'; readonly letters: readonly WouldSend[] }
  /** `lines` come from the table of the grammar. */
  | {
      readonly told: 'help'
      readonly reader: 'manager' | 'team'
      readonly lines: readonly { readonly usage: string; readonly does: string }[]
    }
  | {
      readonly told: 'status'
      readonly rollouts: readonly Standing[]
      /** How many there are beyond those named. */
      readonly more: number
    }
  | {
      readonly told: 'why'
      readonly standing: Standing
      /** Everything that happens by itself, earliest first, each with the rule that set its date. */
      readonly coming: readonly Deadline[]
      /** Oldest first. */
      readonly story: readonly Happened[]
      /** How much happened before the story begins. */
      readonly earlier: number
    }

/** A team that volunteers, with what managers are told of it. */
export type Suggestion = Omit<TeamRecord, 'asked' | 'firstAsked'> & {
  /** The day (ISO 8601) on which the first of its people is back, where all are away. */
  readonly away?: string
  /** The holiday that it has today. */
  readonly holiday?: string
}
/** Teams in the order of their turn, `of` so many, and how many the rollout wants. */
export type Rota = { readonly teams: readonly Suggestion[]; readonly of: number; readonly wanted: number }

/** One thing that waits for a manager, as a daily letter lists it. */
export type DigestItem = {
  readonly ticket: TicketId
  readonly release: Release
  /** `letter`: one of several that went as one. */
  readonly waits: 'silent' | 'late' | 'extend' | 'offer' | 'file' | 'letter' | ManagersTask
  readonly since: Instant
  /** Whom the line means where it names no team. */
  readonly team?: TeamName
  /** The day (ISO 8601) until which a team wishes more time. */
  readonly day?: string
  /** When it happens by itself: a call that is posted. */
  readonly until?: Instant
  /** Teams whose turn it is, where none is chosen. */
  readonly turn?: readonly TeamName[]
  /** What a line calls a report that is kept apart. */
  readonly handle?: string
}
export type Digest = {
  readonly items: readonly DigestItem[]
  readonly more: number
  /** Since when no mail can be read: what teams have sent may be missing here. Absent where it can. */
  readonly unreadSince?: Instant
}

export const standingOf = (ticket: Ticket, now: Instant): Standing => {
  const cutoff = standsToCutoff(ticket, now)
  return {
    ticket: ticket.id,
    release: ticket.release,
    phase: phase(ticket, now),
    seats: ticket.seats.map((seat) => ({
      team: seat.team,
      state: seat.state,
      silent: isSilent(seat, now),
    })),
    waits: waitsFor(ticket, now),
    next: nextDeadline(ticket),
    ...(ticket.outcome ? { outcome: ticket.outcome.outcome } : {}),
    ...(ticket.emergency ? { emergency: true } : {}),
    ...(cutoff ? { cutoff } : {}),
  }
}
