// A whole agent whose server for letters is away and comes back: what status and /healthz say meanwhile, and that all leaves.
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { freePort } from '../../src/board/serve.ts'
import { rollcall } from '../support/terminal.ts'
import { friday, openOffice, title, type Office } from './office.ts'

const stop = () => process.emit('SIGTERM')
let office: Office
let server: SMTPServer | null = null
let smtp: number
let board: number
beforeEach(async () => {
  office = openOffice()
  smtp = await freePort('127.0.0.1', 0)
  board = await freePort('127.0.0.1', 0)
  const transport = `kind = "smtp"\nhost = "127.0.0.1"\nport = ${smtp}\nsecurity = "none"`
  const config = readFileSync(office.config, 'utf8').replace('kind = "outbox"\npath = "out"', transport)
  writeFileSync(office.config, `${config}[board]\nlisten = "127.0.0.1:${board}"\n`)
  await office.say(friday, null, `open ${title}`)
})
afterEach(async () => {
  stop()
  const { promise, resolve } = Promise.withResolvers<void>()
  if (server) server.close(() => resolve())
  else resolve()
  await promise
  office.leave()
})

const status = async () => JSON.parse((await rollcall(['status', '--json', '--config', office.config])).out)
const health = async () => {
  const response = await fetch(`http://127.0.0.1:${board}/healthz`)
  return { status: response.status, ...((await response.json()) as object) }
}

it(
  'says since when it is away and what waits, and sends each letter once when it is back',
  { timeout: 60_000 },
  async () => {
    const running = rollcall(['run', '--config', office.config])
    const patience = { timeout: 15_000 }
    await vi.waitFor(
      async () => expect((await status()).doors.transport).toHaveProperty('downSince'),
      patience,
    )
    await vi.waitFor(async () => {
      expect(await health()).toMatchObject({ status: 200, transport: { up: false }, oldestLetter: friday })
    }, patience)
    const { out } = await rollcall(['status', '--config', office.config])
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /sending away since .*; 2 letters wait; tried again .*: cannot reach SMTP server/,
    )

    const taken: string[] = []
    server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onData(stream, session, done) {
        stream.resume().on('end', () => {
          taken.push(...session.envelope.rcptTo.map(({ address }) => address))
          done()
        })
      },
    })
    await once(server.listen(smtp, '127.0.0.1'), 'listening')
    await vi.waitFor(() => expect(taken).toHaveLength(2), patience)
    await vi.waitFor(async () => expect((await status()).letters).toMatchObject({ sent: 2 }), patience)
    expect(await health()).toMatchObject({ transport: { up: true }, oldestLetter: null })
    expect((await status()).doors.transport).toHaveProperty('upSince')
    expect(taken.toSorted()).toEqual(['mgr-glite@egi.example', 'mgr-ops@egi.example'])
    stop()
    expect((await running).code).toBe(0)
  },
)
