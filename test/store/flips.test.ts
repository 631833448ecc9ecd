// Bits of the database file that turn over (RELIABILITY T7): whatever they change of anything that can be read in it is
// noticed by SQLite, by a seal, by the chain, by a hash, or by folding the journal; of a backup every bit is.
// ROLLCALL_FLIPS=1000 tries so many, and prints which check noticed how many; the everyday run tries thirty.
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'

import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deliver } from '../../src/desk/deliver.ts'
import { makeBackup } from '../../src/store/backup.ts'
import { openDatabase } from '../../src/store/database.ts'
import { migrate, readMigrations, shippedMigrations } from '../../src/store/migrate.ts'
import { verifyBackup, verifyData } from '../../src/store/verify.ts'
import { Fault, type Post } from '../../src/ports.ts'
import { friday, mailFrom, openOffice, title, type Office } from '../cli/office.ts'
import { everyRow } from './everyrow.ts'
import { aCommit, aFile, aQuestion } from './values.ts'

const flips = Number(process.env['ROLLCALL_FLIPS'] ?? 30)
const scratch = mkdtempSync(join(tmpdir(), 'rollcall-flips-'))
let office: Office
let whole: Buffer
const database = () => join(scratch, 'rollcall.sqlite')
beforeAll(async () => {
  office = openOffice()
  for (const n of [1, 2, 3, 4, 5, 6]) {
    await office.say(friday, null, `open ${title.replace('1.8.0-1', `1.8.0-${n}`)}`)
    await office.say(friday, n, 'assign NGI_IT-INFN-CNAF NGI_IBERGRID-LIP-Lisbon')
    await office.say(friday, n, 'note later')
    await office.receive(
      mailFrom(
        'luca@infn.example',
        `Re: [staged-rollout #${n}] x`,
        'accept NGI_IT-INFN-CNAF',
        '',
        'words '.repeat(400),
      ),
    )
  }
  await fillEveryTable()
  const db = new Database(join(office.folder, 'var/rollcall.sqlite'))
  const empty = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all()
    .filter((name) => db.prepare(`SELECT 1 FROM "${name}"`).get() === undefined)
  expect(empty).toEqual([])
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  whole = readFileSync(join(office.folder, 'var/rollcall.sqlite'))
}, 60_000)
afterAll(() => {
  office.leave()
  rmSync(scratch, { recursive: true, force: true })
})

/** Letters that have left, and one row at least of whatever else is kept. */
async function fillEveryTable(): Promise<void> {
  const { kit } = await office.house()
  const { ledger } = kit
  const post: Post = { send: async () => ({ response: '250 kept' }), close: async () => {} }
  await deliver(kit, post, 1, new AbortController().signal)
  await ledger.beginMailbox('elsewhere', { uidValidity: '7', uid: 70, begunAt: 70 })
  await ledger.takeInHand(1)
  await ledger.handOver(1, friday)
  await ledger.noteClock({ at: friday, steady: 1000, boot: 'one' })
  const kept = await ledger.commit(
    aCommit({
      at: friday,
      questions: [aQuestion('who', { mail: 1 })],
      files: [aFile('a report')],
      alerts: { raised: [{ name: 'mailbox', since: friday }] },
      pausing: [{ to: 'paused', by: { kind: 'admin', name: 'ada' } }],
      digest: '2026-11-20',
    }),
  )
  expect(kept).toBe('committed')
  await ledger.close()
  const db = openDatabase(join(office.folder, 'var/rollcall.sqlite'))
  migrate(db, readMigrations(shippedMigrations))
  db.prepare('INSERT INTO restored (at, made) VALUES (?, ?)').run(friday, friday)
  // As the bytes of a mail of several megabytes stand.
  db.exec(
    `INSERT INTO raw_rest SELECT mailbox, uid_validity, uid, 700, substr(bytes, 701)
       FROM raw_mail JOIN mail ON mail.id = raw_mail.mail WHERE mail = 2;
     UPDATE raw_mail SET bytes = substr(bytes, 1, 700) WHERE mail = 2`,
  )
  db.close()
}

const remembered = (): string => {
  const db = new Database(database(), { readonly: true })
  try {
    return everyRow(db)
  } finally {
    db.close()
  }
}
const unreadable = 'unreadable'
const rememberedOr = (): string => {
  try {
    return remembered()
  } catch (error) {
    if (error instanceof Database.SqliteError) return unreadable
    throw error
  }
}

/** Which check noticed it; null where none did. */
const noticed = (): string | null => {
  try {
    const [first] = verifyData(scratch).complaints
    if (first === undefined) return null
    if (first.startsWith('the journal')) return 'the chain'
    if (first.includes('is not as it was written')) return 'a seal'
    if (first.startsWith('the bytes') || first.includes('lost its bytes')) return 'a hash'
    if (first.startsWith('rollout')) return 'folding the journal'
    return 'SQLite'
  } catch (error) {
    if (error instanceof Fault) return 'the read refuses'
    throw error
  }
}

/** Places in a file of that length, each with a bit. */
const places = (length: number) =>
  fc.sample(fc.tuple(fc.integer({ min: 0, max: length - 1 }), fc.integer({ min: 0, max: 7 })), flips)
const flipped = (bytes: Buffer, [at, bit]: readonly [number, number]): Buffer => {
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] ?? 0) ^ (1 << bit)
  return changed
}

it(`that turn over in the database are noticed where they change anything that can be read (${flips})`, () => {
  writeFileSync(database(), whole)
  expect(noticed()).toBeNull()
  const before = remembered()
  const counted = new Map<string, number>()
  const missed: number[] = []
  for (const place of places(whole.length)) {
    for (const suffix of ['-wal', '-shm']) rmSync(`${database()}${suffix}`, { force: true })
    writeFileSync(database(), flipped(whole, place))
    const by = noticed()
    const changed = rememberedOr() !== before
    if (changed && by === null) missed.push(place[0])
    const what = by ?? (changed ? 'MISSED' : 'nobody: nothing that can be read was changed')
    counted.set(what, (counted.get(what) ?? 0) + 1)
  }
  if (flips > 30)
    process.stdout.write(`${flips} flips, noticed by: ${JSON.stringify(Object.fromEntries(counted))}\n`)
  expect(missed).toEqual([])
  expect([...counted.values()].reduce((sum, count) => sum + count, 0)).toBe(flips)
}, 600_000)

it('that turn over in a backup are all noticed', () => {
  const good = join(office.folder, 'good.backup')
  makeBackup(join(office.folder, 'var'), good, friday)
  const bytes = readFileSync(good)
  const bad = join(office.folder, 'bad.backup')
  for (const place of places(bytes.length)) {
    writeFileSync(bad, flipped(bytes, place))
    expect(() => verifyBackup(bad)).toThrow(Fault)
  }
  for (const [length] of places(bytes.length)) {
    writeFileSync(bad, bytes)
    truncateSync(bad, length)
    expect(() => verifyBackup(bad)).toThrow('is no whole backup')
  }
}, 600_000)
