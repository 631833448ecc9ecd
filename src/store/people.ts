// People by id. The one table that turns an id into an address and back; addresses compare without case in ASCII
// only, so that no letter of another alphabet can pass for one of an address on file.

import { asPersonId } from '../rollout/ids.ts'
import type { PersonId } from '../rollout/ids.ts'
import type { Person } from '../ports.ts'
import type { Connection } from './database.ts'
import { sealDemand } from './seals.ts'

type Row = { readonly id: number; readonly address: string; readonly name: string }

/** Ids are `p` and the row number (rollout/ids.ts). Throws a permanent Fault on a row that is not as it was written. */
export const peopleTable = (db: Connection) => {
  // An empty name never replaces a known one.
  const upsert = db
    .prepare<{ address: string; name: string }, number>(
      `INSERT INTO people (address, name) VALUES (@address, @name)
       ON CONFLICT (address) DO UPDATE SET name = excluded.name WHERE excluded.name <> '' AND excluded.name <> name
       RETURNING id`,
    )
    .pluck()
  const byAddress = db.prepare<[string], Row>('SELECT id, address, name FROM people WHERE address = ?')
  const byId = db.prepare<[number], Row>('SELECT id, address, name FROM people WHERE id = ?')
  const demandWhole = sealDemand(db, 'people')
  const whole = (row: Row | undefined): Row | undefined => {
    if (row !== undefined) demandWhole(row.id)
    return row
  }

  return {
    /** The id of an address, made on first sight. */
    idFor: (address: string, name: string): PersonId => {
      const known = whole(byAddress.get(address))
      if (known !== undefined && (name === '' || name === known.name)) return personId(known.id)
      const id = upsert.get({ address, name }) ?? byAddress.get(address)?.id
      if (id === undefined) throw new Error(`no id for ${address}`)
      return personId(id)
    },
    byAddress: (address: string): Person | null => personOf(whole(byAddress.get(address))),
    byId: (id: PersonId): Person | null => personOf(whole(byId.get(rowNumber(id)))),
  }
}

const personId = (row: number): PersonId => asPersonId(`p${row}`)

/** `p17` -> 17; 0, which no row has, for anything else. */
const rowNumber = (id: PersonId): number => Number(/^p([1-9]\d{0,14})$/.exec(id)?.[1] ?? 0)

const personOf = (row: Row | undefined): Person | null =>
  row === undefined ? null : { id: personId(row.id), address: row.address, name: row.name }
