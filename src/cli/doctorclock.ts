// What doctor says of clocks (SPEC §7, §9): the machine's, beside what was kept by it and a jump that is not cleared up,
// and that of the file system, which may be another machine's. The mail server's is looked at by doctorroundtrip.ts.

import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../house.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Jump } from '../rollout/pause.ts'
import type { Finding } from './finding.ts'

const timeService = 'a time service (timedatectl set-ntp true) keeps it right'

/** `last`: when something was kept; `apart`: seconds by which clocks may differ. */
export function wallClock(now: Instant, last: Instant | null, jump: Jump | null, apart: number): Finding {
  const check = 'clock'
  if (jump !== null)
    return {
      check,
      state: 'fails',
      says: `went from ${jump.since} to ${jump.seen} at once, and everything stands still; it is ${now} now`,
      mend: `set the clock, and all goes on; ${timeService}. If it is right as it is: rollcall resume`,
    }
  if (last === null || Date.parse(last) <= Date.parse(now) + apart * 1000)
    return { check, state: 'ok', says: `${now}, ${Intl.DateTimeFormat().resolvedOptions().timeZone}` }
  return {
    check,
    state: 'fails',
    says: `it is ${now} here, but something was kept at ${last}`,
    mend: `set the clock; ${timeService}`,
  }
}

/** By a file that is made in the data folder and taken away at once; nothing where there is no folder to write to. */
export function fileClock(data: string, apart: number): readonly Finding[] {
  const check = 'files’ clock'
  const file = join(data, `.clock-${process.pid}`)
  try {
    writeFileSync(file, '', { flag: 'wx', mode: 0o600 })
  } catch (error) {
    // The data folder's own line says what is the matter with it.
    if (error instanceof Error && 'code' in error) return []
    throw error
  }
  try {
    const ahead = Math.round((statSync(file).mtimeMs - Date.parse(systemClock.now())) / 1000)
    if (Math.abs(ahead) <= apart) return [{ check, state: 'ok', says: 'goes with the machine’s' }]
    return [
      {
        check,
        state: 'warning',
        says: `what is written to ${data} is dated ${Math.abs(ahead)} seconds ${ahead > 0 ? 'later' : 'earlier'} than now`,
        mend: `set the clock of the machine that keeps these files, or this one’s; ${timeService}`,
      },
    ]
  } finally {
    rmSync(file, { force: true })
  }
}
