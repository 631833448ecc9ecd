// Everything that can be asked of a database whether it is as it was written, in one list for `rollcall verify`: pages,
// references, the journal's chain, bytes against hashes, tickets against their journal. Reads alone, and beside a running
// agent; of a backup also that it is whole, byte by byte.

import Database from 'better-sqlite3'
import { existsSync } from 'node:fs'
import { Fault } from '../ports.ts'
import { databaseIn } from './backup.ts'
import { readWholeBackup } from './backupfile.ts'
import type { Manifest } from './backupfile.ts'
import type { Connection } from './database.ts'
import { guarded } from './fault.ts'
import { integrity } from './integrity.ts'
import { journalTable } from './journal.ts'
import { pending, readMigrations, shippedMigrations } from './migrate.ts'
import { replayComplaints } from './replay.ts'

/** Milliseconds; a command line that commits is waited for. */
const busyTimeout = 5_000

/** What a database holds, zeros where it is not whole, and how far its tables are. */
export type Verified = {
  readonly complaints: readonly string[]
  /** Migrations that it lacks; they are applied at the next start. */
  readonly pending: readonly string[]
  readonly tickets: number
  readonly mails: number
  /** Letters that had not left. */
  readonly waiting: number
}
type Held = Pick<Verified, 'tickets' | 'mails' | 'waiting'>

/** One line a complaint. Throws a Fault where there is no database, or a newer version wrote it. */
export const verifyData = (data: string): Verified => {
  const file = databaseIn(data)
  if (!existsSync(file))
    throw new Fault('store', 'permanent', `there is no database in ${data}; check [bot] data in the config`)
  return verifyFile(file)
}

/** The same of a backup. Throws a Fault where it is torn or changed. */
export const verifyBackup = (file: string): Verified & { readonly manifest: Manifest } => {
  const manifest = readWholeBackup(file)
  return { ...verifyFile(file), manifest }
}

/** Read-only, and closed in any case. */
export const reading = <T>(file: string, work: (db: Connection) => T): T =>
  guarded(() => {
    const db = new Database(file, { readonly: true, fileMustExist: true, timeout: busyTimeout })
    try {
      return work(db)
    } finally {
      db.close()
    }
  })

const verifyFile = (file: string): Verified =>
  reading(file, (db) => {
    // One snapshot for all checks, whatever an agent commits meanwhile.
    const look = db.transaction((): Verified => {
      const lacking = pending(db, readMigrations(shippedMigrations))
      const complaints = [...integrity(db, journalTable(db))(), ...told(db)]
      return { complaints, pending: lacking, ...(complaints.length === 0 ? heldIn(db) : nothingHeld) }
    })
    return look()
  })

const nothingHeld: Held = { tickets: 0, mails: 0, waiting: 0 }

const heldIn = (db: Connection): Held =>
  db
    .prepare<[], Held>(
      `SELECT (SELECT count(*) FROM tickets) AS tickets, (SELECT count(*) FROM mail) AS mails,
         (SELECT count(*) FROM outbox WHERE state IN ('queued', 'leased', 'deferred')) AS waiting`,
    )
    .get() ?? nothingHeld

function told(db: Connection): readonly string[] {
  try {
    return replayComplaints(db)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return [error.message]
  }
}
