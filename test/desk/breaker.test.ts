// The breaker before the server for letters (SPEC 6): one tries, the others wait untouched, and all of them end told.
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeBreaker, type Breaker } from '../../src/desk/breaker.ts'
import { deliver } from '../../src/desk/deliver.ts'
import { submit } from '../../src/desk/submit.ts'
import { Fault, type DoorState, type Finished, type Post } from '../../src/ports.ts'
import { asTicketId, type Instant } from '../../src/rollout/ids.ts'
import { instantAt, later } from '../../src/rollout/instant.ts'
import * as c from '../stories/cast.ts'
import { setStage, type Stage } from '../stories/stage.ts'
import type { Kit } from '../../src/desk/kit.ts'

const began = Date.parse('2026-11-20T10:00:00Z')
let time = began
const clock = { now: (): Instant => instantAt(time) }
const shut = () => new Fault('smtp', 'transient', 'cannot reach it', undefined, false, 'shut')
const silent = () => new Fault('smtp', 'transient', 'the connection broke', undefined, true)
const busy = () => new Fault('smtp', 'transient', '451 later')
const refused = () => new Fault('smtp', 'permanent', '550 no')

let heard: DoorState[]
let breaker: Breaker
let outcome: (() => Error) | null
let tried: number
let post: Post
beforeEach(() => {
  time = began
  heard = []
  outcome = null
  tried = 0
  breaker = makeBreaker(clock, (state) => heard.push(state))
  post = breaker.guard({
    async send() {
      tried += 1
      if (outcome) throw outcome()
      return { response: '250 ok' }
    },
    async check() {
      tried += 1
      if (outcome) throw outcome()
    },
    async close() {},
  })
})
const letter: Finished = { bytes: Buffer.from('x'), messageId: '<m@x>', envelope: { from: 'a', to: 'b' } }
const send = async () => post.send(letter).catch((error: unknown) => error)
const pauseNow = () => (Date.parse(breaker.nextTry() ?? '') - time) / 1000

describe('a breaker', () => {
  it('lets all pass while the door answers, whatever it says of a letter', async () => {
    for (const says of [null, busy, refused, busy, busy, busy]) {
      outcome = says
      await send()
      expect(breaker.room(50)).toBe(50)
    }
    expect(heard).toEqual([{ up: true, what: 'letters leave' }])
    expect(breaker.nextTry()).toBeNull()
  })

  it('shuts with the first letter that reaches nobody, and refuses the next without asking', async () => {
    outcome = shut
    await send()
    expect(breaker.room(50)).toBe(0)
    expect(await send()).toMatchObject({ door: 'shut', lasting: 'transient', message: 'cannot reach it' })
    expect(tried).toBe(1)
    expect(heard).toEqual([{ up: false, what: 'cannot reach it', againIn: 5000 }])
    expect(breaker.nextTry()).toBe('2026-11-20T10:00:05Z')
  })

  it('tries with one at a time, after pauses that double up to five minutes', async () => {
    outcome = shut
    await send()
    const pauses = []
    for (let n = 0; n < 9; n += 1) {
      pauses.push(pauseNow())
      time += pauseNow() * 1000 - 1
      expect(breaker.room(50)).toBe(0)
      time += 1
      expect(breaker.room(50)).toBe(1)
      await Promise.all([send(), send(), send()])
    }
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300])
    expect(tried).toBe(10)
  })

  it('opens with the first that is answered, be it by a no', async () => {
    for (const answer of [null, busy, refused]) {
      outcome = shut
      await send()
      time += pauseNow() * 1000
      outcome = answer
      await send()
      expect(breaker.room(50)).toBe(50)
    }
    outcome = shut
    await send()
    expect(pauseNow()).toBe(5)
  })

  it('takes a connection that breaks for the letter’s doing, and three in a row for the door’s', async () => {
    outcome = silent
    await send()
    await send()
    outcome = null
    await send()
    outcome = silent
    await send()
    await send()
    expect(breaker.room(50)).toBe(50)
    await send()
    expect(breaker.room(50)).toBe(0)
  })

  it('counts those that were under way together once', async () => {
    outcome = shut
    await Promise.all([send(), send(), send(), send(), send()])
    expect(tried).toBe(5)
    expect(pauseNow()).toBe(5)
  })

  it('finds out without a letter where none waits', async () => {
    outcome = shut
    await send()
    await breaker.probe(post)
    expect(tried).toBe(1)
    time += 5000
    expect(breaker.isDue()).toBe(true)
    await breaker.probe(post)
    expect(pauseNow()).toBe(10)
    time += 10_000
    outcome = null
    await breaker.probe(post)
    expect(heard.at(-1)).toMatchObject({ up: true })
    expect(breaker.room(50)).toBe(50)
  })

  it('is not lulled by a server that lets us in and takes no letter', async () => {
    outcome = shut
    await send()
    const pauses = []
    for (let n = 0; n < 4; n += 1) {
      pauses.push(pauseNow())
      time += pauseNow() * 1000
      outcome = null
      await breaker.probe(post)
      outcome = shut
      await send()
    }
    expect(pauses).toEqual([5, 10, 20, 40])
  })

  it('keeps letters no longer for a clock that was set back', async () => {
    outcome = shut
    await send()
    time -= 3_600_000
    expect(pauseNow()).toBeLessThanOrEqual(300)
  })

  it('waits for nothing behind the door longer than a lease lasts', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const hung = breaker.guard({ send: () => new Promise(() => {}), close: async () => {} })
    const ended = hung.send(letter).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(15 * 60_000)
    expect(await ended).toMatchObject({ unanswered: true, lasting: 'transient' })
    vi.useRealTimers()
  })
})

