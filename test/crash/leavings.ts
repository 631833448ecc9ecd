// What kills inside a backup and inside a checkpoint left on the disk: no half backup that a restore would take, nothing
// that the next backup does not clear away; and whether a checkpoint was really cut in two.

import { mkdtempSync, openSync, readSync, closeSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Fault } from '../../src/ports.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { restoreBackup } from '../../src/store/restore.ts'
import { scheduledBackups } from '../../src/store/scheduled.ts'
import { verifyBackup, verifyData } from '../../src/store/verify.ts'
import { rows } from './received.ts'

/** Where SQLite notes how far a checkpoint has come (sqlite.org/walformat.html §2.1): bytes into the file -shm. */
const backfilledAt = 96
const attemptedAt = 128

/** True where the last checkpoint began, and never said that it was done. */
export function checkpointWasCut(database: string): boolean {
  const bytes = Buffer.alloc(136)
  const file = openSync(`${database}-shm`, 'r')
  try {
    readSync(file, bytes, 0, bytes.length, 0)
  } finally {
    closeSync(file)
  }
  return bytes.readUInt32LE(attemptedAt) > bytes.readUInt32LE(backfilledAt)
}

const now = () => asInstant(`${new Date().toISOString().slice(0, 19)}Z`)
const filesIn = (folder: string): readonly string[] => readdirSync(folder).toSorted()
const isDraft = (name: string) => /\.part-\d+(-journal)?$/.test(name)

export type Leavings = {
  /** After a kill: looks at what is new in the folder of backups. */
  look(): void
  /** After the last one: makes a backup and restores it somewhere else. */
  end(): Promise<void>
  readonly complaints: string[]
  /** Drafts that a restore was offered, and that it refused. */
  readonly refused: () => number
}

export function watchLeavings(data: string): Leavings {
  const folder = join(data, 'backups')
  const seen = new Set<string>()
  const complaints: string[] = []
  let refused = 0
  return {
    complaints,
    refused: () => refused,
    look() {
      for (const name of filesIn(folder)) {
        const file = join(folder, name)
        if (seen.has(name)) continue
        seen.add(name)
        const why = whyRefused(file)
        if (why === null) continue
        // One that is being written still may be looked at again under its last name.
        if (isDraft(name)) refused += 1
        else complaints.push(`${name} is no whole backup, and has the name of one: ${why}`)
      }
    },
    async end() {
      const backups = scheduledBackups(data, { backupEvery: 1, backups: 3 })
      const made = await backups.make(now(), AbortSignal.timeout(60_000))
      if (made === null) throw new Error('no backup within a minute')
      for (const name of filesIn(folder))
        if (!name.endsWith('.backup')) complaints.push(`${name} was not cleared away`)
      if (filesIn(folder).length > 3) complaints.push(`${filesIn(folder).length} backups kept of 3`)
      complaints.push(...(await restored(data, made.file)))
    },
  }
}

function whyRefused(file: string): string | null {
  try {
    return verifyBackup(file).complaints[0] ?? null
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return error.message
  }
}

/** The same rollouts, mails and journal, read from a folder into which the backup was put back. */
async function restored(data: string, file: string): Promise<readonly string[]> {
  const other = mkdtempSync(join(tmpdir(), 'rollcall-restored-'))
  try {
    restoreBackup(other, file, now())
    const held = (folder: string) =>
      rows<{ held: string }>(
        join(folder, 'rollcall.sqlite'),
        `SELECT (SELECT count(*) FROM mail) || ' mails, ' || (SELECT count(*) FROM outbox) || ' letters, ' ||
           (SELECT hash FROM journal_head) AS held`,
      )[0]?.held
    const { complaints } = verifyData(other)
    return held(other) === held(data)
      ? complaints
      : [...complaints, `restored: ${held(other)} instead of ${held(data)}`]
  } finally {
    rmSync(other, { recursive: true, force: true })
  }
}
