// The loop that SQLite is tested with (sqlite.org/testing.html §3.4, "crash testing"): an agent that dies at the n-th of
// its effects, n = 1, 2, 3 … until a run ends untouched, and one that begins anew and goes on over the same memory. All
// in this process: dead is who meets nothing but its death from then on.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { readConfig } from '../../src/config.ts'
import { run, type Running } from '../../src/desk/run.ts'
import { buildHouse, type House } from '../../src/house.ts'
import type { Finished, LetterRow, Mailbox, Post } from '../../src/ports.ts'
import { examineHere } from '../../src/reports/examinehere.ts'
import { asInstant, type Instant } from '../../src/rollout/ids.ts'
import * as c from '../stories/cast.ts'
import { writeMail } from '../stories/writing.ts'
import { odt } from '../live/support/mailprogram.ts'
import { makeSigner, resolverOf, signed, type Signer } from '../support/signing.ts'
import { kitAt, mailboxAt, postAt, type At } from './points.ts'

class Died extends Error {}

type Step = { readonly from: string; readonly line: string; readonly report?: string }
/** Everybody says no, the call goes out, one comes back after all; with a note, a report and an end. */
const story: readonly Step[] = [
  { from: c.managerGlite, line: `open ${c.title}` },
  { from: c.managerOps, line: `assign ${c.lisbon} ${c.desy}` },
  { from: c.jan, line: `reject ${c.desy}` },
  { from: c.joao, line: `reject ${c.lisbon}` },
  { from: c.managerGlite, line: 'now' },
  { from: c.maria, line: `accept ${c.lisbon}` },
  { from: c.maria, line: '#1 note Does SL6 work?' },
  { from: c.maria, line: 'Our report.', report: `ea-${c.lisbon}-EMI-1.0-SE-DPM_mysql-1.8.0-1.odt` },
  { from: c.managerGlite, line: 'document 1234\noutcome ACCEPT\nresolve' },
]

const signers = new Map<string, Signer>()
const signerOf = (domain: string): Signer => {
  const known = signers.get(domain) ?? makeSigner(domain, 'rsa', 1024)
  signers.set(domain, known)
  return known
}
const start = asInstant('2026-11-20T10:00:00Z')
/** The story's mails as they come, signed once for all runs. */
const written = async (): Promise<readonly string[]> =>
  Promise.all(
    story.map(async ({ from, line, report }, number) => {
      const attachments =
        report === undefined ? [] : [{ name: report, content: odt('Seven days, no problem.') }]
      const at = asInstant(new Date(Date.parse(start) + number * 1000).toISOString().replace('.000', ''))
      const mail = writeMail({ from, subject: c.title, text: line, attachments }, at, number)
      return signed(mail, signerOf(from.split('@')[1] ?? ''), { signTime: at })
    }),
  )
let mails: Promise<readonly string[]> | null = null

/** What is left when all is over: the same for every n, but for what a death may repeat. */
export type Left = {
  readonly seats: readonly string[]
  readonly status: string
  readonly journal: readonly string[]
  readonly brokenRow: number | null
  readonly mails: readonly string[]
  readonly letters: readonly string[]
  /** Copies of each letter, by what it is; of a post to a list, the list's. */
  readonly copies: ReadonlyMap<string, number>
}
export type Ran = {
  readonly left: Left
  /** The point at which it died; null where it ended untouched. */
  readonly died: string | null
  readonly effects: number
}

