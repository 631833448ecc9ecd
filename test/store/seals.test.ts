// Rows that were changed beside the store, by a bit that turned over or by hand: what is read of them is refused by name,
// what would leave because of them stays, and nothing that is written later hides it (RELIABILITY T7).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { brokenSeals } from '../../src/store/seals.ts'
import { openStore } from '../../src/store/store.ts'
import { asPersonId, asTicketId } from '../../src/rollout/ids.ts'
import {
  aChange,
  aCommit,
  aDraft,
  anIncoming,
  aQuestion,
  aTicket,
  aVerdict,
  finishedLetter,
  minute,
} from './values.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-seals-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

/** A store with one row of everything, and what somebody does to it who does not know of seals. */
async function filled() {
  files += 1
  const file = join(folder, `${files}.db`)
  const store = openStore(file)
  const { ledger } = store
  const person = await ledger.personFor('a@site.example', 'A')
  const [mail = 0] = await ledger.recordMail([anIncoming(1, 'accept NGI_PL-ICM')])
  await ledger.commit(
    aCommit({
      mail: { id: mail, verdict: aVerdict() },
      changes: [aChange(aTicket(1), 0)],
      questions: [aQuestion('who')],
      outbox: [aDraft('one'), aDraft('two')],
    }),
  )
  const change = (sql: string) => {
    const db = new Database(file)
    const { changes } = db.prepare(sql).run()
    db.close()
    expect(changes).toBeGreaterThan(0)
  }
  return { ...store, file, person, mail, change }
}
const refused = (table: string) =>
  expect.objectContaining({
    name: 'Fault',
    lasting: 'permanent',
    message: expect.stringMatching(
      new RegExp(`^row \\S+ of table ${table} is damaged .*restore the last backup`),
    ),
  })

describe('a row that was changed beside the store', () => {
  it('is one that nobody changed until then', async () => {
    const { checkIntegrity, ledger } = await filled()
    expect(checkIntegrity()).toEqual([])
    await ledger.close()
  })

  it('is not read: an address', async () => {
    const { archive, ledger, person, change, checkIntegrity } = await filled()
    change("UPDATE people SET address = 'b@site.example'")
    await expect(archive.person(person)).rejects.toEqual(refused('people'))
    await expect(archive.personByAddress('b@site.example')).rejects.toEqual(refused('people'))
    await expect(ledger.personFor('b@site.example', '')).rejects.toEqual(refused('people'))
    expect(checkIntegrity()).toEqual(['row 1 of people is not as it was written'])
    await ledger.close()
  })

  it.each([
    ['tickets', "UPDATE tickets SET row = replace(row, 'new', 'neu')"],
    ['mail', "UPDATE mail SET level = 'token'"],
    ['questions', "UPDATE questions SET until = '2099-01-01T00:00:00Z'"],
    ['cursors', 'UPDATE cursors SET uid = uid + 1000'],
    ['raw_mail', "UPDATE raw_mail SET bytes = CAST(replace(bytes, 'accept', 'reject') AS BLOB)"],
  ])('is not read: %s', async (table, sql) => {
    const { archive, ledger, mail, change, checkIntegrity } = await filled()
    change(sql)
    const read = {
      tickets: () => archive.ticket(asTicketId(1)),
      mail: () => archive.mail(mail),
      questions: () => archive.question('who'),
      cursors: () => archive.cursor('INBOX'),
      raw_mail: () => archive.rawMail(mail),
    }[table]
    await expect(read?.()).rejects.toEqual(refused(table))
    expect(checkIntegrity()).toHaveLength(1)
    await ledger.close()
  })

  it.each([
    ['what a letter says', `UPDATE outbox SET effect = replace(effect, 'hello', 'jello') WHERE key = 'one'`],
    ['whom it is for', "UPDATE outbox SET person = 'p2' WHERE key = 'one'"],
  ])('does not leave: %s; others do, and it is looked at again', async (_, sql) => {
    const { ledger, archive, change, checkIntegrity } = await filled()
    change(sql)
    const claimed = await ledger.claimDue(minute(2), minute(20), 10)
    expect(claimed.map(({ key }) => key)).toEqual(['two'])
    expect(await archive.letter(1)).toMatchObject({ state: 'deferred', notBefore: minute(62) })
    expect(await ledger.claimDue(minute(61), minute(80), 10)).toHaveLength(1)
    // Putting it off has not made it whole.
    expect(checkIntegrity()).toEqual(['row 1 of outbox is not as it was written'])
    await ledger.close()
  })

  it('does not leave: finished bytes', async () => {
    const { ledger, change, checkIntegrity } = await filled()
    await ledger.claimDue(minute(2), minute(3), 10)
    await ledger.keepFinished(1, finishedLetter('accept'), minute(2))
    change("UPDATE finished SET envelope_to = 'b@site.example'")
    const claimed = await ledger.claimDue(minute(4), minute(20), 10)
    expect(claimed.map(({ key }) => key)).toEqual(['two'])
    expect(checkIntegrity()).toEqual(['row 1 of finished is not as it was written'])
    await ledger.close()
  })

  it('stays known for it whatever is written over it', async () => {
    const { ledger, person, change, checkIntegrity } = await filled()
    change("UPDATE mail SET attempts = 1, state = 'new'")
    await ledger.countMailAttempt(1)
    change("UPDATE people SET name = 'B'")
    await expect(ledger.personFor('a@site.example', 'C')).rejects.toEqual(refused('people'))
    expect(person).toBe(asPersonId('p1'))
    expect(checkIntegrity()).toEqual([
      'row 1 of mail is not as it was written',
      'row 1 of people is not as it was written',
    ])
    await ledger.close()
  })

  it('is named where a table is made of something else', async () => {
    const { ledger, change, checkIntegrity, file } = await filled()
    const db = new Database(file)
    db.unsafeMode()
    db.pragma('writable_schema = ON')
    db.exec(
      "UPDATE sqlite_schema SET sql = replace(sql, 'attempts INTEGER NOT NULL DEFAULT 0', 'attempts INTEGER NOT NULL DEFAULT 1') WHERE name = 'outbox'",
    )
    db.pragma('writable_schema = RESET')
    db.close()
    expect(checkIntegrity().join()).toContain(
      'what the tables are made of is not as it was written: table outbox',
    )
    change("UPDATE migrations SET name = '0003_paste.sql' WHERE number = 3")
    expect(checkIntegrity().join()).toContain('migration 3 0003_paste.sql')
    await ledger.close()
  })
})

