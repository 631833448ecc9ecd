// `rollcall status`: read from memory and the lock; a look makes no memory.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asInstant } from '../../src/rollout/ids.ts'
import { writeDoors } from '../../src/store/doorsfile.ts'
import { takeLock } from '../../src/store/lock.ts'
import { rollcall } from '../support/terminal.ts'
import { friday, mailFrom, openOffice, title, type Office } from './office.ts'

let office: Office
beforeAll(() => {
  office = openOffice()
})
afterAll(() => office.leave())
const status = (...words: readonly string[]) => rollcall(['status', ...words, '--config', office.config])

describe('status', () => {
  it('before the first start says that nothing runs, and makes nothing', async () => {
    const { code, out } = await status()
    expect(code).toBe(0)
    expect(out).toContain('agent        not running; start it: rollcall run\n')
    expect(out).toContain('next         nothing is due\n')
    expect(existsSync(join(office.folder, 'var'))).toBe(false)
  })

  it('names who runs, what waits and what comes next', async () => {
    await office.say(friday, null, `open ${title}`)
    await office.say(friday, 1, 'assign NGI_IT-INFN-CNAF')
    await office.receive(
      mailFrom('luca@infn.example', 'Re: [staged-rollout #1] x', 'accept NGI_IT-INFN-CNAF'),
    )
    const since = asInstant('2026-11-20T08:00:00Z')
    const lock = takeLock(join(office.folder, 'var'), { pid: 4711, host: 'grid1', since })
    try {
      const { out } = await status()
      expect(out).toMatch(
        /^agent +runs as process 4711 on grid1, since Fri 20 Nov 2026, 09:00\n +Amsterdam$/m,
      )
      expect(out).toMatch(/^rollouts +1 open, 1 in all$/m)
      expect(out).toMatch(/^mail +0 handled, 1 held until a yes$/m)
      expect(out).toMatch(/^last mail +Fri 20 Nov 2026, 10:00 Amsterdam$/m)
      expect(out).toMatch(/^letters +0 sent, \d+ waiting$/m)
      expect(out).toMatch(/^next +Mon 23 Nov 2026, 09:00 Amsterdam: NGI_IT-INFN-CNAF is reminded/m)
      const found = JSON.parse((await status('--json')).out)
      expect(found).toMatchObject({
        bot: 'staged-rollout@egi.example',
        agent: { pid: 4711, host: 'grid1', since },
        rollouts: { open: 1, all: 1 },
        mail: { held: 1 },
        next: { ticket: 1, at: '2026-11-23T08:00:00Z' },
        lastMail: friday,
        lastLetter: null,
        trouble: null,
      })
    } finally {
      if ('release' in lock) lock.release()
    }
    expect(JSON.parse((await status('--json')).out).agent).toBeNull()
  })

  it('says how the doors stand, as the agent that runs has seen them, and nothing of one that has ended', async () => {
    const folder = join(office.folder, 'var')
    const since = asInstant('2026-11-20T08:00:00Z')
    const down = {
      downSince: since,
      what: 'cannot reach\u0007 SMTP server',
      again: asInstant('2026-11-20T08:05:00Z'),
    }
    const doors = { mailbox: { upSince: since }, transport: down, memory: { upSince: since } }
    expect(writeDoors(folder, 4711, doors)).toBe(true)
    expect((await status()).out).not.toContain('sending')
    const lock = takeLock(folder, { pid: 4711, host: 'elsewhere', since })
    try {
      const out = (await status()).out.replace(/\s+/g, ' ')
      expect(out).toContain('mailbox is read since Fri 20 Nov 2026, 09:00 Amsterdam')
      expect(out).toMatch(
        /sending away since Fri 20 Nov 2026, 09:00 Amsterdam; \d+ letters wait; tried again Fri 20 Nov 2026, 09:05 Amsterdam: cannot reach SMTP server/,
      )
      expect(out).not.toContain('memory')
      expect(JSON.parse((await status('--json')).out).doors).toEqual(doors)
      const refuses = { ...doors, memory: { downSince: since, what: 'the disk is full' } }
      writeDoors(folder, 4711, refuses)
      expect((await status()).out.replace(/\s+/g, ' ')).toContain(
        'memory away since Fri 20 Nov 2026, 09:00 Amsterdam; mail stays on its server: the disk is full',
      )
      for (const torn of [
        '',
        '{"pid":4711',
        '{"pid":4711,"doors":{}}',
        '{"pid":4711,"doors":{"mailbox":1}}',
      ]) {
        writeFileSync(join(folder, 'doors.json'), torn)
        expect(JSON.parse((await status('--json')).out).doors).toBeNull()
      }
    } finally {
      if ('release' in lock) lock.release()
    }
  })

  it('says why letters do not leave', async () => {
    const house = await office.house()
    const { kit } = house
    const [item] = await kit.ledger.claimDue(friday, asInstant('2026-11-20T09:10:00Z'), 1)
    const until = asInstant('2026-11-20T10:00:00Z')
    await kit.ledger.settle(item!.id, { state: 'deferred', until, error: 'SMTP server is\u0007 gone' })
    await house.close()
    expect((await status()).out).toMatch(/^trouble +SMTP server is gone$/m)
  })

  it('says that the clock has jumped, and so does doctor; resume says that it is right', async () => {
    const house = await office.house()
    const at = asInstant('2026-11-20T10:00:00Z')
    const seen = asInstant('2026-12-20T10:00:00Z')
    const nothing = { changes: [], outbox: [], questions: [], settledQuestions: [], files: [] }
    const pausing = [{ to: 'jumped' as const, by: { kind: 'clock' as const }, seen }]
    await house.kit.ledger.commit({ ...nothing, bouncedLetters: [], at, pausing })
    await house.close()
    expect((await status()).out).toMatch(/^clock +went from Fri 20 Nov.* to Sun 20 Dec.*rollcall\s+resume/ms)
    expect(JSON.parse((await status('--json')).out).clockJumped).toEqual({ from: at, to: seen })
    const { out } = await rollcall(['doctor', '--json', '--config', office.config])
    expect(out).toContain(`went from ${at} to ${seen} at once`)
    const say = (...words: string[]) => rollcall([...words, '--config', office.config])
    expect((await say('ticket', '1', 'assign', 'NGI_IBERGRID-LIP-Lisbon')).err).toContain(
      'The clock has jumped',
    )
    expect((await say('resume')).out).toContain('All goes on')
    expect((await status()).out).not.toMatch(/^clock/m)
  })

  it('says that letters are paused, and pause and resume say what they did', async () => {
    const say = (word: string) => rollcall([word, '--config', office.config])
    expect((await say('pause')).out).toContain('no letter leaves any more')
    expect((await status()).out).toMatch(/^paused +no letter leaves since .*to go on:\s+rollcall\s+resume/ms)
    expect(JSON.parse((await status('--json')).out).pausedSince).toMatch(/^20/)
    expect((await say('pause')).out).toContain('It was so already')
    expect((await say('resume')).out).toContain('Letters leave again')
    expect((await status()).out).not.toContain('paused')
    expect((await rollcall(['pause', 'now', '--config', office.config])).code).toBe(2)
  })
})
