// What happened, in order and for ever. Every row carries the SHA-256 of the row before it, from the first row of the
// first version on, so that a changed, moved or missing row shows (SPEC §9, RELIABILITY T7). People stand in it by id
// only: forgetting somebody leaves the chain whole.

import { createHash } from 'node:crypto'
import type { Change, JournalFacts, JournalRow, MailId } from '../ports.ts'
import type { Event } from '../rollout/event.ts'
import type { Fact } from '../rollout/fact.ts'
import { asEventId } from '../rollout/ids.ts'
import type { Instant, TicketId } from '../rollout/ids.ts'
import type { Connection } from './database.ts'
import { readArray, readObject } from './rows.ts'
import type { Shape } from './rows.ts'

type Row = {
  readonly seq: number
  readonly ticket: TicketId
  readonly at: Instant
  readonly event_id: string
  readonly event: string
  readonly facts: string
  readonly mail: MailId | null
  readonly prev: string
  readonly hash: string
}
/** The end of the chain, kept apart from it; seq 0 and an empty hash before the first row. */
type Head = { readonly seq: number; readonly hash: string }

const eventShape: Shape<Event> = { type: 'string', id: 'string', by: 'object', at: 'string' }
const factShape: Shape<Fact> = { what: 'string' }

/** Written by commits only; the rows of one ticket, or the proof of all. */
export const journalTable = (db: Connection) => {
  const head = db.prepare<[], Head>('SELECT seq, hash FROM journal_head')
  const moveHead = db.prepare<Head>('UPDATE journal_head SET seq = @seq, hash = @hash')
  const insert = db.prepare<Row>(
    `INSERT INTO journal (seq, ticket, at, event_id, event, facts, mail, prev, hash)
     VALUES (@seq, @ticket, @at, @event_id, @event, @facts, @mail, @prev, @hash)`,
  )
  const ofTicket = db.prepare<[TicketId], Row>('SELECT * FROM journal WHERE ticket = ? ORDER BY seq')
  const all = db.prepare<[], Row>('SELECT * FROM journal ORDER BY seq')

  const factsOfAll = db.prepare<[], Pick<Row, 'seq' | 'ticket' | 'at' | 'event_id' | 'facts'>>(
    'SELECT seq, ticket, at, event_id, facts FROM journal ORDER BY seq',
  )

  const headNow = (): Head => head.get() ?? { seq: 0, hash: '' }

  return {
    /** Adds one row to the end of the chain; to be called inside a write transaction. */
    append: ({ ticket, event, facts, mail }: Change, at: Instant): void => {
      const last = headNow()
      const row = {
        seq: last.seq + 1,
        ticket: ticket.id,
        at,
        event_id: event.id,
        event: JSON.stringify(event),
        facts: JSON.stringify(facts),
        mail,
        prev: last.hash,
      }
      const hash = hashOf(row)
      insert.run({ ...row, hash })
      moveHead.run({ seq: row.seq, hash })
    },
    /** In the order in which it happened. Throws a permanent Fault on a row that cannot be read. */
    ofTicket: (ticket: TicketId): readonly JournalRow[] => ofTicket.all(ticket).map(journalRow),
    /** Over all tickets, what holds a fact of one of these kinds. Throws as above. */
    ofFacts: (kinds: readonly Fact['what'][]): readonly JournalFacts[] => {
      const wanted: ReadonlySet<string> = new Set(kinds)
      // Our own JSON has no blanks: most rows are passed over unread. What a mail says may look alike, and is read.
      const marks = kinds.map((kind) => `"what":"${kind}"`)
      const found: JournalFacts[] = []
      for (const { seq, ticket, at, event_id, facts: written } of factsOfAll.iterate()) {
        if (!marks.some((mark) => written.includes(mark))) continue
        const facts = readArray('journal', seq, written, factShape)
        if (facts.some(({ what }) => wanted.has(what)))
          found.push({ seq, ticket, at, event: { id: asEventId(event_id) }, facts })
      }
      return found
    },
    /** The number of the first row that is not as it was written, or is missing; null where the chain holds. */
    broken: (): number | null => {
      let last: Head = { seq: 0, hash: '' }
      // Row by row: the journal of years need not fit into memory.
      for (const row of all.iterate()) {
        const expected = last.seq + 1
        if (row.seq !== expected || row.prev !== last.hash || row.hash !== hashOf(row)) return expected
        last = { seq: row.seq, hash: row.hash }
      }
      const end = headNow()
      if (end.seq === last.seq) return end.hash === last.hash ? null : last.seq
      return Math.min(end.seq, last.seq) + 1
    },
  }
}

/** As JSON, so that no two rows read as the same bytes wherever a field ends. */
const hashOf = ({ prev, seq, ticket, at, event_id, event, facts, mail }: Omit<Row, 'hash'>): string =>
  createHash('sha256')
    .update(JSON.stringify([prev, seq, ticket, at, event_id, event, facts, mail]))
    .digest('hex')

const journalRow = (row: Row): JournalRow => ({
  seq: row.seq,
  ticket: row.ticket,
  at: row.at,
  event: readObject('journal', row.seq, row.event, eventShape),
  facts: readArray('journal', row.seq, row.facts, factShape),
  mail: row.mail,
  hash: row.hash,
})
