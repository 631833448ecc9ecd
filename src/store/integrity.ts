// Whether the database is whole: SQLite's own check of its pages, references between rows, the journal's chain,
// the seals of all other rows, and the bytes of mail and files against their hashes, which no check of pages sees (RELIABILITY T7). Reads everything:
// for `verify` and `doctor`, not for every start.

import { createHash } from 'node:crypto'
import { Fault } from '../ports.ts'
import type { MailId } from '../ports.ts'
import type { Connection } from './database.ts'
import { guarded } from './fault.ts'
import type { journalTable } from './journal.ts'
import { readMigrations, shippedMigrations, strangeTables } from './migrate.ts'
import { rawMailBytes } from './rawmail.ts'
import { brokenSeals, knowSeals } from './seals.ts'

type Hashed = { readonly name: string; readonly sha256: string; readonly bytes: Uint8Array }
type Reference = { readonly table: string; readonly rowid: number | null; readonly parent: string }

/** One line a complaint; none where all is well. Bytes are hashed one mail at a time. */
export const integrity = (db: Connection, journal: ReturnType<typeof journalTable>) => {
  const rawMail = rawMailBytes(db)
  const pages = db.prepare<[], string>('SELECT integrity_check FROM pragma_integrity_check').pluck()
  const references = db.prepare<[], Reference>('SELECT "table", rowid, parent FROM pragma_foreign_key_check')
  const mails = db
    .prepare<[], MailId>('SELECT mail FROM raw_mail JOIN mail ON mail.id = raw_mail.mail')
    .pluck()
  const unbacked = db
    .prepare<[], number>('SELECT id FROM mail WHERE id NOT IN (SELECT mail FROM raw_mail)')
    .pluck()
  const files = db.prepare<[], Hashed>("SELECT 'file ' || sha256 AS name, sha256, bytes FROM files")
  knowSeals(db)

  return (): string[] => {
    const complaints: string[] = []
    /** A check that cannot read on is a complaint, not the end of the others. */
    const look = (check: () => void): void => {
      try {
        guarded(check)
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        complaints.push(error.message)
      }
    }
    look(() => complaints.push(...pages.all().filter((line) => line !== 'ok')))
    look(() => {
      for (const { table, rowid, parent } of references.all())
        complaints.push(`row ${rowid ?? '?'} of ${table} names a row of ${parent} that is not there`)
    })
    look(() => {
      const broken = journal.broken()
      if (broken !== null) complaints.push(`the journal is not as it was written from row ${broken} on`)
    })
    look(() => {
      for (const { table, row } of brokenSeals(db))
        complaints.push(`row ${row} of ${table} is not as it was written`)
    })
    look(() => complaints.push(...strangeTables(db, readMigrations(shippedMigrations))))
    look(() => {
      for (const id of unbacked.all()) complaints.push(`mail ${id} has lost its bytes`)
    })
    const compare = ({ name, sha256 }: Omit<Hashed, 'bytes'>, parts: Iterable<Uint8Array>) => {
      const sum = createHash('sha256')
      for (const part of parts) sum.update(part)
      if (sum.digest('hex') !== sha256) complaints.push(`the bytes of ${name} are not those that were stored`)
    }
    look(() => {
      for (const id of mails.iterate()) {
        const stored = rawMail.beginning(id)
        if (stored === undefined) continue
        compare({ name: `mail ${id}`, sha256: stored.sha256 }, rawMail.parts(stored))
      }
    })
    look(() => {
      for (const file of files.iterate()) compare(file, [file.bytes])
    })
    return complaints
  }
}
