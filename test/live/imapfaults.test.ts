// What a real IMAP server does to its clients besides cutting them off: it refuses, throttles, falls silent, lies, has
// its folders changed by other people. Whatever it is, mail is kept once and handled mail is moved, or somebody is told.

import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { describeLive } from './lab/needs.ts'
import { until } from './lab/until.ts'
import { mailOf, sha256, startMailboxes, type Mailboxes, type Reading } from './support/mailboxes.ts'
import { layRelay } from './support/relay.ts'
import type { Fate, Unit } from './support/wire.ts'

const first = mailOf('first')
const second = mailOf('second', 'attached')
const third = mailOf('third', 'large')
const fourth = mailOf('fourth')

const byText = (a: string, b: string) => (a < b ? -1 : 1)

// Each waits for the server most of the time.
vi.setConfig({ maxConcurrency: 10 })

describeLive('a mailbox whose server has troubles of its own', () => {
  let mailboxes: Mailboxes
  let nth = 0
  beforeAll(async () => {
    mailboxes = await startMailboxes()
  })
  const seen = { readings: 0, mails: 0 }
  afterAll(async () => {
    // The figures of docs/reliability.md.
    process.stdout.write(`${seen.readings} readings with a fault, ${seen.mails} mails kept\n`)
    await mailboxes?.stop()
  })

  type Options = Parameters<Mailboxes['open']>[2] & { readonly mails?: readonly string[] }
  /** A folder with mail in it that the agent is to read; it has not begun. */
  const lay = async ({ mails = [first, second, third], ...options }: Options = {}) => {
    // Others are laid meanwhile.
    const mine = (nth += 1)
    const folder = `fault-${mine}`
    const control = await mailboxes.connect(mine)
    await control.mailboxCreate(folder)
    for (const mail of mails) await control.append(folder, mail)
    const reading = await mailboxes.open(mine, folder, options)
    const end = async () => {
      await reading.stop()
      await control.logout()
      seen.readings += 1
      seen.mails += reading.kept().length
      expect(reading.flags.early).toBe(0)
    }
    return { folder, control, reading, end }
  }
  const contents = (reading: Reading) => reading.kept().map((mail) => mail.sha256)
  const hashes = (...mails: string[]) => mails.map(sha256)
  const words = (reading: Reading) => reading.states.map(({ what }) => what).join('\n')

  /** Does something to what the agent says with this command, so many times. */
  const onCommand = (command: RegExp, times: number, fate: (unit: Unit, tag: string) => Fate) => {
    let left = times
    return (unit: Unit): Fate | null => {
      if (!command.test(unit.text) || (left -= 1) < 0) return null
      return fate(unit, unit.text.split(' ')[0] ?? '')
    }
  }
  const answering = (answer: string) => (_: Unit, tag: string) => ({
    pass: null,
    answer: Buffer.from(`${answer.startsWith('*') ? '' : `${tag} `}${answer}\r\n`),
  })

  const answers: [at: RegExp, answer: string, says: RegExp | null, times?: number][] = [
    [/ LOGIN | AUTHENTICATE /, 'NO [UNAVAILABLE] later', /cannot log .* in just now; trying again/],
    [/ LOGIN | AUTHENTICATE /, 'NO [INUSE] later', /cannot log .* in just now; trying again/],
    [/ LIST /, 'NO [UNAVAILABLE] storage is away', /says NO storage is away|says NO/],
    [/ CREATE /, 'BAD who are you', /only flagged/],
    [/ SELECT /, 'NO [UNAVAILABLE] storage is away', /says NO/],
    [/ SELECT /, 'BAD what', /says BAD/],
    [/ UID SEARCH /, 'NO [SERVERBUG] oops', /says NO to a search/],
    [/ UID SEARCH /, 'BAD oops', /says NO to a search/],
    // Sizes are asked for with what is small, then alone.
    [/ FETCH \S+ .*RFC822\.SIZE/, 'NO [UNAVAILABLE] storage is away', null],
    [/ FETCH \S+ .*RFC822\.SIZE/, 'NO [UNAVAILABLE] storage is away', /says NO/, 2],
    [/ FETCH \S+ .*RFC822\.SIZE/, 'NO [SERVERBUG] oops', null],
    [/ FETCH \S+ .*BODY\.PEEK\[\]/, 'NO [UNAVAILABLE] storage is away', null, 4],
    [/ FETCH \S+ .*BODY\.PEEK\[\]/, 'NO [SERVERBUG] Internal error occurred', null, 4],
    [
      / FETCH \S+ .*BODY\.PEEK\[\]/,
      'BAD Request is throttled. Suggested Backoff Time: 20 milliseconds',
      null,
      2,
    ],
    [/ STORE /, 'NO [NOPERM] not you', null],
    [/ MOVE /, 'NO [OVERQUOTA] full', /does not let us move it .*quota/, 2],
    [/ MOVE /, 'NO [UNAVAILABLE] later', /does not let us move it/, 2],
    [/ IDLE$/, 'NO not now', null],
    [/ IDLE$/, '* BYE restarting', /connection closed/],
  ]
  it.concurrent.each(answers)(
    'carries on after %s was answered by %s',
    async (at, answer, says, times = 1) => {
      const { reading, control, folder, end } = await lay({ every: 100 })
      reading.setRules({
        client: onCommand(at, times, (unit, tag) => ({
          ...answering(answer)(unit, tag),
          ...(answer.startsWith('*') && { end: 'fin' }),
        })),
      })
      reading.start()
      if (says !== null) await reading.says(says)
      else await reading.says(/^reading /)
      await control.append(folder, fourth)
      const onlyFlagged = at.source.includes('CREATE')
      if (onlyFlagged) await reading.keeps(4)
      else await reading.settled(control, 4)
      expect(contents(reading).toSorted(byText)).toEqual(
        hashes(first, second, third, fourth).toSorted(byText),
      )
      await end()
    },
  )

  const silences = [
    / LIST /,
    / SELECT /,
    / SEARCH /,
    / FETCH .*SIZE/,
    / FETCH .*BODY/,
    / STORE /,
    / MOVE /,
    / IDLE$/,
  ]
  it.concurrent.each(silences)('leaves a server that falls silent at %s, and carries on', async (at) => {
    const { reading, control, folder, end } = await lay({ silence: 400 })
    reading.setRules({ client: onCommand(at, 1, () => ({ pass: null, end: 'mute' })) })
    reading.start()
    if (at.source.includes('IDLE')) {
      await reading.says(/^reading /)
      await control.append(folder, fourth)
    }
    await reading.says(/no answer in time/)
    await reading.settled(control, at.source.includes('IDLE') ? 4 : 3)
    expect(contents(reading)).toEqual([...new Set(contents(reading))])
    await end()
  })

  it.concurrent('leaves a line that dies while it listens, and finds what came meanwhile', async () => {
    const { reading, control, folder, end } = await lay({ silence: 400 })
    reading.start()
    await reading.settled(control, 3)
    await reading.idles()
    // Nothing passes any more from the first word of news on, and nobody closes anything.
    let died = 0
    reading.setRules({
      server: ({ text }) => (/EXISTS/.test(text) && (died += 1) === 1 ? { pass: null, end: 'mute' } : null),
    })
    await control.append(folder, fourth)
    await reading.says(/no answer in time/)
    await reading.settled(control, 4)
    expect(contents(reading)).toEqual(hashes(first, second, third, fourth))
    await end()
  })

  it.concurrent('leaves a server that takes the connection and does not greet', async () => {
    const { reading, control, end } = await lay()
    reading.setRules({ server: ({ nth: said }) => (said === 1 ? { pass: null, end: 'mute' } : null) })
    reading.start()
    await reading.says(/no greeting in time/)
    await reading.settled(control, 3)
    await end()
  })

  it.concurrent('finds mail that the server does not announce at the next comparison', async () => {
    const { reading, control, folder, end } = await lay()
    let swallowed = 0
    reading.setRules({
      server: ({ text }) => {
        if (!/^\* \d+ (?:EXISTS|RECENT)/.test(text)) return null
        swallowed += 1
        return { pass: null }
      },
    })
    reading.start()
    await reading.settled(control, 3)
    await reading.idles()
    const before = swallowed
    await control.append(folder, fourth)
    await until('the server announces it', 10_000, () => swallowed > before || undefined)
    expect(contents(reading)).toEqual(hashes(first, second, third))
    reading.compare()
    await reading.settled(control, 4)
    await end()
  })

  it.concurrent('takes nothing twice from a folder that was made anew with the same mail', async () => {
    const { reading, control, folder, end } = await lay({ done: '' })
    reading.start()
    await reading.keeps(3)
    await reading.idles()
    await control.mailboxDelete(folder)
    await control.mailboxCreate(folder)
    for (const mail of [fourth, third, first]) await control.append(folder, mail)
    await until('the new mail is kept', 20_000, () => {
      reading.compare()
      return reading.kept().length >= 4 || undefined
    })
    await reading.flagged(control, 3)
    expect(contents(reading)).toEqual(hashes(first, second, third, fourth))
    expect(new Set(reading.kept().map(({ uidValidity }) => uidValidity)).size).toBe(2)
    // What was there first is backlog, what came into the new folder is not.
    expect(reading.kept().map(({ state }) => state)).toEqual(['backlog', 'backlog', 'backlog', 'new'])
    await end()
  })

  it.concurrent('waits for a folder that is renamed while it is read, and reads the one that takes its place', async () => {
    const { reading, control, folder, end } = await lay({ every: 200 })
    reading.start()
    await reading.settled(control, 3)
    await control.mailboxRename(folder, `${folder}-old`)
    await control.append(`${folder}-old`, fourth)
    await reading.says(/has no folder/)
    await control.mailboxCreate(folder)
    await control.append(folder, mailOf('fifth'))
    await reading.settled(control, 4)
    expect(contents(reading)).toEqual(hashes(first, second, third, mailOf('fifth')))
    await end()
  })

  it.concurrent('makes the folder of handled mail anew where somebody removed it', async () => {
    const { reading, control, folder, end } = await lay()
    reading.start()
    await reading.settled(control, 3)
    await control.mailboxDelete(`${folder}-done`)
    await control.append(folder, fourth)
    await reading.settled(control, 4, 1)
    await end()
  })

  it.concurrent('keeps a mail that another client moves back as another mail, and moves it again', async () => {
    const { reading, control, folder, end } = await lay()
    reading.start()
    await reading.settled(control, 3)
    await control.mailboxOpen(`${folder}-done`)
    await control.messageMove('1', folder, { uid: true })
    await control.mailboxClose()
    await reading.settled(control, 4, 3)
    expect(contents(reading)).toEqual(hashes(first, second, third, first))
    await end()
  })

  it.concurrent('passes over a mail that another client removes while it is fetched', async () => {
    const { reading, control, folder, end } = await lay({ mails: [first, second, third, fourth], every: 100 })
    await control.mailboxOpen(folder)
    let removed = false
    reading.setRules({
      client: async ({ text }) => {
        if (removed || !/ UID FETCH .*BODY\.PEEK\[\]/.test(text)) return null
        removed = true
        await control.messageDelete('2', { uid: true })
        await control.mailboxClose()
        return null
      },
    })
    reading.start()
    await reading.keeps(3)
    await reading.settled(control, 3)
    expect(removed).toBe(true)
    expect(contents(reading)).toEqual(hashes(first, third, fourth))
    expect(words(reading)).not.toContain('cannot give')
    await end()
  })

  const lies: [what: string, lie: (unit: Unit) => Buffer | null, stub: RegExp | null, silence?: number][] = [
    [
      'two gigabytes',
      ({ text }) => swap(text, /^(\* \d+ FETCH \(.*UID 2 .*RFC822\.SIZE )\d+/, '$12147483648'),
      /mail 2 has 2048 MB, more than the 1 MB/,
    ],
    [
      'a literal of two gigabytes',
      ({ text }) => swap(text, /^(\* \d+ FETCH \(.*UID 2 .*BODY\[\](?:<0>)? )\{\d+/, '$1{2147483648'),
      /cannot give mail 2 whole/,
    ],
    [
      'a literal ten bytes longer than it is',
      ({ text }) => longer(text, 10),
      /cannot give mail 2 whole/,
      300,
    ],
    ['a literal far longer than it is', ({ text }) => longer(text, 100_000), /cannot give mail 2 whole/, 300],
    [
      'a literal ten bytes shorter than it is',
      ({ text }) => longer(text, -10),
      /cannot give mail 2 whole/,
      300,
    ],
  ]
  const swap = (text: string, what: RegExp, by: string) =>
    what.test(text) ? Buffer.from(`${text.replace(what, by)}\r\n`, 'latin1') : null
  const longer = (text: string, by: number) => {
    const size = Number(/^\* \d+ FETCH \(.*UID 2 .*BODY\[\](?:<0>)? \{(\d+)/.exec(text)?.[1] ?? Number.NaN)
    return Number.isNaN(size) ? null : swap(text, /\{\d+\}$/, `{${size + by}}`)
  }
  it.concurrent.each(lies)(
    'is not held up by a mail of which the server says that it has %s',
    async (_, lie, stub, silence) => {
      const { reading, control, end } = await lay({ every: 100, ...(silence !== undefined && { silence }) })
      reading.setRules({
        server: (unit) => {
          const pass = lie(unit)
          return pass === null ? null : { pass }
        },
      })
      reading.start()
      if (stub !== null) await reading.says(stub)
      await reading.settled(control, 3)
      expect(contents(reading)).toEqual(expect.arrayContaining(hashes(first, third)))
      await end()
    },
  )

  it.concurrent('sets a mail aside that the server refuses at every look, and reads the others', async () => {
    const { reading, control, end } = await lay({ every: 100 })
    reading.setRules({
      client: onCommand(
        / UID FETCH (?:2|1:3|1,2\S*|\S+,2) .*BODY\.PEEK\[\]/,
        99,
        answering('NO [SERVERBUG] broken'),
      ),
    })
    reading.start()
    await reading.says(/cannot give mail 2 whole/)
    await reading.settled(control, 3)
    expect(contents(reading).slice(0, 2)).toEqual(hashes(first, third))
    await end()
  })

  it.concurrent('is told of a password that ends later, and reads on with the new one', async () => {
    const { reading, control, folder, end } = await lay({ every: 200 })
    reading.start()
    await reading.settled(control, 3)
    let refused = 0
    reading.setRules({
      client: onCommand(/ LOGIN | AUTHENTICATE /, 3, (unit, tag) => {
        refused += 1
        return answering(refused < 3 ? 'NO [EXPIRED] renew it' : 'NO [AUTHENTICATIONFAILED] no')(unit, tag)
      }),
      server: ({ nth: said }) => (said === 1 ? { end: 'fin' } : null),
    })
    await control.append(folder, fourth)
    await reading.says(/refuses user .*check user and password/)
    await reading.settled(control, 4)
    expect(refused).toBe(3)
    await end()
  })

  it.concurrent.each(['flip', 'fin', 'reset'] as const)(
    'keeps all where TLS is harmed in the middle: %s',
    async (how) => {
      let met = 0
      for (const atByte of [900, 2500, 4200, 6000, 60_000, 200_000]) {
        const relay = await layRelay(mailboxes.port, { atByte, how })
        const { reading, control, end } = await lay({ tls: relay, every: 100, silence: 1500 })
        reading.start()
        await reading.settled(control, 3)
        if (relay.heard() > atByte) met += 1
        expect(contents(reading).toSorted(byText)).toEqual(hashes(first, second, third).toSorted(byText))
        await end()
        relay.close()
      }
      expect(met).toBe(6)
    },
  )

  it.concurrent('tries again where the name of the server leads nowhere', async () => {
    const { reading, control } = await lay({ tls: { port: 993, host: 'imap.rollcall.invalid' } })
    reading.start()
    await reading.says(
      /\((?:no such host name|the name servers do not answer)\): is it running\? trying again in 4 s/,
    )
    await reading.stop()
    await control.logout()
  })
})
