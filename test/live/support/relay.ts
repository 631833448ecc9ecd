// A relay that knows nothing of what it carries, for TLS to the very end: one byte of the server's may be flipped, or the
// connection cut after it.

import { once } from 'node:events'
import { connect, createServer } from 'node:net'

export type Harm = { readonly atByte: number; readonly how: 'flip' | 'fin' | 'reset' }
export type Relay = {
  readonly port: number
  /** Bytes that the server has said since the relay was laid. */
  readonly heard: () => number
  close(): void
}

/** Harm is done once. */
export async function layRelay(to: number, harm: Harm): Promise<Relay> {
  let heard = 0
  const open = new Set<{ destroy(): void }>()
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => open.delete(one))
    }
    near.on('close', () => far.destroy())
    far.on('end', () => near.end())
    near.pipe(far)
    far.on('data', (chunk) => {
      const at = harm.atByte - heard
      heard += chunk.length
      if (at < 0 || at >= chunk.length) return void near.write(chunk)
      if (harm.how === 'flip') {
        chunk.writeUInt8(chunk.readUInt8(at) ^ 1, at)
        near.write(chunk)
        return
      }
      near.write(chunk.subarray(0, at))
      if (harm.how === 'reset') near.resetAndDestroy()
      else near.end()
      far.destroy()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const where = server.address()
  return {
    port: typeof where === 'object' && where !== null ? where.port : 0,
    heard: () => heard,
    close() {
      server.close()
      for (const each of open) each.destroy()
    },
  }
}
