import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Cursor, DoorState, Fault, Incoming } from '../../src/ports.ts'
import { imapMailbox } from '../../src/systems/imap.ts'
import { makeCertificates, opensslIsThere } from './certificates.ts'
import { ImapServer } from './imapserver.ts'

const certificates = makeCertificates()

let server = new ImapServer()
const running: { stop: AbortController; run: Promise<void> }[] = []
beforeEach(async () => {
  server = await new ImapServer().listen()
})
afterEach(async () => {
  for (const { stop, run } of running.splice(0)) {
    stop.abort()
    await run.catch(() => null)
  }
  server.close()
})

type Settings = Parameters<typeof imapMailbox>[0]
type Options = {
  cursor?: Cursor | null
  settings?: Partial<Settings>
  store?: (batch: readonly Incoming[]) => Promise<void>
  begin?: () => Promise<void>
  patience?: { connect: number; greeting: number; silence: number }
}

const start = ({ cursor = null, settings = {}, store, begin, patience }: Options = {}) => {
  const taken: Incoming[] = []
  const states: DoorState[] = []
  const begun: Cursor[] = []
  /** How much was taken each time that all was said to be. */
  const ends: number[] = []
  const toldBefore: DoorState[][] = []
  const pauses: number[] = []
  const compare: (() => void)[] = []
  const stop = new AbortController()
  const door = imapMailbox(
    {
      host: '127.0.0.1',
      port: server.port,
      security: 'none',
      user: 'bot',
      password: 'right',
      folder: 'INBOX',
      done: 'Processed',
      sizeLimit: 1000,
      ...settings,
    },
    {
      random: () => 1,
      ...(patience && { patience }),
      // The ten minutes between two comparisons end when a test says so; pauses between tries end at once.
      sleep: (milliseconds, signal) => {
        if (milliseconds !== 600_000) {
          pauses.push(milliseconds)
          return Promise.resolve()
        }
        return new Promise((resolve) => {
          compare.push(resolve)
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
      },
    },
  )
  const take = async (batch: readonly Incoming[]) => {
    await store?.(batch)
    taken.push(...batch)
  }
  const run = door.run(
    cursor,
    take,
    (state) => states.push(state),
    stop.signal,
    async (at) => {
      await begin?.()
      toldBefore.push([...states])
      begun.push(at)
    },
    () => ends.push(taken.length),
  )
  // A Fault is looked at by the tests that expect one.
  run.catch(() => null)
  running.push({ stop, run })
  const subjects = () => taken.map((mail) => /Subject: (.*)\r\n/.exec(text(mail))?.[1])
  const text = (mail: Incoming) => Buffer.from(mail.bytes).toString('latin1')
  return {
    door,
    taken,
    states,
    begun,
    ends,
    toldBefore,
    pauses,
    stop,
    run,
    subjects,
    sorted: () => subjects().toSorted((a = '', b = '') => a.localeCompare(b)),
    text,
    compareNow: () => compare.splice(0).forEach((each) => each()),
  }
}

const soon = (look: () => void) => vi.waitFor(look, { timeout: 5000, interval: 5 })
const idle = () => soon(() => expect(server.idling).toBe(1))
const cursorAt = (uid: number, begunAt = 0): Cursor => ({ uidValidity: '100', uid, begunAt })

describe('a mailbox by IMAP', () => {
  it('tells how far it has come where there is much to carry, and not where there is little', async () => {
    for (let i = 0; i < 250; i += 1) server.deliver(`old ${i}`, { quietly: true })
    const { states } = start()
    await idle()
    const parts = states.flatMap(({ part }) => (part ? [`${part.done} of ${part.of}`] : []))
    expect(parts).toEqual(['0 of 250', '200 of 250', '250 of 250'])
    server.deliver('new')
    await soon(() => expect(server.subjects('Processed')).toHaveLength(251))
    expect(states.filter(({ part }) => part)).toHaveLength(3)
  })

  it('asks once for mails that are small, and once more for the whole of the others', async () => {
    const sized = [1, 200, 32_767 - 25, 32_768 - 25, 32_769 - 25, 200_000]
    for (const [at, size] of sized.entries())
      server.deliver(`mail ${at}`, { body: 'x'.repeat(size), quietly: true })
    const { taken, text, subjects } = start({ settings: { sizeLimit: 1 << 20 } })
    await idle()
    expect(subjects()).toEqual(sized.map((_, at) => `mail ${at}`))
    expect(taken.map((mail) => /\r\n\r\n(x+)\r\n$/.exec(text(mail))?.[1]?.length)).toEqual(sized)
    const asked = server.commands.filter((command) => command.includes('FETCH'))
    expect(asked).toHaveLength(2)
    expect(asked[1]).toMatch(/^UID FETCH \S*6 .*BODY\.PEEK\[\](?!<)/)
  })

  it('asks for sizes alone, then for whole mails, where the server refuses the beginning of one', async () => {
    for (const subject of ['a', 'b']) server.deliver(subject, { quietly: true })
    server.script = (command) => (command.includes('PEEK[]<') ? 'BAD no such section' : null)
    const { taken, text, subjects } = start()
    await idle()
    expect(subjects()).toEqual(['a', 'b'])
    for (const mail of taken) expect(text(mail)).toMatch(/body\r\n$/)
  })

  it('says that it is at its end once all is taken, and again after a connection that was lost', async () => {
    for (let i = 0; i < 250; i += 1) server.deliver(`old ${i}`, { quietly: true })
    const { ends } = start()
    await idle()
    expect(ends).toEqual([250])
    server.cut()
    await soon(() => expect(server.logins).toBe(2))
    await idle()
    expect(ends).toEqual([250, 250])
  })

  it('calls what was there at the very first start backlog, what comes after not, and moves both', async () => {
    server.deliver('old 1')
    server.deliver('old 2')
    const { taken, begun, door } = start()
    await idle()
    server.deliver('new')
    await soon(() => expect(server.subjects('Processed')).toEqual(['old 1', 'old 2', 'new']))
    expect(
      taken.map(({ place, backlog, via, receivedAt }) => ({ ...place, backlog, via, receivedAt })),
    ).toEqual([
      {
        mailbox: door.name,
        uidValidity: '100',
        uid: 1,
        backlog: true,
        via: 'imap',
        receivedAt: '2026-11-23T08:00:05Z',
      },
      {
        mailbox: door.name,
        uidValidity: '100',
        uid: 2,
        backlog: true,
        via: 'imap',
        receivedAt: '2026-11-23T08:00:05Z',
      },
      {
        mailbox: door.name,
        uidValidity: '100',
        uid: 3,
        backlog: false,
        via: 'imap',
        receivedAt: '2026-11-23T08:00:05Z',
      },
    ])
    expect(begun).toEqual([{ uidValidity: '100', uid: 2, begunAt: 2 }])
    expect(door.name).toBe('bot@127.0.0.1/INBOX')
  })

  it('tells where it begins before it takes anything, in an empty folder too', async () => {
    const { begun } = start()
    await idle()
    expect(begun).toEqual([{ uidValidity: '100', uid: 0, begunAt: 0 }])
    expect(server.commands.some((command) => command.includes('FETCH'))).toBe(false)
  })

  it('does not say that it reads a mailbox until where it begins is kept', async () => {
    const { toldBefore, states } = start()
    await idle()
    expect(toldBefore).toEqual([[]])
    expect(states).toMatchObject([{ up: true }])
  })

  it('goes on after the cursor and gives once more what was taken but not told', async () => {
    for (const subject of ['a', 'b', 'c']) server.deliver(subject)
    const { taken, begun } = start({ cursor: cursorAt(2, 1) })
    await soon(() => expect(server.folder('INBOX').mails).toEqual([]))
    expect(taken.map((mail) => [mail.place.uid, mail.backlog])).toEqual([
      [1, true],
      [2, false],
      [3, false],
    ])
    expect(begun).toEqual([])
  })

  it('takes everything as new mail when UIDVALIDITY is another one than the cursor’s', async () => {
    server.folder('INBOX').uidValidity = 7
    server.deliver('a')
    server.deliver('b')
    const { taken } = start({ cursor: cursorAt(2) })
    await soon(() => expect(taken).toHaveLength(2))
    expect(taken.map((mail) => [mail.place.uidValidity, mail.backlog])).toEqual([
      ['7', false],
      ['7', false],
    ])
  })

  it('notices a UIDVALIDITY that changes while the connection was away', async () => {
    server.deliver('a')
    const { taken } = start({ cursor: cursorAt(0) })
    await idle()
    server.folder('INBOX').uidValidity = 8
    server.folder('INBOX').uidNext = 1
    server.deliver('b', { quietly: true })
    server.cut()
    await soon(() => expect(taken).toHaveLength(2))
    expect(taken[1]).toMatchObject({ place: { uidValidity: '8', uid: 1 }, backlog: false })
  })

  it('notices at the next comparison that the open folder was made anew', async () => {
    const { taken, states, compareNow } = start()
    await idle()
    server.folder('INBOX').uidValidity = 9
    // What the open folder shows is the old one, for as long as it is open.
    server.script = (command) =>
      command.includes('SEARCH') && server.logins === 1 ? 'OK nothing there' : null
    server.deliver('b', { quietly: true })
    compareNow()
    await soon(() => expect(taken).toHaveLength(1))
    expect(taken[0]).toMatchObject({ place: { uidValidity: '9', uid: 1 }, backlog: false })
    expect(states[1]?.what).toBe(
      `folder "INBOX" on IMAP server 127.0.0.1:${server.port} was made anew; trying again in 1 s`,
    )
  })

  it('tells the server only after the mail is stored', async () => {
    server.deliver('a')
    const before: string[] = []
    const { taken } = start({
      cursor: cursorAt(0),
      store: async () => void before.push(...server.commands.filter((command) => /STORE|MOVE/.test(command))),
    })
    await soon(() => expect(server.subjects('Processed')).toEqual(['a']))
    expect(taken).toHaveLength(1)
    expect(before).toEqual([])
  })

  it('leaves mail on the server when it cannot be stored, says so, and tries again', async () => {
    server.deliver('a')
    let full = true
    const { states, taken } = start({
      cursor: cursorAt(0),
      store: async () => {
        if (!full) return
        full = false
        expect(server.subjects('INBOX')).toEqual(['a'])
        throw new Error('disk full')
      },
    })
    await soon(() => expect(taken).toHaveLength(1))
    expect(states[1]?.what).toBe(
      `cannot store mail (disk full): it stays on IMAP server 127.0.0.1:${server.port}; trying again in 1 s`,
    )
    expect(states.map((state) => state.up)).toEqual([true, false, true])
  })

  it('finds mail that nobody announced at the next comparison', async () => {
    const { subjects, compareNow } = start()
    await idle()
    server.deliver('silent', { quietly: true })
    compareNow()
    await soon(() => expect(subjects()).toEqual(['silent']))
  })

  it('finds a mail that appears below the last one, and gives none twice', async () => {
    const { subjects, compareNow } = start({ cursor: cursorAt(0), settings: { done: '' } })
    await idle()
    server.folder('INBOX').uidNext = 5
    server.deliver('five')
    await soon(() => expect(subjects()).toEqual(['five']))
    await idle()
    const { mails } = server.folder('INBOX')
    mails.unshift({ uid: 3, bytes: Buffer.from('Subject: three\r\n\r\n'), flags: new Set() })
    compareNow()
    await soon(() => expect(subjects()).toEqual(['five', 'three']))
    await idle()
    compareNow()
    await idle()
    expect(subjects()).toEqual(['five', 'three'])
  })

  it('fetches a long backlog in ranges, all of it, in order', async () => {
    for (let i = 0; i < 450; i += 1) server.deliver(`m${i}`)
    const batches: number[] = []
    const { subjects } = start({
      cursor: cursorAt(0),
      store: async (batch) => void batches.push(batch.length),
    })
    await soon(() => expect(server.folder('INBOX').mails).toEqual([]))
    expect(batches).toEqual([200, 200, 50])
    expect(subjects()).toEqual(Array.from({ length: 450 }, (_, i) => `m${i}`))
  })
})

describe('what is done with handled mail', () => {
  it('makes the folder where it is missing and uses it where it is there', async () => {
    server.deliver('a')
    start({ cursor: cursorAt(0) })
    await soon(() => expect(server.subjects('Processed')).toEqual(['a']))
    await idle()
    expect(server.commands.filter((command) => command.startsWith('CREATE'))).toHaveLength(1)
    server.cut()
    await soon(() => expect(server.logins).toBe(2))
    await idle()
    expect(server.commands.filter((command) => command.startsWith('CREATE'))).toHaveLength(1)
  })

  it('only flags it where no folder is named, and does not give flagged mail again', async () => {
    server.deliver('read by hand')
    server.folder('INBOX').mails[0]?.flags.add('\\Seen')
    server.deliver('taken, not told')
    const { subjects } = start({ cursor: cursorAt(2), settings: { done: '' } })
    await idle()
    expect(subjects()).toEqual(['taken, not told'])
    expect(server.folder('INBOX').mails.map((mail) => [...mail.flags])).toEqual([['\\Seen'], ['\\Seen']])
    expect(server.commands.some((command) => /MOVE|COPY|CREATE|EXPUNGE/.test(command))).toBe(false)
  })

  it('copies and expunges that mail alone where the server has no MOVE', async () => {
    server.capabilities = 'IMAP4rev1 IDLE UIDPLUS'
    server.deliver('first')
    const { subjects } = start({
      cursor: cursorAt(0),
      store: async () => {
        // Arrives, already deleted by somebody else, while the first is being stored: not ours to expunge yet.
        if (server.folder('INBOX').uidNext > 2) return
        server.deliver('second')
        server.folder('INBOX').mails.at(-1)?.flags.add('\\Deleted')
      },
    })
    await soon(() => expect(server.subjects('INBOX')).toEqual([]))
    expect(server.commands.filter((command) => command.includes('EXPUNGE'))).toEqual([
      'UID EXPUNGE 1',
      'UID EXPUNGE 2',
    ])
    expect(server.subjects('Processed')).toEqual(['first', 'second'])
    expect(subjects()).toEqual(['first', 'second'])
  })

  it('flags and says why where the server can move no single mail', async () => {
    server.capabilities = 'IMAP4rev1 IDLE'
    server.deliver('a')
    const { states } = start({ cursor: cursorAt(0) })
    await soon(() => expect(server.folder('INBOX').mails[0]?.flags.has('\\Seen')).toBe(true))
    expect(
      states.some((state) => state.what.startsWith('handled mail stays in "INBOX" and is only flagged')),
    ).toBe(true)
    expect(server.commands.some((command) => /COPY|EXPUNGE/.test(command))).toBe(false)
  })
})

describe('a server that does not do as it is told', () => {
  const refusing = (verb: string, answer: string) => {
    const state = { refuses: true }
    server.script = (command) => (state.refuses && command.includes(verb) ? answer : null)
    return state
  }
  const movesAsked = () => server.commands.filter((command) => command.startsWith('UID MOVE')).length

  it('is told again where it was full, and the trouble is said once', async () => {
    const disk = refusing('UID MOVE', 'NO [OVERQUOTA] full')
    server.deliver('a')
    const { states, compareNow, subjects } = start({ cursor: cursorAt(0) })
    await idle()
    compareNow()
    await soon(() => expect(movesAsked()).toBe(4))
    await idle()
    expect(server.subjects('INBOX')).toEqual(['a'])
    expect(states.map(({ what }) => what).filter((what) => what.includes('does not let us'))).toEqual([
      'mail is stored, but the server does not let us move it to "Processed": check our rights on "INBOX", and the quota',
    ])
    disk.refuses = false
    compareNow()
    await soon(() => expect(server.subjects('Processed')).toEqual(['a']))
    expect(subjects()).toEqual(['a'])
  })

  it.each(['UID STORE', 'UID MOVE'])('is told again where the connection is cut at %s', async (verb) => {
    let cuts = 1
    server.script = (command) => (command.startsWith(verb) && (cuts -= 1) >= 0 ? 'cut' : null)
    server.deliver('a')
    server.deliver('b')
    const { subjects, states } = start({ cursor: cursorAt(0) })
    await soon(() => expect(server.subjects('Processed')).toEqual(['a', 'b']))
    expect(server.logins).toBe(2)
    expect(states.find(({ up }) => !up)?.what).toContain('(connection closed)')
    expect(subjects()).toEqual(['a', 'b'])
    expect(server.commands.filter((command) => command.includes('BODY.PEEK[]'))).toHaveLength(1)
  })

  it('gets its folder for handled mail back where somebody removed it', async () => {
    const { subjects } = start({ cursor: cursorAt(0) })
    await idle()
    server.folders.delete('Processed')
    server.script = (command) =>
      command.startsWith('UID MOVE') && !server.folders.has('Processed')
        ? 'NO [TRYCREATE] no such folder'
        : null
    server.deliver('a')
    await soon(() => expect(server.subjects('Processed')).toEqual(['a']))
    expect(subjects()).toEqual(['a'])
  })

  it('is read all the same where it lets us make no folder', async () => {
    refusing('CREATE', 'NO [CANNOT] not here')
    server.deliver('a')
    const { subjects, states } = start({ cursor: cursorAt(0) })
    await soon(() => expect(server.folder('INBOX').mails[0]?.flags.has('\\Seen')).toBe(true))
    expect(subjects()).toEqual(['a'])
    expect(states[0]?.what).toMatch(/^handled mail stays in "INBOX" and is only flagged/)
  })

  it('is listened to again where it ends an IDLE by itself', async () => {
    const { subjects } = start({ cursor: cursorAt(0) })
    await idle()
    server.endIdles()
    await idle()
    server.deliver('after')
    await soon(() => expect(subjects()).toEqual(['after']))
  })

  it('is said to have refused a search, by its name', async () => {
    let refused = 1
    server.script = (command) => (command.includes('SEARCH') && (refused -= 1) >= 0 ? 'NO no' : null)
    const { states } = start()
    await idle()
    expect(states[1]?.what).toBe(
      `IMAP server 127.0.0.1:${server.port} says NO to a search; trying again in 1 s`,
    )
  })

  it('is not read until it is kept where reading begins, though that fails at first', async () => {
    server.deliver('old')
    let full = 2
    const { begun, taken, states } = start({
      begin: async () => {
        if ((full -= 1) >= 0) throw new Error('disk full')
      },
    })
    await soon(() => expect(begun).toHaveLength(1))
    await soon(() => expect(taken.map(({ backlog }) => backlog)).toEqual([true]))
    expect(states.map(({ up }) => up)).toEqual([false, false, true])
  })

  it('is left and tried again where it says nothing any more', async () => {
    const { subjects, states } = start({ patience: { connect: 500, greeting: 500, silence: 150 } })
    await idle()
    server.silent = true
    server.deliver('unheard')
    await soon(() => expect(states.at(-1)?.what).toMatch(/\(no answer in time\)/))
    server.silent = false
    await soon(() => expect(subjects()).toEqual(['unheard']))
  })
})

describe('mail that cannot be had whole', () => {
  it('comes as headers under a line that says so where it is too large', async () => {
    server.deliver('huge', { body: 'x'.repeat(2000) })
    server.deliver('small')
    const { taken, text, states, subjects } = start({ cursor: cursorAt(0) })
    await soon(() => expect(subjects()).toEqual(['huge', 'small']))
    expect(text(taken[0] as Incoming)).toBe('X-Rollcall-Cut: size\r\nSubject: huge\r\n\r\n')
    expect(states.some((state) => state.what.startsWith('mail 1 has 1 MB, more than'))).toBe(true)
  })

  it('comes as headers after three looks in which it is refused, and holds up no other', async () => {
    for (const subject of ['a', 'rotten', 'c']) server.deliver(subject)
    const { taken, text, states, subjects, sorted } = start({ cursor: cursorAt(0) })
    server.script = (command) => {
      if (!/FETCH (?=\S*2).*BODY\.PEEK\[\]|FETCH 1:3.*BODY\.PEEK\[\]/.test(command)) return null
      // Other mail goes on to come, which shows that the server is well.
      if (command.startsWith('UID FETCH 2 ')) server.deliver('another')
      return 'NO [SERVERBUG] broken'
    }
    const others = ['another', 'another', 'another']
    await soon(() => expect(sorted()).toEqual(['a', ...others, 'c', 'rotten']))
    const rotten = taken.find(({ place }) => place.uid === 2) as Incoming
    expect(text(rotten)).toBe('X-Rollcall-Cut: fetch\r\nSubject: rotten\r\n\r\n')
    expect(subjects().slice(0, 2)).toEqual(['a', 'c'])
    expect(
      server.commands.filter((command) => command.startsWith('UID FETCH 2 ') && command.includes('PEEK[]')),
    ).toHaveLength(3)
    expect(states.some((state) => state.what.includes('cannot give mail 2 whole'))).toBe(true)
    await soon(() => expect(server.subjects('INBOX')).toEqual([]))
  })

  it.each([
    ['is busy', 'NO [UNAVAILABLE] storage is away'],
    ['does not say why', 'NO [SERVERBUG] internal error'],
  ])(
    'comes whole in the end where the server %s and gives no mail for a while, which is told',
    async (_, said) => {
      for (const subject of ['a', 'b', 'c']) server.deliver(subject)
      let refused = 0
      server.script = (command) => (command.includes('BODY.PEEK[]') && (refused += 1) <= 60 ? said : null)
      const { taken, text, sorted, states, ends } = start({ cursor: cursorAt(0) })
      await soon(() => expect(sorted()).toEqual(['a', 'b', 'c']))
      expect(refused).toBeGreaterThan(60)
      const words = said.replace(/\[\w+\] /, '')
      expect(states[1]).toMatchObject({
        up: false,
        what: expect.stringContaining(`says ${words}; trying again`),
      })
      // Until then nobody was told that the mailbox was read to its end.
      await soon(() => expect(ends[0]).toBe(3))
      for (const mail of taken) expect(text(mail)).not.toContain('X-Rollcall-Cut')
    },
  )

  it('is new mail all the same where a restart came before the server gave it', async () => {
    const first = start()
    await idle()
    let gives = false
    server.script = (command) =>
      !gives && /FETCH (?=\S*2).*BODY\.PEEK\[\]|FETCH 1:3.*BODY\.PEEK\[\]/.test(command)
        ? 'NO [INUSE] not now'
        : null
    for (const subject of ['a', 'late', 'c']) server.deliver(subject, { quietly: subject !== 'c' })
    await soon(() => expect(first.subjects()).toEqual(['a', 'c']))
    first.stop.abort()
    await first.run
    gives = true
    const { taken } = start({ cursor: cursorAt(3) })
    await soon(() => expect(taken).toMatchObject([{ place: { uid: 2 }, backlog: false }]))
  })

  it('lets the others pass where the server dies of it each time', async () => {
    for (let i = 1; i <= 20; i += 1) server.deliver(`m${i}`)
    const dies = (set: string) =>
      set.split(',').some((part) => {
        const [from = 0, to = from] = part.split(':').map(Number)
        return from <= 7 && 7 <= to
      })
    server.script = (command) => {
      const [, set = ''] = /^UID FETCH (\S+) .*BODY\.PEEK\[\]/.exec(command) ?? []
      return dies(set) ? 'cut' : null
    }
    const { taken, text, subjects } = start({ cursor: cursorAt(0) })
    await soon(() => expect(taken).toHaveLength(20))
    expect(subjects().at(-1)).toBe('m7')
    expect(text(taken.at(-1) as Incoming)).toBe('X-Rollcall-Cut: fetch\r\nSubject: m7\r\n\r\n')
    expect(new Set(subjects()).size).toBe(20)
  })

  it.each(['RFC822.SIZE', 'BODY.PEEK[]'])(
    'is not skipped where the server lists it and leaves it out of %s',
    async (item) => {
      for (const subject of ['a', 'rotten', 'c']) server.deliver(subject)
      server.leavesOut = (command, uid) => uid === 2 && command.includes(item)
      const { taken, text } = start({ cursor: cursorAt(0) })
      await soon(() => expect(taken).toHaveLength(3))
      expect(text(taken[2] as Incoming)).toMatch(/^X-Rollcall-Cut: fetch\r\n/)
    },
  )

  it('is read all the same where somebody flags it in that moment', async () => {
    server.deliver('a')
    server.deliver('b')
    server.afterFetch = (command) => (command.includes('FETCH') ? ['* 1 FETCH (UID 1 FLAGS (\\Seen))'] : [])
    const { taken, text, subjects } = start({ cursor: cursorAt(0) })
    await soon(() => expect(subjects()).toEqual(['a', 'b']))
    expect(text(taken[0] as Incoming)).toContain('body')
    expect(taken[0]?.receivedAt).toBe('2026-11-23T08:00:05Z')
  })

  it('does not fill the memory where its size was not true', async () => {
    const body = 'x'.repeat(90_000)
    for (let i = 0; i < 190; i += 1) server.deliver(`m${i}`, { body, quietly: true })
    server.sizeOf = () => 100
    const batches: number[] = []
    const { taken } = start({
      cursor: cursorAt(0),
      store: async (batch) => void batches.push(batch.length),
    })
    await soon(() => expect(taken).toHaveLength(190))
    // All that is fetched after the first 8 MB is fetched by itself.
    const alone = server.commands.filter((command) => /^UID FETCH \d+ .*BODY\.PEEK\[\]/.test(command))
    expect(alone.length).toBeGreaterThan(90)
    expect(new Set(taken.map(({ place }) => place.uid)).size).toBe(190)
  })

  it('is that line alone where not even headers come', async () => {
    server.deliver('rotten')
    server.script = (command) => (command.includes('BODY.PEEK') ? 'NO broken' : null)
    const { taken, text } = start({ cursor: cursorAt(0) })
    await soon(() => expect(taken).toHaveLength(1))
    expect(text(taken[0] as Incoming)).toBe('X-Rollcall-Cut: unreadable\r\n\r\n')
  })

  it('is fetched whole in the end where only the connection was cut, five times', async () => {
    server.deliver('unlucky')
    let cuts = 5
    server.script = (command) => (command.includes('BODY.PEEK[]') && (cuts -= 1) >= 0 ? 'cut' : null)
    const { taken, text } = start({ cursor: cursorAt(0) })
    await soon(() => expect(taken).toHaveLength(1))
    expect(text(taken[0] as Incoming)).toContain('body')
  })
})

describe('trouble', () => {
  const fault = async (run: Promise<void>) =>
    run.then(
      () => expect.unreachable('it should have failed'),
      (error: Fault) => ({ system: error.system, lasting: error.lasting, message: error.message }),
    )

  it('reconnects when the connection is cut, with growing pauses, and takes what came meanwhile', async () => {
    const { subjects, states, pauses } = start()
    await idle()
    server.deliver('meanwhile', { quietly: true })
    let refused = 3
    server.script = (command) => (command.startsWith('SELECT') && (refused -= 1) >= 0 ? 'cut' : null)
    server.cut()
    await soon(() => expect(subjects()).toEqual(['meanwhile']))
    await soon(() => expect(states.at(-1)?.up).toBe(true))
    expect(pauses).toEqual([1000, 2000, 4000, 8000])
    expect(states[1]).toEqual({
      up: false,
      what: `cannot reach IMAP server 127.0.0.1:${server.port} (connection closed): is it running? trying again in 1 s`,
      againIn: 1000,
    })
  })

  it('waits for a server that is not running, saying so, up to five minutes between tries', async () => {
    const { port } = server
    server.close()
    const { states, pauses, stop, run } = start({ settings: { port } })
    await soon(() => expect(pauses.length).toBeGreaterThan(10))
    stop.abort()
    await run
    expect(states[1]).toEqual({
      up: false,
      what: `cannot reach IMAP server 127.0.0.1:${port} (connection refused): is it running? trying again in 2 s`,
      againIn: 2000,
    })
    expect(pauses.slice(7, 10)).toEqual([128_000, 256_000, 300_000])
  })

  it('is a permanent Fault when the password is wrong from the start', async () => {
    const { run, states } = start({ settings: { password: 'wrong' } })
    expect(await fault(run)).toEqual({
      system: 'imap',
      lasting: 'permanent',
      message: `IMAP server 127.0.0.1:${server.port} refuses user bot: check user and password in [mailbox]`,
    })
    expect(states).toEqual([])
  })

  it('tells of a password that is changed later, and tries every five minutes', async () => {
    const { states, pauses } = start()
    await idle()
    const right = server.password
    server.password = 'another'
    let tries = 0
    server.script = (command) => {
      if (command.startsWith('LOGIN') && (tries += 1) === 3) server.password = right
      return null
    }
    server.cut()
    await soon(() => expect(states.at(-1)?.up).toBe(true))
    await soon(() => expect(pauses).toEqual([1000, 300_000, 300_000]))
    expect(states.at(-2)?.what).toMatch(
      /refuses user bot: check user and password in \[mailbox\]; trying again in 5 min$/,
    )
  })

  it('waits where the server says that it cannot log anybody in just now', async () => {
    let busy = 1
    server.script = (command) =>
      command.startsWith('LOGIN') && (busy -= 1) >= 0 ? 'NO [UNAVAILABLE] later' : null
    const { states } = start()
    await idle()
    expect(states.map((state) => state.up)).toEqual([false, true])
  })

  it('names the folder that is not there', async () => {
    const { run } = start({ settings: { folder: 'Inbx' } })
    expect((await fault(run)).message).toBe(
      `IMAP server 127.0.0.1:${server.port} has no folder "Inbx": correct folder in [mailbox], or make it there`,
    )
  })

  it('says that the server wants TLS where it takes no password without', async () => {
    server.capabilities = 'IMAP4rev1 LOGINDISABLED'
    expect((await fault(start().run)).message).toContain('takes no password without TLS: set security')
  })

  it('says that the server offers no STARTTLS, and sends no password', async () => {
    const { run } = start({ settings: { security: 'starttls' } })
    expect((await fault(run)).message).toContain('does not speak TLS as security = "starttls" says')
    expect(server.logins).toBe(0)
  })

  it.skipIf(!opensslIsThere)('works over TLS with our authority', async () => {
    server.close()
    server = await new ImapServer().listen(certificates.good)
    const { states } = start({ settings: { security: 'tls', caFile: certificates.ca } })
    await idle()
    expect(states).toEqual([{ up: true, what: `reading INBOX of bot on 127.0.0.1:${server.port}` }])
  })

  const bad: [name: string, { key: string; cert: string }, words: string][] = [
    ['expired', certificates.expired, 'its certificate has expired: renew it on the server'],
    ['of an unknown authority', certificates.unknown, 'give that authority’s PEM as ca_file'],
    ['for another name', certificates.otherName, 'use the name in the certificate as host'],
  ]
  it.skipIf(!opensslIsThere).each(bad)(
    'says what to do about a certificate that is %s',
    async (_, certificate, words) => {
      server.close()
      server = await new ImapServer().listen(certificate)
      const { run } = start({ settings: { security: 'tls', caFile: certificates.ca } })
      const { lasting, message } = await fault(run)
      expect(lasting).toBe('permanent')
      expect(message).toContain(words)
      expect(server.logins).toBe(0)
    },
  )

  it('allows no bare connection to another machine', () => {
    expect(() => start({ settings: { host: 'imap.egi.example' } })).toThrow(
      /security = "none" is for this machine only/,
    )
  })
})

describe('stopping', () => {
  it('says goodbye to the server', async () => {
    const { stop, run } = start()
    await idle()
    stop.abort()
    await run
    expect(server.commands.at(-1)).toBe('LOGOUT')
  })

  it('finishes with the mail it is storing, and takes no further one', async () => {
    for (let i = 0; i < 250; i += 1) server.deliver(`m${i}`)
    const { stop, run, taken } = start({ cursor: cursorAt(0), store: async () => stop.abort() })
    await run
    expect(taken).toHaveLength(200)
  })
})

describe('a check', () => {
  const check = async (settings: Partial<Settings> = {}) =>
    imapMailbox({
      host: '127.0.0.1',
      port: server.port,
      security: 'none',
      user: 'bot',
      password: 'right',
      folder: 'INBOX',
      done: '',
      sizeLimit: 1000,
      ...settings,
    }).check?.()

  it('logs in, looks at the folder without changing it, and leaves', async () => {
    server.deliver('stays unseen')
    await check()
    expect(server.commands).toContain('EXAMINE INBOX')
    expect(server.commands.filter((command) => /^(?:SELECT|FETCH|STORE|UID)/.test(command))).toEqual([])
    await vi.waitFor(() => expect(server.commands).toContain('LOGOUT'))
  })

  it('says what to do about a wrong password, a missing folder, a server that is gone', async () => {
    await expect(check({ password: 'wrong' })).rejects.toMatchObject({
      lasting: 'permanent',
      message: expect.stringMatching(/refuses user bot.*check user and password in \[mailbox\]/),
    })
    await expect(check({ folder: 'Nowhere' })).rejects.toMatchObject({
      lasting: 'permanent',
      message: expect.stringContaining('has no folder "Nowhere"'),
    })
    const { port } = server
    server.close()
    await expect(check({ port })).rejects.toMatchObject({
      lasting: 'transient',
      message: expect.stringContaining('connection refused'),
    })
  })
})
