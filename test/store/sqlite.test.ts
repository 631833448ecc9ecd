// The SQLite ledger before the suite of promises, and what only a database in a file can show.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/store/store.ts'
import { asTicketId } from '../../src/rollout/ids.ts'
import { describeMemory } from './conformance.ts'
import { aChange, aCommit, aDraft, aFile, aTicket, aVerdict, anIncoming, minute } from './values.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-store-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
const newFile = () => join(folder, `${(count += 1)}`, 'rollcall.db')
const files = new Map<object, string>()
const openFile = (file: string) => {
  const store = openStore(file)
  files.set(store.ledger, file)
  return store
}

describeMemory('SQLite in a file', {
  open: async () => openFile(newFile()),
  again: async ({ ledger }) => {
    await ledger.close()
    return openFile(files.get(ledger) ?? '')
  },
})

/** A store with three journal rows, closed, to be damaged by `damage` and opened again. */
const damagedStore = async (damage: (db: Database.Database) => void) => {
  const file = newFile()
  const store = openStore(file)
  const [mail = 0] = await store.ledger.recordMail([anIncoming(1, 'one')])
  const first = aChange(aTicket(1), 0, { mail })
  await store.ledger.commit(
    aCommit({
      mail: { id: mail, verdict: aVerdict() },
      changes: [first, aChange(aTicket(1, { version: 2 }), 1), aChange(aTicket(2), 0)],
      outbox: [aDraft('key')],
      files: [aFile('report')],
    }),
  )
  await store.ledger.close()
  const db = new Database(file)
  damage(db)
  db.close()
  return openFile(file)
}

describe('the journal', () => {
  const tampering: readonly [string, string, number][] = [
    ['a changed fact', `UPDATE journal SET facts = replace(facts, 'new', 'open') WHERE seq = 2`, 2],
    ['a changed instant', `UPDATE journal SET at = '2020-01-01T00:00:00Z' WHERE seq = 1`, 1],
    ['a changed mail', `UPDATE journal SET mail = NULL WHERE seq = 1`, 1],
    ['a row moved to another ticket', `UPDATE journal SET ticket = 2 WHERE seq = 2`, 2],
    ['a row taken out', `DELETE FROM journal WHERE seq = 2`, 2],
    ['the last row cut off', `DELETE FROM journal WHERE seq = 3`, 3],
    ['all rows cut off', `DELETE FROM journal`, 1],
    ['a changed hash', `UPDATE journal SET hash = 'x' WHERE seq = 3`, 3],
    ['a changed end', `UPDATE journal_head SET hash = 'x'`, 3],
  ]
  it.each(tampering)('shows %s', async (_, sql, row) => {
    const store = await damagedStore((db) => db.exec(sql))
    expect(await store.archive.brokenJournalRow()).toBe(row)
    expect(store.checkIntegrity()).toContainEqual(expect.stringContaining(`from row ${row} on`))
  })
})

describe('a damaged row', () => {
  it.each([
    ['tickets', "UPDATE tickets SET row = '{' WHERE id = 1"],
    ['tickets', "UPDATE tickets SET row = json_remove(row, '$.seats') WHERE id = 1"],
    ['tickets', 'UPDATE tickets SET version = 9 WHERE id = 1'],
    ['journal', "UPDATE journal SET facts = '[1]' WHERE seq = 1"],
    ['journal', "UPDATE journal SET event = 'null' WHERE seq = 1"],
    ['mail', "UPDATE mail SET verdict = '[]' WHERE id = 1"],
    ['outbox', `UPDATE outbox SET effect = '{"kind":"letter","key":"other"}' WHERE id = 1`],
  ])('of %s is a permanent fault that names table and row', async (table, sql) => {
    const { archive } = await damagedStore((db) => db.exec(sql))
    const read = async () => [
      await archive.ticket(asTicketId(1)),
      await archive.journal(asTicketId(1)),
      await archive.mail(1),
      await archive.letter(1),
    ]
    await expect(read()).rejects.toMatchObject({ name: 'Fault', system: 'store', lasting: 'permanent' })
    await expect(read()).rejects.toThrow(`row 1 of table ${table}`)
  })
})

describe('the check of the whole database', () => {
  it('finds nothing in a whole one', async () => {
    const store = await damagedStore(() => undefined)
    expect(store.checkIntegrity()).toEqual([])
  })

  it('sees what no check of pages sees: bytes of mail that changed, were lost, or hang in the air', async () => {
    const changed = await damagedStore((db) => db.exec("UPDATE raw_mail SET bytes = x'00'"))
    expect(changed.checkIntegrity()).toEqual(['the bytes of mail 1 are not those that were stored'])
    const lost = await damagedStore((db) => db.exec('DELETE FROM raw_mail'))
    expect(lost.checkIntegrity()).toEqual(['mail 1 has lost its bytes'])
    const file = await damagedStore((db) => db.exec("UPDATE files SET bytes = x'00'"))
    expect(file.checkIntegrity()).toEqual([expect.stringMatching(/^the bytes of file [0-9a-f]{64} are not/)])
    const hanging = await damagedStore((db) => {
      db.pragma('foreign_keys = OFF')
      db.exec("INSERT INTO raw_mail (mail, bytes) VALUES (9, x'00')")
    })
    expect(hanging.checkIntegrity()).toEqual(['row 9 of raw_mail names a row of mail that is not there'])
  })
})

