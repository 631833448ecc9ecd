// Which day's letters to the managers are done: one number among those that are given once, so that no two processes
// write to everybody twice. What a letter's own numbers mean stands in the letter.

import type { Connection } from './database.ts'

export const digestTable = (db: Connection) => {
  const last = db.prepare<[], number>("SELECT last FROM numbers WHERE name = 'digest'").pluck()
  const put = db.prepare<[number]>(
    `INSERT INTO numbers (name, last) VALUES ('digest', ?)
     ON CONFLICT (name) DO UPDATE SET last = excluded.last WHERE excluded.last > last`,
  )
  return {
    /** To be called inside a transaction. False where this day (ISO 8601), or a later one, is done. */
    done: (day: string): boolean => put.run(Number(day.replaceAll('-', ''))).changes === 1,
    last: (): string | null =>
      last
        .get()
        ?.toString()
        .replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3') ?? null,
  }
}
