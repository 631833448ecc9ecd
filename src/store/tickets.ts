// Tickets as they stand: the whole ticket as JSON, beside it only the columns that are searched or must be unique.
// The next deadline is worked out by the quiet room at each write, so that one query finds what is due.

import type { TicketFilter } from '../ports/asking.ts'
import { asTicketId } from '../rollout/ids.ts'
import type { Instant, TicketId } from '../rollout/ids.ts'
import type { Ticket } from '../rollout/ticket.ts'
import { nextDeadline } from '../rollout/view.ts'
import type { Connection } from './database.ts'
import { isDoubled } from './fault.ts'
import { damaged, readObject } from './rows.ts'
import type { Shape } from './rows.ts'
import { notAsWritten, sealCheck } from './seals.ts'

type Row = { readonly id: TicketId; readonly version: number; readonly row: string }
type Version = Omit<Row, 'row'>
type Columns = {
  readonly id: TicketId
  readonly version: number
  readonly status: string
  readonly title: string
  readonly parent: string | null
  readonly nextDue: Instant | null
  readonly row: string
}

const ticketShape: Shape<Ticket> = {
  id: 'number',
  version: 'number',
  status: 'string',
  title: 'string',
  release: 'object',
  links: 'object',
  openedAt: 'string',
  seats: 'array',
  offers: 'array',
  calls: 'array',
  escalation: 'object',
  reports: 'array',
  documents: 'array',
  notes: 'array',
  completeNoted: 'boolean',
  applied: 'array',
}

/** `whole`: its seal was its own when it was read. */
type Known = { readonly ticket: Ticket; readonly whole: boolean }
/** Tickets kept as they were read; those read longest ago go first. */
const mostKnown = 500

/** Throws a permanent Fault on a row that cannot be read. Tickets are shared by all who read them: nobody changes one. */
export const ticketTable = (db: Connection) => {
  const nextNumber = db
    .prepare<[], number>("UPDATE numbers SET last = last + 1 WHERE name = 'ticket' RETURNING last")
    .pluck()
  const insert = db.prepare<Columns>(
    `INSERT INTO tickets (id, version, status, title, parent, next_due, row)
     VALUES (@id, @version, @status, @title, @parent, @nextDue, @row)`,
  )
  const update = db.prepare<Columns & { readonly expected: number }>(
    `UPDATE tickets SET version = @version, status = @status, title = @title, parent = @parent,
       next_due = @nextDue, row = @row WHERE id = @id AND version = @expected`,
  )
  const byId = db.prepare<[TicketId], Row>('SELECT id, version, row FROM tickets WHERE id = ?')
  // One statement an index: each mail asks, and walks through no rollout that is over.
  const all = db.prepare<[], Version>('SELECT id, version FROM tickets ORDER BY id DESC')
  const open = db.prepare<[], Version>(
    "SELECT id, version FROM tickets INDEXED BY tickets_open WHERE status <> 'resolved' ORDER BY id DESC",
  )
  const ofParent = db.prepare<{ parent: string; title: string | null; unresolved: 0 | 1 }, Version>(
    `SELECT id, version FROM tickets INDEXED BY one_ticket_a_parent WHERE parent = @parent
       AND (@title IS NULL OR title = @title) AND (@unresolved = 0 OR status <> 'resolved') ORDER BY id DESC`,
  )
  const openByTitle = db.prepare<[string], Version>(
    `SELECT id, version FROM tickets INDEXED BY one_unresolved_ticket_a_title
     WHERE title = ? AND status <> 'resolved' ORDER BY id DESC`,
  )
  const byTitle = db.prepare<[string], Version>(
    'SELECT id, version FROM tickets WHERE title = ? ORDER BY id DESC',
  )
  const search = ({ unresolved, parent, title }: TicketFilter): readonly Version[] => {
    if (parent !== undefined)
      return ofParent.all({ parent, title: title ?? null, unresolved: unresolved === true ? 1 : 0 })
    if (title !== undefined) return (unresolved === true ? openByTitle : byTitle).all(title)
    return unresolved === true ? open.all() : all.all()
  }
  const due = db
    .prepare<[Instant], TicketId>(
      "SELECT id FROM tickets WHERE status <> 'resolved' AND next_due <= ? ORDER BY next_due, id",
    )
    .pluck()
  const nextDue = db
    .prepare<[], Instant | null>(
      "SELECT min(next_due) FROM tickets WHERE status <> 'resolved' AND next_due IS NOT NULL",
    )
    .pluck()
  const count = db.prepare<[], number>('SELECT count(*) FROM tickets').pluck()
  const isWhole = sealCheck(db, 'tickets')
  const version = db.prepare<[TicketId], number>('SELECT version FROM tickets WHERE id = ?').pluck()

  // Every mail asks for all open rollouts, few of which have changed since the last one asked. A version is never given
  // to two states of a ticket, whoever writes it; but for one that is undone with its transaction.
  const known = new Map<TicketId, Known>()
  const keep = (ticket: Ticket, whole: boolean): Ticket => {
    if (db.inTransaction) return ticket
    known.delete(ticket.id)
    known.set(ticket.id, { ticket, whole })
    const [oldest] = known.keys()
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest)
    return ticket
  }
  const read = (id: TicketId, now: number | undefined, demanded: boolean): Ticket | null => {
    const before = known.get(id)
    if (before !== undefined && before.ticket.version === now && (before.whole || !demanded))
      return before.ticket
    // Looked at by whoever reads it first, so that whoever needs it whole need not read it again.
    const whole = isWhole(id)
    if (demanded && !whole) throw notAsWritten('tickets', id)
    const row = byId.get(id)
    return row === undefined ? null : keep(ticketOf(row), whole)
  }

  return {
    /** A number is given once, whether it is used or not. */
    nextId: (): TicketId => asTicketId(nextNumber.get() ?? 0),
    /** False where the ticket has moved on, or its number, parent or title is taken. */
    put: (ticket: Ticket, expected: number): boolean => {
      const columns = columnsOf(ticket)
      try {
        const written = expected === 0 ? insert.run(columns) : update.run({ ...columns, expected })
        return written.changes === 1
      } catch (error) {
        if (isDoubled(error)) return false
        throw error
      }
    },
    byId: (id: TicketId): Ticket | null => read(id, version.get(id), true),
    /** Title and parent must be the very ones (a title without case); a team counts in whatever state its seat is. */
    newest: (filter: TicketFilter = {}): readonly Ticket[] => {
      const { team } = filter
      const found = search(filter).flatMap(({ id, version: now }) => read(id, now, false) ?? [])
      return team === undefined
        ? found
        : found.filter(({ seats }) => seats.some((seat) => seat.team === team))
    },
    /** Unresolved tickets with something due at or before `now`, longest overdue first. */
    due: (now: Instant): readonly TicketId[] => due.all(now),
    nextDue: (): Instant | null => nextDue.get() ?? null,
    count: (): number => count.get() ?? 0,
  }
}

/** `next_due` is derived: a column only so that the index can find it. */
const columnsOf = (ticket: Ticket): Columns => ({
  id: ticket.id,
  version: ticket.version,
  status: ticket.status,
  title: ticket.title,
  parent: ticket.parent?.ref ?? null,
  nextDue: nextDeadline(ticket)?.at ?? null,
  row: JSON.stringify(ticket),
})

const ticketOf = ({ id, version, row }: Row): Ticket => {
  const ticket = readObject('tickets', id, row, ticketShape)
  if (ticket.id !== id || ticket.version !== version)
    throw damaged('tickets', id, 'its JSON is another ticket or version than its columns')
  return ticket
}
