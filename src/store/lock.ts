// One agent a data folder (SPEC §3.6, §9): an exclusive transaction held open on a small database of its own for the
// life of the process. The kernel frees it on kill -9; there is no lock file with an age that a clock jump could break.
// Who holds it stands in a readable file beside it: that file informs, it never decides.

import Database from 'better-sqlite3'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { Fault } from '../ports.ts'
import { asInstant } from '../rollout/ids.ts'
import type { Instant } from '../rollout/ids.ts'
import { makeFolder } from './database.ts'
import { guarded, isBusy } from './fault.ts'

type Holder = { readonly pid: number; readonly host: string; readonly since: Instant }
type Lock = { release(): void }

/**
 * Takes the agent's lock of a data folder, or says who has it (pid 0 where the holder has not yet written its name).
 * Throws a permanent Fault where the folder cannot be written.
 */
export const takeLock = (dataDir: string, facts: Holder): Lock | { readonly heldBy: Holder } => {
  makeFolder(dataDir)
  const factsFile = join(dataDir, 'lock.json')
  // No waiting (timeout 0): the holder keeps it for as long as it lives.
  const db = guarded(() => new Database(join(dataDir, 'lock.db'), { timeout: 0 }))
  try {
    // The rollback journal, SQLite's default, on purpose: in WAL mode an exclusive transaction lets readers in.
    db.exec('BEGIN EXCLUSIVE')
    writeHolder(factsFile, facts)
  } catch (error) {
    db.close()
    if (isBusy(error)) return { heldBy: namedHolder(factsFile) }
    return guarded(() => {
      throw error
    })
  }
  return {
    release: () => {
      // First the name, then the lock: the name of the next holder is never removed.
      rmSync(factsFile, { force: true })
      db.close()
    },
  }
}

/**
 * Who runs on a data folder, without touching the lock; null where nobody does. Throws a permanent Fault where the lock
 * cannot be read. An agent that starts in this very instant may be told that somebody reads: it is started again.
 */
export const lockHolder = (dataDir: string): Holder | null => {
  const file = join(dataDir, 'lock.db')
  if (!existsSync(file)) return null
  const db = guarded(() => new Database(file, { readonly: true, timeout: 0 }))
  try {
    db.prepare('SELECT count(*) FROM sqlite_master').get()
    return null
  } catch (error) {
    if (isBusy(error)) return namedHolder(join(dataDir, 'lock.json'))
    return guarded(() => {
      throw error
    })
  } finally {
    db.close()
  }
}

/** Who holds it, in words that finish a sentence. */
export const holderWords = ({ pid, host, since }: Holder): string =>
  pid === 0 ? 'a process that has only just begun' : `process ${pid} on ${host} since ${since}`

/** Written aside and renamed, so that a reader never sees half of it. */
const writeHolder = (file: string, facts: Holder): void => {
  const draft = `${file}.new`
  try {
    writeFileSync(draft, `${JSON.stringify(facts)}\n`)
    renameSync(draft, file)
  } catch (error) {
    throw new Fault('store', 'permanent', `${file} cannot be written; check the folder and its disk`, error)
  }
}

const looks = 10
const betweenMilliseconds = 20

/** Who took the lock this instant writes its name in the next: until then none stands there, or that of a killed one. */
const namedHolder = (file: string): Holder => {
  for (let look = 1; look < looks; look += 1) {
    const holder = readHolder(file)
    if (holder.pid !== 0 && mayLive(holder)) return holder
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, betweenMilliseconds)
  }
  const holder = readHolder(file)
  return mayLive(holder) ? holder : unnamed
}

/** Nobody can say it of another machine. */
const mayLive = ({ pid, host }: Holder): boolean => {
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Alive, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

const unnamed: Holder = { pid: 0, host: 'unknown', since: asInstant('') }

/** The file may be missing or torn for a moment; that somebody holds the lock is known all the same. */
const readHolder = (file: string): Holder => {
  try {
    const said: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof said !== 'object' || said === null) return unnamed
    if (!('pid' in said && 'host' in said && 'since' in said)) return unnamed
    const { pid, host, since } = said
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof since !== 'string') return unnamed
    return { pid, host, since: asInstant(since) }
  } catch {
    return unnamed
  }
}
