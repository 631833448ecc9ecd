// What is known of a line at a glance is what the long way would find: over all lines of collected mail, and over lines
// and words put together by chance.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLine } from '../../src/intake/grammar.ts'
import { plainWords, undressed } from '../../src/intake/lineform.ts'
import { nearMiss } from '../../src/intake/nearmiss.ts'
import { RULES } from '../../src/intake/verbs.ts'
import { nearness } from '../../src/rollout/nearness.ts'
import { shared, sharedIsThere } from '../support/shared.ts'

describe('the words of a line', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'accept',
      'NGI_DE-X',
      ' ',
      '  ',
      '\t',
      '_',
      '*',
      '**',
      '`',
      '<',
      '>',
      '[',
      ']',
      '&lt;',
      '&',
    ),
    fc.constantFrom('(http://a.b)', 'http://a.b/', '\ufeff', '\u200b', '\u00a0', 'é', '.', ',', '#42', '!'),
  )

  it('are the same at a glance', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        expect(plainWords(pieces.join(''))).toBe(undressed(pieces.join('')))
      }),
      { numRuns: 5000 },
    )
  })
})

describe.skipIf(!sharedIsThere)('the words of lines of collected mail', () => {
  it('are the same at a glance', () => {
    let seen = 0
    for (const name of readdirSync(shared('corpora'), { recursive: true, encoding: 'utf8' }))
      if (/\.(?:eml|txt)$/.test(name))
        for (const line of new Set(
          readFileSync(join(shared('corpora'), name), 'utf8')
            .split('\n')
            .slice(0, 400),
        ))
          if (line.length <= 1000) {
            if (plainWords(line) !== undressed(line)) expect(plainWords(line), name).toBe(undressed(line))
            seen += 1
          }
    expect(seen).toBeGreaterThan(10_000)
  })
})

describe('a verb with slips in it', () => {
  const allowed = (form: string) => (form.length >= 6 ? 2 : form.length >= 4 ? 1 : 0)
  const forms = Object.keys(RULES)
    .filter((verb) => verb !== 'note' && verb !== 'yes')
    .flatMap((verb) =>
      (verb === 'accept' || verb === 'reject' ? [verb, `${verb}s`, `${verb}ed`] : [verb]).map((form) => ({
        verb,
        form,
      })),
    )
  /** Every form held against the word, letter by letter. */
  const nearest = (word: string): string | null => {
    let best = { verb: null as string | null, far: Infinity }
    for (const { verb, form } of forms) {
      const far = nearness(word, form, allowed(form))
      if (far < best.far) best = { verb, far }
    }
    return best.verb
  }
  // Letters with which no other word comes out.
  const slip = fc.tuple(
    fc.constantFrom('into', 'for', 'swap', 'shift'),
    fc.nat(12),
    fc.constantFrom('x', 'q', 'z'),
  )
  const slipped = (word: string, [how, nat, letter]: readonly [string, number, string]) => {
    const at = nat % word.length
    const [head, here, tail] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)]
    if (how === 'into') return head + letter + here + tail
    if (how === 'for') return head + letter + tail
    return how === 'swap' ? head + tail.slice(0, 1) + here + tail.slice(1) : head + tail + letter
  }

  it('is the nearest of all', () => {
    let found = 0
    fc.assert(
      fc.property(
        fc.constantFrom(...forms),
        fc.array(slip, { minLength: 1, maxLength: 2 }),
        ({ form }, slips) => {
          const word = slips.reduce(slipped, form)
          const line = `${word} NGI_DE-SITE-001`
          if (!/^[a-z]{3,14}$/.test(word) || /^(?:accept|reject)/.test(word) || readLine(line) !== null)
            return
          const meant = nearest(word)
          expect(nearMiss(line)?.verb ?? null, word).toBe(meant)
          if (meant !== null) found += 1
        },
      ),
      { numRuns: 3000 },
    )
    expect(found).toBeGreaterThan(500)
  })
})
