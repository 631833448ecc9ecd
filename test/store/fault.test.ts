// Trouble of the database as its callers see it: made for real, on small databases, and told apart by code.
import { mkdtempSync, openSync, rmSync, writeFileSync, writeSync, closeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, it } from 'vitest'
import { arrivals } from '../../src/store/arrival.ts'
import { openDatabase } from '../../src/store/database.ts'
import { guarded, guardedLater } from '../../src/store/fault.ts'
import { migrate, readMigrations, shippedMigrations } from '../../src/store/migrate.ts'
import { openStore } from '../../src/store/store.ts'
import { aChange, aCommit, aTicket, anIncoming } from './values.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-fault-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const aFault = (lasting: string, code: string, words: string) =>
  expect.objectContaining({
    name: 'Fault',
    system: 'store',
    lasting,
    message: expect.stringMatching(new RegExp(`${words}.*\\(${code}[A-Z_]*\\)`)),
    cause: expect.any(Database.SqliteError),
  })

it('a full disk is transient: nothing is half stored, and work goes on once there is space', async () => {
  const db = openDatabase(join(folder, 'full.db'))
  migrate(db, readMigrations(shippedMigrations))
  const { record, cursor } = arrivals(db)
  const big = [anIncoming(1, 'small'), anIncoming(2, 'x'.repeat(400_000))]
  const pages = db.pragma('page_count', { simple: true })
  db.pragma('max_page_count = ' + (Number(pages) + 20))
  await expect(guardedLater(() => record(big))).rejects.toEqual(
    aFault('transient', 'SQLITE_FULL', 'free some space'),
  )
  expect(cursor('INBOX')).toBeNull()
  db.pragma('max_page_count = 100000')
  expect(await record(big)).toHaveLength(2)
  db.close()
})

it('a database that another process keeps is transient', () => {
  const file = join(folder, 'busy.db')
  const holder = new Database(file)
  holder.exec('CREATE TABLE t (n INTEGER)')
  holder.exec('BEGIN EXCLUSIVE')
  const other = new Database(file, { timeout: 0 })
  expect(() => guarded(() => other.exec('BEGIN IMMEDIATE'))).toThrow(
    aFault('transient', 'SQLITE_BUSY', 'another process'),
  )
  other.close()
  holder.close()
})

it('a database that may only be read is permanent, and names the permission', () => {
  const file = join(folder, 'readonly.db')
  new Database(file).exec('CREATE TABLE t (n INTEGER)').close()
  const db = new Database(file, { readonly: true })
  expect(() => guarded(() => db.exec('DELETE FROM t'))).toThrow(
    aFault('permanent', 'SQLITE_READONLY', 'permission'),
  )
  db.close()
})

it('a folder in the place of the database is permanent', () => {
  expect(() => openStore(folder)).toThrow(aFault('permanent', 'SQLITE_CANTOPEN', 'cannot be opened'))
})

it('a damaged page is permanent, and names the backup', async () => {
  const file = join(folder, 'corrupt.db')
  const store = openStore(file)
  for (let id = 1; id <= 40; id += 1)
    await store.ledger.commit(
      aCommit({ changes: [aChange(aTicket(id, { title: `${id} `.repeat(500) }), 0)] }),
    )
  await store.ledger.close()
  const db = new Database(file, { readonly: true })
  const root = db
    .prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name = 'tickets'")
    .pluck()
    .get()
  db.close()
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.alloc(4096, 0xff), 0, 4096, ((root ?? 0) - 1) * 4096)
  closeSync(handle)
  const again = openStore(file)
  await expect(again.archive.tickets()).rejects.toEqual(
    aFault('permanent', 'SQLITE_CORRUPT', 'restore the last backup'),
  )
  expect(again.checkIntegrity()).not.toEqual([])
})

it('a file that is no database is permanent', () => {
  const file = join(folder, 'text.db')
  writeFileSync(file, 'not a database, but long enough to be taken for one '.repeat(40))
  expect(() => openStore(file)).toThrow(aFault('permanent', 'SQLITE_NOTADB', 'not a Rollcall database'))
})

it('a refusal nobody foresaw is permanent and names its code', () => {
  const db = new Database(':memory:').exec('CREATE TABLE t (n INTEGER CHECK (n > 0))')
  expect(() => guarded(() => db.exec('INSERT INTO t VALUES (0)'))).toThrow(
    expect.objectContaining({
      lasting: 'permanent',
      message: expect.stringContaining('(SQLITE_CONSTRAINT_CHECK)'),
    }),
  )
})

it('an error of our own is not dressed up as trouble of the world', () => {
  const mistake = new TypeError('ours')
  const fail = () =>
    guarded(() => {
      throw mistake
    })
  expect(fail).toThrow(mistake)
})
