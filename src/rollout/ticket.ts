// One staged rollout as it stands (SPEC §1). Only what happened is kept here: who is silent, whether nobody
// accepts and which phase the board shows are derived from this and the clock, in view.ts.

import type { EventId, Instant, PersonId, StackName, TeamName, TicketId } from './ids.ts'

/** What is tried. Empty strings where the title leaves a part out (SPEC §0). */
export type Release = {
  readonly stack: string
  readonly component: string
  readonly version: string
  readonly os: string
  readonly arch: string
}

/** A team's answer: will it test? Never the same type as an outcome. */
export type Answer = 'accept' | 'reject'
/** A manager's outcome: did the release pass? */
export type Outcome = 'ACCEPT' | 'REJECT'

export type LinkName = 'release-notes' | 'bugs' | 'documentation'
export type Links = { readonly [name in LinkName]?: string }

export type Status = 'new' | 'open' | 'resolved'
export type SeatState = 'notified' | 'accepted' | 'rejected' | 'withdrawn' | 'reported' | 'removed'

/** A deadline: the instant in UTC, and in words the rule that made it. */
export type Due = { readonly at: Instant; readonly rule: string }

/** An invitation on its way, and the date it prints. */
type Leaving = Readonly<{ person: PersonId; at: Instant; answerDue: Due; anew?: number }>

/** One team on one ticket. */
export type Seat = {
  readonly team: TeamName
  readonly state: SeatState
  /** The time zone its dates are printed in. */
  readonly zone: string
  readonly invited: readonly PersonId[]
  /** Members whose invitation came back for good. */
  readonly bounced: readonly PersonId[]
  readonly invitedAt: Instant
  readonly answerDue: Due
  /** To whom its invitation left later than it was made; `anew`: how often one was made anew for them. */
  readonly left?: readonly Leaving[]
  /** The answer's date was moved for that. */
  readonly answerMoved?: true
  /** When the reminder goes out; absent once it went or lost its meaning. */
  readonly remindAt?: Due
  /** True once the due instant has been acted on (the managers know). */
  readonly dueNoted: boolean
  readonly reason?: string
  /** The statement that counts, and when it was made (signed Date, else receipt). */
  readonly saidAt?: Instant
  readonly saidBy?: PersonId
  readonly acceptedAt?: Instant
  readonly reportDue?: Due
  /** When the missing report is asked for again; the due instant itself never moves. */
  readonly reportAgain?: Due
  /** The whole team has had the letter that begins its trial, in this round of invitation. */
  readonly welcomed?: true
  /** Since when the release is in production there, by the team's own word. */
  readonly startedAt?: Instant
  /** When the team is asked whether it has begun; absent once it was, or said so. */
  readonly startAsk?: Due
  /** When the team is reminded during its trial; absent once it was. */
  readonly trialCheck?: Due
  /** A manager moved the report's due date. */
  readonly extended?: true
  /** Until when the team last asked for more time. */
  readonly extendAsked?: Instant
  readonly extendAskedAt?: Instant
  /** When a manager last had it reminded. */
  readonly remindedAt?: Instant
  /** How often the missing report has been asked for. */
  readonly reportReminders: number
  /** Its site has, or should have, the beta tag in GOCDB for the trial. */
  readonly beta?: true
  /** The round of invitation: 1, and one more each time the team is assigned again. */
  readonly round: number
}

export type Offer = {
  readonly id: string
  readonly team: TeamName
  readonly by: PersonId
  readonly at: Instant
  /** Whether the offerer's own domain vouched for the mail (aligned DKIM pass). */
  readonly proven: boolean
  /** Whether the site stands in the site list. */
  readonly knownSite: boolean
  readonly state: 'open' | 'asked' | 'taken' | 'invited' | 'declined' | 'closed'
  /** When the offerer was asked to confirm. */
  readonly askedAt?: Instant
  /** The offerer was told what became of it. */
  readonly told?: true
}

export type Call = { readonly list: string; readonly round: number; readonly at: Instant }

/** The search for early adopters after nobody accepted (SPEC §1.4). */
export type Escalation =
  /** `after`: the rounds that are over, where nothing was posted in the last of them. */
  | { readonly state: 'none'; readonly after?: number }
  /** A preview is with the managers; posted at `postAt` unless held. */
  | {
      readonly state: 'previewed'
      readonly round: number
      readonly lists: readonly string[]
      readonly postAt?: Due
      readonly previewedAt: Instant
    }
  | {
      readonly state: 'held'
      readonly round: number
      readonly lists: readonly string[]
      readonly since: Instant
    }
  /** The round's call is out; `nextAt` is when the next step is due. */
  | { readonly state: 'called'; readonly round: number; readonly nextAt: Due }
  /** All rounds are over or there is no list to ask: the manager alone decides. */
  | { readonly state: 'manager'; readonly round: number; readonly since: Instant }

