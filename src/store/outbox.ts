// What has to leave, and what has left: one row an effect, known by its key. Decides who may take what when, by
// leases; what a letter says and when it is tried again is decided elsewhere. Sent is final, and so is the first
// composition of a letter: at least once, always the same bytes (SPEC 3.6).

import { Fault } from '../ports.ts'
import type {
  Finished,
  LetterFilter,
  LetterId,
  LetterRow,
  LetterState,
  OutboxDraft,
  OutboxItem,
  Settlement,
} from '../ports.ts'
import type { Bounce } from '../intake/message.ts'
import type { Effect } from '../rollout/effect.ts'
import type { Instant, TicketId } from '../rollout/ids.ts'
import type { Connection } from './database.ts'
import { damaged, readObject } from './rows.ts'
import type { Shape } from './rows.ts'

type Row = {
  readonly id: LetterId
  readonly key: string
  readonly ticket: TicketId | null
  readonly state: LetterState
  readonly queued_at: Instant
  readonly not_before: Instant
  readonly attempts: number
  readonly first_tried_at: Instant | null
  readonly settled_at: Instant | null
  readonly error: string
  readonly bounce: string | null
  readonly effect: string
  /** Of the finished letter; null where it is not composed yet. */
  readonly message_id: string | null
}
type FinishedRow = {
  readonly message_id: string
  readonly envelope_from: string
  readonly envelope_to: string
  readonly bytes: Uint8Array
}
type Draft = {
  readonly key: string
  readonly ticket: TicketId | null
  readonly person: string | null
  readonly priority: number
  readonly at: Instant
  readonly notBefore: Instant
  readonly effect: string
}
type Search = {
  readonly ticket: TicketId | null
  readonly person: string | null
  readonly state: string | null
  readonly limit: number
}

const effectShape: Shape<Effect> = { kind: 'string', key: 'string' }
const bounceShape: Shape<Bounce> = { recipient: 'string', action: 'string', status: 'string' }

