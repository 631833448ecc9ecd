// A server that takes every mail and keeps none, with TLS for who asks for it: letters-out.ts starts it in a process of its
// own with its port, key and certificate, since smtp-sink speaks no TLS. Not for hands.

import { readFileSync } from 'node:fs'
import { SMTPServer } from 'smtp-server'

const [, , port = '', key = '', cert = ''] = process.argv
const server = new SMTPServer({
  key: readFileSync(key),
  cert: readFileSync(cert),
  authOptional: true,
  disabledCommands: ['AUTH'],
  onData(stream, _session, callback) {
    stream.resume()
    stream.on('end', () => callback())
  },
})
server.listen(Number(port), '127.0.0.1', () => process.send?.('ready'))
