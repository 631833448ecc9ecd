import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import {
  addSpan,
  answerDue,
  formatInZone,
  nextReminder,
  readSpan,
  remindAt,
} from '../../src/rollout/deadline.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import type { Calendar, Span } from '../../src/rollout/world.ts'

const plain: Calendar = { closed: [], holidays: {} }
const lisbon = { zone: 'Europe/Lisbon', country: 'PT', calendar: plain }
const amsterdam = { zone: 'Europe/Amsterdam', country: 'NL', calendar: plain }
const span = (text: string): Span => readSpan(text) ?? { n: -1, unit: 'minute' }
const add = (from: string, text: string, where = amsterdam) => addSpan(asInstant(from), span(text), where)

describe('a span', () => {
  it.each([
    ['1 working day', 1, 'working day'],
    ['3 Working  Days', 3, 'working day'],
    ['4 working hours', 4, 'working hour'],
    ['7 days', 7, 'day'],
    ['2d', 2, 'day'],
    ['48 h', 48, 'hour'],
    [' 90 minutes ', 90, 'minute'],
    ['10 min', 10, 'minute'],
  ])('%j is read', (text, n, unit) => expect(readSpan(text)).toEqual({ n, unit }))

  it.each([
    '',
    '7',
    'days',
    '-1 days',
    '1.5 h',
    '7 moons',
    '99999 days',
    '1 working minute',
    '7 days more',
    `1${' '.repeat(9999)}d`,
  ])('%j is none', (text) => expect(readSpan(text)).toBeNull())

  it.each([
    ['minutes are as long as they are', '2026-11-21T22:00:00Z', '90 minutes', '2026-11-21T23:30:00Z'],
    ['hours too, over a change of summer time', '2026-10-24T12:00:00Z', '24 h', '2026-10-25T12:00:00Z'],
    [
      'days keep the wall clock when summer time ends',
      '2026-10-24T12:00:00Z',
      '1 day',
      '2026-10-25T13:00:00Z',
    ],
    [
      'days keep the wall clock when summer time begins',
      '2026-03-28T12:00:00Z',
      '7 days',
      '2026-04-04T11:00:00Z',
    ],
    [
      'a day that ends in the hour that is left out ends after it',
      '2026-03-28T01:30:00Z',
      '1 day',
      '2026-03-29T01:30:00Z',
    ],
    ['working days pass over the weekend', '2026-11-20T10:00:00Z', '1 working day', '2026-11-23T10:00:00Z'],
    ['working days may start on a weekend', '2026-11-21T10:00:00Z', '3 working days', '2026-11-25T10:00:00Z'],
    ['working days follow the local date', '2026-11-19T23:30:00Z', '1 working day', '2026-11-22T23:30:00Z'],
    ['working hours within a day', '2026-11-20T09:00:00Z', '4 working hours', '2026-11-20T13:00:00Z'],
    ['working hours up to closing', '2026-11-20T13:00:00Z', '4 working hours', '2026-11-20T17:00:00Z'],
    ['working hours over a weekend', '2026-11-20T15:30:00Z', '4 working hours', '2026-11-23T09:30:00Z'],
    ['working hours from before opening', '2026-11-20T03:00:00Z', '4 working hours', '2026-11-20T11:00:00Z'],
    ['working hours from after closing', '2026-11-20T17:00:00Z', '4 working hours', '2026-11-23T11:00:00Z'],
    ['working hours from a Sunday', '2026-11-22T12:00:00Z', '10 working hours', '2026-11-23T17:00:00Z'],
    ['working hours of many days', '2026-11-20T07:00:00Z', '25 working hours', '2026-11-24T12:00:00Z'],
    [
      'working hours over a change of summer time',
      '2026-10-23T15:00:00Z',
      '4 working hours',
      '2026-10-26T10:00:00Z',
    ],
  ])('%s', (_, from, text, expected) => expect(add(from, text)).toBe(expected))

  it('ends later than it starts, on a working day in working hours where it is counted in them', () => {
    const zones = fc.constantFrom(
      'Europe/Lisbon',
      'Asia/Tokyo',
      'America/Chicago',
      'Asia/Tehran',
      'Pacific/Apia',
      'UTC',
    )
    const start = fc.integer({ min: 1_700_000_000, max: 1_900_000_000 })
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 60 }), zones, (seconds, n, zone) => {
        const from = asInstant(new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'))
        const where = { zone, country: '', calendar: plain }
        const hours = addSpan(from, { n, unit: 'working hour' }, where)
        expect(hours > from).toBe(true)
        expect(formatInZone(hours, zone)).toMatch(/^(?!S).*, (?:0[89]|1[0-7]):\d\d|^(?!S).*, 18:00/)
        const days = addSpan(from, { n, unit: 'working day' }, where)
        expect(days > from).toBe(true)
        expect(formatInZone(days, zone)).not.toMatch(/^S/)
      }),
    )
  })
})

