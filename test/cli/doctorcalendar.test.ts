// What doctor says of the holiday table: that it reaches, and when it soon will not.
import { describe, expect, it } from 'vitest'
import { lookAtCalendar } from '../../src/cli/doctorcalendar.ts'
import type { Instant } from '../../src/rollout/ids.ts'

const at = (day: string) => `${day}T10:00:00Z` as Instant

describe('doctor on holidays', () => {
  it('says for whom they are known and until when', () => {
    expect(lookAtCalendar(['PT', 'DE', 'PT'], at('2026-11-22'))).toEqual([
      { check: 'holidays', state: 'ok', says: 'of DE, PT until 2035' },
    ])
    expect(lookAtCalendar([], at('2034-12-31'))).toEqual([
      { check: 'holidays', state: 'ok', says: 'until 2035' },
    ])
  })

  it.each(['2035-01-01', '2036-06-01', '2009-12-31'])(
    'warns where the table ends within a year: %s',
    (day) => {
      expect(lookAtCalendar(['PT'], at(day))).toEqual([
        {
          check: 'holidays',
          state: 'warning',
          says: 'the table has the years 2010 to 2035; outside them only weekends and closed days are known',
          mend: 'take a newer version of Rollcall; until then name the days under [calendar] closed',
        },
      ])
    },
  )

  it('says which worked days are no holidays', () => {
    const worked = { PT: ['2026-06-10', '2026-06-24'], KE: ['2026-06-01'], DE: ['2026-05-01'] }
    expect(lookAtCalendar(['PT'], at('2026-11-22'), worked)).toMatchObject([
      { state: 'warning', says: '2026-06-24: no holiday in PT to begin with' },
      { state: 'warning', says: '2026-06-01: no holiday in KE to begin with' },
    ])
  })

  it('names the countries of which nothing is known', () => {
    expect(lookAtCalendar(['PT', 'KE', 'EG'], at('2026-11-22'))).toMatchObject([
      { state: 'warning', says: 'none are known for EG, KE: weekends only' },
    ])
  })
})
