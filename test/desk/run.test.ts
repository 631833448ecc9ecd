// The agent's loops: what wakes them, what they make good at the start, and that they end with nothing lost.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { run } from '../../src/desk/run.ts'
import { submit } from '../../src/desk/submit.ts'
import {
  Fault,
  type DoorState,
  type Finished,
  type Incoming,
  type Mailbox,
  type Post,
} from '../../src/ports.ts'
import type { DoorsSeen } from '../../src/ports/doors.ts'
import { asInstant, asTicketId, type Instant } from '../../src/rollout/ids.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import * as c from '../stories/cast.ts'
import { setStage, type Stage } from '../stories/stage.ts'
import type { Kit } from '../../src/desk/kit.ts'

let stage: Stage
let folder: string
let stores: Store[]
let now: Instant
let kit: Kit
let beside: Kit
let bring: (mail: Incoming) => Promise<void>
let mailbox: Mailbox
let readAtOnce: boolean
let lies: { atEnd(): void; tell(state: DoorState): void }
let stop: AbortController

/** Two connections to one file: the agent's, and that of a command line beside it. */
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  stage = await setStage()
  folder = mkdtempSync(join(tmpdir(), 'rollcall-run-'))
  stores = [openStore(join(folder, 'db')), openStore(join(folder, 'db'))]
  now = stage.now()
  const base = stage.house.kit
  const [mine, other] = stores.map((store): Kit => ({ ...base, ...store, clock: { now: () => now } }))
  if (!mine || !other) throw new Error('two stores were opened')
  ;[kit, beside] = [mine, other]
  // The same people under the same numbers as on the stage.
  for (let n = 1; ; n += 1) {
    const person = await base.archive.person(`p${n}` as never)
    if (!person) break
    await kit.ledger.personFor(person.address, person.name)
  }
  stop = new AbortController()
  readAtOnce = true
  mailbox = {
    name: 'box',
    run: (_cursor, take, tell, signal, _begin, atEnd) =>
      new Promise((resolve) => {
        bring = (mail) => take([mail])
        lies = { atEnd: () => atEnd?.(), tell }
        if (readAtOnce) atEnd?.()
        signal.addEventListener('abort', () => resolve(), { once: true })
      }),
  }
})
afterEach(async () => {
  vi.useRealTimers()
  for (const store of stores) await store.ledger.close()
  await stage.close()
  rmSync(folder, { recursive: true, force: true })
})

const keeping = () => {
  const sent: Finished[] = []
  const post: Post = {
    async send(letter) {
      sent.push(letter)
      return { response: '250 ok' }
    },
    async close() {},
  }
  return { post, sent }
}
const start = (post: Post, tell: (state: DoorState) => void = () => {}) =>
  run(kit, { mailbox, post, connections: 2, fromBeginning: false, tell }, stop.signal)
const patience = 15_000
/** Lets what can happen happen, turn by turn, until the condition holds. */
async function until(holds: () => boolean | Promise<boolean>, milliseconds = 0): Promise<void> {
  for (const began = performance.now(); performance.now() - began < patience;) {
    if (await holds()) return
    await new Promise((resolve) => setImmediate(resolve))
    await vi.advanceTimersByTimeAsync(milliseconds)
  }
  throw new Error('it never came to that')
}
const to = (sent: readonly Finished[]) => sent.map(({ envelope }) => envelope.to).toSorted()
const opened = (by: Kit) => submit(by, { by: { admin: 'root' }, ticket: null, lines: [`open ${c.title}`] })

