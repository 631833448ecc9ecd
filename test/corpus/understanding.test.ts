// How much of real mail is understood, as floors: the figures are printed, and none may fall (SPEC §3, §9). The same
// path as `rollcall explain`; automatic mail is made to look as if it answered our invitation from a member's address.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sharedIsThere } from '../support/shared.ts'
import { bytesIn, corpus, openReader, type Item, type Read, type Reader } from './explaining.ts'

const longest = 5000
const figures = (what: string, found: object) =>
  void process.stdout.write(`${what}: ${JSON.stringify(found)}\n`)

/** Every mail gets an answer in time; what the answers are is the test's own matter. */
async function readAll(reader: Reader, mails: readonly { path: string; bytes: Uint8Array }[]) {
  const reads: (Read & { path: string })[] = []
  for (const { path, bytes } of mails) {
    const read = await reader.explain(bytes)
    expect(read.judgement, `${path}: ${JSON.stringify(read.json.problems)}`).not.toBeNull()
    expect(read.took, path).toBeLessThan(longest)
    reads.push({ ...read, path })
  }
  return reads
}
const mailsOf = (name: string, items: readonly Item[] = corpus(name)) =>
  items.map((item) => ({ path: item.path, bytes: bytesIn(name, item) }))
const slowest = (reads: readonly Read[]) => Math.round(Math.max(...reads.map(({ took }) => took)))

describe.skipIf(!sharedIsThere)('the collected mail', () => {
  let reader: Reader
  beforeAll(async () => {
    reader = await openReader()
  })
  afterAll(() => reader.close())

  it('of replies is all answered, and verified by no key that is not there', async () => {
    const reads = await readAll(reader, mailsOf('reply-trim'))
    figures('replies', { mails: reads.length, slowest: slowest(reads) })
    expect(reads.length).toBeGreaterThanOrEqual(79)
    expect(reads.filter(({ json }) => json.level === 'verified')).toEqual([])
  })
})
