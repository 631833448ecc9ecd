// The doors on one page. Each is a promise about one outside system or about memory; the rooms behind them are
// chosen in house.ts. Types only, but for Fault: the one kind of trouble that doors may throw.

import type { Ticket } from './rollout/ticket.ts'
import type { Effect, Letter, Recipient } from './rollout/effect.ts'
import type { Actor, Event } from './rollout/event.ts'
import type { Fact } from './rollout/fact.ts'
import type { EventId, Instant, PersonId, TicketId } from './rollout/ids.ts'
import type { QuietDays } from './rollout/quiet.ts'
import type { Jump, Pause, PostEvent } from './rollout/pause.ts'
import type { Bounce, Via } from './intake/message.ts'
import type { Alike, LetterFilter, MailFilter, Said, TicketFilter } from './ports/asking.ts'
import type { DoorSays } from './ports/doors.ts'
import type { MailState, MailVerdict } from './ports/incoming.ts'
import type {
  Gathering,
  Kept,
  Leave,
  LetterState,
  OutboxDraft,
  Question,
  Rate,
  Rates,
  Settlement,
  Waiting,
  WaitsFor,
} from './ports/outgoing.ts'

/** The world failed. Transient faults are tried again by desk/retry, permanent ones are shown to the managers. */
export class Fault extends Error {
  readonly system: string
  readonly lasting: 'transient' | 'permanent'
  /** Nobody said no: what was asked may have been done all the same. */
  readonly unanswered: boolean
  readonly door: DoorSays
  constructor(
    system: string,
    lasting: 'transient' | 'permanent',
    message: string,
    cause?: unknown,
    unanswered = false,
    door: DoorSays = unanswered ? 'silent' : 'answers',
  ) {
    super(message, { cause })
    this.unanswered = unanswered
    this.door = door
    this.name = 'Fault'
    this.system = system
    this.lasting = lasting
  }
}

/**
 * `steady`: milliseconds that pass alike whatever the clock is set to; `boot` names what they count from, empty where
 * nobody can say. Absent where time is moved on purpose: such a clock never jumps.
 */
export type Clock = { now(): Instant; readonly steady?: () => number; readonly boot?: string }
/** Both clocks at a moment at which they agreed. */
export type ClockNote = { readonly at: Instant; readonly steady: number; readonly boot: string }

// ---- Mail in -------------------------------------------------------------------------------------------------

/** Where a mail stood on the server: the key of SPEC §3.6. For listen and folder, `uid` counts up by itself. */
export type Place = { readonly mailbox: string; readonly uidValidity: string; readonly uid: number }
export type Incoming = {
  readonly place: Place
  readonly via: Via
  readonly receivedAt: Instant
  readonly bytes: Uint8Array
  /** There before Rollcall first looked, up to `begunAt` of the cursor: stored, not acted on (SPEC §3.6, first start). */
  readonly backlog: boolean
}
export type Cursor = { readonly uidValidity: string; readonly uid: number; readonly begunAt: number }
export interface Mailbox {
  /** Name of the mailbox as the Ledger keys it. */
  readonly name: string
  /**
   * Carries mail until the signal aborts. `take` resolves once the bytes are safe; only then is the server told.
   * Reconnects by itself with backoff and reports each state by `tell`. Throws a permanent Fault only (wrong
   * password, unknown folder, certificate): one line that says what to do. With a null cursor `begin` is called once,
   * before any mail is taken, with where "from now on" starts: kept, it makes a crash during the first start harmless
   * (without it, mail that comes before the first take would look like backlog after a restart). `atEnd` is called,
   * once or often, when all that lay there is taken.
   */
  run(
    cursor: Cursor | null,
    take: (batch: readonly Incoming[]) => Promise<void>,
    tell: (state: DoorState) => void,
    signal: AbortSignal,
    begin?: (cursor: Cursor) => Promise<void>,
    atEnd?: () => void,
  ): Promise<void>
  /** Connects, logs in, looks at the folder and leaves; changes nothing. Throws a Fault that says what to do. Absent
   *  where there is no server. */
  check?(): Promise<void>
  /** Waits until a mail of our own with this Message-ID lies there, removes it where that touches no other, and answers
   *  with when the server took it; null once the signal aborts. Throws a Fault. Absent where there is no server to ask. */
  awaits?(messageId: string, signal: AbortSignal): Promise<Instant | null>
}
export type DoorState = {
  readonly up: boolean
  readonly what: string
  /** Milliseconds until it is tried again, where it is down. */
  readonly againIn?: number
  /** Mails, while many are carried at once: told for who watches, and out of date with the next. */
  readonly part?: { readonly done: number; readonly of: number }
}

