// The mail that the benches of mail in take: of a hundred mails seventy short replies with the letter they answer quoted
// below, ten with a document of 200 KB, five automatic answers, five bounces, five in HTML alone, and five more replies,
// which in the larger mix bring a document of 5 MB each. All line ends are CRLF, as mail travels. Not a bench.

import { dice } from './dice.ts'

/** Somebody who has been asked, and how their mail program finds the letter they answer. */
export type Asked = {
  readonly team: string
  readonly address: string
  readonly name: string
  readonly ticket: number
  readonly title: string
  /** Reply-To of the letter, its foot marker, its Message-ID, and the address its bounces go to. */
  readonly reply: string
  readonly foot: string
  readonly messageId: string
  readonly bounces: string
}
/** Who writes where nobody asks what the answer says. */
export const writer: Asked = {
  team: 'NGI_DE-SITE-1',
  address: 'person@site1.example',
  name: 'Person One',
  ticket: 1,
  title: 'Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64',
  reply: 'staged-rollout+1.aaaaaaaaaaaaaaaaaaaaaaaa@egi.example',
  foot: '[ref 1.aaaaaaaaaaaaaaaaaaaaaaaa]',
  messageId: '<aaaaaaaaaaaaaaaaaaaa.1@egi.example>',
  bounces: 'staged-rollout+b1.aaaaaaaa@egi.example',
}
type Kind = 'reply' | 'document' | 'large' | 'automatic' | 'bounce' | 'html'

const block: readonly Kind[] = [
  ...Array.from({ length: 14 }, () => 'reply' as const),
  'document',
  'document',
  'automatic',
  'bounce',
  'html',
  'large',
]

const prose = [
  'We have two worker nodes free for this and can begin in the middle of the week.',
  'Our users are on holiday until Monday, so the load will be low at first.',
  'The last version gave us trouble with the information system; is that mended in this one?',
  'Best would be if somebody could tell us which repository has to be enabled beforehand.',
  'Grüße aus Köln; nous avons déjà installé la précédente sans problème.',
]

/** The letter that people answer, as a mail program quotes it. */
const quoted = ({ title, team, name, foot }: Asked): string[] =>
  `Dear ${name},

would ${team} try this release before everybody else gets it?

    ${title}

Please answer by 24 November 2026, 18:00 (Europe/Berlin). Put one of these lines on
the first line of your answer:

    accept ${team}
    reject ${team}

What is new: https://release-notes.egi.example/emi-1/se-dpm-mysql-1.8.0-1.html
Bugs fixed:  https://tracker.egi.example/query?version=1.8.0-1
Manual:      https://docs.egi.example/dpm/admin-guide

If you accept, you will get a template for your report and a date for your calendar.
Your site would run the release for five to seven days, with its ordinary load.

You get this because you are on file as a member of ${team}.
Answer "withdraw ${team}" at any time if something comes up.

${foot}`.split('\n')

const soft = (line: string) =>
  line
    .replace(/=/g, '=3D')
    .replace(/[^\x20-\x7e]/g, (letter) =>
      [...Buffer.from(letter)].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
    )
const quotedPrintable = (lines: readonly string[]) =>
  lines.flatMap(
    (line) =>
      soft(line)
        .match(/(?:=[0-9A-F]{2}|[^=]){1,70}/g)
        ?.map((piece, at, all) => (at < all.length - 1 ? `${piece}=` : piece)) ?? [''],
  )
const base64 = (bytes: Buffer) => bytes.toString('base64').match(/.{1,76}/g) ?? []
const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

/** `count` mails, each as bytes; `asked` takes turns. `large` makes u1 of u2. */
export function* mix(
  asked: readonly Asked[],
  { count, large = false, seed = 1 }: { count: number; large?: boolean; seed?: number },
): Generator<Buffer> {
  const chance = dice(seed)
  const document = chance.bytes(5_000_000)
  for (let at = 0; at < count; at += 1) {
    const to = asked[(at * 7) % asked.length]
    if (to === undefined) throw new Error('nobody was asked')
    const drawn = block[(at * 7) % block.length] ?? 'reply'
    yield Buffer.from(
      written(to, drawn === 'large' && !large ? 'reply' : drawn, at, chance.below(1000), document).join(
        '\r\n',
      ),
    )
  }
}

