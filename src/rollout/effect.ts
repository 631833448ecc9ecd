// What decide wants done outside (SPEC §5, §6): letters and requests to the doors, as data with a stable key.
// A letter carries every fact it will say, so that it reads the same whenever it leaves.

import type {
  DocumentRef,
  Due,
  GgusTicket,
  LinkName,
  Links,
  ManagersTask,
  Outcome,
  Parent,
  Problem,
  Release,
  ReportFindings,
  ReportVerdict,
  ReportWhy,
  SeatState,
} from './ticket.ts'
import type { AdminAlert, FailedLetter } from './alert.ts'
import type { Did } from './did.ts'
import type { CutoffNews } from './cutoff.ts'
import type { HeldAnswer, Span } from './world.ts'
import type { Instant, PersonId, StackName, TeamName, TicketId } from './ids.ts'
import type { Refusal, Unclear } from './refusal.ts'
import type { Digest, Rota, Told } from './told.ts'

/** The ticket as every letter about it names it. */
export type About = {
  readonly ticket: TicketId
  readonly title: string
  readonly release: Release
  readonly stack: StackName | null
  readonly links: Links
  /** The staged-rollout repository of the stack-major, where one is configured. */
  readonly repository?: string
  readonly parent?: Parent
  /** How long a site has it in production, at least and at most. */
  readonly trial?: { readonly check: Span; readonly trial: Span }
  readonly emergency?: true
  readonly cutoff?: CutoffNews
}

export type SeatLine = {
  readonly team: TeamName
  readonly state: SeatState
  readonly silent: boolean
  readonly reason?: string
  /** A member is out of office until then. */
  readonly away?: string
}
export type ReportLine = ReportFindings & {
  readonly team: TeamName | null
  readonly name: string
  readonly revision: number
  readonly verdict: ReportVerdict
  /** As it came, where that is another name. */
  readonly original?: string
  /** How a manager's line names it, while it waits for one. */
  readonly handle?: string
}

/** What is asked about a report: under which name it counts, whose it is, or for the GGUS ticket of what went wrong. */
export type ReportDoubt =
  | {
      readonly asks: 'name'
      readonly file: string
      readonly why: ReportWhy
      readonly right: readonly string[]
    }
  /** A manager handed it on: `handle` as in ReportLine, `teams`: those of the rollout. */
  | {
      readonly asks: 'whose'
      readonly file: string
      readonly handle: string
      readonly teams: readonly TeamName[]
    }
  | { readonly asks: 'ggus'; readonly team: TeamName; readonly problems: string }

/** What became of an offer that was not taken; `takes-part`: its site does already. */
export type OfferResult = 'declined' | 'invited' | 'takes-part' | 'filled' | 'ended'

