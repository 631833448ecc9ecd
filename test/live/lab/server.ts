// Starting and ending one server of the lab. Each runs in the foreground as our own child, so that its pid is known
// and nothing else is ever ended. `setpriv --pdeathsig` ends it too when the test run itself is killed.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { createConnection, createServer as createListener } from 'node:net'
import type { Server as Listener } from 'node:net'
import { join } from 'node:path'
import { until } from './until.ts'

export type Server = { readonly name: string; stop(): Promise<void> }

/**
 * Starts a program that stays in the foreground. Its output goes to `<dir>/log/<name>.out`: an inherited pipe would
 * never close, as the servers' own children keep it open. `ending` is the signal that `stop` sends.
 */
export function startServer(
  dir: string,
  name: string,
  command: readonly string[],
  ending: NodeJS.Signals = 'SIGTERM',
): Server {
  const output = openSync(join(dir, 'log', `${name}.out`), 'a')
  // detached: a session of its own, as Postfix's master signals its whole process group when it ends.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', ...command], {
    detached: true,
    stdio: ['ignore', output, output],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C' },
  })
  closeSync(output)
  const ended = once(child, 'exit')
  return {
    name,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill(ending)
      const patience = setTimeout(() => child.kill('SIGKILL'), 15_000)
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
export async function accepting(where: number | string, log: () => string): Promise<void> {
  await until(
    `something listens on ${where}`,
    30_000,
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
