// Whether letters leave (SPEC 3.4): one row a pause, and at most one that has not ended. Who may pause is judged
// elsewhere; that claims respect it is outbox.ts's matter.

import type { Actor } from '../rollout/event.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Pause } from '../rollout/pause.ts'
import type { Connection } from './database.ts'
import { readObject } from './rows.ts'
import type { Shape } from './rows.ts'

type Row = { readonly id: number; readonly at: Instant; readonly by: string }
const actorShape: Shape<Actor> = { kind: 'string' }

/** Throws a permanent Fault on a row that cannot be read. */
export const pauseTable = (db: Connection) => {
  const standing = db.prepare<[], Row>('SELECT id, at, by FROM pauses WHERE resumed_at IS NULL')
  const begin = db.prepare<[Instant, string]>(
    'INSERT INTO pauses (at, by) SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM pauses WHERE resumed_at IS NULL)',
  )
  const end = db.prepare<[Instant, string]>(
    'UPDATE pauses SET resumed_at = ?, resumed_by = ? WHERE resumed_at IS NULL',
  )
  return {
    standing: (): Pause | null => {
      const row = standing.get()
      return row === undefined
        ? null
        : { since: row.at, by: readObject('pauses', row.id, row.by, actorShape) }
    },
    /** To be called inside the transaction of the decision. False where it stands so already. */
    turn: (to: 'paused' | 'resumed', by: Actor, at: Instant): boolean =>
      (to === 'paused' ? begin : end).run(at, JSON.stringify(by)).changes === 1,
  }
}
