// Which ticket a mail is about (SPEC §3.2): every key it carries, in order of trust, and how keys agree. Keys name
// tickets, they do not prove writers; only a token does, and what it allows is judged in authority.ts. Finding the
// stored tickets behind a release or a tracker's number is the desk's work. Key 7 (the team's only open ticket) too.

import type { Marks } from '../marks/marks.ts'
import { recogniseReportAnywhere } from '../rollout/filename.ts'
import { asTicketId } from '../rollout/ids.ts'
import type { PersonId, TicketId } from '../rollout/ids.ts'
import { findTitle } from '../rollout/release.ts'
import type { Release } from '../rollout/ticket.ts'
import type { Names, Roster } from '../rollout/world.ts'
import { isForward } from './forwarded.ts'
import { valueOf, valuesOf } from './headers.ts'
import type { Message } from './message.ts'

type KeyName =
  | 'reply-address'
  | 'message-id'
  | 'foot'
  | 'number'
  | 'subject-tag'
  | 'tracker-tag'
  | 'title'
  | 'report-name'
  | 'call-address'

/** One of `ticket`, `question`, `tracker` (the tracker's number, in digits) or `releases` says what the key names. */
export type ThreadKey = {
  readonly by: KeyName
  readonly ticket?: TicketId
  readonly tracker?: string
  /** Several where a report's name fits more than one. */
  readonly releases?: readonly Release[]
  /** Whose recipient's mark it is. */
  readonly token?: { readonly person: PersonId }
  readonly question?: { readonly id: string; readonly person: PersonId }
}

export type Signposts = {
  readonly marks: Marks
  /** The names the tracker writes in its subject tags. */
  readonly trackerTags: readonly string[]
  readonly names: Names
  readonly roster: Roster
  /** The releases of the tickets that a report may be for. */
  readonly releases: readonly Release[]
}

const mostAddresses = 200
const mostIds = 100
const mostAttachments = 50

/** Where the mail was sent to, also when its own To says otherwise (a redirect, a Bcc). */
const addressesOf = (message: Message, marks: Marks): readonly string[] => {
  const broken = [...valuesOf(message, 'to'), ...valuesOf(message, 'cc')].flatMap(marks.plusAddressesIn)
  return [
    ...message.to.map(({ address }) => address),
    ...message.cc.map(({ address }) => address),
    ...valuesOf(message, 'delivered-to'),
    ...valuesOf(message, 'x-original-to'),
    ...broken,
  ].slice(0, mostAddresses)
}

/** The daily letter whose signed address the mail was sent to, and whose address that is. */
export function digestMark(message: Message, marks: Marks) {
  for (const address of addressesOf(message, marks)) {
    const found = marks.readAddress(address)
    if (found?.mark === 'digest') return found
  }
  return null
}

