// The gates of the crash trial: from the moment at which the agent is killed nothing of that connection is passed on, though
// it had said more before it died. A letter without its body would be one that nobody wrote.

import { createServer, connect, type AddressInfo, type Server } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { smtpGate, type Gate } from './gates.ts'

const open: (Server | Gate)[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

/** What a server hears of a letter that comes in two pieces, where the agent is killed at `last`. */
const heardUntil = async (last: string) => {
  let heard = ''
  let asked = false
  let alive = true
  const body = Promise.withResolvers<void>()
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      heard += chunk.toString()
      if (!asked && heard.includes('DATA\r\n')) {
        asked = true
        socket.write('354 go on\r\n')
      }
    })
    socket.on('close', () => server.emit('left'))
  })
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const gate = await smtpGate(
    (server.address() as AddressInfo).port,
    (moment) => {
      const dies = alive && moment === last
      if (dies) alive = false
      if (moment === 'smtp body') body.resolve()
      return dies
    },
    () => () => {},
  )
  open.push(gate)
  const agent = connect(gate.port, '127.0.0.1')
  const left = new Promise((resolve) => server.once('left', resolve))
  agent.write('DATA\r\n')
  await new Promise((resolve) => agent.once('data', resolve))
  agent.setNoDelay(true)
  agent.write('Subject: a\r\n\r\nbody\r\n')
  await body.promise
  agent.end('.\r\n')
  await left
  return heard
}

it('passes nothing on once it has killed, not even the final dot of a letter whose body is lost', async () => {
  expect(await heardUntil('smtp body')).toBe('DATA\r\n')
})

it('passes all on where nobody is killed', async () => {
  expect(await heardUntil('never')).toBe('DATA\r\nSubject: a\r\n\r\nbody\r\n.\r\n')
})
