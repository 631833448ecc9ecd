// What has to leave: one row an effect, known by its key, from when it is decided on until its fate is settled. Who may
// take it when is claims.ts's matter; what a letter says and when it is tried again is decided elsewhere. Sent is final,
// and so is the first composition of a letter: at least once, always the same bytes (SPEC §3.6).

import { Fault } from '../ports.ts'
import type { Finished, LetterId } from '../ports.ts'
import type { OutboxDraft, Settlement } from '../ports/outgoing.ts'
import type { Bounce } from '../intake/message.ts'
import type { EventId, Instant, TicketId } from '../rollout/ids.ts'
import type { Connection } from './database.ts'
import type { letterTable } from './letters.ts'
import type { Waiting } from './rates.ts'

type Draft = {
  readonly key: string
  readonly ticket: TicketId | null
  readonly person: string | null
  readonly priority: number
  readonly at: Instant
  readonly notBefore: Instant
  readonly effect: string
  readonly event: EventId | null
  readonly passes: 0 | 1
  readonly rate: Waiting['rate']
  readonly place: string
  readonly haste: number
  readonly held: '' | 'hours'
}
type Composed = {
  readonly letter: LetterId
  readonly messageId: string
  readonly from: string
  readonly to: string
  readonly at: Instant
  readonly bytes: Uint8Array
}

/** Throws a permanent Fault where a letter does not exist. */
export const outboxTable = (db: Connection, letters: ReturnType<typeof letterTable>) => {
  // A known key is dropped: the effect is on its way already, or has left.
  const insert = db.prepare<Draft>(
    `INSERT INTO outbox (key, ticket, person, priority, queued_at, not_before, effect, event_id, passes, rate, place,
       haste, held)
     VALUES (@key, @ticket, @person, @priority, @at, @notBefore, @effect, @event, @passes, @rate, @place, @haste,
       @held) ON CONFLICT (key) DO NOTHING`,
  )
  const giveBack = db.prepare<[]>(
    "UPDATE outbox SET state = 'queued', lease_until = NULL WHERE state = 'leased'",
  )
  // Whoever says "sent" has it from the other side: true whatever became of the lease meanwhile.
  const sent = db.prepare<{ id: LetterId; at: Instant; response: string }>(
    `UPDATE outbox SET state = 'sent', settled_at = @at, response = @response, error = '', lease_until = NULL, held = ''
     WHERE (id = @id OR gathered_into = @id) AND state <> 'sent'`,
  )
  // "Later" and "never" count only from whoever still holds the lease: somebody else may be sending by now.
  const deferred = db.prepare<{ id: LetterId; until: Instant; error: string; uncounted: 0 | 1 }>(
    `UPDATE outbox SET state = 'deferred', not_before = @until, error = @error, lease_until = NULL, held = '',
       attempts = max(attempts - @uncounted, 0),
       first_tried_at = iif(@uncounted = 1 AND attempts <= 1, NULL, first_tried_at)
     WHERE id = @id AND state = 'leased'`,
  )
  const failed = db.prepare<{ id: LetterId; at: Instant; error: string }>(
    `UPDATE outbox SET state = 'failed', settled_at = @at, error = @error, lease_until = NULL, held = ''
     WHERE id = @id AND state = 'leased'`,
  )
  const overtaken = db.prepare<{ id: LetterId; at: Instant }>(
    `UPDATE outbox SET state = 'failed', overtaken = 1, settled_at = @at, error = '', lease_until = NULL, held = ''
     WHERE id = @id AND state = 'leased'`,
  )
  // What went into a letter shares its fate.
  const withIt = db.prepare<{ id: LetterId }>(
    `UPDATE outbox SET (state, overtaken, settled_at, error) =
       (SELECT state, overtaken, settled_at, error FROM outbox AS whole WHERE whole.id = @id)
     WHERE gathered_into = @id AND state IN ('queued', 'leased', 'deferred')`,
  )
  // "Delayed" after "failed" is old news.
  const markBounced = db.prepare<{ id: LetterId; bounce: string }>(
    `UPDATE outbox SET bounce = @bounce WHERE (id = @id OR gathered_into = @id) AND (bounce IS NULL OR bounce ->> 'action' <> 'failed')`,
  )
  const finish = db.prepare<Composed>(
    `INSERT INTO finished (letter, message_id, envelope_from, envelope_to, at, bytes)
     VALUES (@letter, @messageId, @from, @to, @at, @bytes) ON CONFLICT (letter) DO NOTHING`,
  )

  const composed = db.prepare<[LetterId]>('UPDATE outbox SET composed = 1 WHERE id = ? AND composed = 0')

  const settleWith = (changes: number, id: LetterId) => {
    if (changes > 0) withIt.run({ id })
  }
  const keep = (letter: LetterId, finished: Finished, at: Instant): Finished => {
    const { bytes, messageId, envelope } = finished
    if (!letters.exists(letter)) throw missing(letter)
    const isFirst = finish.run({ letter, messageId, ...envelope, at, bytes }).changes > 0
    if (!isFirst) return letters.bytes(letter) ?? finished
    composed.run(letter)
    return finished
  }

  return {
    /** To be called inside the transaction of the decision that wants it. */
    add: (draft: OutboxDraft, at: Instant): void => {
      const { effect, ticket, priority, notBefore, event, passes, rate, quiet } = draft
      const { key } = effect
      const person = effect.kind === 'letter' && 'person' in effect.to ? effect.to.person : null
      insert.run({
        key,
        ticket,
        person,
        priority,
        at,
        notBefore,
        effect: JSON.stringify(effect),
        event: event ?? null,
        passes: passes ? 1 : 0,
        rate: rate ?? '',
        place: quiet?.place ?? '',
        haste: quiet?.haste ?? 0,
        held: quiet && notBefore > at ? 'hours' : '',
      })
    },
    /** The bytes that count from now on: those given, or those kept before. */
    keep,
    settle: (id: LetterId, settlement: Settlement): void => {
      if (!letters.exists(id)) throw missing(id)
      switch (settlement.state) {
        case 'sent':
          sent.run({ id, at: settlement.at, response: settlement.response })
          break
        case 'deferred':
          deferred.run({
            id,
            until: settlement.until,
            error: settlement.error,
            uncounted: settlement.uncounted ? 1 : 0,
          })
          break
        case 'failed':
          settleWith(failed.run({ id, at: settlement.at, error: settlement.error }).changes, id)
          break
        case 'overtaken':
          settleWith(overtaken.run({ id, at: settlement.at }).changes, id)
          break
      }
    },
    giveBack: (): number => giveBack.run().changes,
    /** A bounce of a letter that an older backup does not know marks nothing. */
    markBounced: (id: LetterId, bounce: Bounce): void => {
      markBounced.run({ id, bounce: JSON.stringify(bounce) })
    },
  }
}

const missing = (id: LetterId): Fault => new Fault('store', 'permanent', `there is no letter ${id}`)
