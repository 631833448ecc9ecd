// What an event did (SPEC §3.5), as facts: for the receipt, the terminal and whoever else reads of it. The sentences are
// the letters room's. Dates are printed in the zone beside them.

import type { CutoffNews } from './cutoff.ts'
import type { PostDid } from './pause.ts'
import type { Instant, TeamName, TicketId } from './ids.ts'
import type {
  Answer,
  DocumentRef,
  Due,
  GgusTicket,
  LinkName,
  Outcome,
  Problem,
  ReportFindings,
  ReportVerdict,
  SeatState,
} from './ticket.ts'

export type Did =
  | PostDid
  | {
      readonly did: 'opened'
      readonly ticket: TicketId
      readonly title: string
      readonly emergency?: true
    }
  /** `emergency`: it counts as one from now on. */
  | {
      readonly did: 'already-open'
      readonly ticket: TicketId
      readonly title: string
      readonly emergency?: true
    }
  | { readonly did: 'asked-to-reopen'; readonly ticket: TicketId; readonly title: string }
  /** `told`: teams that hear of it; `seat`: said to one team, by how it stands. */
  | {
      readonly did: 'cutoff'
      readonly cutoff: CutoffNews | null
      readonly before?: string
      readonly slips: readonly TeamName[]
      readonly told: readonly TeamName[]
      readonly seat?: 'asked' | 'trial'
    }
  | { readonly did: 'linked'; readonly link: LinkName; readonly url: string }
  | {
      readonly did: 'assigned'
      readonly teams: readonly { readonly team: TeamName; readonly answerDue: Due; readonly zone: string }[]
      readonly already: readonly TeamName[]
    }
  | { readonly did: 'unassigned'; readonly team: TeamName }
  | {
      readonly did: 'answered'
      readonly team: TeamName
      readonly answer: Answer
      readonly reportDue?: Due
      readonly zone: string
      readonly before: SeatState
      /** The distribution closes before the report is due, on this day. */
      readonly beyond?: string
      readonly contradicts: boolean
    }
  | { readonly did: 'withdrawn'; readonly team: TeamName }
  | {
      readonly did: 'started'
      readonly team: TeamName
      readonly startedAt: Instant
      readonly beyond?: string
      readonly reportDue: Due
      readonly zone: string
    }
  | {
      readonly did: 'extended'
      readonly teams: readonly {
        readonly team: TeamName
        readonly reportDue: Due
        readonly before: Due
        readonly zone: string
        /** The distribution closes before, on this day. */
        readonly beyond?: string
      }[]
    }
  | {
      readonly did: 'extend-asked'
      readonly team: TeamName
      readonly wanted: Due
      readonly zone: string
      readonly beyond?: string
    }
  /** `lately`: had a reminder within the hour. */
  | { readonly did: 'reminded'; readonly teams: readonly TeamName[]; readonly lately: readonly TeamName[] }
  | { readonly did: 'offered'; readonly team: TeamName; readonly knownSite: boolean }
  | {
      readonly did: 'took'
      readonly team: TeamName
      readonly how: 'seated' | 'invited-team' | 'asked-offerer'
      /** How many offered it and speak for it now, where that is more than one. */
      readonly people?: number
    }
  /** `told`: whoever offered it is written to. */
  | { readonly did: 'declined'; readonly team: TeamName; readonly told: boolean }
  | {
      readonly did: 'previewed'
      readonly round: number
      readonly lists: readonly string[]
      readonly postAt?: Due
      readonly zone: string
    }
  | { readonly did: 'called'; readonly round: number; readonly lists: readonly string[] }
  | { readonly did: 'held' }
  | { readonly did: 'skipped'; readonly round: number }
  /** `again`: the same bytes had come before; `accepts`: it counts as the team's accept too; `refused` by a manager. */
  | (ReportFindings & {
      readonly did: 'report'
      readonly name: string
      readonly original: string
      readonly verdict: ReportVerdict
      readonly revision: number
      readonly team?: TeamName
      readonly again?: true
      readonly accepts?: true
      readonly reason?: string
    })
  | { readonly did: 'report-taken'; readonly team: TeamName; readonly name: string }
  /** `told`: somebody hears of it. */
  | {
      readonly did: 'report-declined'
      readonly team: TeamName | null
      readonly name: string
      readonly told: boolean
      readonly reason?: string
    }
  /** `reports`: how many count; `told`: the letter goes to all managers, not to its writer alone. */
  | {
      readonly did: 'summary'
      readonly reports: number
      readonly awaited: readonly TeamName[]
      readonly told: boolean
    }
  | { readonly did: 'documented'; readonly document: DocumentRef }
  | { readonly did: 'outcome'; readonly outcome: Outcome }
  | { readonly did: 'resolved'; readonly late: readonly TeamName[] }
  | { readonly did: 'reopened' }
  | { readonly did: 'noted'; readonly shared: boolean; readonly private?: true; readonly to?: TeamName }
  | { readonly did: 'ggus'; readonly tickets: readonly GgusTicket[] }
  /** `byHand`: its writer is to open the ticket. */
  | {
      readonly did: 'problem'
      readonly problem: Problem
      readonly shared: boolean
      readonly byHand: boolean
      readonly private?: true
      readonly to?: TeamName
    }
  /** `byHand`: its people are asked to do it in GOCDB. */
  | { readonly did: 'beta'; readonly team: TeamName; readonly on: boolean; readonly byHand: boolean }
  /** `act`: the event that was taken back; `unasked`: teams that hear that they are asked no longer. */
  | {
      readonly did: 'undone'
      readonly act: string
      readonly seats: readonly { readonly team: TeamName; readonly state: SeatState }[]
      readonly unasked: readonly TeamName[]
      /** The day on which the distribution closes again; null: none. */
      readonly closes?: string | null
      /** Reports that are due as before. */
      readonly dues?: readonly { readonly team: TeamName; readonly reportDue: Due; readonly zone: string }[]
    }
  | { readonly did: 'bounced'; readonly team: TeamName; readonly all: boolean }
  | { readonly did: 'ticked'; readonly things: number }
  /** Said after the ticket was resolved: kept and shown, changes nothing (SPEC §1). */
  | { readonly did: 'kept-after-resolve'; readonly what: 'answer' | 'report' | 'note' }
  /** It was so already. */
  /** `due`: what was asked for is no later than this, which holds anyway. */
  | {
      readonly did: 'nothing'
      readonly why: 'repeated' | 'already-so' | 'older'
      readonly team?: TeamName
      readonly due?: { readonly at: Instant; readonly zone: string }
    }
