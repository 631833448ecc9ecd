// Mail in from end to end: fetched by IMAP, stored, understood, decided and committed, one fully synchronous transaction a
// mail, by the house itself; beside a loop in Python that does as much as the answers need (peer.py). Both must give the
// same: which mail is what, who accepted or rejected what, the hash of every attachment. No letter leaves meanwhile.

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual, promisify } from 'node:util'
import { makeBell } from '../src/desk/bell.ts'
import { collect } from '../src/desk/collect.ts'
import { handleAll } from '../src/desk/handle.ts'
import { makePatience } from '../src/desk/patience.ts'
import { parseMail } from '../src/intake/parse.ts'
import { imapMailbox } from '../src/systems/imap.ts'
import type { House } from '../src/house.ts'
import { password, startMailbox, user } from './mailbox.ts'
import { mix } from './mix.ts'
import { openOffice } from './office.ts'
import { median, row, type Measure } from './row.ts'

const rounds = 3
const count = 1700

type Answers = {
  readonly seconds: number
  readonly kinds: { readonly [messageId: string]: string }
  readonly answers: { readonly [ticketAndTeam: string]: string }
  readonly attachments: readonly string[]
}

/** Seconds until every mail is decided, from the first command on. */
export async function ours({ kit }: House, port: number, folder: string, mails: number): Promise<number> {
  const mailbox = imapMailbox({
    host: '127.0.0.1',
    port,
    security: 'none',
    user,
    password,
    folder,
    done: '',
    sizeLimit: 40 << 20,
  })
  const stop = new AbortController()
  const bell = makeBell()
  const patience = makePatience()
  const began = performance.now()
  const collecting = collect(
    kit,
    mailbox,
    { fromBeginning: true, signal: stop.signal },
    () => bell.ring(),
    () => {},
  )
  for (;;) {
    await bell.wait(1000, stop.signal)
    await handleAll(kit, patience, stop.signal)
    const { mail } = await kit.archive.counts()
    if (mail.new === 0 && mail.handled + mail.copy + mail.held >= mails) break
  }
  const seconds = (performance.now() - began) / 1000
  stop.abort()
  await collecting
  return seconds
}

/** What the house made of it, in the words of the peer; not timed. */
async function madeOf({ kit }: House): Promise<Omit<Answers, 'seconds'>> {
  const kinds: Record<string, string> = {}
  const attachments: string[] = []
  for (const { id, verdict } of await kit.archive.mails()) {
    if (verdict === null) throw new Error(`mail ${id} was not handled`)
    kinds[verdict.messageId] = verdict.kind ?? ''
    if (verdict.kind !== 'person') continue
    const read = await parseMail((await kit.archive.rawMail(id)) ?? new Uint8Array())
    for (const { name, bytes } of read.attachments)
      attachments.push(`${verdict.messageId} ${name} ${createHash('sha256').update(bytes).digest('hex')}`)
  }
  const answers: Record<string, string> = {}
  for (const ticket of await kit.archive.tickets())
    for (const { team, state } of ticket.seats)
      if (state !== 'notified') answers[`${ticket.id} ${team}`] = state.slice(0, 6)
  return { kinds, answers, attachments: attachments.sort() }
}

async function peer(port: number, folder: string): Promise<Answers> {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
  const program = join(import.meta.dirname, 'peer.py')
  const words = [program, `${port}`, user, password, folder, join(dir, 'peer.sqlite')]
  const { stdout } = await promisify(execFile)('python3', words, { maxBuffer: 1 << 28 })
  rmSync(dir, { recursive: true })
  return JSON.parse(stdout) as Answers
}

export const measure: Measure = async (report) => {
  const office = await openOffice()
  const mailbox = await startMailbox()
  const both: [number[], number[]] = [[], []]
  const worked: number[] = []
  try {
    for (let round = 0; round < rounds; round += 1) {
      const { folder } = mailbox.fill(mix(office.asked, { count, seed: 1 + round }))
      const theirs = await peer(mailbox.port, folder)
      const { house, close } = await office.open()
      const before = process.cpuUsage()
      both[0].push(count / (await ours(house, mailbox.port, folder, count)))
      const { user, system } = process.cpuUsage(before)
      worked.push((user + system) / 1000 / count)
      const made = await madeOf(house)
      await close()
      for (const what of ['kinds', 'answers', 'attachments'] as const)
        if (!isDeepStrictEqual(made[what], theirs[what])) throw new Error(`not the same ${what}`)
      both[1].push(count / theirs.seconds)
    }
  } finally {
    await mailbox.close()
    office.close()
  }
  const figures = { unit: 'mails/s', ours: median(both[0]), peer: median(both[1]) }
  report(row({ what: 'ingest end to end (Python loop)', ...figures }, { least: [4, 10] }))
  report(row({ what: 'a mail from end to end, processor time', unit: 'ms', ours: Math.min(...worked) }))
}
