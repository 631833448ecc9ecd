// What a mail led to, as the terminal says it: the steps it brought about on which rollouts, the letters that followed
// and how each stands, and what happens to the mail next by itself. From memory alone; the words are the letters room's.

import { shortDate } from '../board/dates.ts'
import { whyItWaits } from '../board/letterwaits.ts'
import { letterWords } from '../letters/letterwords.ts'
import { eventWords } from './ticketjson.ts'
import type { Archive, JournalRow, LetterRow, MailRow } from '../ports.ts'
import type { Question } from '../ports/outgoing.ts'
import { asTicketId, type Instant, type TicketId } from '../rollout/ids.ts'

export type Led = {
  readonly steps: readonly { readonly ticket: TicketId; readonly row: JournalRow }[]
  /** Oldest first. */
  readonly letters: readonly { readonly letter: LetterRow; readonly to: string }[]
  readonly questions: readonly Question[]
}

/** Rollouts that a mail could have changed: its own, those that its lines name, those that its questions are about. */
function ticketsOf({ verdict }: MailRow, questions: readonly Question[]): ReadonlySet<TicketId> {
  const named = (verdict?.commands ?? []).flatMap((line) => /#([1-9]\d{0,8})(?!\d)/.exec(line)?.[1] ?? [])
  const own = [verdict?.ticket ?? null, ...questions.map(({ ticket }) => ticket)]
  return new Set([...own.filter((ticket) => ticket !== null), ...named.map((one) => asTicketId(Number(one)))])
}

export async function ledTo(archive: Archive, mail: MailRow): Promise<Led> {
  const questions = await archive.questions({ mail: mail.id })
  const tickets = [...ticketsOf(mail, questions)]
  const journals = await Promise.all(tickets.map((ticket) => archive.journal(ticket)))
  const steps = tickets.flatMap((ticket, at) =>
    (journals[at] ?? []).filter((row) => row.mail === mail.id).map((row) => ({ ticket, row })),
  )
  const events = new Set(steps.map(({ row }) => row.event.id))
  const person = mail.verdict?.person ?? null
  const written = await Promise.all([
    ...tickets.map((ticket) => archive.letters({ ticket })),
    ...(person === null ? [] : [archive.letters({ person })]),
  ])
  // What answers a mail as a whole has the mail's number in its key; the rest belongs to the events.
  const followed = written
    .flat()
    .filter(({ key, event }) => key.startsWith(`m${mail.id}/`) || (event !== null && events.has(event)))
  const letters = [...new Map(followed.map((letter) => [letter.id, letter])).values()]
    .filter(({ letter }) => letter !== null)
    .toSorted((a, b) => a.id - b.id)
  return {
    steps,
    questions,
    letters: await Promise.all(
      letters.map(async (letter) => ({ letter, to: await readerOf(archive, letter) })),
    ),
  }
}

async function readerOf(archive: Archive, { to }: LetterRow): Promise<string> {
  if (to === null) return ''
  if ('list' in to) return to.list
  return 'person' in to ? ((await archive.person(to.person))?.address ?? to.person) : 'tracker'
}

/** How a letter stands, and why where that is not plain. */
function standsNow(row: LetterRow, zone: string): string {
  const { state, sentAt, notBefore, error, gatheredInto } = row
  const because = error === '' ? '' : `: ${error}`
  const why = whyItWaits(row)
  const company = gatheredInto === null ? '' : `, gathered into letter ${gatheredInto}`
  if (sentAt !== null)
    return `${state} ${shortDate(sentAt, zone)}${company}${state === 'sent' ? '' : because}`
  if (why !== '') return `${why}, until ${shortDate(notBefore, zone)}`
  if (company !== '') return `${state}${company}${because}`
  return state === 'queued' || state === 'deferred'
    ? `${state}, leaves from ${shortDate(notBefore, zone)} on${because}`
    : `${state}${because}`
}

export const ledWords = ({ steps, letters }: Led, zone: string): readonly (readonly [string, string])[] => [
  ...steps.map(({ ticket, row }) => ['led to', `#${ticket}: ${eventWords(row)}`] as const),
  ...letters.map(
    ({ letter, to }) =>
      [
        'letter',
        `${letterWords[letter.letter?.letter ?? 'receipt']} to ${to}, ${standsNow(letter, zone)}`,
      ] as const,
  ),
]

export const ledJson = ({ steps, letters, questions }: Led) => ({
  ledTo: steps.map(({ ticket, row }) => ({
    ticket,
    at: row.at,
    what: eventWords(row),
    event: row.event.type,
  })),
  letters: letters.map(({ letter, to }) => ({
    letter: letter.letter?.letter ?? 'receipt',
    to,
    state: letter.state,
    queuedAt: letter.queuedAt,
    sentAt: letter.sentAt,
    ...(letter.error === '' ? {} : { error: letter.error }),
  })),
  waitsFor: questions
    .filter(({ state }) => state === 'open')
    .map(({ person, askedAt, until }) => ({ who: person, what: 'yes', since: askedAt, until })),
})

/** What happens to it without anybody doing anything. */
export function nextOfMail({ id, state }: MailRow, { questions }: Led, now: Instant, zone: string): string {
  const open = questions.filter((question) => question.state === 'open' && question.until > now)
  const last = open
    .map(({ until }) => until)
    .toSorted()
    .at(-1)
  if (state === 'new') return 'the agent looks at it in its turn'
  if (last !== undefined) return `${shortDate(last, zone)}: what it asks for lapses, where no yes has come`
  if (state === 'set-aside' || state === 'backlog')
    return `nothing; rollcall mail retry ${id} puts it back in line`
  return 'nothing'
}