describe('seals', () => {
  const seal = "ADD COLUMN seal BLOB NOT NULL DEFAULT x'00000000000000000000000000000000'"
  const one = {
    number: 1,
    name: '0001_first.sql',
    sql: 'CREATE TABLE a (id INTEGER PRIMARY KEY, n TEXT) STRICT; INSERT INTO a VALUES (1, 1), (2, 2);',
  }
  const two = { number: 2, name: '0002_second.sql', sql: `ALTER TABLE a ${seal};` }
  const three = {
    number: 3,
    name: '0003_third.sql',
    sql: "ALTER TABLE a ADD COLUMN m INTEGER NOT NULL DEFAULT 5; UPDATE a SET n = 'x';",
  }

  it('are made for what older versions wrote, and anew where a table changes', () => {
    const db = openDatabase(':memory:')
    migrate(db, [one, two])
    expect(brokenSeals(db)).toEqual([])
    migrate(db, [one, two, three])
    expect(brokenSeals(db)).toEqual([])
    db.exec('INSERT INTO a (n) VALUES (3)')
    expect(brokenSeals(db)).toEqual([])
    db.close()
  })

  it('that are broken stay broken when the tables change', () => {
    const file = join(folder, 'changes.db')
    const db = openDatabase(file)
    migrate(db, [one, two])
    const other = new Database(file)
    other.exec("UPDATE a SET n = '7' WHERE id = 2")
    other.close()
    migrate(db, [one, two, three])
    expect(brokenSeals(db)).toEqual([{ table: 'a', row: '2' }])
    db.close()
  })

  it('stand in every table that no other hash proves', () => {
    const file = join(folder, 'tables.db')
    const db = openDatabase(file)
    db.close()
    const { checkIntegrity } = openStore(file)
    expect(checkIntegrity()).toEqual([])
    const looked = new Database(file, { readonly: true })
    const unsealed = looked
      .prepare<[], string>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '% seal BLOB %' ORDER BY name",
      )
      .pluck()
      .all()
    looked.close()
    // By the chain; by its file; by mail.sha256; by SQLite, which leaves out a number at worst.
    expect(unsealed).toEqual([
      'journal',
      'journal_head',
      'migrations',
      'raw_mail',
      'raw_rest',
      'sqlite_sequence',
    ])
  })
})
