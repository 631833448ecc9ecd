// Who may take what when (SPEC §3.5, §3.6): the most urgent first, by leases that run out, so that what a killed agent had
// in hand is given out again. A pause, a reader's day (quiet.ts) and the rates (rates.ts) are asked in this order; what
// one of them keeps back is put off to when it may leave, so that the next look finds what stands behind it.

import { setImmediate } from 'node:timers/promises'
import type { LetterId, OutboxItem } from '../ports.ts'
import type { Rate, Rates } from '../ports/outgoing.ts'
import type { Instant } from '../rollout/ids.ts'
import { later } from '../rollout/instant.ts'
import type { QuietDays } from '../rollout/quiet.ts'
import type { Connection } from './database.ts'
import type { letterTable } from './letters.ts'
import type { Quieted, quietTable } from './quiet.ts'
import type { rateTable, Waiting } from './rates.ts'
import { sealCheck } from './seals.ts'
import { prioritiesIn } from './waiting.ts'

/** `place` is empty for what is no reader's day. */
type Due = Waiting & { readonly place: string }

/** Letters looked at in one claim, and in one transaction of it: a flood that waits is put off little by little. */
const mostLooked = 5000
const atOnce = 250
/** Seconds until a letter is looked at again whose row is not as it was written: others go on meanwhile. */
const brokenFor = 60 * 60

/**
 * Answers with what is leased until `until` from now on: `limit` letters, and with the last of them its company. Attempts
 * and first try are those before this lease: 0 and null the first time.
 */