/** Words with an @ in them: old programs write comments and names there, and some drop the angle brackets. */
const answeredIds = (message: Message) =>
  ['in-reply-to', 'references']
    .flatMap((name) => valuesOf(message, name))
    .flatMap((value) => value.split(/[\s<>()[\],;"]+/))
    .filter((word) => word.includes('@'))
    .slice(-mostIds)

/** Text in which a foot marker may stand: the HTML without its tags, too. */
const quotable = (message: Message) => `${message.text}\n${message.html.replace(/<[^<>]{0,1000}>/g, '')}`

/**
 * The keys of a mail in the order of SPEC §3.2, each once. `commandTickets`: the numbers before its commands (`#42`).
 */
export function threadKeys(
  message: Message,
  commandTickets: readonly number[],
  { marks, trackerTags, names, roster, releases }: Signposts,
): readonly ThreadKey[] {
  const addressed = addressesOf(message, marks).flatMap((address): ThreadKey[] => {
    const found = marks.readAddress(address)
    if (found?.mark === 'reply')
      return [{ by: 'reply-address', ticket: found.ticket, token: { person: found.person } }]
    if (found?.mark === 'question')
      return [{ by: 'reply-address', question: { id: found.id, person: found.person } }]
    return found?.mark === 'call' ? [{ by: 'call-address', ticket: found.ticket }] : []
  })
  const titled = findTitle(message.subject, names)
  const relayed = valueOf(message, 'x-rt-ticket') || valueOf(message, 'rt-ticket')
  const keys: readonly ThreadKey[] = [
    ...addressed.filter(({ by }) => by === 'reply-address'),
    ...answeredIds(message).flatMap((id): ThreadKey[] => {
      const ticket = marks.readMessageId(id)?.ticket
      return ticket === undefined || ticket === null ? [] : [{ by: 'message-id', ticket }]
    }),
    ...marks
      .readFoots(quotable(message))
      .map(({ ticket, person }): ThreadKey => ({ by: 'foot', ticket, token: { person } })),
    ...commandTickets.map((number): ThreadKey => ({ by: 'number', ticket: asTicketId(number) })),
    ...marks.readTags(message.subject).map((ticket): ThreadKey => ({ by: 'subject-tag', ticket })),
    ...marks
      .readTrackerTags(`${message.subject} [${relayed}]`, trackerTags)
      .map((tracker): ThreadKey => ({ by: 'tracker-tag', tracker })),
    ...(titled === null ? [] : [{ by: 'title', releases: [titled] } as const]),
    ...message.attachments.slice(0, mostAttachments).flatMap(({ name }): ThreadKey[] => {
      const found = recogniseReportAnywhere(name, roster, releases)
      return found === null ? [] : [{ by: 'report-name', releases: found.releases }]
    }),
    ...addressed.filter(({ by }) => by === 'call-address'),
  ]
  return [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()]
}

/** A key with the stored tickets behind it; none where it names nothing that exists. */
export type Candidate = {
  readonly by: KeyName
  readonly tickets: readonly TicketId[]
  readonly token?: { readonly person: PersonId }
}
export type Choice =
  | {
      readonly kind: 'ticket'
      readonly ticket: TicketId
      readonly by: KeyName
      readonly token?: { readonly person: PersonId }
    }
  /** Keys that name different tickets: nothing is done, the bot asks. */
  | { readonly kind: 'disagree'; readonly tickets: readonly TicketId[] }
  /** What is named fits several tickets: the letter lists the line to send for each. */
  | { readonly kind: 'several'; readonly tickets: readonly TicketId[] }
  | { readonly kind: 'none' }

/** What a forward has from the mail that it passes on, and its writer did not choose. */
const inherited: ReadonlySet<KeyName> = new Set(['message-id', 'foot', 'subject-tag', 'tracker-tag', 'title'])

/** The ticket of a forward: by its writer's own keys; what it inherited is merely shown (SPEC §3.2). */
export function chooseForwarded(candidates: readonly Candidate[]): Choice {
  const choice = chooseTicket(candidates.filter(({ by }) => !inherited.has(by)))
  const tickets = [...new Set(candidates.flatMap((one) => one.tickets))]
  return choice.kind === 'none' && tickets.length > 0 ? { kind: 'several', tickets } : choice
}

/**
 * The ticket the candidates agree on: the first key that names exactly one chooses, and every other must allow it.
 * The token is the first that stands on the chosen ticket. A mail whose lines name several tickets (a digest's answer)
 * is asked about once a line, with that line's number only.
 */
export function chooseTicket(candidates: readonly Candidate[]): Choice {
  const named = candidates.filter(({ tickets }) => tickets.length > 0)
  const all = [...new Set(named.flatMap(({ tickets }) => tickets))]
  const chooser = named.find(({ tickets }) => tickets.length === 1)
  const ticket = chooser?.tickets[0]
  if (chooser === undefined || ticket === undefined) {
    // Keys that each fit several may still have a single ticket in common.
    const common = all.filter((one) => named.every(({ tickets }) => tickets.includes(one)))
    const [only, ...more] = common
    const first = named[0]
    if (first === undefined) return { kind: 'none' }
    if (only === undefined) return { kind: 'disagree', tickets: all }
    return more.length === 0
      ? { kind: 'ticket', ticket: only, by: first.by }
      : { kind: 'several', tickets: common }
  }
  if (!named.every(({ tickets }) => tickets.includes(ticket))) return { kind: 'disagree', tickets: all }
  const token = named.find((one) => one.token !== undefined && one.tickets.length === 1)?.token
  return { kind: 'ticket', ticket, by: chooser.by, ...(token === undefined ? {} : { token }) }
}

/**
 * Whether the mail answers one of our letters: sent to a signed address, in its thread, or quoting its foot. No forward
 * does.
 */
export function answersUs(message: Message, marks: Marks): boolean {
  const signed = addressesOf(message, marks).some((address) =>
    ['reply', 'question', 'call', 'digest'].includes(marks.readAddress(address)?.mark ?? ''),
  )
  if (signed || isForward(message)) return signed
  return (
    answeredIds(message).some((id) => marks.readMessageId(id) !== null) ||
    marks.readFoots(quotable(message)).length > 0
  )
}
