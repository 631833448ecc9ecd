import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rollcall } from '../support/terminal.ts'

const config =
  '[bot]\naddress = "bot@egi.example"\nadmin = "root@egi.example"\n[mailbox]\nkind = "folder"\npath = "."\n[transport]\nkind = "outbox"\n[managers]\nall = ["ops@egi.example"]\n[stacks.arc]\ntitles = ["ARC"]\n'

let folder = ''
const file = (name: string) => join(folder, name)
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-cli-'))
  writeFileSync(file('rollcall.toml'), config)
  writeFileSync(file('broken.toml'), 'x = 1\n')
  writeFileSync(file('roster.csv'), 'ngi,site,members,stacks\nA,B,a@b.example,arc\n')
  writeFileSync(file('other.csv'), 'ngi,site,members,stacks\nA,B,,glite\nA,C!,a@b.example,\n')
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('roster check', () => {
  it('reads the roster that the config names', async () => {
    expect(await rollcall(['roster', 'check', '--config', file('rollcall.toml')])).toEqual({
      code: 0,
      out: `${relative('', file('roster.csv'))}: good, 1 team\n`,
      err: '',
    })
  })

  it('of a named file lists every complaint, stacks compared with the config’s', async () => {
    const path = file('other.csv')
    expect(await rollcall(['roster', 'check', path, '--config', file('rollcall.toml')])).toEqual({
      code: 2,
      out: [
        `${path}:2: stacks: unknown stack "glite"; the config has arc`,
        `${path}:2: warning: members: nobody can be invited; add an address before this team is assigned`,
        `${path}:3: site: "C!" is no name; use letters, digits, . _ and -`,
        `${path}: 2 errors, nothing of it is used, 1 warning`,
        '',
      ].join('\n'),
      err: '',
    })
  })

  it('of a named file needs no config: stacks are then not compared', async () => {
    expect(await rollcall(['roster', 'check', file('roster.csv')])).toEqual({
      code: 0,
      out: `${file('roster.csv')}: good, 1 team\n`,
      err: '',
    })
  })

  it('says when a broken config kept it from comparing stacks', async () => {
    expect(
      await rollcall(['roster', 'check', file('roster.csv'), '--config', file('broken.toml')]),
    ).toMatchObject({
      code: 0,
      err: `${file('broken.toml')}: has errors, so names of stacks are not compared; see \`rollcall config check\`\n`,
    })
  })

  it('without a file shows what is wrong with the config, on standard error', async () => {
    const { code, out, err } = await rollcall(['roster', 'check', '--json', '--config', file('broken.toml')])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('broken.toml:1: [x]: unknown key; remove it\n')
  })

  it('says when the file is not there', async () => {
    expect(await rollcall(['roster', 'check', file('none.csv')])).toEqual({
      code: 2,
      out: expect.stringMatching(/none\.csv: cannot be read \(ENOENT.*\n.*1 error/),
      err: '',
    })
  })

  it('gives one JSON object with --json', async () => {
    const { out } = await rollcall(['roster', 'check', '--json', file('other.csv')])
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      complaints: [
        { line: 2, weight: 'warning' },
        { line: 3, key: 'site', weight: 'error' },
      ],
    })
  })
})
