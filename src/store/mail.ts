// What was made of each mail, and the line of those still to be handled (SPEC §3.6). Verdicts are the desk's; here
// they are kept, and a mail that was handled once stays handled. How mail comes in is arrival.ts.

import { hash } from 'node:crypto'
import { Fault } from '../ports.ts'
import type { MailId, MailRow } from '../ports.ts'
import type { Alike, MailFilter, Said } from '../ports/asking.ts'
import type { MailState, MailVerdict } from '../ports/incoming.ts'
import type { Level, Via } from '../intake/message.ts'
import type { Instant, PersonId, TicketId } from '../rollout/ids.ts'
import type { Connection } from './database.ts'
import { rawMailBytes } from './rawmail.ts'
import { damaged, readObject } from './rows.ts'
import type { Shape } from './rows.ts'
import { sealDemand } from './seals.ts'

/** How many mails are looked at as possible originals of a copy: a flood of them must not fill the memory. */
const copiesLimit = 100
/** Mail up to this size, in bytes, is compared with its hash whenever it is read; of larger mail that takes too long. */
const hashedAtOnce = 65_536

type Row = {
  readonly id: MailId
  readonly mailbox: string
  readonly uid_validity: string
  readonly uid: number
  readonly via: Via
  readonly received_at: Instant
  readonly size: number
  readonly message_id: string
  readonly state: MailState
  readonly attempts: number
  readonly verdict: string | null
}
type Decision = {
  readonly id: MailId
  readonly at: Instant
  readonly state: MailState
  readonly ticket: TicketId | null
  readonly person: PersonId | null
  readonly level: Level | null
  readonly messageId: string
  readonly wordsHash: string
  readonly verdict: string
}

const verdictShape: Shape<MailVerdict> = {
  state: 'string',
  rule: 'string',
  from: 'string',
  levelWhy: 'string',
  messageId: 'string',
  subject: 'string',
  text: 'string',
  wordsHash: 'string',
  commands: 'array',
  problems: 'array',
}

