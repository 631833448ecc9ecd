// One life of the agent: started, ready, and ended by a signal of its own or of ours. Only what was started here is
// ever signalled.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { passwordVariable } from '../live/support/agent.ts'

export type Orders = {
  readonly life: number
  readonly config: string
  /** Where each settlement of a letter is noted once it is kept. */
  readonly trace: string
  /** A file with the TXT records there are. */
  readonly dns: string
  /** Dies by its own hand the nth time that it comes to this point; in the middle of what takes its time so many
   *  milliseconds after that began. */
  readonly die?: { readonly point: string; readonly nth: number; readonly after: number }
  /** Commits from one checkpoint to the next. */
  readonly checkpointEvery: number
  /** Makes backups, one after the other. */
  readonly backups: boolean
  /** How many times faster than ours its clock runs. */
  readonly fast?: number
}
export type Life = {
  /** Milliseconds from its start until it read its mailbox; null where it ended before. */
  readonly ready: Promise<number | null>
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>
  readonly over: () => boolean
  kill(): void
  stop(): void
}

export function begin(orders: Orders, log: string, cache: string): Life {
  const out = openSync(log, 'a')
  const started = performance.now()
  const child = spawn(
    process.execPath,
    [fileURLToPath(import.meta.resolve('./agent.ts')), JSON.stringify(orders)],
    {
      stdio: ['ignore', out, out, 'ipc'],
      env: {
        PATH: '/usr/bin:/bin',
        LANG: 'C.UTF-8',
        NODE_COMPILE_CACHE: cache,
        [passwordVariable]: 'lab-only',
      },
    },
  )
  closeSync(out)
  let over = false
  const ended = once(child, 'exit').then(([code, signal]) => {
    over = true
    return { code: code as number | null, signal: signal as string | null }
  })
  const ready = Promise.race([
    once(child, 'message').then(() => performance.now() - started),
    ended.then(() => null),
  ])
  return {
    ready,
    ended,
    over: () => over,
    kill() {
      if (!over) child.kill('SIGKILL')
    },
    stop() {
      if (!over) child.kill('SIGTERM')
    },
  }
}
