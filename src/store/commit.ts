// The one transaction of a decision (SPEC §3.6): ticket, journal row, "mail handled", questions, files and outgoing
// effects, together or not at all. It judges nothing but whether the world is still the one that was decided on.

import { Fault } from '../ports.ts'
import type { Change, Commit } from '../ports.ts'
import type { Connection } from './database.ts'
import type { alertTable } from './alerts.ts'
import type { digestTable } from './digests.ts'
import type { fileTable } from './files.ts'
import type { handTable } from './hand.ts'
import type { journalTable } from './journal.ts'
import type { mailTable } from './mail.ts'
import type { outboxTable } from './outbox.ts'
import type { pauseTable } from './pauses.ts'
import type { questionTable } from './questions.ts'
import type { ticketTable } from './tickets.ts'

type Tables = {
  readonly alerts: ReturnType<typeof alertTable>
  readonly tickets: ReturnType<typeof ticketTable>
  readonly journal: ReturnType<typeof journalTable>
  readonly mail: ReturnType<typeof mailTable>
  readonly hand: ReturnType<typeof handTable>
  readonly outbox: ReturnType<typeof outboxTable>
  readonly pauses: ReturnType<typeof pauseTable>
  readonly questions: ReturnType<typeof questionTable>
  readonly files: ReturnType<typeof fileTable>
  readonly digests: ReturnType<typeof digestTable>
}

/** Thrown inside the transaction only, to undo it. */
class Conflict extends Error {}

export const commitment = (db: Connection, tables: Tables) => {
  const demand = (holds: boolean): void => {
    if (!holds) throw new Conflict()
  }
  /** A ticket and its journal row are one thing: neither is written without the other. */
  const change = (change: Change, at: Commit['at']): void => {
    const { ticket, expectedVersion } = change
    // A version that stands still would let two decisions on one state pass as one.
    if (ticket.version <= expectedVersion)
      throw new Fault(
        'store',
        'permanent',
        `ticket ${ticket.id} does not move on from version ${expectedVersion}`,
      )
    demand(tables.tickets.put(ticket, expectedVersion))
    tables.journal.append(change, at)
  }
  const apply = db.transaction((commit: Commit) => {
    const { at, mail } = commit
    // What can conflict comes first: less is undone, and nothing big is written in vain.
    if (mail !== undefined) demand(tables.mail.settle(mail.id, mail.verdict, at))
    if (mail !== undefined) tables.hand.handled(mail.id)
    if (commit.digest !== undefined) demand(tables.digests.done(commit.digest))
    for (const { id, state } of commit.settledQuestions) demand(tables.questions.settle(id, state, at))
    for (const { name, since } of commit.alerts?.raised ?? []) demand(tables.alerts.raise(name, since))
    for (const name of commit.alerts?.ended ?? []) demand(tables.alerts.end(name))
    for (const turn of commit.pausing ?? []) demand(tables.pauses.turn(turn, at))
    for (const one of commit.changes) change(one, at)
    for (const question of commit.questions) tables.questions.add(question)
    for (const { sha256, bytes } of commit.files) tables.files.add(sha256, bytes, at)
    for (const { letter, bounce } of commit.bouncedLetters) tables.outbox.markBounced(letter, bounce)
    for (const draft of commit.outbox) tables.outbox.add(draft, at)
  })

  /** Throws a permanent Fault on what deciding again would not mend: an unknown mail, a file that is not its hash. */
  return (commit: Commit): 'committed' | 'conflict' => {
    try {
      apply.immediate(commit)
      return 'committed'
    } catch (error) {
      if (error instanceof Conflict) return 'conflict'
      throw error
    }
  }
}
