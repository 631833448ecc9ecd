// Proves the lab itself: what the live stories take for granted about real servers is seen here once, by itself.

import { existsSync } from 'node:fs'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startLab } from './lab/lab.ts'
import type { Lab } from './lab/lab.ts'
import { describeLive } from './lab/needs.ts'
import { bot, list, subscribers, troubled } from './lab/people.ts'
import { until } from './lab/until.ts'

describeLive('the live lab', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await startLab()
  })
  afterAll(async () => lab?.stop())

  const titled = (subject: string) => (mail: { parsed: { subject?: string } }) =>
    mail.parsed.subject === subject
  const results = async (subject: string) => {
    const mail = await lab.waitForMail(bot, titled(subject))
    return { mail, results: mail.header('Authentication-Results') }
  }
  const pretended = { 'Authentication-Results': 'mail.egi.example; dkim=pass header.d=lip.example' }

  it('brings signed mail to the bot, with a pass of its border above the Received of its border', async () => {
    await lab.sendAs('maria@lip.example', {
      to: bot,
      subject: 'signed',
      text: 'accept NGI_IBERGRID-LIP-Lisbon\n',
    })
    const { mail, results: said } = await results('signed')
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^mail\.egi\.example;\s*dkim=pass .*header\.d=lip\.example/)
    const order = mail.parsed.headerLines.map((header) => header.line)
    const verdict = order.findIndex((line) => line.startsWith('Authentication-Results:'))
    const border = order.findIndex((line) => line.startsWith('Received: from submit.provider.example '))
    expect(border).toBeGreaterThan(verdict)
  })

  it('signs so that the keys it publishes verify what arrives', async () => {
    await lab.sendAs('jan@desy.example', { to: bot, subject: 'for the resolver', text: 'Grüße\n' })
    const { mail } = await results('for the resolver')
    const verified = await dkimVerify(mail.raw, { resolver: lab.resolver })
    expect(verified.results.map((result) => [result.signingDomain, result.status.result])).toEqual([
      ['desy.example', 'pass'],
    ])
  })

  it('takes away a verdict that a forger wrote in its name, and finds nothing proved', async () => {
    const draft = { to: bot, subject: 'forged', text: 'accept NGI_IBERGRID-LIP-Lisbon\n', headers: pretended }
    await lab.sendForged('maria@lip.example', draft)
    const { results: said } = await results('forged')
    expect(said).toEqual([expect.stringMatching(/^mail\.egi\.example; dkim=none/)])
  })

  it('announces new mail to a client that idles', async () => {
    await using client = await lab.imapAs(bot)
    await client.mailboxOpen('INBOX')
    let announced = false
    client.on('exists', () => {
      announced = true
    })
    const idling = client.idle()
    await lab.sendAs('maria@lip.example', { to: bot, subject: 'while idle', text: 'hello\n' })
    await until('the server announces it', 5_000, () => announced || undefined, lab.log)
    await client.noop()
    await idling
  })

  it('refuses a wrong password on both doors, and AUTH before STARTTLS', async () => {
    await expect(lab.imapAs(bot, 'wrong')).rejects.toMatchObject({ authenticationFailed: true })
    const { host, port } = lab.submission
    const submit = (secure: object, pass: string) =>
      createTransport({ host, port, ...secure, auth: { user: bot, pass } }).sendMail({ from: bot, to: bot })
    const trusted = { requireTLS: true, tls: { ca: lab.caPem } }
    await expect(submit(trusted, 'wrong')).rejects.toMatchObject({ responseCode: 535 })
    await expect(submit({ ignoreTLS: true }, 'lab-only')).rejects.toMatchObject({ responseCode: 530 })
  })

  it("refuses another's sender, and allows one's own with a plus part", async () => {
    const draft = { to: bot, subject: 'as somebody else', text: 'x\n' }
    const asJan = lab.sendAs('maria@lip.example', { ...draft, envelopeFrom: 'jan@desy.example' })
    await expect(asJan).rejects.toMatchObject({ responseCode: 553 })
    await lab.sendAs('maria@lip.example', {
      ...draft,
      subject: 'as myself',
      envelopeFrom: 'maria+x@lip.example',
    })
    const { mail } = await results('as myself')
    expect(mail.header('Return-Path')).toEqual(['<maria+x@lip.example>'])
  })

  const bounces = [
    {
      who: 'an unknown address',
      to: 'nobody@lip.example',
      status: '5.1.1',
      verp: 'staged-rollout+b1.aaaa@egi.example',
    },
    { who: 'a full mailbox', to: troubled.full, status: '5.2.2', verp: 'staged-rollout+b2.bbbb@egi.example' },
    {
      who: 'a host outside',
      to: 'someone@elsewhere.example',
      status: '5.7.1',
      verp: 'staged-rollout+b3.cccc@egi.example',
    },
  ]
  it.each(bounces)(
    'brings a delivery report about $who to the VERP address',
    async ({ to, status, verp }) => {
      await lab.sendAs(bot, { to, subject: 'an invitation', text: 'will you?\n', envelopeFrom: verp })
      const report = await lab.waitForMail(bot, (mail) => mail.header('Delivered-To').includes(verp))
      expect(report.header('Return-Path')).toEqual(['<>'])
      expect(report.header('Content-Type')[0]).toMatch(/^multipart\/report; report-type=delivery-status;/)
      const text = report.raw.toString()
      expect(text).toContain(`Final-Recipient: rfc822; ${to}`)
      expect(text).toContain('Action: failed')
      expect(text).toContain(`Status: ${status}`)
    },
  )

  it('keeps in the queue what cannot be delivered yet', async () => {
    await lab.sendAs(bot, { to: troubled.busy, subject: 'later', text: 'x\n' })
    const waiting = await until('it waits in the queue', 5_000, async () =>
      (await lab.queue()).find((mail) =>
        mail.recipients.some((one) => one.delay_reason?.includes('mailbox busy')),
      ),
    )
    expect(waiting.recipients.map((one) => one.address)).toEqual([troubled.busy])
  })

  it('brings a post on the list to each subscriber', async () => {
    await lab.sendAs(bot, { to: list.address, subject: 'a call', text: 'We look for sites.\n' })
    for (const subscriber of subscribers) {
      const mail = await lab.waitForMail(subscriber, titled('a call'))
      expect(mail.parsed.from?.text).toBe(bot)
    }
  })

  it('delivers to an address with a plus part, and says which in Delivered-To', async () => {
    const to = 'staged-rollout+7.abcdefgh@egi.example'
    await lab.sendAs('maria@lip.example', { to, subject: 'with detail', text: 'x\n' })
    const { mail } = await results('with detail')
    expect(mail.header('Delivered-To')).toEqual([to])
  })

  it('stands beside another lab, and leaves nothing behind when it stops', async () => {
    const other = await startLab()
    try {
      await other.sendAs('maria@lip.example', { to: bot, subject: 'to the other one', text: 'x\n' })
      await other.waitForMail(bot, titled('to the other one'))
      expect((await lab.mailbox(bot)).filter(titled('to the other one'))).toEqual([])
    } finally {
      await other.stop()
    }
    expect(existsSync(other.dir)).toBe(false)
    await expect(other.mailbox(bot)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await lab.sendAs('maria@lip.example', { to: bot, subject: 'still there', text: 'x\n' })
    await lab.waitForMail(bot, titled('still there'))
  })
})
