// The priorities that occur in what still has to leave (SPEC §3.5). To look priority by priority finds the most urgent letter
// that is due without walking past those that were put off.

import type { Connection } from './database.ts'

/** Most urgent first: a few numbers, found by stepping from one to the next, whatever lies between. */
export const prioritiesIn = (db: Connection): (() => readonly number[]) => {
  const all = db
    .prepare<[], number>(
      `WITH RECURSIVE priorities (one) AS (
         SELECT min(priority) FROM outbox INDEXED BY outbox_due WHERE due IS NOT NULL
         UNION ALL SELECT (SELECT min(priority) FROM outbox INDEXED BY outbox_due WHERE due IS NOT NULL AND priority > one)
           FROM priorities WHERE one IS NOT NULL)
       SELECT one FROM priorities WHERE one IS NOT NULL`,
    )
    .pluck()
  return () => all.all()
}
