// `rollcall letter preview`: letters to look at, none sent; and what `run` says of own templates before it starts.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rollcall } from '../support/terminal.ts'
import { openOffice, type Office } from './office.ts'

let office: Office
beforeAll(() => {
  office = openOffice()
})
afterAll(() => office.leave())
const preview = (...words: readonly string[]) =>
  rollcall(['letter', 'preview', ...words, '--config', office.config])

describe('letter preview', () => {
  it('writes one page with every way a letter is read, and makes no memory', async () => {
    const file = join(office.folder, 'shown/letters.html')
    const { code, out } = await preview('invitation.lisbon', '--out', file)
    expect({ code, out }).toEqual({ code: 0, out: `1 letter in ${file}\n` })
    const page = readFileSync(file, 'utf8')
    expect(page).toContain('accept NGI_IBERGRID-LIP-Lisbon')
    expect(page).toContain('<details id="invitation.lisbon" data-page="')
    // Frames are made by the page itself, when a letter is opened; nothing else runs, and nothing is fetched.
    expect(page).not.toMatch(/<iframe|src="http/)
    const [, script = ''] = /<script>([^]*)<\/script>/.exec(page) ?? []
    const hash = createHash('sha256').update(script).digest('base64')
    expect(page).toContain(`default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`)
    expect(existsSync(join(office.folder, 'var'))).toBe(false)
  })

  it('finds each letter by its name and by its reader', async () => {
    const file = join(office.folder, 'shown/all.html')
    await preview('--all', '--out', file)
    const page = readFileSync(file, 'utf8')
    const rows = new Map(
      [...page.matchAll(/<tr><th scope="row">([\w-]+)<\/th><td>([^]*?)<\/td>/g)].map(([, name, row]) => [
        name,
        row,
      ]),
    )
    for (const reader of ['team', 'manager', 'list', 'writer', 'stranger', 'tracker', 'admin'])
      expect([...rows.keys()]).toContain(reader)
    expect(rows.get('stranger')).toContain('href="#pointer.about"')
    expect(rows.get('invitation')).toContain('<a href="#invitation.lisbon">lisbon</a>')
    const ids = [...page.matchAll(/<details id="([^"]+)"/g)].map(([, id]) => id)
    for (const id of ids) expect(page.split(`href="#${id}"`).length).toBe(3)
  })

  it('prints the text, the page, or both as JSON', async () => {
    const text = await preview('invitation', '--text')
    expect(text.out).toMatch(/^Subject: \[staged-rollout #42\] .*\n\nSE-DPM_mysql 1\.8\.0-1 has passed/)
    expect(text.out).toContain('Subject: [staged-rollout #43]')
    const page = await preview('invitation.lisbon', '--html')
    expect(page.out).toMatch(/^<!doctype html>/i)
    const { out } = await preview('invitation', '--json')
    const objects = out.trimEnd().split('\n')
    expect(objects.map((line) => Object.keys(JSON.parse(line)))).toEqual(
      objects.map(() => ['letter', 'sample', 'reader', 'subject', 'text', 'html']),
    )
  })

  it.each([
    [[], 'name one letter, or say --all; the letters are'],
    [['--all', 'invitation'], 'name one letter, or say --all'],
    [['invitatoin'], 'letter preview invitatoin: there is no such letter; did you mean "invitation"?'],
    [['invitation.x'], 'invitation has no sample x'],
    [['invitation', '--html'], 'shows one sample: invitation.lisbon, invitation.longest'],
    [['invitation', '--html', '--text'], 'ask for one'],
  ])('says what is wrong with %j', async (words, line) => {
    const said = await preview(...words)
    expect(said).toMatchObject({ code: 2, out: '' })
    expect(said.err).toContain(line)
  })
})

describe('own templates', () => {
  const own = () => join(office.folder, 'templates/outcome')
  it('beside the config go first in a preview', async () => {
    mkdirSync(own(), { recursive: true })
    writeFileSync(join(own(), 'subject.liquid'), '{{ tag }} our own words')
    expect((await preview('outcome', '--text')).out).toMatch(
      /^Subject: \[staged-rollout #\d+\] our own words$/m,
    )
  })

  it('that are wrong keep the agent from starting, with file and line', async () => {
    writeFileSync(join(own(), 'subject.liquid'), '{{ tag }}\n{{ nothing }}')
    writeFileSync(join(own(), 'body.txt.liquid'), 'Hello')
    const { code, err } = await rollcall(['run', '--config', office.config])
    expect(code).toBe(2)
    expect(err).toMatch(/templates\/outcome\/body\.txt\.liquid: stands without outcome\/body\.mjml\.liquid/)
    expect(err).toMatch(/templates\/outcome\/subject\.liquid:2: the letter has no variable nothing/)
    expect(existsSync(join(office.folder, 'var'))).toBe(false)
  })

  it('may lie elsewhere, by [bot] templates; a folder that is not there is a complaint', async () => {
    const file = join(office.folder, 'named.toml')
    const toml = readFileSync(office.config, 'utf8').replace(
      'data = "var"',
      'data = "var"\ntemplates = "ours"',
    )
    writeFileSync(file, toml)
    const missing = await rollcall(['config', 'check', '--config', file])
    expect(missing).toMatchObject({ code: 2 })
    expect(missing.out).toContain('[bot] templates: there is no folder')
    mkdirSync(join(office.folder, 'ours/pointer'), { recursive: true })
    writeFileSync(join(office.folder, 'ours/pointer/subject.liquid'), 'from elsewhere')
    const { out } = await rollcall(['letter', 'preview', 'pointer', '--text', '--config', file])
    expect(out).toMatch(/^Subject: from elsewhere\n/)
  })
})
