// Each correction of date-holidays: what the law gives or takes, on a date of its own. A correction without a case fails.
import { describe, expect, it } from 'vitest'
import { holidaysOf } from '../../src/calendar/holidays.ts'
import { corrections, lawfulDays } from './corrections.ts'
import { daysOff } from './daysoff.ts'

const all = process.env['ROLLCALL_HOLIDAYS'] === 'all'

/** Country, days that are off by the law, days that are not; date-holidays says otherwise of at least one of each case. */
const cases: readonly (readonly [country: string, off: string, worked: string])[] = [
  ['AM', '2021-01-04 2022-01-06', '2022-01-04 2023-01-05'],
  ['AR', '2022-06-17 2025-10-10', '2025-10-12'],
  ['BA', '2025-01-02 2025-05-02', '2025-08-15 2025-06-19'],
  ['BG', '2021-05-04 2022-12-28 2023-12-27 2024-12-26 2025-05-26', '2016-09-26 2023-12-28'],
  ['BY', '2024-01-02', '2019-01-02'],
  ['CL', '2012-09-17', '2013-09-17'],
  ['CN', '2024-02-16 2025-01-28 2026-10-07 2027-05-02', '2024-02-09 2023-06-01 2024-03-08'],
  ['CY', '2024-03-18 2024-06-24 2025-03-03', '2024-03-19'],
  ['CZ', '2016-03-25', '2015-04-03'],
  ['ES', '2025-12-08', '2022-12-26'],
  ['GB', '2011-04-29 2012-06-04 2022-06-02 2022-06-03 2022-09-19 2023-05-08', '2012-05-28'],
  ['GE', '2024-05-17', '2023-05-17'],
  ['GG', '2025-08-25', '2025-08-18'],
  ['GR', '2021-05-04 2022-05-02 2024-05-07', '2024-05-01'],
  ['HK', '2015-04-07 2033-09-09', '2010-02-17 2033-10-31'],
  ['HU', '2024-12-27 2025-05-02', '2023-12-27'],
  ['IL', '2022-11-01 2024-02-27', '2022-11-02'],
  ['IM', '2026-08-31', '2026-08-24'],
  ['IS', '2024-04-25 2019-04-18 2019-04-25', '2024-04-18'],
  [
    'KR',
    '2021-02-11 2022-01-31 2024-02-12 2025-01-27 2025-06-03 2033-09-07',
    '2022-02-03 2025-01-31 2033-10-06',
  ],
  ['MD', '2024-06-01', '2023-06-01'],
  ['ME', '2025-07-14', '2025-10-02 2025-11-01'],
  ['MX', '2024-10-01 2030-10-01', '2024-12-01'],
  ['MY', '2023-06-29 2024-06-17 2025-09-15', '2023-06-28 2021-04-29 2025-06-26'],
  ['NL', '2025-05-05 2026-05-05', '2026-05-04'],
  ['PT', '2012-11-01 2016-12-01', '2013-11-01 2014-06-19 2015-10-05 2015-12-01'],
  ['RO', '2024-01-06 2025-01-07 2015-06-01 2017-06-01', '2023-01-06 2016-06-01'],
  ['RU', '2021-05-04 2023-02-24 2024-12-30 2025-06-13 2026-01-09 2027-05-03', '2025-02-24 2025-03-10'],
  ['SI', '2023-08-14 2012-01-02 2017-01-02', '2013-01-02'],
  ['SK', '2025-05-08 2027-09-15 2028-05-08', '2026-05-08 2026-09-15 2025-11-17 2025-09-01'],
  ['TH', '2024-07-22 2025-08-11 2023-05-05 2022-01-03', '2023-06-06 2025-02-13'],
  ['TW', '2024-04-05 2025-09-29 2025-12-25 2026-02-20 2026-10-26 2027-04-30', '2025-05-01 2024-09-28'],
  ['UA', '2021-12-27 2022-01-03 2022-03-08 2026-08-24', '2021-07-28 2022-08-24 2025-12-25 2024-01-02'],
  ['ZA', '2021-11-01 2022-12-27', '2023-12-27'],
]

describe('corrections of date-holidays', () => {
  it.each(cases)('have the days of %s as the law has them', (country, off, worked) => {
    const days = holidaysOf([country])[country] ?? {}
    expect(off.split(' ').filter((date) => days[date] === undefined)).toEqual([])
    expect(worked.split(' ').filter((date) => days[date] !== undefined)).toEqual([])
  })

  it.each(all ? cases : cases.slice(0, 1))('are still needed for %s', (country, off, worked) => {
    const said = (date: string) => daysOff(country, Number(date.slice(0, 4)))[date] !== undefined
    expect(off.split(' ').every(said) && !worked.split(' ').some(said)).toBe(false)
  })

  it('are all here', () => {
    expect(corrections.map(({ country }) => country).toSorted()).toEqual(
      cases.map(([country]) => country).toSorted(),
    )
  })

  it('leave a country without one as date-holidays has it', () => {
    expect(lawfulDays('DE', 2026)).toEqual(daysOff('DE', 2026))
  })
})
