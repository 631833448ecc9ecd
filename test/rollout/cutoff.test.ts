// SPEC §1.1: until which day an acceptance helps, worked out from the length of the trial.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutoffNews, lastAcceptance, trialEndsOn } from '../../src/rollout/cutoff.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import type { Span } from '../../src/rollout/world.ts'

const week: Span = { n: 7, unit: 'day' }
const place = (zone: string, country: string, closed: readonly string[] = []) => ({
  zone,
  country,
  calendar: { closed, holidays: { PT: { '2026-11-26': 'Feast' } } },
})
const lisbon = place('Europe/Lisbon', '')

describe('the last day on which an acceptance helps', () => {
  it.each<[string, string, Span, ReturnType<typeof place>, string]>([
    // A Friday: a trial from Friday to Friday, begun one working day after Thursday.
    ['a week before, and a working day to begin', '2026-12-04', week, lisbon, '2026-11-26'],
    // Begun on Monday 30 November, over on Monday.
    ['a Sunday, where Monday is the working day after it', '2026-12-07', week, lisbon, '2026-11-29'],
    ['a Friday no more, where only Monday follows it', '2026-12-06', week, lisbon, '2026-11-26'],
    [
      'earlier where the working day after it is a holiday',
      '2026-12-03',
      week,
      place('Europe/Lisbon', 'PT'),
      '2026-11-24',
    ],
    ['earlier where the day is closed', '2026-12-04', week, place('UTC', '', ['2026-11-27']), '2026-11-25'],
    ['two days before, for an emergency', '2026-11-25', { n: 1, unit: 'day' }, lisbon, '2026-11-23'],
    ['counted in working days', '2026-12-04', { n: 5, unit: 'working day' }, lisbon, '2026-11-26'],
    ['counted in hours', '2026-12-04', { n: 48, unit: 'hour' }, lisbon, '2026-12-01'],
    ['by the week of another country', '2026-12-07', week, place('Asia/Dubai', 'SA'), '2026-11-29'],
  ])('is %s', (_name, cutoff, trial, where, last) => {
    expect(lastAcceptance(cutoff, trial, where)).toBe(last)
  })

  it('leads to a trial that is over in time, and no later day does', () => {
    const span = fc.record({
      n: fc.integer({ min: 1, max: 60 }),
      unit: fc.constantFrom<Span['unit']>('day', 'working day', 'hour', 'working hour'),
    })
    const days = fc.integer({ min: 0, max: 700 })
    const zone = fc.constantFrom('Europe/Lisbon', 'Asia/Tokyo', 'America/Los_Angeles', 'UTC')
    fc.assert(
      fc.property(span, days, zone, (trial, day, name) => {
        const where = place(name, 'PT')
        const cutoff = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)
        const last = lastAcceptance(cutoff, trial, where)
        const next = new Date(Date.parse(`${last}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
        expect(trialEndsOn(last, trial, where) <= cutoff).toBe(true)
        expect(trialEndsOn(next, trial, where) <= cutoff).toBe(false)
      }),
      { numRuns: 200 },
    )
  })
})

describe('what a reader is told', () => {
  it.each([
    ['2026-11-26T22:59:59Z', 'Europe/Lisbon', 'ahead'],
    ['2026-11-27T00:00:00Z', 'Europe/Lisbon', 'late'],
    // The day is over in Tokyo already.
    ['2026-11-26T15:00:00Z', 'Asia/Tokyo', 'late'],
    ['2026-12-04T23:59:59Z', 'Europe/Lisbon', 'late'],
    ['2026-12-05T00:00:00Z', 'Europe/Lisbon', 'over'],
  ])('at %s in %s: %s', (now, zone, stands) => {
    expect(cutoffNews('2026-12-04', asInstant(now), week, place(zone, ''))).toMatchObject({ stands })
  })
})
