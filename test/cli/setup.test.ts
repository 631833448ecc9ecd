// What an operator begins with: `config init`, `config schema` and `roster import`.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readText } from '../support/source.ts'
import { rollcall } from '../support/terminal.ts'
import { openOffice, roster, type Office } from './office.ts'

describe('config init', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-init-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('writes the example for its owner alone, and never over a file', async () => {
    const file = join(folder, 'mine.toml')
    expect(await rollcall(['config', 'init', '--config', file])).toEqual({
      code: 0,
      out: `${file} is written. Change what is yours; then:\n  rollcall roster import FILE --config ${file}\n  rollcall config check --config ${file}\n`,
      err: '',
    })
    expect(readFileSync(file, 'utf8')).toBe(readText('docs/rollcall.example.toml'))
    expect(statSync(file).mode & 0o777).toBe(0o600)
    writeFileSync(file, 'mine')
    expect(await rollcall(['config', 'init', '--config', file])).toEqual({
      code: 2,
      out: '',
      err: `rollcall: config init: ${file} is there already and is left alone; give --config another\n`,
    })
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })

  it('says when it cannot write', async () => {
    const said = await rollcall(['config', 'init', '--config', join(folder, 'none/mine.toml')])
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining('cannot be written (ENOENT)') })
  })
})

describe('config schema', () => {
  it('is JSON Schema: needed tables, no unknown keys, defaults', async () => {
    const { code, out } = await rollcall(['config', 'schema'])
    expect(code).toBe(0)
    const schema = JSON.parse(out)
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
    expect(schema.required).toEqual(['bot', 'mailbox', 'transport', 'managers'])
    expect(schema.additionalProperties).toBe(false)
    expect(schema.properties.bot.required).toEqual(['address', 'admin'])
    expect(schema.properties.bot.properties.data.default).toBe('var')
    expect(schema.properties.limits.properties.mail_size).toMatchObject({ default: '40 MB', type: 'string' })
  })

  it('knows every table of the example', async () => {
    const { out } = await rollcall(['config', 'schema', '--json'])
    expect(out.trimEnd()).not.toContain('\n')
    const { properties } = JSON.parse(out)
    const tables = [...readText('docs/rollcall.example.toml').matchAll(/^\[(\w+)/gm)].map(
      ([, name = '']) => name,
    )
    expect(tables.filter((name) => !(name in properties))).toEqual([])
  })
})

describe('roster import', () => {
  let office: Office
  beforeEach(() => {
    office = openOffice()
  })
  afterEach(() => office.leave())
  const bring = (file: string, ...words: readonly string[]) =>
    rollcall(['roster', 'import', file, ...words, '--config', office.config])
  const current = () => readFileSync(join(office.folder, 'roster.csv'), 'utf8')
  const kept = () => readdirSync(office.folder).filter((name) => name.startsWith('roster.csv.'))

  const next = `ngi,site,country,timezone,stacks,members,aliases
NGI_IBERGRID,LIP-Lisbon,PT,Europe/Madrid,glite,maria@lip.example;Ana <ana@lip.example>,LIP
NGI_HR,egee.srce.hr,HR,Europe/Zagreb,glite,ivo@srce.example,
`

  it('shows what changes, replaces the roster and keeps the old one', async () => {
    const file = office.write('next.csv', next)
    const { code, out, err } = await bring(file)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(
      /^new +NGI_HR-egee\.srce\.hr\ngone +NGI_IT-INFN-CNAF\nchanged {2}NGI_IBERGRID-LIP-Lisbon\n +timezone Europe\/Lisbon becomes Europe\/Madrid\n +members \+ Ana <ana@lip\.example>\n +members - joao@lip\.example\n +aliases \+ LIP\n/,
    )
    expect(out).toMatch(/roster\.csv: 2 teams; the old one is kept as .*roster\.csv\.\d{8}T\d{6}Z\./)
    expect(current()).toBe(next)
    expect(kept().map((name) => readFileSync(join(office.folder, name), 'utf8'))).toEqual([roster])
  })

  it('brings the very first roster, before any password or key is in place, and keeps it to its owner', async () => {
    rmSync(join(office.folder, 'roster.csv'))
    const config = readFileSync(office.config, 'utf8').replace(
      /\[mailbox\][^[]*/,
      '[mailbox]\nkind = "imap"\nhost = "imap.egi.example"\nuser = "bot"\npassword_env = "NOT_SET"\nca_file = "none.pem"\n',
    )
    writeFileSync(office.config, config)
    const { code, out, err } = await bring(office.write('next.csv', next))
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^new {2}NGI_IBERGRID-LIP-Lisbon\nnew {2}NGI_HR-egee\.srce\.hr\n/)
    expect(out).toMatch(/roster\.csv: 2 teams\. The first roster is in place/)
    expect(current()).toBe(next)
    expect(statSync(join(office.folder, 'roster.csv')).mode & 0o777).toBe(0o600)
    expect(kept()).toEqual([])
  })

  it('of a first roster with an error brings none', async () => {
    rmSync(join(office.folder, 'roster.csv'))
    expect((await bring(office.write('bad.csv', 'ngi,site\nA,B!\n'))).code).toBe(2)
    expect(existsSync(join(office.folder, 'roster.csv'))).toBe(false)
  })

  it('is what config check names where there is no roster yet', async () => {
    rmSync(join(office.folder, 'roster.csv'))
    const { out } = await rollcall(['config', 'check', '--config', office.config])
    expect(out).toMatch(/roster\.csv; bring one with `rollcall roster import FILE`, or mend the path/)
  })

  it('of a file with one error changes nothing', async () => {
    const file = office.write('bad.csv', `${next}NGI_X,Y,PT,Europe/Nowhere,glite,x@y.example,\n`)
    const { code, out } = await bring(file)
    expect(code).toBe(2)
    expect(out).toContain('bad.csv:4: timezone: unknown zone "Europe/Nowhere"')
    expect(current()).toBe(roster)
    expect(kept()).toEqual([])
  })

  it('of the same roster keeps no copy', async () => {
    const { out } = await bring(office.write('same.csv', roster))
    expect(out).toContain('No team changes.\n')
    expect(out).toContain('is the same file already')
    expect(kept()).toEqual([])
  })

  it('mends a roster that cannot be read, and keeps two old ones apart', async () => {
    office.write('roster.csv', 'nonsense\n')
    const file = office.write('next.csv', next)
    const { out } = await bring(file, '--json')
    expect(JSON.parse(out)).toMatchObject({
      added: ['NGI_IBERGRID-LIP-Lisbon', 'NGI_HR-egee.srce.hr'],
      removed: [],
      changed: [],
    })
    await bring(office.write('again.csv', roster))
    expect(kept().length).toBe(2)
    expect(existsSync(join(office.folder, 'roster.csv.new'))).toBe(false)
  })
})
