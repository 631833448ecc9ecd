// What must be so after all the killing: every mail handled exactly once, every rollout as its mails make it, every
// letter there, and no copy too many. Reckoned from what was sent and what arrived; nothing of src is imported here.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { bot, list, subscribers, users } from '../live/lab/people.ts'
import { eventOf, expectedFrom, type Expected, type Sent } from './model.ts'
import { copiesOf, rows, type Copy } from './received.ts'
import { members } from './stories.ts'
import { managerGlite, managerOps } from '../live/support/settings.ts'

type MailRow = {
  readonly id: number
  readonly message_id: string
  readonly state: string
  readonly ticket: number | null
  readonly attempts: number
  readonly verdict: string | null
}
type JournalRow = {
  readonly seq: number
  readonly ticket: number
  readonly at: string
  readonly event_id: string
  readonly event: string
  readonly facts: string
  readonly mail: number | null
  readonly prev: string
  readonly hash: string
}
type LetterRow = {
  readonly id: number
  readonly key: string
  readonly state: string
  readonly ticket: number | null
  readonly effect: string
  readonly message_id: string | null
  readonly envelope_to: string | null
}
type TicketRow = {
  readonly id: number
  readonly title: string
  readonly status: string
  readonly row: string
}
type Stored = {
  readonly seats: readonly { readonly team: string; readonly state: string }[]
  readonly offers: readonly { readonly team: string; readonly state: string }[]
  readonly calls: readonly { readonly list: string; readonly round: number }[]
  readonly documents: readonly { readonly id?: string }[]
  readonly outcome?: { readonly outcome: string } | string
  readonly reports: readonly { readonly team: string | null; readonly verdict: string }[]
}

export type Findings = {
  readonly complaints: readonly string[]
  readonly mails: number
  readonly tickets: number
  readonly letters: number
  /** Copies beyond the first of a letter in one mailbox. */
  readonly extra: number
  /** Letters that were being handed over when a life ended, over all lives; and how many lives ended so. */
  readonly inDoubt: number
  readonly livesInDoubt: number
}

export function check(dir: string, database: string, trace: string, sent: readonly Sent[]): Findings {
  const complaints: string[] = []
  const complain = (what: string) => void complaints.push(what)
  const mails = rows<MailRow>(database, 'SELECT id, message_id, state, ticket, attempts, verdict FROM mail')
  const journal = rows<JournalRow>(database, 'SELECT * FROM journal ORDER BY seq')
  const tickets = rows<TicketRow>(database, 'SELECT id, title, status, row FROM tickets')
  const letters = rows<LetterRow>(
    database,
    `SELECT outbox.id, key, state, ticket, effect, message_id, envelope_to
     FROM outbox LEFT JOIN finished ON finished.letter = outbox.id`,
  )
  const readers = users.map(({ address }) => address).filter((address) => address !== bot)
  const copies = readers.flatMap((reader) => copiesOf(dir, reader))

  checkChain(
    journal,
    rows<{ seq: number; hash: string }>(database, 'SELECT seq, hash FROM journal_head'),
    complain,
  )
  checkMails(sent, mails, journal, complain)
  checkRollouts(sent, tickets, complain)
  checkReceipts(sent, copies, complain)
  checkFirstLetters(sent, tickets, letters, copies, complain)
  const inDoubt = doubts(trace, letters)
  const extra = checkCopies(letters, copies, inDoubt.letters, complain)
  checkMailbox(dir, mails, complain)
  return {
    complaints,
    mails: sent.length,
    tickets: tickets.length,
    letters: letters.length,
    extra,
    inDoubt: [...inDoubt.letters.values()].reduce((sum, times) => sum + times, 0),
    livesInDoubt: inDoubt.lives,
  }
}

