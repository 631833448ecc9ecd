// What holds of every deadline, whatever the zone, the country and the days off (SPEC §1.3, §1.4).
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import '../support/chance.ts'
import { dateIn } from '../../src/rollout/day.ts'
import { addSpan, answerDue } from '../../src/rollout/deadline.ts'
import { asInstant, type Instant } from '../../src/rollout/ids.ts'
import { isWorkingDay } from '../../src/rollout/workday.ts'

const instant = (seconds: number): Instant =>
  asInstant(new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'))
const date = (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10)

const zone = fc.constantFrom(
  'Europe/Lisbon',
  'Asia/Beirut',
  'America/Havana',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
)
const country = fc.constantFrom('PT', 'LB', 'IL', 'IR', 'IN', 'AF', 'WS', '')
/** Seconds from 2008 to 2030: with Samoa's missing day, and a Brazil that changed its clocks at midnight. */
const second = fc.integer({ min: 1_200_000_000, max: 1_900_000_000 })
/** Days off near an instant: closed for everybody, or a holiday. */
const off = fc.array(fc.tuple(fc.integer({ min: -2, max: 12 }), fc.boolean()), { maxLength: 12 })

const situation = fc
  .record({ zone, country, second, later: fc.integer({ min: 0, max: 400_000 }), off })
  .map(({ off: drawn, later, second: at, ...place }) => {
    const days = drawn.map(([ahead, holiday]) => [date(Math.floor(at / 86_400) + ahead), holiday] as const)
    const holidays = Object.fromEntries(days.filter(([, one]) => one).map(([day]) => [day, 'Feast']))
    const closed = days.filter(([, one]) => !one).map(([day]) => day)
    return {
      where: { ...place, calendar: { closed, holidays: { [place.country]: holidays } } },
      sent: instant(at),
      after: instant(at + later),
    }
  })
const hour = fc.constantFrom('00:00', '00:30', '01:45', '02:15', '09:00', '18:00', '23:30')
const days = fc.integer({ min: 1, max: 4 })

describe('an answer’s due instant', () => {
  it('lies after its invitation, on a working day, and never before that of an earlier invitation', () => {
    fc.assert(
      fc.property(situation, hour, days, ({ where, sent, after }, dueAt, n) => {
        const due = (at: Instant) => answerDue(at, { ...where, answer: { n, unit: 'working day' }, dueAt }).at
        expect(due(sent) > sent).toBe(true)
        expect(isWorkingDay(dateIn(due(sent), where.zone), where.country, where.calendar)).toBe(true)
        expect(due(after) >= due(sent)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('comes after a whole week of closed days, and names them', () => {
    fc.assert(
      fc.property(zone, country, second, (place, land, at) => {
        const first = Math.floor(at / 86_400)
        const closed = Array.from({ length: 9 }, (_, ahead) => date(first - 1 + ahead))
        const where = { zone: place, country: land, calendar: { closed, holidays: {} } }
        const { at: due, rule } = answerDue(instant(at), {
          ...where,
          answer: { n: 1, unit: 'working day' },
          dueAt: '18:00',
        })
        expect(dateIn(due, place) > (closed.at(-1) ?? '')).toBe(true)
        expect(rule).toContain('skipped: closed')
      }),
      { numRuns: 50 },
    )
  })
})

describe('working hours', () => {
  it('end on a working day between eight and six, later than they begin, and in the order they began', () => {
    fc.assert(
      fc.property(situation, fc.integer({ min: 1, max: 30 }), ({ where, sent, after }, n) => {
        const ends = (at: Instant) => addSpan(at, { n, unit: 'working hour' }, where)
        const end = ends(sent)
        expect(end > sent).toBe(true)
        expect(isWorkingDay(dateIn(end, where.zone), where.country, where.calendar)).toBe(true)
        const clock = new Intl.DateTimeFormat('en-GB', { timeZone: where.zone, timeStyle: 'medium' })
        expect(clock.format(Date.parse(end))).toMatch(/^(?:0[89]|1[0-7]):|^18:00:00/)
        expect(ends(after) >= end).toBe(true)
      }),
      { numRuns: 150 },
    )
  })
})
