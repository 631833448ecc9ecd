// Rollcall as its operator meets it: `node bin/rollcall.js …` as a process of its own, what it prints and how it ends.
// Only processes that were started here are ever signalled.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { projectRoot } from '../../support/source.ts'
import { until } from '../lab/until.ts'

export type Ended = {
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly out: string
  readonly err: string
}
/** One line of the log: what was done, and the fields of it. */
export type Logged = { readonly msg: string; readonly [field: string]: unknown }

export type Agent = {
  readonly pid: number
  /** What it has told people so far, without its log. */
  told(): string
  logged(): readonly Logged[]
  /** Resolves once it has told this; throws past the deadline or where it ended before. */
  tells(what: RegExp, deadlineMs?: number): Promise<string>
  /** Resolves once its log says for the nth time that this was done. */
  logs(done: string, times: number, deadlineMs?: number): Promise<Logged>
  /** SIGTERM, as a service manager stops it. */
  stop(): Promise<Ended>
  /** SIGKILL: nothing of it runs after this. */
  kill(): Promise<Ended>
  readonly ended: Promise<Ended>
}

const program = join(projectRoot, 'bin/rollcall.js')

/** The password of the mailbox travels by the environment, as the example config has it. */
export const passwordVariable = 'ROLLCALL_IMAP_PASSWORD'

function launch(args: readonly string[], password: string) {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', [passwordVariable]: password },
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended = once(child, 'close').then(([code]): Ended => ({ code: code as number | null, out, err }))
  return { child, ended, err: () => err }
}

/** Runs one command to its end. */
export const rollcall = async (config: string, ...args: readonly string[]): Promise<Ended> =>
  launch([...args, '--config', config], 'lab-only').ended

/** The lines of JSON that a command gives; throws with what it said where it failed. */
export async function rollcallJson<T>(config: string, ...args: readonly string[]): Promise<readonly T[]> {
  const { code, out, err } = await rollcall(config, ...args, '--json')
  if (code !== 0) throw new Error(`rollcall ${args.join(' ')} ended with ${code}: ${err}${out}`)
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}

const isLog = (line: string) => line.startsWith('{')

/** `rollcall run`, not yet connected; `tells` says when it is. */
export function startAgent(config: string, password = 'lab-only', ...flags: readonly string[]): Agent {
  const { child, ended, err } = launch(['run', '--config', config, ...flags], password)
  // Whole lines only: the last may still be on its way.
  const lines = () => err().split('\n').slice(0, -1)
  const told = () =>
    lines()
      .filter((line) => !isLog(line))
      .join('\n')
  const logged = () =>
    lines()
      .filter(isLog)
      .map((line) => JSON.parse(line) as Logged)
  let over = false
  void ended.then(() => (over = true))
  const watchFor = async <T>(what: string, deadlineMs: number, look: () => T | undefined): Promise<T> =>
    until(
      what,
      deadlineMs,
      () => {
        const found = look()
        if (found === undefined && over) throw new Error(`rollcall ended before ${what}\n${err()}`)
        return found
      },
      err,
    )
  const end = async (signal: NodeJS.Signals) => {
    if (!over) child.kill(signal)
    return ended
  }
  return {
    pid: child.pid ?? 0,
    told,
    logged,
    tells: async (what, deadlineMs = 10_000) =>
      watchFor(`rollcall tells ${String(what)}`, deadlineMs, () => what.exec(told())?.[0]),
    logs: async (done, times, deadlineMs = 10_000) =>
      watchFor(
        `rollcall logs "${done}" ${times} times`,
        deadlineMs,
        () => logged().filter(({ msg }) => msg === done)[times - 1],
      ),
    stop: async () => end('SIGTERM'),
    kill: async () => end('SIGKILL'),
    ended,
  }
}
