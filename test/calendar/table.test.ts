// The table in the tree is what the generator makes, and what is read from it is what was put into it.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { holidaysOf, holidayYears } from '../../src/calendar/holidays.ts'
import { filesBelow, readText } from '../support/source.ts'
import { countries, europe, firstYear, lastYear } from './countries.ts'
import { lawfulDays } from './corrections.ts'
import { part } from './table.ts'

const text = readFileSync(new URL('../../src/calendar/holidays.json', import.meta.url), 'utf8')
const table = JSON.parse(text) as {
  about: { [key: string]: string }
  days: { [country: string]: { [name: string]: string } }
}
const all = process.env['ROLLCALL_HOLIDAYS'] === 'all'
/** One with corrections by rule, one by the moon; test/live/holidays.test.ts makes the whole, to the byte. */
const some = ['BG', 'XK']

describe('the holiday table', () => {
  it.each(all ? countries : some)('is what the generator makes of %s', (country) => {
    expect(table.days[country]).toEqual(part(country))
    const years = Array.from({ length: lastYear - firstYear + 1 }, (_, n) => firstYear + n)
    const made = Object.assign({}, ...years.map((year) => lawfulDays(country, year))) as object
    expect(holidaysOf([country])[country]).toEqual(made)
  })

  it('has the countries of every site of the federation and of Europe, in order, and their years', () => {
    expect(Object.keys(table.days)).toEqual([...countries])
    expect(europe.filter((country) => Object.keys(table.days[country] ?? {}).length < 3)).toEqual([])
    expect(holidayYears()).toEqual([2010, 2035])
    expect(countries).toEqual(expect.arrayContaining(['TW', 'JP', 'KR', 'AU', 'IR', 'PT']))
  })

  it('names its source and its licence, and so does the notice', () => {
    expect(table.about['source']).toContain('date-holidays 3.37.0')
    expect(table.about['licence']).toContain('CC BY-SA 3.0')
    for (const page of ['LICENSE-notice', 'docs/holidays.md'])
      expect(readText(page)).toMatch(/date-holidays 3\.37\.0[^]*by-sa\/3\.0/)
  })

  it('is read without the package that it was made with', () => {
    const source = filesBelow('src').filter((path) => path.endsWith('.ts'))
    expect(source.filter((path) => /['"]date-holidays/.test(readText(path)))).toEqual([])
  })
})

describe('holidays of countries', () => {
  it('are those asked for, each once, by date and English name', () => {
    const found = holidaysOf(['PT', 'DE', 'PT'])
    expect(Object.keys(found)).toEqual(['PT', 'DE'])
    expect(found['PT']).toMatchObject({ '2026-04-25': 'Liberty Day', '2026-04-03': 'Good Friday' })
    expect(found['DE']?.['2026-08-15']).toBeUndefined()
    expect(found['DE']?.['2017-10-31']).toBe('Reformation Day')
  })

  it('leave out what the operator says is worked, there alone', () => {
    const found = holidaysOf(['NL', 'PL'], { NL: ['2026-05-05', '2026-05-06'] })
    expect(found['NL']?.['2026-05-05']).toBeUndefined()
    expect(found['NL']?.['2025-05-05']).toBe('Liberation Day')
    expect(found['PL']).toEqual(holidaysOf(['PL'])['PL'])
  })

  it('are none for a country that is not known, and for no country', () => {
    expect(holidaysOf(['ZZ', 'constructor', ''])).toEqual({})
    expect(holidaysOf([])).toEqual({})
  })

  it('are whole days: an afternoon off is none, a feast of several days each of them', () => {
    const { TR = {}, CN = {}, IL = {} } = holidaysOf(['TR', 'CN', 'IL'])
    const feast = Object.keys(TR).filter((date) => date.startsWith('2024-06'))
    expect(feast).toEqual(['2024-06-16', '2024-06-17', '2024-06-18', '2024-06-19'])
    expect(CN['2024-03-08']).toBeUndefined()
    expect(IL['2024-10-02']).toBeUndefined()
    expect(IL['2024-10-03']).toContain('Rosh Hashanah')
  })
})
