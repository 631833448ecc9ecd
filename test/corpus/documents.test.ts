// Real documents, hostile and broken ones among them: that what is dangerous is found, what is plain is not refused, and
// how many of the words are read that LibreOffice reads. Everything dangerous or broken goes through the process that may
// die of it, whatever this run is for; plain files do so in `npm run corpus` and are otherwise read here.

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import WordExtractor from 'word-extractor'
import type { DocumentType, Examination, Note } from '../../src/reports/document.ts'
import { createExamine } from '../../src/reports/examine.ts'
import { examineHere } from '../../src/reports/examinehere.ts'
import { read } from '../../src/reports/read.ts'
import { expectFigure } from '../support/figures.ts'
import { shared, sharedIsThere } from '../support/shared.ts'

type Item = {
  readonly path: string
  readonly ext: string
  readonly label: string
  readonly oracle_text?: string
}
const folder = (path: string) => shared(`corpora/documents/${path}`)
const bytesOf = ({ path }: Item) => readFileSync(folder(path))

/** The note that tells what a label says. */
const telling: { readonly [label: string]: Note } = {
  macro: 'macro',
  dde: 'dde',
  'embedded-object': 'embedded',
  'external-link': 'external-link',
  encrypted: 'encrypted',
  dtd: 'dtd',
  'xml-bomb': 'dtd',
}
const readable: readonly string[] = ['odt', 'docx', 'doc'] satisfies readonly DocumentType[]

const words = (text: string) => text.normalize('NFKC').match(/[\p{L}\p{N}]+/gu) ?? []
/** The share of the wanted words that are there, each as often as it is wanted. */
function recall(wanted: string, text: string): number {
  const there = new Map<string, number>()
  for (const word of words(text)) there.set(word, (there.get(word) ?? 0) + 1)
  const all = words(wanted)
  const found = all.filter((word) => {
    const left = there.get(word) ?? 0
    there.set(word, left - 1)
    return left > 0
  })
  return all.length === 0 ? 1 : found.length / all.length
}

describe.skipIf(!sharedIsThere)('documents', async () => {
  const items = sharedIsThere
    ? (JSON.parse(readFileSync(folder('index.json'), 'utf8')) as { readonly items: readonly Item[] }).items
    : []
  const plain = items.filter(({ label }) => label === 'plain')
  const examine = createExamine()
  const apart = process.env['ROLLCALL_FIGURES'] === 'write'
  const looked = new Map<Item, Examination>()
  const figure = (what: string, right: number, of: number, wanted: string) =>
    expectFigure({ mails: 'documents', what, right, of, wanted })
  const text = async (item: Item) => {
    const reading = await read(bytesOf(item), item.ext as DocumentType)
    return reading === null || reading === 'broken' ? '' : reading.text
  }

  it('are looked at, every one, and none takes too long or too much', { timeout: 300_000 }, async () => {
    await Promise.all(
      items.map(async (item) => {
        const [name, bytes] = [basename(item.path), bytesOf(item)]
        const inProcess = item.label === 'plain' && !apart
        looked.set(item, await (inProcess ? examineHere(bytes, name) : examine({ name, bytes })))
      }),
    )
    const deaths = [...looked].filter(([, { notes }]) => notes.includes('died'))
    expect(deaths.map(([{ path }]) => path)).toEqual([])
    figure('looked at without a death', items.length - deaths.length, items.length, 'all')
  })

  it('are held back where they are dangerous, and what they hold is named', () => {
    const dangerous = items.filter(({ label }) => telling[label] !== undefined)
    const missed = dangerous.filter((item) => {
      const found = looked.get(item)
      const note = telling[item.label]
      return found?.verdict === 'ok' || note === undefined || found?.notes.includes(note) !== true
    })
    expect(missed.map(({ path }) => path)).toEqual([])
    figure('dangerous, found and named', dangerous.length - missed.length, dangerous.length, '98 %')
  })

  it('are not refused where they are plain', () => {
    const whole = plain.filter(({ oracle_text }) => oracle_text !== undefined)
    const refused = whole.filter((item) => looked.get(item)?.verdict === 'refused')
    const asked = whole.filter((item) => looked.get(item)?.verdict === 'quarantined')
    expect(refused.map(({ path }) => path)).toEqual([])
    figure('plain, refused', refused.length, whole.length, 'none')
    figure('plain, a manager is asked', asked.length, whole.length, '5 % at most')
    expect(asked.length / whole.length).toBeLessThan(0.05)
  })

  it('are read as well as LibreOffice reads them', { timeout: 120_000 }, async () => {
    const enough = async (extensions: readonly string[]) => {
      const asked = plain.filter(
        ({ ext, oracle_text }) => extensions.includes(ext) && oracle_text !== undefined,
      )
      const shares = await Promise.all(
        asked.map(async (item) =>
          recall(readFileSync(folder(item.oracle_text ?? ''), 'utf8'), await text(item)),
        ),
      )
      return [shares.filter((share) => share >= 0.95).length, asked.length] as const
    }
    const [packed, ofPacked] = await enough(['odt', 'docx'])
    figure('odt and docx with 95 % of their words read', packed, ofPacked, '95 %')
    expect(packed / ofPacked).toBeGreaterThanOrEqual(0.95)
    const [old, ofOld] = await enough(['doc'])
    figure('doc with 95 % of their words read', old, ofOld, '85 %')
    expect(old / ofOld).toBeGreaterThanOrEqual(0.85)
  })

  it(
    'are read, where Word wrote them of old, as well as by the library for that',
    { timeout: 60_000 },
    async () => {
      const old = plain.filter(({ ext }) => ext === 'doc')
      const fewer: string[] = []
      for (const item of old) {
        const theirs = await new WordExtractor().extract(bytesOf(item)).then(
          (document) => document.getBody(),
          () => '',
        )
        // It writes that word for every optional hyphen.
        if (!theirs.includes('undefined') && recall(theirs, await text(item)) < 0.95) fewer.push(item.path)
      }
      expect(fewer).toEqual([])
    },
  )

  it('are seen the same in a process of their own', { timeout: 60_000 }, async () => {
    const some = plain.filter(({ ext }, at) => at % 16 === 0 && readable.includes(ext))
    const seen = await Promise.all(
      some.map(async (item) => examine({ name: basename(item.path), bytes: bytesOf(item) })),
    )
    expect(seen).toEqual(some.map((item) => looked.get(item)))
  })
})
