// What is left of a reply once quotes and signatures are gone, against what the authors of four collections wanted
// (SPEC §3.4). White space does not count. They contradict each other: some keep "Sent from my telephone".

import { beforeAll, describe, expect, it } from 'vitest'
import { ownWords, readingText } from '../../src/intake/ownwords.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { createMarks } from '../../src/marks/marks.ts'
import { expectFigure } from '../support/figures.ts'
import { sharedIsThere } from '../support/shared.ts'
import { bytesIn, corpus, openReader, type Item, type Reader } from './explaining.ts'

const marks = createMarks({ address: 'staged-rollout@egi.example', secrets: [new Uint8Array(32).fill(1)] })
const flat = (text: string) => text.replace(/\s+/g, ' ').trim()
const plain = Buffer.from('Content-Type: text/plain; charset=utf-8\r\n\r\n')

async function isRight(item: Item): Promise<boolean> {
  const bytes = bytesIn('reply-trim', item)
  const message = await parseMail(item['kind'] === 'eml' ? bytes : Buffer.concat([plain, bytes]))
  const own = ownWords(readingText(message, { kind: 'person', rule: '' }), marks)
  const { expected, must_match: patterns } = item as { expected?: string; must_match?: string[] }
  return expected === undefined
    ? (patterns ?? []).every((pattern) => new RegExp(pattern, 'm').test(own))
    : flat(own) === flat(expected)
}

describe.skipIf(!sharedIsThere)('own words of collected replies', () => {
  let items: readonly Item[]
  beforeAll(() => {
    items = corpus('reply-trim')
  })

  it.each([
    ['replies of crisp', true, 36, 95],
    ['replies of three other collections', false, 43, 75],
  ])('%s are trimmed as their authors wanted', async (mails, crisp, atLeast, wanted) => {
    const asked = items.filter((item) => String(item['source']).startsWith('crisp') === crisp)
    const right = (await Promise.all(asked.map(isRight))).filter(Boolean).length
    expect(asked.length).toBeGreaterThanOrEqual(atLeast)
    expect((100 * right) / asked.length).toBeGreaterThanOrEqual(wanted)
    expectFigure({ mails, what: 'own words', right, of: asked.length, wanted: `${wanted} %` })
  })

  it('are all answered by explain, in time and proving nobody', { timeout: 60_000 }, async () => {
    const reader: Reader = await openReader()
    for (const item of items) {
      const { json, judgement, took } = await reader.explain(bytesIn('reply-trim', item))
      expect(judgement, item.path).not.toBeNull()
      expect(took, item.path).toBeLessThan(5000)
      expect(json.level).not.toBe('verified')
    }
    await reader.close()
  })
})
