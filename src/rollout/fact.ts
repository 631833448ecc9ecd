// What the journal keeps: facts, with every computed date inside, so that folding them gives the stored ticket
// again whatever calendar, roster or policy holds later (DESIGN: journal replay = row).

import type {
  Answer,
  Call,
  Cutoff,
  DocumentRef,
  Escalation,
  GgusTicket,
  LinkName,
  Note,
  Offer,
  Outcome,
  Parent,
  Due,
  Links,
  ManagersDue,
  Release,
  Report,
  Seat,
  Status,
  Ticket,
} from './ticket.ts'
import type { EventId, Instant, PersonId, StackName, TeamName, TicketId } from './ids.ts'

export type Fact =
  | {
      readonly what: 'opened'
      readonly ticket: TicketId
      readonly title: string
      readonly release: Release
      readonly stack: StackName | null
      readonly links: Links
      readonly parent?: Parent
      readonly emergency?: true
      readonly at: Instant
    }
  | { readonly what: 'parent-linked'; readonly parent: Parent }
  /** The release turned out to be one; what was due already stays due. */
  | { readonly what: 'emergency' }
  | { readonly what: 'cutoff'; readonly cutoff: Cutoff | null }
  | { readonly what: 'linked'; readonly link: LinkName; readonly url: string }
  | { readonly what: 'status'; readonly status: Status; readonly at: Instant }
  /** A team was invited: a new seat, or its next round. */
  | { readonly what: 'invited'; readonly seat: Seat }
  | { readonly what: 'removed'; readonly team: TeamName; readonly reason?: string }
  | {
      readonly what: 'answered'
      readonly team: TeamName
      readonly answer: Answer
      readonly reason?: string
      readonly saidAt: Instant
      readonly by: PersonId | null
      readonly at: Instant
      readonly reportDue?: Due
      readonly startAsk?: Due
      readonly trialCheck?: Due
      /** The whole team was written to about its trial. */
      readonly welcomed?: true
    }
  | {
      readonly what: 'started'
      readonly team: TeamName
      readonly at: Instant
      readonly reportDue: Due
      readonly trialCheck?: Due
    }
  | { readonly what: 'start-asked'; readonly team: TeamName }
  | { readonly what: 'extended'; readonly team: TeamName; readonly reportDue: Due }
  | {
      readonly what: 'extend-asked'
      readonly team: TeamName
      readonly until: Instant
      readonly at?: Instant
    }
  /** By a manager's word, not by the clock. */
  | { readonly what: 'reminded-now'; readonly team: TeamName; readonly at: Instant }
  | { readonly what: 'trial-checked'; readonly team: TeamName }
  | {
      readonly what: 'withdrawn'
      readonly team: TeamName
      readonly reason?: string
      readonly saidAt: Instant
      readonly by: PersonId | null
    }
  /** The answer that stands was given once more: an older one that comes late no longer beats it. */
  | { readonly what: 'said-again'; readonly team: TeamName; readonly saidAt: Instant }
  | { readonly what: 'bounced'; readonly team: TeamName; readonly person: PersonId }
  /** It prints another date than it was made with. */
  | {
      readonly what: 'invitation-left'
      readonly team: TeamName
      readonly person: PersonId
      readonly at: Instant
      readonly answerDue: Due
      readonly anew?: true
    }
  | {
      readonly what: 'answer-moved'
      readonly team: TeamName
      readonly answerDue: Due
      readonly remindAt?: Due
    }
  | { readonly what: 'reminded'; readonly team: TeamName }
  | { readonly what: 'due-noted'; readonly team: TeamName }
  | { readonly what: 'report-asked'; readonly team: TeamName; readonly next: Due }
  | { readonly what: 'offered'; readonly offer: Offer }
  | {
      readonly what: 'offer-moved'
      readonly offer: string
      readonly state: Offer['state']
      readonly askedAt?: Instant
    }
  | { readonly what: 'offer-told'; readonly offer: string }
  | { readonly what: 'call-closed'; readonly list: string }
  | { readonly what: 'escalated'; readonly escalation: Escalation }
  | { readonly what: 'called'; readonly call: Call }
  | { readonly what: 'managers-due'; readonly due: ManagersDue | null }
  | { readonly what: 'report-filed'; readonly report: Report }
  /** A manager decided on a report that waited, or took that back. */
  | { readonly what: 'report-settled'; readonly before: Report; readonly report: Report }
  | { readonly what: 'ggus-asked'; readonly team: TeamName }
  | { readonly what: 'reports-complete'; readonly complete: boolean }
  | { readonly what: 'summed-up'; readonly reports: number }
  | { readonly what: 'documented'; readonly document: DocumentRef }
  | { readonly what: 'outcome'; readonly outcome: Outcome; readonly reason?: string; readonly at: Instant }
  | { readonly what: 'resolved'; readonly anyway?: string; readonly at: Instant }
  | { readonly what: 'reopened'; readonly reason?: string; readonly at: Instant }
  | { readonly what: 'noted'; readonly note: Note }
  /** `teams`: for whom it was named, where a team's own people named it. */
  | {
      readonly what: 'ggus-named'
      readonly tickets: readonly GgusTicket[]
      readonly teams?: readonly TeamName[]
    }
  | { readonly what: 'beta'; readonly team: TeamName; readonly on: boolean }
  /** Its writer took an event back; the facts beside this one say what stands instead. */
  | { readonly what: 'undone'; readonly event: EventId }
  | { readonly what: 'seat-restored'; readonly seat: Seat }
  | {
      readonly what: 'restored'
      readonly links?: Links
      readonly documents?: readonly DocumentRef[]
      readonly ggus?: readonly GgusTicket[]
      /** Null: there is no outcome again. */
      readonly outcome?: NonNullable<Ticket['outcome']> | null
      /** Null: there is none again. */
      readonly cutoff?: Cutoff | null
    }
  /** The event has been taken in, even where it changed nothing else. */
  | { readonly what: 'seen'; readonly event: EventId }
