// What SQLite's failures mean for the people who run Rollcall: every error that leaves the store is a Fault with a
// sentence that says what to do. Errors are told apart by SQLite's result code (sqlite.org/rescode.html), never by
// their text. Errors of our own making (a TypeError, say) pass through unchanged: they are bugs, not faults.

import Database from 'better-sqlite3'
import { Fault } from '../ports.ts'

type Meaning = { readonly code: string; readonly lasting: Fault['lasting']; readonly say: string }

const meanings: readonly Meaning[] = [
  {
    code: 'SQLITE_FULL',
    lasting: 'transient',
    say: 'the disk that holds the database is full; free some space, nothing is lost and work goes on by itself',
  },
  {
    code: 'SQLITE_BUSY',
    lasting: 'transient',
    say: 'another process keeps the database busy; it is tried again, end that process if this lasts',
  },
  {
    code: 'SQLITE_LOCKED',
    lasting: 'transient',
    say: 'the database is locked inside this process; it is tried again',
  },
  {
    code: 'SQLITE_IOERR',
    lasting: 'transient',
    say: 'the disk could not be read or written; look at the disk and at the system log',
  },
  {
    code: 'SQLITE_READONLY',
    lasting: 'permanent',
    say: 'the database cannot be written; give the user who runs Rollcall write permission on the file and its folder',
  },
  {
    code: 'SQLITE_CANTOPEN',
    lasting: 'permanent',
    say: 'the database cannot be opened; check that its folder exists and may be read and written',
  },
  {
    code: 'SQLITE_CORRUPT',
    lasting: 'permanent',
    say: 'the database is damaged; stop Rollcall, keep a copy of the file, restore the last backup',
  },
  {
    code: 'SQLITE_NOTADB',
    lasting: 'permanent',
    say: 'the file is not a Rollcall database; check [bot] data in the config, or restore the last backup',
  },
  {
    code: 'SQLITE_TOOBIG',
    lasting: 'permanent',
    say: 'a single mail or file is too big for the database; lower [limits] mail_size',
  },
]

/** Whether a write was refused because a row with that key is there already. */
export const isDoubled = (error: unknown): boolean =>
  error instanceof Database.SqliteError &&
  (error.code === 'SQLITE_CONSTRAINT_UNIQUE' || error.code === 'SQLITE_CONSTRAINT_PRIMARYKEY')

export const isBusy = (error: unknown): boolean =>
  error instanceof Database.SqliteError && family(error.code) === 'SQLITE_BUSY'

/** `SQLITE_IOERR_FSYNC` is of the family `SQLITE_IOERR`. */
const family = (code: string): string => code.split('_').slice(0, 2).join('_')

const faultOf = (error: InstanceType<typeof Database.SqliteError>): Fault => {
  const meaning = meanings.find((m) => m.code === family(error.code))
  return meaning === undefined
    ? new Fault('store', 'permanent', `the database refused (${error.code}): ${error.message}`, error)
    : new Fault('store', meaning.lasting, `${meaning.say} (${error.code})`, error)
}

/** Runs `work`; what SQLite throws comes out as a Fault of the store. */
export const guarded = <T>(work: () => T): T => {
  try {
    return work()
  } catch (error) {
    throw error instanceof Database.SqliteError ? faultOf(error) : error
  }
}

/** The same of what takes its time. */
export const guardedLater = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    throw error instanceof Database.SqliteError ? faultOf(error) : error
  }
}
