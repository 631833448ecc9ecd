// A letter whose server takes its time keeps none of the others: through the outbox, and in the lanes alone.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { alertDraft } from '../../src/desk/alarms.ts'
import { makeBreaker } from '../../src/desk/breaker.ts'
import { deliver, type Ending } from '../../src/desk/deliver.ts'
import { onlyThis } from '../../src/desk/onlythis.ts'
import { makeUnderWay } from '../../src/desk/underway.ts'
import type { Finished, Post } from '../../src/ports.ts'
import { asInstant, type Instant } from '../../src/rollout/ids.ts'
import { setStage, type Stage } from '../stories/stage.ts'
import type { Kit } from '../../src/desk/kit.ts'

const never = new AbortController().signal
/** A moment that tells a letter that is slow from one that merely awaits something. */
const slow = 100

let stage: Stage
let kit: Kit
let now: Instant
beforeEach(async () => {
  stage = await setStage()
  now = stage.now()
  kit = { ...stage.house.kit, clock: { now: () => now } }
})
afterEach(() => stage.close())

const queue = async (name: string, many: number) =>
  kit.ledger.commit(
    onlyThis(now, {
      outbox: Array.from({ length: many }, (_, n) =>
        alertDraft(kit, `alert/${name}/${n}`, now, {
          reason: 'set-aside',
          count: n,
          since: now,
          over: false,
        }),
      ),
    }),
  )
const states = async () =>
  Object.groupBy(await kit.archive.letters({ limit: 500 }), ({ state }) => state) as {
    [state in 'sent' | 'leased']?: unknown[]
  }

/** The first letter gets no answer before it is released. */
const hangingPost = () => {
  const tried: Finished[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const post: Post = {
    async send(letter) {
      tried.push(letter)
      if (letter === tried[0]) await promise
      return { response: '250 ok' }
    },
    async close() {},
  }
  return { post, tried, release: resolve }
}

describe('a letter that gets no answer for minutes', () => {
  it('keeps one lane, while those in line and those that come later leave', async () => {
    const { post, tried, release } = hangingPost()
    const breaker = makeBreaker(kit.clock)
    const late = vi.fn<() => void>()
    const way = makeUnderWay<Ending>(2, late, slow)
    const look = async () => deliver(kit, breaker.guard(post), 2, never, breaker, way)

    // More than one look takes up.
    await queue('first', 60)
    expect(await look()).toMatchObject({ sent: 59 })
    expect((await states()).leased).toHaveLength(1)
    await queue('second', 3)
    expect(await look()).toMatchObject({ sent: 3 })

    // Its lease has run out, and it is under way all the same.
    now = asInstant('2026-11-20T10:20:00Z')
    await queue('third', 2)
    await look()
    expect(tried).toHaveLength(65)

    expect(late).not.toHaveBeenCalled()
    release()
    await vi.waitFor(() => expect(late).toHaveBeenCalled())
    // What became of it is told by the next look.
    expect((await look()).sent).toBeGreaterThanOrEqual(1)
    expect((await states()).sent).toHaveLength(65)
    expect(new Set(tried.map(({ messageId }) => messageId)).size).toBe(65)
  })

  it('is waited for where nobody comes back to ask', async () => {
    const { post, release } = hangingPost()
    await queue('first', 3)
    const ended = deliver(kit, post, 2, never)
    await vi.waitFor(async () => expect((await states()).sent).toHaveLength(2))
    release()
    expect(await ended).toMatchObject({ sent: 3 })
  })
})

describe('lanes', () => {
  it('tell what one of them rejected with, and lose nothing that ended well', async () => {
    const way = makeUnderWay<string>(2, undefined, slow)
    way.begin([1], async () => 'well')
    way.begin([2], async () => {
      throw new Error('the store is gone')
    })
    await expect(way.ended()).rejects.toThrow('the store is gone')
    expect(way.endedSoFar()).toEqual(['well'])
    expect(way.room(50)).toBe(50)
  })

  it('give out as many as are left, and none where all are slow', async () => {
    const way = makeUnderWay<string>(2, undefined, slow)
    const { promise, resolve } = Promise.withResolvers<string>()
    way.begin([1], async () => promise)
    expect(await way.ended()).toEqual([])
    expect([way.room(50), way.has(1), way.has(2)]).toEqual([1, true, false])
    way.begin([2], async () => promise)
    expect(way.room(50)).toBe(0)
    resolve('late')
    expect(await way.idle()).toEqual(['late', 'late'])
    expect([way.room(50), way.has(1)]).toEqual([50, false])
  })
})