/** Plays the story; the agent dies at its nth effect, and another one goes on. */
export async function dieAt(nth: number): Promise<Ran> {
  mails ??= written()
  const raw = await mails
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-effect-'))
  mkdirSync(join(dir, 'in'))
  writeFileSync(join(dir, 'rollcall.toml'), c.config)
  writeFileSync(join(dir, 'roster.csv'), c.roster)
  const read = readConfig(join(dir, 'rollcall.toml'), {})
  if (!('config' in read)) throw new Error(JSON.stringify(read.complaints))
  const clock = { at: start }
  const house = await buildHouse(read.config, {
    clock: { now: () => clock.at },
    resolver: resolverOf(...signers.values()),
    database: ':memory:',
    examine: ({ name, bytes }) => examineHere(bytes, name),
    templateCache: join(tmpdir(), 'rollcall-story-templates'),
    log: () => {},
  })
  try {
    return await playOver(house, clock, raw, nth)
  } finally {
    await house.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function playOver(
  house: House,
  clock: { at: Instant },
  raw: readonly string[],
  nth: number,
): Promise<Ran> {
  const fate = { effects: 0, died: null as string | null, dead: false, stop: new AbortController() }
  const at: At = (point) => {
    if (fate.dead) throw new Died(`dead at ${point}`)
    fate.effects += 1
    if (fate.effects !== nth) return
    fate.died = point
    fate.dead = true
    fate.stop.abort()
    throw new Died(point)
  }
  const server = mailServer(at, clock)
  const sent: Finished[] = []
  const post: Post = {
    async send(letter) {
      sent.push(letter)
      if (letter.envelope.also !== undefined) server.deliver(Buffer.from(letter.bytes))
      return { response: '250 kept' }
    },
    async close() {},
  }
  const kit = kitAt(house.kit, at)
  const live = (): Running => {
    fate.dead = false
    fate.stop = new AbortController()
    const options = { connections: 1, fromBeginning: false, tell: () => {} }
    const doors = { mailbox: mailboxAt(server.mailbox, at), post: postAt(post, at) }
    const begun = run(kit, { ...doors, ...options }, fate.stop.signal)
    // Its death is looked at when it is replaced.
    begun.ended.catch(() => null)
    return begun
  }
  let running = live()
  const revive = async () => {
    await running.ended.catch(onlyDeath)
    running = live()
  }
  for (const mail of raw) {
    server.deliver(Buffer.from(mail))
    running.nudge()
    let looked = -1
    for (let turns = 0; ; turns += 1) {
      if (fate.dead) await revive()
      // Only what was done changes what waits; now and then it is looked at all the same.
      if (fate.effects !== looked || turns % 100 === 0) {
        looked = fate.effects
        const waits = await whatWaits(house)
        if (waits.mails + waits.underWay + waits.putOff + server.untold() === 0) break
        if (turns > 1_000_000) throw new Error(`stuck after a death ${fate.died}: ${JSON.stringify(waits)}`)
        if (waits.mails + waits.underWay + server.untold() === 0) {
          clock.at = (await house.kit.archive.nextOutbox()) ?? clock.at
          running.nudge()
        }
      }
      await turn()
    }
  }
  fate.stop.abort()
  await running.ended.catch(onlyDeath)
  return { left: await whatIsLeft(house, sent), died: fate.died, effects: fate.effects }
}

const onlyDeath = (error: unknown) => {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  if (!(error instanceof Died) && !(cause instanceof Died)) throw error
}

/** What is put off waits for its time, and for nothing else. */
async function whatWaits({ kit }: House): Promise<{ mails: number; underWay: number; putOff: number }> {
  const { mail, letters } = await kit.archive.counts()
  return { mails: mail.new, underWay: letters.queued + letters.leased, putOff: letters.deferred }
}

/** A folder on a server: what was not told to be taken is given again. */
function mailServer(at: At, clock: { readonly at: Instant }) {
  const there: { uid: number; bytes: Uint8Array; receivedAt: Instant; told: boolean }[] = []
  let wake = () => {}
  const mailbox: Mailbox = {
    name: 'effects',
    async run(cursor, take, tell, signal, begin, ...more: readonly ((() => void) | undefined)[]) {
      if (cursor === null) await begin?.({ uidValidity: '1', uid: 0, begunAt: 0 })
      tell({ up: true, what: 'reading' })
      const ended = new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
      while (!signal.aborted) {
        const news = new Promise<void>((resolve) => {
          wake = resolve
        })
        for (const mail of there.filter(({ told }) => !told)) {
          const place = { mailbox: 'effects', uidValidity: '1', uid: mail.uid }
          const { receivedAt, bytes: raw } = mail
          await take([{ place, via: 'imap', receivedAt, bytes: raw, backlog: false }])
          at('before flag')
          mail.told = true
          at('after flag')
        }
        more[0]?.()
        await Promise.race([news, ended])
      }
    },
  }
  return {
    mailbox,
    deliver(bytes: Uint8Array) {
      there.push({ uid: there.length + 1, bytes, receivedAt: clock.at, told: false })
      wake()
    },
    untold: () => there.filter(({ told }) => !told).length,
  }
}

const whatItIs = ({ letter, to, state }: LetterRow) => {
  const reader = to === null ? '' : 'person' in to ? to.person : 'list' in to ? to.list : 'tracker'
  return `${letter?.letter} to ${reader}: ${state}`
}

async function whatIsLeft({ kit: { archive } }: House, sent: readonly Finished[]): Promise<Left> {
  // Not always number 1: a number that was handed out before a death is not handed out again.
  const [ticket, ...others] = await archive.tickets()
  if (!ticket || others.length > 0)
    throw new Error(`${others.length + (ticket ? 1 : 0)} tickets of one release`)
  const letters = await archive.letters({ limit: 1000 })
  const rows = await archive.mails({ limit: 1000 })
  const journal = await archive.journal(ticket.id)
  const counted = Map.groupBy(sent, ({ messageId }) => messageId)
  const copies = new Map<string, number>()
  for (const letter of letters)
    copies.set(`${letter.id} ${whatItIs(letter)}`, counted.get(letter.messageId)?.length ?? 0)
  return {
    seats: ticket.seats.map(({ team, state }) => `${team} ${state}`).toSorted(),
    status: ticket.status,
    journal: journal.map(({ event }) => event.type),
    brokenRow: await archive.brokenJournalRow(),
    mails: rows.map(({ state, verdict }) => `${verdict?.kind} ${state}`).toSorted(),
    letters: letters.map(whatItIs).toSorted(),
    copies,
  }
}
