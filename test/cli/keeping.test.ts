// `rollcall backup`, `restore`, `verify`, `migrate`: what an agent remembers, copied, looked at and put back.
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { takeLock } from '../../src/store/lock.ts'
import { migrate, readMigrations, shippedMigrations } from '../../src/store/migrate.ts'
import { rollcall } from '../support/terminal.ts'
import { friday, mailFrom, openOffice, title, type Office } from './office.ts'

let office: Office
beforeEach(async () => {
  office = openOffice()
  await office.say(friday, null, `open ${title}`)
  await office.say(friday, 1, 'assign NGI_IT-INFN-CNAF')
})
afterEach(() => office.leave())

const run = (...words: readonly string[]) => rollcall([...words, '--config', office.config], { width: 500 })
const data = () => join(office.folder, 'var')
const there = () => readdirSync(data()).toSorted()
const file = () => join(office.folder, 'one.backup')
const damaged = (sql: string) => {
  const db = openDatabase(join(data(), 'rollcall.sqlite'))
  db.exec(sql)
  db.close()
}
/** An empty database as the version before this one made it; answers with what it lacks. */
const writtenByOlder = (): string => {
  const all = readMigrations(shippedMigrations)
  rmSync(join(data(), 'rollcall.sqlite'))
  const db = openDatabase(join(data(), 'rollcall.sqlite'))
  migrate(db, all.slice(0, -1))
  db.close()
  return all.at(-1)?.name ?? ''
}
const locked = async <T>(work: () => Promise<T>): Promise<T> => {
  const lock = takeLock(data(), { pid: 4711, host: 'there', since: friday })
  try {
    return await work()
  } finally {
    if ('release' in lock) lock.release()
  }
}
const held = `process 4711 on there since ${friday}`

describe('backup', () => {
  it('writes one file for its owner alone, beside a running agent, and what it holds can be verified', async () => {
    const { code, out, err } = await locked(() => run('backup'))
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const [name = ''] = readdirSync(join(data(), 'backups'))
    expect(name).toMatch(/^rollcall-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.backup$/)
    expect(out).toContain(join(data(), 'backups', name))
    const backup = join(data(), 'backups', name)
    expect(statSync(backup).mode & 0o777).toBe(0o600)
    expect(await run('verify', backup)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/: whole, made .*; 1 rollout, 0 mails\n$/),
    })
  })

  it('writes over nothing, and leaves nothing behind where it fails', async () => {
    writeFileSync(file(), 'mine')
    expect(await run('backup', file())).toMatchObject({
      code: 1,
      err: expect.stringContaining('is there already'),
    })
    expect(readFileSync(file(), 'utf8')).toBe('mine')
    expect(await run('backup', join(file(), 'below'))).toMatchObject({ code: 1 })
    expect(readdirSync(office.folder).filter((name) => name.includes('.part'))).toEqual([])
  })

  it('takes a folder for its place', async () => {
    mkdirSync(join(office.folder, 'safe'))
    const { out } = await run('backup', join(office.folder, 'safe'), '--json')
    const said = JSON.parse(out) as { file: string; secret: boolean }
    expect(said).toMatchObject({
      secret: true,
      file: expect.stringContaining(join(office.folder, 'safe', 'rollcall-')),
    })
    expect(existsSync(said.file)).toBe(true)
  })

  it('of nothing is refused', async () => {
    const empty = openOffice()
    const { code, err } = await rollcall(['backup', '--config', empty.config])
    empty.leave()
    expect(code).toBe(1)
    expect(err).toContain('there is nothing to back up')
  })
})

describe('verify', () => {
  it('says that memory is whole, beside a running agent, and changes nothing', async () => {
    const before = office.database()
    const { code, out } = await locked(() => run('verify'))
    expect({ code, out }).toEqual({
      code: 0,
      out: `${join(data(), 'rollcall.sqlite')}: whole; 1 rollout, 0 mails\n`,
    })
    expect(office.database()).toEqual(before)
  })

  it.each([
    ["UPDATE tickets SET row = replace(row, 'SL5', 'SL6')", 'rollout #1 is not what its journal says'],
    [
      "UPDATE tickets SET next_due = '2027-01-01T00:00:00Z'",
      'rollout #1 is looked up by other words or dates than it has',
    ],
    [
      "UPDATE journal SET at = '2027-01-01T00:00:00Z' WHERE seq = 2",
      'the journal is not as it was written from row 2 on',
    ],
    ['PRAGMA foreign_keys = OFF; DELETE FROM tickets', 'rollout #1 has a journal and is not there itself'],
    ["UPDATE tickets SET row = '{'", 'rollout #1 cannot be told from its journal'],
  ])('after %s it says so, and exits with 1', async (sql, complaint) => {
    damaged(sql)
    const { code, out } = await run('verify')
    expect(code).toBe(1)
    expect(out).toContain(complaint)
    expect(out).toMatch(/complaints?\. Do: stop the agent, and go back to a backup: rollcall restore FILE\n$/)
  })

  it.each([
    [
      'cut short by a byte',
      (path: string) => truncateSync(path, statSync(path).size - 1),
      'its end is missing',
    ],
    [
      'cut to a tenth',
      (path: string) => truncateSync(path, Math.floor(statSync(path).size / 10)),
      'its end is missing',
    ],
    ['emptied', (path: string) => truncateSync(path, 0), 'its end is missing'],
    ['added to', (path: string) => appendFileSync(path, 'x'), 'its end is missing'],
    ['changed in its database', (path: string) => flip(path, 5000), 'was changed after it was made'],
    [
      'changed in its manifest',
      (path: string) => flip(path, statSync(path).size - 120),
      'its manifest was changed',
    ],
  ])('refuses a backup that was %s', async (_, spoil, why) => {
    await run('backup', file())
    spoil(file())
    for (const command of ['verify', 'restore']) {
      const { code, err } = await run(command, file())
      expect({ command, code }).toEqual({ command, code: 1 })
      expect(err).toContain(why)
    }
    expect(there()).not.toContain('restoring')
  })
})

