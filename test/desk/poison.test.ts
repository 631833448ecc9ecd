// A mail that ends the agent, start after start: a supervisor must not start it forever (SPEC §3.6).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { run } from '../../src/desk/run.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import * as c from '../stories/cast.ts'
import { setStage, type Stage } from '../stories/stage.ts'
import type { Kit } from '../../src/desk/kit.ts'
import type { Mailbox, MailId, Post } from '../../src/ports.ts'

let stage: Stage
let folder: string
let stores: Store[] = []
/** What the agents' logs say of mail. */
let logged: string[] = []
beforeEach(async () => {
  stage = await setStage()
  folder = mkdtempSync(join(tmpdir(), 'rollcall-poison-'))
  logged = []
})
afterEach(async () => {
  for (const store of stores) await store.ledger.close()
  stores = []
  await stage.close()
  rmSync(folder, { recursive: true, force: true })
})

const mailbox: Mailbox = {
  name: 'box',
  run: (_cursor, _take, _tell, signal, _begin, atEnd) =>
    new Promise((resolve) => {
      atEnd?.()
      signal.addEventListener('abort', () => resolve(), { once: true })
    }),
}
const post: Post = { send: async () => ({ response: '250 ok' }), close: async () => undefined }

const open = () => {
  const store = openStore(join(folder, 'db'))
  stores.push(store)
  return store
}
const store = async (...subjects: readonly string[]): Promise<readonly MailId[]> => {
  const { ledger } = open()
  return ledger.recordMail(
    subjects.map((subject, at) => ({
      place: { mailbox: 'box', uidValidity: '1', uid: at + 1 },
      via: 'imap',
      receivedAt: stage.now(),
      bytes: Buffer.from(`From: ${c.maria}\r\nSubject: ${subject}\r\n\r\nhello\r\n`),
      backlog: false,
    })),
  )
}

/**
 * One start of an agent that reads mail until it comes to the poison, and then does nothing more, ever: for memory it is
 * dead. Resolves at its death, or when it has nothing left to do.
 */
const start = async (poison: MailId): Promise<'died' | 'lives'> => {
  const own = open()
  const died = Promise.withResolvers<'died'>()
  const idle = Promise.withResolvers<'lives'>()
  const kit: Kit = {
    ...stage.house.kit,
    ...own,
    log: (what, { mail }) => void (typeof mail === 'number' && logged.push(`${what} ${mail}`)),
    archive: {
      ...own.archive,
      rawMail: async (id) => {
        if (id !== poison) return own.archive.rawMail(id)
        died.resolve('died')
        return new Promise(() => undefined)
      },
      // Asked once all mail in line was looked at.
      nextDue: async () => {
        idle.resolve('lives')
        return own.archive.nextDue()
      },
    },
  }
  const stop = new AbortController()
  const { ended } = run(
    kit,
    { mailbox, post, connections: 1, fromBeginning: false, tell: () => undefined },
    stop.signal,
  )
  const fate = await Promise.race([died.promise, idle.promise])
  stop.abort()
  if (fate === 'lives') await ended
  return fate
}
const row = async (id: MailId) => open().archive.mail(id)

describe('a mail that ends the agent', () => {
  /** Starts that end with this mail in hand. */
  const die = async (poison: MailId, times: number) => {
    for (let n = 0; n < times; n += 1) expect(await start(poison)).toBe('died')
  }

  it('is set aside at the start after its tenth time, and those behind it are handled', async () => {
    const [poison = 0, behind = 0] = await store('poison', 'behind')
    await die(poison, 10)
    expect(await row(poison)).toMatchObject({ state: 'new', attempts: 9 })
    expect(await row(behind)).toMatchObject({ state: 'new' })
    expect(await start(poison)).toBe('lives')
    expect(await row(poison)).toMatchObject({
      state: 'set-aside',
      attempts: 10,
      verdict: { reason: 'the agent ended while it handled this mail' },
    })
    expect(await row(behind)).toMatchObject({ state: 'handled' })
  })

  it('is handled where somebody else ended the agent, five times in a row', async () => {
    const [unlucky = 0] = await store('unlucky')
    await die(unlucky, 5)
    expect(await start(0)).toBe('lives')
    expect(await row(unlucky)).toMatchObject({ state: 'handled', attempts: 5 })
  })

  it('put back in line, is given all its tries again', async () => {
    const [poison = 0] = await store('poison')
    await die(poison, 10)
    await start(poison)
    const { ledger } = open()
    expect(await ledger.retryMail(poison)).toBe(true)
    expect(await start(poison)).toBe('died')
    expect(await start(0)).toBe('lives')
    expect(await row(poison)).toMatchObject({ state: 'handled' })
  })

  it('does not take its neighbours with it: what was handled or waits is not counted', async () => {
    const [first = 0, poison = 0, last = 0] = await store('first', 'poison', 'last')
    await start(poison)
    await start(0)
    expect(await row(first)).toMatchObject({ state: 'handled', attempts: 0 })
    expect(await row(last)).toMatchObject({ state: 'handled', attempts: 0 })
    expect(logged.filter((line) => line.startsWith('mail not handled'))).toEqual([
      `mail not handled ${poison}`,
    ])
  })

  it('is not set aside by its third time after two tries that failed', async () => {
    const [poison = 0] = await store('poison')
    const { ledger } = open()
    await ledger.countMailAttempt(poison)
    await ledger.countMailAttempt(poison)
    await die(poison, 1)
    expect(await start(0)).toBe('lives')
    expect(await row(poison)).toMatchObject({ state: 'handled', attempts: 3 })
  })
})
