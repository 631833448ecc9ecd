import { connect } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Cursor, DoorState, Fault, Incoming } from '../../src/ports.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { listenMailbox } from '../../src/systems/listen.ts'
import { smtpPost } from '../../src/systems/smtp.ts'
import { dialogue } from './dialogue.ts'

const running: { stop: AbortController; run: Promise<void> }[] = []
afterEach(async () => {
  for (const { stop, run } of running.splice(0)) {
    stop.abort()
    await run
  }
})

type Options = { lmtp?: boolean; sizeLimit?: number; cursor?: Cursor | null; store?: () => Promise<void> }

const start = async ({ lmtp = false, sizeLimit = 10_000, cursor = null, store }: Options = {}) => {
  const taken: Incoming[] = []
  const states: DoorState[] = []
  const stop = new AbortController()
  const mailbox = listenMailbox({
    host: '127.0.0.1',
    port: 0,
    lmtp,
    sizeLimit,
    accepts: (address) => /^staged-rollout(\+[^@]*)?@egi\.example$/i.test(address),
    name: 'mail.egi.example',
    clock: { now: () => asInstant('2026-11-23T08:00:05Z') },
  })
  const take = async (batch: readonly Incoming[]) => {
    await store?.()
    taken.push(...batch)
  }
  const run = mailbox.run(cursor, take, (state) => states.push(state), stop.signal)
  running.push({ stop, run })
  await vi.waitFor(() => expect(mailbox.address()).not.toBeNull())
  const port = mailbox.address()?.port ?? 0
  return { taken, states, port, stop, run, text: () => Buffer.from(taken[0]?.bytes ?? []).toString('latin1') }
}

const envelope = (...recipients: string[]) => [
  'EHLO site.lip.example\r\n',
  'MAIL FROM:<ana@lip.example>\r\n',
  ...recipients.map((address) => `RCPT TO:<${address}>\r\n`),
]
const us = 'staged-rollout@egi.example'