/** Each row carries the SHA-256 of the one before it; the head names the last. */
function checkChain(
  journal: readonly JournalRow[],
  heads: readonly { seq: number; hash: string }[],
  complain: (what: string) => void,
): void {
  let last = { seq: 0, hash: '' }
  for (const row of journal) {
    const { prev, seq, ticket, at, event_id, event, facts, mail } = row
    const hash = createHash('sha256')
      .update(JSON.stringify([prev, seq, ticket, at, event_id, event, facts, mail]))
      .digest('hex')
    if (seq !== last.seq + 1 || prev !== last.hash || hash !== row.hash)
      complain(`the journal's chain breaks at row ${seq}`)
    last = { seq, hash: row.hash }
  }
  const [head] = heads
  if (head?.seq !== last.seq || head.hash !== last.hash)
    complain('the journal does not end where its head says')
}

/** Each mail that was sent is known once, handled, and brought its one event. */
function checkMails(
  sent: readonly Sent[],
  mails: readonly MailRow[],
  journal: readonly JournalRow[],
  complain: (what: string) => void,
): void {
  const known = Map.groupBy(mails, (mail) => mail.message_id)
  const brought = Map.groupBy(journal, (row) => row.mail)
  for (const { messageId, said, by, title } of sent) {
    const what = `${said.verb} by ${by} on ${title} (${messageId})`
    const [row, ...others] = known.get(messageId) ?? []
    if (row === undefined) {
      complain(`lost: ${what}`)
      continue
    }
    if (others.length > 0) complain(`stored ${others.length + 1} times: ${what}`)
    if (row.state !== 'handled') complain(`${row.state} after ${row.attempts} attempts: ${what}`)
    const events = (brought.get(row.id) ?? []).map(
      ({ event }) => (JSON.parse(event) as { type: string }).type,
    )
    if (events.length !== 1 || events[0] !== eventOf[said.verb])
      complain(`brought ${events.join(', ') || 'nothing'}: ${what}`)
  }
}

function checkRollouts(
  sent: readonly Sent[],
  tickets: readonly TicketRow[],
  complain: (what: string) => void,
): void {
  const expected = expectedFrom(sent)
  for (const [title, rollout] of expected) {
    const found = tickets.filter((ticket) => ticket.title === title)
    const [ticket] = found
    if (ticket === undefined || found.length > 1) complain(`${found.length} tickets: ${title}`)
    else checkRollout(rollout, ticket, complain)
  }
  for (const { title } of tickets) if (!expected.has(title)) complain(`nobody opened ${title}`)
}

const shown = (pairs: Iterable<readonly [string, string]>) =>
  JSON.stringify([...pairs].map((pair) => pair.join(' ')).toSorted())

function checkRollout(rollout: Expected, ticket: TicketRow, complain: (what: string) => void): void {
  const stored = JSON.parse(ticket.row) as Stored
  const differ = (what: string, is: string, must: string) => {
    if (is !== must) complain(`#${ticket.id} ${rollout.title}: ${what} ${is}, must be ${must}`)
  }
  differ('status', ticket.status, rollout.status)
  differ(
    'seats',
    shown(stored.seats.map(({ team, state }) => [team, state])),
    shown([...rollout.seats].map(([team, state]) => [`ea-${team}`, state])),
  )
  differ('documents', JSON.stringify(stored.documents.map(({ id }) => id)), JSON.stringify(rollout.documents))
  const outcome = typeof stored.outcome === 'string' ? stored.outcome : (stored.outcome?.outcome ?? null)
  differ('outcome', String(outcome), String(rollout.outcome))
  differ(
    'offers',
    JSON.stringify(stored.offers.map(({ team }) => team)),
    JSON.stringify(rollout.offers.map((team) => `ea-${team}`)),
  )
  const posts = stored.calls.filter((call) => call.list === list.address && call.round === 1).length
  differ('first posts', String(posts), rollout.called ? '1' : '0')
}

/** One receipt each, in the mailbox of who wrote; its copies are counted elsewhere. */
function checkReceipts(
  sent: readonly Sent[],
  copies: readonly Copy[],
  complain: (what: string) => void,
): void {
  const answers = Map.groupBy(copies, ({ reader, inReplyTo }) => `${reader} ${inReplyTo}`)
  for (const { messageId, by, said, title } of sent) {
    const ids = new Set((answers.get(`${by} ${messageId}`) ?? []).map((copy) => copy.messageId))
    if (ids.size !== 1) complain(`${ids.size} receipts: ${said.verb} by ${by} on ${title}`)
  }
}

