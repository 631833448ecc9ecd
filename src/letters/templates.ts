// Templates to words (SPEC §5): a folder a letter, the operator's folder before the shipped one. MJML is compiled
// once per content with its liquid tags left in, by a process of its own, kept by hash, and filled afterwards: whoever
// writes letters never loads it. Liquid runs no code.

import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Liquid } from 'liquidjs'
import type { Template } from 'liquidjs'
import type { LetterName } from '../rollout/effect.ts'
import { inHeader } from './clean.ts'
import { mjmlApart } from './mjmlapart.ts'
import { wrap } from './wrap.ts'

type Words = { readonly subject: string; readonly text: string; readonly html: string }
export type Templates = {
  /** Throws where a template names a variable that the letter does not have. */
  readonly render: (letter: LetterName, data: object) => Promise<Words>
  /** The letter's own text without head and foot: the call, shown in its preview. */
  readonly excerpt: (letter: LetterName, data: object) => Promise<string>
  /** A letter as a part of another: its text, and its page as rows of a table, without head and foot. */
  readonly part: (letter: LetterName, data: object) => Promise<Words>
}
type Opened = Templates & {
  /** Compiles the pages that the cache lacks, so that no letter waits for it. Throws where one cannot be compiled. */
  readonly prepare: (letters: readonly LetterName[]) => Promise<void>
}

/** Enters the hash of compiled pages: to be raised with the MJML version or the options below. */
const compiler = 'mjml 5.4.1, 2'

const strict = { strictVariables: true, strictFilters: true, ownPropertyOnly: true }
const plain = new Liquid(strict)
const escaping = new Liquid({ ...strict, outputEscape: 'escape' })

/** Before and behind a letter's own rows in the frame; nothing is left of it in a letter. */
const bodyMark = '{% comment %}body{% endcomment %}'
const plainRow = '<tr><td style="padding:0 20px 16px;white-space:pre-wrap">{{ text }}</td></tr>'
/** Its heading is one of several. */
const asPart = (rows: string) =>
  rows
    .replaceAll('<h1>', '<h2 style="font-size:19px;line-height:1.3;font-weight:600;margin:0">')
    .replaceAll('</h1>', '</h2>')

/** A line of nothing but tags leaves no line behind: blank lines part paragraphs in the text. */
const tagLines = /^[ \t]*((?:\{%[^%]*%\}[ \t]*)+)\r?\n/gm

/**
 * `folders`: searched in order for each file. `cache`: a folder of ours for compiled pages; made when first needed.
 * Templates are read once and kept until the process ends.
 */
export const openTemplates = (folders: readonly string[], cache: string): Opened => {
  const find = async (name: string): Promise<string> => {
    for (const folder of folders) {
      const text = await readFile(join(folder, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null
        throw error
      })
      if (text !== null) return text
    }
    throw new Error(`no template ${name} in ${folders.join(', ')}`)
  }

  /** `[[name]]` on a line of its own stands for the file `_name` of the same kind. */
  const withParts = async (source: string, kind: string): Promise<string> => {
    let out = source
    for (const [mark, name] of source.matchAll(/^[ \t]*\[\[(\w+)\]\][ \t]*$/gm))
      out = out.replace(mark, (await find(`_${name}.${kind}`)).trimEnd().replaceAll('$', '$$$$'))
    return out
  }
  const framed = async (name: string, kind: string, layout: string): Promise<string> => {
    const [frame, body] = await Promise.all([find(layout), find(name)])
    const [head, tail] = frame.split(/^[ \t]*\[\[body\]\][ \t]*$/m)
    return `${await withParts(head ?? '', kind)}${await withParts(body, kind)}${await withParts(tail ?? '', kind)}`
  }

  const toHtml = mjmlApart()
  const compile = async (source: string): Promise<string> => {
    const file = join(cache, `${createHash('sha256').update(compiler).update(source).digest('hex')}.html`)
    const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    if (kept !== null) return kept
    const html = await toHtml(source)
    // Indentation carries nothing in these pages and would be a third of the letter.
    const tight = html.replace(/(?<![ \t])[ \t]*\r?\n\s*/g, '\n')
    await mkdir(cache, { recursive: true })
    const half = `${file}.${randomBytes(6).toString('hex')}`
    await writeFile(half, tight)
    await rename(half, file)
    return tight
  }

  const parsed = new Map<string, Promise<Template[]>>()
  const once = (key: string, make: () => Promise<Template[]>): Promise<Template[]> => {
    const known = parsed.get(key)
    if (known !== undefined) return known
    const made = make()
    parsed.set(key, made)
    // A failed read is tried again with the next letter.
    made.catch(() => parsed.delete(key))
    return made
  }
  const parseText = (source: string) =>
    plain.parse(source.replace(tagLines, (_, tags: string) => tags.trimEnd()))

  const subjectOf = (letter: LetterName) =>
    once(`${letter} subject`, async () => plain.parse(await find(`${letter}/subject.liquid`)))
  const textOf = (letter: LetterName) =>
    once(`${letter} text`, async () =>
      parseText(await framed(`${letter}/body.txt.liquid`, 'txt.liquid', '_layout.txt.liquid')),
    )
  const bodyOf = (letter: LetterName) =>
    once(`${letter} body`, async () =>
      parseText(await withParts(await find(`${letter}/body.txt.liquid`), 'txt.liquid')),
    )
  const pageOf = async (letter: LetterName) =>
    compile(await framed(`${letter}/body.mjml.liquid`, 'mjml', '_layout.mjml'))
  const htmlOf = (letter: LetterName) =>
    once(`${letter} html`, async () => escaping.parse(await pageOf(letter)))
  const rowsOf = (letter: LetterName) =>
    once(`${letter} rows`, async () => {
      const page = await pageOf(letter)
      const [, rows] = page.split(bodyMark)
      // An operator's own frame may have no marks: its letters are shown as text.
      return escaping.parse(rows === undefined ? plainRow : asPart(rows))
    })
  // At once: nothing in a template waits for anything, and to wait for every tag costs twice the filling.
  const fill = (engine: Liquid, template: Template[], data: object): string =>
    String(engine.renderSync(template, data))

  return {
    render: async (letter, data) => {
      const subject = inHeader(fill(plain, await subjectOf(letter), data), 200)
      const whole = { ...data, subject }
      const text = wrap(fill(plain, await textOf(letter), whole))
      return { subject, text, html: fill(escaping, await htmlOf(letter), whole) }
    },
    part: async (letter, data) => {
      const subject = inHeader(fill(plain, await subjectOf(letter), data), 200)
      const whole = { ...data, subject }
      const text = wrap(fill(plain, await bodyOf(letter), whole))
      return { subject, text, html: fill(escaping, await rowsOf(letter), { ...whole, text }) }
    },
    excerpt: async (letter, data) => wrap(fill(plain, await bodyOf(letter), data)),
    prepare: async (letters) => {
      for (const letter of letters) await pageOf(letter)
    },
  }
}
