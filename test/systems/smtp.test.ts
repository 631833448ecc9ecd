import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import type { Fault, Finished, Post } from '../../src/ports.ts'
import { smtpPost } from '../../src/systems/smtp.ts'
import { smtpSink } from '../support/smtpsink.ts'
import { makeCertificates, opensslIsThere } from './certificates.ts'

const certificates = makeCertificates()

const open: { close(): void }[] = []
afterEach(async () => {
  for (const each of open.splice(0)) each.close()
})

type Letter = {
  from: string
  to: string[]
  bytes: string
  secure: boolean
  user: unknown
  connection: string
}

const server = async (options: SMTPServerOptions = {}) => {
  const letters: Letter[] = []
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 1,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        letters.push({
          from: mailFrom === false ? '?' : mailFrom.address,
          to: rcptTo.map((to) => to.address),
          bytes: Buffer.concat(chunks).toString('latin1'),
          secure: session.secure,
          user: session.user,
          connection: session.id,
        })
        done(null)
      })
    },
    ...options,
  })
  smtp.on('error', () => null)
  smtp.listen(0, '127.0.0.1')
  await once(smtp.server, 'listening')
  open.push(smtp)
  return { letters, port: (smtp.server.address() as AddressInfo).port }
}

const post = (port: number, more: Partial<Parameters<typeof smtpPost>[0]> = {}): Post => {
  const made = smtpPost({
    host: '127.0.0.1',
    port,
    security: 'none',
    user: '',
    password: '',
    connections: 2,
    name: 'rollcall.egi.example',
    ...more,
  })
  open.push({ close: () => void made.close() })
  return made
}

const letter: Finished = {
  bytes: Buffer.from(
    'From: a@egi.example\r\nMessage-ID: <l1@egi.example>\r\nSubject: x\r\n\r\n.\r\nsee you\r\n',
  ),
  messageId: '<l1@egi.example>',
  envelope: { from: 'staged-rollout+b1.zz@egi.example', to: 'ana@lip.example' },
}
const failure = async (sending: Promise<unknown>) =>
  sending.then(
    () => expect.unreachable('it was sent'),
    (fault: Fault) => ({ lasting: fault.lasting, message: fault.message }),
  )
const refuse = (code: number, words: string) => Object.assign(new Error(words), { responseCode: code })

