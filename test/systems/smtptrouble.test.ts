// What the table of cells (smtpcells.test.ts) does not hold: trouble that lasts or comes in the middle of things. TLS that
// breaks or is taken away, a server that is a word ahead, trickles, is closed, gone, or takes so many letters and no more.

import { afterEach, describe, expect, it, vi } from 'vitest'
import { alertDraft } from '../../src/desk/alarms.ts'
import { onlyThis } from '../../src/desk/onlythis.ts'
import { Fault, type Finished, type Post } from '../../src/ports.ts'
import { smtpPost, type SmtpPatience } from '../../src/systems/smtp.ts'
import { setStage } from '../stories/stage.ts'
import { smtpSink, type SinkOptions, type SmtpSink } from '../support/smtpsink.ts'
import { makeCertificates, opensslIsThere } from './certificates.ts'

const certificates = makeCertificates()
/** Letters before a server falls silent: a whole line of them where ROLLCALL_CELLS=all is said. */
const many = process.env['ROLLCALL_CELLS'] === 'all' ? 500 : 40
const roomy: SmtpPatience = { connect: 10_000, silence: 10_000, letter: 15_000 }
const short: SmtpPatience = { connect: 500, silence: 500, letter: 1000 }

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

const sinkWith = async (options: Partial<SinkOptions> = {}): Promise<SmtpSink> => {
  const sink = await smtpSink({ certificate: certificates.good, ...options })
  open.push(sink)
  return sink
}
const postTo = (host: string, port: number, patience = roomy, connections = 1): Post => {
  const post = smtpPost({
    host,
    port,
    security: 'starttls',
    caFile: certificates.ca,
    user: 'bot',
    password: 'secret',
    connections,
    name: 'rollcall.egi.example',
    patience,
  })
  open.unshift(post)
  return post
}
const letter = (n: number, bytes = 'hello'): Finished => ({
  bytes: Buffer.from(`From: bot@egi.example\r\nMessage-ID: <l${n}@egi.example>\r\n\r\n${bytes}\r\n`),
  messageId: `<l${n}@egi.example>`,
  envelope: { from: 'bot@egi.example', to: `reader${n}@lip.example` },
})
const faultOf = async (sending: Promise<unknown>): Promise<Fault> =>
  sending.then(
    () => expect.unreachable('it was sent'),
    (error: unknown) => {
      if (!(error instanceof Fault)) throw error
      return error
    },
  )
const nothingInClear = ({ inClear }: SmtpSink) => {
  expect(inClear.filter((line) => /^(AUTH|MAIL|RCPT|DATA|From:)/i.test(line))).toEqual([])
  expect(inClear.join('\n')).not.toContain(Buffer.from('secret').toString('base64').slice(0, 6))
}

