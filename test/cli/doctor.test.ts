// `rollcall doctor`: every check is ok or has the mend beside it; nothing is changed, and nothing is sent unless asked.
import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lookAtSender } from '../../src/cli/doctorsender.ts'
import { readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/store/database.ts'
import { makeKey } from '../support/pgp.ts'
import { rollcall } from '../support/terminal.ts'
import { friday, openOffice, title, type Office } from './office.ts'

type Found = { check: string; state: string; says: string; mend?: string }
let office: Office
beforeEach(() => {
  office = openOffice()
})
afterEach(() => office.leave())
const doctor = (...words: readonly string[]) => rollcall(['doctor', ...words, '--config', office.config])
const found = async () => {
  const { code, out } = await doctor('--json')
  const { ok, findings } = JSON.parse(out) as { ok: boolean; findings: Found[] }
  return { code, ok, of: (check: string) => findings.filter((one) => one.check === check) }
}
const mended = (from: string | RegExp, to: string) =>
  writeFileSync(office.config, readFileSync(office.config, 'utf8').replace(from, to))

describe('doctor', () => {
  it('finds nothing that fails before the first start, and makes nothing', async () => {
    const { code, out, err } = await doctor()
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^ok +config +.*rollcall\.toml, 1 stack$/m)
    expect(out).toMatch(/^ok +roster +2 teams$/m)
    expect(out).toMatch(/^warning +managers +glite: 1 manager of its own/m)
    expect(out).toMatch(/^ +Do: name two people under managers in \[stacks\.glite\]/m)
    expect(out).toMatch(/^ok +database +is made at the first start$/m)
    expect(out).toMatch(/^ok +agent +does not run$/m)
    expect(existsSync(join(office.folder, 'var'))).toBe(false)
  })

  it('reads the OpenPGP keys that the config names', async () => {
    const keys = join(office.folder, 'keys')
    mkdirSync(keys)
    mended('[managers]', '[managers]\nopenpgp_keys = "keys"')
    expect((await found()).of('OpenPGP')).toEqual([])
    const key = await makeKey('mgr-ops@egi.example')
    writeFileSync(join(keys, 'ops.asc'), key.toPublic().armor())
    expect((await found()).of('OpenPGP')).toEqual([{ check: 'OpenPGP', state: 'ok', says: '1 key' }])
    writeFileSync(join(keys, 'ops.asc'), key.armor())
    expect((await found()).of('OpenPGP')).toMatchObject([
      { state: 'fails', says: expect.stringMatching(/ops\.asc: holds a PRIVATE key/) as string },
    ])
  })
  it('finds nothing wrong with a stack of two managers', async () => {
    mended('managers = ["mgr-glite@egi.example"]', 'managers = ["mgr-glite@egi.example", "b@egi.example"]')
    expect((await found()).of('managers')).toEqual([{ check: 'managers', state: 'ok', says: 'glite: 2' }])
  })

  it('lists what is wrong with the config, and leaves the rest for later', async () => {
    mended('[managers]', '[mangers]')
    const { code, ok, of } = await found()
    expect({ code, ok }).toEqual({ code: 1, ok: false })
    expect(of('config').map(({ state }) => state)).toContain('fails')
    expect(of('all else').map(({ state }) => state)).toEqual(['skipped'])
  })

  it('lists what is wrong with the roster', async () => {
    office.write('roster.csv', 'ngi,site,members\nA,B!,x@y.example\n')
    const { code, of } = await found()
    expect(code).toBe(1)
    expect(of('roster').map(({ says }) => says)).toEqual([expect.stringMatching(/roster\.csv:2: site: "B!"/)])
  })

  it('reads the whole memory: a journal that was changed fails', async () => {
    await office.say(friday, null, `open ${title}`)
    expect((await found()).of('database')).toMatchObject([{ state: 'ok' }])
    const db = openDatabase(join(office.folder, 'var/rollcall.sqlite'))
    db.pragma('writable_schema = OFF')
    for (const { name } of db
      .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'trigger'")
      .all())
      db.exec(`DROP TRIGGER "${name}"`)
    db.exec(`UPDATE journal SET event = replace(event, 'mysql', 'MYSQL')`)
    db.close()
    const { code, of } = await found()
    expect(code).toBe(1)
    expect(of('database')).toMatchObject([
      { state: 'fails', says: expect.stringContaining('journal is not as it was written from row 1') },
    ])
  })

  it('notices a clock behind what was kept, and a folder that others may read', async () => {
    const { kit, ...house } = await office.house()
    const later = new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z') as typeof friday
    const place = { mailbox: 'folder', uidValidity: '1', uid: 1 }
    const bytes = Buffer.from('Subject: x\r\n\r\n')
    await kit.ledger.recordMail([{ place, via: 'folder', receivedAt: later, bytes, backlog: false }])
    await house.close()
    chmodSync(join(office.folder, 'var'), 0o755)
    const { code, of } = await found()
    expect(code).toBe(1)
    expect(of('clock')).toMatchObject([{ state: 'fails', says: expect.stringContaining(later) }])
    expect(of('files’ clock')).toMatchObject([{ state: 'ok' }])
    expect(of('data folder')).toMatchObject([
      { state: 'warning', mend: expect.stringMatching(/^chmod 700 /) },
    ])
  })

  describe('with --fix', () => {
    const fixed = async () => {
      const { code, out } = await doctor('--fix', '--json')
      const { findings } = JSON.parse(out) as { findings: (Found & { mended?: true })[] }
      return { code, of: (check: string) => findings.filter((one) => one.check === check) }
    }
    const data = () => join(office.folder, 'var')

    it('makes the data folder, for its owner alone', async () => {
      const { code, of } = await fixed()
      expect(code).toBe(0)
      expect(of('data folder')).toMatchObject([{ state: 'ok', mended: true }])
      expect(statSync(data()).mode & 0o777).toBe(0o700)
      expect((await fixed()).of('data folder')).toEqual([{ check: 'data folder', state: 'ok', says: data() }])
    })

    it('closes a data folder that others may read', async () => {
      mkdirSync(data())
      chmodSync(data(), 0o755)
      expect((await found()).of('data folder')[0]?.mend).toMatch(/^chmod 700 .*; or: rollcall doctor --fix$/)
      expect((await fixed()).of('data folder')).toMatchObject([{ state: 'ok', mended: true }])
      expect(statSync(data()).mode & 0o777).toBe(0o700)
    })

    it('removes half written pages, and no others', async () => {
      const pages = join(data(), 'templates')
      mkdirSync(pages, { recursive: true, mode: 0o700 })
      for (const [name, text] of [
        ['a.html', '<html>…</html>\n'],
        ['b.html', '<html>…'],
        ['c.html.0a1b', ''],
      ] as const)
        writeFileSync(join(pages, name), text)
      expect((await found()).of('compiled pages')).toMatchObject([{ state: 'fails' }])
      expect((await fixed()).of('compiled pages')).toMatchObject([{ state: 'ok', mended: true }])
      expect(readdirSync(pages)).toEqual(['a.html'])
    })

    it('touches nothing that needs somebody to decide', async () => {
      const bad = 'ngi,site,members\nA,B!,x@y.example\n'
      office.write('roster.csv', bad)
      const { code, of } = await fixed()
      expect({ code, roster: of('roster')[0]?.state }).toEqual({ code: 1, roster: 'fails' })
      expect(readFileSync(join(office.folder, 'roster.csv'), 'utf8')).toBe(bad)
    })
  })

  it('says which server does not answer, and what to do', async () => {
    mended(
      /\[transport\][^[]*/,
      '[transport]\nkind = "smtp"\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\n',
    )
    const { code, of } = await found()
    expect(code).toBe(1)
    expect(of('mail out')).toEqual([
      {
        check: 'mail out',
        state: 'fails',
        says: expect.stringMatching(/^cannot reach SMTP server 127\.0\.0\.1:1 \(connection refused\): is it/),
      },
    ])
  })
})

describe('the key that letters are signed with', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const signature = async (resolver: (name: string) => Promise<string[][]>, key = pem) => {
    office.write('dkim.pem', key)
    mended(
      /\[transport\][^[]*/,
      '[transport]\nkind = "smtp"\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\ndkim = { domain = "egi.example", selector = "s1", key_file = "dkim.pem" }\n',
    )
    const read = readConfig(office.config, {})
    if (!('config' in read)) throw new Error(JSON.stringify(read.complaints))
    return (await lookAtSender(read.config, resolver)).find(({ check }) => check === 'signature')
  }
  const failing = (code: string) => async (): Promise<string[][]> => {
    throw Object.assign(new Error(code), { code })
  }

  it('is ok where DNS publishes it, in however many strings', async () => {
    const asked: string[] = []
    const said = await signature(async (name) => {
      asked.push(name)
      return [['unrelated'], [record.slice(0, 100), record.slice(100)]]
    })
    expect(said?.state).toBe('ok')
    expect(asked).toContain('s1._domainkey.egi.example')
  })

  it('fails where DNS has none or another, with the record to publish', async () => {
    const mend = `publish s1._domainkey.egi.example TXT "${record}"`
    expect(await signature(failing('ENOTFOUND'))).toMatchObject({ state: 'fails', mend })
    expect(await signature(async () => [['v=DKIM1; p=AAAA']])).toMatchObject({ state: 'fails', mend })
  })

  it('is a warning only where DNS does not answer', async () => {
    expect(await signature(failing('ESERVFAIL'))).toMatchObject({ state: 'warning' })
  })

  it('fails where the file holds none', async () => {
    const said = await signature(async () => [[record]], 'nonsense')
    expect(said).toMatchObject({ state: 'fails', mend: 'write it as PEM' })
  })

  it('fails where it is so short that nobody counts it (RFC 8301)', async () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 512 })
    const key = short.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    expect(await signature(async () => [[record]], key)).toMatchObject({
      state: 'fails',
      says: expect.stringContaining('512 bits'),
    })
  })
})
