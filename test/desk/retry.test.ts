import { describe, expect, it } from 'vitest'
import { makeBell } from '../../src/desk/bell.ts'
import { afterFault } from '../../src/desk/retry.ts'
import { Fault } from '../../src/ports.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { later } from '../../src/rollout/instant.ts'

const now = asInstant('2026-11-20T10:00:00Z')
const transient = new Fault('smtp', 'transient', '451 later')

describe('what is tried again, and when', () => {
  it.each([
    [1, '2026-11-20T10:00:30Z'],
    [2, '2026-11-20T10:01:00Z'],
    [3, '2026-11-20T10:02:00Z'],
    [7, '2026-11-20T10:30:00Z'],
    [8, '2026-11-20T11:00:00Z'],
    [500, '2026-11-20T11:00:00Z'],
  ])('after try %i: %s', (attempts, again) => {
    expect(afterFault(transient, attempts, now, now)).toEqual({ again, error: '451 later' })
  })

  it('our own mistakes are tried again too: a mended version may succeed', () => {
    expect(afterFault(new TypeError('oops'), 1, now, now)).toEqual({
      again: '2026-11-20T10:00:30Z',
      error: 'oops',
    })
    expect(afterFault('thrown text', 1, now, now)).toMatchObject({ error: 'thrown text' })
  })

  it('a refusal for good is not tried again', () => {
    expect(afterFault(new Fault('smtp', 'permanent', '550 no'), 1, now, now)).toEqual({
      never: true,
      error: '550 no',
    })
  })

  it('nothing is tried for longer than five days', () => {
    const almost = later(now, 5 * 86_400 - 1)
    expect(afterFault(transient, 99, now, almost)).toHaveProperty('again')
    expect(afterFault(transient, 99, now, later(now, 5 * 86_400))).toMatchObject({ never: true })
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
