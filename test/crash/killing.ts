// The lives of the agent in one run: begun, ended at random instants or at a named point, begun again at once. A point that
// comes seldom gets mail that leads to it; one that is not met in a bounded time is named, and fails the run.

import { rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Ground } from './ground.ts'
import { checkpointWasCut, type Leavings } from './leavings.ts'
import { begin, type Life, type Orders } from './life.ts'
import type { Mailing } from './mailing.ts'
import { pointsAtFirst, pointsInside } from './points.ts'
import type { Chance, Need } from './stories.ts'

/** Milliseconds for which a life that does not come to its point is waited for, and how often that may be. */
const patience = 20_000
const missesAllowed = 4
/** Checkpoints that were over before the agent was. */
const uncutAllowed = 40
/** Past so many letters that wait to leave the agent is let alone for a while. */
const farTooMany = 250

export type Points = { readonly [point: string]: number }
export type Killed = {
  random: number
  /** Of these, before the agent was ready. */
  starting: number
  inside: number
  outside: number
  readonly points: Map<string, number>
  readonly ready: number[]
  /** Points that were not met in a bounded time. */
  readonly unmet: string[]
}

/** Which of what people write leads to a point that few mails lead to. */
const needOf = (point: string): Need | null =>
  /handOver/.test(point) ? 'a call' : /nextTicketId/.test(point) ? 'a rollout' : null
/** Once an hour, and as the last thing of a life that is told to end. */
const isAtEnd = (point: string) => point.endsWith('noteClock')
/** What happens once in a life, or seldom, is met the first time or never. */
const isSeldom = (point: string) =>
  /reclaim|nextTicketId|handOver|noteClock|checkpoint|backup|beginMailbox|take$/.test(point)

export function livesOn(chance: Chance) {
  const killed: Killed = {
    random: 0,
    starting: 0,
    inside: 0,
    outside: 0,
    points: new Map(),
    ready: [],
    unmet: [],
  }
  const now = { life: null as Life | null, number: 0 }
  /** The moment outside at which the life of now is to end. */
  let outside: { readonly moment: string; nth: number } | null = null

  /** A new life, and the milliseconds until it was ready; null where it ended before. */
  const live = async (
    ground: Ground,
    orders: Partial<Pick<Orders, 'die' | 'fast' | 'backups'>> = {},
  ): Promise<number | null> => {
    now.number += 1
    const { config, trace, dns, log, cache } = ground
    now.life = begin(
      { life: now.number, config, trace, dns, checkpointEvery: 20, backups: false, ...orders },
      log,
      cache,
    )
    const ready = await now.life.ready
    if (ready !== null && orders.fast === undefined) killed.ready.push(ready)
    return ready
  }
  const end = async (how: 'kill' | 'stop') => {
    now.life?.[how]()
    return now.life?.ended
  }
  const endsWithin = async (milliseconds: number): Promise<boolean> => {
    for (const till = performance.now() + milliseconds; performance.now() < till;) {
      if (now.life?.over()) return true
      await Promise.race([now.life?.ended, pause(250)])
    }
    return now.life?.over() ?? true
  }
  const count = (point: string) => {
    killed.points.set(point, (killed.points.get(point) ?? 0) + 1)
    if (pointsInside.includes(point) || pointsAtFirst.includes(point)) killed.inside += 1
    else killed.outside += 1
  }
  const diedByItsHand = async (point: string) => {
    const ended = await now.life?.ended
    if (ended?.signal === 'SIGKILL') return
    throw new Error(`at ${point} the agent ended by itself, with ${ended?.code}: see its log`)
  }

  return {
    killed,
    live,
    end,
    number: () => now.number,
    alive: () => now.life !== null && !now.life.over(),
    moment(name: string): boolean {
      if (outside?.moment !== name) return false
      outside.nth -= 1
      if (outside.nth > 0) return false
      outside = null
      now.life?.kill()
      return true
    },

    /** Kills on a first start, each on a folder without memory; before anybody writes. */
    async atFirst(ground: Ground, points: Points): Promise<void> {
      for (const point of pointsAtFirst)
        for (let n = 0; n < (points[point] ?? 0); n += 1) {
          rmSync(ground.data, { recursive: true, force: true })
          await live(ground, { die: { point, nth: 1, after: 0 } })
          if (!(await endsWithin(patience))) throw new Error(`${point} does not come at a first start`)
          await diedByItsHand(point)
          count(point)
        }
    },

    /** `pace`: resolves when as many mails were written as there should be by now. */
    async atRandom(ground: Ground, mailing: Mailing, pace: () => Promise<void>): Promise<void> {
      const ready = live(ground, { backups: chance() < 0.1 })
      // A third of the lives ends at any instant from their very start, on a machine of any speed.
      if (chance() < 0.35) await pause(chance() * 1.2 * typical(killed.ready))
      else {
        await ready
        await breathe(mailing)
        await pause(chance() * 1500)
        await pace()
      }
      if (now.life?.over()) throw new Error('the agent ended by itself: see its log')
      await end('kill')
      killed.random += 1
      if ((await ready) === null) killed.starting += 1
    },

    async at(point: string, ground: Ground, mailing: Mailing, leavings: Leavings): Promise<void> {
      const isInside = pointsInside.includes(point)
      const need = needOf(point)
      for (let misses = 0, uncut = 0; misses < missesAllowed && uncut < uncutAllowed;) {
        const nth = isSeldom(point) || misses > 0 ? 1 : 1 + Math.floor(chance() * 4)
        const after = chance() * (point === 'within checkpoint' ? 2 : 30)
        outside = isInside ? null : { moment: point, nth }
        if (need) mailing.write(need)
        await live(ground, {
          backups: /backup/.test(point),
          ...(isInside && { die: { point, nth, after } }),
        })
        if (isAtEnd(point)) now.life?.stop()
        const came = await endsWithin(patience)
        outside = null
        if (!came) {
          misses += 1
          await breathe(mailing)
          await end('kill')
          continue
        }
        await diedByItsHand(point)
        if (point.startsWith('within backup')) leavings.look()
        if (point === 'within checkpoint' && !checkpointWasCut(ground.database)) {
          uncut += 1
          continue
        }
        count(point)
        return
      }
      killed.unmet.push(point)
    },
  }

  /** Letters leave when all mail in line is handled: cut short again and again, no life would come to that. */
  async function breathe(mailing: Mailing): Promise<void> {
    if (mailing.lettersWait() < farTooMany) return
    for (let looks = 0; looks < 600 && mailing.lettersWait() >= farTooMany / 2; looks += 1) {
      if (now.life?.over()) return
      await pause(100)
    }
  }
}

export const typical = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 1000
