// How mail servers say that a mail did not arrive: one line of the table a family of servers, in the forms that stand in
// their sources and manuals. Addresses are examples.

import { describe, expect, it } from 'vitest'
import { kindIn, marks } from './around.ts'

const verp = marks.bounceAddress(901)
const daemon = 'From: MAILER-DAEMON@mx.example (Mail Delivery System)'
const head = ['Return-Path: <>', `To: ${verp}`]

type Case = [
  mta: string,
  from: string,
  subject: string,
  text: readonly string[],
  status: string,
  action?: string,
]
const cases: Case[] = [
  [
    'Postfix',
    daemon,
    'Undelivered Mail Returned to Sender',
    [
      'This is the mail system at host mx.example.',
      '',
      '<ana@lip.example>: host mx.lip.example[192.0.2.1] said: 550 5.1.1',
      '    <ana@lip.example>: Recipient address rejected: User unknown (in reply to RCPT TO command)',
    ],
    '5.1.1',
  ],
  [
    'Exim',
    'From: Mail Delivery System <Mailer-Daemon@mx.example>',
    'Mail delivery failed: returning message to sender',
    [
      'A message that you sent could not be delivered to one or more of its',
      'recipients. This is a permanent error. The following address(es) failed:',
      '',
      '  ana@lip.example',
      '    SMTP error from remote mail server after RCPT TO:<ana@lip.example>:',
      '    host mx.lip.example [192.0.2.1]: 550 5.7.1 Relaying denied',
    ],
    '5.7.1',
  ],
  [
    'Exim, giving up',
    'From: Mail Delivery System <Mailer-Daemon@mx.example>',
    'Mail delivery failed: returning message to sender',
    ['The following address(es) failed:', '', '  ana@lip.example', '    retry timeout exceeded'],
    '4.0.0',
  ],
  [
    'Exim, waiting',
    'From: Mail Delivery System <Mailer-Daemon@mx.example>',
    'Warning: message 1Abc-0001-AB delayed 24 hours',
    [
      'The address to which the message has not yet been delivered is:',
      '',
      '  ana@lip.example',
      '    Delay reason: no route',
    ],
    '4.0.0',
    'delayed',
  ],
  [
    'Sendmail',
    daemon,
    'Returned mail: see transcript for details',
    [
      '   ----- The following addresses had permanent fatal errors -----',
      '<ana@lip.example>',
      '    (reason: 550 5.1.1 <ana@lip.example>... User unknown)',
    ],
    '5.1.1',
  ],
  [
    'Sendmail 5',
    daemon,
    'Returned mail: Host unknown',
    [
      '   ----- Transcript of session follows -----',
      '554 <ana@lip.example>... 550 Host unknown',
      '',
      '   ----- Unsent message follows -----',
      'To: somebody@else.example',
    ],
    '5.0.0',
  ],
  [
    'Sendmail 5, which names nobody above the returned mail',
    daemon,
    'Returned mail: Cannot send message for 4 days',
    [
      '421 lip.example (smtp)... Deferred: Connection timed out',
      '',
      '   ----- Unsent message follows -----',
      'From: x@egi.example',
      'To: ana@lip.example',
    ],
    '4.0.0',
  ],
  [
    'qmail (QSBMF)',
    daemon,
    'failure notice',
    [
      'Hi. This is the qmail-send program at mx.example.',
      "I'm afraid I wasn't able to deliver your message to the following addresses.",
      '',
      '<ana@lip.example>:',
      'Sorry, no mailbox here by that name. (#5.1.1)',
      '',
      '--- Below this line is a copy of the message.',
    ],
    '5.1.1',
  ],
  [
    'Exchange 2003',
    'From: System Administrator <postmaster@lip.example>',
    'Undeliverable: Invitation',
    [
      'Your message did not reach some or all of the intended recipients.',
      '',
      'The following recipient(s) could not be reached:',
      '',
      '      ana@lip.example on 22.11.2026 10:00',
      '            The e-mail account does not exist.',
      '            <mx.lip.example #5.1.1>',
    ],
    '5.1.1',
  ],
  [
    'Office 365',
    'From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@lip.example>',
    'Undeliverable: Invitation',
    [
      'Your message to ana@lip.example couldn’t be delivered.',
      '',
      'Remote Server returned ‘550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found’',
    ],
    '5.1.10',
  ],
  [
    'Gmail',
    'From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>',
    'Delivery Status Notification (Failure)',
    [
      'Delivery to the following recipient failed permanently:',
      '',
      '     ana@lip.example',
      '',
      'Technical details of permanent failure:',
      '550 550 5.2.1 The email account is disabled (state 14).',
    ],
    '5.2.1',
  ],
  [
    'Yahoo',
    'From: MAILER-DAEMON@yahoo.example',
    'Failure Notice',
    [
      'Sorry, we were unable to deliver your message to the following address.',
      '',
      '<ana@lip.example>:',
      '552: 5.2.2 Over quota',
    ],
    '5.2.2',
  ],
  [
    'Domino',
    'From: POSTMASTER@lip.example',
    'DELIVERY FAILURE: User ana not listed in Domino Directory',
    [
      'Your message',
      '',
      '  Subject: Invitation',
      '',
      'was not delivered to:',
      '',
      '  ana@lip.example',
      '',
      'because:',
      '',
      '  User ana (ana@lip.example) not listed in Domino Directory',
    ],
    '5.0.0',
  ],
  [
    'Courier',
    'From: "Courier mail server at mx.example" <>',
    'NOTICE: mail delivery status.',
    [
      'UNDELIVERABLE MAIL',
      '',
      'Your message to the following recipients cannot be delivered:',
      '',
      '<ana@lip.example>:',
      '    550 User unknown.',
    ],
    '5.0.0',
  ],
  [
    'MDaemon',
    'From: MDaemon@mx.example',
    'Permanent Delivery Failure',
    [
      'The attached message had PERMANENT fatal delivery errors!',
      '',
      'The following recipient(s) failed:',
      '  ana@lip.example',
      '',
      'Session transcript:',
      '<-- 550 5.1.1 no such user',
    ],
    '5.1.1',
  ],
  [
    'Zimbra (Postfix below)',
    daemon,
    'Undelivered Mail Returned to Sender',
    [
      '<ana@lip.example>: host zimbra[127.0.0.1] said: 552 5.2.2 Over quota (in reply to end of DATA command)',
    ],
    '5.2.2',
  ],
  [
    'a relay like SES or Mailgun',
    'From: MAILER-DAEMON@eu-west-1.relay.example',
    'Delivery Status Notification (Failure)',
    [
      'An error occurred while trying to deliver the mail to the following recipients:',
      'ana@lip.example',
      '',
      '550 5.7.26 unauthenticated',
    ],
    '5.7.26',
  ],
  [
    'SurgeMail',
    'From: "Mail Delivery" <mailer-daemon@mx.example>',
    'Failure notice',
    ['Your message to <ana@lip.example> could not be delivered: user unknown'],
    '5.0.0',
  ],
  [
    'DragonFly',
    'From: MAILER-DAEMON <>',
    'Mail delivery failed',
    [
      'There was an error delivering your mail to <ana@lip.example>.',
      '',
      'mx.lip.example [192.0.2.25] did not like our RCPT TO:',
      '550 5.1.2 Bad destination',
      '',
      'Message headers follow.',
    ],
    '5.1.2',
  ],
  [
    'a mobile gateway',
    'From: no-reply@mail.example',
    'Re: Invitation',
    [
      'Error: Invalid user address',
      '',
      '550 - Requested action not taken: no such user here',
      '',
      '  RCPT TO: ana@lip.example',
    ],
    '5.0.0',
  ],
]