// ---- Mail out ------------------------------------------------------------------------------------------------

export type Finished = {
  readonly bytes: Uint8Array
  readonly messageId: string
  /** `also`: a second recipient of the same transaction, whose refusal is no trouble. */
  readonly envelope: { readonly from: string; readonly to: string; readonly also?: string }
}
export interface Post {
  /** Hands one finished letter over. Throws a Fault: permanent where this letter or its reader is refused for good, else
   *  transient (record 0043); `unanswered` where the connection ended without a reply, so that the letter may have left. Its
   *  `door` is `shut` where no letter would have got through. `leave.beforeEnd` is waited for before the last bytes
   *  leave, by which its server takes it; a post that cannot hold them back does not ask. */
  send(letter: Finished, leave?: Leave): Promise<{ readonly response: string }>
  /** A letter that is sent again is the same letter to whoever reads them, as a file of the same name. */
  readonly repeatsAreOne?: true
  /** Connects, logs in and leaves; sends nothing. Throws a Fault that says what to do. Absent where there is no server. */
  check?(): Promise<void>
  close(): Promise<void>
}

// ---- Other systems; every one may be absent ---------------------------------------------------------------------
/** DNS: TXT, and for doctor A, AAAA and MX. Rejects with an Error whose `code` is ENOTFOUND or ENODATA where there is no
 *  record. */
export type Resolver = (name: string, type: string) => Promise<string[][]>

// ---- Memory: writes --------------------------------------------------------------------------------------------
export type MailId = number
export type LetterId = number

export type Change = {
  readonly ticket: Ticket
  /** 0 for a new ticket; the version the decision was made on otherwise. */
  readonly expectedVersion: number
  readonly event: Event
  readonly facts: readonly Fact[]
  readonly mail: MailId | null
}
export type Commit = {
  readonly at: Instant
  readonly mail?: { readonly id: MailId; readonly verdict: MailVerdict }
  readonly changes: readonly Change[]
  readonly outbox: readonly OutboxDraft[]
  readonly questions: readonly Question[]
  readonly settledQuestions: readonly {
    readonly id: string
    readonly state: Exclude<Question['state'], 'open'>
  }[]
  /** Report files by their SHA-256. */
  readonly files: readonly { readonly sha256: string; readonly bytes: Uint8Array }[]
  /** A bounce marks its letter. */
  readonly bouncedLetters: readonly { readonly letter: LetterId; readonly bounce: Bounce }[]
  /** What the administrator is told of begins or ends; a conflict where it stands so already. */
  readonly alerts?: {
    readonly raised?: readonly { readonly name: string; readonly since: Instant }[]
    readonly ended?: readonly string[]
  }
  /** Letters stop, or leave again, in this order; a conflict where it stands so already. */
  readonly pausing?: readonly Turn[]
  /** The day (ISO 8601) whose daily letters these are; a day that is done already, or a later one, is a conflict. */
  readonly digest?: string
}

/**
 * `jumped` stops the judging besides, `at` being the instant of its commit; `trusted` ends that. `wasWrong`: the clock has
 * come back, so that what it dated meanwhile is put right.
 */
export type Turn =
  | { readonly to: PostEvent['type']; readonly by: Actor }
  | { readonly to: 'jumped'; readonly by: Actor; readonly seen: Instant }
  | { readonly to: 'trusted'; readonly by: Actor; readonly wasWrong: boolean }

export type OutboxItem = {
  readonly id: LetterId
  readonly key: string
  readonly ticket: TicketId | null
  readonly effect: Effect
  readonly queuedAt: Instant
  readonly attempts: number
  readonly firstTriedAt: Instant | null
  /** The finished bytes, once composed: every try sends these. */
  readonly finished: Finished | null
  /** The same for all that leave as one letter; absent where it leaves alone. */
  readonly company?: LetterId
}