export const outboxTable = (db: Connection) => {
  // A known key is dropped: the effect is on its way already, or has left.
  const insert = db.prepare<Draft>(
    `INSERT INTO outbox (key, ticket, person, priority, queued_at, not_before, effect)
     VALUES (@key, @ticket, @person, @priority, @at, @notBefore, @effect) ON CONFLICT (key) DO NOTHING`,
  )
  // A lease that has run out is as good as given back.
  const due = db.prepare<{ now: Instant; limit: number }, Row>(
    `SELECT outbox.*, message_id FROM outbox LEFT JOIN finished ON letter = id
     WHERE state IN ('queued', 'leased', 'deferred')
       AND CASE state WHEN 'leased' THEN lease_until ELSE not_before END <= @now
     ORDER BY priority, id LIMIT @limit`,
  )
  const lease = db.prepare<{ id: LetterId; now: Instant; until: Instant }>(
    `UPDATE outbox SET state = 'leased', lease_until = @until, attempts = attempts + 1,
       first_tried_at = coalesce(first_tried_at, @now) WHERE id = @id`,
  )
  const earliest = db
    .prepare<[], Instant | null>(
      `SELECT min(CASE state WHEN 'leased' THEN lease_until ELSE not_before END) FROM outbox
       WHERE state IN ('queued', 'leased', 'deferred')`,
    )
    .pluck()
  const giveBack = db.prepare<[]>(
    "UPDATE outbox SET state = 'queued', lease_until = NULL WHERE state = 'leased'",
  )
  // Whoever says "sent" has it from the other side: true whatever became of the lease meanwhile.
  const sent = db.prepare<{ id: LetterId; at: Instant; response: string }>(
    `UPDATE outbox SET state = 'sent', settled_at = @at, response = @response, error = '', lease_until = NULL
     WHERE id = @id AND state <> 'sent'`,
  )
  const deferred = db.prepare<{ id: LetterId; until: Instant; error: string }>(
    `UPDATE outbox SET state = 'deferred', not_before = @until, error = @error, lease_until = NULL
     WHERE id = @id AND state = 'leased'`,
  )
  const failed = db.prepare<{ id: LetterId; at: Instant; error: string }>(
    `UPDATE outbox SET state = 'failed', settled_at = @at, error = @error, lease_until = NULL
     WHERE id = @id AND state = 'leased'`,
  )
  // "Delayed" after "failed" is old news.
  const markBounced = db.prepare<{ id: LetterId; bounce: string }>(
    `UPDATE outbox SET bounce = @bounce WHERE id = @id AND (bounce IS NULL OR bounce ->> 'action' <> 'failed')`,
  )
  const finish = db.prepare<FinishedRow & { readonly letter: LetterId; readonly at: Instant }>(
    `INSERT INTO finished (letter, message_id, envelope_from, envelope_to, at, bytes)
     VALUES (@letter, @message_id, @envelope_from, @envelope_to, @at, @bytes) ON CONFLICT (letter) DO NOTHING`,
  )
  const finished = db.prepare<[LetterId], FinishedRow>('SELECT * FROM finished WHERE letter = ?')
  const byId = db.prepare<[LetterId], Row>(
    'SELECT outbox.*, message_id FROM outbox LEFT JOIN finished ON letter = id WHERE id = ?',
  )
  const newest = db.prepare<Search, Row>(
    `SELECT outbox.*, message_id FROM outbox LEFT JOIN finished ON letter = id
     WHERE (@ticket IS NULL OR ticket = @ticket) AND (@person IS NULL OR person = @person)
       AND (@state IS NULL OR state = @state) ORDER BY id DESC LIMIT @limit`,
  )
  const byMessageId = db.prepare<[string], Row>(
    `SELECT outbox.*, message_id FROM finished JOIN outbox ON id = letter
     WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT 1`,
  )
  const counts = db.prepare<[], { state: LetterState; n: number }>(
    'SELECT state, count(*) AS n FROM outbox GROUP BY state',
  )

  const bytesOf = (letter: LetterId): Finished | null => {
    const row = finished.get(letter)
    if (row === undefined) return null
    const envelope = { from: row.envelope_from, to: row.envelope_to }
    return { bytes: row.bytes, messageId: row.message_id, envelope }
  }
  const itemOf = (row: Row): OutboxItem => ({
    id: row.id,
    key: row.key,
    ticket: row.ticket,
    effect: effectOf(row),
    attempts: row.attempts,
    firstTriedAt: row.first_tried_at,
    finished: row.message_id === null ? null : bytesOf(row.id),
  })

  const claim = db.transaction((now: Instant, until: Instant, limit: number) => {
    const rows = due.all({ now, limit })
    for (const { id } of rows) lease.run({ id, now, until })
    return rows.map(itemOf)
  })
  const keep = db.transaction((letter: LetterId, { bytes, messageId, envelope }: Finished, at: Instant) => {
    if (byId.get(letter) === undefined) throw missing(letter)
    finish.run({
      letter,
      message_id: messageId,
      envelope_from: envelope.from,
      envelope_to: envelope.to,
      at,
      bytes,
    })
    const kept = bytesOf(letter)
    if (kept === null) throw missing(letter)
    return kept
  })

  return {
    add: ({ effect, ticket, priority, notBefore }: OutboxDraft, at: Instant): void => {
      const person = effect.kind === 'letter' && 'person' in effect.to ? effect.to.person : null
      insert.run({ key: effect.key, ticket, person, priority, at, notBefore, effect: JSON.stringify(effect) })
    },
    /** Attempts and first try are those before this lease: 0 and null the first time. */
    claim: (now: Instant, until: Instant, limit: number): readonly OutboxItem[] =>
      claim.immediate(now, until, limit),
    keep: (letter: LetterId, finished: Finished, at: Instant): Finished =>
      keep.immediate(letter, finished, at),
    settle: (id: LetterId, settlement: Settlement): void => {
      if (byId.get(id) === undefined) throw missing(id)
      switch (settlement.state) {
        case 'sent':
          sent.run({ id, at: settlement.at, response: settlement.response })
          break
        case 'deferred':
          deferred.run({ id, until: settlement.until, error: settlement.error })
          break
        case 'failed':
          failed.run({ id, at: settlement.at, error: settlement.error })
          break
      }
    },
    giveBack: (): number => giveBack.run().changes,
    /** A bounce of a letter that an older backup does not know marks nothing. */
    markBounced: (id: LetterId, bounce: Bounce): void => {
      markBounced.run({ id, bounce: JSON.stringify(bounce) })
    },

    byId: (id: LetterId): LetterRow | null => rowOf(byId.get(id)),
    bytes: bytesOf,
    newest: ({ ticket, person, state, limit }: LetterFilter = {}): readonly LetterRow[] =>
      newest
        .all({ ticket: ticket ?? null, person: person ?? null, state: state ?? null, limit: limit ?? -1 })
        .map(letterRow),
    byMessageId: (ids: readonly string[]): LetterRow | null => rowOf(byMessageId.get(JSON.stringify(ids))),
    earliest: (): Instant | null => earliest.get() ?? null,
    counts: (): { readonly [state in LetterState]: number } => {
      const none = { queued: 0, leased: 0, deferred: 0, sent: 0, failed: 0 }
      for (const { state, n } of counts.all()) none[state] = n
      return none
    },
  }
}

const missing = (id: LetterId): Fault => new Fault('store', 'permanent', `there is no letter ${id}`)

const effectOf = ({ id, key, effect }: Row): Effect => {
  const read = readObject('outbox', id, effect, effectShape)
  if (read.key !== key) throw damaged('outbox', id, 'its JSON has another key than its column')
  return read
}

const rowOf = (row: Row | undefined): LetterRow | null => (row === undefined ? null : letterRow(row))

const letterRow = (row: Row): LetterRow => {
  const effect = effectOf(row)
  const letter = effect.kind === 'letter' ? effect : null
  return {
    id: row.id,
    key: row.key,
    ticket: row.ticket,
    to: letter?.to ?? null,
    letter: letter?.letter ?? null,
    effect,
    state: row.state,
    queuedAt: row.queued_at,
    notBefore: row.not_before,
    sentAt: row.state === 'sent' ? row.settled_at : null,
    attempts: row.attempts,
    error: row.error,
    messageId: row.message_id ?? '',
    bounce: row.bounce === null ? null : readObject('outbox', row.id, row.bounce, bounceShape),
  }
}
