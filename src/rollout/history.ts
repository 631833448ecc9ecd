// What a rollout's journal tells of each time a team was asked, as values: the figures are counted from these, and the
// order of suggestions follows from them. askings.ts makes them.

import type { Fact } from './fact.ts'
import type { EventId, Instant, StackName, TeamName, TicketId } from './ids.ts'
import type { Answer, Outcome } from './ticket.ts'

/** One row of the journal, as much of it as is read here. */
export type JournalPart = {
  readonly ticket: TicketId
  readonly at: Instant
  readonly event: { readonly id: EventId }
  readonly facts: readonly Fact[]
}

/** One team in one round of one rollout. */
export type Asking = {
  readonly ticket: TicketId
  readonly stack: StackName | null
  readonly emergency: boolean
  readonly team: TeamName
  /** When it was invited or, where it offered its site, taken. */
  readonly at: Instant
  /** False where it offered its site: nobody had to ask it. */
  readonly invited: boolean
  /** When the first invitation left that did not come back: its time to answer runs from there. */
  readonly left: Instant
  readonly due: Instant
  /** No invitation reached anybody. */
  readonly unreachable: boolean
  /** When it was heard first, and what it said last; a withdrawal without an acceptance is a no. */
  readonly answer?: { readonly first: Instant; readonly last: Answer }
  readonly acceptedAt?: Instant
  /** When it said that its trial had begun. */
  readonly startedAt?: Instant
  /** When an acceptance ended without a report: withdrawn, rejected after all, taken off. */
  readonly endedAt?: Instant
  readonly withdrawals: readonly Instant[]
  readonly reportDue?: Instant
  /** Its first report that counts. `due`: by when, as it stood then. */
  readonly report?: { readonly at: Instant; readonly due?: Instant }
  /** Further reports that count. */
  readonly revisions: readonly Instant[]
  /** Each time its report's date was moved. */
  readonly extensions: readonly Instant[]
  /** When nothing was waited for any more: taken off, asked anew, or the rollout resolved. */
  readonly over?: Instant
}

export type History = {
  readonly ticket: TicketId
  readonly stack: StackName | null
  readonly openedAt: Instant
  readonly emergency: boolean
  /** Absent while it is open, and after it was reopened. */
  readonly resolvedAt?: Instant
  readonly outcome?: { readonly outcome: Outcome; readonly at: Instant }
  readonly askings: readonly Asking[]
  readonly calls: readonly { readonly at: Instant; readonly round: number }[]
  readonly offers: readonly { readonly team: TeamName; readonly at: Instant; readonly takenAt?: Instant }[]
  /** When each GGUS ticket was named first. */
  readonly ggus: readonly Instant[]
}