describe('submission', () => {
  it('hands over the finished bytes as they are, with the envelope given apart', async () => {
    const { letters, port } = await server()
    const { response } = await post(port).send(letter)
    expect(response).toMatch(/^250 /)
    expect(letters).toMatchObject([
      {
        from: 'staged-rollout+b1.zz@egi.example',
        to: ['ana@lip.example'],
        bytes: Buffer.from(letter.bytes).toString(),
      },
    ])
  })

  it('sends with the null sender where the envelope has none', async () => {
    const { letters, port } = await server()
    await post(port).send({ ...letter, envelope: { from: '', to: 'ana@lip.example' } })
    expect(letters).toMatchObject([{ from: '' }])
  })

  it.each([
    ['ana@MÜNCHEN.example', 'ana@xn--mnchen-3ya.example'],
    ['ana b@lip.example', '"ana b"@lip.example'],
    ["o'ana+1@Lip.Example", "o'ana+1@lip.example"],
  ])('says %s as any server reads it', async (to, wire) => {
    const sink = await smtpSink({ certificate: { key: '', cert: '' }, offers: () => [] })
    open.push({ close: () => void sink.close() })
    await post(sink.port).send({ ...letter, envelope: { from: '', to } })
    expect(sink.letters).toMatchObject([{ to: [wire] }])
  })

  it('keeps its connections, and no more of them than it may', async () => {
    const { letters, port } = await server()
    const door = post(port)
    for (let i = 0; i < 3; i += 1) await Promise.all([1, 2, 3, 4].map(() => door.send(letter)))
    expect(letters).toHaveLength(12)
    expect(new Set(letters.map((each) => each.connection)).size).toBe(2)
  })

  const at: [where: string, SMTPServerOptions][] = [
    ['MAIL', { onMailFrom: (_a, _s, done) => done(refuse(451, 'greylisted')) }],
    ['RCPT', { onRcptTo: (_a, _s, done) => done(refuse(450, 'try later')) }],
    ['DATA', { onData: (s, _s, done) => void s.on('end', () => done(refuse(452, 'full'))).resume() }],
    ['MAIL, for good, of a sender', { onMailFrom: (_a, _s, done) => done(refuse(550, 'no such sender')) }],
    ['MAIL, wanting a login', { onMailFrom: (_a, _s, done) => done(refuse(530, 'log in first')) }],
    ['the greeting', { onConnect: (_s, done) => done(refuse(421, 'busy')) }],
    ['the greeting, for good', { onConnect: (_s, done) => done(refuse(554, 'not you')) }],
  ]
  it.each(at)('is transient trouble where the server says later at %s', async (_, options) => {
    const { port } = await server(options)
    expect((await failure(post(port).send(letter))).lasting).toBe('transient')
  })

  const never: [where: string, SMTPServerOptions][] = [
    ['RCPT', { onRcptTo: (_a, _s, done) => done(refuse(550, 'no such user')) }],
    ['DATA', { onData: (s, _s, done) => void s.on('end', () => done(refuse(554, 'spam'))).resume() }],
  ]
  it.each(never)(
    'is permanent trouble, in the server’s words, where it refuses at %s',
    async (_, options) => {
      const { port } = await server(options)
      const { lasting, message } = await failure(post(port).send(letter))
      expect(lasting).toBe('permanent')
      expect(message).toMatch(/^refused: 55\d .*(no such|spam)/)
    },
  )

  it('keeps letters waiting behind a sender that is refused and says where to look', async () => {
    const { port } = await server({ onMailFrom: (_a, _s, done) => done(refuse(553, 'not yours')) })
    expect((await failure(post(port).send(letter))).message).toMatch(
      /refuses our sender \(553 not yours\): check address in \[bot\] and user in \[transport\]$/,
    )
  })

  it('is permanent trouble where the letter is larger than the server ever takes', async () => {
    const { letters, port } = await server({ size: 20 })
    expect(await failure(post(port).send(letter))).toEqual({
      lasting: 'permanent',
      message: 'the letter is larger than the SMTP server takes',
    })
    expect(letters).toEqual([])
    const late = await server({ onMailFrom: (_a, _s, done) => done(refuse(552, 'too big')) })
    expect((await failure(post(late.port).send(letter))).lasting).toBe('permanent')
  })

  it('goes on with the next letter after one was refused', async () => {
    const { letters, port } = await server({
      onRcptTo: ({ address }, _s, done) => done(address === 'ana@lip.example' ? null : refuse(550, 'no')),
    })
    const door = post(port, { connections: 1 })
    await failure(door.send({ ...letter, envelope: { ...letter.envelope, to: 'gone@lip.example' } }))
    await door.send(letter)
    expect(letters).toHaveLength(1)
  })

  it('is transient where the server hangs up after the letter: nobody knows whether it arrived', async () => {
    const sockets: Socket[] = []
    const wire = createServer((socket) => {
      sockets.push(socket)
      let data = false
      socket.on('error', () => null)
      socket.write('220 x ESMTP\r\n')
      socket.on('data', (chunk) => {
        const text = chunk.toString('latin1')
        if (text.endsWith('\r\n.\r\n')) socket.destroy()
        else if (/^DATA/i.test(text)) {
          data = true
          socket.write('354 go\r\n')
        } else if (!data) socket.write('250 ok\r\n')
      })
    })
    wire.listen(0, '127.0.0.1')
    await once(wire, 'listening')
    open.push(wire)
    expect(await failure(post((wire.address() as AddressInfo).port).send(letter))).toMatchObject({
      lasting: 'transient',
    })
    expect(sockets).toHaveLength(1)
  })

  it('says that nobody listens', async () => {
    const wire = createServer().listen(0, '127.0.0.1')
    await once(wire, 'listening')
    const { port } = wire.address() as AddressInfo
    wire.close()
    await once(wire, 'close')
    expect(await failure(post(port).send(letter))).toEqual({
      lasting: 'transient',
      message: `cannot reach SMTP server 127.0.0.1:${port} (connection refused): is it running?`,
    })
  })
})

