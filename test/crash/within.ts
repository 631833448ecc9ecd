// Dying in the middle of a checkpoint or of a backup: work that takes milliseconds in which the agent's own code has no
// say. A checkpoint is watched by a thread that ends the process under it, a backup by the name of the draft that its
// copier writes.

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { scheduledBackups } from '../../src/store/scheduled.ts'
import { Fault } from '../../src/ports.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import type { At } from './points.ts'

/** Runs a checkpoint; the process may not come out of it. */
export type Under = (work: () => void) => void

/** Ends the process so many milliseconds into a checkpoint; into the next one, sooner, where that was over by then. */
export function killerOfCheckpoints(after: number): Under {
  const shared = new SharedArrayBuffer(8)
  const runs = new Int32Array(shared)
  const watching = new Worker(new URL('./checkpointkiller.ts', import.meta.url), {
    workerData: { shared, after },
  })
  watching.unref()
  return (work) => {
    Atomics.store(runs, 0, 1)
    Atomics.notify(runs, 0)
    work()
    Atomics.store(runs, 0, 0)
  }
}

export type Backing = {
  readonly data: string
  readonly at: At
  /** Milliseconds from the draft's first byte to the end of the agent, and whether its copier ends with it. */
  readonly die?: { readonly after: number; readonly copierToo: boolean }
}

/** One backup after the other, as the agent makes them by itself, but without the hours between. */
export async function backupAgainAndAgain({ data, at, die }: Backing, signal: AbortSignal): Promise<void> {
  const backups = scheduledBackups(data, { backupEvery: 1, backups: 3 })
  for (let sooner = 1; !signal.aborted; sooner *= 2) {
    at('before backup')
    const watched = die && dieUnder(data, { ...die, after: die.after / sooner }, signal)
    try {
      await backups.make(asInstant(`${new Date().toISOString().slice(0, 19)}Z`), signal)
      at('after backup')
    } catch (error) {
      // One of this very second is there already.
      if (!(error instanceof Fault)) throw error
    }
    await watched
    await pause(1000, null, { signal }).catch(() => null)
  }
}

/** Resolves without an end where the copier was quicker. */
async function dieUnder(data: string, die: NonNullable<Backing['die']>, signal: AbortSignal): Promise<void> {
  const folder = join(data, 'backups')
  for (let look = 0; look < 2000 && !signal.aborted; look += 1) {
    const draft = draftsIn(folder).find(({ bytes }) => bytes > 0)
    if (draft === undefined) {
      await pause(1)
      continue
    }
    await pause(die.after)
    if (!draftsIn(folder).some(({ pid }) => pid === draft.pid)) return
    if (die.copierToo) process.kill(draft.pid, 'SIGKILL')
    process.kill(process.pid, 'SIGKILL')
  }
}

/** Those that a process writes just now: what another left behind lies still. */
function draftsIn(folder: string): readonly { readonly pid: number; readonly bytes: number }[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      const [, pid] = /\.part-(\d+)$/.exec(name) ?? []
      if (pid === undefined) return []
      const { size, mtimeMs } = statSync(join(folder, name))
      return Date.now() - mtimeMs < 1000 ? [{ pid: Number(pid), bytes: size }] : []
    })
  } catch (error) {
    // Not there yet, or renamed between two looks.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