/** Every manager has read of every rollout, and every member of every team that was asked. */
function checkFirstLetters(
  sent: readonly Sent[],
  tickets: readonly TicketRow[],
  letters: readonly LetterRow[],
  copies: readonly Copy[],
  complain: (what: string) => void,
): void {
  const there = new Set(copies.map(({ reader, messageId }) => `${reader} ${messageId}`))
  const kindOf = new Map(
    letters.map((letter) => [
      letter.id,
      (JSON.parse(letter.effect) as { letter?: { letter: string } }).letter?.letter,
    ]),
  )
  const idOf = new Map(tickets.map((ticket) => [ticket.title, ticket.id]))
  const read = Map.groupBy(
    letters.filter(({ envelope_to, message_id }) => there.has(`${envelope_to} ${message_id}`)),
    (letter) => `${kindOf.get(letter.id)} ${letter.ticket} ${letter.envelope_to}`,
  )
  for (const { said, title } of sent) {
    const wanted =
      said.verb === 'open'
        ? [managerGlite, managerOps].map((reader) => `new-ticket ${idOf.get(title)} ${reader}`)
        : said.verb === 'assign'
          ? said.teams.flatMap((team) =>
              (members[team] ?? []).map((reader) => `invitation ${idOf.get(title)} ${reader}`),
            )
          : []
    for (const one of wanted)
      if (read.get(one)?.length !== 1) complain(`${read.get(one)?.length ?? 0} letters: ${one}`)
  }
}

/** How often each letter was under way when a life ended: handed over, and not yet known to have been. */
function doubts(
  trace: string,
  letters: readonly LetterRow[],
): { readonly letters: ReadonlyMap<string, number>; readonly lives: number } {
  const idOf = new Map(letters.map(({ id, message_id }) => [String(id), message_id]))
  const open = new Map<string, Set<string>>()
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    const [life = '', what, which = ''] = line.split(' ')
    if (what === 'send') open.set(life, (open.get(life) ?? new Set()).add(which))
    if (what === 'settle') open.get(life)?.delete(idOf.get(which) ?? '')
  }
  const times = new Map<string, number>()
  for (const ids of open.values()) for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1)
  return { letters: times, lives: [...open.values()].filter((ids) => ids.size > 0).length }
}

/** No letter missing, none that nobody wrote, and a second copy only where a kill left the first in doubt. */
function checkCopies(
  letters: readonly LetterRow[],
  copies: readonly Copy[],
  inDoubt: ReadonlyMap<string, number>,
  complain: (what: string) => void,
): number {
  const counted = Map.groupBy(copies, ({ reader, messageId }) => `${reader} ${messageId}`)
  const written = new Set(letters.map(({ message_id }) => message_id))
  let extra = 0
  for (const { key, state, message_id, envelope_to } of letters) {
    if (state !== 'sent' && state !== 'overtaken') complain(`${state} in the end: ${key}`)
    if (state !== 'sent' || message_id === null) continue
    const atList = envelope_to === list.address
    for (const reader of atList ? subscribers : [envelope_to ?? '']) {
      const there = counted.get(`${reader} ${message_id}`)?.length ?? 0
      if (there === 0) complain(`never arrived: ${key} at ${reader}`)
      const allowed = atList ? 0 : (inDoubt.get(message_id) ?? 0)
      if (there - 1 > allowed) complain(`${there} copies where ${1 + allowed} may be: ${key} at ${reader}`)
      extra += Math.max(0, there - 1)
    }
  }
  for (const { reader, messageId, subject } of copies)
    if (!written.has(messageId)) complain(`from nowhere: "${subject}" (${messageId}) at ${reader}`)
  return extra
}

/** The agent's own mailbox: nothing left to do, and everything that it took is there still. */
function checkMailbox(dir: string, mails: readonly MailRow[], complain: (what: string) => void): void {
  const left = copiesOf(dir, bot).length
  if (left > 0) complain(`${left} mails left in the bot's INBOX`)
  const kept = copiesOf(dir, bot, 'Processed').length
  if (kept !== mails.length) complain(`${mails.length} mails stored, ${kept} in Processed`)
}
