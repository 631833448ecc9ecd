// One post per list, ticket and round (SPEC §1.4), whatever happens between the server's yes and our note of it: each order
// of events with a post that is told what to do, and a mailbox that is our own.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deliver } from '../../src/desk/deliver.ts'
import { submit } from '../../src/desk/submit.ts'
import { Fault, type Finished, type Post } from '../../src/ports.ts'
import { asInstant, asTicketId, type Instant } from '../../src/rollout/ids.ts'
import * as c from '../stories/cast.ts'
import { setStage, type Stage } from '../stories/stage.ts'
import type { Kit } from '../../src/desk/kit.ts'

let stage: Stage
let now: Instant
let kit: Kit
let readSince: Instant | null
const never = new AbortController().signal
beforeEach(async () => {
  stage = await setStage()
  await stage.say(null, `open ${c.title}`)
  now = stage.now()
  readSince = asInstant('2026-11-20T09:00:00Z')
  kit = { ...stage.house.kit, clock: { now: () => now }, mailboxReadSince: () => readSince }
})
afterEach(() => stage.close())

type Ending = 'yes' | 'no answer' | 'no server' | 'later' | 'never'
const faults: { readonly [ending in Exclude<Ending, 'yes'>]: () => Fault } = {
  'no answer': () => new Fault('smtp', 'transient', 'connection lost', undefined, true),
  'no server': () => new Fault('smtp', 'transient', 'connection refused', undefined, false, 'shut'),
  later: () => new Fault('smtp', 'transient', '450 later'),
  never: () => new Fault('smtp', 'permanent', 'refused: 550 no such list'),
}
/** Answers as told, in turn; the last answer stands. */
const posting = (...endings: readonly Ending[]) => {
  const tried: Finished[] = []
  const post: Post = {
    async send(letter) {
      tried.push(letter)
      const ending = endings[Math.min(tried.length, endings.length) - 1] ?? 'yes'
      if (ending !== 'yes') throw faults[ending]()
      return { response: '250 ok' }
    },
    async close() {},
  }
  return { post, tried }
}
const call = async (...before: readonly string[]) =>
  submit(kit, { by: { admin: 'root' }, ticket: asTicketId(1), lines: [...before, 'call'] })
const state = async () =>
  (await kit.archive.letters()).find(({ letter }) => letter?.letter === 'call')?.state ?? 'none'
const callId = async () =>
  (await kit.archive.letters()).find(({ letter }) => letter?.letter === 'call')?.id ?? 0
const at = (instant: string) => {
  now = asInstant(instant)
}
const sendsAt = async (instant: string, post: Post, with_: Kit = kit) => {
  at(instant)
  await deliver(with_, post, 1, never)
}
/** What the server gave our own mailbox, as the second recipient. */
const ownCopyComes = async ({ bytes }: Finished, when: string) => {
  await kit.ledger.recordMail([
    {
      place: { mailbox: 'own', uidValidity: '1', uid: 1 },
      via: 'imap',
      receivedAt: asInstant(when),
      bytes,
      backlog: false,
    },
  ])
}
const died = () => {
  const settle = async () => Promise.reject(new Error('killed'))
  return { ...kit, ledger: { ...kit.ledger, settle } }
}

