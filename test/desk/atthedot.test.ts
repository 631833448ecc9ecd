import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { alertDraft } from '../../src/desk/alarms.ts'
import { makeTurns } from '../../src/desk/atthedot.ts'
import { deliver } from '../../src/desk/deliver.ts'
import { onlyThis } from '../../src/desk/onlythis.ts'
import { smtpPost } from '../../src/systems/smtp.ts'
import { setStage } from '../stories/stage.ts'
import { smtpSink } from '../support/smtpsink.ts'
import { makeCertificates, opensslIsThere } from '../systems/certificates.ts'
import type { Kit } from '../../src/desk/kit.ts'
import type { Finished, LetterId, Post } from '../../src/ports.ts'

const never = new AbortController().signal
const lanes = 5

const stageWithLetters = async (many: number, post?: Post) => {
  const stage = await setStage(undefined, undefined, post ? { post } : {})
  const { kit } = stage.house
  const now = stage.now()
  const outbox = Array.from({ length: many }, (_, n) =>
    alertDraft(kit, `alert/dot/${n}`, now, { reason: 'set-aside', count: n, since: now, over: false }),
  )
  await kit.ledger.commit(onlyThis(now, { outbox }))
  return stage
}

/** Letters whose last bytes are out and whose fate is not kept: what a kill would leave in doubt. */
const doubts = () => {
  const inDoubt = new Set<string>()
  let most = 0
  return {
    most: () => most,
    out(messageId: string) {
      inDoubt.add(messageId)
      most = Math.max(most, inDoubt.size)
    },
    /** The same desk; what it has kept of a letter takes away the doubt. */
    watching(kit: Kit): Kit {
      return {
        ...kit,
        ledger: {
          ...kit.ledger,
          async settle(letter: LetterId, settlement) {
            await kit.ledger.settle(letter, settlement)
            inDoubt.delete((await kit.archive.letterBytes(letter))?.messageId ?? '')
          },
        },
      }
    },
  }
}

describe('letters that leave side by side', () => {
  it('are in doubt one at a time: the last bytes of the next wait for the commit of this one', async () => {
    const doubt = doubts()
    let together = 0
    let most = 0
    const post: Post = {
      async send({ messageId }: Finished, leave) {
        together += 1
        most = Math.max(most, together)
        // Others may come to their last bytes meanwhile.
        await new Promise((resolve) => setImmediate(resolve))
        await leave?.beforeEnd()
        doubt.out(messageId)
        await new Promise((resolve) => setImmediate(resolve))
        together -= 1
        return { response: '250 2.0.0 ok' }
      },
      async close() {},
    }
    const stage = await stageWithLetters(20)
    try {
      const { sent } = await deliver(doubt.watching(stage.house.kit), post, lanes, never)
      expect(sent).toBe(20)
      expect(doubt.most()).toBe(1)
      // All but the end goes on side by side.
      expect(most).toBe(lanes)
    } finally {
      await stage.close()
    }
  })

  it.skipIf(!opensslIsThere)('are so on the wire, where their server has all the rest of them', async () => {
    const doubt = doubts()
    const sink = await smtpSink({ certificate: makeCertificates().good })
    sink.onLetter(({ messageId }) => doubt.out(messageId))
    const post = smtpPost({
      host: '127.0.0.1',
      port: sink.port,
      security: 'none',
      user: '',
      password: '',
      connections: lanes,
      name: 'rollcall.egi.example',
    })
    const stage = await stageWithLetters(20)
    try {
      const { sent } = await deliver(doubt.watching(stage.house.kit), post, lanes, never)
      expect(sent).toBe(20)
      expect(sink.sessions()).toBe(lanes)
      expect(doubt.most()).toBe(1)
    } finally {
      await stage.close()
      await post.close()
      await sink.close()
    }
  })
})

describe('a turn at the dot', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const order = () => {
    const had: string[] = []
    const turns = makeTurns(5000)
    const take = (name: string) => {
      const turn = turns()
      void turn.leave.beforeEnd().then(() => had.push(name))
      return turn
    }
    return { had, take }
  }

  it('is had by one after the other, in the order of asking', async () => {
    const { had, take } = order()
    const [first, second] = [take('first'), take('second')]
    take('third')
    await vi.advanceTimersByTimeAsync(0)
    expect(had).toEqual(['first'])
    first.end()
    await vi.advanceTimersByTimeAsync(0)
    expect(had).toEqual(['first', 'second'])
    second.end()
    // Twice is once: nobody else has a turn by it.
    first.end()
    await vi.advanceTimersByTimeAsync(0)
    expect(had).toEqual(['first', 'second', 'third'])
  })

  it('lapses after five seconds, so that a silent server holds up nobody for long', async () => {
    const { had, take } = order()
    const first = take('first')
    take('second')
    await vi.advanceTimersByTimeAsync(4999)
    expect(had).toEqual(['first'])
    await vi.advanceTimersByTimeAsync(1)
    expect(had).toEqual(['first', 'second'])
    // Its late end takes nobody's turn away.
    take('third')
    first.end()
    await vi.advanceTimersByTimeAsync(0)
    expect(had).toEqual(['first', 'second'])
  })

  it('is passed on by a letter whose connection broke while it waited', async () => {
    const { had, take } = order()
    const first = take('first')
    const broken = take('broken')
    take('third')
    broken.end()
    first.end()
    await vi.advanceTimersByTimeAsync(0)
    expect(had).toContain('third')
  })
})
