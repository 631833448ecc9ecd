// A database grown by the real house through real mails, with its log kept whole: what it would be to an agent whose power
// failed at any byte of it. Notes beside it how far the log was when a mail was told to the server, and when a letter left.

import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { readConfig } from '../../src/config.ts'
import { deliver } from '../../src/desk/deliver.ts'
import { handleAll } from '../../src/desk/handle.ts'
import { makePatience } from '../../src/desk/patience.ts'
import { watch } from '../../src/desk/watch.ts'
import { buildHouse, type House } from '../../src/house.ts'
import { silentLog } from '../../src/log.ts'
import { examineHere } from '../../src/reports/examinehere.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import type { Finished, Incoming, LetterRow } from '../../src/ports.ts'
import { odt } from '../live/support/mailprogram.ts'
import * as c from '../stories/cast.ts'
import { writeMail } from '../stories/writing.ts'
import { makeSigner, resolverOf, signed, type Signer } from '../support/signing.ts'
import { readWal } from './wal.ts'

/** Nothing falls due meanwhile: what is decided depends on the mails alone. */
const now = asInstant('2026-11-20T10:00:00Z')
const never = new AbortController().signal

export type Grown = {
  readonly base: Buffer
  readonly wal: Buffer
  /** `end`: of the log, in bytes, when it happened. */
  readonly told: readonly { readonly mail: Incoming; readonly end: number }[]
  readonly sent: readonly { readonly letter: Finished; readonly end: number }[]
  readonly left: Left
  /** An agent on what is left of memory: letters that waited leave, and these mails come. */
  goOn(
    base: Buffer,
    wal: Buffer,
    mails: readonly Incoming[],
  ): Promise<{ sent: readonly Finished[]; left: Left }>
}
/** What is left when all is over: the same whenever the power failed, but for what may be repeated. */
export type Left = {
  readonly tickets: readonly string[]
  readonly mails: readonly string[]
  readonly letters: readonly string[]
}

/** Each of so many rollouts goes its whole way. */
export async function grow(rollouts: number): Promise<Grown> {
  const signers = new Map<string, Signer>()
  const signerOf = (address: string): Signer => {
    const domain = address.split('@')[1] ?? ''
    const known = signers.get(domain) ?? makeSigner(domain, 'rsa', 1024)
    signers.set(domain, known)
    return known
  }
  const mails: Incoming[] = []
  for (const { from, subject, text, attachments } of storiesOf(rollouts)) {
    const uid = mails.length + 1
    const written = writeMail({ from, subject, text, attachments }, now, uid)
    const bytes = Buffer.from(await signed(written, signerOf(from), { signTime: now }))
    const place = { mailbox: 'power', uidValidity: '1', uid }
    mails.push({ place, via: 'imap', receivedAt: now, bytes, backlog: false })
  }
  const resolver = resolverOf(...signers.values())
  const open = async (dir: string) => {
    const read = readConfig(join(dir, 'rollcall.toml'), {})
    if (!('config' in read)) throw new Error(JSON.stringify(read.complaints))
    const templateCache = join(tmpdir(), 'rollcall-story-templates')
    const examine = async ({ name, bytes }: { name: string; bytes: Uint8Array }) => examineHere(bytes, name)
    return buildHouse(read.config, {
      clock: { now: () => now },
      resolver,
      examine,
      templateCache,
      log: silentLog,
    })
  }

  const dir = makeFolder()
  const first = await open(dir)
  await first.kit.ledger.beginMailbox('power', { uidValidity: '1', uid: 0, begunAt: 0 })
  await first.close()
  const file = join(dir, 'var/rollcall.sqlite')
  const house = await open(dir)
  // A reader that stays keeps SQLite from taking anything out of the log.
  const pin = new Database(file, { readonly: true })
  pin.exec('BEGIN')
  pin.prepare('SELECT count(*) FROM mail').get()
  const base = readFileSync(file)
  const end = () => readWal(readFileSync(`${file}-wal`)).ends.at(-1) ?? 0
  const told: { mail: Incoming; end: number }[] = []
  const sent: { letter: Finished; end: number }[] = []
  await play(
    house,
    mails,
    (letter) => sent.push({ letter, end: end() }),
    (mail) => told.push({ mail, end: end() }),
  )
  const left = await whatIsLeft(house)
  const grown = { base, wal: readFileSync(`${file}-wal`), told, sent, left }
  pin.close()
  await house.close()

  return {
    ...grown,
    async goOn(oldBase, oldWal, again) {
      const place = makeFolder()
      mkdirSync(join(place, 'var'))
      copyFileSync(join(dir, 'var/secret'), join(place, 'var/secret'))
      writeFileSync(join(place, 'var/rollcall.sqlite'), oldBase)
      writeFileSync(join(place, 'var/rollcall.sqlite-wal'), oldWal)
      const next = await open(place)
      const letters: Finished[] = []
      await next.kit.ledger.reclaimLeases()
      await next.kit.ledger.reclaimMails()
      await play(next, again, (letter) => letters.push(letter))
      const after = await whatIsLeft(next)
      await next.close()
      return { sent: letters, left: after }
    },
  }
}