describe.skipIf(!opensslIsThere)('TLS that fails midway', () => {
  it.each(['reset', 'garbage', 'hang'] as const)(
    'keeps letter and password where the handshake after STARTTLS meets a %s',
    async (handshake) => {
      const sink = await sinkWith({ handshake: (session) => (session === 1 ? handshake : 'works') })
      const post = postTo('127.0.0.1', sink.port, handshake === 'hang' ? short : roomy)
      expect(await faultOf(post.send(letter(1)))).toMatchObject({
        lasting: 'transient',
        door: 'shut',
        unanswered: false,
      })
      nothingInClear(sink)
      await post.send(letter(1))
      expect(sink.letters).toHaveLength(1)
    },
  )

  it('keeps them where the certificate expires between two connections', async () => {
    const sink = await sinkWith({ certificateOf: (session) => (session === 2 ? certificates.expired : null) })
    const post = postTo('127.0.0.1', sink.port)
    await post.send(letter(1))
    // Ends the session; the letter begins the next one by itself.
    sink.trouble({ moment: 'MAIL', fault: '421' })
    const { door, message } = await faultOf(post.send(letter(2)))
    expect({ door, message }).toEqual({
      door: 'shut',
      message: expect.stringContaining('its certificate has expired: renew it on the server'),
    })
    expect(sink.logins()).toBe(1)
    nothingInClear(sink)
    await post.send(letter(2))
    expect(sink.letters).toHaveLength(2)
  })

  it('keeps them where a server that offered STARTTLS offers it no longer', async () => {
    const sink = await sinkWith({
      offers: (session, secure) => (secure || session === 2 ? ['AUTH PLAIN'] : ['STARTTLS']),
    })
    const post = postTo('127.0.0.1', sink.port)
    await post.send(letter(1))
    // Ends the session; the letter begins the next one by itself.
    sink.trouble({ moment: 'MAIL', fault: '421' })
    expect(await faultOf(post.send(letter(2)))).toMatchObject({
      lasting: 'transient',
      door: 'shut',
      message: expect.stringContaining('does not speak TLS as security = "starttls" says'),
    })
    nothingInClear(sink)
    await post.send(letter(2))
    expect(sink.letters).toHaveLength(2)
  })

  it('believes nothing that was said in clear behind the answer to STARTTLS', async () => {
    const sink = await sinkWith({ injected: '250-sink\r\n250 AUTH LOGIN\r\n235 welcome\r\n250 ok\r\n' })
    const post = postTo('127.0.0.1', sink.port)
    await post.send(letter(1)).catch(() => null)
    nothingInClear(sink)
    for (const { session } of sink.letters) expect(session).toBeGreaterThan(0)
    expect(sink.logins()).toBe(sink.letters.length)
  })

  it('logs in though AUTH is offered no longer, so that no reader seems refused', async () => {
    const sink = await sinkWith({
      offers: (_session, secure) => (secure ? [] : ['STARTTLS']),
      recipient: () => (sink.logins() > 0 ? '250 ok\r\n' : '554 5.7.1 relay access denied\r\n'),
    })
    sink.trouble({ moment: 'AUTH', fault: '5xx' })
    const post = postTo('127.0.0.1', sink.port)
    expect(await faultOf(post.send(letter(1)))).toMatchObject({ lasting: 'transient', door: 'shut' })
    await post.send(letter(1))
    expect(sink.letters).toHaveLength(1)
  })
})