describe('the agent', () => {
  it('handles mail as it comes and sends what follows', async () => {
    const { post, sent } = keeping()
    const running = start(post)
    await until(() => bring !== undefined && vi.getTimerCount() >= 2)
    const raw = stage.write({ from: c.managerGlite, text: `open ${c.title}` })
    await bring({
      place: { mailbox: 'box', uidValidity: '1', uid: 1 },
      via: 'imap',
      receivedAt: now,
      bytes: Buffer.from(await stage.sign(raw, 'egi.example')),
      backlog: false,
    })
    await until(() => sent.length >= 3)
    expect(to(sent)).toEqual([c.managerGlite, c.managerGlite, c.managerOps])
    stop.abort()
    await running.ended
  })

  it('says once in plain words that letters cannot leave, and once that they do again', async () => {
    await opened(kit)
    const { post, sent } = keeping()
    let down = true
    const told: DoorState[] = []
    const patchy: Post = {
      ...post,
      async send(letter) {
        if (down) throw new Fault('smtp', 'transient', 'cannot reach SMTP server')
        return post.send(letter)
      },
    }
    const running = start(patchy, (state) => told.push(state))
    await until(() => told.some(({ what }) => what.includes('cannot reach')))
    now = asInstant('2026-11-20T11:00:00Z')
    await until(
      async () => (await kit.archive.letters({ state: 'deferred' })).every(({ attempts }) => attempts > 1),
      1000,
    )
    down = false
    now = asInstant('2026-11-20T12:00:00Z')
    await until(() => sent.length >= 2, 1000)
    await until(() => told.some(({ what }) => what === 'letters leave again'))
    expect(told.filter(({ what }) => what.includes('cannot reach'))).toEqual([
      { up: false, what: 'cannot reach SMTP server; letters wait and are tried again' },
    ])
    stop.abort()
    await running.ended
  })

  it('asks a server that is away with one letter at a time, and lets all go once it is back; all of it is seen', async () => {
    await opened(kit)
    const lines = [`assign ${c.lisbon} ${c.desy} ${c.srce}`]
    await submit(kit, { by: { admin: 'root' }, ticket: asTicketId(1), lines })
    const { post, sent } = keeping()
    let tries = 0
    let down = true
    const away: Post = {
      ...post,
      async send(letter) {
        tries += 1
        if (down) throw new Fault('smtp', 'transient', 'cannot reach it', undefined, false, 'shut')
        return post.send(letter)
      },
    }
    const seen: DoorsSeen[] = []
    const doorsSeen = (doors: DoorsSeen) => void seen.push(doors)
    const options = { mailbox, post: away, connections: 2, fromBeginning: false, tell: () => {}, doorsSeen }
    const running = run(kit, options, stop.signal)
    const transport = () => seen.at(-1)?.transport
    await until(() => typeof transport() === 'object')
    const began = tries
    expect(began).toBeLessThanOrEqual(2)
    const minuteOf = (minute: number) =>
      asInstant(
        new Date(Date.parse('2026-11-20T10:00:00Z') + minute * 60_000).toISOString().slice(0, 19) + 'Z',
      )
    let minutes = 0
    // Asked again and again, however long the machine takes for each minute, and far less often than letters wait.
    await until(() => {
      minutes += 1
      now = minuteOf(minutes)
      return tries > began + 7
    }, 2000)
    expect(minutes).toBeGreaterThan(12)
    expect(transport()).toMatchObject({ downSince: '2026-11-20T10:00:00Z', what: 'cannot reach it' })
    expect((await kit.archive.letters()).every(({ attempts }) => attempts === 0)).toBe(true)
    down = false
    now = minuteOf(minutes + 60)
    await until(() => sent.length >= 6, 1000)
    await until(async () => (await kit.archive.alerts()).length === 0, 1000)
    expect(transport()).toEqual({ upSince: now })
    await until(() => to(sent).includes('postmaster@egi.example'), 1000)
    stop.abort()
    await running.ended
  })

  it('sees within a second what a command beside it has committed', async () => {
    const { post, sent } = keeping()
    const running = start(post)
    await until(() => vi.getTimerCount() >= 2)
    await opened(beside)
    await vi.advanceTimersByTimeAsync(1000)
    await until(() => sent.length >= 2)
    expect(to(sent)).toEqual([c.managerGlite, c.managerOps])
    stop.abort()
    await running.ended
  })

  it('keeps a deadline when its time has come', async () => {
    await opened(kit)
    await submit(kit, { by: { admin: 'root' }, ticket: asTicketId(1), lines: [`assign ${c.desy}`] })
    const { post, sent } = keeping()
    const running = start(post)
    await until(() => sent.length >= 3)
    now = asInstant('2026-11-23T08:00:00Z')
    await until(() => sent.length >= 4, 1000)
    expect(sent.at(-1)?.envelope.to).toBe(c.jan)
    stop.abort()
    await running.ended
  })

  it('takes up what was in hand when it died, and a refusal of which the ticket has not heard', async () => {
    await opened(kit)
    await submit(kit, { by: { admin: 'root' }, ticket: asTicketId(1), lines: [`assign ${c.desy}`] })
    const claimed = await kit.ledger.claimDue(now, asInstant('2027-01-01T00:00:00Z'), 100)
    const jans = claimed.find(
      ({ effect }) => effect.kind === 'letter' && effect.letter.letter === 'invitation',
    )
    await kit.ledger.settle(jans!.id, { state: 'failed', at: now, error: '550 no such user' })
    const { post, sent } = keeping()
    const running = start(post)
    await until(() => sent.length >= 4)
    expect((await kit.archive.ticket(asTicketId(1)))?.seats[0]).toMatchObject({ dueNoted: true })
    expect(to(sent)).not.toContain(c.jan)
    stop.abort()
    await running.ended
  })

  it('ends when it is told to: the letter under way is finished, the others wait for the next start', async () => {
    await opened(kit)
    await submit(kit, {
      by: { admin: 'root' },
      ticket: asTicketId(1),
      lines: [`assign ${c.lisbon} ${c.desy} ${c.srce}`],
    })
    let finish = () => {}
    const slow = keeping()
    const post: Post = {
      ...slow.post,
      async send(letter) {
        await new Promise<void>((resolve) => (finish = resolve))
        return slow.post.send(letter)
      },
    }
    const running = run(
      kit,
      { mailbox, post, connections: 1, fromBeginning: false, tell: () => {} },
      stop.signal,
    )
    const idle = finish
    await until(() => finish !== idle)
    stop.abort()
    finish()
    await running.ended
    expect(slow.sent).toHaveLength(1)
    stop = new AbortController()
    const { post: next, sent } = keeping()
    const again = start(next)
    await until(() => sent.length >= 5)
    expect(new Set([...slow.sent, ...sent].map(({ messageId }) => messageId)).size).toBe(6)
    stop.abort()
    await again.ended
  })

  it('ends with the mailbox’s own word where the mailbox cannot be used at all', async () => {
    mailbox = { name: 'box', run: () => Promise.reject(new Fault('imap', 'permanent', 'wrong password')) }
    await expect(start(keeping().post).ended).rejects.toThrow('wrong password')
  })

  it('rests after trouble with the store and goes on', async () => {
    let broken = true
    const { archive } = kit
    kit = {
      ...kit,
      archive: {
        ...archive,
        mailInLine: async (limit) => {
          if (broken) throw new Fault('store', 'transient', 'busy')
          return archive.mailInLine(limit)
        },
      },
    }
    await opened(kit)
    const { post, sent } = keeping()
    const running = start(post)
    await until(() => sent.length >= 2)
    broken = false
    now = asInstant('2026-11-24T12:00:00Z')
    await vi.advanceTimersByTimeAsync(5000)
    await until(() => sent.length >= 4, 1000)
    stop.abort()
    await running.ended
  })

  describe('with a clock that nobody sets beside its own', () => {
    let steady = 0
    const elsewhere = (post: Post) =>
      run(
        kit,
        { mailbox, post, connections: 2, fromBeginning: false, datedElsewhere: true, tell: () => {} },
        stop.signal,
      )
    beforeEach(() => {
      steady = 0
      kit = { ...kit, clock: { now: () => now, steady: () => steady, boot: 'b' } }
    })
    const take = async (receivedAt: Instant, uid: number) =>
      bring({
        place: { mailbox: 'box', uidValidity: '1', uid },
        via: 'imap',
        receivedAt,
        bytes: Buffer.from(`From: ${c.maria}\r\nSubject: hello ${uid}\r\n\r\nhello\r\n`),
        backlog: false,
      })

    it('stands still within a second of a jump, and goes on where the mail server’s clock agrees', async () => {
      await opened(kit)
      await submit(kit, { by: { admin: 'root' }, ticket: asTicketId(1), lines: [`assign ${c.desy}`] })
      const { post, sent } = keeping()
      const running = elsewhere(post)
      await until(() => sent.length >= 3)
      const jumped = asInstant('2027-11-20T10:00:00Z')
      now = jumped
      await vi.advanceTimersByTimeAsync(1000)
      await until(() => sent.length >= 4)
      expect(sent.at(-1)?.envelope.to).toBe('postmaster@egi.example')
      expect(await kit.archive.jump()).toMatchObject({ seen: jumped })
      // Mail of the wrong hour, by the server's clock, confirms nothing.
      await take(asInstant('2026-11-20T10:00:05Z'), 1)
      for (let second = 0; second < 5; second += 1) await vi.advanceTimersByTimeAsync(1000)
      expect(sent).toHaveLength(4)
      expect(await kit.archive.mails({ state: 'new' })).toHaveLength(1)
      await take(jumped, 2)
      await until(async () => (await kit.archive.jump()) === null, 1000)
      await until(async () => (await kit.archive.mails({ state: 'new' })).length === 0, 1000)
      stop.abort()
      await running.ended
    })

    it('decides nothing at an instant between two looks that a jump made wrong', async () => {
      await opened(kit)
      const dueTickets = kit.archive.dueTickets.bind(kit.archive)
      let looks: 'well' | 'wrongly' | 'done' = 'well'
      const archive = {
        ...kit.archive,
        dueTickets: async (at: Instant) => {
          if (looks !== 'wrongly') return dueTickets(at)
          looks = 'done'
          // Set while the look is under way: everything would be due.
          now = asInstant('2027-11-20T10:00:00Z')
          return dueTickets(now)
        },
      }
      kit = { ...kit, archive }
      const { post, sent } = keeping()
      const running = elsewhere(post)
      await until(() => sent.length >= 2)
      looks = 'wrongly'
      running.nudge()
      await until(() => looks === 'done')
      await until(() => sent.some(({ envelope }) => envelope.to === 'postmaster@egi.example'), 1000)
      expect(sent).toHaveLength(3)
      expect((await kit.archive.ticket(asTicketId(1)))?.version).toBe(1)
      stop.abort()
      await running.ended
    })
  })

  it('looks once a second at most where something due cannot be done', async () => {
    await opened(kit)
    await submit(kit, { by: { admin: 'root' }, ticket: asTicketId(1), lines: [`assign ${c.desy}`] })
    now = asInstant('2026-11-24T12:00:00Z')
    let looks = 0
    const ticket = async () => null
    const { archive } = kit
    const dueTickets: typeof archive.dueTickets = (at) => {
      looks += 1
      return archive.dueTickets(at)
    }
    kit = { ...kit, archive: { ...archive, ticket, dueTickets } }
    const running = start(keeping().post)
    await until(() => looks > 0)
    for (let second = 0; second < 10; second += 1) await vi.advanceTimersByTimeAsync(1000)
    expect(looks).toBeGreaterThan(1)
    expect(looks).toBeLessThanOrEqual(13)
    stop.abort()
    await running.ended
  })

  describe('where mail lies on the server that nobody has read yet', () => {
    const accept = async () => ({
      place: { mailbox: 'box', uidValidity: '1', uid: 1 },
      via: 'imap' as const,
      receivedAt: asInstant('2026-11-23T09:00:00Z'),
      bytes: Buffer.from(
        await stage.sign(stage.write({ from: c.jan, text: `#1 accept ${c.desy}` }), 'desy.example'),
      ),
      backlog: false,
    })
    /** One team was asked, its answer was due while nothing ran, and it said yes in time. */
    const startLate = async () => {
      await opened(kit)
      await submit(kit, { by: { admin: 'root' }, ticket: asTicketId(1), lines: [`assign ${c.desy}`] })
      const before = keeping()
      const asking = start(before.post)
      await until(() => before.sent.length >= 3)
      stop.abort()
      await asking.ended
      stop = new AbortController()
      // A manager's word that is still to leave.
      await submit(kit, { by: { admin: 'root' }, ticket: asTicketId(1), lines: [`assign ${c.lisbon}`] })
      await stage.at('2026-11-23T09:00:00Z')
      const mail = await accept()
      now = asInstant('2026-11-24T12:00:00Z')
      readAtOnce = false
      const { post, sent } = keeping()
      return { mail, sent, running: start(post) }
    }
    const kindsOf = async () =>
      new Set((await kit.archive.letters()).flatMap(({ letter }) => letter?.letter ?? []))

    it('no deadline passes before that is done: an accept that came in time is heard', async () => {
      const { mail, running, sent } = await startLate()
      for (let second = 0; second < 30; second += 1) await vi.advanceTimersByTimeAsync(1000)
      expect(sent).toEqual([])
      await bring(mail)
      lies.atEnd()
      await until(async () => (await kindsOf()).has('trial-started'), 1000)
      await until(() => sent.length >= 2, 1000)
      expect((await kit.archive.ticket(asTicketId(1)))?.seats[0]).toMatchObject({ state: 'accepted' })
      expect(await kindsOf()).not.toContain('call-preview')
      stop.abort()
      await running.ended
    })

    it('deadlines pass all the same after a quarter of an hour, and letters leave after a minute', async () => {
      const { running, sent } = await startLate()
      // The letters that were made before; nothing that fell due meanwhile.
      await until(() => sent.length > 0, 1000)
      now = asInstant('2026-11-24T12:14:59Z')
      for (let second = 0; second < 5; second += 1) await vi.advanceTimersByTimeAsync(1000)
      const noted = async () => (await kit.archive.ticket(asTicketId(1)))?.seats[0]?.dueNoted
      expect(await noted()).toBeFalsy()
      now = asInstant('2026-11-24T12:15:00Z')
      await until(async () => (await noted()) === true, 1000)
      stop.abort()
      await running.ended
    })

    it('the same holds while the server is away between two deadlines', async () => {
      await opened(kit)
      await submit(kit, { by: { admin: 'root' }, ticket: asTicketId(1), lines: [`assign ${c.desy}`] })
      const { post, sent } = keeping()
      const running = start(post)
      await until(() => sent.length >= 3)
      now = asInstant('2026-11-23T16:55:00Z')
      lies.tell({ up: false, what: 'cannot reach it' })
      now = asInstant('2026-11-23T17:05:00Z')
      for (let second = 0; second < 5; second += 1) await vi.advanceTimersByTimeAsync(1000)
      expect(await kindsOf()).not.toContain('call-preview')
      lies.tell({ up: true, what: 'reading' })
      for (let second = 0; second < 5; second += 1) await vi.advanceTimersByTimeAsync(1000)
      expect(await kindsOf()).not.toContain('call-preview')
      lies.atEnd()
      await until(async () => (await kindsOf()).has('call-preview'), 1000)
      stop.abort()
      await running.ended
    })
  })

  it('sends no letter at an instant before what falls due at the same instant is kept', async () => {
    await opened(kit)
    await submit(kit, { by: { admin: 'root' }, ticket: asTicketId(1), lines: [`assign ${c.desy}`] })
    const { post, sent } = keeping()
    const { archive, ledger } = kit
    let held = false
    const late: string[][] = []
    const claimDue: typeof ledger.claimDue = async (...claim) => {
      if (now > '2026-11-23') late.push([...(await archive.dueTickets(now))].map(String))
      return ledger.claimDue(...claim)
    }
    // The working loop comes second, as it may.
    const mailInLine = async (limit: number) => {
      for (let turns = held ? 5 : 0; turns > 0; turns -= 1)
        await new Promise((resolve) => setImmediate(resolve))
      return archive.mailInLine(limit)
    }
    kit = { ...kit, archive: { ...archive, mailInLine }, ledger: { ...ledger, claimDue } }
    const running = start(post)
    await until(async () => (await archive.letters({ state: 'sent' })).length >= 3)
    held = true
    now = asInstant('2026-11-23T08:00:00Z')
    running.nudge()
    await until(() => sent.length >= 4, 1000)
    expect(late[0]).toEqual([])
    stop.abort()
    await running.ended
  })

  it('sends no letter at a start before all that fell due is kept', async () => {
    await opened(kit)
    await submit(kit, { by: { admin: 'root' }, ticket: asTicketId(1), lines: [`assign ${c.desy}`] })
    now = asInstant('2026-12-04T12:00:00Z')
    const { post, sent } = keeping()
    const { archive, ledger } = kit
    const due: (readonly unknown[])[] = []
    const claimDue: typeof ledger.claimDue = async (...claim) => {
      due.push(await archive.dueTickets(now))
      return ledger.claimDue(...claim)
    }
    // The working loop is held up until the other one claims, or waits.
    const mailInLine = async (limit: number) => {
      while (due.length === 0 && vi.getTimerCount() === 0)
        await new Promise((resolve) => setImmediate(resolve))
      return archive.mailInLine(limit)
    }
    kit = { ...kit, archive: { ...archive, mailInLine }, ledger: { ...ledger, claimDue } }
    const running = start(post)
    await until(() => sent.length >= 2)
    expect(due[0]).toEqual([])
    stop.abort()
    await running.ended
  })
})