describe.skipIf(!opensslIsThere)('security', () => {
  const withTls = (certificate: { key: string; cert: string }, more: SMTPServerOptions = {}) =>
    server({ disabledCommands: [], ...certificate, ...more })

  it.each(['tls', 'starttls'] as const)(
    'sends by %s to a server whose authority is ours, as the user',
    async (security) => {
      const { letters, port } = await withTls(certificates.good, {
        secure: security === 'tls',
        onAuth: ({ username, password }, _s, done) =>
          done(null, password === 'right' ? { user: username } : { message: 'no' }),
      })
      await post(port, { security, caFile: certificates.ca, user: 'bot', password: 'right' }).send(letter)
      expect(letters).toMatchObject([{ secure: true, user: 'bot' }])
    },
  )

  it('keeps letters waiting behind a wrong password and says where to look', async () => {
    const { port } = await withTls(certificates.good, {
      onAuth: (_a, _s, done) => done(null, { message: 'bad password' }),
    })
    const door = post(port, { security: 'starttls', caFile: certificates.ca, user: 'bot', password: 'wrong' })
    const { lasting, message } = await failure(door.send(letter))
    expect(lasting).toBe('transient')
    expect(message).toMatch(/refuses user bot \(535 .*\): check user and password in \[transport\]$/)
    expect(message).not.toContain('wrong')
  })

  it('sends nothing where STARTTLS is required and not offered', async () => {
    const { letters, port } = await server()
    const { lasting, message } = await failure(post(port, { security: 'starttls' }).send(letter))
    expect(lasting).toBe('transient')
    expect(message).toContain('does not speak TLS as security = "starttls" says')
    expect(letters).toEqual([])
  })

  it('says so where TLS meets a server that speaks none', async () => {
    const { port } = await server()
    const { message } = await failure(post(port, { security: 'tls' }).send(letter))
    expect(message).toContain(
      'does not speak TLS as security = "tls" says: check port and security in [transport]',
    )
  })

  const bad: [name: string, { key: string; cert: string }, string][] = [
    ['an expired certificate', certificates.expired, 'its certificate has expired: renew it on the server'],
    ['an authority nobody knows', certificates.unknown, 'give that authority’s PEM as ca_file'],
    [
      'another name',
      certificates.otherName,
      'its certificate is for another name: use the name in the certificate as host',
    ],
  ]
  describe.each(['tls', 'starttls'] as const)('by %s', (security) => {
    it.each(bad)('refuses %s and says the mend', async (_, certificate, words) => {
      const { letters, port } = await withTls(certificate, { secure: security === 'tls' })
      const { lasting, message } = await failure(
        post(port, { security, caFile: certificates.ca }).send(letter),
      )
      expect(lasting).toBe('transient')
      expect(message).toContain(words)
      expect(letters).toEqual([])
    })
  })

  it.each(['mail.egi.example', '192.0.2.1', '127.example.org'])('allows no bare connection to %s', (host) => {
    expect(() => post(25, { host })).toThrow(/security = "none" is for this machine only/)
  })
})

describe('DKIM', () => {
  it('signs finished bytes so that they verify, and changes nothing below the signature', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
    const { letters, port } = await server()
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    await post(port, { dkim: { domain: 'egi.example', selector: 'rollcall', privateKey: pem } }).send(letter)
    const sent = letters[0]?.bytes ?? ''
    const names: string[] = []
    const { results } = await dkimVerify(Buffer.from(sent, 'latin1'), {
      resolver: async (name: string) => {
        names.push(name)
        return [[`v=DKIM1; k=rsa; p=${key}`]]
      },
    })
    expect(results.map((each) => [each.signingDomain, each.status.result])).toEqual([['egi.example', 'pass']])
    expect(names).toEqual(['rollcall._domainkey.egi.example'])
    expect(sent.endsWith(Buffer.from(letter.bytes).toString())).toBe(true)
    expect(sent).toMatch(/^DKIM-Signature: /)
  })
})