/** About fifteen intentions, each one transaction. No caller sees a row or a query (DESIGN, laws). */
export interface Ledger {
  /** Stores raw mail durably before it resolves; a mail already known by its place, or by Message-ID and hash after a
   *  UIDVALIDITY change, is not stored again. Answers with the ids of the mails that are new. */
  recordMail(batch: readonly Incoming[]): Promise<readonly MailId[]>
  /** Keeps where a mailbox begins to be read, before any of its mail is; a cursor that stands further on stays. */
  beginMailbox(mailbox: string, cursor: Cursor): Promise<void>
  /** Hands out the number of the next ticket; a number not used afterwards is lost, never given twice. */
  nextTicketId(): Promise<TicketId>
  /** The id of an address (compared without case); made on first sight. A later non-empty name replaces the first. */
  personFor(address: string, name: string): Promise<PersonId>
  /** Together or not at all. `conflict`: some ticket has moved on, or the release got a ticket meanwhile; decide again. */
  commit(commit: Commit): Promise<'committed' | 'conflict'>
  setMailAside(mail: MailId, reason: string, at: Instant): Promise<void>
  /** Counts a failed attempt at handling a mail and answers with the count. */
  countMailAttempt(mail: MailId): Promise<number>
  /** Marks that a mail is being handled: the mark outlives the process, though perhaps not a power loss. */
  takeInHand(mail: MailId): Promise<void>
  putDown(mail: MailId): Promise<void>
  /** Counts an attempt for each mail in line that an agent had in hand when it died; answers with them and their counts.
   *  Called once by the agent that holds the lock. */
  reclaimMails(): Promise<readonly { readonly mail: MailId; readonly attempts: number }[]>
  /** Puts a set-aside, held or backlog mail back in line. False where there is no such mail. */
  retryMail(mail: MailId): Promise<boolean>
  /** Leases what may leave now, by priority, then by when it might, then age; while letters are paused, only what passes. What is
   *  past a rate is put off to when there is room, and waits. With `quiet` a reader's letters are counted by the day, and
   *  those that leave together are leased together, all of them: there may be more than `limit`. */
  claimDue(
    now: Instant,
    leaseUntil: Instant,
    limit: number,
    rates?: Rates,
    quiet?: QuietDays,
  ): Promise<readonly OutboxItem[]>
  /** One leased letter of several leased ones, which share its fate; a transient Fault where one is leased no more. */
  gather(gathering: Gathering): Promise<OutboxItem>
  /** Keeps the finished bytes of a leased letter, once: a second call changes nothing and answers with the first bytes. */
  keepFinished(letter: LetterId, finished: Finished, at: Instant): Promise<Finished>
  settle(letter: LetterId, settlement: Settlement): Promise<void>
  /** Marks durably, before the first byte leaves, that a letter is given to the mail server; `handedBack`: it said no. */
  handOver(letter: LetterId, at: Instant): Promise<void>
  handedBack(letter: LetterId): Promise<void>
  /** Gives every lease back: what an agent that died left in hand. Called once by the agent that holds the lock. */
  reclaimLeases(): Promise<number>
  /** Keeps when both clocks agreed last; a `trusted` commit forgets it. */
  noteClock(note: ClockNote): Promise<void>
  close(): Promise<void>
}

// ---- Memory: reads ---------------------------------------------------------------------------------------------

