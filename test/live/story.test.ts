// The process of its owners, paragraph by paragraph, by real mail: Rollcall as its operator starts it, against real
// Postfix, Dovecot and OpenDKIM. What each letter says in full is the letters' own tests' matter.

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Draft, Mail } from './lab/correspondence.ts'
import { startLab } from './lab/lab.ts'
import type { Lab } from './lab/lab.ts'
import { describeLive } from './lab/needs.ts'
import { bot, list, subscribers, users } from './lab/people.ts'
import { freePorts } from './lab/server.ts'
import { until } from './lab/until.ts'
import { type Agent, rollcall, rollcallJson, startAgent } from './support/agent.ts'
import { answer, odt, quoted } from './support/mailprogram.ts'
import {
  brunel,
  desy,
  heike,
  jan,
  lisbon,
  managerGlite,
  managerOps,
  maria,
  type Settings,
  unknown,
  writeSettings,
  zagreb,
} from './support/settings.ts'

const title = 'Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64'

type TicketJson = {
  readonly status: string
  readonly phase: string
  readonly seats: readonly { readonly team: string; readonly state: string; readonly silent: boolean }[]
  readonly offers: readonly { readonly team: string; readonly by: string; readonly state: string }[]
  readonly calls: readonly { readonly list: string; readonly round: number }[]
  readonly reports: readonly { readonly name: string; readonly sha256: string; readonly verdict: string }[]
  readonly documents: readonly { readonly id?: string }[]
  readonly outcome?: string
  readonly links: { readonly [name: string]: string }
  readonly journal: readonly { readonly event: string; readonly by: string; readonly mail?: number }[]
}
type MailJson = {
  readonly id: number
  readonly state: string
  readonly kind: string | null
  readonly from: string
  readonly level: string | null
  readonly levelWhy: string
  readonly subject: string
  readonly ticket: number | null
  readonly messageId: string
  readonly bounce?: { readonly recipient: string; readonly action: string; readonly status: string }
}

