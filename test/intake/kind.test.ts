import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { kindOf } from '../../src/intake/kind.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { createMarks } from '../../src/marks/marks.ts'
import { asPersonId, asTicketId } from '../../src/rollout/ids.ts'
import { shared, sharedIsThere } from '../support/shared.ts'

const botAddress = 'staged-rollout@egi.example'
const marks = createMarks({ address: botAddress, secrets: [new Uint8Array(32).fill(1)] })
const lists = ['early-adopters-glite@lists.egi.example']
const around = { marks, botAddress, trackerHosts: ['rt.egi.example'], lists }
const verp = marks.bounceAddress(901)

const kindIn = async (...lines: string[]) => kindOf(await parseMail(Buffer.from(lines.join('\r\n'))), around)
const from = (address: string, ...lines: string[]) =>
  kindIn(`From: ${address}`, ...lines, '', 'accept LIP', '')
const dsn = (to: string, ...fields: string[]) =>
  kindIn(
    'Return-Path: <>',
    'From: MAILER-DAEMON@mx.example',
    `To: ${to}`,
    'Content-Type: multipart/report; report-type=delivery-status; boundary=x',
    '',
    '--x',
    '',
    'sorry',
    '--x',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    ...fields,
    '',
    '--x--',
    '',
  )

const dsnFrom = (sender: string, ...fields: string[]) =>
  kindIn(
    sender,
    'Content-Type: multipart/mixed; boundary=x',
    '',
    '--x',
    'Content-Type: message/delivery-status',
    '',
    ...fields,
    '',
    '--x--',
    '',
  )

describe('a person', () => {
  it.each([
    ['an ordinary mail', []],
    ['a mail that says it is not automatic', ['Auto-Submitted: no']],
    ['an Exchange mail that suppresses answers', ['X-Auto-Response-Suppress: OOF']],
    ['a postmaster with a pen', []],
  ])('is the writer of %s', async (_, headers) => {
    expect((await from('postmaster@site.example', ...headers)).kind).toBe('person')
  })

  it('who answers an invitation is no automatic answer, whatever the thread’s subject', async () => {
    expect(
      (await from('ana@lip.example', `Subject: Re: ${marks.subjectTag(asTicketId(4))} auto-test 1.0`)).kind,
    ).toBe('person')
  })

  it('whose words a list passed on is named, never the list', async () => {
    const list = ['List-Id: Early <early-adopters-glite.lists.egi.example>', 'Precedence: list']
    expect((await from('Ana <ana@lip.example>', ...list)).relayed).toEqual({
      by: 'list',
      list: lists[0],
      author: { address: 'ana@lip.example', name: 'Ana' },
    })
    const munged = `Ana via Early <${lists[0]}>`
    expect((await from(munged, ...list, 'Reply-To: ana@lip.example')).relayed?.author.address).toBe(
      'ana@lip.example',
    )
    expect(
      (await from(munged, ...list, `Reply-To: ${lists[0]}`, 'X-Original-From: Ana <ana@lip.example>')).relayed
        ?.author,
    ).toEqual({ address: 'ana@lip.example', name: 'Ana' })
  })

  it('whose words the configured tracker relays is its originator, though it came as bulk mail', async () => {
    const relay = (host: string, header: string) =>
      kindIn(
        `From: "Luca via RT" <queue@${host}>`,
        `${header}: luca@infn.example`,
        `X-RT-Ticket: ${host} #2`,
        'Precedence: bulk',
        '',
        'Ticket URL: http://rt/Ticket/Display.html?id=2',
        '',
        'accept NGI_IT-INFN-CNAF',
      )
    for (const header of ['X-RT-Originator', 'RT-Originator'])
      expect(await relay('rt.egi.example', header)).toMatchObject({
        kind: 'person',
        relayed: { by: 'tracker', author: { address: 'luca@infn.example', name: 'Luca' } },
      })
    expect((await relay('rt.evil.example', 'X-RT-Originator')).kind).toBe('tracker')
  })
})

