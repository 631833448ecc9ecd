// A cable between Rollcall and one server of the lab, that can be pulled and put back: the server is the real one, and
// to Rollcall it is gone, with every connection it had.

import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'

export type Cable = {
  /** Where Rollcall is to connect. */
  readonly port: number
  pull(): Promise<void>
  putBack(): Promise<void>
}

/** In place at once; bytes pass both ways as they are. */
export async function layCable(port: number, to: { host: string; port: number }): Promise<Cable> {
  const ends = new Set<Socket>()
  let server: Server | null = null
  const keep = (socket: Socket, other: Socket) => {
    ends.add(socket)
    // A reset on one side ends the other; which of the two it was does not matter here.
    socket.on('error', () => other.destroy())
    socket.on('close', () => {
      ends.delete(socket)
      other.destroy()
    })
  }
  const putBack = async () => {
    server = createServer((near) => {
      const far = connect(to.port, to.host)
      keep(near, far)
      keep(far, near)
      near.pipe(far).pipe(near)
    }).listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await putBack()
  return {
    port,
    putBack,
    async pull() {
      const closing = server
      server = null
      if (closing === null) return
      const closed = once(closing, 'close')
      closing.close()
      for (const socket of ends) socket.destroy()
      await closed
    },
  }
}
