// SPEC §3.4: days as people write them in a command.
import { describe, expect, it } from 'vitest'
import { readDay } from '../../src/intake/dayword.ts'
import { readLine } from '../../src/intake/grammar.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { dateSaid } from '../../src/rollout/day.ts'

// A Wednesday; in Tokyo it is Thursday already.
const now = asInstant('2026-11-25T20:00:00Z')
const on = (text: string, when: 'past' | 'future', zone = 'Europe/Lisbon') => {
  const day = readDay(text)
  return day && dateSaid(day, now, zone, when)
}

describe('a day', () => {
  it.each([
    ['2026-11-23', '2026-11-23', '2026-11-23'],
    ['23.11.2026', '2026-11-23', '2026-11-23'],
    ['23 November 2026', '2026-11-23', '2026-11-23'],
    ['Monday, 23 November 2026', '2026-11-23', '2026-11-23'],
    ['Mon 23 Nov', '2026-11-23', '2027-11-23'],
    ['Nov 23, 2026', '2026-11-23', '2026-11-23'],
    ['23rd of November', '2026-11-23', '2027-11-23'],
    ['1 Sept', '2026-09-01', '2027-09-01'],
    ['5.12.', '2025-12-05', '2026-12-05'],
    ['today', '2026-11-25', '2026-11-25'],
    ['Yesterday', '2026-11-24', '2026-11-24'],
    ['tomorrow', '2026-11-26', '2026-11-26'],
    ['Friday', '2026-11-20', '2026-11-27'],
    ['on Wednesday', '2026-11-25', '2026-12-02'],
  ])('%s is %s when it is past and %s when it is to come', (text, past, future) => {
    expect(on(text, 'past')).toBe(past)
    expect(on(text, 'future')).toBe(future)
  })

  it('is the day of whoever said it', () => {
    expect(on('today', 'past', 'Asia/Tokyo')).toBe('2026-11-26')
  })

  it.each([
    '05/06/2026',
    'soon',
    'next week',
    '31',
    'Friday 13',
    '23 Smarch',
    '99.99.9999',
    '0 May',
    '31 June',
    '',
  ])('%s is none', (text) => {
    expect(on(text, 'past') ?? null).toBeNull()
  })
})

describe('the commands extend and remind', () => {
  it.each([
    ['extend 2d', { verb: 'extend', how: { span: { n: 2, unit: 'day' } } }],
    [
      'extend NGI_PL-ICM by 2 working days',
      { verb: 'extend', team: 'NGI_PL-ICM', how: { span: { n: 2, unit: 'working day' } } },
    ],
    ['extend ICM: until Friday', { verb: 'extend', team: 'ICM', how: { until: { weekday: 5 } } }],
    ['extend until 2026-12-01', { verb: 'extend', how: { until: { date: '2026-12-01' } } }],
    ['extend NGI_PL-ICM', { verb: 'incomplete', of: 'extend' }],
    ['remind', { verb: 'remind' }],
    ['remind NGI_PL-ICM', { verb: 'remind', team: 'NGI_PL-ICM' }],
  ])('%s', (line, said) => {
    expect(readLine(line)).toMatchObject(said)
  })

  it.each([
    'extend the trial, please',
    'extend 0d',
    'extend 5 hours',
    'extend until late',
    'remind me tomorrow',
    'extend <NGI>-<Site-name> 2d',
    'remind NGI-Site',
  ])('prose: %s', (line) => {
    expect(readLine(line)).toBeNull()
  })
})

describe('the command started', () => {
  it.each([
    ['started', { verb: 'started' }],
    ['we started yesterday', { verb: 'started', day: { offset: -1 } }],
    ['started LIP-Lisbon', { verb: 'started', team: 'LIP-Lisbon' }],
    [
      'started NGI_PL-ICM on 23 November 2026',
      { verb: 'started', team: 'NGI_PL-ICM', day: { date: '2026-11-23' } },
    ],
    ['started: ICM, since Monday', { verb: 'started', team: 'ICM', day: { weekday: 1 } }],
    ['started 2026-11-23', { verb: 'started', day: { date: '2026-11-23' } }],
  ])('%s', (line, said) => {
    expect(readLine(line)).toMatchObject(said)
  })

  it.each(['started 05/06/2026', 'started LIP-Lisbon 20/11', 'started 2026/11/20'])(
    'a day that is two: %s is asked about',
    (line) => {
      expect(readLine(line)).toMatchObject({ verb: 'incomplete', of: 'started' })
    },
  )

  it.each([
    'started installing on Monday, all well',
    'started with the head node',
    'started NGI_PL-ICM and NGI_DE-FZJ',
    'started NGI-Site <date>',
    'We started to look at it',
  ])('prose: %s', (line) => {
    expect(readLine(line)).toBeNull()
  })
})
