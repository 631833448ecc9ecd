// Bringing a database up to date: forward, once, and only as it was written.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { migrate, readMigrations, shippedMigrations } from '../../src/store/migrate.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-migrate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const one = {
  number: 1,
  name: '0001_first.sql',
  sql: 'CREATE TABLE a (n INTEGER) STRICT;\nINSERT INTO a VALUES (1);\n',
}
const two = { number: 2, name: '0002_second.sql', sql: 'ALTER TABLE a ADD COLUMN m INTEGER;\n' }
const refused = (words: string) =>
  expect.objectContaining({ name: 'Fault', lasting: 'permanent', message: expect.stringContaining(words) })

describe('migrations', () => {
  it('are applied in order, each once, and keep what is there', () => {
    const db = openDatabase(':memory:')
    migrate(db, [one])
    migrate(db, [one, two])
    migrate(db, [one, two])
    expect(db.prepare('SELECT n, m FROM a').all()).toEqual([{ n: 1, m: null }])
  })

  it('are applied whole or not at all', () => {
    const db = openDatabase(':memory:')
    const torn = { ...two, sql: 'CREATE TABLE b (n INTEGER);\nINSERT INTO nowhere VALUES (1);' }
    expect(() => migrate(db, [one, torn])).toThrow()
    expect(db.prepare("SELECT name FROM sqlite_schema WHERE name IN ('a', 'b')").pluck().all()).toEqual(['a'])
    migrate(db, [one, two])
    expect(db.prepare('SELECT number FROM migrations').pluck().all()).toEqual([1, 2])
  })

  it('changed after they were applied are refused by name', () => {
    const db = openDatabase(':memory:')
    migrate(db, [one])
    const changed = { ...one, sql: `${one.sql}-- a thought` }
    expect(() => migrate(db, [changed, two])).toThrow(refused('0001_first.sql was changed'))
    expect(db.prepare('SELECT number FROM migrations').pluck().all()).toEqual([1])
  })

  it('with other line ends are not changed ones', () => {
    const db = openDatabase(':memory:')
    migrate(db, [one])
    expect(() => migrate(db, [{ ...one, sql: one.sql.replaceAll('\n', '\r\n') }])).not.toThrow()
  })

  it('of a newer version are refused before anything is touched', () => {
    const db = openDatabase(':memory:')
    migrate(db, [one, two])
    expect(() => migrate(db, [one])).toThrow(refused('newer Rollcall (0002_second.sql)'))
  })

  it.each([
    ['a gap', ['0001_a.sql', '0003_c.sql']],
    ['a double', ['0001_a.sql', '0001_b.sql']],
    ['a name without a number', ['0001_a.sql', 'later.sql']],
    ['a first that is not the first', ['0002_b.sql']],
  ])('in a folder with %s are refused', (_, names) => {
    const room = mkdtempSync(join(folder, 'm-'))
    for (const name of names) writeFileSync(join(room, name), '')
    expect(() => readMigrations(room)).toThrow(refused('does not continue the row'))
  })

  it('that ship with the program are read in order, and make every table strict', () => {
    const db = openDatabase(':memory:')
    const shipped = readMigrations(shippedMigrations)
    expect(shipped[0]?.name).toBe('0001_memory.sql')
    migrate(db, shipped)
    const loose = db.prepare(
      "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND schema = 'main' AND name NOT LIKE 'sqlite_%'",
    )
    expect(loose.all()).toEqual([])
  })
})

describe('an opened database', () => {
  it('has the settings its promises rest on', () => {
    const db = openDatabase(join(folder, 'new', 'folder', 'rollcall.db'))
    const setting = (row: unknown) => Object.values(row as object)[0]
    expect(setting(db.prepare('PRAGMA journal_mode').get())).toBe('wal')
    expect(setting(db.prepare('PRAGMA synchronous').get())).toBe(2)
    expect(setting(db.prepare('PRAGMA foreign_keys').get())).toBe(1)
    expect(setting(db.prepare('PRAGMA trusted_schema').get())).toBe(0)
    expect(setting(db.prepare('PRAGMA busy_timeout').get())).toBe(5000)
    db.close()
  })
})