describe('a check', () => {
  it('logs in and sends nothing', async () => {
    const { letters, port } = await server({
      disabledCommands: ['STARTTLS'],
      onAuth: ({ username }, _, done) => done(null, { user: username }),
    })
    const door = post(port, { user: 'bot', password: 'right' })
    await door.check?.()
    await door.close()
    expect(letters).toEqual([])
  })

  it('says what to do about a wrong password and a server that is gone', async () => {
    const { port } = await server({
      disabledCommands: ['STARTTLS'],
      onAuth: (_auth, _session, done) => done(new Error('no')),
    })
    const wrong = post(port, { user: 'bot', password: 'wrong' })
    await expect(wrong.check?.()).rejects.toMatchObject({
      message: expect.stringMatching(/refuses user bot .*check user and password in \[transport\]/),
    })
    await wrong.close()
    const gone = post(1)
    await expect(gone.check?.()).rejects.toMatchObject({
      message: expect.stringContaining('connection refused'),
    })
    await gone.close()
  })
})

describe('a post to a list', () => {
  const call: Finished = {
    ...letter,
    envelope: { ...letter.envelope, to: 'early@mailman.example', also: 'bot@egi.example' },
  }
  const faultOf = async (port: number) =>
    post(port)
      .send(call)
      .then(
        () => expect.unreachable('it was sent'),
        ({ lasting, unanswered }: Fault) => ({ lasting, unanswered }),
      )
  /** Speaks SMTP up to the given word of the client, then hangs up without a reply. */
  const hangsUpAt = async (word: RegExp) => {
    const sink = createServer((socket) => {
      let data = false
      socket.write('220 sink\r\n')
      socket.on('error', () => null)
      socket.on('data', (bytes) => {
        const said = bytes.toString('latin1')
        if (word.test(said)) socket.destroy()
        else if (!data) socket.write(/^DATA/m.test(said) ? '354 go on\r\n' : '250 ok\r\n')
        data ||= /^DATA/m.test(said)
      })
    })
    sink.listen(0, '127.0.0.1')
    await once(sink, 'listening')
    open.push(sink)
    return (sink.address() as AddressInfo).port
  }
  const refusing = (address: string, code: number) =>
    server({
      onRcptTo: (to, _s, done) => done(to.address === address ? refuse(code, 'not here') : null),
    })

  it('goes to both recipients in one transaction', async () => {
    const { letters, port } = await server()
    await post(port).send(call)
    expect(letters.map(({ to }) => to)).toEqual([['early@mailman.example', 'bot@egi.example']])
  })

  it('may have left where the server hangs up after the final dot', async () => {
    expect(await faultOf(await hangsUpAt(/\r\n\.\r\n$/))).toEqual({ lasting: 'transient', unanswered: true })
  })

  it('has not left where nobody takes the connection', async () => {
    const port = await hangsUpAt(/never/)
    for (const each of open.splice(0)) each.close()
    expect(await faultOf(port)).toEqual({ lasting: 'transient', unanswered: false })
  })

  it.each([
    [550, 'permanent'],
    [450, 'transient'],
  ])(
    'that the list’s server refuses with %i is refused, though our own mailbox takes it',
    async (code, lasting) => {
      const { port } = await refusing('early@mailman.example', code)
      expect(await faultOf(port)).toEqual({ lasting, unanswered: false })
    },
  )

  it('is sent where only our own mailbox is refused', async () => {
    const { letters, port } = await refusing('bot@egi.example', 550)
    expect((await post(port).send(call)).response).toMatch(/^250 /)
    expect(letters.map(({ to }) => to)).toEqual([['early@mailman.example']])
  })
})