export const claimsOf = (
  db: Connection,
  letters: ReturnType<typeof letterTable>,
  gates: ReturnType<typeof rateTable>,
  readers: ReturnType<typeof quietTable>,
) => {
  const priorities = prioritiesIn(db)
  const paused = db
    .prepare<[], 0 | 1>('SELECT EXISTS (SELECT 1 FROM pauses WHERE resumed_at IS NULL)')
    .pluck()
  // What was composed once, together or alone, is no reader's day any more: it leaves as it is.
  const dueIn = db.prepare<{ priority: number; now: Instant; limit: number }, Due>(
    `SELECT id, person, rate, passes, iif(gathers = 1 OR composed = 1, '', place) AS place FROM outbox INDEXED BY outbox_due
       WHERE priority = @priority AND due <= @now ORDER BY due, id LIMIT @limit`,
  )
  const duePassing = db.prepare<{ now: Instant; limit: number }, Due>(
    `SELECT id, person, rate, passes, iif(gathers = 1 OR composed = 1, '', place) AS place FROM outbox INDEXED BY outbox_passing
       WHERE passes = 1 AND due <= @now ORDER BY priority, due, id LIMIT @limit`,
  )
  const due = (now: Instant, limit: number): readonly Due[] => {
    if (paused.get() === 1) return duePassing.all({ now, limit })
    const found: Due[] = []
    for (const priority of priorities()) {
      if (found.length >= limit) break
      found.push(...dueIn.all({ priority, now, limit: limit - found.length }))
    }
    return found
  }
  // Given back, a letter is due and has waited for company: its hour is not begun anew, nor its old one waited for.
  const lease = db.prepare<{ id: LetterId; now: Instant; until: Instant }>(
    `UPDATE outbox SET state = 'leased', waits = '', held = iif(held = 'company', held, ''), lease_until = @until, attempts = attempts + 1,
       not_before = min(not_before, @now), first_tried_at = coalesce(first_tried_at, @now) WHERE id = @id`,
  )
  // Apart, since a state that is written moves a row in every index that knows it.
  const unlease = db.prepare<[LetterId]>(
    "UPDATE outbox SET state = 'queued', lease_until = NULL WHERE id = ? AND state = 'leased'",
  )
  const wait = db.prepare<{ id: LetterId; why: Rate; until: Instant }>(
    'UPDATE outbox SET not_before = @until, waits = @why WHERE id = @id',
  )
  const hold = db.prepare<{ id: LetterId; why: string; until: Instant }>(
    'UPDATE outbox SET not_before = @until, held = @why WHERE id = @id',
  )
  // Many at once: a long line behind a full hour is not walked through letter by letter.
  const manyWait = db.prepare<{ now: Instant; until: Instant; most: number }>(
    `UPDATE outbox SET state = iif(state = 'leased', 'queued', state), lease_until = NULL, not_before = @until,
       waits = 'all' WHERE id IN (SELECT id FROM outbox INDEXED BY outbox_due
         WHERE due IS NOT NULL AND passes = 0 AND due <= @now LIMIT @most)`,
  )

  // What was changed beside us may be for somebody else, or say something else: it does not leave.
  const isWhole = sealCheck(db, 'outbox')
  const isFinishedWhole = sealCheck(db, 'finished')
  const keepBack = db.prepare<{ id: LetterId; until: Instant }>(
    `UPDATE outbox SET state = 'deferred', lease_until = NULL, not_before = @until,
       error = 'its row in memory is not as it was written; see rollcall verify' WHERE id = @id`,
  )

  const take = (id: LetterId, now: Instant, until: Instant, company?: LetterId): readonly OutboxItem[] => {
    if (!isWhole(id) || !isFinishedWhole(id)) {
      keepBack.run({ id, until: later(now, brokenFor) })
      return []
    }
    const item = letters.item(id)
    lease.run({ id, now, until })
    return item === null ? [] : [company === undefined ? item : { ...item, company }]
  }
  /** What leaves with this one, itself among it; none where it waits. */
  const together = ({ id, person, place }: Due, now: Instant, quiet?: QuietDays): Quieted => {
    if (quiet === undefined || person === null || place === '') return { leaves: [id], waits: [] }
    return readers.look({ person, place }, now, quiet)
  }
  /** `looked`: at how many, as far as it went; 0 where nothing more is due. */
  const look = db.transaction(
    (now: Instant, until: Instant, limit: number, rates?: Rates, quiet?: QuietDays) => {
      const gate = rates === undefined ? null : gates.open(now, rates)
      const taken: OutboxItem[] = []
      let looked = 0
      while (taken.length < limit && looked < atOnce) {
        const rows = due(now, limit - taken.length)
        if (rows.length === 0) return { taken, looked: 0 }
        for (const row of quiet === undefined ? rows : firstOfReaders(rows)) {
          // Readers for whom hundreds wait have their turn at the next look: this one must not stall the agent.
          if (taken.length >= limit || looked >= atOnce) break
          looked += 1
          const { leaves, waits: kept } = together(row, now, quiet)
          for (const one of kept) {
            unlease.run(one.id)
            hold.run(one)
          }
          looked += kept.length
          if (leaves.length === 0) continue
          // One letter to the rates, too, whatever leaves in it.
          const full = gate?.blocked(row) ?? null
          if (full?.why === 'all') {
            manyWait.run({ now, until: full.until, most: atOnce })
            return { taken, looked: looked + atOnce }
          }
          const company = leaves.length > 1 ? leaves[0] : undefined
          for (const id of leaves)
            if (full === null) taken.push(...take(id, now, until, company))
            else {
              unlease.run(id)
              wait.run({ id, ...full })
            }
        }
      }
      return { taken, looked }
    },
  )
  return async (
    now: Instant,
    until: Instant,
    limit: number,
    rates?: Rates,
    quiet?: QuietDays,
  ): Promise<readonly OutboxItem[]> => {
    for (let all = 0; all < mostLooked;) {
      const { taken, looked } = look.immediate(now, until, limit, rates, quiet)
      if (taken.length > 0 || looked === 0) return taken
      all += looked
      // A flood is put off in pieces, between which other work goes on.
      await setImmediate()
    }
    return []
  }
}

/** The first of a reader's letters speaks for them all; one that is left over has its turn at the next look. */
function firstOfReaders(rows: readonly Due[]): readonly Due[] {
  const seen = new Set<string>()
  return rows.filter(({ person, place }) => {
    if (person === null || place === '') return true
    const isFirst = !seen.has(person)
    seen.add(person)
    return isFirst
  })
}
