// Times that a clock leaves out or shows twice, and days that a zone never had: which instant counts, and the words with
// which a letter could explain it (SPEC §1.3, RFC 5545 §3.3.5).
import { describe, expect, it } from 'vitest'
import { addSpan, answerDue, formatInZone, readSpan, remindAt } from '../../src/rollout/deadline.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import type { Calendar, Span } from '../../src/rollout/world.ts'

const calendar: Calendar = { closed: [], holidays: {} }
const span = (text: string): Span => readSpan(text) ?? { n: -1, unit: 'minute' }

type Case = readonly [
  what: string,
  zone: string,
  hour: string,
  day: string,
  at: string,
  seen: string,
  odd: string,
]
const forward = (hour: string, counts: string) =>
  `; clocks go forward over ${hour} that day: ${counts} counts`
const back = (hour: string) => `; clocks go back over ${hour} that day: the first counts`

// `day`: the one whose hour is meant. `seen`: the clock on the wall then.
const cases: readonly Case[] = [
  [
    'Beirut begins a day at one',
    'Asia/Beirut',
    '00:30',
    '2022-03-27',
    '2022-03-26T22:30:00Z',
    '01:30',
    forward('00:30', '01:30'),
  ],
  [
    'Beirut ends a day twice',
    'Asia/Beirut',
    '23:30',
    '2022-10-29',
    '2022-10-29T20:30:00Z',
    '23:30',
    back('23:30'),
  ],
  [
    'Havana begins a day at one',
    'America/Havana',
    '00:00',
    '2022-03-13',
    '2022-03-13T05:00:00Z',
    '01:00',
    forward('00:00', '01:00'),
  ],
  [
    'Havana begins a day twice',
    'America/Havana',
    '00:30',
    '2022-11-06',
    '2022-11-06T04:30:00Z',
    '00:30',
    back('00:30'),
  ],
  [
    'Cairo begins a Friday at one',
    'Africa/Cairo',
    '00:15',
    '2023-04-28',
    '2023-04-27T22:15:00Z',
    '01:15',
    forward('00:15', '01:15'),
  ],
  [
    'Cairo ends a Thursday twice',
    'Africa/Cairo',
    '23:00',
    '2023-10-26',
    '2023-10-26T20:00:00Z',
    '23:00',
    back('23:00'),
  ],
  [
    'Tehran began a day at one',
    'Asia/Tehran',
    '00:30',
    '2022-03-22',
    '2022-03-21T21:00:00Z',
    '01:30',
    forward('00:30', '01:30'),
  ],
  [
    'Tehran has no summer time since',
    'Asia/Tehran',
    '00:30',
    '2023-03-22',
    '2023-03-21T21:00:00Z',
    '00:30',
    '',
  ],
  [
    'Lord Howe leaves out half an hour',
    'Australia/Lord_Howe',
    '02:15',
    '2026-10-04',
    '2026-10-03T15:45:00Z',
    '02:45',
    forward('02:15', '02:45'),
  ],
  [
    'Lord Howe repeats half an hour',
    'Australia/Lord_Howe',
    '01:45',
    '2026-04-05',
    '2026-04-04T14:45:00Z',
    '01:45',
    back('01:45'),
  ],
  [
    'Casablanca goes back for Ramadan',
    'Africa/Casablanca',
    '02:30',
    '2025-02-23',
    '2025-02-23T01:30:00Z',
    '02:30',
    back('02:30'),
  ],
  [
    'Casablanca goes forward after it',
    'Africa/Casablanca',
    '02:30',
    '2025-04-06',
    '2025-04-06T02:30:00Z',
    '03:30',
    forward('02:30', '03:30'),
  ],
  [
    'Lisbon leaves out an hour of night',
    'Europe/Lisbon',
    '01:30',
    '2026-03-29',
    '2026-03-29T01:30:00Z',
    '02:30',
    forward('01:30', '02:30'),
  ],
  [
    'Lisbon’s evening is as ever',
    'Europe/Lisbon',
    '18:00',
    '2026-03-29',
    '2026-03-29T17:00:00Z',
    '18:00',
    '',
  ],
]

describe('an hour that clocks leave out or show twice', () => {
  it.each(cases)('%s', (_what, zone, hour, day, at, seen, odd) => {
    const sent = addSpan(asInstant(`${day}T12:00:00Z`), span('36 h'), { zone, country: '', calendar })
    // Two days before, so that the second day is meant.
    const invited = addSpan(
      asInstant(`${day}T12:00:00Z`),
      { n: -1, unit: 'day' },
      { zone, country: '', calendar },
    )
    const due = answerDue(invited, { zone, country: '', calendar, answer: span('1 day'), dueAt: hour })
    expect(due.at).toBe(at)
    expect(due.at < sent).toBe(true)
    expect(formatInZone(due.at, zone)).toContain(`, ${seen} (`)
    expect(
      due.rule.endsWith(`of the next day after ${formatInZone(invited, zone).split(',')[0]}${odd}`),
    ).toBe(true)
    const reminder = remindAt({ at: asInstant(`${day}T12:00:00Z`), rule: '' }, { zone, remindAt: hour })
    expect(reminder.at).toBe(at)
    expect(reminder.rule).toContain(odd)
  })
})

describe('a day that a zone never had', () => {
  const samoa = { zone: 'Pacific/Apia', country: 'WS', calendar }
  const thursday = asInstant('2011-12-29T20:00:00Z')

  it('is no working day, and the rule says why', () => {
    expect(answerDue(thursday, { ...samoa, answer: span('1 working day'), dueAt: '18:00' })).toEqual({
      at: '2012-01-02T04:00:00Z',
      rule:
        '18:00 (Pacific/Apia) of the next working day after Thursday 29 December 2011; Friday 30 December skipped: ' +
        'no such day there; Saturday 31 December and Sunday 1 January skipped: weekend',
    })
  })

  it.each([
    ['working hours', '11 working hours', '2012-01-01T21:00:00Z'],
    ['working days', '2 working days', '2012-01-02T20:00:00Z'],
    ['days end on the one that follows', '1 day', '2011-12-30T20:00:00Z'],
  ])('is passed over by %s', (_what, text, at) => {
    expect(addSpan(thursday, span(text), samoa)).toBe(at)
  })
})

describe('a trial over a change of clocks', () => {
  it.each([
    ['Casablanca, into Ramadan', 'Africa/Casablanca', 'MA', '2025-02-19T10:00:00Z', '2025-02-26T11:00:00Z'],
    ['Lord Howe, into summer', 'Australia/Lord_Howe', 'AU', '2026-10-01T00:00:00Z', '2026-10-07T23:30:00Z'],
    ['Kathmandu, where none is', 'Asia/Kathmandu', 'NP', '2026-10-01T00:00:00Z', '2026-10-08T00:00:00Z'],
  ])('ends at the hour it began: %s', (_what, zone, country, from, to) => {
    expect(addSpan(asInstant(from), span('7 days'), { zone, country, calendar })).toBe(to)
  })
})
