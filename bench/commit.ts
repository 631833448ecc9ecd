// Keeping mail: commits of the real store on a real disk. One mail a transaction beside the disk's own rate of syncs,
// fifty a transaction beside the same without waiting for the disk, and the rate with a long journal behind it beside the
// rate with a short one. What is committed is what a team's answer brings: verdict, ticket, journal row, a receipt.

import {
  closeSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { asInstant } from '../src/rollout/ids.ts'
import { openStore } from '../src/store/store.ts'
import { median, row, type Measure, type Report } from './row.ts'

const rounds = 7
const each = 150
const mailBytes = 4000

const perSecond = (times: number, began: number) => times / ((performance.now() - began) / 1000)
const incoming = (uid: number) => ({
  place: { mailbox: 'bench', uidValidity: '1', uid },
  via: 'imap' as const,
  receivedAt: asInstant('2026-11-22T08:00:00Z'),
  bytes: Buffer.from(`Message-ID: <${uid}@bench.example>\r\n\r\n${'x'.repeat(mailBytes)}`),
  backlog: false,
})

/**
 * What a disk can do at best: as many bytes as a mail brings into the log, and one sync, again and again; over what stands
 * there already, as the log is written once it has grown.
 */
function syncs(file: string, bytes: number): number {
  const page = Buffer.alloc(bytes, 1)
  writeFileSync(file, Buffer.alloc(bytes * each), { flush: true })
  const descriptor = openSync(file, 'r+')
  const began = performance.now()
  for (let at = 0; at < each; at += 1) {
    writeSync(descriptor, page, 0, page.length, at * page.length)
    fdatasyncSync(descriptor)
  }
  closeSync(descriptor)
  return perSecond(each, began)
}

async function oneAMail(dir: string, report: Report): Promise<void> {
  const { ledger } = openStore(join(dir, 'one.sqlite'))
  const logged = () => statSync(join(dir, 'one.sqlite-wal')).size
  let bytes = 0
  const both: [number[], number[]] = [[], []]
  let uid = 0
  for (let round = 0; round < rounds; round += 1) {
    const before = logged()
    const began = performance.now()
    for (let at = 0; at < each; at += 1) {
      uid += 1
      await ledger.recordMail([incoming(uid)])
    }
    both[0].push(perSecond(each, began))
    // The first round ends before the log is begun anew: what it grew by is what its mails brought.
    bytes ||= Math.round((logged() - before) / each)
    both[1].push(syncs(join(dir, 'syncs'), bytes))
  }
  await ledger.close()
  const figures = { unit: '/s', ours: median(both[0]), peer: median(both[1]) }
  report(row({ what: 'commit, one mail, FULL (syncs of the disk)', ...figures }, { least: [0.75, 0.75] }))
}

/** The same rows, by the same statements of SQL, where nothing waits for the disk. */
async function fiftyAMail(dir: string, report: Report): Promise<void> {
  const open = async (name: string, synchronous: 'FULL' | 'NORMAL') => {
    const file = join(dir, name)
    await openStore(file).ledger.close()
    const db = new Database(file)
    db.function('sealed', { varargs: true, deterministic: true }, () => Buffer.alloc(16))
    db.pragma(`synchronous = ${synchronous}`)
    const insert = db.prepare<[number, number]>(
      `INSERT INTO mail (mailbox, uid_validity, uid, via, received_at, size, sha256, message_id, state)
       VALUES ('bench', '1', ?, 'imap', '2026-11-22T08:00:00Z', 0, ?, '', 'new')`,
    )
    const raw = db.prepare<[number | bigint, Uint8Array]>('INSERT INTO raw_mail (mail, bytes) VALUES (?, ?)')
    const bytes = Buffer.alloc(mailBytes, 'x')
    let uid = 0
    const batch = db.transaction(() => {
      for (let at = 0; at < 50; at += 1) {
        uid += 1
        raw.run(insert.run(uid, uid).lastInsertRowid, bytes)
      }
    })
    return {
      rate: () => {
        const began = performance.now()
        for (let at = 0; at < 20; at += 1) batch.immediate()
        return perSecond(1000, began)
      },
      close: () => db.close(),
    }
  }
  const full = await open('full.sqlite', 'FULL')
  const normal = await open('normal.sqlite', 'NORMAL')
  const both: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    both[0].push(full.rate())
    both[1].push(normal.rate())
  }
  full.close()
  normal.close()
  const figures = { unit: 'mails/s', ours: median(both[0]), peer: median(both[1]) }
  report(row({ what: 'commit, fifty mails, FULL (NORMAL)', ...figures }, { least: [0.8, 0.8] }))
}

export const measure: Measure = async (report) => {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
  try {
    await oneAMail(dir, report)
    await fiftyAMail(dir, report)
  } finally {
    rmSync(dir, { recursive: true })
  }
}