export type Person = { readonly id: PersonId; readonly address: string; readonly name: string }
export type MailRow = {
  readonly id: MailId
  readonly state: MailState
  readonly place: Place
  readonly via: Via
  readonly receivedAt: Instant
  readonly bytes: number
  readonly attempts: number
  readonly verdict: MailVerdict | null
}
export type JournalRow = {
  readonly seq: number
  readonly ticket: TicketId
  readonly at: Instant
  readonly event: Event
  readonly facts: readonly Fact[]
  readonly mail: MailId | null
  /** Hash chain: SHA-256 over the previous row's hash and this row (0001). */
  readonly hash: string
}
/** A row without what brought it: for counting over years. */
export type JournalFacts = Pick<JournalRow, 'seq' | 'ticket' | 'at' | 'facts'> & {
  readonly event: Pick<Event, 'id'>
}
export type LetterRow = {
  readonly id: LetterId
  readonly key: string
  readonly ticket: TicketId | null
  readonly to: Recipient | null
  readonly letter: Letter | null
  readonly effect: Effect
  /** The event that queued it, known by its id in the ticket's journal; null for what answers a mail as a whole. */
  readonly event: EventId | null
  readonly state: LetterState
  readonly queuedAt: Instant
  readonly notBefore: Instant
  readonly sentAt: Instant | null
  readonly attempts: number
  readonly error: string
  readonly messageId: string
  readonly bounce: Bounce | null
  /** What keeps it from leaving before `notBefore`; null where nothing does, or a server that was away. */
  readonly waits: WaitsFor | null
  readonly gatheredInto: LetterId | null
}
export interface Archive {
  ticket(id: TicketId): Promise<Ticket | null>
  /** Newest first. */
  tickets(filter?: TicketFilter): Promise<readonly Ticket[]>
  journal(ticket: TicketId): Promise<readonly JournalRow[]>
  /** Every rollout's rows that hold a fact of one of these kinds, in the order in which they were written. */
  journalOf(facts: readonly Fact['what'][]): Promise<readonly JournalFacts[]>
  /** The first broken link of the journal's hash chain, or null where it holds. */
  brokenJournalRow(): Promise<number | null>
  mail(id: MailId): Promise<MailRow | null>
  rawMail(id: MailId): Promise<Uint8Array | null>
  /** Newest first. */
  mails(filter?: MailFilter): Promise<readonly MailRow[]>
  /** Mails in state `new`, oldest first. */
  mailInLine(limit: number): Promise<readonly MailId[]>
  /** Handled or held mails of which it may be another copy; verified ones first, then the oldest. */
  copiesOf(alike: Alike): Promise<readonly MailRow[]>
  /** Whether a handled or held mail said it before. */
  saidBefore(said: Said): Promise<boolean>
  letter(id: LetterId): Promise<LetterRow | null>
  letterBytes(id: LetterId): Promise<Finished | null>
  /** Newest first. */
  letters(filter?: LetterFilter): Promise<readonly LetterRow[]>
  partsOf(gathered: LetterId): Promise<readonly LetterRow[]>
  letterByMessageId(ids: readonly string[]): Promise<LetterRow | null>
  /** When the letter was given to the mail server last, where no clear no came back; null where it never was. `restored`:
   *  when a backup was put back last, and when it had been made; what left in between is not known. */
  handedOver(letter: LetterId): Promise<Instant | null>
  restored(): Promise<{ readonly at: Instant; readonly made: Instant } | null>
  /** When the first mail with this Message-ID came, in whatever state, not looking at what came before `since`. */
  arrivedSince(messageId: string, since: Instant): Promise<Instant | null>
  question(id: string): Promise<Question | null>
  questions(filter: {
    readonly ticket?: TicketId
    readonly mail?: MailId
    readonly person?: PersonId
    readonly state?: Question['state']
    readonly askedAfter?: Instant
  }): Promise<readonly Question[]>
  person(id: PersonId): Promise<Person | null>
  personByAddress(address: string): Promise<Person | null>
  /** When mail of this person was last received with level `verified`. */
  lastVerified(person: PersonId): Promise<Instant | null>
  /** Tickets with something due at or before `now`. */
  dueTickets(now: Instant): Promise<readonly TicketId[]>
  /** The earliest deadline of any unresolved ticket. */
  nextDue(): Promise<Instant | null>
  /** The earliest instant at which something in the outbox may leave, a pause respected. */
  nextOutbox(): Promise<Instant | null>
  /** When the letter was queued that has waited longest, of those that no pause, rate or quiet day keeps back. */
  oldestWaiting(): Promise<Instant | null>
  /** The pause that stands, or null. */
  pause(): Promise<Pause | null>
  /** The jump of the clock that is not cleared up yet, or null. */
  jump(): Promise<Jump | null>
  clockNote(): Promise<ClockNote | null>
  /** How many letters are past each rate, and when the first of them may leave; and those a quiet day keeps back. */
  waiting(): Promise<Waiting<Rate>>
  quietly(): Promise<Waiting<Kept>>
  /** What the administrator was told of and is not over yet. */
  alerts(): Promise<readonly { readonly name: string; readonly since: Instant }[]>
  /** The last day (ISO 8601) whose daily letters are done; null before the first. */
  lastDigest(): Promise<string | null>
  cursor(mailbox: string): Promise<Cursor | null>
  file(sha256: string): Promise<Uint8Array | null>
  /** How many mails stand so; quick however many there are. */
  mailsIn(state: MailState): Promise<number>
  counts(): Promise<{
    readonly mail: { readonly [state in MailState]: number }
    readonly letters: { readonly [state in LetterState]: number }
    readonly tickets: number
  }>
  /** Rises with every commit of any process: the agent sees by it what the command line queued. */
  version(): Promise<number>
}

/** The one judge, whatever brought the news: the command line and the board speak to the desk in the grammar's words. */
export type Submission = {
  readonly by: { readonly admin: string } | { readonly person: PersonId }
  readonly ticket: TicketId | null
  readonly lines: readonly string[]
}