export type Letter =
  /** `byHand` holds requests to closed doors; the desk fills it in. `missing`: links nobody gave. */
  | {
      readonly letter: 'new-ticket'
      readonly about: About
      readonly missing: readonly LinkName[]
      readonly volunteers: readonly TeamName[]
      readonly rota?: Rota
      readonly decideBy: Due
      /** How long each team has for its answer. */
      readonly answer?: Span
      readonly byHand: readonly DoorRequest[]
    }
  | {
      readonly letter: 'invitation'
      readonly about: About
      readonly team: TeamName
      readonly answerDue: Due
      readonly round?: number
    }
  | {
      readonly letter: 'reminder'
      readonly about: About
      readonly to: 'team'
      readonly asks: 'answer' | 'started' | 'report'
      readonly team: TeamName
      readonly due: Due
    }
  | {
      readonly letter: 'reminder'
      readonly about: About
      readonly to: 'managers'
      readonly asks: ManagersTask
      readonly since: Instant
      readonly next: Due
      readonly teams: readonly TeamName[]
      readonly rota?: Rota
    }
  /**
   * `startBy`: when we ask whether it has begun, where we do. `check` and `trial`: how long it runs at least and at most.
   */
  | {
      readonly letter: 'trial-started'
      readonly about: About
      readonly team: TeamName
      readonly reportDue: Due
      readonly check: Span
      readonly trial: Span
      readonly startBy?: Due
      readonly reportName: string
    }
  | {
      readonly letter: 'trial-reminder'
      readonly about: About
      readonly team: TeamName
      readonly reportDue: Due
      readonly reportName: string
    }
  /** `how`: as the team said it, for the line that grants it. */
  | {
      readonly letter: 'extend-request'
      readonly about: About
      readonly team: TeamName
      readonly reportDue: Due
      readonly wanted: Due
      readonly how: { readonly span: Span } | { readonly until: Due }
      /** The team's own, in which a date of the line is meant. */
      readonly zone: string
    }
  | {
      readonly letter: 'team-silent'
      readonly about: About
      readonly team: TeamName
      readonly due: Due
      readonly bounced: boolean
      readonly away?: string
    }
  | {
      readonly letter: 'call-preview'
      readonly about: About
      readonly round: number
      readonly lists: readonly string[]
      readonly postAt?: Due
      readonly seats: readonly SeatLine[]
      readonly held: readonly HeldAnswer[]
    }
  | {
      readonly letter: 'call'
      readonly about: About
      readonly round: number
      readonly list: string
      readonly wanted: number
      /** How many sites took part when it was made; absent in those of older versions. */
      readonly had?: number
    }
  | {
      readonly letter: 'nobody-volunteers'
      readonly about: About
      readonly rounds: number
      readonly called: readonly string[]
      readonly next: Due
    }
  | {
      readonly letter: 'offer-received'
      readonly about: About
      readonly team: TeamName
      readonly by: PersonId
      readonly knownSite: boolean
      readonly proven: boolean
      readonly onRoster: boolean
      /** Somebody else has offered it too. */
      readonly another?: true
    }
  /** `question` is the id of the one-time question; the desk fills it in. */
  | {
      readonly letter: 'offer-confirm'
      readonly about: About
      readonly team: TeamName
      readonly question: string
      readonly until: Instant
    }
  | {
      readonly letter: 'offer-result'
      readonly about: About
      readonly team: TeamName
      readonly result: OfferResult
    }
  /** To a list that was called: no more sites are looked for. */
  | {
      readonly letter: 'call-filled'
      readonly about: About
      readonly list: string
      readonly why: 'filled' | 'ended'
    }
  | {
      readonly letter: 'report-received'
      readonly about: About
      readonly report: ReportLine
      readonly by: PersonId | null
      readonly have: number
      readonly awaited: readonly TeamName[]
    }
  /** To whoever sent it, or to the team: what keeps a report from counting, or what it leaves open. */
  | {
      readonly letter: 'report-question'
      readonly about: About
      readonly doubts: readonly ReportDoubt[]
    }
  | {
      readonly letter: 'reports-complete'
      readonly about: About
      readonly reports: readonly ReportLine[]
      readonly documentTitle: string
      readonly summaryName: string
      /** A manager asked for it; `awaited`: who accepted and has no report yet; `over`: the rollout is resolved. */
      readonly asked?: { readonly awaited: readonly TeamName[]; readonly over: boolean }
      readonly ggus?: readonly GgusTicket[]
    }
  | {
      readonly letter: 'outcome'
      readonly about: About
      readonly outcome: Outcome | null
      readonly reason?: string
      readonly documents: readonly DocumentRef[]
      readonly team: TeamName
      readonly reported: boolean
      /** Its beta tag is on. */
      readonly beta?: true
      readonly ggus?: readonly GgusTicket[]
    }
  | {
      readonly letter: 'parent-outcome'
      readonly about: About
      readonly outcome: Outcome | null
      readonly reason?: string
      readonly documents: readonly DocumentRef[]
    }
  | {
      readonly letter: 'note-shared'
      readonly about: About
      readonly author: TeamName | 'managers' | 'subscriber'
      readonly text: string
      readonly private?: true
      /** It names a problem for GGUS. */
      readonly problem?: true
      /** The one team that reads a private note beside the managers. */
      readonly to?: TeamName
    }
  | {
      readonly letter: 'receipt'
      /** The Message-ID of the mail it answers. */
      readonly answers?: string
      readonly about: About | null
      readonly subject: string
      readonly items: readonly ReceiptItem[]
      readonly prose: string
      readonly invitation?: { readonly team: TeamName; readonly answerDue: Due }
      /** The local administrator released it in the reader's place. */
      readonly released?: true
    }
  | {
      readonly letter: 'ask-back'
      readonly answers?: string
      readonly about: About | null
      readonly lines: readonly string[]
      readonly claimed: string
      readonly receivedAt: Instant
      readonly question: string
      readonly until: Instant
    }
  | {
      readonly letter: 'pointer'
      readonly answers?: string
      readonly about: About | null
      readonly subject: string
      readonly prose: string
    }
  /** The managers took the question to this team back. */
  | { readonly letter: 'no-longer-asked'; readonly about: About; readonly team: TeamName }
  | AdminAlert
  | { readonly letter: 'delivery-failed'; readonly about: About; readonly failed: FailedLetter }
  /** What waits for one manager; the numbers of an answer mean these items, first to last (SPEC §3.4). */
  | ({ readonly letter: 'digest'; readonly about: null; readonly day: string } & Digest)
  | { readonly letter: 'by-hand'; readonly about: About; readonly requests: readonly DoorRequest[] }
  /** Several letters to one reader, as one. */
  | { readonly letter: 'gathered'; readonly about: null; readonly parts: readonly GatheredPart[] }
