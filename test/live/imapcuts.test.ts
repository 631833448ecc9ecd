// The connection to a real IMAP server, cut at every line it says: instead of it, in the middle of it, after it, with a
// FIN and with an RST, as SQLite is tested at every call: the nth, until a reading ends uncut. Whatever n is, each mail
// is kept once, nothing is told of it before, all is moved in the end, and what came later is no backlog.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeLive } from './lab/needs.ts'
import { mailOf, sha256, startMailboxes, type Mailboxes } from './support/mailboxes.ts'
import type { Fate, Rules, Unit } from './support/wire.ts'

/** All of them where ROLLCALL_CELLS=all is said; else every seventh, so that all ways to cut are among them. */
const step = process.env['ROLLCALL_CELLS'] === 'all' ? 1 : 7
/** Readings mostly wait for the server. */
const sideBySide = 10
/** For all cuts of one way, while others use the machine too. */
const timeout = 10 * 60_000

type Way = { readonly name: string; readonly cut: (unit: Unit) => Fate }
const ways: readonly Way[] = (['fin', 'reset'] as const).flatMap((end) => [
  { name: `instead of it, ${end}`, cut: () => ({ pass: null, end }) },
  {
    name: `in its middle, ${end}`,
    cut: ({ bytes, nth }) => ({ pass: bytes.subarray(0, middle(bytes.length, nth)), end }),
  },
  { name: `after it, ${end}`, cut: () => ({ end }) },
])
/** Anywhere in it, by chance that is the same each time (Knuth's multiplier). */
const middle = (length: number, nth: number) => 1 + (((nth * 2_654_435_761) >>> 0) % Math.max(1, length - 1))

/** The figures of docs/reliability.md. */
const say = (line: string) => process.stdout.write(`${line}\n`)

describeLive('a mailbox whose connection is cut', () => {
  let mailboxes: Mailboxes
  beforeAll(async () => {
    mailboxes = await startMailboxes()
  })
  afterAll(async () => mailboxes?.stop())

  const lying = [mailOf('first'), mailOf('second', 'attached')]
  const late = mailOf('third', 'large')
  const expected = [...lying, late].map(sha256).sort((a, b) => (a < b ? -1 : 1))

  /** One reading, with what went wrong in it. */
  const read = async (user: number, folder: string, rules: Rules, done?: string) => {
    const control = await mailboxes.connect(user)
    await control.mailboxCreate(folder)
    for (const mail of lying) await control.append(folder, mail)
    const reading = await mailboxes.open(user, folder, { ...(done !== undefined && { done }) })
    reading.setRules(rules)
    reading.start()
    await reading.says(/^reading /)
    await control.append(folder, late)
    await reading.settled(control, 3)
    const logins = reading.wire.connections()
    await reading.stop()
    // A list of folders that grows would make each reading longer than the last.
    for (const { path } of await control.list())
      if (path.startsWith(folder)) await control.mailboxDelete(path)
    await control.logout()
    const kept = reading.kept()
    const complaints: string[] = []
    const hashes = kept.map((mail) => mail.sha256).sort((a, b) => (a < b ? -1 : 1))
    if (JSON.stringify(hashes) !== JSON.stringify(expected)) complaints.push(`kept ${kept.length}`)
    const backlog = kept.filter(({ state }) => state === 'backlog').length
    if (backlog !== 2) complaints.push(`${backlog} backlog`)
    if (reading.flags.early > 0) complaints.push(`${reading.flags.early} flags before the commit`)
    return { logins, ...reading.flags, complaints }
  }

  /** The same cut at n = 1, 2, 3 … of a reading, several side by side, until one is not met. */
  const cutEverywhere = async (
    label: string,
    cut: Way['cut'],
    first: number,
    change?: (unit: Unit) => Fate | null,
  ) => {
    const broken: string[] = []
    let [next, met, told, early, ended] = [first, 0, 0, 0, false]
    const worker = async (user: number) => {
      while (!ended) {
        const n = next
        next += step
        let was = false
        const server = (unit: Unit): Fate | null => {
          if (unit.nth !== n) return change?.(unit) ?? null
          was = true
          return cut(unit)
        }
        const result = await read(user, `${label}-${n}`, { server })
        told += result.told
        early += result.early
        if (was) met += 1
        else ended = true
        for (const complaint of result.complaints) broken.push(`${label} ${n}: ${complaint}`)
      }
    }
    await Promise.all(Array.from({ length: sideBySide }, async (_, at) => worker(at)))
    return { met, told, early, broken }
  }

  it.each(ways)(
    'loses nothing and takes nothing twice, whichever line it is cut at: $name',
    { timeout },
    async ({ name, cut }) => {
      const label = name.replaceAll(/\W+/g, '-')
      const { met, told, early, broken } = await cutEverywhere(
        label,
        cut,
        1 + (ways.findIndex((way) => way.name === name) % step),
      )
      say(`${name}: ${met} cuts, ${3 * met} mails, ${told} flags and moves, ${early} before their commit`)
      expect(broken).toEqual([])
      expect(met).toBeGreaterThan(60 / step - 1)
    },
  )

  const without =
    (word: string) =>
    (unit: Unit): Fate | null =>
      unit.text.includes('CAPABILITY')
        ? { pass: Buffer.from(unit.bytes.toString('latin1').replace(` ${word}`, ''), 'latin1') }
        : null

  it('does so where the server has no MOVE, and mail is copied and removed', { timeout }, async () => {
    const cut = (): Fate => ({ end: 'fin' })
    const { met, broken } = await cutEverywhere('copied', cut, 1, without('MOVE'))
    say(`copied: ${met} cuts`)
    expect(broken).toEqual([])
    expect(met).toBeGreaterThan(60 / step - 1)
  })

  it('loses nothing at any byte of what it is given', { timeout }, async () => {
    const broken: string[] = []
    const bytes = mailOf('third', 'large').length + 30_000
    const chosen = Array.from({ length: Math.ceil(140 / step) }, (_, at) => middle(bytes, at))
    let cuts = 0
    const worker = async (user: number) => {
      for (let byte = chosen.shift(); byte !== undefined; byte = chosen.shift()) {
        const at = byte
        let heard = 0
        const server = ({ bytes: { length }, bytes: all }: Unit): Fate | null => {
          heard += length
          if (heard < at || heard - length >= at) return null
          cuts += 1
          return { pass: all.subarray(0, all.length - (heard - at)), end: at % 2 ? 'fin' : 'reset' }
        }
        const { complaints } = await read(user, `byte-${at}`, { server })
        for (const complaint of complaints) broken.push(`byte ${at}: ${complaint}`)
      }
    }
    await Promise.all(Array.from({ length: sideBySide }, async (_, at) => worker(at)))
    say(`at any byte: ${cuts} cuts`)
    expect(broken).toEqual([])
    expect(cuts).toBeGreaterThan(130 / step)
  })

  it('comes through where every connection is cut, each a little later than the last', async () => {
    const connection = { nth: 0 }
    const server = ({ here }: Unit): Fate | null => {
      if (here === 1) connection.nth += Math.min(step, 3)
      return here >= connection.nth ? { end: connection.nth % 2 ? 'fin' : 'reset' } : null
    }
    const { complaints, logins } = await read(0, 'again-and-again', { server })
    say(`every connection cut: ${logins} connections`)
    expect(complaints).toEqual([])
    expect(logins).toBeGreaterThan(10)
  })
})
