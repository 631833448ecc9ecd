// The bytes of a mail, as they came. Those of a large one are written and read in pieces, and whatever else waits comes in
// between: nothing stands still for as long as 25 MB take (SPEC §9). The pieces beyond the first are on disk, each by
// itself, before the mail is there at all; of a mail that never got there they are cleared away at the next start. Which
// mail is stored is decided in arrival.ts.

import { setImmediate } from 'node:timers/promises'
import type { Incoming, MailId } from '../ports.ts'
import type { Connection } from './database.ts'
import { damaged } from './rows.ts'

/** Bytes: some milliseconds of hashing or writing. */
const piece = 1 << 20

type Place = Incoming['place']
type Key = [mailbox: string, uidValidity: string, uid: number]
const keyOf = ({ mailbox, uidValidity, uid }: Place): Key => [mailbox, uidValidity, uid]

type Stored = {
  readonly bytes: Uint8Array
  readonly sha256: string
  readonly size: number
} & Place

/** One piece after the other; between two of them others have their turn. */
export async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength || at === 0; at += piece) {
    if (at > 0) await setImmediate()
    yield bytes.subarray(at, at + piece)
  }
}

/** The writing side. Throws SQLite's errors, as all tables here do. */
export const rawMailTable = (db: Connection) => {
  const insert = db.prepare<[MailId, Uint8Array]>('INSERT INTO raw_mail (mail, bytes) VALUES (?, ?)')
  const insertRest = db.prepare<[...Key, number, Uint8Array]>(
    'INSERT OR REPLACE INTO raw_rest (mailbox, uid_validity, uid, first, bytes) VALUES (?, ?, ?, ?, ?)',
  )
  const dropRest = db.prepare<Key>('DELETE FROM raw_rest WHERE mailbox = ? AND uid_validity = ? AND uid = ?')
  const clear = db.prepare<[]>(
    `DELETE FROM raw_rest WHERE NOT EXISTS (SELECT 1 FROM mail WHERE mail.mailbox = raw_rest.mailbox
       AND mail.uid_validity = raw_rest.uid_validity AND mail.uid = raw_rest.uid)`,
  )

  return {
    /** With the mail itself; what goes beyond the first piece has been put by `keepRest` before. */
    insert: (id: MailId, bytes: Uint8Array): void => {
      insert.run(id, bytes.subarray(0, piece))
    },
    /** Nothing is done for a mail of one piece. */
    keepRest: async (place: Place, bytes: Uint8Array): Promise<void> => {
      if (bytes.byteLength <= piece) return
      dropRest.run(...keyOf(place))
      let at = 0
      for await (const part of inPieces(bytes)) {
        if (at > 0) {
          insertRest.run(...keyOf(place), at, part)
          await setImmediate()
          // Left to SQLite, four pieces would be copied into the database at once.
          db.pragma('wal_checkpoint(PASSIVE)')
        }
        at += part.byteLength
      }
    },
    /** Pieces of mails that an agent which ended had not got to their end; while none is being stored. */
    clearUnfinished: (): void => {
      clear.run()
    },
  }
}

/** The reading side; also of a database that an older version left, which knows no pieces. */
export const rawMailBytes = (db: Connection) => {
  const beginning = db.prepare<[MailId], Stored>(
    `SELECT bytes, sha256, size, mailbox, uid_validity AS uidValidity, uid
     FROM raw_mail JOIN mail ON mail.id = raw_mail.mail WHERE mail = ?`,
  )
  const prepareNext = () =>
    db
      .prepare<[...Key, number], Uint8Array>(
        'SELECT bytes FROM raw_rest WHERE mailbox = ? AND uid_validity = ? AND uid = ? AND first = ?',
      )
      .pluck()
  let next: ReturnType<typeof prepareNext> | null = null

  /** One piece after the other, for as far as they are there. */
  function* parts(stored: Stored): Generator<Uint8Array> {
    yield stored.bytes
    let at = stored.bytes.byteLength
    while (at < stored.size) {
      next ??= prepareNext()
      const bytes = next.get(...keyOf(stored), at)
      if (bytes === undefined || bytes.byteLength === 0) return
      yield bytes
      at += bytes.byteLength
    }
  }

  return {
    beginning: (id: MailId): Stored | undefined => beginning.get(id),
    parts,
    /** Throws a permanent Fault where pieces are missing. */
    whole: async (id: MailId, stored: Stored): Promise<Uint8Array> => {
      if (stored.bytes.byteLength >= stored.size) return stored.bytes
      const whole = new Uint8Array(stored.size)
      let at = 0
      for (const part of parts(stored)) {
        if (at + part.byteLength <= whole.byteLength) whole.set(part, at)
        at += part.byteLength
        await setImmediate()
      }
      if (at !== stored.size) throw damaged('raw_rest', id, 'not all of its bytes are there')
      return whole
    },
  }
}