describe('our own listener', () => {
  it('takes a mail from the submission door and shows the envelope on top, all else untouched', async () => {
    const { taken, port, text } = await start({ cursor: { uidValidity: '1', uid: 41, begunAt: 0 } })
    const post = smtpPost({
      host: '127.0.0.1',
      port,
      security: 'none',
      user: '',
      password: '',
      connections: 1,
      name: 'site.lip.example',
    })
    const mail = 'Return-Path: <forged@evil.example>\r\nSubject: h\xc3\xa9\r\n\r\n.dot\r\n..\r\nend\r\n'
    const sent = await post.send({
      bytes: Buffer.from(mail, 'latin1'),
      messageId: '<x@lip.example>',
      envelope: { from: 'ana@lip.example', to: 'staged-rollout+t4.abc@egi.example' },
    })
    await post.close()
    expect(sent.response).toBe('250 2.6.0 OK: stored')
    expect(text().replace(/ id \S+;/, ' id X;')).toBe(
      'Return-Path: <ana@lip.example>\r\n' +
        'Delivered-To: staged-rollout+t4.abc@egi.example\r\n' +
        'Received: from site.lip.example ([127.0.0.1])\r\n' +
        '\tby mail.egi.example with ESMTP id X;\r\n' +
        '\tMon, 23 Nov 2026 08:00:05 +0000\r\n' +
        mail,
    )
    expect(taken.map(({ place, via, backlog, receivedAt }) => ({ place, via, backlog, receivedAt }))).toEqual(
      [
        {
          place: { mailbox: 'listen', uidValidity: '1', uid: 42 },
          via: 'listen',
          backlog: false,
          receivedAt: '2026-11-23T08:00:05Z',
        },
      ],
    )
  })

  it('refuses a recipient that is not ours and takes the mail for the one that is', async () => {
    const { port, text } = await start()
    const replies = await dialogue(port, [
      ...envelope('somebody@else.example', us),
      'DATA\r\n',
      'Subject: x\r\n\r\nb\r\n.\r\n',
    ])
    expect(replies[3]).toMatch(/^550 5\.1\.1 /)
    expect(replies.at(-1)).toMatch(/^250 /)
    expect(text()).toContain(`Delivered-To: ${us}\r\n`)
    expect(text()).not.toContain('somebody@else.example')
  })

  it('names every recipient, and the null sender of a bounce', async () => {
    const { port, text } = await start()
    await dialogue(port, [
      'EHLO x\r\n',
      'MAIL FROM:<>\r\n',
      `RCPT TO:<${us}>\r\n`,
      'RCPT TO:<staged-rollout+b9.zz@egi.example>\r\n',
      'DATA\r\n',
      'Subject: x\r\n\r\nb\r\n.\r\n',
    ])
    expect(text().split('\r\n').slice(0, 3)).toEqual([
      'Return-Path: <>',
      `Delivered-To: ${us}`,
      'Delivered-To: staged-rollout+b9.zz@egi.example',
    ])
  })

  it.each([
    ['announced', ['MAIL FROM:<ana@lip.example> SIZE=10001\r\n']],
    [
      'sent unannounced',
      [
        'MAIL FROM:<ana@lip.example>\r\n',
        `RCPT TO:<${us}>\r\n`,
        'DATA\r\n',
        `${'x'.repeat(80)}\r\n`.repeat(200) + '.\r\n',
      ],
    ],
  ])('refuses what is too large, %s', async (_, steps) => {
    const { port, taken } = await start()
    const replies = await dialogue(port, ['EHLO x\r\n', ...steps])
    expect(replies.at(-1)).toMatch(/^552 5\.3\.4 /)
    expect(taken).toEqual([])
  })

  it('says 451 where the mail cannot be stored, and takes it the next time', async () => {
    let full = true
    const store = async () => {
      if (full) throw new Error('disk full')
    }
    const { port, taken } = await start({ store })
    const steps = [...envelope(us), 'DATA\r\n', 'Subject: x\r\n\r\nb\r\n.\r\n']
    const replies = await dialogue(port, steps)
    expect(replies.at(-1)).toMatch(/^451 4\.3\.0 /)
    expect(replies.at(-1)).not.toContain('disk')
    full = false
    expect((await dialogue(port, steps)).at(-1)).toMatch(/^250 /)
    expect(taken).toHaveLength(1)
  })

  it('answers 250 only after the mail is stored', async () => {
    const order: string[] = []
    const store = async () => {
      await new Promise((resolve) => setImmediate(resolve))
      order.push('stored')
    }
    const { port } = await start({ store })
    await dialogue(port, [...envelope(us), 'DATA\r\n', 'Subject: x\r\n\r\nb\r\n.\r\n'])
    order.push('answered')
    expect(order).toEqual(['stored', 'answered'])
  })

  it('speaks LMTP, with one answer a recipient', async () => {
    const { port, text } = await start({ lmtp: true })
    const replies = await dialogue(port, [
      'LHLO mta.egi.example\r\n',
      'MAIL FROM:<ana@lip.example>\r\n',
      `RCPT TO:<${us}>\r\n`,
      'RCPT TO:<staged-rollout+t1.x@egi.example>\r\n',
      'DATA\r\n',
      'Subject: x\r\n\r\nb\r\n.\r\n',
      'NOOP\r\n',
    ])
    expect(replies.slice(-2).map((reply) => reply.slice(0, 3))).toEqual(['250', '250'])
    expect(text()).toContain('with LMTP id')
  })

  it.each([
    ['LF.CRLF', '\n.\r\n'],
    ['LF.LF', '\n.\n'],
    ['CR.CR', '\r.\r'],
    ['CRLF.LF', '\r\n.\n'],
    ['CR.CRLF', '\r.\r\n'],
  ])('lets nobody smuggle a second mail in behind %s', async (_, end) => {
    const { port, taken, text } = await start()
    const smuggled = `MAIL FROM:<mgr@egi.example>\r\nRCPT TO:<${us}>\r\nDATA\r\nSubject: forged\r\n\r\n`
    await dialogue(port, [...envelope(us), 'DATA\r\n', `Subject: x\r\n\r\nb${end}${smuggled}\r\n.\r\n`])
    expect(taken).toHaveLength(1)
    expect(text()).toContain('MAIL FROM:<mgr@egi.example>')
    expect(text()).toContain('(bare CR or LF inside)')
  })

  it('keeps the top of a mail its own when the mail begins inside a folded line', async () => {
    const { port, text } = await start()
    await dialogue(port, [...envelope(us), 'DATA\r\n', ' (forged)\r\nSubject: x\r\n\r\nb\r\n.\r\n'])
    expect(text()).toContain('+0000\r\n\r\n (forged)\r\n')
  })

  it('has no AUTH, no STARTTLS without a key, and no way to relay', async () => {
    const { port } = await start()
    const replies = await dialogue(port, ['EHLO x\r\n', 'STARTTLS\r\n', 'AUTH PLAIN AGEAYg==\r\n'])
    expect(replies[1]).not.toMatch(/STARTTLS|AUTH/)
    expect(replies.slice(2).map((reply) => reply.slice(0, 1))).toEqual(['5', '5'])
  })

  it('takes nothing from a client that hangs up in the middle', async () => {
    const { port, taken } = await start()
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'data')
    for (const step of [...envelope(us), 'DATA\r\n']) {
      socket.write(step)
      await once(socket, 'data')
    }
    socket.write('Subject: half a m')
    socket.destroy()
    await dialogue(port, [...envelope(us), 'DATA\r\n', 'Subject: whole\r\n\r\nb\r\n.\r\n'])
    expect(taken).toHaveLength(1)
    expect(Buffer.from(taken[0]?.bytes ?? []).toString()).toContain('Subject: whole')
  })

  it('tells the port it got, and that it stopped', async () => {
    const { port, states, stop, run } = await start()
    expect(states).toEqual([{ up: true, what: `listening for SMTP on 127.0.0.1:${port}` }])
    stop.abort()
    await run
    expect(states.at(-1)).toEqual({ up: false, what: 'stopped listening for SMTP' })
  })

  it('says which port is taken and what to do', async () => {
    const { port } = await start()
    const second = listenMailbox({
      host: '127.0.0.1',
      port,
      sizeLimit: 1,
      accepts: () => true,
      name: 'x',
      clock: { now: () => asInstant('2026-11-23T08:00:05Z') },
    })
    const fault = await second
      .run(
        null,
        async () => {},
        () => {},
        new AbortController().signal,
      )
      .catch((e: Fault) => e)
    expect(fault).toMatchObject({
      system: 'listen',
      lasting: 'permanent',
      message: `port ${port} is taken on 127.0.0.1: stop what listens there, or give another port in [mailbox] listen`,
    })
  })
})