describe('mail that nobody wrote to us', () => {
  it.each([
    ['own', 'a letter of ours come back', [`Message-ID: ${marks.messageId('k', asTicketId(1))}`]],
    ['list-admin', 'a notice that says so', ['X-List-Administrivia: yes']],
    ['tracker', 'another helpdesk', ['X-OTRS-TicketNumber: 1']],
    ['auto-reply', 'RFC 3834', ['Auto-Submitted: auto-replied (vacation)']],
    ['auto-reply', 'RFC 3834 generated', ['Auto-Submitted: auto-generated']],
    ['auto-reply', 'an old autoresponder', ['X-Autoreply: yes']],
    ['auto-reply', 'a precedence of its own', ['Precedence: auto_reply']],
    ['auto-reply', 'a subject alone', ['Subject: Automatic reply: [staged-rollout #42] CA 1.38']],
    ['auto-reply', 'a German one', ['Subject: Re: Abwesenheitsnotiz']],
    ['auto-reply', 'an empty sender', ['Return-Path: <>']],
    ['auto-reply', 'bulk mail', ['Precedence: bulk']],
    ['list-admin', 'a notice of fml', ['From: neko-admin@ml.example', 'X-MLServer: fml [fml 4.0.3]']],
    [
      'auto-reply',
      'a read receipt',
      ['Content-Type: multipart/report; report-type=disposition-notification'],
    ],
    ['bounce', 'an abuse report', ['Content-Type: multipart/report; report-type=feedback-report']],
  ])('is %s: %s', async (kind, _, headers) => {
    expect((await from('someone@site.example', ...headers)).kind).toBe(kind)
  })

  it.each(['no-reply@sns.example', 'NoReply+7@x.example', 'do-not-reply@x.example', 'donotreply@x.example'])(
    'is what %s sends, which takes no answer',
    async (address) => {
      expect((await from(address)).kind).toBe('auto-reply')
      expect((await from('no-reply-lovers@x.example')).kind).toBe('person')
    },
  )

  it('is own where the bot stands in From, also behind a list that rewrites it', async () => {
    expect((await from(botAddress)).kind).toBe('own')
    expect((await from(marks.replyAddress(asTicketId(1), asPersonId('p1')))).kind).toBe('own')
    expect(
      (
        await from(
          `x via L <${lists[0]}>`,
          'List-Id: <early-adopters-glite.lists.egi.example>',
          `Reply-To: ${botAddress}`,
        )
      ).kind,
    ).toBe('own')
  })

  it('is list-admin where a list server speaks, known by its address', async () => {
    const bulk = 'Precedence: bulk'
    expect((await from('early-adopters-glite-bounces@lists.egi.example', bulk)).kind).toBe('list-admin')
    expect((await from('other-owner@lists.example', bulk, 'X-Mailman-Version: 3.3.8')).kind).toBe(
      'list-admin',
    )
    expect((await from('site-admin@lip.example')).kind).toBe('person')
  })
})

