import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeBell } from '../../src/desk/bell.ts'
import { afterFault, type Verdict } from '../../src/desk/retry.ts'
import { Fault } from '../../src/ports.ts'
import { asInstant, type Instant } from '../../src/rollout/ids.ts'
import { later } from '../../src/rollout/instant.ts'

const now = asInstant('2026-11-20T10:00:00Z')
const transient = new Fault('smtp', 'transient', '451 later')

const item = (attempts: number, firstTriedAt: Instant | null = now, key = 'a letter') => ({
  attempts: attempts - 1,
  firstTriedAt,
  key,
})
const days = (count: number) => later(now, count * 86_400)
const secondsAfter = (verdict: Verdict) =>
  'again' in verdict ? (Date.parse(verdict.again) - Date.parse(now)) / 1000 : Number.NaN

describe('what is tried again, and when', () => {
  it.each([
    [1, 30],
    [2, 60],
    [3, 120],
    [7, 1800],
    [8, 3600],
    [500, 3600],
  ])('after try %i: %i seconds, or up to half as much again', (attempts, seconds) => {
    const pauses = Array.from({ length: 40 }, (_, n) =>
      secondsAfter(afterFault(transient, item(attempts, now, `t1/invitation/p${n}`), now, 5)),
    )
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(seconds)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(seconds * 1.5 + 1)
    // What failed together does not come back in one second.
    expect(new Set(pauses).size).toBeGreaterThan(10)
  })

  it('our own mistakes are tried again too: a mended version may succeed', () => {
    expect(afterFault(new TypeError('oops'), item(1), now, 5)).toMatchObject({ error: 'oops' })
    expect(afterFault('thrown text', item(1), now, 5)).toMatchObject({ error: 'thrown text' })
  })

  it('a refusal for good is not tried again', () => {
    expect(afterFault(new Fault('smtp', 'permanent', '550 no'), item(1), now, 5)).toEqual({
      never: true,
      error: '550 no',
    })
  })

  it('memory that is damaged gives no letter up: it leaves once that is mended', () => {
    const damaged = new Fault('store', 'permanent', 'row 5 of table people is damaged')
    expect(afterFault(damaged, item(1), now, 5)).toMatchObject({ again: expect.any(String) })
  })

  it('nothing is tried for longer than the days of the config, and six hours of tries', () => {
    const almost = later(days(5), -1)
    expect(afterFault(transient, item(99), almost, 5)).toHaveProperty('again')
    expect(afterFault(transient, item(99), days(5), 5)).toEqual({
      never: true,
      error: 'given up after 5 days: 451 later',
    })
    expect(afterFault(transient, item(99), days(1), 1)).toMatchObject({
      error: 'given up after 1 day: 451 later',
    })
    // Days in which no agent ran are no tries.
    expect(afterFault(transient, item(11), days(9), 5)).toHaveProperty('again')
    expect(afterFault(transient, item(12), days(9), 5)).toHaveProperty('never')
  })

  it('a door that is shut to all is none of the letter’s, however long', () => {
    const shut = new Fault('smtp', 'transient', 'cannot reach it', undefined, false, 'shut')
    expect(afterFault(shut, item(99), days(30), 5)).toEqual({
      again: days(30),
      error: 'cannot reach it',
      uncounted: true,
    })
  })

  it('never sooner than half a minute, never later than an hour and a half, never given up early', () => {
    fc.assert(
      fc.property(
        fc.nat(2000),
        fc.nat(40 * 86_400),
        fc.integer({ min: 1, max: 30 }),
        fc.string(),
        (tries, passed, giveUp, key) => {
          const at = later(now, passed)
          const verdict = afterFault(transient, item(tries + 1, now, key), at, giveUp)
          if ('never' in verdict) {
            expect(passed).toBeGreaterThanOrEqual(giveUp * 86_400)
            return
          }
          const pause = (Date.parse(verdict.again) - Date.parse(at)) / 1000
          expect(pause).toBeGreaterThanOrEqual(30)
          expect(pause).toBeLessThanOrEqual(5401)
        },
      ),
    )
  })
})

describe('a bell', () => {
  const never = () => new AbortController().signal

  it('rung before anybody waits is heard once, however often it was rung', async () => {
    const bell = makeBell()
    bell.ring()
    bell.ring()
    expect(await bell.wait(60_000, never())).toBe(true)
    expect(await bell.wait(1, never())).toBe(false)
  })

  it('wakes who waits', async () => {
    const bell = makeBell()
    const woken = bell.wait(60_000, never())
    bell.ring()
    expect(await woken).toBe(true)
  })

  it('lets go of who waits when the signal aborts, and of who comes after', async () => {
    const bell = makeBell()
    const stop = new AbortController()
    const waiting = bell.wait(60_000, stop.signal)
    stop.abort()
    expect(await waiting).toBe(false)
    expect(await bell.wait(60_000, stop.signal)).toBe(false)
  })
})