export type LetterName = Letter['letter']

/** One of several letters that go as one. `number`: what `<N>` means in an answer; the first of a daily letter's. */
export type GatheredPart = {
  /** Its own number in the outbox. */
  readonly of: number
  readonly number: number
  readonly to: Recipient
  readonly letter: Letter
}

/** What is asked of an outside system; a closed door turns it into a line for the managers (SPEC §6). */
export type DoorRequest =
  | { readonly door: 'repository'; readonly ask: 'move-packages'; readonly release: Release }
  | {
      readonly door: 'repository'
      readonly ask: 'tell-outcome'
      readonly release: Release
      readonly outcome: Outcome
    }
  | { readonly door: 'tracker'; readonly ask: 'own-parent'; readonly parent: Parent; readonly group: string }
  | {
      readonly door: 'tracker'
      readonly ask: 'tell-parent'
      readonly parent: Parent
      readonly outcome: Outcome | null
      readonly documents: readonly DocumentRef[]
    }
  | { readonly door: 'tracker'; readonly ask: 'watch'; readonly teams: readonly TeamName[] }
  | { readonly door: 'helpdesk'; readonly ask: 'open-ticket'; readonly problem: Problem }
  | { readonly door: 'sites'; readonly ask: 'set-beta'; readonly team: TeamName; readonly on: boolean }

export type Recipient =
  | {
      readonly person: PersonId
      /** IANA zone its dates are printed in. */ readonly zone: string
      /** Why this person gets it. */ readonly because: Because
    }
  | { readonly list: string; readonly zone: string; readonly because: 'called-list' }
  /** The tracker's own address, for the parent's outcome. */
  | { readonly tracker: true; readonly zone: string; readonly because: 'tracker' }
export type Because =
  | 'team-member'
  | 'manager'
  | 'group-staged-rollout'
  | 'group-release'
  | 'writer'
  | 'offerer'
  | 'admin'

export type Effect =
  | { readonly kind: 'letter'; readonly key: string; readonly to: Recipient; readonly letter: Letter }
  | { readonly kind: 'door'; readonly key: string; readonly request: DoorRequest }

/** One line of a receipt. */
export type ReceiptItem =
  /** `ticket` is null where it is about the bot itself. */
  | { readonly item: 'done'; readonly line: string; readonly ticket: TicketId | null; readonly did: Did }
  | {
      readonly item: 'refused'
      readonly line: string
      readonly ticket: TicketId | null
      readonly refusal: Refusal
    }
  | { readonly item: 'unclear'; readonly line: string; readonly unclear: Unclear }
  | { readonly item: 'held'; readonly line: string }
  /** The answer to a question; nothing changed. `ticket` is null where it is about none or several. */
  | {
      readonly item: 'told'
      readonly line: string
      readonly ticket: TicketId | null
      readonly told: Told
    }
