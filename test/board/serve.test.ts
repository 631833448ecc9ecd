import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { freePort, serve } from '../../src/board/serve.ts'
import { Fault } from '../../src/ports.ts'

const host = '127.0.0.1'
/** A port that is taken for as long as the body runs. */
async function whileTaken(body: (port: number) => Promise<void>): Promise<void> {
  const taken = createServer().listen(0, host)
  await once(taken, 'listening')
  try {
    await body((taken.address() as AddressInfo).port)
  } finally {
    taken.close()
  }
}

describe('a port', () => {
  it('that is taken is passed over for the next free one', async () => {
    await whileTaken(async (port) => {
      expect(await freePort(host, port)).toBeGreaterThan(port)
    })
  })
  it('on a host that is not this machine is a fault that says so', async () => {
    await expect(freePort('192.0.2.1', 8025)).rejects.toThrow(Fault)
  })
})

describe('serving', () => {
  it('answers on its port until it is closed', async () => {
    const served = await serve(() => new Response('here'), host, 0)
    const address = `http://${host}:${served.port}/`
    expect(await (await fetch(address)).text()).toBe('here')
    await served.close()
    await expect(fetch(address)).rejects.toThrow('fetch failed')
  })
})