describe('a call', () => {
  it('goes to its list and to our own mailbox in one transaction, a letter to a person to that person alone', async () => {
    await call(`assign ${c.lisbon}`)
    const { post, tried } = posting('yes')
    await deliver(kit, post, 1, never)
    const ways = Object.fromEntries(tried.map(({ envelope: { to, also } }) => [to, also]))
    expect(ways).toEqual({ [c.maria]: undefined, [c.joao]: undefined, [c.list]: c.bot })
  })

  it('that the server took while the agent died is not sent again: our own copy is here', async () => {
    await call()
    const { post, tried } = posting('yes')
    await expect(deliver(died(), post, 1, never)).rejects.toThrow('killed')
    await kit.ledger.reclaimLeases()
    const [letter] = tried
    if (!letter) throw new Error('nothing was sent')
    await sendsAt('2026-11-20T10:00:02Z', post)
    expect(await state()).toBe('deferred')
    await ownCopyComes(letter, '2026-11-20T10:00:03Z')
    await sendsAt('2026-11-20T10:01:02Z', post)
    expect(await state()).toBe('sent')
    expect(tried).toHaveLength(1)
  })

  it('that never left before the agent died is sent once our own copy would surely be here', async () => {
    await call()
    const nobody = posting('no answer')
    await deliver(kit, nobody.post, 1, never)
    const { post, tried } = posting('yes')
    for (const minute of ['01', '03', '05', '07', '09']) await sendsAt(`2026-11-20T10:${minute}:30Z`, post)
    expect(tried).toEqual([])
    await sendsAt('2026-11-20T10:10:30Z', post)
    expect(tried).toHaveLength(1)
    expect(
      Buffer.compare(tried[0]?.bytes ?? Buffer.from(''), nobody.tried[0]?.bytes ?? Buffer.from('')),
    ).toBe(0)
    expect(await state()).toBe('sent')
  })

  it('that may have left before a restore is looked for first, back to when the backup was made', async () => {
    const restored = async () => ({ at: now, made: asInstant('2026-11-20T08:00:00Z') })
    const after: Kit = { ...kit, archive: { ...kit.archive, restored } }
    await call()
    const { post, tried } = posting('yes')
    readSince = now
    await deliver(after, post, 1, never)
    expect(tried.filter(({ envelope }) => envelope.to === c.list)).toEqual([])
    const { messageId, bytes } = (await kit.archive.letterBytes(await callId())) ?? {}
    await ownCopyComes({ messageId, bytes } as Finished, '2026-11-20T08:30:00Z')
    await sendsAt('2026-11-20T10:01:00Z', post, after)
    expect(await state()).toBe('sent')
    expect(tried.filter(({ envelope }) => envelope.to === c.list)).toEqual([])
  })

  it('that was decided long after a restore goes out at once', async () => {
    const restored = async () => ({
      at: asInstant('2026-11-12T09:00:00Z'),
      made: asInstant('2026-11-12T08:00:00Z'),
    })
    await call()
    const { post, tried } = posting('yes')
    readSince = now
    await deliver({ ...kit, archive: { ...kit.archive, restored } }, post, 1, never)
    expect(tried.filter(({ envelope }) => envelope.to === c.list)).toHaveLength(1)
  })

  it('waits while our mailbox is not read, and as long again after it is', async () => {
    await call()
    await deliver(kit, posting('no answer').post, 1, never)
    const { post, tried } = posting('yes')
    readSince = null
    await sendsAt('2026-11-20T12:00:00Z', post)
    readSince = asInstant('2026-11-20T12:05:00Z')
    await sendsAt('2026-11-20T12:10:00Z', post)
    expect(tried).toEqual([])
    await sendsAt('2026-11-20T12:15:00Z', post)
    expect(tried).toHaveLength(1)
  })

  it('is found by the list’s copy too, and by mail that nobody has read yet', async () => {
    await call()
    const { post, tried } = posting('no answer')
    await deliver(kit, post, 1, never)
    const listsCopy = Buffer.from(
      `List-Id: <early.mailman.egi.example>\r\n${Buffer.from(tried[0]?.bytes ?? []).toString()}`,
    )
    await ownCopyComes({ ...tried[0], bytes: listsCopy } as Finished, '2026-11-20T10:00:20Z')
    await sendsAt('2026-11-20T10:01:00Z', post)
    expect(tried).toHaveLength(1)
    expect(await state()).toBe('sent')
  })

  it('that a server put off clearly is told from a copy that came before, however late that was', async () => {
    await call()
    const { post, tried } = posting('later', 'no answer', 'yes')
    await deliver(kit, post, 1, never)
    const [first] = tried
    // The list was put off while we ourselves were not: this copy says nothing of the list.
    if (!first) throw new Error('nothing was sent')
    await sendsAt('2026-11-20T10:01:30Z', post)
    expect(tried).toHaveLength(1)
    await ownCopyComes(first, '2026-11-20T10:09:59Z')
    await sendsAt('2026-11-20T10:11:00Z', post)
    expect(tried).toHaveLength(2)
    await sendsAt('2026-11-20T10:14:00Z', post)
    expect(await state()).toBe('deferred')
    await sendsAt('2026-11-20T10:21:10Z', post)
    expect(tried).toHaveLength(3)
    expect(await state()).toBe('sent')
  })

  it('that found no server waits no longer than any letter', async () => {
    await call()
    const { post, tried } = posting('no server', 'yes')
    await deliver(kit, post, 1, never)
    await sendsAt('2026-11-20T10:01:00Z', post)
    expect(tried).toHaveLength(2)
    expect(await state()).toBe('sent')
  })

  it('that is refused is not looked for', async () => {
    await call()
    const { post, tried } = posting('never')
    await deliver(kit, post, 1, never)
    expect(await state()).toBe('failed')
    expect(tried).toHaveLength(1)
  })

  it('is written again where a repeat is the same file', async () => {
    await call()
    const { post, tried } = posting('yes')
    const folder: Post = { ...post, repeatsAreOne: true }
    await expect(deliver(died(), folder, 1, never)).rejects.toThrow('killed')
    await kit.ledger.reclaimLeases()
    await sendsAt('2026-11-20T10:00:02Z', folder)
    expect(tried.map(({ envelope }) => envelope.also)).toEqual([undefined, undefined])
    expect(await state()).toBe('sent')
  })
})
