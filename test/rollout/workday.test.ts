import { describe, expect, it } from 'vitest'
import { dayOff, isWorkingDay, workingDayAfter } from '../../src/rollout/workday.ts'
import type { Calendar } from '../../src/rollout/world.ts'

const plain: Calendar = { closed: [], holidays: {} }
// 2026-11-20 is a Friday.
const [friday, saturday, sunday, monday] = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'] as const

describe('a working day', () => {
  it.each([
    ['Portugal rests on Saturday and Sunday', 'PT', [true, false, false, true]],
    ['Israel rests on Friday and Saturday', 'IL', [false, false, true, true]],
    ['Iran rests on Friday', 'IR', [false, true, true, true]],
    ['an unknown country rests on Saturday and Sunday', '', [true, false, false, true]],
    ['so does one that is none', 'Neverland', [true, false, false, true]],
  ])('%s', (_, country, expected) => {
    expect([friday, saturday, sunday, monday].map((date) => isWorkingDay(date, country, plain))).toEqual(
      expected,
    )
  })

  it('is none where the operator closes, for everybody or in one country, or a country has a holiday', () => {
    const calendar = {
      closed: ['2026-12-24'],
      closedIn: { PT: ['2026-06-24'] },
      holidays: { PT: { '2026-12-08': 'Immaculate Conception', '2026-11-22': 'Feast' } },
    }
    expect(dayOff('2026-12-24', 'DE', calendar)).toBe('closed')
    expect(dayOff('2026-06-24', 'PT', calendar)).toBe('closed')
    expect(dayOff('2026-06-24', 'DE', calendar)).toBeNull()
    expect(dayOff('2026-12-08', 'PT', calendar)).toBe('holiday (Immaculate Conception)')

    expect(dayOff('2026-12-08', 'DE', calendar)).toBeNull()
    expect(dayOff('2026-12-08', 'constructor', calendar)).toBeNull()
    expect(dayOff('2026-11-22', 'PT', calendar)).toBe('weekend')
  })
})

describe('the next working day', () => {
  it('passes over weekends and holidays and says so', () => {
    const calendar = { closed: [], holidays: { PT: { '2026-11-23': 'Feast' } } }
    expect(workingDayAfter(friday, 1, 'PT', calendar)).toEqual({
      date: '2026-11-24',
      skipped: [
        { date: saturday, why: 'weekend' },
        { date: sunday, why: 'weekend' },
        { date: monday, why: 'holiday (Feast)' },
      ],
    })
    expect(workingDayAfter(friday, 6, 'PT', plain).date).toBe('2026-11-30')
  })

  it('comes even where a calendar closes for good', () => {
    const days = Array.from({ length: 3 * 366 }, (_, i) => new Date(Date.UTC(2026, 0, 1 + i)))
    const closed = days.map((day) => day.toISOString().slice(0, 10))
    expect(workingDayAfter('2026-01-01', 1, 'PT', { closed, holidays: {} }).date).toBe('2027-01-03')
  })
})