describe('a bounce in the words of', () => {
  it.each(cases)(
    '%s names recipient, action, status and our letter',
    async (_, from, subject, text, status, action = 'failed') => {
      const kind = await kindIn(
        ...head,
        from,
        `Subject: ${subject}`,
        'Content-Type: text/plain; charset=utf-8',
        '',
        ...text,
        '',
      )
      expect(kind).toMatchObject({
        kind: 'bounce',
        bounce: { recipient: 'ana@lip.example', action, status, letter: 901 },
      })
    },
  )
})

const report = (...fields: string[]) =>
  kindIn(
    ...head,
    daemon,
    'Content-Type: multipart/report; report-type=delivery-status; boundary=x',
    '',
    '--x',
    '',
    'It could not be delivered.',
    '--x',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    ...fields,
    '',
    '--x--',
  )
const to = 'Final-Recipient: rfc822; ana@lip.example'

describe('a delivery report', () => {
  it.each<readonly [what: string, fields: readonly string[], action: string, status: string]>([
    ['its own status', ['Action: failed', 'Status: 5.1.1'], 'failed', '5.1.1'],
    [
      'what the far server said, nearer to the cause',
      ['Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 552 5.2.2 full'],
      'failed',
      '5.2.2',
    ],
    [
      'no mere class where a code is told',
      ['Action: failed', 'Status: 5.0.0', 'Diagnostic-Code: smtp; 550 #5.1.0 no'],
      'failed',
      '5.1.0',
    ],
    [
      'the class of the reply without a code',
      ['Action: failed', 'Diagnostic-Code: smtp; 452 later'],
      'failed',
      '4.0.0',
    ],
    ['the class of its action without a reply', ['Action: failed'], 'failed', '5.0.0'],
    ['a delay', ['Action: delayed'], 'delayed', '4.0.0'],
    ['a success', ['Action: relayed', 'Status: 2.0.0'], 'relayed', '2.0.0'],
    ['a probe that went well', ['Action: deliverable', 'Status: 2.1.5'], 'delivered', '2.1.5'],
    ['an action of its own invention', ['Action: expired', 'Status: '], 'failed', '5.0.0'],
    ['a line torn away', ['ction: failed', 'Status: 5.3.0'], 'failed', '5.3.0'],
  ])('tells %s', async (_, fields, action, status) => {
    expect((await report(to, ...fields)).bounce).toEqual({
      recipient: 'ana@lip.example',
      action,
      status,
      letter: 901,
    })
  })

  it('names whom we wrote to, not what a gateway made of it', async () => {
    const said = await report(
      'Final-Recipient: rfc822;@smtp:ana@server',
      'Original-Recipient: rfc822;ana@lip.example',
      'Action: failed',
    )
    expect(said.bounce?.recipient).toBe('ana@lip.example')
  })

  it('is found in a bounce that a gateway wrapped', async () => {
    const kind = await kindIn(
      ...head,
      daemon,
      'Subject: Returned mail',
      'Content-Type: multipart/mixed; boundary=o',
      '',
      '--o',
      'Content-Type: message/rfc822',
      '',
      'Content-Type: multipart/report; boundary=i',
      '',
      '--i',
      'Content-Type: message/delivery-status',
      '',
      to,
      'Action: failed',
      'Status: 5.1.1',
      '',
      '--i--',
      '--o--',
    )
    expect(kind.bounce).toMatchObject({ recipient: 'ana@lip.example', status: '5.1.1' })
  })
})

