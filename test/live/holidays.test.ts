// The holiday table beside somebody else's: every day on which Debian's python3-workalendar says otherwise has a cause,
// with the law that settles it, in docs/holidays.md. `ROLLCALL_HOLIDAYS=write` writes that chapter.

import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { causes } from '../calendar/causes.ts'
import { causeOf, chapter, differences, workalendar, workalendarIsThere } from '../calendar/compare.ts'
import { holidayFile } from '../calendar/table.ts'

const page = new URL('../../docs/holidays.md', import.meta.url)
const head = '\n## Beside python3-workalendar\n'

// Where the machine is ours to prepare (CI) its absence is a failure, as it is for the lab's servers.
const skipped = !workalendarIsThere() && process.env['CI'] !== 'true'

describe('the holiday table', () => {
  it('is what the generator makes, to the byte', () => {
    expect(holidayFile()).toBe(
      readFileSync(new URL('../../src/calendar/holidays.json', import.meta.url), 'utf8'),
    )
  })
})

describe.skipIf(skipped)('the holiday table beside python3-workalendar', () => {
  const other = skipped ? {} : workalendar()
  const all = differences(other)

  it('covers what both know', () => {
    expect(Object.keys(other).length).toBeGreaterThan(40)
    expect(all.length).toBeGreaterThan(500)
  })

  it('differs nowhere without a cause', () => {
    expect(all.filter((one) => causeOf(one) === null)).toEqual([])
  })

  it('has no cause for what does not differ', () => {
    const used = new Set(all.map(causeOf))
    expect(causes.filter((cause) => !used.has(cause))).toEqual([])
  })

  it('leaves nothing to workalendar of the years since 2021', () => {
    const theirs = all.filter((one) => one.date >= '2021' && causeOf(one)?.right === 'workalendar')
    expect(theirs).toEqual([])
  })

  it('has these differences in docs/holidays.md', () => {
    const [before = '', rest = ''] = readFileSync(page, 'utf8').split(head)
    const intro = rest.slice(0, rest.indexOf('\nCompared: ') + 1)
    const text = `${before}${head}${intro}${chapter(other)}\n`
    if (process.env['ROLLCALL_HOLIDAYS'] === 'write') writeFileSync(page, text)
    expect(readFileSync(page, 'utf8')).toBe(text)
  })
})
