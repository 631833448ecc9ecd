// The templates' own rules: parts, the operator's folder, the cache of compiled pages, unknown variables.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compose } from '../../src/letters/compose.ts'
import { openTemplates } from '../../src/letters/templates.ts'
import { wrap } from '../../src/letters/wrap.ts'
import { parse } from './parsed.ts'
import { context, requestOf, samplesOf, templatesFolder } from './samples.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-templates-'))
afterAll(() => rmSync(folder, { recursive: true }))
const sample = samplesOf('by-hand')[0]
const composeWith = async (folders: readonly string[], cache: string) => {
  if (sample === undefined) throw new Error('no sample')
  return parse(await compose(requestOf(sample), { ...context, templates: openTemplates(folders, cache) }))
}

describe('templates', () => {
  it('prefers the operator’s file and takes the rest from the shipped ones', async () => {
    const own = join(folder, 'own')
    mkdirSync(join(own, 'by-hand'), { recursive: true })
    writeFileSync(join(own, 'by-hand/body.txt.liquid'), 'Our own words about {{ release }}.\n')
    const letter = await composeWith([own, templatesFolder], join(folder, 'cache-own'))
    expect(letter.text).toMatch(/^Our own words about SE-DPM_mysql 1\.8\.0-1\.\n\n-- \n/)
    expect(letter.html).toContain('Please do this by hand')
  })

  it('compiles a page once and takes it from the cache afterwards', async () => {
    const cache = join(folder, 'cache')
    await composeWith([templatesFolder], cache)
    const [name = ''] = readdirSync(cache)
    expect(name).toMatch(/^[0-9a-f]{64}\.html$/)
    writeFileSync(join(cache, name), '<p>from the cache, {{ release }}</p>')
    expect((await composeWith([templatesFolder], cache)).html).toContain(
      'from the cache, SE-DPM_mysql 1.8.0-1',
    )
    expect(readdirSync(cache)).toEqual([name])
  })

  it('compiles in a process of its own: whoever writes letters never loads MJML', async () => {
    const loaded = createRequire(import.meta.url)
    await composeWith([templatesFolder], join(folder, 'cache-apart'))
    expect(readdirSync(join(folder, 'cache-apart'))).toHaveLength(1)
    expect(Object.keys(loaded.cache).filter((path) => path.includes('node_modules/mjml'))).toEqual([])
  })

  it('compiles all pages beforehand, so that no letter waits for one', async () => {
    const cache = join(folder, 'cache-prepared')
    const some = ['by-hand', 'receipt', 'digest'] as const
    await openTemplates([templatesFolder], cache).prepare(some)
    const kept = readdirSync(cache)
    expect(kept).toHaveLength(some.length)
    await composeWith([templatesFolder], cache)
    expect(readdirSync(cache)).toEqual(kept)
  })

  it('compiles anew when a template changes', async () => {
    const own = join(folder, 'changed')
    const cache = join(folder, 'cache-changed')
    cpSync(templatesFolder, own, { recursive: true })
    await composeWith([own], cache)
    writeFileSync(join(own, 'by-hand/body.mjml.liquid'), '<mj-text>Other words</mj-text>\n')
    expect((await composeWith([own], cache)).html).toContain('Other words')
    expect(readdirSync(cache)).toHaveLength(2)
  })

  it.each(['subject.liquid', 'body.txt.liquid', 'body.mjml.liquid'])(
    'refuses an unknown variable in %s rather than sending a hole',
    async (file) => {
      const own = mkdtempSync(join(folder, 'unknown-'))
      mkdirSync(join(own, 'by-hand'))
      const text = file === 'body.mjml.liquid' ? '<mj-text>{{ nobody }}</mj-text>' : '{{ nobody }}'
      writeFileSync(join(own, 'by-hand', file), `${text}\n`)
      await expect(composeWith([own, templatesFolder], join(folder, 'cache-unknown'))).rejects.toThrow(
        /undefined variable: nobody/,
      )
    },
  )

  it('names the file that is missing', async () => {
    await expect(composeWith([join(folder, 'nowhere')], folder)).rejects.toThrow(/no template by-hand/)
  })
})

describe('wrapping', () => {
  const long = 'word '.repeat(40).trim()

  it('fills prose to 74 columns and leaves indented lines alone', () => {
    const out = wrap(`${long}\n\n  accept ${'A'.repeat(90)}\n\n${long}\n`)
    const lines = out.split('\n')
    expect(lines.filter((line) => line.length > 74)).toEqual([`  accept ${'A'.repeat(90)}`])
    expect(out.replace(/\s+/g, ' ').trim()).toBe(`${long} accept ${'A'.repeat(90)} ${long}`)
  })

  it('keeps the marks of quotes and lists on every line they need', () => {
    expect(
      wrap(`> ${long}`)
        .trimEnd()
        .split('\n')
        .every((line) => line.startsWith('> word')),
    ).toBe(true)
    const [head, ...rest] = wrap(`- ${long}`).trimEnd().split('\n')
    expect(head).toMatch(/^- word/)
    expect(rest.every((line) => line.startsWith('  word'))).toBe(true)
  })

  it.each(['who', 'help', 'list', 'info', 'end', 'stop', 'join', 'leave', 'set', 'subscribe'])(
    'never begins a filled line with %s',
    (word) => {
      for (let n = 60; n < 80; n++) {
        const lines = wrap(`${'x'.repeat(n - 8)} before ${word} and more words after it`).split('\n')
        expect(lines.filter((line) => line.startsWith(word))).toEqual([])
      }
    },
  )

  it('keeps the blank of the signature line and makes many blank lines one', () => {
    expect(wrap('a\n\n\n \nb\n\n-- \nfoot\n')).toBe('a\n\nb\n\n-- \nfoot\n')
    expect(wrap('-- a name of theirs\n')).toBe('-- a name of theirs\n')
  })
})
