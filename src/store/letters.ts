// What became of every letter and request, for the desk, the board and the command line: reads only. Rows stay for
// ever, failed ones too (SPEC §3.6); what changes them is outbox.ts and claims.ts.

import type { Finished, LetterId, LetterRow, OutboxItem } from '../ports.ts'
import type { LetterFilter } from '../ports/asking.ts'
import type { LetterState, WaitsFor } from '../ports/outgoing.ts'
import type { Bounce } from '../intake/message.ts'
import type { Effect } from '../rollout/effect.ts'
import type { EventId, Instant, TicketId } from '../rollout/ids.ts'
import type { Connection } from './database.ts'
import { damaged, readObject } from './rows.ts'
import type { Shape } from './rows.ts'

type Row = {
  readonly id: LetterId
  readonly key: string
  readonly ticket: TicketId | null
  /** `failed` for what was overtaken too. */
  readonly state: Exclude<LetterState, 'overtaken'>
  readonly overtaken: 0 | 1
  readonly queued_at: Instant
  readonly not_before: Instant
  readonly attempts: number
  readonly first_tried_at: Instant | null
  readonly settled_at: Instant | null
  readonly error: string
  readonly bounce: string | null
  readonly waits: '' | WaitsFor
  readonly held: '' | WaitsFor
  readonly gathered_into: LetterId | null
  readonly effect: string
  readonly event_id: EventId | null
  /** Of the finished letter; null where it is not composed yet. */
  readonly message_id: string | null
}
type FinishedRow = {
  readonly message_id: string
  readonly envelope_from: string
  readonly envelope_to: string
  readonly bytes: Uint8Array
}
type StateSearch = { readonly state: string | null; readonly overtaken: 0 | 1 }
type Search = StateSearch & {
  readonly ticket: TicketId | null
  readonly person: string | null
  readonly limit: number
}

const effectShape: Shape<Effect> = { kind: 'string', key: 'string' }
const bounceShape: Shape<Bounce> = { recipient: 'string', action: 'string', status: 'string' }

