// Memory behind the doors Ledger and Archive (ports.ts): better-sqlite3 is synchronous inside and asynchronous at this
// page, so that another database can stand here later. Each intention is one transaction in a file beside this
// one; here they are only named as the ports name them, and SQLite's errors become Faults.

import type { Archive, Ledger } from '../ports.ts'
import { alertTable } from './alerts.ts'
import { arrivals } from './arrival.ts'
import { commitment } from './commit.ts'
import { copyDatabase, openDatabase } from './database.ts'
import type { Connection } from './database.ts'
import { guarded, guardedLater } from './fault.ts'
import { digestTable } from './digests.ts'
import { fileTable } from './files.ts'
import { gatheringTable } from './gathering.ts'
import { groupingOf } from './grouping.ts'
import { handTable } from './hand.ts'
import { handedTable } from './handed.ts'
import { integrity } from './integrity.ts'
import { journalTable } from './journal.ts'
import { letterTable } from './letters.ts'
import { mailTable } from './mail.ts'
import { migrate, readMigrations, shippedMigrations } from './migrate.ts'
import { claimsOf } from './claims.ts'
import { oldestWaiting } from './oldest.ts'
import { outboxTable } from './outbox.ts'
import { pauseTable } from './pauses.ts'
import { peopleTable } from './people.ts'
import { questionTable } from './questions.ts'
import { quietTable } from './quiet.ts'
import { rateTable } from './rates.ts'
import { demandNothingLost, reachedNote } from './reached.ts'
import { ticketTable } from './tickets.ts'

export type Store = {
  readonly ledger: Ledger
  readonly archive: Archive
  /** Reads the whole database; one line a complaint, none where it is whole. */
  readonly checkIntegrity: () => string[]
}

/** Opens a database file (or `:memory:`), brought up to date. Throws a Fault that says what to do. */
export const openStore = (file: string): Store =>
  guarded(() => {
    const db = openMigrated(file)
    return file === ':memory:' ? storeOn(db) : storeOn(db, reachedNote(db, file))
  })

/** A copy of a database file in memory, for looking at what would happen. Throws a Fault where there is none. */
export const openStoreCopy = (file: string): Store => guarded(() => storeOn(migrated(copyDatabase(file))))

const openMigrated = (file: string): Connection => {
  const db = migrated(openDatabase(file))
  try {
    if (file !== ':memory:') demandNothingLost(db, file)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

const migrated = (db: Connection): Connection => {
  try {
    migrate(db, readMigrations(shippedMigrations))
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

const storeOn = (db: Connection, reached?: ReturnType<typeof reachedNote>): Store => {
  const arrival = arrivals(db)
  const people = peopleTable(db)
  const tickets = ticketTable(db)
  const journal = journalTable(db)
  const mail = mailTable(db)
  const hand = handTable(db)
  const handed = handedTable(db)
  const letters = letterTable(db)
  const rates = rateTable(db)
  const quiet = quietTable(db)
  const outbox = outboxTable(db, letters)
  const pauses = pauseTable(db)
  const alerts = alertTable(db)
  const questions = questionTable(db)
  const files = fileTable(db)
  const digests = digestTable(db)
  const tables = { tickets, journal, mail, hand, outbox, pauses, alerts, questions, files, digests }
  const commit = commitment(db, tables)
  const { grouped, flush } = groupingOf(db)
  // data_version rises with other connections' commits, total_changes with our own.
  const version = db
    .prepare<[], number>('SELECT data_version + total_changes() FROM pragma_data_version')
    .pluck()

  /** How far memory has come is noted before anybody is told. */
  const noted =
    <Args extends unknown[], Result>(work: (...args: Args) => Result) =>
    (...args: Args): Result => {
      const result = work(...args)
      reached?.note()
      return result
    }

  const ledger: Ledger = {
    recordMail: slowDoor(async (incoming) => {
      const fresh = await arrival.record(incoming)
      reached?.note()
      return fresh
    }),
    beginMailbox: door(arrival.begin),
    nextTicketId: door(tickets.nextId),
    personFor: door(people.idFor),
    commit: door(noted(commit)),
    setMailAside: door(mail.setAside),
    countMailAttempt: door(mail.countAttempt),
    takeInHand: door(hand.take),
    putDown: door(hand.putDown),
    reclaimMails: door(() => {
      arrival.clearUnfinished()
      return hand.reclaim()
    }),
    retryMail: door(mail.backInLine),
    claimDue: slowDoor(claimsOf(db, letters, rates, quiet)),
    gather: door(gatheringTable(db, letters)),
    keepFinished: slowDoor(grouped(outbox.keep)),
    settle: slowDoor(grouped(outbox.settle)),
    handOver: door(handed.over),
    handedBack: door(handed.back),
    reclaimLeases: door(outbox.giveBack),
    noteClock: door(pauses.note),
    close: door(() => {
      flush()
      reached?.close()
      db.close()
    }),
  }
  const archive: Archive = {
    ticket: door(tickets.byId),
    tickets: door(tickets.newest),
    journal: door(journal.ofTicket),
    journalOf: door(journal.ofFacts),
    brokenJournalRow: door(journal.broken),
    mail: door(mail.byId),
    rawMail: slowDoor(mail.raw),
    mails: door(mail.newest),
    mailInLine: door(mail.inLine),
    copiesOf: door(mail.alike),
    saidBefore: door(mail.said),
    letter: door(letters.byId),
    letterBytes: door(letters.bytes),
    letters: door(letters.newest),
    partsOf: door(letters.partsOf),
    letterByMessageId: door(letters.byMessageId),
    handedOver: door(handed.since),
    restored: door(handed.restored),
    arrivedSince: door(handed.arrived),
    question: door(questions.byId),
    questions: door(questions.search),
    person: door(people.byId),
    personByAddress: door(people.byAddress),
    lastVerified: door(mail.lastVerified),
    dueTickets: door(tickets.due),
    nextDue: door(tickets.nextDue),
    nextOutbox: door(letters.earliest),
    oldestWaiting: door(oldestWaiting(db)),
    pause: door(pauses.standing),
    jump: door(pauses.jump),
    clockNote: door(pauses.clock),
    alerts: door(alerts.standing),
    lastDigest: door(digests.last),
    waiting: door(rates.waiting),
    quietly: door(quiet.waiting),
    cursor: door(arrival.cursor),
    file: door(files.bytes),
    mailsIn: door((state) => mail.countIn(state)),
    counts: door(() => ({ mail: mail.counts(), letters: letters.counts(), tickets: tickets.count() })),
    version: door(() => version.get() ?? 0),
  }
  return { ledger, archive, checkIntegrity: integrity(db, journal) }
}

/** A synchronous intention as the ports want it: what it throws becomes a rejection. */
const door =
  <Args extends unknown[], Result>(work: (...args: Args) => Result) =>
  async (...args: Args): Promise<Result> =>
    guarded(() => work(...args))

/** The same of one that waits for something. */
const slowDoor =
  <Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
  (...args: Args): Promise<Result> =>
    guardedLater(() => work(...args))
