// Brings a database up to this version's tables: migrations/0001_name.sql and so on, forward only, each in a
// transaction of its own, each remembered with its checksum. A file that was changed after it was applied, and a
// database that a newer version wrote, are refused: both would go wrong later and less clearly.

import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Fault } from '../ports.ts'
import type { Connection } from './database.ts'
import { resealedAfter, setSeals } from './seals.ts'

type Migration = { readonly number: number; readonly name: string; readonly sql: string }
type Applied = { readonly number: number; readonly name: string; readonly checksum: string }

const fileName = /^(\d{4})_[a-z0-9_]+\.sql$/

/** The folder that ships with the program: two up from here in a checkout and in the package alike. */
export const shippedMigrations = resolve(import.meta.dirname, '../../migrations')

/** Reads a folder of migrations in order. Throws a permanent Fault where the numbers have a gap or a double. */
export const readMigrations = (folder: string): readonly Migration[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name, index) => {
      const number = Number(fileName.exec(name)?.[1])
      if (number !== index + 1) throw refuse(`migration ${name} does not continue the row at ${index + 1}`)
      return { number, name, sql: readFileSync(join(folder, name), 'utf8') }
    })

/** Names of what a database lacks, in order; it is only read. Throws as `migrate`. */
export const pending = (db: Connection, migrations: readonly Migration[]): readonly string[] => {
  const known = db.prepare<[], string>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'migrations'",
  )
  if (known.get() === undefined) return migrations.map(({ name }) => name)
  const applied = db
    .prepare<[], Applied>('SELECT number, name, checksum FROM migrations ORDER BY number')
    .all()
  check(applied, migrations)
  return migrations.slice(applied.length).map(({ name }) => name)
}

/** Applies what is missing; from then on this connection seals what it writes. Throws a permanent Fault on a changed or unknown applied migration. */
export const migrate = (db: Connection, migrations: readonly Migration[]): void => {
  db.exec(
    'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT',
  )
  const applied = db.prepare<[], Applied>('SELECT number, name, checksum FROM migrations ORDER BY number')
  const remember = db.prepare<Applied>(
    'INSERT INTO migrations (number, name, checksum) VALUES (@number, @name, @checksum)',
  )
  check(applied.all(), migrations)
  const step = db.transaction((migration: Migration) => {
    // Another process may have come first while this one waited for the write lock.
    if (applied.all().some((row) => row.number === migration.number)) return
    resealedAfter(db, () => db.exec(migration.sql))
    remember.run({ number: migration.number, name: migration.name, checksum: checksum(migration.sql) })
  })
  const done = applied.all().length
  for (const migration of migrations.slice(done)) step.immediate(migration)
  setSeals(db)
}

const check = (applied: readonly Applied[], migrations: readonly Migration[]): void => {
  for (const row of applied) {
    const known = migrations[row.number - 1]
    if (known === undefined) {
      throw refuse(
        `this database was written by a newer Rollcall (${row.name}); run that version, or restore a backup`,
      )
    }
    if (checksum(known.sql) !== row.checksum) {
      throw refuse(
        `${known.name} was changed after it was applied to this database; put the file back as it was`,
      )
    }
  }
}

/**
 * One line for each table, index, view or migration that is not as the migrations make it: a definition is no row and has
 * no seal.
 */
export const strangeTables = (db: Connection, migrations: readonly Migration[]): readonly string[] => {
  const lacking = pending(db, migrations).length
  const fresh = new Database(':memory:')
  try {
    migrate(fresh, migrations.slice(0, migrations.length - lacking))
    const [there, meant] = [definitionsIn(db), definitionsIn(fresh)]
    return [...new Set([...there, ...meant])]
      .filter((one) => !there.has(one) || !meant.has(one))
      .map((one) => `what the tables are made of is not as it was written: ${one.slice(0, 60)}`)
  } finally {
    fresh.close()
  }
}

const definitionsIn = (db: Connection): ReadonlySet<string> =>
  new Set(
    db
      .prepare<[], string>(
        `SELECT concat_ws(' ', type, name, tbl_name, sql) FROM main.sqlite_schema
         UNION ALL SELECT concat_ws(' ', 'migration', number, name) FROM migrations`,
      )
      .pluck()
      .all(),
  )

/** Over the text with plain line ends, so that a checkout which rewrites them is not taken for a change. */
const checksum = (sql: string): string =>
  createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex')

const refuse = (why: string): Fault => new Fault('store', 'permanent', why)
