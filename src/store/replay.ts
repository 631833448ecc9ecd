// Whether each ticket is what its journal says (DESIGN, laws: replaying the journal gives the stored ticket). The chain
// proves the journal; this proves the rows that everything is decided on, which no check of pages sees (RELIABILITY T7).

import { isDeepStrictEqual } from 'node:util'
import { applyChange } from '../rollout/evolve.ts'
import type { Fact } from '../rollout/fact.ts'
import type { Ticket } from '../rollout/ticket.ts'
import { nextDeadline } from '../rollout/view.ts'
import type { Connection } from './database.ts'
import { guarded } from './fault.ts'

type Row = {
  readonly id: number
  readonly version: number
  readonly status: string
  readonly title: string
  readonly parent: string | null
  readonly next_due: string | null
  readonly row: string
}

/** One line a ticket that is another than its journal says, or cannot be told; throws a Fault where pages are unreadable. */
export const replayComplaints = (db: Connection): readonly string[] =>
  guarded(() => {
    const tickets = db.prepare<[], Row>(
      'SELECT id, version, status, title, parent, next_due, row FROM tickets ORDER BY id',
    )
    const facts = db
      .prepare<[number], string>('SELECT facts FROM journal WHERE ticket = ? ORDER BY seq')
      .pluck()
    const strangers = db
      .prepare<[], number>('SELECT DISTINCT ticket FROM journal WHERE ticket NOT IN (SELECT id FROM tickets)')
      .pluck()
    return [
      ...tickets.all().flatMap((row) => {
        const why = whyNot(row, facts.all(row.id))
        return why === null ? [] : [`rollout #${row.id} ${why}`]
      }),
      ...strangers.all().map((id) => `rollout #${id} has a journal and is not there itself`),
    ]
  })

function whyNot(row: Row, written: readonly string[]): string | null {
  let told: Ticket | null
  let stored: unknown
  try {
    told = written.reduce<Ticket | null>(
      (ticket, json) => applyChange(ticket, JSON.parse(json) as Fact[]),
      null,
    )
    stored = JSON.parse(row.row)
  } catch (error) {
    return `cannot be told from its journal: ${error instanceof Error ? error.message : String(error)}`
  }
  if (told === null) return 'has no journal'
  // What is absent and what is undefined are the same once written.
  if (!isDeepStrictEqual(stored, JSON.parse(JSON.stringify(told)))) return 'is not what its journal says'
  const { id, version, status, title, parent, next_due: due } = row
  const columns = [id, version, status, title, parent, due]
  const expected = [
    told.id,
    told.version,
    told.status,
    told.title,
    told.parent?.ref ?? null,
    nextDeadline(told)?.at ?? null,
  ]
  return isDeepStrictEqual(columns, expected) ? null : 'is looked up by other words or dates than it has'
}