const flip = (path: string, at: number) => {
  const bytes = readFileSync(path)
  bytes[at] = (bytes[at] ?? 0) ^ 4
  writeFileSync(path, bytes)
}

describe('restore', () => {
  it('puts back what was remembered, keeps what was there, and says what becomes of mail and letters', async () => {
    await run('backup', file())
    const before = await run('ticket', 'show', '1', '--json')
    const secret = readFileSync(join(data(), 'secret'))
    await office.receive(mailFrom('luca@infn.example', 'Re: x', 'accept NGI_IT-INFN-CNAF'))
    await office.say(friday, 1, 'note later')
    writeFileSync(join(data(), 'secret'), 'another')
    const { code, out, err } = await run('restore', file())
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/is restored, made .*: 1 rollout, 0 mails\.$/m)
    expect(out).toMatch(/^Mail since .*: move it from .*in\/done back to .*in, and it is read again/m)
    expect(out).toMatch(
      /^Letters since then may be sent a second time, with the same Message-ID, the \d+ letters that waited/m,
    )
    expect((await run('ticket', 'show', '1', '--json')).out).toBe(before.out)
    expect(readFileSync(join(data(), 'secret'))).toEqual(secret)
    const kept = there().find((name) => name.startsWith('replaced-')) ?? ''
    expect(readFileSync(join(data(), kept, 'secret'), 'utf8')).toBe('another')
    expect(readdirSync(join(data(), kept))).toContain('rollcall.sqlite')
    expect(await run('verify')).toMatchObject({ code: 0 })
    expect(there()).not.toContain('restoring')
    expect(there()).not.toContain('restored.sqlite')
  })

  it('works on a machine that remembers nothing yet, and twice in a second', async () => {
    await run('backup', file())
    const other = openOffice()
    for (const _ of [1, 2, 3])
      expect(await rollcall(['restore', file(), '--config', other.config])).toMatchObject({ code: 0 })
    const { out } = await rollcall(['ticket', 'list', '--config', other.config])
    expect(
      readdirSync(join(other.folder, 'var')).filter((name) => name.startsWith('replaced-')),
    ).toHaveLength(2)
    other.leave()
    expect(out).toContain('SE-DPM_mysql')
  })

  it('is refused while an agent runs, which is named, and so is migrate', async () => {
    await run('backup', file())
    writtenByOlder()
    const before = office.database()
    for (const words of [['restore', file()], ['migrate']]) {
      const { code, err } = await locked(() => run(...words))
      expect({ words, code }).toEqual({ words, code: 1 })
      expect(err).toBe(`rollcall: store: an agent runs on ${data()}: ${held}; stop it first\n`)
    }
    expect(office.database()).toEqual(before)
  })

  it('that was cut short is known: nothing starts before it is done again', async () => {
    await run('backup', file())
    writeFileSync(join(data(), 'restoring'), '')
    const { code, err } = await run('ticket', 'list')
    expect(code).toBe(1)
    expect(err).toContain('was cut short; do it again: rollcall restore FILE')
    expect(await run('restore', file())).toMatchObject({ code: 0 })
    expect(await run('ticket', 'list')).toMatchObject({ code: 0 })
  })

  it('of a database that was damaged already when it was copied is refused', async () => {
    damaged("UPDATE tickets SET row = replace(row, 'SL5', 'SL6')")
    await run('backup', file())
    const before = office.database()
    const { code, err } = await run('restore', file())
    expect(code).toBe(1)
    expect(err).toContain('is not restored: row 1 of tickets is not as it was written; take another backup')
    expect(office.database()).toEqual(before)
    expect(there().filter((name) => name.startsWith('replaced-'))).toEqual([])
  })
})

describe('migrate', () => {
  it('says what is pending, applies it, and keeps a backup of before', async () => {
    expect(await run('migrate', '--check')).toMatchObject({
      code: 0,
      out: expect.stringContaining('up to date'),
    })
    const newest = writtenByOlder()
    expect(await run('migrate', '--check')).toMatchObject({
      code: 1,
      out: expect.stringContaining(`${newest} is pending; rollcall migrate applies it`),
    })
    const { code, out } = await run('migrate')
    expect(code).toBe(0)
    expect(out).toContain(`${newest} is applied`)
    expect(await run('migrate', '--check')).toMatchObject({ code: 0 })
    const [before = ''] = readdirSync(join(data(), 'backups'))
    expect(out).toContain(before)
    expect(await run('verify', join(data(), 'backups', before), '--json')).toMatchObject({
      out: expect.stringContaining(`"pending":["${newest}"`),
    })
  })

  it('of a newer version is refused, and says the mend', async () => {
    copyFileSync(join(data(), 'rollcall.sqlite'), join(office.folder, 'kept'))
    damaged("INSERT INTO migrations VALUES (999, '0999_later.sql', 'x')")
    for (const words of [['migrate'], ['verify'], ['ticket', 'list']]) {
      const { code, err } = await run(...words)
      expect({ words, code }).toEqual({ words, code: 1 })
      expect(err).toContain(
        'was written by a newer Rollcall (0999_later.sql); run that version, or restore a backup',
      )
    }
  })
})
