// Columns in the terminal: they line up, and nothing is cut that a reader needs.
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { fold, printable, rowsOf, table } from '../../src/cli/table.ts'

describe('a table', () => {
  it('lines its columns up and goes on under the last one', () => {
    const rows = [
      ['1', 'asking', 'one two three four five'],
      ['12', 'new', 'six'],
    ]
    expect(table(rows, 34, '  ')).toBe(
      '  1   asking  one two three four\n              five\n  12  new     six',
    )
  })

  it('leaves rows of other lengths alone, and empty cells without blanks at the end', () => {
    expect(table([['head'], ['a', 'b', '']], 80)).toBe('head\na  b')
    expect(table([], 80)).toBe('')
  })

  it('keeps the lines of a cell apart, and a line to be copied whole', () => {
    const [row] = rowsOf([['problem', 'No.\n  accept NGI_IBERGRID-LIP-Lisbon-with-a-long-name']], 30)
    expect(row).toBe('problem  No.\n           accept NGI_IBERGRID-LIP-Lisbon-with-a-long-name')
  })

  it('never loses a word, and no line is longer than the width but for a single word', () => {
    const words = fc.array(fc.string({ minLength: 1, maxLength: 30 }).map((text) => printable(text) || 'x'))
    fc.assert(
      fc.property(words, fc.integer({ min: 20, max: 100 }), (said, width) => {
        const text = said.join(' ').replace(/\s+/g, ' ').trim()
        const lines = fold(text, width)
        expect(lines.join(' ')).toBe(text)
        for (const line of lines) expect(line.length <= width || !line.includes(' ')).toBe(true)
      }),
    )
  })
})

describe('text from a mail', () => {
  it('loses what would steer a terminal', () => {
    expect(printable('a\u001b[31mred\u0007\u202Eb\r\nc\u0000')).toBe('a [31mred b c')
  })
})
