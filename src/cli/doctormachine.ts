// What doctor says of the machine: data folder, disk, memory as it was written, clock, and whether an agent runs. It
// makes no folder and no database: before the first start both are still to come. What --fix may do stands in doctorfix.ts.

import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../house.ts'
import { Fault, type Archive } from '../ports.ts'
import { leastRoom } from '../ports/doors.ts'
import { lockHolder } from '../store/lock.ts'
import { scheduledBackups } from '../store/scheduled.ts'
import { openStore } from '../store/store.ts'
import type { Config } from '../config.ts'
import type { Instant } from '../rollout/ids.ts'
import { fileClock, wallClock } from './doctorclock.ts'
import { closingFolder, makingFolder, nearest, templateCache } from './doctorfix.ts'
import type { Finding } from './finding.ts'

/** Bytes: below that it is time to look; below `leastRoom` nothing may be stored soon. */
const comfortable = 1024 ** 3

export async function lookAtMachine({ bot, limits, store }: Config): Promise<readonly Finding[]> {
  const agent = lockHolder(bot.data)
  return [
    folder(bot.data),
    disk(bot.data),
    ...templateCache(join(bot.data, 'templates')),
    ...(await memory(join(bot.data, 'rollcall.sqlite'), limits.clockJump)),
    ...(await copies(bot.data, store, agent !== null)),
    ...fileClock(bot.data, limits.clockJump),
    {
      check: 'agent',
      state: 'ok',
      says: agent === null ? 'does not run' : `runs as process ${agent.pid} on ${agent.host}`,
    },
  ]
}

function folder(data: string): Finding {
  const check = 'data folder'
  const there = nearest(data)
  try {
    accessSync(there, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const mend = 'run as the user that owns it, or give that user the right to write there'
    return { check, state: 'fails', says: `${there} may not be written to (${code ?? 'unknown'})`, mend }
  }
  if (there !== data)
    return { check, state: 'ok', says: `${data} is made at the first start`, fix: makingFolder(data) }
  if ((statSync(data).mode & 0o077) !== 0) {
    const says = `${data} is open to others; it holds addresses and all mail`
    return { check, state: 'warning', says, mend: `chmod 700 ${data}`, fix: closingFolder(data) }
  }
  return { check, state: 'ok', says: data }
}

function disk(data: string): Finding {
  const { bavail, bsize } = statfsSync(nearest(data))
  const free = bavail * bsize
  const says = `${Math.floor(free / 1024 ** 2)} MB free`
  if (free >= comfortable) return { check: 'disk', state: 'ok', says }
  return {
    check: 'disk',
    state: free < leastRoom ? 'fails' : 'warning',
    says,
    mend: 'make room on the disk that holds the data',
  }
}

async function memory(file: string, apart: number): Promise<readonly Finding[]> {
  const check = 'database'
  const now = systemClock.now()
  if (!existsSync(file))
    return [{ check, state: 'ok', says: 'is made at the first start' }, wallClock(now, null, null, apart)]
  try {
    const { archive, ledger, checkIntegrity } = openStore(file)
    try {
      const complaints = checkIntegrity()
      const mend = 'stop the agent, keep a copy of the data folder as it is, and go back to a backup'
      const found: Finding[] =
        complaints.length === 0
          ? [{ check, state: 'ok', says: 'whole, and the journal is as it was written' }]
          : complaints.map((says) => ({ check, state: 'fails', says, mend }))
      return [...found, wallClock(now, await latest(archive), await archive.jump(), apart)]
    } finally {
      await ledger.close()
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return [{ check, state: 'fails', says: error.message }, wallClock(now, null, null, apart)]
  }
}

/** One that is older than twice the time between two is late, where an agent runs that should have made another. */
async function copies(data: string, store: Config['store'], runs: boolean): Promise<readonly Finding[]> {
  const check = 'backups'
  const { backupEvery: every } = store
  const mend = 'rollcall backup says what keeps it from being made'
  if (every === null)
    return [{ check, state: 'ok', says: 'are not made by the agent: [store] backup_every is off' }]
  const last = await scheduledBackups(data, store).last()
  const late = last !== null && Date.parse(systemClock.now()) - Date.parse(last) > 2 * every * 1000
  const says =
    last === null ? 'none yet; the first is made a minute after the start' : `the last is of ${last}`
  return [runs && late ? { check, state: 'warning', says, mend } : { check, state: 'ok', says }]
}

/** When something was last kept, by the clock of then. */
async function latest(archive: Archive): Promise<Instant | null> {
  const [mails, letters] = await Promise.all([archive.mails({ limit: 1 }), archive.letters({ limit: 1 })])
  const kept = [...mails.map(({ receivedAt }) => receivedAt), ...letters.map(({ queuedAt }) => queuedAt)]
  return kept.toSorted().at(-1) ?? null
}
