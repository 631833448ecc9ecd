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

  it('of difficult structure is all answered, with the author and subject that another parser finds', async () => {
    const items = corpus('mime-torture')
    const reads = await readAll(reader, mailsOf('mime-torture', items))
    // Where the other parser shows U+FFFD it gave the subject up.
    const comparable = (subject: string | undefined) => subject !== undefined && !subject.includes('\uFFFD')
    const known = items.flatMap(({ expected }, at) => {
      const { from, subject } = (expected ?? {}) as { from?: (string | null)[]; subject?: string }
      const { json } = reads[at] ?? {}
      const one = from?.length === 1 && from[0]?.includes('@') ? [json?.from === from[0]] : []
      const flat = (text: string | undefined) => (text ?? '').replace(/\s+/g, ' ').trim()
      return [{ from: one, subject: comparable(subject) ? [flat(json?.subject) === flat(subject)] : [] }]
    })
    const share = (all: readonly boolean[]) => ({ right: all.filter(Boolean).length, of: all.length })
    const authors = share(known.flatMap(({ from }) => from))
    const subjects = share(known.flatMap(({ subject }) => subject))
    figures('difficult mail', { mails: reads.length, authors, subjects, slowest: slowest(reads) })
    expect(reads.length).toBeGreaterThanOrEqual(233)
    expect(authors.right).toBe(authors.of)
    // The others are written in UTF-7, or in bytes that RFC 2047 does not allow in an encoded word.
    expect(subjects.right).toBeGreaterThanOrEqual(25)
  })

  it('of replies is all answered, and verified by no key that is not there', async () => {
    const reads = await readAll(reader, mailsOf('reply-trim'))
    figures('replies', { mails: reads.length, slowest: slowest(reads) })
    expect(reads.length).toBeGreaterThanOrEqual(79)
    expect(reads.filter(({ json }) => json.level === 'verified')).toEqual([])
  })
})
