// What the administrator was told of and is not over yet (SPEC §5, admin-alert): a name and since when. That each is
// told once, and its end once, rests on this table; what is worth telling is decided elsewhere.

import type { Instant } from '../rollout/ids.ts'
import type { Connection } from './database.ts'

type Row = { readonly name: string; readonly since: Instant }

export const alertTable = (db: Connection) => {
  const all = db.prepare<[], Row>('SELECT name, since FROM alerts ORDER BY since, name')
  const raise = db.prepare<[string, Instant]>(
    'INSERT INTO alerts (name, since) VALUES (?, ?) ON CONFLICT (name) DO NOTHING',
  )
  const end = db.prepare<[string]>('DELETE FROM alerts WHERE name = ?')
  return {
    standing: (): readonly Row[] => all.all(),
    /** To be called inside the transaction that queues the letter. False where it stands already. */
    raise: (name: string, since: Instant): boolean => raise.run(name, since).changes === 1,
    /** False where it does not stand. */
    end: (name: string): boolean => end.run(name).changes === 1,
  }
}
