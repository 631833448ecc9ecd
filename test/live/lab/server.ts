// Starting and ending one server of the lab. Each runs in the foreground under a small keeper, our own child, so that
// nothing but what was started here is ever ended, and so that it ends too when the test run itself is killed.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { createConnection, createServer as createListener } from 'node:net'
import type { Server as Listener } from 'node:net'
import { join } from 'node:path'
import { until } from './until.ts'

export type Server = { readonly name: string; stop(): Promise<void> }

// Waits for its standard input to end, as it does when we close it or die, then ends the server and waits for it. (A
// parent-death signal would be simpler, but the kernel forgets it when Postfix's master changes its user.)
const keeper = '"$@" </dev/null & read -r _; kill -s "$ENDING" $! && wait $!'

/**
 * Starts a program that stays in the foreground. Its output goes to `<dir>/log/<name>.out`: an inherited pipe would
 * never close, as the servers' own children keep it open. `ending` is the signal that ends it.
 */
export function startServer(
  dir: string,
  name: string,
  command: readonly string[],
  ending: 'TERM' | 'KILL' = 'TERM',
): Server {
  const output = openSync(join(dir, 'log', `${name}.out`), 'a')
  // detached: a group of its own, out of reach of a Ctrl-C that is meant for the test run.
  const child = spawn('sh', ['-c', keeper, name, ...command], {
    detached: true,
    stdio: ['pipe', output, output],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C', ENDING: ending },
  })
  closeSync(output)
  const ended = once(child, 'exit')
  return {
    name,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.stdin?.end()
      const patience = setTimeout(() => {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      }, 15_000)
      await ended
      clearTimeout(patience)
    },
  }
}

/**
 * Free loopback ports, all different: outside the range the kernel hands out for outgoing connections, so that only
 * another lab could want the same one, and drawn by chance, so that it will not.
 */
export async function freePorts(count: number): Promise<readonly number[]> {
  const held = new Map<number, Listener>()
  while (held.size < count) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const listener = createListener()
    listener.listen(port, '127.0.0.1')
    try {
      await once(listener, 'listening')
      held.set(port, listener)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    }
  }
  await Promise.all([...held.values()].map(async (listener) => listener[Symbol.asyncDispose]()))
  return [...held.keys()]
}

/** Resolves once something accepts connections there: a port, or the path of a socket. */
export async function accepting(
  where: number | string,
  log: () => string,
  deadlineMs = 30_000,
): Promise<void> {
  await until(
    `something listens on ${where}`,
    deadlineMs,
    async () => {
      const socket =
        typeof where === 'number' ? createConnection(where, '127.0.0.1') : createConnection(where)
      try {
        await once(socket, 'connect')
        return true
      } catch (error) {
        if (['ECONNREFUSED', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
        throw error
      } finally {
        socket.destroy()
      }
    },
    log,
  )
}
