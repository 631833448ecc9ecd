// One mail from its last byte until it is kept and judged, and until its answer has left, in an agent at work; beside RT's own
// mail gateway, which keeps it on a ticket and tells the watchers. RT is the real one (Debian's request-tracker5), as root; both
// get the same mail and hand what they write to a program that takes it at once.

import { existsSync } from 'node:fs'
import { deliver } from '../src/desk/deliver.ts'
import { handleAll } from '../src/desk/handle.ts'
import { makePatience } from '../src/desk/patience.ts'
import type { Post } from '../src/ports.ts'
import { rtDatabase, rtGateway, rtProgram, startTracker } from '../test/live/lab/rt.ts'
import { mix } from './mix.ts'
import { openOffice, type Office } from './office.ts'
import { median, row, type Measure } from './row.ts'

/** The first ones warm the code up, on both sides. */
const warm = { ours: 200, theirs: 3 }
const counted = { ours: 200, theirs: 15 }

const post: Post = { send: async () => ({ response: '250 2.0.0 Ok' }), close: async () => {} }

/** Milliseconds until each is kept and judged, and until its answer has left too. */
async function oursEach(
  office: Office,
  mails: readonly Buffer[],
): Promise<readonly { readonly judged: number; readonly answered: number }[]> {
  const { house, close } = await office.open()
  const { kit } = house
  const { signal } = new AbortController()
  const patience = makePatience()
  const took: { judged: number; answered: number }[] = []
  for (const [at, bytes] of mails.entries()) {
    const place = { mailbox: 'bench', uidValidity: '1', uid: at + 1 }
    const began = performance.now()
    await kit.ledger.recordMail([{ place, via: 'imap', receivedAt: kit.clock.now(), bytes, backlog: false }])
    await handleAll(kit, patience, signal)
    const judged = performance.now() - began
    await deliver(kit, post, 1, signal)
    took.push({ judged, answered: performance.now() - began })
  }
  await close()
  return took.slice(warm.ours)
}

async function theirsEach(mails: readonly Buffer[]): Promise<readonly number[]> {
  const tracker = await startTracker()
  const took: number[] = []
  try {
    for (const bytes of mails) {
      const began = performance.now()
      await tracker.receive(bytes.toString())
      took.push(performance.now() - began)
    }
  } finally {
    await tracker.stop()
  }
  return took.slice(warm.theirs)
}

export const measure: Measure = async (report) => {
  if (![rtProgram, rtGateway, rtDatabase].every((path) => existsSync(path)))
    throw new Error('needs request-tracker5 and rt5-db-sqlite')
  const office = await openOffice()
  const mails = [...mix(office.asked, { count: warm.ours + counted.ours, seed: 5 })]
  const theirs = median(await theirsEach(mails.slice(0, warm.theirs + counted.theirs)))
  const ours = await oursEach(office, mails)
  office.close()
  const of = (which: 'judged' | 'answered') => median(ours.map((one) => one[which]))
  const wanted = { most: [1 / 50, 1 / 300] } as const
  report(
    row({ what: 'one mail, kept and judged (RT 5)', unit: 'ms', ours: of('judged'), peer: theirs }, wanted),
  )
  report(row({ what: 'the same, and its answer has left', unit: 'ms', ours: of('answered'), peer: theirs }))
}
