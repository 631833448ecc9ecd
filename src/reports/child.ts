// The process in which one mailed document is looked at and then gone (SPEC §4, RELIABILITY D4): the file's bytes on
// standard input, one line of JSON on standard output. It has no network, no environment and may write nothing; when a
// document kills it, nothing else dies.

import dgram from 'node:dgram'
import dns from 'node:dns'
import net from 'node:net'
import { examineHere } from './examinehere.ts'

// The permission model of this Node does not cover the network yet. Nothing here wants it: whoever tries is told.
const closed = () => {
  throw new Error('no network in here')
}
const ways = (module: object) =>
  Object.keys(module).filter((name) => /^(?:lookup|resolve|reverse)/.test(name))
for (const module of [dns, dns.promises])
  Object.assign(module, Object.fromEntries(ways(module).map((name) => [name, closed])))
Object.assign(net.Socket.prototype, { connect: closed })
Object.assign(net.Server.prototype, { listen: closed })
Object.assign(dgram.Socket.prototype, { bind: closed, connect: closed, send: closed })
Object.assign(globalThis, { fetch: closed, WebSocket: undefined, EventSource: undefined })

const chunks: Uint8Array[] = []
for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) chunks.push(chunk)
const examination = await examineHere(Buffer.concat(chunks), process.argv[2] ?? '')
process.stdout.write(`${JSON.stringify(examination)}\n`)
