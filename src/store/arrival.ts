// Mail as it comes in: raw bytes and cursor in one transaction, before anybody is told (SPEC §3.6). Decides only
// whether a mail is known already: by place and, after a UIDVALIDITY change, by content. Two places of one
// UIDVALIDITY are two mails whatever they hold: whoever sends a forged copy first must not silence the real one;
// joining copies is the desk's work.

import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Cursor, Incoming, MailId } from '../ports.ts'
import type { Connection } from './database.ts'
import { messageIdOf } from './messageid.ts'
import { inPieces, rawMailTable } from './rawmail.ts'
import { sealDemand } from './seals.ts'

/** Mails, and bytes, stored in one transaction: one fsync for all of them, and nothing is held up for long. */
const batchSize = 50
const batchBytes = 1 << 20

type Draft = Awaited<ReturnType<typeof draftOf>>

/** What `recordMail`, `beginMailbox` and `cursor` of the ports stand on. Throws SQLite's errors, as all tables here do. */
export const arrivals = (db: Connection) => {
  const raw = rawMailTable(db)
  // Never backwards inside one UIDVALIDITY; a new one starts its own count (RFC 9051 §2.3.1.1).
  const moveCursor = db.prepare<[string, string, number, number]>(
    `INSERT INTO cursors (mailbox, uid_validity, uid, begun_at) VALUES (?, ?, ?, ?) ON CONFLICT (mailbox) DO UPDATE SET
       begun_at = CASE WHEN uid_validity = excluded.uid_validity THEN begun_at ELSE excluded.begun_at END,
       uid = CASE WHEN uid_validity = excluded.uid_validity THEN max(uid, excluded.uid) ELSE excluded.uid END,
       uid_validity = excluded.uid_validity`,
  )
  const knownPlace = db
    .prepare<[string, string, number], number>(
      'SELECT id FROM mail WHERE mailbox = ? AND uid_validity = ? AND uid = ?',
    )
    .pluck()
  // Equal bytes carry an equal Message-ID, so the hash alone answers for both (SPEC §3.6).
  const knownContent = db
    .prepare<[string, string, string], number>(
      'SELECT id FROM mail WHERE mailbox = ? AND sha256 = ? AND uid_validity <> ?',
    )
    .pluck()
  const insert = db.prepare<Omit<Draft, 'bytes'>>(
    `INSERT INTO mail (mailbox, uid_validity, uid, via, received_at, size, sha256, message_id, state)
     VALUES (@mailbox, @uidValidity, @uid, @via, @receivedAt, @size, @sha256, @messageId, @state)`,
  )
  const cursor = db.prepare<[string], Cursor>(
    'SELECT uid_validity AS uidValidity, uid, begun_at AS begunAt FROM cursors WHERE mailbox = ?',
  )

  const demandWhole = sealDemand(db, 'cursors')

  const isKnown = ({ mailbox, uidValidity, uid, sha256 }: Draft): boolean =>
    (knownPlace.get(mailbox, uidValidity, uid) ?? knownContent.get(mailbox, sha256, uidValidity)) !==
    undefined
  const recordBatch = db.transaction((batch: readonly Draft[]) => {
    const fresh: MailId[] = []
    for (const draft of batch) {
      const { bytes, ...mail } = draft
      moveCursor.run(mail.mailbox, mail.uidValidity, mail.uid, 0)
      if (isKnown(draft)) continue
      const id = Number(insert.run(mail).lastInsertRowid)
      raw.insert(id, bytes)
      fresh.push(id)
    }
    return fresh
  })

  return {
    /** Stores what is not known yet, durably, and answers with its ids. */
    record: async (incoming: readonly Incoming[]): Promise<readonly MailId[]> => {
      const fresh: MailId[] = []
      for (const [at, batch] of batchesOf(incoming).entries()) {
        if (at > 0) await setImmediate()
        const drafts: Draft[] = []
        for (const mail of batch) {
          const draft = await draftOf(mail)
          if (!isKnown(draft)) await raw.keepRest(mail.place, mail.bytes)
          drafts.push(draft)
        }
        fresh.push(...recordBatch.immediate(drafts))
      }
      return fresh
    },
    /** Pieces of mails that an agent which ended had not stored to their end; while none is being stored. */
    clearUnfinished: (): void => raw.clearUnfinished(),
    /** Where reading starts; a cursor of the same UIDVALIDITY that stands further on stays. */
    begin: (mailbox: string, { uidValidity, uid, begunAt }: Cursor): void => {
      moveCursor.run(mailbox, uidValidity, uid, begunAt)
    },
    /** Throws a permanent Fault where it is not as it was written: mail would be passed over. */
    cursor: (mailbox: string): Cursor | null => {
      demandWhole(mailbox)
      return cursor.get(mailbox) ?? null
    },
  }
}

/** In the order given; a large mail is by itself. */
const batchesOf = (incoming: readonly Incoming[]): readonly (readonly Incoming[])[] => {
  const batches: Incoming[][] = []
  let bytes = 0
  for (const mail of incoming) {
    bytes += mail.bytes.byteLength
    const batch = batches.at(-1)
    if (batch !== undefined && batch.length < batchSize && bytes <= batchBytes) batch.push(mail)
    else {
      batches.push([mail])
      bytes = mail.bytes.byteLength
    }
  }
  return batches
}

/** Hashes before the transaction begins: the write lock is not held for arithmetic. */
const draftOf = async ({ place, via, receivedAt, bytes, backlog }: Incoming) => {
  const sum = createHash('sha256')
  for await (const part of inPieces(bytes)) sum.update(part)
  return {
    mailbox: place.mailbox,
    uidValidity: place.uidValidity,
    uid: place.uid,
    via,
    receivedAt,
    size: bytes.byteLength,
    sha256: sum.digest('hex'),
    messageId: messageIdOf(bytes),
    state: backlog ? 'backlog' : 'new',
    bytes,
  }
}
