// Puts pages on a port of this machine (SPEC §10), the next free one where the wished one is taken. What the pages are
// and who may read them is not its matter.

import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Fault } from '../ports.ts'

type Fetch = (request: Request) => Response | Promise<Response>
export type Served = { readonly port: number; close(): Promise<void> }

/** Ports tried after the wished one. */
const tries = 50

/**
 * The wished port where it is free, else the next free one above it; 0 gives any free one. Throws a permanent Fault
 * where 50 in a row are taken or the host is not this machine's.
 */
export async function freePort(host: string, wished: number): Promise<number> {
  for (let port = wished; port < Math.min(wished + tries, 65_536); port += 1) {
    const probe = createServer()
    try {
      probe.listen(port, host)
      await once(probe, 'listening')
      const { port: bound } = probe.address() as AddressInfo
      await new Promise((done) => probe.close(done))
      return bound
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EADDRINUSE' && code !== 'EACCES')
        throw new Fault(
          'pages',
          'permanent',
          `cannot listen on ${host}:${port} (${code ?? 'unknown'})`,
          error,
        )
    }
  }
  throw new Fault(
    'pages',
    'permanent',
    `ports ${wished} to ${wished + tries - 1} are all taken; give --port another`,
  )
}

/** Serves until closed; open connections are broken off then. */
export async function serve(fetch: Fetch, host: string, port: number): Promise<Served> {
  const server = createAdaptorServer({ fetch })
  server.listen(port, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