describe('what SQLite refuses', () => {
  it('is a permanent fault that says what to do where the file is no database', () => {
    const file = join(folder, 'text.db')
    writeFileSync(file, 'not a database, but long enough to be taken for one '.repeat(40))
    expect(() => openStore(file)).toThrow(expect.objectContaining({ name: 'Fault', lasting: 'permanent' }))
    expect(() => openStore(file)).toThrow('SQLITE_NOTADB')
  })

  it('is a permanent fault where the folder cannot be made', () => {
    const file = join(folder, 'plain')
    writeFileSync(file, '')
    expect(() => openStore(join(file, 'rollcall.db'))).toThrow(
      expect.objectContaining({ lasting: 'permanent' }),
    )
  })
})

describe('kill -9', () => {
  it('right after a promise was kept takes nothing back', () => {
    const file = newFile()
    const room = JSON.stringify(resolve(import.meta.dirname, '../../src/store/store.ts'))
    const values = JSON.stringify(resolve(import.meta.dirname, 'values.ts'))
    const source = `
      const { openStore } = await import(${room})
      const { aChange, aCommit, aDraft, aTicket, aVerdict, anIncoming } = await import(${values})
      const { ledger } = openStore(${JSON.stringify(file)})
      const [id] = await ledger.recordMail([anIncoming(1, 'one'), anIncoming(2, 'two')])
      await ledger.commit(aCommit({
        mail: { id, verdict: aVerdict() }, changes: [aChange(aTicket(1), 0, { mail: id })], outbox: [aDraft('key')] }))
      await ledger.claimDue('${minute(1)}', '${minute(9)}', 1)
      process.kill(process.pid, 'SIGKILL')`
    const child = spawnSync(process.execPath, ['--input-type=module', '--eval', source], { encoding: 'utf8' })
    expect(child).toMatchObject({ signal: 'SIGKILL', stderr: '' })
    return checkAfterKill(openStore(file))
  })

  const checkAfterKill = async ({ ledger, archive, checkIntegrity }: ReturnType<typeof openStore>) => {
    expect(checkIntegrity()).toEqual([])
    expect(await archive.mailInLine(9)).toEqual([2])
    expect(await archive.ticket(asTicketId(1))).toEqual(aTicket(1))
    expect(await ledger.claimDue(minute(2), minute(9), 9)).toEqual([])
    expect(await ledger.reclaimLeases()).toBe(1)
    expect(await ledger.claimDue(minute(2), minute(9), 9)).toHaveLength(1)
    await ledger.close()
  }
})

describe('the agent and the command line beside it', () => {
  it('see each other’s commits, and each other’s by the version', async () => {
    const file = newFile()
    const agent = openStore(file)
    const commandLine = openStore(file)
    const before = await agent.archive.version()
    await commandLine.ledger.commit(aCommit({ changes: [aChange(aTicket(1), 0)], outbox: [aDraft('key')] }))
    expect(await agent.archive.version()).toBeGreaterThan(before)
    expect(await agent.ledger.claimDue(minute(1), minute(2), 1)).toHaveLength(1)
    const late = aCommit({ changes: [aChange(aTicket(1, { version: 2 }), 1)] })
    expect(await agent.ledger.commit(late)).toBe('committed')
    expect(await commandLine.ledger.commit(late)).toBe('conflict')
  })
})

describe('a ticket that was read before', () => {
  it('is read as another process has changed it since', async () => {
    const file = newFile()
    const agent = openStore(file)
    const commandLine = openStore(file)
    await agent.ledger.commit(aCommit({ changes: [aChange(aTicket(1), 0)] }))
    const before = await agent.archive.ticket(asTicketId(1))
    expect(await agent.archive.tickets()).toEqual([before])
    const after = aTicket(1, { version: 2, openedAt: minute(7) })
    await commandLine.ledger.commit(aCommit({ changes: [aChange(after, 1)] }))
    expect(await agent.archive.ticket(asTicketId(1))).toEqual(after)
    expect(await agent.archive.tickets()).toEqual([after])
  })

  it('is looked at for its seal before anything is decided on it, though it was shown before', async () => {
    const file = newFile()
    const store = openStore(file)
    await store.ledger.commit(aCommit({ changes: [aChange(aTicket(1), 0)] }))
    const other = new Database(file)
    other.exec("UPDATE tickets SET row = replace(row, 'new', 'neu') WHERE id = 1")
    other.close()
    expect(await store.archive.tickets()).toHaveLength(1)
    await expect(store.archive.ticket(asTicketId(1))).rejects.toThrow('row 1 of table tickets')
  })
})

describe('memory without a file', () => {
  it('works alike and is gone when closed', async () => {
    const store = openStore(':memory:')
    await store.ledger.commit(aCommit({ changes: [aChange(aTicket(1), 0)] }))
    expect(await store.archive.ticket(asTicketId(1))).toEqual(aTicket(1))
    await store.ledger.close()
    await expect(store.archive.tickets()).rejects.toThrow()
  })
})

describe('the SQL of the store', () => {
  it('is written out, never put together from values', () => {
    const room = join(import.meta.dirname, '../../src/store')
    const built =
      /(?:\.prepare|db\.exec|\.pragma)\s*(?:<[^(]*>)?\(\s*(?:`[^`]*\$\{|(?:`[^`]*`|'[^']*'|"[^"]*")\s*\+|[^'"`\s)])/
    // Seals are put together from the names of tables and columns, as the database itself says them.
    const files = readdirSync(room).filter((name) => name !== 'seals.ts')
    const offenders = files.filter((name) => {
      const text = readFileSync(join(room, name), 'utf8').replace('db.exec(migration.sql)', '')
      return built.test(text)
    })
    expect(offenders).toEqual([])
    expect(built.test('db.prepare<[], number>(`SELECT ${x}`)')).toBe(true)
    expect(built.test("db.exec('DELETE ' + x)")).toBe(true)
    expect(built.test('db.pragma(x)')).toBe(true)
  })
})
