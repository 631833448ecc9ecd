// Everything that can be read of a database, as text: rows of every table and what the tables are made of, to tell
// whether two databases are the same to whoever reads them.

import type Database from 'better-sqlite3'

/** Without SQLite's own counters, which at worst leave out a number. Throws SQLite's errors. */
export function everyRow(db: Database.Database): string {
  const made = db
    .prepare<[], { name: string; type: string }>(
      'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name',
    )
    .all()
  const tables = made.filter(({ name, type }) => type === 'table' && name !== 'sqlite_sequence')
  const rows = tables.map(({ name }) => {
    const columns = db.prepare<[], string>(`SELECT name FROM pragma_table_info('${name}')`).pluck().all()
    // As hex, so that no two bytes read alike; blobs, texts and numbers each as what they are.
    const plain = columns.map((column) => `typeof("${column}") || hex("${column}")`).join(` || ',' || `)
    return [name, db.prepare<[], string>(`SELECT ${plain} FROM "${name}"`).pluck().all().toSorted()]
  })
  return JSON.stringify([made, rows])
}
