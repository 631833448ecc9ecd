// The wire between Rollcall and a real IMAP server, which understands lines and literals (RFC 3501 §4.3): somebody is
// asked about each of them before it passes, and may change it, keep it, answer in the server's place, or cut. Towards
// the server it is TLS; towards Rollcall it is bare, on loopback.

import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export type Unit = {
  readonly kind: 'line' | 'literal'
  readonly bytes: Buffer
  /** A line without its end; of a literal nothing. */
  readonly text: string
  /** The how manieth of all that the server, or the client, has said since the rules were set, from 1 on. */
  readonly nth: number
  /** The same of this connection. */
  readonly here: number
}
/** `reset` is RST, `mute` lets nothing pass any more while the connection stays. */
type End = 'fin' | 'reset' | 'mute'
export type Fate = {
  /** What passes in place of the unit; null: nothing. */
  readonly pass?: Buffer | null
  /** Said to the one who spoke, as the other side would. */
  readonly answer?: Buffer
  readonly end?: End
}
/** Where the answer takes its time, what follows on that connection waits behind it. */
type Judge = (unit: Unit) => Fate | null | Promise<Fate | null>
export type Rules = { readonly server?: Judge; readonly client?: Judge }
export type Wire = {
  readonly port: number
  readonly connections: () => number
  /** The last that was said, for whom a test fails. */
  readonly lately: () => string
  setRules(rules: Rules): void
  close(): void
}

/** Cuts a stream into lines and the literals that they announce. */
const splitter = (each: (kind: Unit['kind'], bytes: Buffer) => void) => {
  let rest = Buffer.alloc(0)
  let literal = 0
  return (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      const end = literal > 0 ? literal : rest.indexOf('\r\n') + 2
      if (end < 2 || rest.length < end) return
      const kind = literal > 0 ? 'literal' : 'line'
      const bytes = rest.subarray(0, end)
      rest = rest.subarray(end)
      literal = kind === 'line' ? Number(/\{(\d+)\+?\}\r\n$/.exec(bytes.toString('latin1'))?.[1] ?? 0) : 0
      each(kind, bytes)
    }
  }
}

export async function layWire(to: { readonly port: number; readonly ca: string }): Promise<Wire> {
  let rules: Rules = {}
  let connections = 0
  const said = { server: 0, client: 0 }
  const lately: string[] = []
  const open = new Set<{ destroy(): void }>()
  const join = (near: Socket) => {
    const far = connectTls({ host: '127.0.0.1', port: to.port, ca: to.ca })
    connections += 1
    const here = { server: 0, client: 0 }
    let muted = false
    let over = false
    const judge = async (who: 'server' | 'client', kind: Unit['kind'], bytes: Buffer) => {
      if (over || muted) return
      said[who] += 1
      here[who] += 1
      const [mine, other] = who === 'server' ? [far, near] : [near, far]
      const text = kind === 'line' ? bytes.toString('latin1').slice(0, -2) : ''
      lately.push(`${connections} ${who[0]}: ${text.slice(0, 120)}`)
      if (lately.length > 60) lately.shift()
      const fate = (await rules[who]?.({ kind, bytes, text, nth: said[who], here: here[who] })) ?? {}
      const pass = fate.pass === undefined ? bytes : fate.pass
      if (fate.answer !== undefined) mine.write(fate.answer)
      if (pass !== null && pass.length > 0) other.write(pass)
      if (fate.end === 'mute') muted = true
      else if (fate.end !== undefined) {
        over = true
        if (fate.end === 'reset') near.resetAndDestroy()
        else near.end()
        far.destroy()
      }
    }
    const listen = (who: 'server' | 'client') => {
      let turn = Promise.resolve()
      return splitter((kind, bytes) => {
        turn = turn.then(async () => judge(who, kind, bytes))
      })
    }
    near.on('data', listen('client'))
    far.on('data', listen('server'))
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      // What a cut does to either side is what it is for.
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        if (!(over && one === far)) other.destroy()
      })
    }
  }
  const server = createServer(join).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const where = server.address()
  return {
    port: typeof where === 'object' && where !== null ? where.port : 0,
    connections: () => connections,
    lately: () => lately.join('\n'),
    setRules(next) {
      rules = next
      said.server = 0
      said.client = 0
      connections = 0
    },
    close() {
      server.close()
      for (const each of open) each.destroy()
    },
  }
}
