// A seal for every row that no other hash proves (RELIABILITY T7: SQLite keeps no checksum of its pages): the first 16 bytes
// of SHA-256 over all its columns, set by triggers of this connection, so that no statement can forget it. A row that was
// changed beside them, by a bit that turned over or by hand, is known by it, and stays so: what is written over a broken
// row breaks its seal for good. The journal has its chain; mail and files have their own hashes.

import { createHash, hash } from 'node:crypto'
import type { Connection } from './database.ts'
import { damaged } from './rows.ts'

type Column = { readonly name: string; readonly pk: number }
/** `named`: its columns as the function takes them, of the row itself or of `NEW` and `OLD`. */
type Sealed = {
  readonly table: string
  readonly columns: readonly string[]
  readonly key: readonly string[]
  readonly named: (row?: 'NEW.' | 'OLD.') => string
}
/** Rows by table, as they are named in a complaint. */
type Broken = { readonly table: string; readonly row: string }

const length = 16
/** What stands where none was made; no row hashes to it. */
const none = `x'${'00'.repeat(length)}'`

/** To be known to every connection that asks for seals; setting them takes `setSeals`. */
export const knowSeals = (db: Connection): void => {
  db.function('sealed', { varargs: true, deterministic: true }, (...values: unknown[]) => sealOf(values))
}

/** One value after the other, each known by its kind and length, so that no two rows read as the same bytes. */
const sealOf = (values: readonly unknown[]): Buffer => {
  const bytes = values.filter((value) => Buffer.isBuffer(value))
  const told = JSON.stringify(
    bytes.length === 0
      ? values
      : values.map((value) => (Buffer.isBuffer(value) ? [value.byteLength] : value)),
  )
  if (bytes.length === 0) return hash('sha256', told, 'buffer').subarray(0, length)
  const sum = createHash('sha256').update(told)
  for (const one of bytes) sum.update(one)
  return sum.digest().subarray(0, length)
}

/** The tables that have a seal, as the database says, or one of them. What has a hash of its own is proven by that. */
const sealedIn = (db: Connection, only?: string): readonly Sealed[] => {
  const tables = db
    .prepare<[string | null], string>(
      `SELECT name FROM main.sqlite_schema WHERE type = 'table' AND sql LIKE '% seal BLOB %' AND name = coalesce(?, name)
       ORDER BY name`,
    )
    .pluck()
  const columnsOf = db.prepare<[string], Column>('SELECT name, pk FROM pragma_table_info(?) ORDER BY cid')
  return tables.all(only ?? null).map((table) => {
    const all = columnsOf.all(table)
    const names = all.map(({ name }) => name)
    const columns = names.filter((name) => name !== 'seal' && !(name === 'bytes' && names.includes('sha256')))
    const named = (row = '') => `sealed('${table}', ${columns.map((name) => `${row}"${name}"`).join(', ')})`
    const keys = all.filter(({ pk }) => pk > 0).map(({ name }) => name)
    return { table, columns, key: keys.length > 0 ? keys : ['rowid'], named }
  })
}

/** From now on whatever this connection writes is sealed. To be called again after the tables have changed. */
export const setSeals = (db: Connection): void => {
  knowSeals(db)
  breakOff(db)
  const triggers = sealedIn(db).map(({ table, columns, key, named }) => {
    const itself = key.map((name) => `"${name}" = NEW."${name}"`).join(' AND ')
    const of = columns.map((name) => `"${name}"`).join(', ')
    // Of the same length as what stands there: SQLite writes it over in place.
    return `CREATE TEMP TRIGGER "seal new ${table}" AFTER INSERT ON main."${table}" BEGIN
        UPDATE "${table}" SET seal = ${named('NEW.')} WHERE ${itself}; END;
      CREATE TEMP TRIGGER "seal ${table}" AFTER UPDATE OF ${of} ON main."${table}" BEGIN
        UPDATE "${table}" SET seal = iif(OLD.seal = ${named('OLD.')}, ${named('NEW.')}, ${none}) WHERE ${itself}; END;`
  })
  db.transaction(() => db.exec(triggers.join('\n')))()
}

const breakOff = (db: Connection): void => {
  const names = db
    .prepare<[], string>("SELECT name FROM temp.sqlite_schema WHERE type = 'trigger' AND name LIKE 'seal %'")
    .pluck()
  for (const name of names.all()) db.exec(`DROP TRIGGER temp."${name}"`)
}

/** Changes tables inside a transaction, with all rows sealed anew but those whose seal was broken before. */
export const resealedAfter = (db: Connection, change: () => void): void => {
  knowSeals(db)
  breakOff(db)
  const before = brokenSeals(db)
  change()
  for (const { table, key, named } of sealedIn(db)) {
    db.exec(`UPDATE "${table}" SET seal = ${named()}`)
    const spoil = db.prepare<[string]>(`UPDATE "${table}" SET seal = ${none} WHERE ${rowName(key)} = ?`)
    for (const { row } of before.filter((one) => one.table === table)) spoil.run(row)
  }
}

const rowName = (key: readonly string[]): string => key.map((name) => `"${name}"`).join(" || ' ' || ")

/** Every row whose seal is not its own. The connection must know seals. */
export const brokenSeals = (db: Connection): readonly Broken[] =>
  sealedIn(db).flatMap(({ table, key, named }) =>
    db
      .prepare<[], Broken>(
        `SELECT '${table}' AS "table", CAST(${rowName(key)} AS TEXT) AS row FROM "${table}" WHERE seal <> ${named()}`,
      )
      .all(),
  )

/** Whether a row's seal is its own; true where there is no such row. For a table with a key of one column. */
export const sealCheck = (db: Connection, table: string): ((key: string | number) => boolean) => {
  const [sealed] = sealedIn(db, table)
  const [key] = sealed?.key ?? []
  if (sealed === undefined || key === undefined) throw new Error(`${table} has no seals`)
  const whole = db
    .prepare<[string | number], 0 | 1>(`SELECT seal = ${sealed.named()} FROM "${table}" WHERE "${key}" = ?`)
    .pluck()
  return (row) => whole.get(row) !== 0
}

/** The same, as a permanent Fault that names the row. */
export const sealDemand = (db: Connection, table: string): ((key: string | number) => void) => {
  const isWhole = sealCheck(db, table)
  return (row) => {
    if (!isWhole(row)) throw notAsWritten(table, row)
  }
}

export const notAsWritten = (table: string, row: string | number) =>
  damaged(table, row, 'it is not as it was written')
