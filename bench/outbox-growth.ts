// Letters that wait or have left must not slow down those that leave now: claims, looks at what comes next, and counts,
// with many letters in memory beside the same with few. What grows with the number of letters shows as a ratio.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ledger } from '../src/ports.ts'
import type { OutboxDraft } from '../src/ports/outgoing.ts'
import { asInstant, asPersonId, type Instant } from '../src/rollout/ids.ts'
import { later } from '../src/rollout/instant.ts'
import { openStore, type Store } from '../src/store/store.ts'
import { median, row, type Measure, type Report } from './row.ts'

const start = asInstant('2026-11-20T10:00:00Z')
const rates = {
  lettersPerHour: 50_000,
  strangersPerHour: 50_000,
  answersPerHour: 50_000,
  unprovenPerDay: 50_000,
  known: [],
}
const quiet = {
  letters: 3,
  days: { '': { began: start, opens: null, morning: later(start, 24 * 60 * 60) } },
}
const rounds = 5

const draft = (key: string, person: string, notBefore: Instant = start): OutboxDraft => ({
  ticket: null,
  priority: 50,
  notBefore,
  quiet: { place: 'UTC', haste: 1 },
  effect: {
    kind: 'letter',
    key,
    to: { person: asPersonId(person), zone: 'UTC', because: 'manager' },
    letter: {
      letter: 'receipt',
      about: null,
      answers: '<a@site.example>',
      subject: 'x',
      items: [],
      prose: '',
    } as never,
  },
})

async function add(ledger: Ledger, drafts: readonly OutboxDraft[]): Promise<void> {
  for (let from = 0; from < drafts.length; from += 1000)
    await ledger.commit({
      at: start,
      changes: [],
      outbox: drafts.slice(from, from + 1000),
      questions: [],
      settledQuestions: [],
      files: [],
      bouncedLetters: [],
    })
}

const drafts = (many: number, person: (n: number) => string, name: string) =>
  Array.from({ length: many }, (_, n) => draft(`${name}/${n}`, person(n)))

async function withStore<Result>(work: (store: Store) => Promise<Result>): Promise<Result> {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
  const store = openStore(join(dir, 'rollcall.sqlite'))
  try {
    return await work(store)
  } finally {
    await store.ledger.close()
    rmSync(dir, { recursive: true })
  }
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** Milliseconds of one claim of a letter while so many wait for one reader, whose day is full, and of a look at what is next. */
const behindOneReader = (waiting: number) =>
  withStore(async ({ ledger, archive }) => {
    await add(
      ledger,
      drafts(3 + waiting, () => 'p1', 'flood'),
    )
    const claim = (at: number) => ledger.claimDue(later(start, at), later(start, at + 900), 50, rates, quiet)
    // The day's letters leave, the last in company; the rest is put off to the morning.
    for (let at = 0; at <= 7200; at += 600)
      for (const { id } of await claim(at))
        await ledger.settle(id, { state: 'sent', at: later(start, at), response: '' })
    const claims: number[] = []
    const looks: number[] = []
    for (let at = 0; at < rounds; at += 1) {
      await add(ledger, [draft(`other/${at}`, `p${at + 2}`)])
      claims.push(await milliseconds(() => claim(7300 + at)))
      looks.push(await milliseconds(() => archive.nextOutbox()))
    }
    return { claim: median(claims), look: median(looks) }
  })

/** Milliseconds of the longest time in which nothing else could run, while the letters of one reader are put off. */
const flood = (waiting: number) =>
  withStore(async ({ ledger }) => {
    await add(
      ledger,
      drafts(waiting, () => 'p1', 'flood'),
    )
    let longest = 0
    let last = performance.now()
    let ended = false
    const turn = () => {
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
      if (!ended) setImmediate(turn)
    }
    turn()
    // Three times what goes into one letter leaves; the rest is put off to the morning.
    for (let at = 0; at < 12; at += 1) {
      const items = await ledger.claimDue(
        later(start, at * 600),
        later(start, at * 600 + 900),
        50,
        rates,
        quiet,
      )
      const settlement = { state: 'sent', at: later(start, at * 600), response: '' } as const
      await Promise.all(items.map(({ id }) => ledger.settle(id, settlement)))
    }
    ended = true
    return longest
  })

/** Milliseconds of a claim, and of counting all, once so many have left within the hour. */
const afterSent = (sent: number) =>
  withStore(async ({ ledger, archive }) => {
    await add(
      ledger,
      drafts(sent + rounds, (n) => `p${n % 500}`, 'news'),
    )
    for (let left = sent; left > 0;) {
      const items = await ledger.claimDue(start, later(start, 900), Math.min(left, 500))
      await Promise.all(items.map(({ id }) => ledger.settle(id, { state: 'sent', at: start, response: '' })))
      left -= items.length
    }
    const claims: number[] = []
    const counts: number[] = []
    for (let at = 0; at < rounds; at += 1) {
      claims.push(await milliseconds(() => ledger.claimDue(later(start, 60), later(start, 900), 1, rates)))
      counts.push(await milliseconds(() => archive.counts()))
    }
    return { claim: median(claims), counts: median(counts) }
  })

const [few, many] = [200, 10_000]
/** Of those that have left: to let them leave takes longest. */
const left = 2000

export const measure: Measure = async (report: Report) => {
  const [small, large] = [await behindOneReader(few), await behindOneReader(many)]
  const beside = `${many} letters beside ${few}`
  report(
    row(
      { what: `a claim, one reader waits for ${beside}`, unit: 'ms', ours: large.claim, peer: small.claim },
      { most: [10, 2] },
    ),
  )
  report(
    row(
      { what: `when the next leaves, ${beside}`, unit: 'ms', ours: large.look, peer: small.look },
      { most: [10, 2] },
    ),
  )
  report(
    row(
      { what: `longest stall, ${many} to one reader all at once`, unit: 'ms', ours: await flood(many) },
      { most: [250, 50] },
    ),
  )
  const [young, old] = [await afterSent(few), await afterSent(left)]
  report(
    row(
      {
        what: `a claim, ${left} left this hour beside ${few}`,
        unit: 'ms',
        ours: old.claim,
        peer: young.claim,
      },
      { most: [10, 2] },
    ),
  )
  report(
    row(
      { what: `counts of status and board, ${left} letters`, unit: 'ms', ours: old.counts },
      { most: [50, 5] },
    ),
  )
}
