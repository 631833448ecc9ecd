// Everything that can happen to a ticket (SPEC §1). Ticks are events too: a lost push heals at the next pass.
// An event is what somebody said or what the clock shows, not what follows from it; that is decide's work.

import type {
  Answer,
  DocumentRef,
  Due,
  GgusTicket,
  LinkName,
  Links,
  Outcome,
  Parent,
  Release,
  Offer,
  Report,
  ReportFindings,
  ReportVerdict,
  Seat,
  Ticket,
} from './ticket.ts'
import type { Day } from './day.ts'
import type { Fact } from './fact.ts'
import type { Span } from './world.ts'
import type { EventId, Instant, PersonId, TeamName } from './ids.ts'

/** Who brought it. Rights by role are judged in decide; whether the mail proves the person is judged in the intake. */
export type Actor =
  | { readonly kind: 'person'; readonly id: PersonId }
  /** The local administrator at the command line: may do what managers may. */
  | { readonly kind: 'admin'; readonly name: string }
  | { readonly kind: 'tracker' }
  | { readonly kind: 'clock' }

/** One report of a ticket: revisions count up per team. */
export type ReportKey = Pick<Report, 'team' | 'revision'>

type Happening =
  | {
      readonly type: 'opened'
      readonly title: string
      readonly release: Release
      readonly links?: Links
      readonly parent?: Parent
      /** It must not wait: shorter dates (SPEC §1.1). */
      readonly emergency?: true
    }
  | { readonly type: 'linked'; readonly link: LinkName; readonly url: string }
  /** When the distribution closes; null: nobody waits for one any more. */
  | { readonly type: 'cutoff-set'; readonly day: Day | null }
  | { readonly type: 'assigned'; readonly teams: readonly TeamName[] }
  | { readonly type: 'unassigned'; readonly team: TeamName; readonly reason?: string }
  | { readonly type: 'answered'; readonly team: TeamName; readonly answer: Answer; readonly reason?: string }
  | { readonly type: 'withdrew'; readonly team: TeamName; readonly reason?: string }
  /** The release is in production there, since this day or, unsaid, since now. */
  | { readonly type: 'started'; readonly team: TeamName; readonly day?: Day }
  /** A manager's moves the report's due date, of all on trial where no team is named; a team's is a request. */
  | {
      readonly type: 'extended'
      readonly team: TeamName | null
      readonly how: { readonly span: Span } | { readonly until: Day }
    }
  | { readonly type: 'remind-asked'; readonly team: TeamName | null }
  | { readonly type: 'offered'; readonly team: TeamName; readonly proven: boolean }
  | { readonly type: 'took'; readonly team: TeamName }
  | { readonly type: 'declined'; readonly team: TeamName }
  /** An offerer's `yes` to the confirmation that `take` asked for. */
  | { readonly type: 'offer-confirmed'; readonly team: TeamName }
  /** An invitation came back for good (RFC 3464 Action: failed). */
  | {
      readonly type: 'invitation-bounced'
      readonly team: TeamName
      readonly person: PersonId
      /** Of the seat, when the invitation was written; absent in what was written before it was kept. */
      readonly round?: number
    }
  /** An invitation leaves now: it is composed next. `prints`: until when it asks, as it was made. */
  | {
      readonly type: 'invitation-leaves'
      readonly team: TeamName
      readonly person: PersonId
      readonly round: number
      readonly prints: Due
      /** It was composed and kept back until another date held: it is made anew. */
      readonly anew?: true
    }
  /** The preview of a call leaves now for one of the managers. */
  | { readonly type: 'preview-leaves'; readonly round: number }
  | { readonly type: 'call-asked'; readonly lists: readonly string[] }
  | { readonly type: 'call-now' }
  | { readonly type: 'call-held' }
  | { readonly type: 'call-skipped' }
  | { readonly type: 'call-widened'; readonly lists: readonly string[] }
  | ({
      readonly type: 'report-received'
      readonly team: TeamName | null
      readonly name: string
      readonly original: string
      readonly sha256: string
      readonly bytes: number
      readonly verdict: ReportVerdict
    } & ReportFindings)
  /** A manager lets a report count that waits for one; `team`: whose it is. */
  | { readonly type: 'report-taken'; readonly report: ReportKey; readonly team: TeamName }
  | { readonly type: 'report-declined'; readonly report: ReportKey; readonly reason?: string }
  /** A manager wants what there is of the reports, before all are there or again. */
  | { readonly type: 'summary-asked' }
  | { readonly type: 'documented'; readonly document: DocumentRef }
  | { readonly type: 'outcome-given'; readonly outcome: Outcome; readonly reason?: string }
  | { readonly type: 'resolved'; readonly anyway?: string }
  | { readonly type: 'reopened'; readonly reason?: string }
  | {
      readonly type: 'noted'
      readonly text: string
      readonly team: TeamName | null
      /** How the note is signed where no team speaks. */
      readonly author: 'managers' | 'subscriber'
      /** For the managers alone (SPEC §1.6). */
      readonly private?: true
      /** The people of this team read it too: a manager answers what they kept to the managers. */
      readonly to?: TeamName
      /** Said by its verb: an act that its writer's `undo` means. Plain words to people are none. */
      readonly byVerb?: true
    }
  | { readonly type: 'ggus-named'; readonly tickets: readonly GgusTicket[]; readonly byVerb?: true }
  /** What is wrong, for a GGUS ticket that is not there yet; it is a note on the ticket too. */
  | {
      readonly type: 'problem-named'
      readonly text: string
      readonly team: TeamName | null
      readonly author: 'managers' | 'subscriber'
      readonly private?: true
      readonly to?: TeamName
    }
  /** A site's beta tag in GOCDB is to be set for the trial, or taken off. */
  | { readonly type: 'beta-set'; readonly team: TeamName; readonly on: boolean }
  /** Time has passed: whatever is due at world.now is done, each thing once. */
  | { readonly type: 'ticked' }

/** What stood before an act, as far as the act touched it; folded from the journal by whoever brings its undoing. */
export type Prior = Pick<
  Ticket,
  'status' | 'links' | 'documents' | 'escalation' | 'outcome' | 'ggus' | 'cutoff'
> & {
  readonly seats: readonly Seat[]
  readonly offers: readonly Offer[]
  /** How much had been posted to lists: calls and closing notes. */
  readonly posts: number
}

type Stamp = {
  /** Stable: the mail's key and the statement's number in it, or the command's key. */
  readonly id: EventId
  readonly by: Actor
  /** The local administrator who released a held statement where its writer had not said yes. */
  readonly releasedBy?: string
  /** When it was said: the signed Date of verified mail, else time of receipt (SPEC §1.3). */
  readonly at: Instant
}
/** Anything but the undoing of something. */
export type Act = Happening & Stamp
/** The writer takes back their own last act; `facts` are what it had changed. */
type Undone = {
  readonly type: 'undone'
  readonly act: Act
  readonly facts: readonly Fact[]
  readonly prior: Prior
}
export type Event = (Happening | Undone) & Stamp
export type EventType = Event['type']