function written(to: Asked, kind: Kind, at: number, drawn: number, document: Buffer): string[] {
  const answer = drawn % 3 === 0 ? 'reject' : 'accept'
  const boundary = `=_part_${at}_${drawn}`
  // No two alike: else the second would be a copy of the first.
  const date = new Date(Date.UTC(2026, 10, 20, 8) + at * 1000).toUTCString().replace('GMT', '+0000')
  const own = [
    `${answer} ${to.team}`,
    '',
    prose[drawn % prose.length] ?? '',
    prose[(drawn + at) % prose.length] ?? '',
    '',
    'Best regards,',
    to.name,
  ]
  const original = quoted(to)
  const text = [
    ...own,
    '',
    `On Fri, 20 Nov 2026 at 17:02, Staged Rollout <staged-rollout@egi.example> wrote:`,
    ...original.map((line) => `> ${line}`),
  ]
  const html = [
    '<html><head><meta charset="utf-8"></head><body>',
    ...own.map((line) => `<div>${escaped(line) || '<br>'}</div>`),
    '<div class="gmail_quote"><div>On Fri, 20 Nov 2026 at 17:02, Staged Rollout wrote:</div><blockquote style="margin:0 0 0 .8ex">',
    ...original.map((line) => `${escaped(line)}<br>`),
    '</blockquote></div></body></html>',
  ]
  const head = (more: readonly string[], from = `${to.name} <${to.address}>`) => [
    `Received: from mx.egi.example (mx.egi.example [192.0.2.7]) by mail.egi.example (Postfix) with ESMTPS id ${at.toString(16)}A for <${to.reply}>; ${date}`,
    `Received: from out.site.example (out.site.example [198.51.100.4]) by mx.egi.example (Postfix) with ESMTPS id ${at.toString(16)}B; ${date}`,
    `From: ${from}`,
    `To: Staged Rollout <${kind === 'bounce' ? to.bounces : to.reply}>`,
    `Date: ${date}`,
    `Message-ID: <${at}.${drawn}@${to.address.split('@')[1]}>`,
    `In-Reply-To: ${to.messageId}`,
    `References: ${to.messageId}`,
    'MIME-Version: 1.0',
    ...more,
  ]
  const plain = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable']
  const re = `Subject: Re: [staged-rollout #${to.ticket}] ${to.title}`
  const multipart = (type: string) => `Content-Type: multipart/${type}; boundary="${boundary}"`
  const attachment = (bytes: Buffer) => [
    ...head([re, multipart('mixed')]),
    '',
    `--${boundary}`,
    ...plain,
    '',
    ...quotedPrintable(text),
    `--${boundary}`,
    `Content-Type: application/gzip; name="logs-${at}.tar.gz"`,
    `Content-Disposition: attachment; filename="logs-${at}.tar.gz"`,
    'Content-Transfer-Encoding: base64',
    '',
    ...base64(bytes),
    `--${boundary}--`,
    '',
  ]
  switch (kind) {
    case 'reply':
      if (drawn % 2 === 0) return [...head([re, ...plain]), '', ...quotedPrintable(text), '']
      return [
        ...head([re, multipart('alternative')]),
        '',
        `--${boundary}`,
        ...plain,
        '',
        ...quotedPrintable(text),
        `--${boundary}`,
        'Content-Type: text/html; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        ...quotedPrintable(html),
        `--${boundary}--`,
        '',
      ]
    case 'document':
      return attachment(document.subarray(drawn * 1000, drawn * 1000 + 200_000))
    case 'large':
      return attachment(Buffer.concat([Buffer.from(`${at}\n`), document]))
    case 'automatic':
      return [
        ...head([
          `Subject: Out of office: [staged-rollout #${to.ticket}] ${to.title}`,
          'Auto-Submitted: auto-replied',
          ...plain,
        ]),
        '',
        ...quotedPrintable([
          'I am away until 30 November 2026.',
          'In urgent cases write to the helpdesk of the site.',
          '',
        ]),
      ]
    case 'bounce':
      return [
        ...head(
          [
            'Subject: Undelivered Mail Returned to Sender',
            'Auto-Submitted: auto-replied',
            `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
          ],
          `Mail Delivery System <MAILER-DAEMON@mx.egi.example>`,
        ),
        '',
        `--${boundary}`,
        'Content-Type: text/plain; charset=us-ascii',
        '',
        `<${to.address}>: mailbox is over its quota; tried again for five days.`,
        `--${boundary}`,
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; mx.egi.example',
        '',
        `Final-Recipient: rfc822; ${to.address}`,
        'Action: delayed',
        'Status: 4.2.2',
        `--${boundary}--`,
        '',
      ]
    case 'html':
      return [
        ...head([
          re,
          'Content-Type: text/html; charset=utf-8',
          'Content-Transfer-Encoding: quoted-printable',
        ]),
        '',
        ...quotedPrintable(html),
        '',
      ]
  }
}