describeLive('a staged rollout by real mail', () => {
  let lab: Lab
  let settings: Settings
  let agent: Agent
  beforeAll(async () => {
    lab = await startLab()
    settings = await writeSettings(lab)
    // It was there before Rollcall was: SPEC 3.6, first start.
    await lab.sendAs(managerGlite, {
      to: bot,
      subject: 'early',
      text: 'open Staged Rollout EMI-1.0 LFC 1.8.2-2\n',
    })
    await lab.waitForMail(bot, (mail) => mail.parsed.subject === 'early')
    agent = startAgent(settings.config)
    await agent.tells(/reading INBOX/)
  })
  afterAll(async () => {
    await agent?.kill()
    await lab?.stop()
  })

  const ticket = async (number = 1) => {
    const [found] = await rollcallJson<TicketJson>(settings.config, 'ticket', 'show', String(number))
    if (found === undefined) throw new Error(`no ticket ${number}`)
    return found
  }
  const seats = async (number = 1) =>
    Object.fromEntries((await ticket(number)).seats.map(({ team, state }) => [team.slice(3), state]))
  const mails = async (...flags: string[]) =>
    rollcallJson<MailJson>(settings.config, 'mail', 'list', ...flags)
  /** Once Rollcall has handled the mail; what it made of it. */
  const handled = async (messageId: string) =>
    until(
      `${messageId} is handled`,
      10_000,
      async () => (await mails()).find((mail) => mail.messageId === messageId),
      () => agent.told(),
    )
  const say = async (writer: string, draft: Draft) => handled(await lab.sendAs(writer, draft))

  /** The first letter that fits, behind those that were asked for before. */
  const read = new Map<string, number>()
  const letter = async (reader: string, fits: RegExp): Promise<Mail> => {
    const last = read.get(reader) ?? 0
    const found = await lab.waitForMail(
      reader,
      (mail) => mail.uid > last && fits.test(`${mail.parsed.subject}\n${mail.parsed.text}`),
    )
    read.set(reader, Math.max(last, found.uid))
    return found
  }
  /** The first letter of a ticket's thread in somebody's mailbox: to answer it is to write to the ticket. */
  const thread = async (reader: string, number: number) =>
    lab.waitForMail(
      reader,
      ({ parsed }) => parsed.replyTo?.value[0]?.address?.startsWith(`staged-rollout+${number}.`) ?? false,
    )
  /** Everything Rollcall wrote to anybody, as it stands in their mailboxes. */
  const letters = async () => {
    const readers = users.map(({ address }) => address).filter((address) => address !== bot)
    const boxes = await Promise.all(
      readers.map(async (reader) => (await lab.mailbox(reader)).map((mail) => ({ reader, ...mail }))),
    )
    return boxes.flat()
  }

  it('keeps what was there before its first start, says so, and does not act on it', async () => {
    await agent.tells(/\b1 mails? .* before the first start/)
    expect(await mails()).toMatchObject([{ state: 'backlog' }])
    expect(await rollcallJson(settings.config, 'ticket', 'list')).toEqual([])
  })

  it('waits for mail in IDLE', async () => {
    // Dovecot shows what each of its processes is at; the login says which of them is Rollcall's.
    const idles = async () => {
      const [, pid] = [...lab.log().matchAll(/Login: user=<staged-rollout@[^>]*>.* mpid=(\d+)/g)].at(-1) ?? []
      const title = await readFile(`/proc/${pid}/cmdline`, 'utf8')
      return / IDLE/.test(title) || undefined
    }
    await until('Rollcall is in IDLE', 5_000, idles, lab.log)
    // From here on the deadlines show that it reacts: it looks by itself once in ten minutes only.
  })

  it('opens at a manager’s word, believed for our border’s verdict, and tells the group', async () => {
    const mail = await say(managerGlite, { to: bot, subject: 'a release', text: `open ${title}\n` })
    expect(mail).toMatchObject({ state: 'handled', level: 'verified', from: managerGlite })
    expect(await ticket()).toMatchObject({ status: 'new', phase: 'new', seats: [] })
    await letter(managerGlite, /^\[staged-rollout #1\]/)
    const told = await letter(managerOps, /release notes/i)
    expect(told.parsed.subject).toMatch(/^\[staged-rollout #1\] SE-DPM_mysql 1\.8\.0-1/)
  })

  it('takes links and teams, and invites each member with a letter of their own', async () => {
    const opened = await thread(managerGlite, 1)
    await say(
      managerGlite,
      answer(
        opened,
        `link release-notes https://repo.example/rn\nassign ${lisbon} ${desy} ${zagreb}\nCould you look at the SRM part too?`,
      ),
    )
    expect(await ticket()).toMatchObject({
      status: 'open',
      links: { 'release-notes': 'https://repo.example/rn' },
    })
    for (const [reader, team] of [
      [maria, lisbon],
      [jan, desy],
      [heike, desy],
    ] as const) {
      const invitation = await letter(reader, new RegExp(`accept ${team}`))
      const { parsed } = invitation
      expect(parsed.from?.value.map(({ address }) => address)).toEqual([bot])
      expect(parsed.to).toMatchObject({ value: [{ address: reader }] })
      expect(parsed.cc).toBeUndefined()
      expect(parsed.replyTo?.value[0]?.address).toMatch(/^staged-rollout\+1\.[a-z2-7]{16,23}@egi\.example$/)
      expect(invitation.header('Auto-Submitted')).toEqual(['auto-generated'])
      expect(invitation.header('X-Auto-Response-Suppress')).toEqual(['All'])
      expect(invitation.header('Return-Path')[0]).toMatch(
        /^<staged-rollout\+b\d+\.[a-z2-7]{16}@egi\.example>$/,
      )
      expect(invitation.header('Authentication-Results')[0]).toMatch(/dkim=pass .*header\.d=egi\.example/)
      expect(parsed.text).toContain('https://repo.example/rn')
    }
  })

  it('hears of members without a mailbox by real bounces, marks the letters, and tells the managers of a team that nobody reaches', async () => {
    const bounced = await until('both bounces are in', 10_000, async () => {
      const found = (await mails()).filter(({ kind }) => kind === 'bounce')
      return found.length === 2 ? found : undefined
    })
    expect(new Set(bounced.map(({ bounce }) => bounce?.recipient))).toEqual(
      new Set([unknown.lisbon, unknown.zagreb]),
    )
    for (const { state, ticket: number, bounce } of bounced)
      expect({ state, number, ...bounce }).toMatchObject({
        state: 'handled',
        number: 1,
        action: 'failed',
        status: '5.1.1',
      })
    const now = await ticket()
    expect(now.journal.filter(({ event }) => event === 'invitation-bounced')).toHaveLength(2)
    expect(now.seats.map(({ team, silent }) => [team.slice(3), silent])).toEqual([
      [lisbon, false],
      [desy, false],
      [zagreb, true],
    ])
    const told = await letter(managerGlite, /no\s+invitation[^]*reached\s+it/)
    expect(told.parsed.text?.replaceAll(/\s+/g, ' ')).toContain(`another way to ${zagreb}`)
  })

  it('hears the teams: one accepts, one declines, each with a quote below and a receipt back', async () => {
    const invitation = await thread(maria, 1)
    expect(await say(maria, answer(invitation, `accept ${lisbon}`))).toMatchObject({
      level: 'verified',
      state: 'handled',
      ticket: 1,
    })
    const receipt = await letter(maria, new RegExp(`withdraw ${lisbon}`))
    expect(receipt.header('Auto-Submitted')).toEqual(['auto-replied'])
    expect(receipt.parsed.inReplyTo).toBeDefined()
    await say(jan, answer(await thread(jan, 1), `reject ${desy}, our SE is being replaced`))
    await letter(jan, /declined|reject/i)
    expect(await seats()).toEqual({ [lisbon]: 'accepted', [desy]: 'rejected', [zagreb]: 'notified' })
  })

  it('does nothing for a forged accept or a forged resolve, and asks at the address on file', async () => {
    const before = await ticket()
    const forgery = { to: bot, subject: 'Re: [staged-rollout #1]' }
    const pretended = { 'Authentication-Results': 'mail.egi.example; dkim=pass header.d=desy.example' }
    const accept = await handled(
      await lab.sendForged(heike, { ...forgery, text: `#1 accept ${desy}\n`, headers: pretended }),
    )
    expect(accept).toMatchObject({ level: 'claimed', state: 'held', from: heike })
    const resolve = await handled(
      await lab.sendForged(managerGlite, { ...forgery, text: '#1 outcome ACCEPT\n#1 resolve anyway\n' }),
    )
    expect(resolve).toMatchObject({ level: 'claimed', state: 'held', from: managerGlite })
    for (const reader of [heike, managerGlite]) {
      const question = await letter(reader, /\byes\b/)
      expect(question.parsed.to).toMatchObject({ value: [{ address: reader }] })
      expect(question.parsed.replyTo?.value[0]?.address).toMatch(/^staged-rollout\+q/)
      expect(question.header('Auto-Submitted')).toEqual(['auto-replied'])
    }
    const after = await ticket()
    expect(after).toMatchObject({ status: 'open', seats: before.seats })
    expect(after.outcome).toBeUndefined()
    expect(after.journal).toHaveLength(before.journal.length)
  })

  it('obeys no command in a quote', async () => {
    const opened = await thread(managerGlite, 1)
    const mail = await say(managerGlite, {
      ...answer(opened, ''),
      text: `Please wait, I still have a question.\n\n${quoted(`outcome REJECT\nresolve anyway\nunassign ${lisbon}`)}`,
    })
    expect(mail).toMatchObject({ level: 'verified', state: 'handled' })
    await letter(maria, /I still have a question/)
    expect(await ticket()).toMatchObject({ status: 'open' })
    expect(await seats()).toMatchObject({ [lisbon]: 'accepted' })
  })

  it('files the report that is attached, as it was sent, and tells the managers that all are in', async () => {
    const name = `ea-${lisbon}-EMI-1.0-SE-DPM_mysql-1.8.0-1.odt`
    const content = odt('Installed on three nodes, seven days in production, no problem.')
    const contentType = 'application/vnd.oasis.opendocument.text'
    await say(
      maria,
      answer(await thread(maria, 1), 'Here is our report.', [{ filename: name, content, contentType }]),
    )
    const now = await ticket()
    const sha256 = createHash('sha256').update(content).digest('hex')
    expect(now.reports).toMatchObject([{ name, sha256, verdict: 'filed' }])
    expect(await seats()).toMatchObject({ [lisbon]: 'reported' })
    await letter(managerGlite, /Staged rollout EMI-1\.0 SE-DPM_mysql 1\.8\.0-1/)
  })

  it('resolves with document and outcome, thanks the teams and tells the owners of the parent', async () => {
    const complete = await thread(managerGlite, 1)
    await say(managerGlite, answer(complete, 'document 1234\noutcome ACCEPT\nresolve'))
    expect(await ticket()).toMatchObject({
      status: 'resolved',
      phase: 'resolved',
      outcome: 'ACCEPT',
      documents: [{ id: '1234' }],
    })
    await letter(maria, /1234/)
  })

  it('notices what the command line says beside it, and its letters leave', async () => {
    const opened = await rollcall(
      settings.config,
      'ticket',
      'open',
      'Staged Rollout EMI-1.0 CREAM 1.2-1 SL5 x86_64',
    )
    expect(opened).toMatchObject({ code: 0, err: '' })
    await letter(managerOps, /#2/)
    expect((await rollcall(settings.config, 'ticket', '2', 'assign', lisbon, desy)).code).toBe(0)
    await letter(maria, new RegExp(`accept ${lisbon}`))
    await letter(jan, new RegExp(`accept ${desy}`))
  })

  let call: Mail
  it('shows the manager the call when nobody accepts, and posts it at their word to the real list', async () => {
    await say(maria, answer(await thread(maria, 2), `reject ${lisbon}, no free node`))
    await say(jan, answer(await thread(jan, 2), `reject ${desy}`))
    const preview = await letter(managerGlite, new RegExp(list.address.replaceAll('.', '\\.')))
    expect((await ticket(2)).calls).toEqual([])
    await say(managerGlite, answer(preview, 'now'))
    for (const reader of subscribers) {
      call = await letter(reader, /CREAM 1\.2-1/)
      expect(call.parsed.from?.value.map(({ address }) => address)).toEqual([bot])
      expect(call.parsed.to).toMatchObject({ value: [{ address: list.address }] })
      expect(call.parsed.attachments).toEqual([])
      expect(call.raw.length).toBeLessThan(40_000)
    }
    expect((await ticket(2)).calls).toMatchObject([{ list: list.address, round: 1 }])
  })

  it('shows a volunteer to the manager, who takes them in', async () => {
    const [, volunteer] = subscribers
    await say(volunteer, answer(call, `volunteer ${brunel}`))
    const offer = await letter(managerGlite, new RegExp(`take ${brunel}`))
    expect((await ticket(2)).offers).toMatchObject([{ team: `ea-${brunel}`, by: volunteer, state: 'open' }])
    await say(managerGlite, answer(offer, `take ${brunel}`))
    expect(await seats(2)).toMatchObject({ [brunel]: 'accepted' })
    // The letter that begins the trial, with its way out.
    await letter(volunteer, new RegExp(`started ${brunel}[^]*withdraw ${brunel}`))
  })

  it('leaves nothing in INBOX, and everything that came in Processed', async () => {
    expect(await lab.mailbox(bot)).toEqual([])
    const kept = await lab.mailbox(bot, 'Processed')
    expect(kept).toHaveLength((await mails()).length)
    expect(kept.map((mail) => mail.parsed.subject)).toContain('early')
  })

  it('stops cleanly when told to, and picks up afterwards where it was, without repeating a letter', async () => {
    const { code, err } = await agent.stop()
    expect(code).toBe(0)
    expect(err).toContain('rollcall has stopped')
    // Our own DKIM check off: the border's word alone.
    await settings.change({ trust: { verify_dkim: false } })
    const asked = await lab.sendAs(managerOps, {
      to: bot,
      subject: 'while it is down',
      text: 'open Staged Rollout EMI-1.0 VOMS 2.0.6-1 SL5 x86_64\n',
    })
    agent = startAgent(settings.config)
    expect(await handled(asked)).toMatchObject({ state: 'handled', level: 'verified' })
    await letter(managerGlite, /VOMS/)
    const ids = (await letters()).map(({ reader, parsed }) => `${reader} ${parsed.messageId}`)
    expect(new Set(ids).size).toBe(ids.length)
  })

  const killedAt = ['mail stored', 'mail handled', 'letter sent']
  it.each(killedAt)('loses and doubles nothing when it is killed right after "%s"', async (moment) => {
    const before = agent.logged().filter(({ msg }) => msg === moment).length
    const opened = await thread(managerOps, 3)
    const texts = ['one', 'two', 'three', 'four'].map((word) => `note ${word} when killed at ${moment}`)
    const sent = Promise.all(texts.map(async (text) => lab.sendAs(managerOps, answer(opened, text))))
    await agent.logs(moment, before + 1)
    expect((await agent.kill()).code).toBeNull()
    const ids = await sent
    agent = startAgent(settings.config)
    const told = texts.map((text) => text.replace('note ', ''))
    for (const words of told)
      await lab.waitForMail(managerGlite, ({ parsed }) => parsed.text?.includes(words) ?? false)

    const all = (await mails()).filter(({ messageId }) => ids.includes(messageId))
    expect(all).toHaveLength(ids.length)
    const { journal } = await ticket(3)
    for (const mail of all) {
      expect(mail).toMatchObject({ state: 'handled', level: 'verified' })
      expect(journal.filter((row) => row.mail === mail.id)).toHaveLength(1)
    }
    const inbox = await lab.mailbox(managerGlite)
    for (const words of told) {
      const copies = inbox.filter(({ parsed }) => parsed.text?.includes(words))
      expect(new Set(copies.map(({ parsed }) => parsed.messageId)).size).toBe(1)
      expect(copies.length).toBeLessThanOrEqual(2)
    }
  })

  it('acts on what was there before its first start when it is told to', async () => {
    expect(await agent.stop()).toMatchObject({ code: 0 })
    agent = startAgent(settings.config, 'lab-only', '--from-beginning')
    await letter(managerOps, /LFC 1\.8\.2-2/)
    expect(await mails()).not.toContainEqual(expect.objectContaining({ state: 'backlog' }))
  })

  it('takes mail itself, with STARTTLS, where the config says so', async () => {
    const [port = 0] = await freePorts(1)
    const tls = join(lab.dir, 'tls')
    const listening = await writeSettings(lab, {
      mailbox: {
        kind: 'listen',
        listen: `127.0.0.1:${port}`,
        key_file: join(tls, 'server.key'),
        cert_file: join(tls, 'server.pem'),
      },
    })
    const listener = startAgent(listening.config)
    try {
      await listener.tells(/listening for SMTP/)
      const sender = createTransport({ host: '127.0.0.1', port, requireTLS: true, tls: { ca: lab.caPem } })
      await sender.sendMail({ from: maria, to: bot, subject: 'by STARTTLS', text: 'hello\n' })
      sender.close()
      await listener.logs('mail handled', 1)
      const [mail] = await rollcallJson<MailJson>(listening.config, 'mail', 'list')
      expect(mail).toMatchObject({ subject: 'by STARTTLS', from: maria, level: 'claimed' })
      expect(await listener.stop()).toMatchObject({ code: 0 })
    } finally {
      await listener.kill()
    }
  })

  it('ends with nothing set aside, nothing left in a queue, and every letter in its own name', async () => {
    expect(await mails('--set-aside')).toEqual([])
    expect(await lab.queue()).toEqual([])
    expect(await lab.mailbox(bot)).toEqual([])
    for (const mail of await letters()) {
      expect(mail.parsed.from?.value.map(({ address }) => address)).toEqual([bot])
      expect(mail.header('Auto-Submitted')).toHaveLength(1)
    }
    expect(await agent.stop()).toMatchObject({ code: 0 })
  })
})
