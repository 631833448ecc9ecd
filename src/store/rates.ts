// Rates kept where letters are given out (SPEC §3.5): so many an hour over all and to outsiders, so many answers to one
// reader. What is past its rate is put off to the minute in which there is room again, and marked with the reason;
// nothing is dropped. What the rates are is the config's matter.

import type { Rate, Rates } from '../ports/outgoing.ts'
import { instantAt, later } from '../rollout/instant.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Connection } from './database.ts'

export type Waiting = {
  readonly id: number
  readonly person: string | null
  readonly rate: '' | 'answer' | 'unproven'
  readonly passes: 0 | 1
}
type Window = {
  readonly rate: Rate
  readonly after: Instant
  readonly person: string | null
  readonly known: string
  readonly most: number
}

const hour = 3600
const day = 24 * hour

/** `blocked`: null where the letter may leave now, which then counts. */
export const rateTable = (db: Connection) => {
  // No more are counted than make the number full; newest first: the one that does is the first to make room again.
  const sent = {
    many: db
      .prepare<Window, number>(
        `SELECT count(*) FROM (SELECT 1 FROM outbox WHERE state = 'sent' AND settled_at > @after
           AND gathered_into IS NULL LIMIT @most)`,
      )
      .pluck(),
    first: db
      .prepare<Window, Instant>(
        `SELECT settled_at FROM outbox WHERE state = 'sent' AND settled_at > @after
           AND gathered_into IS NULL
           ORDER BY settled_at DESC LIMIT 1 OFFSET @most - 1`,
      )
      .pluck(),
  }
  const sentOutside = {
    many: db
      .prepare<Window, number>(
        `SELECT count(*) FROM (SELECT 1 FROM outbox WHERE state = 'sent' AND settled_at > @after
           AND gathered_into IS NULL AND person IS NOT NULL AND person NOT IN (SELECT value FROM json_each(@known)) LIMIT @most)`,
      )
      .pluck(),
    first: db
      .prepare<Window, Instant>(
        `SELECT settled_at FROM outbox WHERE state = 'sent' AND settled_at > @after
           AND gathered_into IS NULL AND person IS NOT NULL AND person NOT IN (SELECT value FROM json_each(@known))
           ORDER BY settled_at DESC LIMIT 1 OFFSET @most - 1`,
      )
      .pluck(),
  }
  const sentTo = {
    many: db
      .prepare<Window, number>(
        `SELECT count(*) FROM (SELECT 1 FROM outbox WHERE state = 'sent' AND settled_at > @after
           AND person = @person AND rate = @rate LIMIT @most)`,
      )
      .pluck(),
    first: db
      .prepare<Window, Instant>(
        `SELECT settled_at FROM outbox WHERE state = 'sent' AND settled_at > @after
           AND person = @person AND rate = @rate
           ORDER BY settled_at DESC LIMIT 1 OFFSET @most - 1`,
      )
      .pluck(),
  }
  const inHand = db
    .prepare<Window, number>(
      `SELECT count(*) FROM outbox WHERE state = 'leased' AND CASE @rate WHEN 'all' THEN 1
         WHEN 'outside' THEN person IS NOT NULL AND person NOT IN (SELECT value FROM json_each(@known))
         ELSE person = @person AND rate = @rate END`,
    )
    .pluck()
  const of = { all: sent, outside: sentOutside, answer: sentTo, unproven: sentTo }
  const waiting = db.prepare<[], { readonly why: Rate; readonly letters: number; readonly until: Instant }>(
    `SELECT waits AS why, count(*) AS letters, min(not_before) AS until FROM outbox
     WHERE waits <> '' AND state IN ('queued', 'deferred') GROUP BY waits ORDER BY waits`,
  )

  /** Counts once for a claim; what the claim takes is added as it goes. */
  const open = (now: Instant, rates: Rates) => {
    const known = JSON.stringify(rates.known)
    const knownSet = new Set<string>(rates.known)
    const caps: { readonly [rate in Rate]: { readonly most: number; readonly seconds: number } } = {
      all: { most: rates.lettersPerHour, seconds: hour },
      outside: { most: rates.strangersPerHour, seconds: hour },
      answer: { most: rates.answersPerHour, seconds: hour },
      unproven: { most: rates.unprovenPerDay, seconds: day },
    }
    const counted = new Map<string, { window: Window; sent: number; taken: number }>()
    const count = (rate: Rate, person: string | null) => {
      const key = rate === 'answer' || rate === 'unproven' ? `${rate} ${person}` : rate
      const before = counted.get(key)
      if (before) return before
      const { most, seconds } = caps[rate]
      const window = { rate, after: later(now, -seconds), person, known, most }
      const fresh = { window, sent: of[rate].many.get(window) ?? 0, taken: inHand.get(window) ?? 0 }
      counted.set(key, fresh)
      return fresh
    }
    const ratesOf = ({ person, rate }: Waiting): readonly Rate[] => [
      ...(rate === '' ? [] : [rate]),
      ...(person !== null && !knownSet.has(person) ? (['outside'] as const) : []),
      'all',
    ]
    return {
      blocked: (letter: Waiting): { readonly why: Rate; readonly until: Instant } | null => {
        if (letter.passes === 1) return null
        const counts = ratesOf(letter).map((rate) => ({ rate, ...count(rate, letter.person) }))
        const full = counts.find(({ rate, sent, taken }) => sent + taken >= caps[rate].most)
        if (full === undefined) {
          for (const rate of ratesOf(letter)) count(rate, letter.person).taken += 1
          return null
        }
        const { most, seconds } = caps[full.rate]
        const first = full.sent < most ? undefined : of[full.rate].first.get(full.window)
        const free = first === undefined ? later(now, 60) : later(first, seconds)
        return { why: full.rate, until: nextMinute(most === 0 ? later(now, seconds) : free) }
      },
    }
  }
  return { open, waiting: () => waiting.all() }
}

/** All that wait for the same minute are looked at together, once a minute at most. */
const nextMinute = (at: Instant): Instant => {
  const minute = Math.ceil(Date.parse(at) / 60_000) * 60_000
  return instantAt(minute)
}
