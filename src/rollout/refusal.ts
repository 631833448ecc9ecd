// The two ways in which a statement comes to nothing, as values (DESIGN: three kinds of trouble): the rules say no
// (Refusal), or it cannot be read (Unclear). The words for them are the letters room's.

import type { DigestItem } from './told.ts'
import type { Status } from './ticket.ts'
import type { TeamName, TicketId } from './ids.ts'

export type Refusal =
  | { readonly code: 'not-manager' }
  /** Neither the administrator nor of `managers.all`. */
  | { readonly code: 'not-in-charge' }
  /** Nothing is decided by a clock that may be wrong. */
  | { readonly code: 'clock-jumped' }
  | { readonly code: 'not-member'; readonly team: TeamName }
  /** Neither a manager nor of a team of this rollout. */
  | { readonly code: 'not-involved' }
  | { readonly code: 'wrong-status'; readonly status: Status; readonly allowed: readonly Status[] }
  | { readonly code: 'no-ticket' }
  /** `to`: a manager, who may assign it and cannot offer it. */
  | { readonly code: 'no-seat'; readonly team: TeamName; readonly to?: 'manager' }
  /** It has not accepted, or is done. */
  | { readonly code: 'not-on-trial'; readonly team: TeamName }
  | { readonly code: 'nobody-on-trial' }
  /** It has neither to answer nor to report. */
  | { readonly code: 'nothing-awaited'; readonly team: TeamName }
  /** No such day, or on the wrong side of today. */
  | { readonly code: 'bad-date'; readonly team: TeamName | null; readonly wants: 'past' | 'future' }
  /** No day on which a distribution can close; `earliest`, ISO 8601, leaves time for a trial that is accepted today. */
  | {
      readonly code: 'bad-cutoff'
      readonly why: 'no-day' | 'past' | 'too-soon' | 'too-far'
      readonly earliest: string
    }
  | { readonly code: 'unknown-team'; readonly team: TeamName }
  | { readonly code: 'no-members'; readonly team: TeamName }
  | { readonly code: 'no-offer'; readonly team: TeamName }
  /** No such report, or none that waits for a manager. */
  | { readonly code: 'no-report'; readonly team: TeamName | null }
  | { readonly code: 'nothing-called' }
  | { readonly code: 'no-lists' }
  | { readonly code: 'foreign-list'; readonly list: string }
  | { readonly code: 'bad-url'; readonly url: string }
  /** Resolving needs an outcome and a document (SPEC §1.8). */
  | { readonly code: 'incomplete'; readonly missing: readonly ('outcome' | 'document')[] }
  /** Nothing of the writer's stands on the ticket, or it was taken back already. */
  | { readonly code: 'nothing-to-undo' }
  /** What followed cannot be taken back, or somebody built on it; `act` is what was to be undone. */
  | {
      readonly code: 'cannot-undo'
      readonly act: string
      readonly because: 'posted' | 'changed-since' | 'time-passed' | 'told'
      readonly team?: TeamName
    }
  /** Authority: this may not be asked for by mail that proves no more than this (SPEC §3.3). */
  | { readonly code: 'needs-proof' }

export type Unclear =
  /** A name nobody has; the suggestions are names that are near (SPEC §2). */
  | {
      readonly why: 'unknown-team'
      readonly said: string
      readonly suggestions: readonly TeamName[]
      readonly verb: string
    }
  | {
      readonly why: 'ambiguous-team'
      readonly said: string
      readonly suggestions: readonly TeamName[]
      readonly verb: string
    }
  | { readonly why: 'which-team'; readonly suggestions: readonly TeamName[]; readonly verb: string }
  /** No waiting report is called so, or several; `meant`: a line for each that waits. */
  | {
      readonly why: 'which-report'
      readonly said: string
      readonly waiting: number
      readonly meant: readonly string[]
    }
  /** None or several tickets fit: one ready line for each. */
  | {
      readonly why: 'which-ticket'
      /** The number that was said, where no rollout has it. */
      readonly missing?: number
      readonly lines: readonly { readonly ticket: TicketId; readonly title: string; readonly line: string }[]
    }
  /** The mail's keys name different tickets. */
  | { readonly why: 'tickets-disagree'; readonly tickets: readonly TicketId[] }
  /** The number of a daily letter, in a mail that answers none; `day`: of the last one that its writer had. */
  | { readonly why: 'no-digest'; readonly number: number; readonly day?: string }
  /** The daily letter that is answered has no such number. */
  | { readonly why: 'digest-number'; readonly number: number; readonly items: readonly DigestItem[] }
  | {
      readonly why: 'digest-disagrees'
      readonly number: number
      readonly means: TicketId
      readonly said: number
    }
  | { readonly why: 'both-answers'; readonly team: TeamName }
  | { readonly why: 'accept-with-condition'; readonly said: string }
  | { readonly why: 'title'; readonly said: string }
  | { readonly why: 'arguments'; readonly verb: string; readonly usage: string }
  /** A command below the top block, or unprefixed in a mail that only copies the bot: offered, never acted on. */
  | { readonly why: 'not-on-top' | 'needs-prefix'; readonly suggestion: string }
  | { readonly why: 'too-many'; readonly limit: number }
  /** Nearly a command: a verb misspelt, or words that the grammar does not take. Lines that would have been one. */
  | { readonly why: 'near-miss'; readonly meant: readonly string[] }
  /** `yes`, `ok`, `we will do it` in answer to an invitation. */
  | { readonly why: 'no-answer-read' }
  /** The tracker's mail says a release entered StageRollOut, but nothing proves it is the tracker's: managers open it. */
  | { readonly why: 'tracker-unproven'; readonly suggestion: string }
  /** A `yes` to a question that is answered, expired or withdrawn. */
  | { readonly why: 'question-over' }
  /** At the command line: no command of the grammar. */
  | { readonly why: 'no-command' }
