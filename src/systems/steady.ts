// The clock of this machine that nobody sets: seconds since it was started, sleep included (Linux, CLOCK_BOOTTIME). It
// says how long something took, never what time it is; SPEC §9 has the other clock compared with it.

import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'

/** `boot` is empty where this start of the machine cannot be told from another. */
export const steadyClock = (): { readonly steady: () => number; readonly boot: string } => ({
  steady: () => Math.round(uptime() * 1000),
  boot: bootOf(),
})

/** A container may count from its own start, which its first process shows (proc(5), stat: starttime). */
function bootOf(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const started = readFileSync('/proc/1/stat', 'utf8').split(') ').at(-1)?.split(' ')[19]
    return started === undefined ? '' : `${boot}/${started}`
  } catch (error) {
    if (error instanceof Error && 'code' in error) return ''
    throw error
  }
}
