// Delivering: at least once, always the same bytes, with backoff, and no letter for another's sake (SPEC 3.6).
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deliver } from '../../src/desk/deliver.ts'
import { submit } from '../../src/desk/submit.ts'
import { Fault, type Finished, type Post } from '../../src/ports.ts'
import { asInstant, type Instant } from '../../src/rollout/ids.ts'
import { later } from '../../src/rollout/instant.ts'
import * as c from '../stories/cast.ts'
import { setStage, type Stage } from '../stories/stage.ts'
import type { Kit } from '../../src/desk/kit.ts'

let stage: Stage
let now: Instant
let kit: Kit
let composed: number
beforeEach(async () => {
  stage = await setStage()
  now = stage.now()
  composed = 0
  const { compose } = stage.house.kit
  kit = {
    ...stage.house.kit,
    clock: { now: () => now },
    compose: (...request) => {
      composed += 1
      return compose(...request)
    },
  }
  await submit(kit, { by: { admin: 'root' }, ticket: null, lines: [`open ${c.title}`] })
})
afterEach(() => stage.close())

const never = new AbortController().signal
const posting = (send: (letter: Finished) => void) => {
  const tried: Finished[] = []
  const post: Post = {
    async send(letter) {
      tried.push(letter)
      send(letter)
      return { response: '250 ok' }
    },
    async close() {},
  }
  return { post, tried }
}
const states = async () => (await kit.archive.letters()).map(({ state }) => state).toSorted()
const fails = (lasting: 'transient' | 'permanent') => () => {
  throw new Fault('smtp', lasting, 'no')
}

describe('a letter', () => {
  it('that cannot be handed over now is tried again later, with growing pauses, always the same bytes', async () => {
    const { post, tried } = posting(fails('transient'))
    expect(await deliver(kit, post, 1, never)).toMatchObject({ sent: 0, deferred: 2 })
    const first = (await kit.archive.nextOutbox()) ?? now
    expect(first >= '2026-11-20T10:00:30Z' && first <= '2026-11-20T10:00:46Z').toBe(true)
    now = later(first, -1)
    await deliver(kit, post, 1, never)
    expect(tried).toHaveLength(2)
    now = asInstant('2026-11-20T10:00:46Z')
    await deliver(kit, post, 1, never)
    expect(tried).toHaveLength(4)
    expect((await kit.archive.nextOutbox()) ?? now).toSatisfy((at: Instant) => at >= later(now, 60))
    now = asInstant('2026-11-20T10:05:00Z')
    const works = posting(() => {})
    expect(await deliver(kit, works.post, 1, never)).toMatchObject({ sent: 2 })
    expect(composed).toBe(2)
    for (const letter of works.tried) {
      const before = tried.filter(({ messageId }) => messageId === letter.messageId)
      expect(before).toHaveLength(2)
      for (const one of before) expect(Buffer.compare(one.bytes, letter.bytes)).toBe(0)
    }
  })

  it('that is refused for good is not tried again, and is reported to the caller', async () => {
    const { post, tried } = posting(fails('permanent'))
    const { failed } = await deliver(kit, post, 2, never)
    expect(failed.map(({ ticket }) => ticket)).toEqual([1, 1])
    now = asInstant('2026-12-20T10:00:00Z')
    await deliver(kit, post, 2, never)
    expect(tried).toHaveLength(2)
    expect(await states()).toEqual(['failed', 'failed'])
  })

  it('that cannot be composed does not stop the others', async () => {
    const { post } = posting(() => {})
    const broken = {
      ...kit,
      compose: async (...[request, names]: Parameters<Kit['compose']>) => {
        if (request.to.address === c.managerOps) throw new Error('a template fails')
        return kit.compose(request, names)
      },
    }
    expect(await deliver(broken, post, 1, never)).toMatchObject({ sent: 1, deferred: 1 })
  })

  it('leaves once though two deliver at the same time', async () => {
    await submit(kit, {
      by: { admin: 'root' },
      ticket: 1 as never,
      lines: [`assign ${c.lisbon} ${c.desy} ${c.srce}`],
    })
    const { post, tried } = posting(() => {})
    await Promise.all([deliver(kit, post, 2, never), deliver(kit, post, 2, never)])
    expect(tried.map(({ messageId }) => messageId)).toHaveLength(6)
    expect(new Set(tried.map(({ messageId }) => messageId)).size).toBe(6)
  })

  it('whose deliverer died in the middle is the same message again once its lease has run out', async () => {
    const { post, tried } = posting(() => {})
    const dies = { ...kit, ledger: { ...kit.ledger, settle: () => Promise.reject(new Error('killed')) } }
    await expect(deliver(dies, post, 1, never)).rejects.toThrow('killed')
    now = asInstant('2026-11-20T10:14:59Z')
    expect(await deliver(kit, post, 1, never)).toMatchObject({ sent: 0 })
    now = asInstant('2026-11-20T10:15:00Z')
    expect(await deliver(kit, post, 1, never)).toMatchObject({ sent: 2 })
    expect(new Set(tried.map(({ messageId }) => messageId)).size).toBe(2)
    expect(composed).toBe(2)
  })
})
