// SPEC §3.6: nothing lost, nothing twice, and no mail that stops the others.
import { afterEach, describe, expect, it } from 'vitest'
import { makePatience } from '../../src/desk/patience.ts'
import { handleAll } from '../../src/desk/handle.ts'
import { submit } from '../../src/desk/submit.ts'
import { Fault } from '../../src/ports.ts'
import { asTicketId } from '../../src/rollout/ids.ts'
import * as c from './cast.ts'
import { asked } from './scenes.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const row = (id: number) => stage.house.kit.archive.mail(id)
const opening = (title: string) =>
  stage.sign(stage.write({ from: c.managerGlite, text: `open ${title}` }), 'egi.example')

describe('mail that lay in the mailbox before the first start', () => {
  it('is stored and not acted on, until somebody asks for it', async () => {
    stage = await setStage()
    const id = await stage.arrive(await opening(c.title), true)
    await stage.settle()
    expect(await row(id)).toMatchObject({ state: 'backlog', verdict: null })
    expect(await stage.house.kit.archive.tickets()).toEqual([])
    expect(await stage.house.kit.ledger.retryMail(id)).toBe(true)
    await stage.settle()
    expect(await stage.house.kit.archive.tickets()).toHaveLength(1)
  })
})

describe('a mail that cannot be handled', () => {
  it('is tried three times, set aside with its reason, and never stops those behind it; mended, it can be retried', async () => {
    let broken = true
    stage = await setStage(undefined, (kit) => ({
      ...kit,
      archive: {
        ...kit.archive,
        rawMail: async (id) => {
          if (id === 1 && broken) throw new Error('a bug of ours')
          return kit.archive.rawMail(id)
        },
      },
    }))
    const [bad, good] = [
      await stage.arrive(await opening(c.title)),
      await stage.arrive(await opening('Staged Rollout CA 1.38')),
    ]
    await stage.settle()
    expect(await row(bad)).toMatchObject({ state: 'new', attempts: 1 })
    expect(await row(good)).toMatchObject({ state: 'handled' })
    await stage.settle()
    await stage.settle()
    expect(await row(bad)).toMatchObject({ state: 'set-aside', verdict: { reason: 'a bug of ours' } })
    broken = false
    await stage.house.kit.ledger.retryMail(bad)
    await stage.settle()
    expect(await row(bad)).toMatchObject({ state: 'handled' })
    expect(await stage.house.kit.archive.tickets()).toHaveLength(2)
  })

  it('because the store is in trouble is not to blame: it stays in line and no try is counted', async () => {
    stage = await setStage()
    const { kit } = stage.house
    const id = await stage.arrive(await opening(c.title))
    const full = {
      ...kit,
      ledger: {
        ...kit.ledger,
        commit: async () => {
          throw new Fault('store', 'transient', 'no space left on the disk')
        },
      },
    }
    for (let n = 0; n < 5; n += 1)
      await expect(handleAll(full, makePatience(), new AbortController().signal)).rejects.toThrow('no space')
    expect(await row(id)).toMatchObject({ state: 'new', attempts: 0 })
    await stage.settle()
    expect(await row(id)).toMatchObject({ state: 'handled' })
  })
})

describe('a ticket that somebody else changes while a mail about it is judged', () => {
  it('is judged again as it stands then: both changes are there, once', async () => {
    let beside = true
    stage = await asked([c.lisbon], (kit) => ({
      ...kit,
      ledger: {
        ...kit.ledger,
        commit: async (commit) => {
          if (commit.mail && beside) {
            beside = false
            await submit(kit, { by: { admin: 'root' }, ticket: asTicketId(1), lines: [`assign ${c.desy}`] })
          }
          return kit.ledger.commit(commit)
        },
      },
    }))
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `accept ${c.lisbon}` })
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'accepted', [c.desy]: 'notified' })
    expect(stage.letters(c.jan)).toHaveLength(1)
    expect(await stage.house.kit.archive.brokenJournalRow()).toBeNull()
  })

  it('and goes on changing is given up with its reason, like any other trouble', async () => {
    stage = await asked([c.lisbon], (kit) => ({
      ...kit,
      ledger: {
        ...kit.ledger,
        commit: async (commit) => (commit.mail ? 'conflict' : kit.ledger.commit(commit)),
      },
    }))
    const id = await stage.arrive(stage.write({ from: c.maria, answers: stage.last(c.maria), text: 'hello' }))
    for (let n = 0; n < 3; n += 1) await stage.settle()
    expect(await row(id)).toMatchObject({ state: 'set-aside' })
  })
})

describe('a deadline that cannot be kept for one ticket', () => {
  it('is kept for the others', async () => {
    stage = await asked([c.lisbon], (kit) => ({
      ...kit,
      ledger: {
        ...kit.ledger,
        commit: async (commit) => {
          if (commit.changes.some(({ ticket, event }) => ticket.id === 1 && event.type === 'ticked'))
            throw new Error('a bug of ours')
          return kit.ledger.commit(commit)
        },
      },
    }))
    await stage.say(null, 'open Staged Rollout CA 1.38')
    await stage.say(2, `assign ${c.desy}`)
    await expect(stage.at('2026-11-23T18:30:00Z')).rejects.toThrow('a bug of ours')
    expect((await stage.ticket(2)).phase).toBe('calling')
  })
})
