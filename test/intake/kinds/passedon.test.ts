// What lists, trackers and our own letters come back as: who speaks decides, never the field that says bulk.

import { describe, expect, it } from 'vitest'
import { asPersonId, asTicketId } from '../../../src/rollout/ids.ts'
import { botAddress, kindIn, list, marks } from './around.ts'

const mailWith = (...lines: string[]) => kindIn(...lines, '', 'accept NGI_IBERGRID-LIP-Lisbon', '')
const listId = 'List-Id: Early adopters <early-adopters-glite.lists.egi.example>'

describe('our own letter', () => {
  it.each([
    ['comes back as it went', [`From: ${botAddress}`]],
    ['comes from a plus address', [`From: ${marks.replyAddress(asTicketId(1), asPersonId('p1'))}`]],
    [
      'comes with our Message-ID under another name',
      ['From: x@y.example', `Message-ID: ${marks.messageId('k', asTicketId(1))}`],
    ],
    ['is a list’s echo', [`From: ${botAddress}`, listId, 'Precedence: list']],
    [
      'is a list’s echo with a From of the list’s',
      [`From: Staged Rollout via Early <${list}>`, listId, `Reply-To: ${botAddress}`],
    ],
    [
      'keeps its writer in X-Original-From',
      [
        `From: Staged Rollout via Early <${list}>`,
        listId,
        `Reply-To: ${list}`,
        `X-Original-From: ${botAddress}`,
      ],
    ],
    [
      'is the tracker’s copy',
      [
        'From: "Staged Rollout via RT" <q@rt.egi.example>',
        'X-RT-Ticket: rt.egi.example #2',
        `X-RT-Originator: ${botAddress}`,
      ],
    ],
    ['is written in other letter cases', [`From: ${botAddress.toUpperCase()}`]],
  ])('is own where it %s', async (_, lines) => {
    expect((await mailWith(...lines)).kind).toBe('own')
  })

  it('of a second bot is an automatic mail', async () => {
    expect(
      (await mailWith('From: staged-rollout@other.example', 'Auto-Submitted: auto-generated')).kind,
    ).toBe('auto-reply')
  })
})

describe('a list server', () => {
  it.each([
    [
      'Mailman 3, a post held',
      'From: early-adopters-glite-bounces@lists.egi.example',
      [
        'Precedence: bulk',
        'X-Mailman-Version: 3.3.8',
        listId,
        'Subject: Your message awaits moderator approval',
      ],
    ],
    [
      'Mailman 2, a post held',
      'From: other-owner@lists.example',
      [
        'X-List-Administrivia: yes',
        'X-Mailman-Version: 2.1.39',
        'Subject: Your message to other awaits moderator approval',
      ],
    ],
    [
      'Mailman 2, confirm',
      'From: other-request@lists.example',
      ['X-List-Administrivia: yes', 'Subject: confirm 0123456789abcdef0123456789abcdef01234567'],
    ],
    [
      'Mailman 3, confirm',
      'From: other-confirm+0123abc@lists.example',
      ['X-Mailman-Version: 3.3.8', 'Subject: Your confirmation is needed to join the list.'],
    ],
    [
      'Mailman 2, welcome',
      'From: other-request@lists.example',
      ['X-List-Administrivia: yes', 'Subject: Welcome to the "other" mailing list'],
    ],
    [
      'Mailman 2, digest',
      'From: other-request@lists.example',
      ['Precedence: list', 'X-Mailman-Version: 2.1.39', 'Subject: other Digest, Vol 3, Issue 2'],
    ],
    [
      'Mailman 3, digest',
      'From: other-request@lists.example',
      ['Precedence: list', 'Content-Type: multipart/digest; boundary=x'],
    ],
    ['Mailman’s answering machine', 'From: other-bounces@lists.example', ['X-Mailer: The Mailman Replybot']],
    [
      'Mailman’s password reminder',
      'From: mailman-owner@lists.example',
      ['X-No-Archive: yes', 'X-List-Administrivia: yes'],
    ],
    ['Sympa', 'From: SYMPA <sympa@lists.example>', ['Subject: Message distribution: authentication request']],
    ['Sympa’s owners', 'From: other-request@lists.example', ['X-Loop: other@lists.example']],
    ['Majordomo', 'From: Majordomo@lists.example', ['Subject: Majordomo results: help']],
    [
      'Majordomo’s owner address',
      'From: owner-early-adopters-glite@lists.egi.example',
      ['Subject: BOUNCE early-adopters-glite: Approval required'],
    ],
    ['LISTSERV', 'From: "LISTSERV" <LISTSERV@lists.example>', ['Subject: Output of your job']],
    [
      'ezmlm',
      'From: other-help@lists.example',
      ['Mailing-List: contact other-help@lists.example; run by ezmlm'],
    ],
  ])('is list-admin: %s', async (_, from, lines) => {
    expect((await mailWith(from, ...lines)).kind).toBe('list-admin')
  })

  it.each([
    [
      'Mailman',
      'From: early-adopters-glite-owner@lists.egi.example',
      'You are not allowed to post to this mailing list, and your message has been automatically rejected.',
    ],
    ['fml', 'From: neko-admin@lists.example', 'You staged-rollout@egi.example are not member (neko ML)'],
  ])('that refuses a post says so as a bounce: %s', async (_, from, words) => {
    expect((await kindIn(from, 'X-MLServer: fml', 'Precedence: bulk', '', words)).kind).toBe('bounce')
  })

  it.each([
    'site-admin@lip.example',
    'grid-owner@lip.example',
    'help@lip.example',
    'owner-of-cats@lip.example',
  ])('is not %s, a person', async (address) => {
    expect((await mailWith(`From: ${address}`)).kind).toBe('person')
  })

  it.each([
    ['as it came', ['From: Ana <ana@lip.example>']],
    [
      'rewritten for DMARC, Reply-To kept',
      [`From: Ana via Early <${list}>`, 'Reply-To: Ana <ana@lip.example>'],
    ],
    [
      'rewritten for DMARC, with both in Reply-To',
      [`From: Ana via Early <${list}>`, `Reply-To: ${list}, Ana <ana@lip.example>`],
    ],
    [
      'rewritten for DMARC, X-Original-From',
      [`From: Ana via Early <${list}>`, `Reply-To: ${list}`, 'X-Original-From: Ana <ana@lip.example>'],
    ],
  ])('that passes on a post names its author: %s', async (_, lines) => {
    expect(await mailWith(...lines, listId, 'Precedence: list')).toMatchObject({
      kind: 'person',
      relayed: { by: 'list', list, author: { address: 'ana@lip.example' } },
    })
  })
})

