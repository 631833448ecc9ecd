// Power that fails (RELIABILITY §4): kill -9 leaves everything that was written, power loss only what was synced, and of the
// rest any part. A database grown by real mails is opened with its log cut at every commit's edge and at bytes of chance, torn,
// zeroed and in disorder: it holds exactly the commits before the first wrong byte, whole, and an agent goes on from there.
// ROLLCALL_CELLS=all tries a thousand cuts and more, and prints them; the everyday run some of them.
import { hash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/store/store.ts'
import { verifyData } from '../../src/store/verify.ts'
import { everyRow } from './everyrow.ts'
import { folders, grow, type Grown } from './grown.ts'
import { commitsBefore, imagesOf, readWal, type Wal } from './wal.ts'

const whole = process.env['ROLLCALL_CELLS'] === 'all'
// In memory where there is such a place: what is tried here is what a disk has, not how long it takes.
const scratch = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'rollcall-walcuts-'))
let grown: Grown
let log: Wal
/** What is there after k commits, by our own reading of the log; as a hash, for all of it would be too much. */
const after: string[] = []
/** What had left, or was told to the server, and is not in memory as the log was then. */
const missing: string[] = []
beforeAll(async () => {
  grown = await grow(whole ? 4 : 1)
  log = readWal(grown.wal)
  let commits = 0
  for (const image of imagesOf(grown.base, grown.wal)) {
    const db = new Database(image)
    const rows = everyRow(db)
    db.close()
    after.push(hash('sha256', rows))
    const holds = (bytes: Uint8Array | string) =>
      rows.includes(
        Buffer.from(bytes as string)
          .toString('hex')
          .toUpperCase(),
      )
    for (const { letter, end } of grown.sent)
      if (commitsBefore(log, end) === commits && !(holds(letter.messageId) && holds(letter.bytes)))
        missing.push(letter.messageId)
    for (const { mail, end } of grown.told)
      if (commitsBefore(log, end) === commits && !holds(mail.bytes)) missing.push(`mail ${mail.place.uid}`)
    commits += 1
  }
}, 120_000)
afterAll(() => {
  for (const folder of [...folders, scratch]) rmSync(folder, { recursive: true, force: true })
})

/** Opens what is left as an agent would, and answers with all that can be read of it. */
async function opened(wal: Buffer): Promise<string> {
  const file = join(scratch, 'rollcall.sqlite')
  for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
  writeFileSync(file, grown.base)
  writeFileSync(`${file}-wal`, wal)
  const { ledger } = openStore(file)
  const db = new Database(file, { readonly: true })
  const rows = everyRow(db)
  db.close()
  await ledger.close()
  return hash('sha256', rows)
}
/** Of so many, every one where all are tried, a few spread over them where not. */
const someOf = <T>(all: readonly T[], few: number): readonly T[] =>
  whole ? all : all.filter((_, at) => at % Math.ceil(all.length / few) === 0)

describe('power that fails', () => {
  it(
    'at the edge of a commit leaves it and all before it whole, and nothing after it',
    { timeout: 600_000 },
    async () => {
      expect(after).toHaveLength(log.ends.length + 1)
      for (const [at, end] of someOf([...log.ends.entries()], 12)) {
        expect(await opened(grown.wal.subarray(0, end)), `commit ${at + 1}`).toBe(after[at + 1])
        // Chain, seals, hashes, and each rollout as its journal says.
        expect(verifyData(scratch).complaints, `commit ${at + 1}`).toEqual([])
      }
      if (whole) process.stdout.write(`${log.ends.length} commits, cut at the edge of each\n`)
    },
  )

  it('anywhere else leaves the commits before it', { timeout: 600_000 }, async () => {
    const cuts = fc.sample(fc.integer({ min: 0, max: grown.wal.length - 1 }), whole ? 500 : 10)
    for (const cut of cuts)
      expect(await opened(grown.wal.subarray(0, cut)), `byte ${cut}`).toBe(after[commitsBefore(log, cut)])
    if (whole) process.stdout.write(`${cuts.length} cuts at bytes of chance\n`)
  })

  const frame = () => 24 + log.pageSize
  const swap = (wal: Buffer, one: number, other: number) => {
    const copy = Buffer.from(wal)
    wal.copy(copy, one, other, other + frame())
    wal.copy(copy, other, one, one + frame())
    return copy
  }
  it.each<[string, (wal: Buffer, at: number, other: number) => Buffer]>([
    ['with a page of zeros', (wal, at) => Buffer.from(wal).fill(0, at, at + frame())],
    ['with zeros from there on', (wal, at) => Buffer.from(wal).fill(0, at)],
    ['with half a page written', (wal, at) => Buffer.from(wal).fill(0, at + 1000, at + frame())],
    [
      'with a page that never came',
      (wal, at) => Buffer.concat([wal.subarray(0, at), wal.subarray(at + frame())]),
    ],
    ['with two pages in each other’s place', (wal, at, other) => swap(wal, at, other)],
    [
      'with an older page in its place',
      (wal, at) => {
        const copy = Buffer.from(wal)
        wal.copy(copy, at, 32, 32 + frame())
        return copy
      },
    ],
  ])('%s leaves the commits before it', { timeout: 600_000 }, async (_, spoil) => {
    const chosen = fc.sample(fc.integer({ min: 1, max: log.frames.length - 2 }), whole ? 60 : 3)
    for (const number of chosen) {
      const at = log.frames[number]?.at ?? 0
      const spoilt = spoil(grown.wal, at, log.frames[number + 1]?.at ?? 0)
      expect(await opened(spoilt), `frame ${number}`).toBe(after[commitsBefore(log, at)])
    }
    if (whole) process.stdout.write(`${chosen.length} logs in disorder\n`)
  })

  it('takes no letter that had left, and no mail that the server was told of', () => {
    expect(grown.sent.length).toBeGreaterThan(10)
    expect(grown.told.length).toBeGreaterThan(5)
    expect(missing).toEqual([])
  })

  it(
    'costs nothing once the mailbox was read again: the same rollouts, mails and letters',
    { timeout: 600_000 },
    async () => {
      const edges = [...log.ends.entries()]
      const few = whole ? edges.filter(([at]) => at % Math.ceil(edges.length / 40) === 0) : someOf(edges, 2)
      let copies = 0
      for (const [at, end] of few) {
        const again = grown.told.filter((one) => one.end > end).map(({ mail }) => mail)
        const { sent, left } = await grown.goOn(grown.base, grown.wal.subarray(0, end), again)
        expect(left, `commit ${at + 1}`).toEqual(grown.left)
        // Before the power failed and after it; more than once only what was under way.
        const counted = Map.groupBy(
          [...grown.sent.filter((one) => one.end <= end).map(({ letter }) => letter), ...sent],
          ({ messageId }) => messageId,
        )
        const twice = [...counted.values()].filter(({ length }) => length > 1)
        copies += twice.length
        expect(counted.size, `commit ${at + 1}`).toBe(grown.left.letters.length)
        expect(
          twice.every((letters) => letters.length === 2),
          `commit ${at + 1}`,
        ).toBe(true)
        // Two leave side by side.
        expect(twice.length, `commit ${at + 1}`).toBeLessThanOrEqual(2)
      }
      if (whole) process.stdout.write(`${few.length} agents went on; ${copies} letters came twice\n`)
    },
  )
})
