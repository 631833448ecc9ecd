// Collecting: what is safe before the server is told, and what is made of mail that was there before (SPEC 3.6).
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { collect } from '../../src/desk/collect.ts'
import { setStage, type Stage } from '../stories/stage.ts'
import type { Cursor, DoorState, Incoming, Mailbox } from '../../src/ports.ts'

let stage: Stage
beforeEach(async () => {
  stage = await setStage()
})
afterEach(() => stage.close())

const mail = (uid: number, backlog: boolean): Incoming => ({
  place: { mailbox: 'box', uidValidity: '7', uid },
  via: 'imap',
  receivedAt: stage.now(),
  bytes: Buffer.from(`From: a@b.example\r\nSubject: ${uid}\r\n\r\nhello\r\n`),
  backlog,
})
/** A door that does what it is told once, and keeps what it was given. */
const door = (
  work: (take: Parameters<Mailbox['run']>[1], begin?: Parameters<Mailbox['run']>[4]) => Promise<void>,
) => {
  const seen: { cursor?: Cursor | null } = {}
  const mailbox: Mailbox = {
    name: 'box',
    async run(cursor, take, _tell, _signal, begin) {
      seen.cursor = cursor
      await work(take, begin)
    },
  }
  return { mailbox, seen }
}
const run = async (mailbox: Mailbox, fromBeginning = false) => {
  const states: DoorState[] = []
  let rung = 0
  await collect(
    stage.house.kit,
    mailbox,
    { fromBeginning, signal: new AbortController().signal },
    () => (rung += 1),
    (state) => states.push(state),
  )
  return { states, rung }
}
const counts = async () => (await stage.house.kit.archive.counts()).mail

describe('collecting', () => {
  it('begins where the mailbox begins, and goes on there after a restart', async () => {
    const first = door(async (_take, begin) => begin?.({ uidValidity: '7', uid: 41, begunAt: 41 }))
    await run(first.mailbox)
    expect(first.seen.cursor).toBeNull()
    const second = door(async () => {})
    await run(second.mailbox)
    expect(second.seen.cursor).toEqual({ uidValidity: '7', uid: 41, begunAt: 41 })
  })

  it('counts a mailbox that comes in many batches once, when all of it is there', async () => {
    const states: string[] = []
    const mailbox: Mailbox = {
      name: 'box',
      async run(_cursor, take, tell) {
        const part = (done: number) => tell({ up: true, what: 'reading', part: { done, of: 3 } })
        part(0)
        await take([mail(1, true), mail(2, true)])
        part(2)
        await take([mail(3, true)])
        part(3)
      },
    }
    const signal = new AbortController().signal
    await collect(
      stage.house.kit,
      mailbox,
      { fromBeginning: false, signal },
      () => undefined,
      ({ part, what }) => states.push(part ? `${part.done} of ${part.of}` : what),
    )
    expect(states).toEqual([
      '0 of 3',
      '2 of 3',
      '3 of 3',
      expect.stringMatching(/^3 mails were in box before the first start/),
    ])
  })

  it('keeps backlog aside, says how much there is, and still rings for the store’s sake', async () => {
    const { mailbox } = door((take) => take([mail(1, true), mail(2, true)]))
    const { states } = await run(mailbox)
    expect(await counts()).toMatchObject({ backlog: 2, new: 0 })
    expect(states.map(({ what }) => what).join()).toMatch(/^2 mails .*--from-beginning/)
  })

  it('from the beginning acts on all of it', async () => {
    const { mailbox } = door((take) => take([mail(1, true), mail(2, false)]))
    const { states, rung } = await run(mailbox, true)
    expect(await counts()).toMatchObject({ backlog: 0, new: 2 })
    expect({ states, rung }).toEqual({ states: [], rung: 1 })
  })

  it('stores a mail that the door brings again once, and rings once', async () => {
    const { mailbox } = door(async (take) => {
      await take([mail(1, false)])
      await take([mail(1, false)])
    })
    expect((await run(mailbox)).rung).toBe(1)
    expect(await counts()).toMatchObject({ new: 1 })
  })

  it('does not let the door go on where the store failed', async () => {
    stage.house.kit.ledger.recordMail = async () => {
      throw new Error('disk full')
    }
    let told = false
    const { mailbox } = door(async (take) => {
      await take([mail(1, false)])
      told = true
    })
    await expect(run(mailbox)).rejects.toThrow('disk full')
    expect(told).toBe(false)
  })
})
