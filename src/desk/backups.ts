// Has memory copied as often as the config says, beside everything else. That it fails is told to the administrator once,
// and once when it works again (SPEC §5); it is tried again every ten minutes. While the clock is in doubt none is made:
// it would carry a wrong date.

import { tellOf } from './alarms.ts'
import { makeBell } from './bell.ts'
import { later } from '../rollout/instant.ts'
import { Fault } from '../ports.ts'
import type { Kit } from './kit.ts'
import type { Backups } from '../ports/backups.ts'
import type { Instant } from '../rollout/ids.ts'

/** Between two looks; the first minute of an agent belongs to the mail that waits for it. */
const lookMilliseconds = 60_000
const againSeconds = 10 * 60

/** Goes on until it is ended, and leaves none half made. Trouble is logged and tried again. */
export function keepBackups(kit: Kit, backups: Backups): { end(): Promise<void> } {
  const stop = new AbortController()
  const kept = backups.every === null ? null : keep(kit, backups, backups.every, stop.signal)
  return {
    async end() {
      stop.abort()
      await kept
    },
  }
}

async function keep(kit: Kit, backups: Backups, every: number, signal: AbortSignal): Promise<void> {
  const pause = makeBell()
  let notBefore: Instant | null = null
  while (!signal.aborted) {
    await pause.wait(lookMilliseconds, signal)
    if (signal.aborted) return
    const now = kit.clock.now()
    try {
      if ((notBefore === null || notBefore <= now) && (await isDue(kit, backups, every))) {
        notBefore = later(now, againSeconds)
        if (await makeOne(kit, backups, signal)) notBefore = null
      }
    } catch (error) {
      kit.log('trouble', { loop: 'backups', error: error instanceof Error ? error.message : String(error) })
    }
  }
}

async function isDue(kit: Kit, backups: Backups, every: number): Promise<boolean> {
  if ((await kit.archive.jump()) !== null) return false
  const last = await backups.last()
  const now = kit.clock.now()
  // One of tomorrow was made by a clock that was wrong.
  return last === null || last > now || later(last, every) <= now
}

/** Whether there is one more; that there is not is told. */
async function makeOne(kit: Kit, backups: Backups, signal: AbortSignal): Promise<boolean> {
  try {
    const made = await backups.make(kit.clock.now(), signal)
    if (made === null) return false
    kit.log('backup made', made)
    await tell(kit, null)
    return true
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    kit.log('backup failed', { error: error.message })
    await tell(kit, error.message)
    return false
  }
}

const name = 'backup'

/** What is wrong, or null where all is well; told where it was otherwise before. */
async function tell(kit: Kit, what: string | null): Promise<void> {
  const before = (await kit.archive.alerts()).find((alert) => alert.name === name)?.since
  const now = kit.clock.now()
  const standing = { reason: 'backup', what: what ?? '' } as const
  await tellOf(kit, { name, standing, stands: what !== null, since: now }, before, now)
}
