// What must be so after all the killing: every mail handled exactly once, every rollout as its mails make it, every
// letter there, and no copy too many (checkletters.ts). Reckoned from what was sent and what arrived; nothing of src is
// imported here.

import { createHash } from 'node:crypto'
import { bot, list, users } from '../live/lab/people.ts'
import {
  checkCopies,
  checkFirstLetters,
  checkReceipts,
  doubts,
  type Complain,
  type Kind,
  type LetterRow,
} from './checkletters.ts'
import { eventOf, expectedFrom, type Expected, type Sent } from './model.ts'
import { copiesOf, rows } from './received.ts'

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
  readonly complaints: readonly { readonly kind: Kind; readonly what: string }[]
  readonly mails: number
  readonly rollouts: number
  readonly letters: number
  /** Copies beyond the first of a letter in one mailbox. */
  readonly copies: number
  /** Letters between their last byte and the commit that they left when a life ended; and how many lives ended so. */
  readonly inDoubt: number
  readonly livesInDoubt: number
}

export function check(dir: string, database: string, trace: string, sent: readonly Sent[]): Findings {
  const complaints: { kind: Kind; what: string }[] = []
  const complain: Complain = (kind, what) => void complaints.push({ kind, what })
  const mails = rows<MailRow>(database, 'SELECT id, message_id, state, ticket, attempts, verdict FROM mail')
  const journal = rows<JournalRow>(database, 'SELECT * FROM journal ORDER BY seq')
  const tickets = rows<TicketRow>(database, 'SELECT id, title, status, row FROM tickets')
  const letters = rows<LetterRow>(
    database,
    `SELECT outbox.id, key, iif(overtaken, 'overtaken', state) AS state, ticket, effect, message_id, envelope_to
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
  checkFirstLetters(sent, new Map(tickets.map(({ id, title }) => [title, id])), letters, copies, complain)
  const inDoubt = doubts(trace, letters)
  const extra = checkCopies(letters, copies, inDoubt.letters, complain)
  checkMailbox(dir, mails, complain)
  return {
    complaints,
    mails: sent.length,
    rollouts: tickets.length,
    letters: letters.length,
    copies: extra,
    inDoubt: [...inDoubt.letters.values()].reduce((sum, times) => sum + times, 0),
    livesInDoubt: inDoubt.lives,
  }
}

/** Each row carries the SHA-256 of the one before it; the head names the last. */
function checkChain(
  journal: readonly JournalRow[],
  heads: readonly { seq: number; hash: string }[],
  complain: Complain,
): void {
  let last = { seq: 0, hash: '' }
  for (const row of journal) {
    const { prev, seq, ticket, at, event_id, event, facts, mail } = row
    const hash = createHash('sha256')
      .update(JSON.stringify([prev, seq, ticket, at, event_id, event, facts, mail]))
      .digest('hex')
    if (seq !== last.seq + 1 || prev !== last.hash || hash !== row.hash)
      complain('wrong', `the journal's chain breaks at row ${seq}`)
    last = { seq, hash: row.hash }
  }
  const [head] = heads
  if (head?.seq !== last.seq || head.hash !== last.hash)
    complain('wrong', 'the journal does not end where its head says')
}

/** Each mail that was sent is known once, handled, and brought its one event. */
function checkMails(
  sent: readonly Sent[],
  mails: readonly MailRow[],
  journal: readonly JournalRow[],
  complain: Complain,
): void {
  const known = Map.groupBy(mails, (mail) => mail.message_id)
  const brought = Map.groupBy(journal, (row) => row.mail)
  for (const { messageId, said, by, title } of sent) {
    const what = `${said.verb} by ${by} on ${title} (${messageId})`
    const [row, ...others] = known.get(messageId) ?? []
    if (row === undefined) {
      complain('lost', what)
      continue
    }
    if (others.length > 0) complain('doubled', `stored ${others.length + 1} times: ${what}`)
    if (row.state !== 'handled') complain('lost', `${row.state} after ${row.attempts} attempts: ${what}`)
    const events = (brought.get(row.id) ?? []).map(
      ({ event }) => (JSON.parse(event) as { type: string }).type,
    )
    if (events.length !== 1 || events[0] !== eventOf[said.verb])
      complain(events.length > 1 ? 'doubled' : 'wrong', `brought ${events.join(', ') || 'nothing'}: ${what}`)
  }
}

function checkRollouts(sent: readonly Sent[], tickets: readonly TicketRow[], complain: Complain): void {
  const expected = expectedFrom(sent)
  for (const [title, rollout] of expected) {
    const found = tickets.filter((ticket) => ticket.title === title)
    const [ticket] = found
    if (ticket === undefined || found.length > 1)
      complain(ticket ? 'doubled' : 'lost', `${found.length} tickets: ${title}`)
    else checkRollout(rollout, ticket, complain)
  }
  for (const { title } of tickets) if (!expected.has(title)) complain('doubled', `nobody opened ${title}`)
}

const shown = (pairs: Iterable<readonly [string, string]>) =>
  JSON.stringify([...pairs].map((pair) => pair.join(' ')).toSorted())

function checkRollout(rollout: Expected, ticket: TicketRow, complain: Complain): void {
  const stored = JSON.parse(ticket.row) as Stored
  const differ = (what: string, is: string, must: string) => {
    if (is !== must) complain('wrong', `#${ticket.id} ${rollout.title}: ${what} ${is}, must be ${must}`)
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

/** The agent's own mailbox: nothing left to do, and everything that it took is there still. */
function checkMailbox(dir: string, mails: readonly MailRow[], complain: Complain): void {
  const left = copiesOf(dir, bot).length
  if (left > 0) complain('lost', `${left} mails left in the bot's INBOX`)
  const kept = copiesOf(dir, bot, 'Processed').length
  if (kept !== mails.length)
    complain(kept > mails.length ? 'lost' : 'wrong', `${mails.length} mails stored, ${kept} in Processed`)
}
