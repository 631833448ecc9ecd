// Opens the database file with the settings every promise of the store rests on (SPEC §9, sqlite.org/pragma.html).
// It does not know any table: migrations make them, the files beside this one read and write them.

import Database from 'better-sqlite3'
import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Fault } from '../ports.ts'

export type Connection = Database.Database

/** How long a write waits for another process (the command line beside the agent), in milliseconds. */
const busyTimeout = 5_000

/** Opens `file`, making it and its folder where absent; `:memory:` keeps everything in this process. */
export const openDatabase = (file: string): Connection => {
  if (file !== ':memory:') makeFolder(dirname(file))
  const db = new Database(file, { timeout: busyTimeout })
  try {
    // Readers (board, command line) never wait for the writer, nor it for them.
    db.pragma('journal_mode = WAL')
    // WAL with NORMAL may lose the last commits at power loss; a mail marked as seen must not be lost.
    db.pragma('synchronous = FULL')
    // SQLite leaves them off for history's sake.
    db.pragma('foreign_keys = ON')
    // A schema changed by somebody else must not run functions of ours.
    db.pragma('trusted_schema = OFF')
    // In pages, 16 MB: in a large database the pages of a checkpoint lie scattered, and fewer of them are written twice.
    db.pragma('wal_autocheckpoint = 4000')
    // A flood of mail leaves no giant log behind, in bytes.
    db.pragma('journal_size_limit = 67108864')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** A snapshot of `file` in memory, whatever a running agent writes meanwhile: what is written to it stays in it. */
export const copyDatabase = (file: string): Connection => {
  const source = new Database(file, { readonly: true, fileMustExist: true, timeout: busyTimeout })
  try {
    const image = source.serialize()
    // Bytes 18 and 19 of the header say WAL, which a database in memory cannot have (sqlite.org/fileformat2.html §1.3).
    image[18] = 1
    image[19] = 1
    return new Database(image)
  } finally {
    source.close()
  }
}

/** Only the owner may look in: the database holds people's addresses and mail. On disk when it returns, and so are its
 *  parents where they were missing. */
export const makeFolder = (folder: string): void => {
  try {
    const first = mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (first === undefined) return
    for (let made = resolve(folder); ; made = dirname(made)) {
      syncFolder(dirname(made))
      if (made.length <= first.length) break
    }
  } catch (error) {
    throw new Fault('store', 'permanent', `the folder ${folder} cannot be made; check [bot] data`, error)
  }
}

/** A name is on disk once its folder is. */
export const syncFolder = (folder: string): void => {
  const opened = openSync(folder, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}
