// How far memory had come, noted in a small file beside the database. A log (`-wal`) that was removed, or left behind when
// the database was moved, leaves a database that is whole and older than it was: mail that the server was told of would be
// gone, and nobody would know. Written after each commit that goes on, never synced: it may be behind, and is never ahead.

import { closeSync, constants, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { Fault } from '../ports.ts'
import type { Connection } from './database.ts'

/** Beside the database `file`. */
export const noteOf = (file: string): string => `${file}-reached`

type Reached = { readonly journal: number; readonly mails: number; readonly letters: number }

// SQLite's own counters: they go back for nothing that is deleted.
const reachedBy = (db: Connection) =>
  db.prepare<[], Reached>(
    `SELECT (SELECT seq FROM journal_head) AS journal,
       coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'mail'), 0) AS mails,
       coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0) AS letters`,
  )

/** Always as long, so that it is written over in one piece. */
const written = ({ journal, mails, letters }: Reached): string =>
  `${[journal, mails, letters].map((count) => String(count).padStart(15)).join(' ')}\n`

/** Null where there is none, or none that can be read: nothing is known then. */
const readNote = (file: string): Reached | null => {
  try {
    const [, journal, mails, letters] =
      /^ *(\d+) +(\d+) +(\d+)\n$/.exec(readFileSync(noteOf(file), 'utf8')) ?? []
    if (letters === undefined) return null
    return { journal: Number(journal), mails: Number(mails), letters: Number(letters) }
  } catch {
    return null
  }
}

/**
 * Throws a permanent Fault where the database is not what was left: older than it was, or cut short behind what its log
 * still holds.
 */
export const demandNothingLost = (db: Connection, file: string): void => {
  const had = readNote(file)
  const has = reachedBy(db).get()
  if (had !== null && has !== undefined) {
    const lost = [
      [had.journal - has.journal, 'decisions'],
      [had.mails - has.mails, 'mails'],
      [had.letters - has.letters, 'letters'],
    ] as const
    const said = lost.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
    if (said.length > 0)
      throw new Fault(
        'store',
        'permanent',
        `${file} is older than it was (${said.join(', ')} less): put ${file}-wal back beside it, or restore the last backup; to go on without them remove ${noteOf(file)}`,
      )
  }
  if (lacksPages(db, file) && db.pragma('quick_check(1)', { simple: true }) !== 'ok')
    throw new Fault(
      'store',
      'permanent',
      `${file} was cut short; keep a copy of the file, restore the last backup`,
    )
}

/** Whether the file ends before the database does, and its log does not make up for it (sqlite.org/fileformat2.html §4). */
const lacksPages = (db: Connection, file: string): boolean => {
  const pageSize = Number(db.pragma('page_size', { simple: true }))
  const pages = Number(db.pragma('page_count', { simple: true }))
  const first = Math.floor(statSync(file).size / pageSize) + 1
  if (first > pages) return false
  const log = readFileSync(`${file}-wal`)
  const logged = new Set<number>()
  for (let at = 32; at + 24 <= log.length; at += 24 + pageSize) logged.add(log.readUInt32BE(at))
  for (let page = first; page <= pages; page += 1) if (!logged.has(page)) return true
  return false
}

/** Notes how far memory has come whenever it is called, by whichever process. */
export const reachedNote = (db: Connection, file: string): { note(): void; close(): void } => {
  const reached = reachedBy(db)
  let last = ''
  let opened: number | null = null
  const close = () => {
    if (opened !== null) closeSync(opened)
    opened = null
  }
  return {
    note() {
      const has = reached.get()
      const text = has === undefined ? '' : written(has)
      if (text === last) return
      try {
        // Made where it is missing, and not emptied: half a note is none.
        opened ??= openSync(noteOf(file), constants.O_RDWR | constants.O_CREAT, 0o600)
        writeSync(opened, text, 0)
        last = text
      } catch {
        // Behind, which is never wrong: what was committed is committed. The next call tries again.
        close()
      }
    },
    close,
  }
}