describe('a bounce that a person passes on', () => {
  const forwarded = (...above: string[]) =>
    kindIn(
      'From: Ana <ana@lip.example>',
      'Subject: Fwd: Returned mail: see transcript for details',
      '',
      ...above,
      '',
      'Begin forwarded message:',
      '',
      '> From: Mail Delivery Subsystem <MAILER-DAEMON>',
      '> Final-Recipient: RFC822; rui@lip.example',
      '> Action: failed',
    )
  it('without a word of their own is a bounce still, of no letter', async () => {
    for (const above of ['', 'FYI', 'please see below.'])
      expect(await forwarded(above)).toEqual({
        kind: 'bounce',
        rule: 'bounce that somebody passed on without a word',
      })
  })
  it.each([
    'Rui has left, please write to rui@new.example instead',
    'accept NGI_IBERGRID-LIP-Lisbon',
    'withdraw',
    'yes',
    'This mailbox is full. What shall I do about it?',
  ])('with “%s” above it is a person’s mail', async (words) => {
    expect((await forwarded(words)).kind).toBe('person')
  })
})

describe('text made to cost time', () => {
  it.each([
    '<a@',
    'user ',
    'following recipients ',
    'following address ',
    '5.1.',
    `${'-'.repeat(70)} `,
    'a@b',
    'message to ',
    '450 ',
    'deliver to - ',
  ])('of %j again and again is read to its end', async (attack) => {
    const text = attack.repeat(Math.ceil(60_000 / attack.length))
    const { kind } = await kindIn(...head, daemon, 'Subject: failure notice', '', text)
    expect(kind).toBe('bounce')
  })
})
