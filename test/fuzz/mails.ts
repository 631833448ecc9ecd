// Mails to be read: what was collected, where it is there, and mails of our own making, torn, spliced and mislabelled.
// And mails that quote a command under some program's marks, in some encoding: that command must never be read.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { shared } from '../support/shared.ts'
import { lineOf } from './lines.ts'
import type { Dice } from './dice.ts'

const largest = 64 * 1024
const head = (...lines: string[]) =>
  [
    'Received: from a by b; Fri, 20 Nov 2026 09:00:00 +0000 (comment (nested))',
    'Authentication-Results: mx.elsewhere.example; dkim=pass header.d=site.example',
    'From: "=?utf-8?B?TWFyaWE=?=" <own@site.example>',
    'To: staged-rollout+1.abcdefghijklmnop@egi.example, "a, b" <c@d.example>; group: x@y.example;',
    'Subject: Re: [staged-rollout #1] =?iso-8859-1?Q?caf=E9?=',
    'Message-ID: <1@site.example>',
    'In-Reply-To: (of Friday) <rollcall.1.abcdefghijklmnop.abcdefghijklmnop@egi.example>',
    'Date: Fri, 20 Nov 2026 09:00:00 +0000',
    ...lines,
    '',
    '',
  ].join('\r\n')

const own = [
  `${head()}#1 accept NGI_TEST-Own-Site\r\n\r\n> reject NGI_TEST-Own-Site\r\n-- \r\nMaria\r\n`,
  `${head('Content-Type: multipart/report; report-type=delivery-status; boundary=x')}--x\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--x--\r\n`,
  `${head('Content-Type: multipart/mixed; boundary=x')}--x\r\nContent-Type: text/html; charset=utf-16\r\n\r\n<p>accept <b>NGI_TEST-Own-Site</b>\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: accept\r\n\r\naccept\r\n--x--\r\n`,
  `${head('Auto-Submitted: auto-replied', 'List-Id: <l.egi.example>', 'X-RT-Ticket: rt.egi.example #2')}I am away until 2026-12-01.\r\n`,
  `${head('Content-Type: text/plain; format=flowed; delsp=yes')}reject  \r\nNGI_TEST-Own-Site, \r\n> x \r\n`,
].map((text) => Buffer.from(text))

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesUnder(path) : [path]
  })

/** The collected mails of ordinary size, and our own; ours alone where none are there. */
export function samples(): readonly Buffer[] {
  const folders = ['mime-torture', 'auto-mail', 'bounces', 'reply-trim', 'quote-leak', 'mail-auth'].map(
    (name) => shared(`corpora/${name}/files`),
  )
  const files = [...folders, shared('mails')].filter((folder) => existsSync(folder)).flatMap(filesUnder)
  return [...own, ...files.filter((file) => statSync(file).size < largest).map((file) => readFileSync(file))]
}

const pieces = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  '\r\n\r\n',
  '--x\r\n',
  '--x--',
  '=?',
  '?=',
  '=',
  '=\r\n',
  '<',
  '>',
  '(((((',
  '"',
  ';',
  ',',
  '> ',
  'From ',
  '\xff\xfe',
  '\x80',
  '\x1b$B',
  'Content-Type: text/html\r\n',
  'Content-Transfer-Encoding: base64\r\n',
  'To: x\r\n',
  '🙂',
  ' '.repeat(500),
]
const lies = [
  'Content-Transfer-Encoding: base64',
  'Content-Transfer-Encoding: quoted-printable',
  'Content-Transfer-Encoding: x-uuencode',
  'Content-Type: text/plain; charset=utf-7',
  'Content-Type: text/html; charset=iso-2022-jp',
  'Content-Type: multipart/alternative; boundary=""',
  'Content-Type: multipart/mixed; boundary="x"; boundary=y',
  'Content-Type: message/rfc822',
  'Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes',
  'Content-Type: application/ms-tnef; name=winmail.dat',
  'From: <x@y.example>, z@w.example',
  'Return-Path: <>',
  'List-Id: x',
  'Precedence: bulk',
  'X-RT-Originator: x@y.example',
  'References: ' + '<a@b>'.repeat(200),
  'DKIM-Signature: v=1; a=rsa-sha256; d=site.example; s=s; h=from:date; bh=AAAA; b=BBBB',
]

