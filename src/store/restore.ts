// Puts a backup in the place of what a data folder holds (SPEC §7), under the agent's lock. The backup is checked first
// and made ready beside the old database; what was there is kept under another name. Where a crash cuts this short a mark
// stays, with which no agent starts: half a restore would look like a first start, and act like one.

import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { Fault } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'
import { databaseIn, secretIn, writable } from './backup.ts'
import type { Manifest } from './backupfile.ts'
import { makeFolder, openDatabase, syncFolder } from './database.ts'
import { guarded } from './fault.ts'
import { migrate, readMigrations, shippedMigrations } from './migrate.ts'
import { noteOf } from './reached.ts'
import { verifyBackup } from './verify.ts'
import type { Verified } from './verify.ts'

export type Restored = Verified & {
  readonly manifest: Manifest
  /** Where what was there lies now; null where nothing was. */
  readonly kept: string | null
}

const markIn = (data: string): string => join(data, 'restoring')

/** Throws a permanent Fault where a restore was cut short. */
export const refuseHalfRestored = (data: string): void => {
  if (existsSync(markIn(data)))
    throw new Fault(
      'store',
      'permanent',
      `a restore in ${data} was cut short; do it again: rollcall restore FILE (what was there lies in a folder replaced-…)`,
    )
}

/** To be called with the lock of the data folder. Throws a Fault, with everything as it was, where the backup is not whole. */
export const restoreBackup = (data: string, file: string, at: Instant): Restored => {
  const verified = verifyBackup(file)
  const [complaint] = verified.complaints
  if (complaint !== undefined)
    throw new Fault('store', 'permanent', `${file} is not restored: ${complaint}; take another backup`)
  makeFolder(data)
  const draft = join(data, 'restored.sqlite')
  for (const name of [draft, `${draft}-wal`, `${draft}-shm`]) rmSync(name, { force: true })
  try {
    writable(draft, () => copyTo(draft, file, verified.manifest.bytes))
    guarded(() => bringUpToDate(draft, verified.manifest.made, at))
    const kept = writable(data, () => exchange(data, draft, verified.manifest, at))
    return { ...verified, kept }
  } finally {
    rmSync(draft, { force: true })
  }
}

const copyTo = (draft: string, file: string, bytes: number): void => {
  copyFileSync(file, draft)
  chmodSync(draft, 0o600)
  // Behind the last page the manifest stands.
  truncateSync(draft, bytes)
}

/** The newest tables, and a note from when on what was sent is not known. */
const bringUpToDate = (draft: string, made: Instant, at: Instant): void => {
  const db = openDatabase(draft)
  try {
    migrate(db, readMigrations(shippedMigrations))
    db.prepare<[Instant, Instant]>('INSERT INTO restored (at, made) VALUES (?, ?)').run(at, made)
  } finally {
    db.close()
  }
}

const exchange = (data: string, draft: string, { secret }: Manifest, at: Instant): string | null => {
  writeFileSync(markIn(data), `${at}\n`, { flush: true })
  syncFolder(data)
  const database = databaseIn(data)
  // The log goes with its database: left behind it would be read into the new one. So does the note of how far it had come.
  const there = [database, `${database}-wal`, `${database}-shm`, noteOf(database), secretIn(data)].filter(
    (path) => existsSync(path),
  )
  const kept = there.length === 0 ? null : newFolder(data, at)
  if (kept !== null) {
    for (const path of there) renameSync(path, join(kept, basename(path)))
    syncFolder(kept)
  }
  if (secret !== null) writeFileSync(secretIn(data), secret, { mode: 0o600, flush: true })
  syncFile(draft)
  renameSync(draft, database)
  syncFolder(data)
  rmSync(markIn(data))
  syncFolder(data)
  return kept
}

const newFolder = (data: string, at: Instant): string => {
  const name = join(data, `replaced-${at.replaceAll(':', '-')}`)
  let path = name
  for (let n = 2; existsSync(path); n += 1) path = `${name}-${n}`
  mkdirSync(path, { mode: 0o700 })
  return path
}

const syncFile = (file: string): void => {
  const opened = openSync(file, 'r+')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}
