import { describe, expect, it } from 'vitest'
import * as c from '../stories/cast.ts'
import { dieAt, type Ran } from './everyeffect.ts'

/** All of them where ROLLCALL_CELLS=all is said; every day some, chosen by the seed. */
const whole = process.env['ROLLCALL_CELLS'] === 'all'
const seed = Number(process.env['ROLLCALL_SEED'] ?? 20_261_122)

/** From the first byte of a letter's handing over until it is kept that it left, nobody knows whether it did. */
const inDoubt = (point: string) => ['after send', 'before settle'].includes(point)

/** Everything but the copies is as if nobody had died; one letter more than once, and only if it was under way. */
const sameAs = (untouched: Ran, ran: Ran) => {
  const { copies, ...left } = ran.left
  const { copies: once, ...must } = untouched.left
  expect(left, `died at ${ran.died}`).toEqual(must)
  expect(copies.size).toBe(once.size)
  const more = [...copies].filter(([, count]) => count !== 1)
  expect(
    more.filter(([what]) => what.includes(c.list)),
    `died at ${ran.died}`,
  ).toEqual([])
  expect(
    more.filter(([, count]) => count !== 2),
    `died at ${ran.died}`,
  ).toEqual([])
  if (!inDoubt(ran.died ?? '')) expect(more, `died at ${ran.died}`).toEqual([])
}

describe('an agent that dies at the nth of its effects', () => {
  it('loses nothing, and does nothing twice, whatever n is', { timeout: 600_000 }, async () => {
    const untouched = await dieAt(Infinity)
    expect(untouched.left).toMatchObject({ status: 'resolved', brokenRow: null })
    const step = whole ? 1 : Math.ceil(untouched.effects / 2)
    let died = 0
    const last = whole ? Infinity : untouched.effects
    for (let n = whole ? 1 : 1 + (seed % step); n <= last; n += step) {
      const ran = await dieAt(n)
      sameAs(untouched, ran)
      if (ran.died === null) break
      died += 1
    }
    expect(died).toBeGreaterThan(whole ? 400 : 1)
  })
})
