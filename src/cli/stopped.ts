// What may only be done while no agent runs: the lock is taken like an agent's, so that none starts meanwhile, and given
// back at the end.

import { hostname } from 'node:os'
import { systemClock } from '../house.ts'
import { Fault } from '../ports.ts'
import { holderWords, takeLock } from '../store/lock.ts'

/** Throws a permanent Fault that says who runs on the data folder. */
export const whileStopped = <T>(data: string, work: () => T): T => {
  const lock = takeLock(data, { pid: process.pid, host: hostname(), since: systemClock.now() })
  if ('heldBy' in lock)
    throw new Fault(
      'store',
      'permanent',
      `an agent runs on ${data}: ${holderWords(lock.heldBy)}; stop it first`,
    )
  try {
    return work()
  } finally {
    lock.release()
  }
}
