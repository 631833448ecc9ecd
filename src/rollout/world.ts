// What decide is told about the world: everything that is not the ticket and not the event. Plain data, made by
// the desk once per event; the clock, the roster and the calendar are arguments.

import type { Instant, PersonId, StackName, TeamName, TicketId } from './ids.ts'
import type { Answer } from './ticket.ts'

/** An IANA zone, and a country (ISO alpha-2) whose weekend and holidays count; empty: Saturday and Sunday are off. */
export type Place = { readonly zone: string; readonly country: string }
/** Where a span is counted: the place with the days off of all countries. */
export type Where = Place & { readonly calendar: Calendar }

export type Team = {
  readonly name: TeamName
  readonly ngi: string
  readonly site: string
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string
  /** IANA time zone. */
  readonly zone: string
  readonly stacks: readonly StackName[]
  readonly members: readonly PersonId[]
  /** Former site names (SPEC §2: sites get renamed). */
  readonly aliases: readonly string[]
}
export type Roster = { readonly teams: readonly Team[] }

export type Stack = {
  readonly name: StackName
  readonly titles: readonly string[]
  readonly components: readonly string[]
  readonly managers: readonly PersonId[]
  readonly lists: readonly string[]
  readonly componentLists: { readonly [component: string]: readonly string[] }
  readonly repositories: { readonly [stackMajor: string]: string }
}

export type Managers = {
  /** The group staged-rollout: told of every ticket. */
  readonly all: readonly PersonId[]
  /** The group sw-rel-sr: owners of the parent. */
  readonly release: readonly PersonId[]
}

/** Spans as an operator writes them: `1 working day`, `4 working hours`, `7 days`, `90 minutes`. */
export type Span = {
  readonly n: number
  readonly unit: 'working day' | 'working hour' | 'day' | 'hour' | 'minute'
}

export type Policy = {
  readonly zone: string
  /** ISO alpha-2: whose weekend and holidays the bot and its managers keep; without one Saturday and Sunday. */
  readonly country?: string
  /** Name of the group in the tracker that owns the parent. */
  readonly releaseGroup: string
  readonly answer: Span
  readonly remindAt: string
  readonly dueAt: string
  /** Days between two reminders of the same thing, at most. */
  readonly remindCapDays: number
  readonly trial: Span
  readonly trialCheck: Span
  /** The same two for an emergency (SPEC §1.1). */
  readonly emergencyAnswer: Span
  readonly emergencyTrial: Span
  /** After acceptance: when a team that has not said so is asked whether its trial has begun. */
  readonly started: Span
  /** `HH:MM`: when the managers' daily letter leaves on working days; absent where there is none. */
  readonly digestAt?: string
  /** Hours for letters that can wait, and how many a person gets in a day (0: no limit); absent: neither is kept. */
  readonly quiet?: { readonly from: string; readonly until: string; readonly letters: number }
  readonly escalation: {
    readonly mode: 'auto' | 'ask'
    readonly preview: Span
    readonly round: Span
    readonly seats: number
    readonly wider: readonly string[]
  }
}

/** Days on which nobody is expected to work. Weekends come from the country (Intl), closed days from the operator. */
export type Calendar = {
  readonly closed: readonly string[]
  /** By country (ISO alpha-2): closed there alone. */
  readonly closedIn?: { readonly [country: string]: readonly string[] }
  /** By country (ISO alpha-2) and ISO date: what the holiday is called, in English where it has an English name. */
  readonly holidays: { readonly [country: string]: { readonly [date: string]: string } }
}

/** A site that exists, by the site list (GOCDB, or the data file). */
export type Site = { readonly ngi: string; readonly site: string }

/** What is known beside the title's own words (SPEC §10 [names]). */
export type Names = { readonly os: readonly string[]; readonly arch: readonly string[] }

/** An answer that waits for its writer's `yes` (SPEC 3.3): shown to the manager in the call's preview. */
export type HeldAnswer = { readonly team: TeamName; readonly answer: Answer; readonly since: Instant }

/** A letter of the ticket that is made and has not left; of those whose reader's time counts from its leaving. */
export type Unsent =
  | {
      readonly letter: 'invitation'
      readonly team: TeamName
      readonly person: PersonId
      readonly round: number
    }
  | {
      readonly letter: 'call-preview'
      readonly person: PersonId
      readonly round: number
      /** When it was made. */
      readonly since: Instant
    }

/** Which doors stand open; a request to a closed one becomes a letter to somebody who can do it by hand. */
export type Doors = {
  readonly open: readonly ('repository' | 'tracker' | 'helpdesk' | 'sites')[]
  /** The tracker takes mail: the parent's outcome goes to its address. */
  readonly trackerByMail: boolean
}

/** What the journal knows of one team over all rollouts; for managers only. */
export type TeamRecord = {
  readonly team: TeamName
  /** When it was asked within the last year, oldest first. */
  readonly asked: readonly Instant[]
  /** Ever; absent where it never was. */
  readonly firstAsked?: Instant
  readonly lastAsked?: Instant
  /** How often within the last year, and how often by an accept. */
  readonly answered: number
  readonly accepted: number
  /** The median of its answer times within the last year, emergencies left out. */
  readonly hours?: number
  /** Rollouts that it has on trial, and that wait for its answer in time. */
  readonly trials: number
  readonly awaited: number
}

export type World = {
  readonly now: Instant
  readonly calendar: Calendar
  readonly roster: Roster
  readonly stacks: readonly Stack[]
  readonly managers: Managers
  readonly policy: Policy
  readonly sites: readonly Site[]
  readonly held: readonly HeldAnswer[]
  /** Whose automatic answers on the ticket name a day of return that is still to come; as `2026-12-07`. */
  readonly away?: readonly { readonly person: PersonId; readonly until: string }[]
  /** Of the ticket. */
  readonly unsent?: readonly Unsent[]
  /** Where somebody is to choose teams; absent elsewhere, for it is long to read. */
  readonly records?: readonly TeamRecord[]
  readonly doors: Doors
  /** The number that `opened` gives its ticket; handed out by the Ledger. */
  readonly nextTicket: TicketId
}
