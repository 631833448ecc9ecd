// Makes a backup beside a running agent (SPEC §7): SQLite copies the database as it stood at one instant (VACUUM INTO),
// writers are not kept waiting. Written under another name, fsynced, renamed: a backup that has its name is whole.

import Database from 'better-sqlite3'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Fault } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'
import { hashOfFile, written } from './backupfile.ts'
import type { Manifest } from './backupfile.ts'
import { makeFolder, syncFolder } from './database.ts'
import { guarded } from './fault.ts'

/** What is in a data folder, by name. */
export const databaseIn = (data: string): string => join(data, 'rollcall.sqlite')
export const secretIn = (data: string): string => join(data, 'secret')
export const backupsIn = (data: string): string => join(data, 'backups')

/** Sorts by time; no colons, which some file systems refuse. */
export const backupName = (made: Instant): string => `rollcall-${made.replaceAll(':', '-')}.backup`

/**
 * Writes a backup of a data folder to `target`, readable by its owner alone. Throws a Fault where there is nothing to
 * copy, where `target` is there already, and where the disk is full; nothing is left behind then.
 */
export const makeBackup = (data: string, target: string, made: Instant): Manifest => {
  const database = databaseIn(data)
  if (!existsSync(database)) throw refuse(`there is nothing to back up in ${data} yet; check [bot] data`)
  if (existsSync(target)) throw refuse(`${target} is there already and is left alone; name another file`)
  makeFolder(dirname(target))
  const draft = `${target}.part-${process.pid}`
  try {
    // Empty and its owner's before the first byte comes: VACUUM INTO takes an empty file.
    writable(draft, () => closeSync(openSync(draft, 'wx', 0o600)))
    copyInto(database, draft)
    const { size } = statSync(draft)
    const secret = existsSync(secretIn(data)) ? readFileSync(secretIn(data), 'utf8') : null
    const manifest = { made, bytes: size, sha256: hashOfFile(draft, size), secret }
    writable(draft, () => append(draft, written(manifest)))
    renameSync(draft, target)
    syncFolder(dirname(target))
    return manifest
  } finally {
    rmSync(draft, { force: true })
  }
}

const copyInto = (database: string, draft: string): void =>
  guarded(() => {
    const db = new Database(database, { readonly: true, fileMustExist: true })
    try {
      db.prepare('VACUUM INTO ?').run(draft)
    } finally {
      db.close()
    }
  })

/** VACUUM INTO leaves it to us that what it wrote is on disk. */
const append = (file: string, text: string): void => {
  const to = openSync(file, 'a')
  try {
    writeSync(to, text)
    fsyncSync(to)
  } finally {
    closeSync(to)
  }
}

/** Runs `work`; that a file cannot be written is a Fault which names it and the cause. */
export const writable = <T>(file: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new Fault(
      'store',
      'transient',
      `${file} cannot be written (${code}); look at its folder and disk`,
      error,
    )
  }
}

const refuse = (why: string): Fault => new Fault('store', 'permanent', why)