describe('a bounce', () => {
  it('to our signed address names its letter', async () => {
    const kind = await dsn(
      verp,
      'Final-Recipient: rfc822; ana@LIP.example',
      'Action: Failed',
      'Status: 5.1.1',
    )
    expect(kind).toMatchObject({
      kind: 'bounce',
      bounce: { recipient: 'ana@lip.example', action: 'failed', status: '5.1.1', letter: 901 },
    })
  })

  it('to a forged address names none', async () => {
    const kind = await dsn(
      verp.replace('b901', 'b902'),
      'Final-Recipient: rfc822; a@b.example',
      'Action: failed',
    )
    expect(kind.bounce).toEqual({ recipient: 'a@b.example', action: 'failed', status: '5.0.0' })
  })

  it('that only warns is delayed, and the gravest of several recipients counts', async () => {
    const waits = ['Final-Recipient: rfc822; a@b.example', 'Action: delayed', 'Status: 4.2.0']
    expect((await dsn(verp, ...waits)).bounce?.action).toBe('delayed')
    const both = await dsn(verp, ...waits, '', 'Final-Recipient: rfc822; c@b.example', 'Action: failed')
    expect(both.bounce).toMatchObject({ recipient: 'c@b.example', action: 'failed' })
  })

  it('in plain words is read too; an absence notice to the same address is not one', async () => {
    const head = ['Return-Path: <>', `To: ${verp}`]
    expect(
      await kindIn(
        ...head,
        'From: MAILER-DAEMON@q.example',
        'Subject: failure notice',
        '',
        '<a@b.example>:',
        '550 5.1.1 no',
      ),
    ).toMatchObject({ bounce: { recipient: 'a@b.example', action: 'failed', status: '5.1.1', letter: 901 } })
    expect(await kindIn(...head, 'From: a@b.example', 'Subject: gone', '', 'nothing readable')).toMatchObject(
      {
        kind: 'bounce',
        bounce: { letter: 901, action: 'failed' },
      },
    )
    expect(await kindIn(...head, 'From: a@b.example', 'Auto-Submitted: auto-replied', '', 'away')).toEqual({
      kind: 'auto-reply',
      rule: 'Auto-Submitted (RFC 3834)',
      away: {},
    })
  })

  it.each([
    [
      'a postmaster’s program that repeats a reply code',
      'post_master@vtext.example',
      '550 - Requested action not taken',
    ],
    ['a system that takes no answers', 'no-reply@mail.example', 'Could not be delivered to: <a@b.example>'],
  ])('in plain words comes from %s', async (_, address, words) => {
    const lines = [`From: ${address}`, 'Subject: Re:Test', '', 'Error: Invalid user address', '', words]
    expect((await kindIn(...lines)).kind).toBe('bounce')
  })

  it('is what a delivery report from nobody is', async () => {
    expect((await dsnFrom('From: <>', 'Final-Recipient: rfc822; a@b.example', 'Action: failed')).kind).toBe(
      'bounce',
    )
  })

  it('is not what a person says about one', async () => {
    expect(
      (await kindIn('From: ana@lip.example', 'Subject: failure notice?', '', '550 - no such user, it said'))
        .kind,
    ).toBe('person')
  })

  it('never comes from a person who replied to the bounce address', async () => {
    expect((await from('ana@lip.example', `To: ${verp}`)).kind).toBe('person')
  })
})

describe('an absence', () => {
  it.each([
    ['I am back on 2026-12-01.', '2026-12-01'],
    ['Bin vom 23.11.2026 bis 04.12.2026 nicht im Hause', '2026-12-04'],
    ['away until 5 December', '2026-12-05'],
    ['returning January 4th', '2027-01-04'],
    ['I am away until Monday', '2026-11-23'],
    ['away 05/06/2026', undefined],
    ['on 31.02.2027 and since 2026-01-01', undefined],
  ])('%s ends %s', async (words, until) => {
    const kind = await kindIn(
      'From: a@b.example',
      'Auto-Submitted: auto-replied',
      'Date: Sun, 22 Nov 2026 10:00:00 +0000',
      '',
      words,
    )
    expect(kind.away?.until).toBe(until)
  })
})

describe.skipIf(!sharedIsThere)('mail of real systems', () => {
  it.each([
    ['rt/1-on-create-to-queue-admincc', 'tracker'],
    ['rt/2-correspond-to-admincc', 'own'],
    ['rt/3-autoreply-to-requestor', 'tracker'],
    ['rt/4-resolved-to-requestor', 'tracker'],
    ['rt/5-ea-reply-relayed-to-admincc', 'person'],
    ['mailman/1-list-post-at-subscriber', 'own'],
    ['mailman/2-held-notice-to-owner', 'list-admin'],
    ['mailman/3-your-message-awaits-approval-to-sender', 'list-admin'],
    ['mailman/4-munged-from', 'own'],
    ['mailman/5-autoresponse', 'list-admin'],
    ['postfix/670868', 'bounce'],
    ['postfix/success-dsn', 'bounce'],
    ['postfix/sieve-vacation', 'auto-reply'],
  ])('%s is %s', async (file, kind) => {
    expect(kindOf(await parseMail(await readFile(shared(`mails/${file}.eml`))), around).kind).toBe(kind)
  })
})