/** Throws a permanent Fault where a mail does not exist, or its row cannot be read. */
export const mailTable = (db: Connection) => {
  const rawMail = rawMailBytes(db)
  const byId = db.prepare<[MailId], Row>('SELECT * FROM mail WHERE id = ?')
  const decide = db.prepare<Decision>(
    `UPDATE mail SET state = @state, decided_at = @at, ticket = @ticket, person = @person, level = @level,
       message_id = @messageId, words_hash = @wordsHash, verdict = @verdict WHERE id = @id AND state NOT IN ('handled', 'copy')`,
  )
  const countAttempt = db
    .prepare<[MailId], number>('UPDATE mail SET attempts = attempts + 1 WHERE id = ? RETURNING attempts')
    .pluck()
  const backInLine = db.prepare<[MailId]>(
    `UPDATE mail SET state = 'new', attempts = 0, decided_at = NULL, level = NULL, verdict = NULL
     WHERE id = ? AND state IN ('set-aside', 'held', 'backlog')`,
  )
  const demandWhole = sealDemand(db, 'mail')
  // One statement an index: a search for a state or a ticket never walks through all mail.
  const newest = db.prepare<[number], Row>('SELECT * FROM mail ORDER BY id DESC LIMIT ?')
  const newestInState = db.prepare<[MailState, number], Row>(
    'SELECT * FROM mail WHERE state = ? ORDER BY id DESC LIMIT ?',
  )
  const newestOfTicket = db.prepare<{ ticket: TicketId; state: MailState | null; limit: number }, Row>(
    `SELECT * FROM mail WHERE ticket = @ticket AND (@state IS NULL OR state = @state)
     ORDER BY id DESC LIMIT @limit`,
  )
  // A verdict is parsed only where it says so: words that it quotes have a backslash before each quotation mark.
  const newestAway = db.prepare<[number], Row>(
    `SELECT * FROM (SELECT * FROM mail ORDER BY id DESC LIMIT ?) WHERE instr(verdict, '"away":{"until":') > 0`,
  )
  const newestAwayOfTicket = db.prepare<{ ticket: TicketId; limit: number }, Row>(
    `SELECT * FROM mail INDEXED BY mail_away WHERE ticket = @ticket AND instr(verdict, '"away":{"until":') > 0
       AND id >= (SELECT min(id) FROM (SELECT id FROM mail WHERE ticket = @ticket ORDER BY id DESC LIMIT @limit))
     ORDER BY id DESC`,
  )
  const inLine = db
    .prepare<[number], MailId>("SELECT id FROM mail WHERE state = 'new' ORDER BY id LIMIT ?")
    .pluck()
  // One search an index, joined, so that none of them walks through all mail. Verified first, then oldest: no
  // flood of forged mails, before the original or after it, can push it out of the limit.
  const alike = db.prepare<
    { ids: string; wordsHash: string; date: Instant | null; except: MailId; limit: number },
    Row
  >(
    `SELECT * FROM mail WHERE state IN ('handled', 'held') AND id <> @except AND id IN (
       SELECT id FROM mail WHERE message_id IN (SELECT value FROM json_each(@ids))
       UNION SELECT id FROM mail INDEXED BY mail_by_words
         WHERE words_hash = @wordsHash AND words_hash <> '' AND json_extract(verdict, '$.date') = @date)
     ORDER BY level = 'verified' DESC, id LIMIT @limit`,
  )
  const said = db
    .prepare<Said, 1>(
      `SELECT 1 FROM mail WHERE state IN ('handled', 'held') AND id <> @except AND words_hash = @wordsHash
         AND words_hash <> '' AND level = @level AND received_at > @since LIMIT 1`,
    )
    .pluck()
  const lastVerified = db
    .prepare<[PersonId], Instant | null>(
      "SELECT max(received_at) FROM mail WHERE person = ? AND level = 'verified'",
    )
    .pluck()
  const counts = db.prepare<[], { state: MailState; n: number }>(
    'SELECT state, count(*) AS n FROM mail GROUP BY state',
  )

  const countIn = db.prepare<[MailState], number>('SELECT count(*) FROM mail WHERE state = ?').pluck()

  /** False where it was handled meanwhile by somebody else. Throws a permanent Fault where there is no such mail. */
  const settle = (id: MailId, verdict: MailVerdict, at: Instant): boolean => {
    const { state, ticket, person, level, messageId, wordsHash } = verdict
    const columns = { state, ticket, person, level, messageId, wordsHash }
    const decision = { id, at, ...columns, verdict: JSON.stringify(verdict) }
    if (decide.run(decision).changes === 1) return true
    if (byId.get(id) === undefined) throw missing(id)
    return false
  }
  const setAside = db.transaction((id: MailId, reason: string, at: Instant) => {
    const row = byId.get(id)
    if (row === undefined) throw missing(id)
    const before = mailRow(row).verdict ?? unread(row.message_id)
    // Where it was handled after all it stays handled: nothing is left to set aside.
    settle(id, { ...before, state: 'set-aside', reason }, at)
  })

  return {
    settle,
    setAside: (id: MailId, reason: string, at: Instant): void => setAside.immediate(id, reason, at),
    /** The number of failed attempts, this one included. */
    countAttempt: (id: MailId): number => {
      const count = countAttempt.get(id)
      if (count === undefined) throw missing(id)
      return count
    },
    /** False for a mail that is in line, was handled, or does not exist. */
    backInLine: (id: MailId): boolean => backInLine.run(id).changes === 1,

    byId: (id: MailId): MailRow | null => {
      demandWhole(id)
      const row = byId.get(id)
      return row === undefined ? null : mailRow(row)
    },
    raw: async (id: MailId): Promise<Uint8Array | null> => {
      const stored = rawMail.beginning(id)
      if (stored === undefined) return null
      const bytes = await rawMail.whole(id, stored)
      if (bytes.byteLength <= hashedAtOnce && hash('sha256', bytes) !== stored.sha256)
        throw damaged('raw_mail', id, 'its bytes are not those that were stored')
      return bytes
    },
    newest: ({ state, ticket, limit = -1, away }: MailFilter = {}): readonly MailRow[] => {
      if (away) {
        const rows = ticket === undefined ? newestAway.all(limit) : newestAwayOfTicket.all({ ticket, limit })
        return rows.map(mailRow)
      }
      if (ticket !== undefined)
        return newestOfTicket.all({ ticket, state: state ?? null, limit }).map(mailRow)
      return (state === undefined ? newest.all(limit) : newestInState.all(state, limit)).map(mailRow)
    },
    /** Oldest first. */
    inLine: (limit: number): readonly MailId[] => inLine.all(limit),
    /** Originals that a mail may be a copy of (SPEC §3.1); whether it is one, the desk judges. */
    alike: ({ messageId, inReplyTo, wordsHash, date, except }: Alike): readonly MailRow[] => {
      const ids = JSON.stringify([messageId, ...inReplyTo].filter((id) => id !== ''))
      return alike.all({ ids, wordsHash, date, except, limit: copiesLimit }).map(mailRow)
    },
    said: (words: Said): boolean => said.get(words) !== undefined,
    lastVerified: (person: PersonId): Instant | null => lastVerified.get(person) ?? null,
    countIn: (state: MailState): number => countIn.get(state) ?? 0,
    counts: (): { readonly [state in MailState]: number } => {
      const none = { new: 0, backlog: 0, handled: 0, held: 0, 'set-aside': 0, copy: 0 }
      for (const { state, n } of counts.all()) none[state] = n
      return none
    },
  }
}

/** What is known of a mail that could not be read. */
const unread = (messageId: string): MailVerdict => ({
  state: 'set-aside',
  kind: null,
  rule: '',
  from: '',
  person: null,
  level: null,
  levelWhy: '',
  ticket: null,
  messageId,
  subject: '',
  date: null,
  text: '',
  wordsHash: '',
  commands: [],
  problems: [],
})

const missing = (id: MailId): Fault => new Fault('store', 'permanent', `there is no mail ${id}`)

const mailRow = (row: Row): MailRow => ({
  id: row.id,
  state: row.state,
  place: { mailbox: row.mailbox, uidValidity: row.uid_validity, uid: row.uid },
  via: row.via,
  receivedAt: row.received_at,
  bytes: row.size,
  attempts: row.attempts,
  verdict: row.verdict === null ? null : readObject('mail', row.id, row.verdict, verdictShape),
})