describe('an answer is due', () => {
  const due = (at: string, more: Partial<Parameters<typeof answerDue>[1]> = {}) =>
    answerDue(asInstant(at), { ...lisbon, answer: span('1 working day'), dueAt: '18:00', ...more })

  it('at the end of the next working day after the invitation', () => {
    expect(due('2026-11-18T23:59:59Z')).toEqual({
      at: '2026-11-19T18:00:00Z',
      rule: '18:00 (Europe/Lisbon) of the next working day after Wednesday 18 November 2026',
    })
  })

  it('after a weekend, and says what was passed over', () => {
    expect(due('2026-11-21T10:00:00Z')).toEqual({
      at: '2026-11-23T18:00:00Z',
      rule: '18:00 (Europe/Lisbon) of the next working day after Saturday 21 November 2026; Sunday 22 November skipped: weekend',
    })
  })

  it('after holidays and closed days, drawn together', () => {
    const calendar = {
      closed: ['2026-12-28', '2026-12-29', '2026-12-30', '2026-12-31'],
      holidays: { PT: { '2026-12-25': 'Christmas Day', '2027-01-01': 'New Year\u2019s Day' } },
    }
    expect(due('2026-12-24T10:00:00Z', { calendar })).toEqual({
      at: '2027-01-04T18:00:00Z',
      rule:
        '18:00 (Europe/Lisbon) of the next working day after Thursday 24 December 2026; Friday 25 December skipped: holiday (Christmas Day); ' +
        'Saturday 26 December and Sunday 27 December skipped: weekend; Monday 28 December to Thursday 31 December skipped: closed; ' +
        'Friday 1 January skipped: holiday (New Year\u2019s Day); Saturday 2 January and Sunday 3 January skipped: weekend',
    })
  })

  it.each([
    [
      'by the team\u2019s date, not by ours',
      '2026-11-19T20:00:00Z',
      'Asia/Tokyo',
      'JP',
      '2026-11-23T09:00:00Z',
    ],
    ['by its weekend', '2026-11-19T10:00:00Z', 'Asia/Jerusalem', 'IL', '2026-11-22T16:00:00Z'],
    ['in its summer time', '2026-03-27T10:00:00Z', 'Europe/Amsterdam', 'NL', '2026-03-30T16:00:00Z'],
    ['in its winter time', '2026-10-23T10:00:00Z', 'Europe/Amsterdam', 'NL', '2026-10-26T17:00:00Z'],
    ['west of us', '2026-11-20T03:00:00Z', 'America/Chicago', 'US', '2026-11-21T00:00:00Z'],
  ])('%s', (_, at, zone, country, expected) => expect(due(at, { zone, country }).at).toBe(expected))

  it.each([
    [
      '2 working days',
      '2026-11-24T18:00:00Z',
      '18:00 (Europe/Lisbon) of the 2nd working day after Friday 20 November 2026',
    ],
    ['3 days', '2026-11-23T18:00:00Z', '18:00 (Europe/Lisbon) of the 3rd day after Friday 20 November 2026'],
    [
      '4 working hours',
      '2026-11-20T14:30:00Z',
      '4 working hours after Friday 20 November 2026, 10:30 (Europe/Lisbon)',
    ],
    ['1 hour', '2026-11-20T11:30:00Z', '1 hour after Friday 20 November 2026, 10:30 (Europe/Lisbon)'],
  ])('after %s where the operator says so', (text, at, rule) => {
    const found = due('2026-11-20T10:30:00Z', { answer: span(text) })
    expect(found.at).toBe(at)
    expect(found.rule.startsWith(rule)).toBe(true)
  })

  it.each([
    ['2026-11-20T10:30:00Z', ''],
    ['2026-11-20T16:00:00Z', '; Saturday 21 November and Sunday 22 November skipped: weekend'],
    ['2026-11-22T12:00:00Z', '; Sunday 22 November skipped: weekend'],
    ['2026-12-07T16:00:00Z', '; Tuesday 8 December skipped: holiday (Feast)'],
  ])('after working hours from %s names the days off between', (at, skipped) => {
    const calendar = { closed: [], holidays: { PT: { '2026-12-08': 'Feast' } } }
    const { rule } = due(at, { answer: span('4 working hours'), calendar })
    expect(rule.slice(rule.indexOf('(Europe/Lisbon)'))).toBe(`(Europe/Lisbon)${skipped}`)
  })

  it.each([
    [1, 'next'],
    [11, '11th'],
    [12, '12th'],
    [21, '21st'],
    [104, '104th'],
  ])('after %i days in words', (n, word) => {
    expect(due('2026-11-20T10:30:00Z', { answer: { n, unit: 'day' } }).rule).toContain(
      `of the ${word} day after`,
    )
  })

  it('is reminded of in the morning of the due day', () => {
    const found = remindAt(due('2026-11-21T10:00:00Z'), { zone: 'Europe/Lisbon', remindAt: '09:00' })
    expect(found).toEqual({
      at: '2026-11-23T09:00:00Z',
      rule: '09:00 (Europe/Lisbon) on the due day, Monday 23 November 2026',
    })
  })
})

