// An operator's own templates: what is wrong with them is named with file and line before a letter needs them.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkOverrides } from '../../src/letters/overrides.ts'
import { templatesFolder } from './samples.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-overrides-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const ours = (file: string) => readFileSync(join(templatesFolder, file), 'utf8')
const lay = (files: { readonly [name: string]: string }) => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}
const complaints = async () =>
  (await checkOverrides(folder, templatesFolder)).map(
    ({ file, line, text }) => `${file.slice(folder.length + 1)}${line === null ? '' : `:${line}`}: ${text}`,
  )
const text = ours('invitation/body.txt.liquid')
const page = ours('invitation/body.mjml.liquid')

describe('own templates', () => {
  it('that are copies of ours are good, letter by letter and part by part', async () => {
    for (const file of [
      'invitation/subject.liquid',
      'invitation/body.txt.liquid',
      'invitation/body.mjml.liquid',
      'receipt/body.txt.liquid',
      'receipt/body.mjml.liquid',
      '_layout.mjml',
      '_choices.mjml',
      '_choices.txt.liquid',
    ])
      lay({ [file]: ours(file) })
    expect(await complaints()).toEqual([])
  })

  it('are none: nothing is wrong', async () => {
    expect(await complaints()).toEqual([])
  })

  it('name a text without its page, a page without its text, a part without its other half', async () => {
    lay({
      'invitation/body.txt.liquid': text,
      'outcome/body.mjml.liquid': ours('outcome/body.mjml.liquid'),
      '_facts.mjml': ours('_facts.mjml'),
    })
    const same = 'text and page of a letter say the same; add it beside'
    expect(await complaints()).toEqual([
      `_facts.mjml: stands without _facts.txt.liquid: ${same}`,
      `invitation/body.txt.liquid: stands without invitation/body.mjml.liquid: ${same}`,
      `outcome/body.mjml.liquid: stands without outcome/body.txt.liquid: ${same}`,
    ])
  })

  it('name every unknown variable with its line, also where no sample leads', async () => {
    lay({
      'invitation/body.txt.liquid': `${text}\n{% if 1 == 2 %}{{ nobody }}\n{{ deadline }}{% endif %}\n`,
      'invitation/body.mjml.liquid': page,
      'invitation/subject.liquid': '{{ tag }} {{ thnig }}',
    })
    const line = text.split('\n').length + 1
    expect(await complaints()).toEqual([
      `invitation/body.txt.liquid:${line}: the letter has no variable nobody; mend its name, or remove it`,
      `invitation/body.txt.liquid:${line + 1}: the letter has no variable deadline; mend its name, or remove it`,
      'invitation/subject.liquid:1: the letter has no variable thnig; mend its name, or remove it',
    ])
  })

  it('name what a variable does not hold, and liquid that cannot be read', async () => {
    lay({
      'invitation/body.txt.liquid': `one\n{% for choice in choices %}\n{{ choice.colour }}{% endfor %}`,
      'invitation/body.mjml.liquid': 'one\n\n{% if tag %}',
      'outcome/subject.liquid': '{{ tag | shout }}',
    })
    expect(await complaints()).toEqual([
      'invitation/body.mjml.liquid:3: tag {% if tag %} not closed; mend it',
      'invitation/body.txt.liquid:3: undefined variable: choice.colour; mend it',
      'outcome/subject.liquid:1: undefined filter: shout; mend it',
    ])
  })

  it('name files that no letter reads', async () => {
    lay({ 'invitaton/subject.liquid': 'x', 'notes.txt': 'x', '.DS_Store': 'x' })
    expect(await complaints()).toEqual([
      'invitaton/subject.liquid: no letter reads it; mend its name, or remove it',
      'notes.txt: no letter reads it; mend its name, or remove it',
    ])
  })

  it('name a letter whose page is no MJML', async () => {
    lay({ 'invitation/body.txt.liquid': text, 'invitation/body.mjml.liquid': '<mj-nonsense>x</mj-nonsense>' })
    const [said = '', ...more] = await complaints()
    expect(said).toMatch(/^invitation: cannot be made \(lisbon\): .*mj-nonsense/)
    expect(more).toEqual([])
  })
})