export type ReportVerdict = 'filed' | 'renamed' | 'asked' | 'kept' | 'quarantined' | 'refused' | 'ignored'
/** Whether a file may be opened, which its content says; not whether it counts. */
export type ReportSafety = 'ok' | 'quarantined' | 'refused'
/**
 * Why a report does not count as it came: its name or its template says another team or rollout, its sender has no team
 * here or several, the team had said no, its type is not read, or its mail held more files than are looked at.
 */
export type ReportWhy =
  | 'other-name'
  | 'other-rollout'
  | 'not-yours'
  | 'which-team'
  | 'said-no'
  | 'type'
  | 'too-many'
/** What was read in a report, shortened; shown, never acted on. */
export type ReportSays = {
  /** The site's own. */
  readonly verdict: Answer | null
  /** The answers by the template's questions. */
  readonly fields: { readonly [question: string]: string }
  /** Questions to which no answer could be read. */
  readonly unread: readonly string[]
  readonly ggus: readonly GgusTicket[]
}
/** What was found out about a file beside its name. */
export type ReportFindings = {
  readonly safety?: ReportSafety
  /** What was found in it, in the words of the reports room. */
  readonly notes?: readonly string[]
  readonly says?: ReportSays
  readonly why?: ReportWhy
  /** The names under which it would count, for the teams of its sender. */
  readonly right?: readonly string[]
}
export type Report = ReportFindings & {
  readonly team: TeamName | null
  /** The name it is filed under; the canonical one where it counts. */
  readonly name: string
  readonly original: string
  readonly sha256: string
  readonly bytes: number
  readonly verdict: ReportVerdict
  /** Counts up per team where new bytes come. */
  readonly revision: number
  readonly by: PersonId | null
  readonly at: Instant
  /** A manager's reason for refusing it. */
  readonly reason?: string
}

/** A ticket in GGUS, the helpdesk: its number and the link that shows it. */
export type GgusTicket = { readonly number: number; readonly url: string }
export type DocumentRef = { readonly id?: string; readonly url?: string }
export type Note = {
  readonly id: EventId
  readonly by: PersonId | null
  readonly team: TeamName | null
  readonly text: string
  readonly at: Instant
  /** For the managers alone, and for the people of the team `to`. */
  readonly private?: true
  readonly to?: TeamName
  /** It names a problem for GGUS. */
  readonly problem?: true
}

/** What a new ticket in GGUS is to say. */
export type Problem = {
  readonly ticket: TicketId
  readonly title: string
  readonly release: Release
  /** As in GOCDB; absent where nobody speaks for one site. */
  readonly site?: string
  readonly text: string
}

/** The ticket of the release in the tracker's queue sw-rel. */
export type Parent = { readonly ref: string; readonly url?: string }

/** What a ticket waits for its managers to do; `search`: every list was asked, and they alone decide. */
export type ManagersTask = 'teams' | 'call' | 'search' | 'outcome' | 'resolve' | 'reopen'
export type ManagersDue = Due & {
  readonly step: number
  readonly task: ManagersTask
  readonly since: Instant
}

/** When the distribution closes, ISO 8601; and the last instant at which an acceptance helps, in the bot's zone. */
export type Cutoff = { readonly date: string; readonly acceptBy: Due }

export type Ticket = {
  readonly id: TicketId
  readonly version: number
  readonly status: Status
  readonly title: string
  readonly release: Release
  readonly stack: StackName | null
  readonly links: Links
  readonly parent?: Parent
  /** It must not wait: shorter dates (SPEC §1.1). */
  readonly emergency?: true
  readonly cutoff?: Cutoff
  readonly openedAt: Instant
  readonly seats: readonly Seat[]
  readonly offers: readonly Offer[]
  readonly calls: readonly Call[]
  /** Lists that read that no more sites are looked for. */
  readonly closedLists?: readonly string[]
  readonly escalation: Escalation
  /** When the managers are reminded that the ticket waits for them; the step doubles each time. */
  readonly managersDue?: ManagersDue
  readonly reports: readonly Report[]
  readonly documents: readonly DocumentRef[]
  readonly notes: readonly Note[]
  /** Absent until the first one is named. */
  readonly ggus?: readonly GgusTicket[]
  /** Teams that have named one, and teams that were asked for one: each is asked once. */
  readonly ggusOf?: readonly TeamName[]
  readonly ggusAsked?: readonly TeamName[]
  readonly outcome?: { readonly outcome: Outcome; readonly reason?: string; readonly at: Instant }
  readonly completeNoted: boolean
  readonly resolvedAt?: Instant
  /** Events that were taken back; absent while none was. */
  readonly undone?: readonly EventId[]
  /** The events this ticket has seen: the same event twice equals once. */
  readonly applied: readonly EventId[]
}