/** One tear or more in the bytes, in the head, or between two mails. */
export function torn(dice: Dice, from: readonly Buffer[]): Buffer {
  let mail = dice.pick(from)
  for (let n = 1 + dice.below(6); n > 0; n -= 1) {
    const at = dice.below(mail.length + 1)
    const after = mail.subarray(at)
    const before = mail.subarray(0, at)
    const how = dice.below(9)
    if (how === 0) mail = before
    else if (how === 1) mail = Buffer.concat([before, after.subarray(0, 1 + dice.below(300)), after])
    else if (how === 2) mail = Buffer.concat([before, after.subarray(1 + dice.below(300))])
    else if (how === 3)
      mail = Buffer.concat([
        before,
        Buffer.from(dice.pick(pieces), dice.often(50) ? 'utf8' : 'latin1'),
        after,
      ])
    else if (how === 4) mail = Buffer.concat([before, Buffer.from([dice.below(256)]), after.subarray(1)])
    else if (how === 5) mail = Buffer.concat([Buffer.from(`${dice.pick(lies)}\r\n`), mail])
    else if (how === 6) mail = spliced(mail, dice.pick(from))
    else if (how === 7)
      mail = Buffer.concat([
        Buffer.from(
          head('Content-Type: multipart/mixed; boundary=zz') + '--zz\r\nContent-Type: message/rfc822\r\n\r\n',
        ),
        mail,
        Buffer.from('\r\n--zz--\r\n'),
      ])
    else mail = withLine(dice, mail)
    if (mail.length > largest) mail = mail.subarray(0, largest)
  }
  return mail
}

const bodyAt = (mail: Buffer) => {
  const at = mail.indexOf('\r\n\r\n')
  return at < 0 ? mail.length : at + 4
}
const spliced = (a: Buffer, b: Buffer) => Buffer.concat([a.subarray(0, bodyAt(a)), b.subarray(bodyAt(b))])
const withLine = (dice: Dice, mail: Buffer) =>
  Buffer.concat([
    mail.subarray(0, bodyAt(mail)),
    Buffer.from(`${lineOf(dice).text}\r\n`),
    mail.subarray(bodyAt(mail)),
  ])

const quoted = 'reject NGI_TEST-Quoted-Site'
const tops = [
  '',
  'We talked about it.',
  'accept NGI_TEST-Own-Site',
  'Dear all,\n\naccept NGI_TEST-Own-Site\n\nSee you.',
  'yes',
  'Sent from my iPhone',
  'Thanks!',
]
const marked = (sign: string) => (text: string) =>
  text
    .split('\n')
    .map((line) => sign + line)
    .join('\n')
const quotes: readonly ((text: string) => string)[] = [
  marked('> '),
  marked('>'),
  marked('>> '),
  marked('| '),
  (text) => `On Mon, Nov 23, 2026 at 10:14 AM Staged Rollout <s@egi.example> wrote:\n\n${marked('> ')(text)}`,
  (text) => `Am 23.11.2026 um 10:14 schrieb Staged Rollout\n<s@egi.example>:\n${marked('> ')(text)}`,
  (text) => `2026年11月23日 10:14，Staged Rollout <s@egi.example> 写道：\n\n${text}`,
  (text) => `-----Original Message-----\n${text}`,
  (text) =>
    `________________________________\nVon: S <s@egi.example>\nGesendet: Montag, 23. November 2026 10:14\nAn: x\nBetreff: y\n\n${text}`,
  (text) => `Début du message réexpédié :\n\n${text}`,
  (text) => `---- On Mon, 23 Nov 2026 10:14:36 +0100 S<s@egi.example> wrote ----\n\n${text}`,
]
const letters = [
  `Will you?\n\n  ${quoted}\n\n-- \nfoot`,
  quoted,
  `${quoted}\n${quoted}`,
  `a\n\n${quoted}`,
  `Long words that fill the line up to where a program breaks it, and so\n${quoted}`,
]
/** How a top may be parted from the quote; bottom answers come behind it. */
const encodings: readonly ((text: string) => string)[] = [
  (text) => `Content-Type: text/plain; charset=utf-8\r\n\r\n${text.replace(/\n/g, '\r\n')}`,
  (text) => `Content-Type: text/plain; charset=utf-8\n\n${text}`,
  (text) =>
    `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n')}`,
  (text) =>
    `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${Buffer.from(
      text,
    )
      .toString('latin1')
      .replace(/[=\x80-\xff]/g, (one) => `=${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
      .replace(/\n/g, '\r\n')}`,
  (text) =>
    `Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n${text.replace(/^ /gm, '  ').replace(/\n/g, '\r\n')}`,
  (text) =>
    `Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n\r\n${text.replace(/\n/g, '\r\n')}\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>${quoted}</p>\r\n--x--\r\n`,
]

/** A mail in which only its quote has `quoted`. */
export function quoting(dice: Dice): Buffer {
  const top = dice.pick(tops)
  const below = dice.often(30) ? `\n\n${dice.pick(tops)}` : ''
  const text = `${top}${top === '' ? '' : dice.pick(['\n', '\n\n'])}${dice.pick(quotes)(dice.pick(letters))}${below}\n`
  return Buffer.from(
    `From: own@site.example\r\nTo: staged-rollout@egi.example\r\nSubject: Re: [staged-rollout #1]\r\n${dice.pick(encodings)(text)}`,
  )
}
