import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { odt } from '../../src/reports/odt.ts'
import type { Pages } from '../../src/reports/pages.ts'
import { makeKey } from '../support/pgp.ts'
import { rollcall } from '../support/terminal.ts'

const bin = resolve(import.meta.dirname, '../../bin/rollcall.js')
const good =
  '[bot]\naddress = "bot@egi.example"\nadmin = "root@egi.example"\n[mailbox]\nkind = "folder"\npath = "."\n[transport]\nkind = "outbox"\n[managers]\nall = ["ops@egi.example"]\n'

let folder = ''
const file = (name: string) => join(folder, name)
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-cli-'))
  writeFileSync(file('roster.csv'), 'ngi,site,members\n')
  writeFileSync(file('good.toml'), good)
  writeFileSync(file('warned.toml'), `${good}[stacks.arc]\n`)
  writeFileSync(file('bad.toml'), `${good}[board]\nlissten = "x"\n`)
  mkdirSync(file('here'))
  writeFileSync(file('here/rollcall.toml'), `${good}[roster]\nfile = "../roster.csv"\n`)
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('config check', () => {
  it('says that a good config is good', async () => {
    expect(await rollcall(['config', 'check', '--config', file('good.toml')])).toEqual({
      code: 0,
      out: `${file('good.toml')}: good, 0 stacks\n`,
      err: '',
    })
  })

  it('shows warnings and still ends with 0', async () => {
    expect(await rollcall(['config', 'check', '--config', file('warned.toml')])).toEqual({
      code: 0,
      out: `${file('warned.toml')}:11: warning: [stacks.arc]: no release falls to it; give it titles or components\n${file('warned.toml')}: good, 1 stack, 1 warning\n`,
      err: '',
    })
  })

  it('lists what is wrong and ends with 2', async () => {
    expect(await rollcall(['config', 'check', '--config', file('bad.toml')])).toEqual({
      code: 2,
      out: `${file('bad.toml')}:12: [board] lissten: unknown key; did you mean "listen"?\n${file('bad.toml')}: 1 error, nothing of it is used\n`,
      err: '',
    })
  })

  it('says the same as one JSON object with --json', async () => {
    const { code, out, err } = await rollcall(['config', 'check', '--json', '--config', file('bad.toml')])
    expect({ code, err }).toEqual({ code: 2, err: '' })
    expect(JSON.parse(out)).toEqual({
      file: file('bad.toml'),
      ok: false,
      complaints: [
        {
          file: file('bad.toml'),
          line: 12,
          key: '[board] lissten',
          text: 'unknown key; did you mean "listen"?',
          weight: 'error',
        },
      ],
    })
  })
})

describe('OpenPGP keys that the config names', () => {
  const withKeys = (name: string, keys: { readonly [file: string]: string }) => {
    mkdirSync(file(name))
    mkdirSync(file(`${name}/keys`))
    writeFileSync(file(`${name}/roster.csv`), 'ngi,site,members\n')
    for (const [key, text] of Object.entries(keys)) writeFileSync(file(`${name}/keys/${key}`), text)
    writeFileSync(file(`${name}/rollcall.toml`), `${good}openpgp_keys = "keys"\n`)
    return file(`${name}/rollcall.toml`)
  }
  it('are looked through: every file that is wrong is named, with what to do', async () => {
    const key = await makeKey('ops@egi.example')
    const stranger = await makeKey('stranger@egi.example')
    const toml = withKeys('wrong', {
      '.gitignore': '*',
      'a.asc': key.armor(),
      'b.asc': stranger.toPublic().armor(),
      'c.txt': 'hello',
      'd.asc': key.toPublic().armor(),
    })
    const { code, out } = await rollcall(['config', 'check', '--config', toml])
    expect(code).toBe(2)
    expect(
      out.split('\n').map((line) => line.slice(file('wrong/').length, file('wrong/').length + 45)),
    ).toEqual(
      [
        'keys/a.asc: holds a PRIVATE key: whoever can r',
        'keys/b.asc: is the key of stranger@egi.example',
        'keys/c.txt: holds no OpenPGP key that can be r',
        'rollcall.toml: 3 errors, nothing of it is used',
        '',
      ].map((line) => line.slice(0, 45)),
    )
  })
  it('are good where each is a manager’s; one that has expired is a warning', async () => {
    const made = new Date('2020-01-01T00:00:00Z')
    const key = await makeKey('ops@egi.example', { made })
    const expired = await makeKey('ops@egi.example', { made, expires: '2021-01-01T00:00:00Z' })
    const toml = withKeys('right', { 'a.asc': key.toPublic().armor(), 'b.asc': expired.toPublic().armor() })
    const { code, out } = await rollcall(['config', 'check', '--config', toml])
    expect(code).toBe(0)
    expect(out).toMatch(/b\.asc: warning: the key of ops@egi\.example expired on 2021-01-01/)
  })
  it('stop the agent where a private one lies among them', async () => {
    const key = await makeKey('ops@egi.example')
    const toml = withKeys('loud', { 'a.asc': key.armor() })
    const { code, err } = await rollcall(['run', '--config', toml])
    expect(code).not.toBe(0)
    expect(err).toMatch(/a\.asc: holds a PRIVATE key/)
  })
})