describe('letters behind a door that is shut', () => {
  let stage: Stage
  let kit: Kit
  beforeEach(async () => {
    stage = await setStage()
    kit = { ...stage.house.kit, clock }
    await submit(kit, { by: { admin: 'root' }, ticket: null, lines: [`open ${c.title}`] })
    const lines = [`assign ${c.lisbon} ${c.desy} ${c.srce}`]
    await submit(kit, { by: { admin: 'root' }, ticket: asTicketId(1), lines })
  })
  afterEach(() => stage.close())
  const never = new AbortController().signal
  const look = () => deliver(kit, post, 2, never, breaker)
  const rows = () => kit.archive.letters()

  it('burn no try, are not composed, and leave by themselves, once each, when it opens', async () => {
    outcome = shut
    await look()
    const firstTried = tried
    expect(firstTried).toBeLessThanOrEqual(2)
    for (let n = 0; n < 200; n += 1) {
      time += 60_000
      await look()
    }
    const waiting = await rows()
    expect(waiting.length).toBeGreaterThanOrEqual(6)
    for (const { attempts, state } of waiting) {
      expect(attempts).toBe(0)
      expect(['queued', 'deferred']).toContain(state)
    }
    // One each five minutes.
    expect(tried - firstTried).toBeLessThan(50)
    outcome = null
    tried = 0
    time += 300_000
    await look()
    expect((await rows()).every(({ state }) => state === 'sent' || state === 'overtaken')).toBe(true)
    const left = (await rows()).filter(({ state }) => state === 'sent')
    expect(tried).toBe(left.filter(({ gatheredInto }) => gatheredInto === null).length)
  })

  it('are not held up by one that shuts it each time', async () => {
    const poison = c.managerOps
    const own = makeBreaker(clock)
    const guarded = own.guard({
      async send({ envelope }) {
        if (envelope.to === poison) throw shut()
        return { response: '250 ok' }
      },
      async close() {},
    })
    for (let n = 0; n < 60; n += 1) {
      time += 10_000
      await deliver(kit, guarded, 1, never, own)
    }
    const waiting = (await rows()).filter(({ state }) => state === 'deferred' || state === 'queued')
    expect(waiting.length).toBeGreaterThan(0)
    for (const { to } of waiting) {
      const person = to && 'person' in to ? await kit.archive.person(to.person) : null
      expect(person?.address).toBe(poison)
    }
  })

  it('are not given up while it is shut, and are by a server that puts them off for days', async () => {
    outcome = shut
    for (let day = 0; day < 20; day += 1) {
      time += 86_400_000
      await look()
    }
    expect((await rows()).filter(({ state }) => state === 'failed')).toEqual([])
    outcome = busy
    // Opened by the first word of an answer.
    const opened = time
    for (let hours = 0; hours < 24 * 14; hours += 1) {
      time += 3_600_000
      const { failed } = await look()
      if (failed.length > 0) expect(time - opened).toBeGreaterThanOrEqual(5 * 86_400_000)
    }
    const ends = new Set((await rows()).map(({ state }) => state))
    expect([...ends].toSorted()).toEqual(['failed', 'overtaken'])
  })
})

describe('a line of letters, whatever the server does', () => {
  const weather = fc.array(fc.constantFrom('well', 'shut', 'silent', 'busy', 'refuses'), {
    minLength: 1,
    maxLength: 60,
  })
  const says = { shut, silent, busy, refuses: refused }

  it('no letter is tried before its time, none is sent twice, and every one ends sent, refused or overtaken', async () => {
    await fc.assert(
      fc.asyncProperty(weather, fc.integer({ min: 1, max: 5 }), async (days, lanes) => {
        time = began
        const stage = await setStage()
        try {
          const kit: Kit = { ...stage.house.kit, clock }
          await submit(kit, { by: { admin: 'root' }, ticket: null, lines: [`open ${c.title}`] })
          const own = makeBreaker(clock)
          const left: string[] = []
          let now: (typeof days)[number] = 'well'
          const guarded = own.guard({
            async send({ messageId }) {
              if (now !== 'well') throw says[now]()
              left.push(messageId)
              return { response: '250 ok' }
            },
            async close() {},
          })
          const signal = new AbortController().signal
          const wait = async (seconds: number) => {
            const before = await kit.archive.letters()
            time = Date.parse(later(clock.now(), seconds))
            await deliver(kit, guarded, lanes, signal, own)
            for (const row of await kit.archive.letters()) {
              const was = before.find(({ id }) => id === row.id)
              if (was && row.attempts > was.attempts) expect(was.notBefore <= clock.now()).toBe(true)
            }
          }
          for (const one of days) {
            now = one
            await wait(41)
          }
          now = 'well'
          for (let n = 0; n < 4; n += 1) await wait(5400)
          const ends = (await kit.archive.letters()).map(({ state }) => state)
          expect(ends.every((state) => ['sent', 'failed', 'overtaken'].includes(state))).toBe(true)
          expect(new Set(left).size).toBe(left.length)
          if (!days.includes('refuses')) expect(ends).not.toContain('failed')
        } finally {
          await stage.close()
        }
      }),
      { numRuns: 25 },
    )
  })
})
