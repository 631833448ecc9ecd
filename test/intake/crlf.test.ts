// A mail as it was signed: CRLF at every line's end, whatever the way through files made of them (RFC 6376 §5.3).
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withLineEnds } from '../../src/intake/crlf.ts'

describe('line ends', () => {
  const piece = fc.constantFrom(
    '\n',
    '\r',
    '\r\n',
    'a',
    'x'.repeat(15),
    'x'.repeat(16),
    'x'.repeat(17),
    '\n\n',
  )

  it('are CRLF wherever a line ends, and nothing else is touched', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        expect(withLineEnds(Buffer.from(text))?.toString()).toBe(text.replace(/(?<!\r)\n/g, '\r\n'))
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['as long as a line may be', 256 * 1024, true],
    ['a letter longer', 256 * 1024 + 1, false],
  ])('are looked for in a line that is %s', (_, length, read) => {
    const line = Buffer.alloc(length, 'a')
    expect(withLineEnds(Buffer.concat([Buffer.from('a\n'), line, Buffer.from('\nb')])) !== null).toBe(read)
    expect(withLineEnds(Buffer.concat([Buffer.from('a\n'), line, Buffer.from('a')])) !== null).toBe(read)
  })
})