describe('a tracker', () => {
  const rt = ['From: "Luca via RT" <q@rt.egi.example>', 'X-RT-Ticket: rt.egi.example #2', 'Precedence: bulk']
  it.each(['X-RT-Originator', 'RT-Originator'])(
    'that relays a person by %s names them, bulk or not',
    async (field) => {
      expect(await mailWith(...rt, `${field}: luca@infn.example`)).toMatchObject({
        kind: 'person',
        relayed: { by: 'tracker', author: { address: 'luca@infn.example' } },
      })
    },
  )

  it('that relays somebody’s absence notice relays an automatic answer', async () => {
    expect(
      (
        await mailWith(
          ...rt,
          'X-RT-Originator: luca@infn.example',
          'Subject: [rt.egi.example #2] Abwesenheitsnotiz',
        )
      ).kind,
    ).toBe('auto-reply')
  })

  it.each([
    ['RT elsewhere', 'From: "Luca via RT" <q@rt.other.example>', 'X-RT-Ticket: rt.other.example #2'],
    ['GGUS', 'From: GGUS <helpdesk@ggus.eu>', 'Subject: GGUS-Ticket-ID: #1 - NEW'],
    ['GGUS today', 'From: EGI helpdesk <noreply@helpdesk.ggus.eu>', 'X-Mailer: Zammad Mail Service'],
    [
      'Zammad',
      'From: Support <support@site.example>',
      'X-Powered-By: Zammad - Helpdesk/Support (https://zammad.org/)',
    ],
    ['Jira', 'From: "Ana (Jira)" <jira@site.example>', 'X-JIRA-FingerPrint: 6db2abc'],
    ['OTRS', 'From: Helpdesk <help@site.example>', 'X-Powered-By: OTRS - Open Ticket Request System'],
    ['ServiceNow', 'From: IT <it@site.example>', 'X-ServiceNow-Generated: true'],
    ['GitLab', 'From: Ana <gitlab@site.example>', 'X-GitLab-Project: grid'],
    ['osTicket', 'From: Help <help@site.example>', 'X-Mailer: osTicket Mailer'],
  ])('that is not ours is never answered: %s', async (_, from, line) => {
    expect((await mailWith(from, line)).kind).toBe('tracker')
  })
})
