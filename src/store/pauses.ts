// What stands still (SPEC §3.4, §9): one row a pause, and at most one of a kind that has not ended. Letters are paused by
// somebody; a clock that jumped stops letters too, and the judging besides. Who may end it is judged elsewhere; that
// claims respect both is claims.ts's matter.

import type { ClockNote, Turn } from '../ports.ts'
import type { Actor } from '../rollout/event.ts'
import type { Instant } from '../rollout/ids.ts'
import { later } from '../rollout/instant.ts'
import type { Jump, Pause } from '../rollout/pause.ts'
import type { Connection } from './database.ts'
import { readObject } from './rows.ts'
import type { Shape } from './rows.ts'

type Row = {
  readonly id: number
  readonly at: Instant
  readonly by: string
  readonly seen: Instant | null
  readonly mail: number
}
type Begun = { kind: Kind; at: Instant; by: string; seen: Instant | null }
type Kind = 'letters' | 'clock'
const actorShape: Shape<Actor> = { kind: 'string' }
/** Longest lease and longest time between two tries: what is further off was put there by a wrong clock. */
const longestWaitSeconds = 60 * 60

/** Throws a permanent Fault on a row that cannot be read. */
export const pauseTable = (db: Connection) => {
  const standing = db.prepare<[Kind], Row>(
    'SELECT id, at, by, seen, mail FROM pauses WHERE kind = ? AND resumed_at IS NULL',
  )
  const begin = db.prepare<Begun>(
    `INSERT INTO pauses (kind, at, by, seen, mail)
       SELECT @kind, @at, @by, @seen, (SELECT coalesce(max(id), 0) FROM mail)
       WHERE NOT EXISTS (SELECT 1 FROM pauses WHERE kind = @kind AND resumed_at IS NULL)`,
  )
  const end = db.prepare<[Instant, string, Kind]>(
    'UPDATE pauses SET resumed_at = ?, resumed_by = ? WHERE kind = ? AND resumed_at IS NULL',
  )
  const lastSeen = db.prepare<[], ClockNote>('SELECT at, steady, boot FROM clock')
  const note = db.prepare<ClockNote>(
    `INSERT INTO clock (id, at, steady, boot) VALUES (1, @at, @steady, @boot)
     ON CONFLICT (id) DO UPDATE SET at = excluded.at, steady = excluded.steady, boot = excluded.boot`,
  )
  const forget = db.prepare<[]>('DELETE FROM clock')
  const soonAgain = db.prepare<{ at: Instant; soon: Instant }>(
    `UPDATE outbox SET not_before = @at WHERE state IN ('queued', 'deferred') AND not_before > @soon
       AND (state = 'deferred' OR waits <> '' OR passes = 1)`,
  )
  const lapse = db.prepare<{ soon: Instant }>(
    `UPDATE outbox SET lease_until = @soon WHERE state = 'leased' AND lease_until > @soon`,
  )
  // A mail server's own clock dates what comes by IMAP; the rest was dated by the clock that was wrong.
  const redate = db.prepare<{ mail: number; shift: string }>(
    `UPDATE mail SET received_at = strftime('%Y-%m-%dT%H:%M:%SZ', received_at, @shift)
     WHERE id > @mail AND via <> 'imap'`,
  )

  const thaw = (by: Actor, at: Instant, wasWrong: boolean): boolean => {
    const row = standing.get('clock')
    if (row === undefined) return false
    if (wasWrong) {
      const seconds = Math.round((Date.parse(row.at) - Date.parse(row.seen ?? row.at)) / 1000)
      redate.run({ mail: row.mail, shift: `${seconds} seconds` })
    }
    const soon = later(at, longestWaitSeconds)
    soonAgain.run({ at, soon })
    lapse.run({ soon })
    forget.run()
    return end.run(at, JSON.stringify(by), 'clock').changes === 1
  }
  return {
    standing: (): Pause | null => {
      const row = standing.get('letters')
      return row === undefined
        ? null
        : { since: row.at, by: readObject('pauses', row.id, row.by, actorShape) }
    },
    /** The jump that is not cleared up yet. */
    jump: (): Jump | null => {
      const row = standing.get('clock')
      return row === undefined ? null : { since: row.at, seen: row.seen ?? row.at }
    },
    /** To be called inside the transaction of the decision. False where it stands so already. */
    turn: (turn: Turn, at: Instant): boolean => {
      const by = JSON.stringify(turn.by)
      switch (turn.to) {
        case 'paused':
          return begin.run({ kind: 'letters', at, by, seen: null }).changes === 1
        case 'resumed':
          return end.run(at, by, 'letters').changes === 1
        case 'jumped':
          return begin.run({ kind: 'clock', at, by, seen: turn.seen }).changes === 1
        case 'trusted':
          return thaw(turn.by, at, turn.wasWrong)
      }
    },
    clock: (): ClockNote | null => lastSeen.get() ?? null,
    note: (seen: ClockNote): void => {
      note.run(seen)
    },
  }
}
