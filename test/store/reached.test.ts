// A database that is whole and yet not the one that was left: its log is gone, or it was cut short. Nothing starts on it,
// and one line says what to do.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openStore } from '../../src/store/store.ts'
import { aChange, aCommit, aDraft, anIncoming, aTicket } from './values.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-reached-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let place: string
beforeEach(() => {
  place = mkdtempSync(join(folder, 'data-'))
})
const file = () => join(place, 'rollcall.sqlite')
const mails = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => anIncoming(from + n, 'words '.repeat(500)))

/** What a killed agent leaves: six mails and a rollout in the database, four mails and a rollout in its log alone. */
async function left(): Promise<void> {
  const before = openStore(join(place, 'before/rollcall.sqlite'))
  await before.ledger.recordMail(mails(1, 6))
  await before.ledger.commit(aCommit({ changes: [aChange(aTicket(1), 0)], outbox: [aDraft('one')] }))
  await before.ledger.close()
  const killed = openStore(join(place, 'before/rollcall.sqlite'))
  await killed.ledger.recordMail(mails(7, 10))
  await killed.ledger.commit(
    aCommit({ changes: [aChange(aTicket(2, { title: 'Two' }), 0)], outbox: [aDraft('two')] }),
  )
  for (const end of ['', '-wal', '-reached'])
    copyFileSync(join(place, `before/rollcall.sqlite${end}`), `${file()}${end}`)
  await killed.ledger.close()
}
const refused = (words: RegExp) =>
  expect.objectContaining({ name: 'Fault', lasting: 'permanent', message: expect.stringMatching(words) })

describe('a database that was left by a killed agent', () => {
  it('is opened with its log, and all is there', async () => {
    await left()
    const { archive, ledger } = openStore(file())
    expect(await archive.counts()).toMatchObject({ mail: { new: 10 }, letters: { queued: 2 }, tickets: 2 })
    await ledger.close()
    // Once more, now that the log was taken in.
    await openStore(file()).ledger.close()
  })

  it.each([
    ['is gone', () => rmSync(`${file()}-wal`)],
    ['is empty', () => truncateSync(`${file()}-wal`, 0)],
    ['is cut short', () => truncateSync(`${file()}-wal`, 32 + 24 + 4096)],
    ['is another’s', () => writeFileSync(`${file()}-wal`, 'x'.repeat(9000))],
  ])('is refused where its log %s, and says what is missing', async (_, harm) => {
    await left()
    harm()
    const words =
      /^\S+rollcall\.sqlite is older than it was \(1 decisions, 4 mails, 1 letters less\): put \S+-wal back beside it, or restore the last backup; to go on without them remove \S+-reached$/
    expect(() => openStore(file())).toThrow(refused(words))
    // Once more: to look at it changes nothing.
    expect(() => openStore(file())).toThrow(refused(words))
  })

  it('goes on without what is missing where somebody says so', async () => {
    await left()
    rmSync(`${file()}-wal`)
    rmSync(`${file()}-reached`)
    const { archive, ledger } = openStore(file())
    expect(await archive.counts()).toMatchObject({ mail: { new: 6 }, tickets: 1 })
    await ledger.recordMail(mails(7, 7))
    await ledger.close()
    await openStore(file()).ledger.close()
  })

  it.each([
    ['with nothing in its log', true],
    ['behind what stands in its log', false],
  ])('is refused where it was cut short, %s', async (_, isTakenIn) => {
    await left()
    if (isTakenIn) await openStore(file()).ledger.close()
    truncateSync(file(), 30 * 4096)
    expect(() => openStore(file())).toThrow(refused(/(cut short|damaged).*restore the last backup/))
  })
})

describe('the note of how far memory has come', () => {
  it('is as long whatever it says, goes only forth, and is nothing where it cannot be read', async () => {
    const { ledger } = openStore(file())
    expect(existsSync(`${file()}-reached`)).toBe(false)
    await ledger.recordMail(mails(1, 3))
    const first = readFileSync(`${file()}-reached`, 'utf8')
    expect(first.trim().split(/ +/)).toEqual(['0', '3', '0'])
    await ledger.commit(aCommit({ changes: [aChange(aTicket(1), 0)], outbox: [aDraft('one')] }))
    const second = readFileSync(`${file()}-reached`, 'utf8')
    expect(second.trim().split(/ +/)).toEqual(['1', '3', '1'])
    expect(second).toHaveLength(first.length)
    await ledger.close()
    writeFileSync(`${file()}-reached`, '   9')
    await openStore(file()).ledger.close()
  })

  it('is not kept of memory without a file, and keeps nothing from being committed', async () => {
    const { ledger } = openStore(file())
    // A folder in its place cannot be written.
    rmSync(`${file()}-reached`, { force: true })
    mkdirSync(`${file()}-reached`)
    expect(await ledger.recordMail(mails(1, 2))).toHaveLength(2)
    await ledger.close()
    await openStore(file()).ledger.close()
    await openStore(':memory:').ledger.close()
    expect(existsSync(':memory:-reached')).toBe(false)
  })
})