describe('reminders', () => {
  const sunday = asInstant('2026-11-01T12:00:00Z')
  const lisbon = { zone: 'Europe/Lisbon', country: 'PT', calendar: { closed: [], holidays: {} } }

  it('come after 1, 2, 4, … days, capped', () => {
    const days = [0, 1, 2, 3, 4, 5, 6, 2000].map((step) =>
      nextReminder(sunday, step, 30, lisbon).slice(0, 10),
    )
    expect(days).toEqual([
      '2026-11-02',
      '2026-11-02',
      '2026-11-03',
      '2026-11-05',
      '2026-11-09',
      '2026-11-17',
      '2026-12-01',
      '2026-12-01',
    ])
    expect(nextReminder(sunday, 1, 30, lisbon)).toBe('2026-11-02T12:00:00Z')
  })

  it.each([
    ['a Friday, one day on', '2026-11-06T12:00:00Z', 1, '2026-11-09T08:00:00Z'],
    ['the eve of a holiday', '2026-11-30T12:00:00Z', 1, '2026-12-02T08:00:00Z'],
    ['an evening', '2026-11-03T19:30:00Z', 1, '2026-11-05T08:00:00Z'],
    ['a night', '2026-11-03T03:00:00Z', 1, '2026-11-04T08:00:00Z'],
    ['a Monday, 32 days capped to 30', '2026-11-02T09:00:00Z', 6, '2026-12-02T09:00:00Z'],
  ])('come when people work: %s', (_, now, step, then) => {
    const calendar = { closed: [], holidays: { PT: { '2026-12-01': 'Restoration of Independence' } } }
    expect(nextReminder(asInstant(now), step, 30, { ...lisbon, calendar })).toBe(then)
  })
})

describe('a date', () => {
  it.each([
    ['2026-11-23T18:00:00Z', 'Europe/Lisbon', 'Monday 23 November 2026, 18:00 (Lisbon)'],
    ['2026-06-30T22:05:59Z', 'Europe/Amsterdam', 'Wednesday 1 July 2026, 00:05 (Amsterdam)'],
    [
      '2026-01-01T00:00:00Z',
      'America/Argentina/Buenos_Aires',
      'Wednesday 31 December 2025, 21:00 (Buenos Aires)',
    ],
    ['2026-01-01T00:00:00Z', 'UTC', 'Thursday 1 January 2026, 00:00 (UTC)'],
  ])('%s in %s', (instant, zone, expected) => expect(formatInZone(asInstant(instant), zone)).toBe(expected))
})