/** Throws a permanent Fault on a row that cannot be read. */
export const letterTable = (db: Connection) => {
  const byId = db.prepare<[LetterId], Row>('SELECT * FROM letters WHERE id = ?')
  // What went into another letter left with its bytes.
  const finished = db.prepare<[LetterId], FinishedRow>(
    `SELECT message_id, envelope_from, envelope_to, bytes FROM outbox
       JOIN finished ON finished.letter = coalesce(gathered_into, outbox.id) WHERE outbox.id = ?`,
  )
  const parts = db.prepare<[LetterId], Row>('SELECT * FROM letters WHERE gathered_into = ? ORDER BY id')
  // One statement an index: a search for one ticket, person or state never walks through all letters.
  const newest = db.prepare<[number], Row>('SELECT * FROM letters ORDER BY id DESC LIMIT ?')
  const newestInState = db.prepare<StateSearch & { readonly limit: number }, Row>(
    'SELECT * FROM letters WHERE state = @state AND overtaken = @overtaken ORDER BY id DESC LIMIT @limit',
  )
  const newestOfTicket = db.prepare<Search, Row>(
    `SELECT * FROM letters WHERE ticket = @ticket AND (@person IS NULL OR person = @person)
       AND (@state IS NULL OR (state = @state AND overtaken = @overtaken)) ORDER BY id DESC LIMIT @limit`,
  )
  const unsentOfTicket = db.prepare<[TicketId], Pick<Row, 'id' | 'effect'>>(
    `SELECT id, effect FROM outbox INDEXED BY outbox_unsent
     WHERE ticket = ? AND state IN ('queued', 'leased', 'deferred') AND ticket IS NOT NULL ORDER BY id DESC`,
  )
  const newestOfPerson = db.prepare<Search, Row>(
    `SELECT * FROM letters WHERE person = @person
       AND (@state IS NULL OR (state = @state AND overtaken = @overtaken))
     ORDER BY id DESC LIMIT @limit`,
  )
  const byMessageId = db.prepare<[string], Row>(
    `SELECT * FROM letters WHERE id IN (
       SELECT letter FROM finished WHERE message_id IN (SELECT value FROM json_each(?)))
     ORDER BY id DESC LIMIT 1`,
  )
  const paused = db
    .prepare<[], 0 | 1>('SELECT EXISTS (SELECT 1 FROM pauses WHERE resumed_at IS NULL)')
    .pluck()
  const earliest = db
    .prepare<[], Instant | null>(
      `WITH RECURSIVE priorities (one) AS (
         SELECT min(priority) FROM outbox INDEXED BY outbox_due WHERE due IS NOT NULL
         UNION ALL SELECT (SELECT min(priority) FROM outbox INDEXED BY outbox_due WHERE due IS NOT NULL AND priority > one)
           FROM priorities WHERE one IS NOT NULL)
       SELECT min((SELECT min(due) FROM outbox INDEXED BY outbox_due WHERE due IS NOT NULL AND priority = one))
         FROM priorities`,
    )
    .pluck()
  const earliestPassing = db
    .prepare<[], Instant | null>(
      `SELECT min(due) FROM outbox INDEXED BY outbox_passing WHERE passes = 1 AND due IS NOT NULL`,
    )
    .pluck()
  const counts = db.prepare<[], { state: LetterState; overtaken: 0 | 1; n: number }>(
    'SELECT state, overtaken, count(*) AS n FROM outbox INDEXED BY outbox_by_state GROUP BY state, overtaken',
  )
  const exists = db.prepare<[LetterId], 1>('SELECT 1 FROM outbox WHERE id = ?').pluck()

  const bytes = (letter: LetterId): Finished | null => {
    const row = finished.get(letter)
    if (row === undefined) return null
    const envelope = { from: row.envelope_from, to: row.envelope_to }
    return { bytes: row.bytes, messageId: row.message_id, envelope }
  }
  const search = ({ ticket, person, state, limit = -1, unsent }: LetterFilter): readonly Row[] => {
    if (ticket !== undefined && unsent !== undefined) {
      // Compared as it is written, and read as a whole only where it may be meant: each mail asks, and few are.
      const written = unsent.map((name) => `"letter":"${name}"`)
      return unsentOfTicket
        .all(ticket)
        .filter(({ effect }) => written.some((name) => effect.includes(name)))
        .flatMap(({ id }) => byId.get(id) ?? [])
    }
    const wanted: Search = { ticket: ticket ?? null, person: person ?? null, ...rowState(state), limit }
    if (ticket !== undefined) return newestOfTicket.all(wanted)
    if (person !== undefined) return newestOfPerson.all(wanted)
    return state === undefined ? newest.all(limit) : newestInState.all(wanted)
  }

  return {
    exists: (id: LetterId): boolean => exists.get(id) !== undefined,
    byId: (id: LetterId): LetterRow | null => letterRow(byId.get(id)),
    bytes,
    /** As the desk takes it in hand. */
    item: (id: LetterId): OutboxItem | null => {
      const row = byId.get(id)
      if (row === undefined) return null
      return {
        id,
        key: row.key,
        ticket: row.ticket,
        effect: effectOf(row),
        queuedAt: row.queued_at,
        attempts: row.attempts,
        firstTriedAt: row.first_tried_at,
        finished: row.message_id === null ? null : bytes(id),
      }
    },
    /** All of them where the filter is empty and names no limit. */
    newest: (filter: LetterFilter = {}): readonly LetterRow[] =>
      search(filter).flatMap((row) => letterRow(row) ?? []),
    /** What went into this letter, oldest first. */
    partsOf: (id: LetterId): readonly LetterRow[] => parts.all(id).flatMap((row) => letterRow(row) ?? []),
    byMessageId: (ids: readonly string[]): LetterRow | null =>
      letterRow(byMessageId.get(JSON.stringify(ids))),
    /** When the next letter may leave, or the next lease runs out; null where nothing waits. */
    earliest: (): Instant | null => (paused.get() === 1 ? earliestPassing : earliest).get() ?? null,
    counts: (): { readonly [state in LetterState]: number } => {
      const none = { queued: 0, leased: 0, deferred: 0, sent: 0, failed: 0, overtaken: 0 }
      for (const { state, overtaken, n } of counts.all()) none[overtaken === 1 ? 'overtaken' : state] += n
      return none
    },
  }
}

/** The table's own states are older than `overtaken`, which is a mark beside `failed`. */
const rowState = (state: LetterState | undefined): StateSearch =>
  state === 'overtaken' ? { state: 'failed', overtaken: 1 } : { state: state ?? null, overtaken: 0 }

const effectOf = ({ id, key, effect }: Row): Effect => {
  const read = readObject('outbox', id, effect, effectShape)
  if (read.key !== key) throw damaged('outbox', id, 'its JSON has another key than its column')
  return read
}

const letterRow = (row: Row | undefined): LetterRow | null => {
  if (row === undefined) return null
  const effect = effectOf(row)
  const letter = effect.kind === 'letter' ? effect : null
  return {
    id: row.id,
    key: row.key,
    ticket: row.ticket,
    to: letter?.to ?? null,
    letter: letter?.letter ?? null,
    effect,
    event: row.event_id,
    state: row.overtaken === 1 ? 'overtaken' : row.state,
    queuedAt: row.queued_at,
    notBefore: row.not_before,
    sentAt: row.state === 'sent' ? row.settled_at : null,
    attempts: row.attempts,
    error: row.error,
    messageId: row.message_id ?? '',
    bounce: row.bounce === null ? null : readObject('outbox', row.id, row.bounce, bounceShape),
    waits:
      (row.state === 'queued' || row.state === 'deferred') && row.gathered_into === null
        ? row.waits || row.held || null
        : null,
    gatheredInto: row.gathered_into,
  }
}
