// Posts to lists that were handed to the mail server and of which no clear answer is known (SPEC §1.4: one post per list,
// ticket and round). Written before the first byte leaves, so that a kill at any instant leaves either no mark and
// no post, or a mark that says: look before it is sent again.

import type { LetterId } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Connection } from './database.ts'

type Restored = { readonly at: Instant; readonly made: Instant }

/** Throws SQLite's errors, as all tables here do. */
export const handedTable = (db: Connection) => {
  const mark = db.prepare<[LetterId, Instant]>(
    'INSERT INTO handed_over (letter, at) VALUES (?, ?) ON CONFLICT (letter) DO UPDATE SET at = excluded.at',
  )
  const unmark = db.prepare<[LetterId]>('DELETE FROM handed_over WHERE letter = ?')
  const marked = db.prepare<[LetterId], Instant>('SELECT at FROM handed_over WHERE letter = ?').pluck()
  const arrived = db
    .prepare<[string, Instant], Instant | null>(
      'SELECT min(received_at) FROM mail WHERE message_id = ? AND received_at >= ?',
    )
    .pluck()

  // The newest row is the last restore.
  const restored = db.prepare<[], Restored>('SELECT at, made FROM restored ORDER BY rowid DESC LIMIT 1')

  return {
    restored: (): Restored | null => restored.get() ?? null,
    over: (letter: LetterId, at: Instant): void => {
      mark.run(letter, at)
    },
    back: (letter: LetterId): void => {
      unmark.run(letter)
    },
    since: (letter: LetterId): Instant | null => marked.get(letter) ?? null,
    arrived: (messageId: string, since: Instant): Instant | null => arrived.get(messageId, since) ?? null,
  }
}
