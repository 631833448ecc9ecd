import * as fc from 'fast-check'
import { parse, stringify } from 'smol-toml'
import { describe, expect, it } from 'vitest'
import { type KeyPath, placesIn } from '../../src/config/lines.ts'

describe('the place of a key', () => {
  const source = `# a comment with [brackets] = and "quotes"
top = 1
[a.b] # header
"quoted key" = 'literal # not a comment'
list = [ # comment
  "one, ]",
  [2, 3],

  { x = 1, y.z = "}" },
]
text = """
[not.a.table]
fake = 1 \\"""
""""
after = 2026-12-24
dotted . key = true
[[many]]
n = 1
[[many]]
n = 2
[many.sub]
deep = 1
[[many.sub2]]
n = 3
`
  const cases: readonly (readonly [path: KeyPath, line: number | null])[] = [
    [['top'], 2],
    [['a', 'b'], 3],
    [['a', 'b', 'quoted key'], 4],
    [['a', 'b', 'list'], 5],
    [['a', 'b', 'list', 0], 6],
    [['a', 'b', 'list', 1, 1], 7],
    [['a', 'b', 'list', 2, 'y', 'z'], 9],
    [['a', 'b', 'text'], 11],
    [['a', 'b', 'after'], 15],
    [['a', 'b', 'dotted', 'key'], 16],
    [['many', 0, 'n'], 18],
    [['many', 1], 19],
    [['many', 1, 'n'], 20],
    [['many', 1, 'sub', 'deep'], 22],
    [['many', 1, 'sub2', 0, 'n'], 24],
    [['a', 'b', 'missing'], 3],
    [['fake'], null],
    [['nowhere', 'x'], null],
  ]
  it('is read as smol-toml reads the text', () => {
    expect(() => parse(source)).not.toThrow()
  })
  it.each(cases)('%j is line %j', (path, line) => {
    expect(placesIn(source)(path)).toBe(line)
  })

  it('is found for every key and entry of any document', () => {
    const key = fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/).filter((word) => word !== '__proto__')
    const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.string())
    const value = fc.oneof(leaf, fc.array(leaf), fc.dictionary(key, leaf, { noNullPrototype: true }))
    const document = fc.dictionary(key, fc.dictionary(key, value, { noNullPrototype: true }), {
      noNullPrototype: true,
    })
    fc.assert(
      fc.property(document, (written) => {
        const source = stringify(written)
        const places = placesIn(source)
        const lines = source.split('\n')
        for (const [table, keys] of Object.entries(parse(source)))
          for (const name of Object.keys(keys as object)) {
            const line = lines[(places([table, name]) ?? 0) - 1] ?? ''
            expect(line.startsWith(`${name} = `) || line === `[${table}.${name}]`).toBe(true)
          }
      }),
      { numRuns: 200 },
    )
  })

  it('is looked for to an end in any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'[]{}"\'=,.#\\ \na1'.split('')) }), (text) => {
        expect(placesIn(text)(['nowhere at all'])).toBeNull()
      }),
      { numRuns: 2000 },
    )
  })
})
