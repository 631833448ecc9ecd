// doctor's round trip: a mail to a plus address of the bot, from the server that takes letters to the mailbox.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lookAtRoundTrip } from '../../src/cli/doctorroundtrip.ts'
import { readConfig } from '../../src/config.ts'
import { takeLock } from '../../src/store/lock.ts'
import { makeFolder } from '../../src/store/database.ts'
import { rollcall } from '../support/terminal.ts'
import { ImapServer } from '../systems/imapserver.ts'
import { friday, openOffice, type Office } from './office.ts'

let office: Office
let imap: ImapServer
let smtp: SMTPServer | undefined
/** Everything that was sent. */
let mails: { readonly to: readonly string[]; readonly bytes: Buffer }[] = []
beforeEach(async () => {
  office = openOffice()
  imap = await new ImapServer().listen()
  imap.internalDate = new Date()
    .toUTCString()
    .replace(/^\w+, (\d+) (\w+) (\d+) (\S+) GMT$/, '$1-$2-$3 $4 +0000')
  mails = []
})
afterEach(async () => {
  imap.close()
  await new Promise<void>((done) => (smtp ? smtp.close(() => done()) : done()))
  smtp = undefined
  office.leave()
})

/** A server that takes letters; what comes of them is the caller's. */
const takes = async (then: (bytes: Buffer) => void, options: SMTPServerOptions = {}) => {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const bytes = Buffer.concat(chunks)
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), bytes })
        then(bytes)
        done()
      })
    },
    ...options,
  })
  smtp = server
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
  const { port } = server.server.address() as { port: number }
  const config = readFileSync(office.config, 'utf8')
    .replace(
      /\[mailbox\][^[]*/,
      `[mailbox]\nkind = "imap"\nhost = "127.0.0.1"\nport = ${imap.port}\nsecurity = "none"\nuser = "bot"\npassword = "right"\n`,
    )
    .replace(
      /\[transport\][^[]*/,
      `[transport]\nkind = "smtp"\nhost = "127.0.0.1"\nport = ${port}\nsecurity = "none"\n`,
    )
  writeFileSync(office.config, config)
}
const config = () => {
  const read = readConfig(office.config, {})
  if (!('config' in read)) throw new Error(JSON.stringify(read.complaints))
  return read.config
}
const look = async (send = true) => lookAtRoundTrip(config(), { send, patience: AbortSignal.abort() })

describe('a mail to a plus address', () => {
  it('is sent only where it is asked for, and doctor says how', async () => {
    await takes((bytes) => imap.put(bytes))
    expect(await look(false)).toEqual([
      { check: 'round trip', state: 'skipped', says: expect.stringContaining('rollcall doctor --send') },
    ])
    expect(mails).toEqual([])
  })

  it('arrives: found, taken away, and the clocks are compared', async () => {
    await takes((bytes) => imap.put(bytes))
    imap.deliver('somebody else')
    expect(await look()).toMatchObject([
      { check: 'round trip', state: 'ok' },
      { check: 'clocks', state: 'ok' },
    ])
    expect(mails.map(({ to }) => to.join())).toEqual([
      expect.stringMatching(/^staged-rollout\+doctor-[0-9a-f]{16}@egi\.example$/),
    ])
    expect(imap.subjects('INBOX')).toEqual(['somebody else'])
  })

  it('is left to the agent where the server can remove one mail with others only', async () => {
    imap.capabilities = 'IMAP4rev1 IDLE NAMESPACE'
    await takes((bytes) => imap.put(bytes))
    expect(await look()).toMatchObject([{ state: 'ok' }, { state: 'ok' }])
    expect(imap.folder('INBOX').mails).toHaveLength(1)
    expect(imap.commands.filter((command) => /EXPUNGE|STORE/.test(command))).toEqual([])
  })

  it('that does not come is said with the mend', async () => {
    await takes(() => undefined)
    expect(await look()).toMatchObject([
      {
        state: 'fails',
        says: expect.stringContaining('did not arrive'),
        mend: expect.stringContaining('recipient_delimiter = +'),
      },
    ])
  })

  it('that the server refuses is said in its words, with the mend', async () => {
    await takes(() => undefined, {
      onRcptTo: (_address, _session, done) =>
        done(Object.assign(new Error('no such user'), { responseCode: 550 })),
    })
    expect(await look()).toMatchObject([
      {
        state: 'fails',
        says: expect.stringMatching(/\+doctor-.*: refused: .*no such user/),
        mend: expect.stringContaining('plus addresses'),
      },
    ])
  })

  it('shows a mail server whose clock is another', async () => {
    imap.internalDate = '01-Jan-2020 09:00:00 +0000'
    await takes((bytes) => imap.put(bytes))
    expect((await look())[1]).toMatchObject({ check: 'clocks', state: 'warning', mend: expect.any(String) })
  })

  it('is the bot’s own to an agent: nothing follows from it', async () => {
    await takes(() => undefined)
    await look()
    await office.receive(mails[0]?.bytes.toString() ?? '')
    const { out } = await rollcall(['mail', 'list', '--json', '--config', office.config])
    expect(JSON.parse(out)).toMatchObject({ kind: 'own', state: 'handled', ticket: null })
    const { kit, ...house } = await office.house()
    expect(await kit.archive.letters()).toEqual([])
    await house.close()
  })

  it('is looked for in the agent’s memory while it runs, for it takes all mail', async () => {
    const { data } = config().bot
    makeFolder(data)
    const lock = takeLock(data, { pid: process.pid, host: 'here', since: friday })
    const handled: Promise<void>[] = []
    await takes((bytes) => void handled.push(office.receive(bytes.toString())))
    expect(await lookAtRoundTrip(config(), { send: true })).toMatchObject([{ state: 'ok' }, {}])
    await Promise.all(handled)
    if ('release' in lock) lock.release()
    expect(imap.commands).toEqual([])
  })
})

describe('no mail is sent where none could come back', () => {
  it('because letters go into a folder', async () => {
    expect(await look()).toMatchObject([{ state: 'skipped', says: expect.stringContaining('into a folder') }])
  })

  it('because only a running agent takes mail', async () => {
    await takes(() => undefined)
    const folder = readFileSync(office.config, 'utf8').replace(
      /\[mailbox\][^[]*/,
      '[mailbox]\nkind = "folder"\npath = "in"\n',
    )
    writeFileSync(office.config, folder)
    expect(await look()).toMatchObject([{ state: 'skipped', says: expect.stringContaining('start it') }])
    expect(mails).toEqual([])
  })

  it('because the way out is shut', async () => {
    const shut = readFileSync(office.config, 'utf8').replace(
      /\[transport\][^[]*/,
      '[transport]\nkind = "smtp"\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\n',
    )
    writeFileSync(office.config, shut)
    office.write('zone', 'egi.example TXT "v=spf1 mx -all"')
    const { code, out } = await rollcall([
      'doctor',
      '--send',
      '--json',
      '--dns',
      join(office.folder, 'zone'),
      '--config',
      office.config,
    ])
    expect(code).toBe(1)
    const { findings } = JSON.parse(out) as { findings: { check: string; state: string }[] }
    expect(findings.find(({ check }) => check === 'round trip')).toMatchObject({ state: 'skipped' })
  })
})