describe('the config', () => {
  const inFolder = (cwd: string, env: NodeJS.ProcessEnv = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'config', 'check'], {
      cwd,
      env,
      encoding: 'utf8',
    })
    return { code: status, out: stdout, err: stderr }
  }

  it('is ./rollcall.toml where there is one', () => {
    expect(inFolder(file('here'), { ROLLCALL_CONFIG: file('bad.toml') })).toEqual({
      code: 0,
      out: 'rollcall.toml: good, 0 stacks\n',
      err: '',
    })
  })

  it('else what ROLLCALL_CONFIG names', () => {
    expect(inFolder(folder, { ROLLCALL_CONFIG: file('good.toml') })).toMatchObject({
      code: 0,
      out: `${file('good.toml')}: good, 0 stacks\n`,
    })
  })

  it('else missing, which one line says', () => {
    expect(inFolder(folder)).toEqual({
      code: 2,
      out: '',
      err: 'rollcall: no config: there is no ./rollcall.toml and ROLLCALL_CONFIG is not set; give --config FILE, or begin with `rollcall config init`\n',
    })
  })
})

describe('an own report template', () => {
  const checked = async (name: string, toml: string) => {
    mkdirSync(file(name), { recursive: true })
    writeFileSync(file(`${name}/roster.csv`), 'ngi,site,members\n')
    writeFileSync(file(`${name}/rollcall.toml`), `${good}[reports]\n${toml}`)
    return rollcall(['config', 'check', '--config', file(`${name}/rollcall.toml`)])
  }
  const pages = (text: string): Pages => ({
    title: 'Ours',
    author: 'Us',
    properties: {},
    blocks: [{ kind: 'paragraph', runs: [{ text }] }],
  })

  it('is looked at: what it names must be known, and the nearest known name is offered', async () => {
    mkdirSync(file('own'))
    writeFileSync(file('own/ours.odt'), odt(pages('For {{taem}} by {{due}}, {{qqqqqq}}')))
    const { code, out } = await checked('own', 'template_odt = "ours.odt"\n')
    expect(code).toBe(2)
    expect(out).toContain(
      `${file('own/ours.odt')}: [reports] template_odt: nothing is known as {{taem}}; did you mean {{team}}?`,
    )
    expect(out).toContain('nothing is known as {{qqqqqq}}; take one of team, release, ')
    expect(out).not.toContain('{{due}}')
  })

  it('must be of the format that its key says, and small', async () => {
    mkdirSync(file('wrongs'))
    writeFileSync(file('wrongs/ours.odt'), odt(pages('{{team}}')))
    writeFileSync(file('wrongs/text.odt'), 'no document at all')
    writeFileSync(file('wrongs/large.odt'), new Uint8Array(2 * 1024 * 1024 + 1))
    const docx = await checked('wrongs', 'template_docx = "ours.odt"\n')
    expect(docx.out).toContain('template_docx: is not a Word document (docx); save it as one')
    const text = await checked('wrongs', 'template_odt = "text.odt"\n')
    expect(text.out).toContain('template_odt: is not an OpenDocument text (odt); save it as one')
    const large = await checked('wrongs', 'template_odt = "large.odt"\n')
    expect(large.out).toContain('make it smaller than 2 MB')
  })

  it('that is not there is named with its line', async () => {
    const { code, out } = await checked('none', 'template_odt = "none.odt"\n')
    expect(code).toBe(2)
    expect(out).toMatch(/rollcall\.toml:12: \[reports\] template_odt: there is no file .*none\.odt/)
  })

  it('that is good is good', async () => {
    mkdirSync(file('fine'))
    writeFileSync(file('fine/ours.odt'), odt(pages('For {{ team }} by {{due}}')))
    expect((await checked('fine', 'template_odt = "ours.odt"\n')).code).toBe(0)
  })
})