describe.skipIf(!opensslIsThere)('a server for letters', () => {
  const aWordTooMany = (['MAIL', 'RCPT', 'DATA'] as const).flatMap((verb) =>
    [1, 2, 3].flatMap((words) => [true, false].map((pipelined) => ({ verb, words, pipelined }))),
  )
  it.each(aWordTooMany)(
    'that says $words words too many after $verb (envelope at once: $pipelined) has no letter counted as taken that it has not',
    async ({ verb, words, pipelined }) => {
      const sink = await sinkWith({
        tooMany: (said, session) => (said === verb && session === 1 ? words : 0),
        offers: (_, secure) => (secure ? ['AUTH PLAIN', ...(pipelined ? ['PIPELINING'] : [])] : ['STARTTLS']),
      })
      const post = postTo('127.0.0.1', sink.port)
      const troubles: Fault[] = []
      for (let n = 1; n <= 5; n += 1) {
        const ended = await post.send(letter(n)).catch((error: unknown) => error)
        if (ended instanceof Fault) troubles.push(ended)
        else expect(sink.letters.filter(({ messageId }) => messageId === letter(n).messageId)).toHaveLength(1)
      }
      expect(troubles).toMatchObject([{ lasting: 'transient', door: 'silent' }])
      // Whoever sends it again knows whether it may be a copy.
      if (troubles[0]?.unanswered === false) expect(sink.letters).toHaveLength(4)
      expect(sink.sessions()).toBe(2)
    },
  )

  it.each(['MAIL', 'dot'] as const)('that trickles without end at %s is given up in time', async (moment) => {
    const sink = await sinkWith()
    sink.trouble({ moment, fault: 'trickle' })
    const post = postTo('127.0.0.1', sink.port, { ...roomy, letter: 700 })
    expect(await faultOf(post.send(letter(1)))).toMatchObject({
      lasting: 'transient',
      door: 'silent',
      unanswered: moment === 'dot',
    })
    await post.send(letter(2))
    expect(sink.letters).toHaveLength(1)
  })

  it.each(['trickle', 'hang'] as const)('that answers a check by a %s is given up in time', async (fault) => {
    const sink = await sinkWith()
    sink.trouble({ moment: 'AUTH', fault })
    const post = postTo('127.0.0.1', sink.port, { ...roomy, connect: 700 })
    const check = async () => (post.check ? post.check() : expect.unreachable())
    expect(await faultOf(check())).toMatchObject({ lasting: 'transient', door: 'shut' })
    await check()
  })

  it('that closes all its idle connections by 421 costs no letter a try', async () => {
    const sink = await sinkWith()
    const post = postTo('127.0.0.1', sink.port, roomy, 3)
    await Promise.all([1, 2, 3].map(async (n) => post.send(letter(n))))
    sink.trouble({ moment: 'idle', fault: '421', sessions: 3 })
    sink.poke()
    await vi.waitFor(() => expect(sink.live()).toBe(0))
    await Promise.all([4, 5, 6].map(async (n) => post.send(letter(n))))
    expect(sink.letters).toHaveLength(6)
    expect(sink.sessions()).toBeGreaterThan(3)
  })

  it('that refuses a large letter while it still comes keeps no other waiting', async () => {
    const sink = await sinkWith()
    sink.trouble({ moment: 'body', fault: '5xx' })
    const post = postTo('127.0.0.1', sink.port)
    const large = letter(1, `${'x'.repeat(998)}\r\n`.repeat(4000))
    expect(await faultOf(post.send(large))).toMatchObject({ lasting: 'permanent' })
    await post.send(letter(2))
    expect(sink.letters.map(({ messageId }) => messageId)).toEqual(['<l2@egi.example>'])
  })

  it.each([
    ['552 5.3.4 too large\r\n', 'permanent'],
    ['552 5.2.2 mailbox full\r\n', 'permanent'],
    ['452 4.2.2 mailbox full for now\r\n', 'transient'],
    ['450 4.2.0 greylisted\r\n', 'transient'],
    ['551 not here\r\n', 'permanent'],
  ] as const)('that says %j of one reader decides about that reader alone', async (said, lasting) => {
    const sink = await sinkWith({ recipient: (to) => (to === 'reader2@lip.example' ? said : '250 ok\r\n') })
    const post = postTo('127.0.0.1', sink.port, roomy, 2)
    const ended = await Promise.allSettled([1, 2, 3, 4].map(async (n) => post.send(letter(n))))
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
    const [, refused] = ended
    if (refused?.status === 'rejected')
      expect(refused.reason).toMatchObject({ lasting, door: 'answers', unanswered: false })
    expect(sink.letters).toHaveLength(3)
  })

  it('whose name no name server knows keeps letters, behind a door that is shut', async () => {
    // A label past 63 letters (RFC 1035 §2.3.4) is no name to any resolver: nothing is asked of a network.
    const post = postTo(`${'x'.repeat(64)}.example`, 25)
    const { lasting, door, unanswered, message } = await faultOf(post.send(letter(1)))
    expect({ lasting, door, unanswered }).toEqual({ lasting: 'transient', door: 'shut', unanswered: false })
    expect(message).toContain('(no such host name)')
  })

  it(`that takes ${many} letters and then nothing has all of them in the end, each once`, async () => {
    let takes: number = many
    const sink = await sinkWith({ takes: () => takes })
    const post = postTo('127.0.0.1', sink.port, { ...roomy, silence: 1000 }, 4)
    const stage = await setStage(undefined, undefined, { post })
    open.unshift(stage)
    const { kit } = stage.house
    const now = stage.now()
    const outbox = Array.from({ length: many + 20 }, (_, n) =>
      alertDraft(kit, `alert/flood/${n}`, now, { reason: 'set-aside', count: n, since: now, over: false }),
    )
    await kit.ledger.commit(onlyThis(now, { outbox }))
    await stage.settle()
    expect(sink.letters).toHaveLength(many)
    const sent = async () => (await kit.archive.letters({ state: 'sent', limit: 1000 })).length
    expect(await sent()).toBe(many)
    takes = Infinity
    for (let looks = 0; looks < 20; looks += 1) {
      const next = await kit.archive.nextOutbox()
      if (next === null) break
      await stage.at(next)
    }
    expect(await sent()).toBe(many + 20)
    expect(new Set(sink.letters.map(({ messageId }) => messageId)).size).toBe(many + 20)
    expect(sink.letters).toHaveLength(many + 20)
  })
})
