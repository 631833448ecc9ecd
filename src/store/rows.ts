// What comes back from the database is checked where it comes in: JSON that does not parse, or lacks what its type
// promises, is a damaged row and named as such. The guards are shallow on purpose: the store wrote these values
// itself, and the journal's hash chain finds what was changed inside them.

import { Fault } from '../ports.ts'

type Kind<V> = V extends readonly unknown[]
  ? 'array'
  : V extends string
    ? 'string'
    : V extends number
      ? 'number'
      : V extends boolean
        ? 'boolean'
        : 'object'
/** The fields that must be there, with the kind of each. */
export type Shape<T> = { readonly [K in keyof T]?: Kind<NonNullable<T[K]>> }

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value

/** A damaged row: permanent, since reading it again gives the same. */
export const damaged = (table: string, row: number | string, why: string): Fault =>
  new Fault('store', 'permanent', `row ${row} of table ${table} is damaged (${why}); restore the last backup`)

const parse = (table: string, row: number | string, json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch (error) {
    throw damaged(table, row, error instanceof Error ? error.message : 'not JSON')
  }
}

const fits = <T>(table: string, row: number | string, value: unknown, shape: Shape<T>): T => {
  if (typeof value !== 'object' || value === null) throw damaged(table, row, 'not an object')
  const fields = new Map<string, unknown>(Object.entries(value))
  for (const [name, kind] of Object.entries(shape)) {
    const found = kindOf(fields.get(name))
    if (found !== kind) throw damaged(table, row, `${name} is ${found}, not ${String(kind)}`)
  }
  return value as T
}

/** Reads one JSON object. Throws a permanent Fault that names table and row. */
export const readObject = <T>(table: string, row: number | string, json: string, shape: Shape<T>): T =>
  fits(table, row, parse(table, row, json), shape)

/** Reads a JSON array of objects. Throws a permanent Fault that names table and row. */
export const readArray = <T>(
  table: string,
  row: number | string,
  json: string,
  shape: Shape<T>,
): readonly T[] => {
  const value = parse(table, row, json)
  if (!Array.isArray(value)) throw damaged(table, row, 'not an array')
  return value.map((item) => fits(table, row, item, shape))
}
