// The gates before the servers: what the agent says to IMAP and SMTP passes here, in the clear, and somebody is told of
// each moment before the other side is. An answer of `true` means that the agent was killed just then: nothing more is
// passed on. Behind the IMAP gate the way is TLS, as it is without it.

import { once } from 'node:events'
import { createServer, connect, type Server, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export type Moment = (moment: string) => boolean
export type Gate = { readonly port: number; close(): void }

const commands = { FETCH: 'fetch', STORE: 'flag', MOVE: 'move', SEARCH: 'search', IDLE: 'idle' } as const
const asked = Object.values(commands)

export const momentsOutside: readonly string[] = [
  ...asked.map((name) => `imap ${name} asked`),
  ...asked.filter((name) => name !== 'idle').map((name) => `imap ${name} answered`),
  ...['MAIL', 'RCPT', 'DATA', 'body', 'dot', 'dot passed', '250', '250 passed'].map((name) => `smtp ${name}`),
]

async function listen(handle: (socket: Socket) => void): Promise<Gate> {
  const open = new Set<Socket>()
  const server: Server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    handle(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const where = server.address()
  return {
    port: typeof where === 'object' && where !== null ? where.port : 0,
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

/** Both ends share one fate; that a killed agent resets its connections is what is expected of it. */
function join(one: Socket, other: Socket): void {
  for (const [mine, its] of [
    [one, other],
    [other, one],
  ] as const) {
    mine.on('error', () => its.destroy())
    mine.on('close', () => its.destroy())
  }
}

/** Of one connection: what its agent had still said as it was killed is lost with what came before it. */
function fate(moment: Moment) {
  let over = false
  return { isOver: () => over, ends: (name: string) => (over ||= moment(name)) }
}

export const imapGate = async (port: number, ca: string, moment: Moment): Promise<Gate> =>
  listen((agent) => {
    const server = connectTls({ host: '127.0.0.1', port, ca })
    join(agent, server)
    let waiting: { readonly done: Buffer; readonly name: string } | null = null
    let tail = Buffer.alloc(0)
    const { isOver, ends } = fate(moment)
    agent.on('data', (chunk) => {
      if (isOver()) return
      const said = /^(\S+) (?:UID )?(FETCH|STORE|MOVE|SEARCH|IDLE)\b/m.exec(chunk.toString('latin1'))
      const name = said && commands[said[2] as keyof typeof commands]
      if (said && name) {
        if (ends(`imap ${name} asked`)) return
        waiting = { done: Buffer.from(`${said[1]} OK`), name }
        tail = Buffer.alloc(0)
      }
      server.write(chunk)
    })
    server.on('data', (chunk) => {
      if (isOver()) return
      tail = Buffer.concat([tail.subarray(-40), chunk])
      if (waiting && tail.includes(waiting.done)) {
        const { name } = waiting
        waiting = null
        if (name !== 'idle' && ends(`imap ${name} answered`)) return
      }
      agent.write(chunk)
    })
  })

/** Told of each letter whose last byte was passed on, by its Message-ID. */
export type Handed = (messageId: string) => void

/** `caller` is asked at the beginning of each connection: it belongs to the agent that lives then. */
export const smtpGate = async (port: number, moment: Moment, caller: () => Handed): Promise<Gate> =>
  listen((agent) => {
    const handed = caller()
    const server = connect(port, '127.0.0.1')
    join(agent, server)
    let state: 'commands' | 'data asked' | 'body' | 'sent' = 'commands'
    let head = ''
    let tail = ''
    const { isOver, ends } = fate(moment)
    agent.on('data', (chunk) => {
      if (isOver()) return
      if (state === 'body') {
        if (tail === '' && ends('smtp body')) return
        if (head.length < 65_536) head += chunk.toString('latin1')
        tail = `${tail}${chunk.toString('latin1')}`.slice(-5)
        if (tail !== '\r\n.\r\n') return void server.write(chunk)
        if (ends('smtp dot')) return
        state = 'sent'
        handed(/^Message-ID:\s*(<[^>\r\n]+>)/im.exec(head)?.[1] ?? 'unknown')
        server.write(chunk, () => ends('smtp dot passed'))
        return
      }
      // Several commands may come at once (RFC 2920): what stands before the one at which it dies is passed on.
      let passed = 0
      for (const line of chunk.toString('latin1').split(/(?<=\n)/)) {
        const verb = line.slice(0, 4).toUpperCase()
        if (['MAIL', 'RCPT', 'DATA'].includes(verb) && ends(`smtp ${verb}`)) {
          server.write(chunk.subarray(0, passed))
          return
        }
        if (verb === 'DATA') state = 'data asked'
        passed += line.length
      }
      server.write(chunk)
    })
    server.on('data', (chunk) => {
      if (isOver()) return
      if (state === 'data asked') {
        const said = chunk.toString('latin1')
        if (/^354/m.test(said)) {
          state = 'body'
          head = ''
          tail = ''
        } else if (/^[45]/m.test(said)) state = 'commands'
      } else if (state === 'sent') {
        state = 'commands'
        if (ends('smtp 250')) return
        agent.write(chunk, () => ends('smtp 250 passed'))
        return
      }
      agent.write(chunk)
    })
  })