function makeFolder(): string {
  const dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'rollcall-power-'))
  mkdirSync(join(dir, 'in'))
  writeFileSync(join(dir, 'rollcall.toml'), c.config)
  writeFileSync(join(dir, 'roster.csv'), c.roster)
  folders.push(dir)
  return dir
}
/** Whoever grows removes them. */
export const folders: string[] = []

async function play(
  { kit }: House,
  mails: readonly Incoming[],
  left: (letter: Finished) => void,
  told: (mail: Incoming) => void = () => {},
): Promise<void> {
  const patience = makePatience()
  const post = {
    send: async (letter: Finished) => {
      left(letter)
      return { response: '250 kept' }
    },
    close: async () => {},
  }
  const settle = async () => {
    await handleAll(kit, patience, never)
    await watch(kit)
    await deliver(kit, post, 2, never)
  }
  await settle()
  for (const mail of mails) {
    await kit.ledger.recordMail([mail])
    told(mail)
    await settle()
  }
}

const whatItIs = ({ letter, to, state }: LetterRow) => {
  const reader = to === null ? '' : 'person' in to ? to.person : 'list' in to ? to.list : 'tracker'
  return `${letter?.letter} to ${reader}: ${state}`
}

async function whatIsLeft({ kit: { archive } }: House): Promise<Left> {
  const tickets = await archive.tickets()
  const told = await Promise.all(
    tickets.map(async ({ id, title, status, seats }) => {
      const journal = await archive.journal(id)
      const seated = seats.map(({ team, state }) => `${team} ${state}`).toSorted()
      return `${title}: ${status}; ${seated.join(', ')}; ${journal.map(({ event }) => event.type).join(' ')}`
    }),
  )
  const mails = await archive.mails({ limit: 10_000 })
  const letters = await archive.letters({ limit: 10_000 })
  return {
    tickets: told.toSorted(),
    mails: mails.map(({ state, verdict, place }) => `${place.uid} ${verdict?.kind} ${state}`).toSorted(),
    letters: letters.map(whatItIs).toSorted(),
  }
}

function storiesOf(rollouts: number) {
  const each = Array.from({ length: rollouts }, (_, n) => {
    const version = `1.8.${n}-1`
    const subject = c.title.replace('1.8.0-1', version)
    const report = { name: `ea-${c.lisbon}-EMI-1.0-SE-DPM_mysql-${version}.odt`, content: odt('No problem.') }
    const says = (from: string, text: string, attachments: readonly (typeof report)[] = []) => ({
      from,
      subject,
      text,
      attachments,
    })
    return [
      says(c.managerGlite, `open ${subject}`),
      says(c.managerOps, `assign ${c.lisbon} ${c.desy}`),
      says(c.jan, `reject ${c.desy} no time`),
      says(c.maria, `accept ${c.lisbon}`),
      says(c.joao, 'Does it run on SL6 too?'),
      says(c.stranger, `accept ${c.lisbon}`),
      says(c.maria, 'Our report.', [report]),
      says(c.managerGlite, 'document 1234\noutcome ACCEPT\nresolve'),
    ]
  })
  // One mail of each rollout in turn: what is half done is half done in all of them.
  return (each[0] ?? []).flatMap((_, step) => each.flatMap((story) => story[step] ?? []))
}
