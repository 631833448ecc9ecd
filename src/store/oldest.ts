// What has waited longest, for whoever watches over the agent: a letter that nothing of ours keeps back, no pause, rate or
// quiet day, and still has not left.

import type { Instant } from '../rollout/ids.ts'
import type { Connection } from './database.ts'

const states = ['queued', 'leased', 'deferred'] as const

/** When it was queued; null where none waits. Each state is read in the order of its index, so that a long line costs nothing. */
export const oldestWaiting = (db: Connection): (() => Instant | null) => {
  const first = db
    .prepare<{ state: string }, Instant>(
      `SELECT queued_at FROM outbox INDEXED BY outbox_by_state WHERE state = @state AND overtaken = 0 AND gathered_into IS NULL
         AND waits = '' AND held = '' AND (passes = 1 OR NOT EXISTS (SELECT 1 FROM pauses WHERE resumed_at IS NULL))
       ORDER BY id LIMIT 1`,
    )
    .pluck()
  return () => states.flatMap((state) => first.get({ state }) ?? []).toSorted()[0] ?? null
}
