// Memory while a full mailbox is drained into the store: the highest resident size of a process of its own, for a few
// mails, for ten times as many, and for mails with a document of 5 MB.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../src/store/store.ts'
import { imapMailbox } from '../src/systems/imap.ts'
import { password, startMailbox, user, type BenchMailbox } from './mailbox.ts'
import { mix, writer } from './mix.ts'
import { row, type Measure } from './row.ts'

const few = 5000
const many = 20_000

/** In the process of its own: everything there into a store on the disk, from the door to the commit. */
async function drain(port: number, folder: string): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
  const { ledger } = openStore(join(dir, 'rollcall.sqlite'))
  const stop = new AbortController()
  const account = { host: '127.0.0.1', port, security: 'none' as const, user, password, folder }
  const mailbox = imapMailbox({ ...account, done: '', sizeLimit: 40 << 20 })
  await mailbox.run(
    null,
    async (batch) => {
      await ledger.recordMail(batch)
    },
    () => {},
    stop.signal,
    undefined,
    () => stop.abort(),
  )
  await ledger.close()
  rmSync(dir, { recursive: true })
  // Not maxRSS of getrusage(2), which a process takes over from the one that started it.
  const highest = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  process.send?.(Number(highest) / 1024)
}

async function megabytes({ port, fill }: BenchMailbox, mails: Iterable<Uint8Array>): Promise<number> {
  const { folder } = fill(mails)
  const child = fork(import.meta.filename, [`${port}`, folder], { execArgv: [] })
  const [answer] = (await once(child, 'message')) as [number]
  child.disconnect()
  return answer
}

const small = function* (count: number): Generator<Buffer> {
  for (const mail of mix([writer], { count: Math.ceil(count / 0.9) })) if (mail.length < 20_000) yield mail
}
const large = function* (count: number): Generator<Buffer> {
  for (const mail of mix([writer], { count: count * 20, large: true }))
    if (mail.length > 5_000_000) yield mail
}

export const measure: Measure = async (report) => {
  const mailbox = await startMailbox()
  try {
    const base = await megabytes(mailbox, small(few))
    const more = await megabytes(mailbox, small(many))
    report(
      row(
        { what: 'memory, 20,000 small mails (5,000)', unit: 'MB', ours: more, peer: base },
        { most: [1.1, 1.1] },
      ),
    )
    report(row({ what: 'memory, small mails', unit: 'MB', ours: more }, { most: [150, 150] }))
    const ours = await megabytes(mailbox, large(30))
    report(row({ what: 'memory, mails of 5 MB', unit: 'MB', ours }, { most: [250, 250] }))
  } finally {
    await mailbox.close()
  }
}

const [, program, port, folder] = process.argv
if (program === import.meta.filename && port !== undefined && folder !== undefined) {
  await drain(Number(port), folder)
  process.disconnect()
}
