// Texts of 100 KB that are written to make a reader go back over them, at every door of a reader (RELIABILITY D6): each
// reading ends. The runner's own timeout is the bound. The law beside this one, regex.test.ts, judges the patterns;
// this one sees what a judge of patterns does not: counted repetitions, loops of ours, and the libraries'.

import { describe, expect, it } from 'vitest'
import { authenticate } from '../../src/intake/authenticate.ts'
import { absenceSubject } from '../../src/intake/autoreply.ts'
import { awayUntil } from '../../src/intake/away.ts'
import { isPassedOnBounce, readBounce } from '../../src/intake/bouncewords.ts'
import { isForward } from '../../src/intake/forwarded.ts'
import { ggusIn } from '../../src/intake/ggus.ts'
import { lineStart, readLine } from '../../src/intake/grammar.ts'
import { htmlText } from '../../src/intake/htmltext.ts'
import { kindOf } from '../../src/intake/kind.ts'
import { nearMiss } from '../../src/intake/nearmiss.ts'
import { ownWords, readingText } from '../../src/intake/ownwords.ts'
import { readParentNotice } from '../../src/intake/parentnotice.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { answersUs, threadKeys } from '../../src/intake/thread.ts'
import { readTnef } from '../../src/intake/tnef.ts'
import { looksLikeYes, readCommands } from '../../src/intake/topblock.ts'
import { createMarks } from '../../src/marks/marks.ts'
import { answersIn } from '../../src/reports/answers.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { findTitle } from '../../src/rollout/release.ts'
import { noResolver } from '../../src/systems/dns.ts'
import { winmail, wide, properties } from '../support/tnef.ts'
import type { Message } from '../../src/intake/message.ts'

const length = 100_000
/** Each is repeated, and closed by what fits none of them. */
const units: readonly string[] = [
  [' ', '\t', '\u00a0', ' \t', '\n', ' \n', '\r', '\r\n\t', '\0', '\u200b', '\u0301'],
  ['<', '>', '<>', '<<>', '> ', '\n>', '\n> >', '<a ', '<a href="', '<!--', '</', '<![CDATA[', '&#', '&lt;'],
  [':', ';', ',', ', ', '.', '. ', '!', '#', '#1 ', '*', '_', '-', '--', '\n-- ', '=', '=\n', '/', '\\', '|'],
  ['"', "'", '\\"', '`', '“', '(', ')', '()', '(a', '[', '[ref ', '[rt #', '{{', '%', '%2B', '+'],
  ['=?', '=?utf-8?q?', '=?utf-8?q?a?= ', '=20', 'a@', '@', 'a@b.', '<a@b>', 'a@b, ', 'a@b.example '],
  ['1', '12.', '1.1.', '1-', '20', '2026-', '5.1.1 ', '550 ', '4', '1 ', ' 1 '],
  ['a', 'a ', 'A-', 'a.', 'aé', 'é', '写', '😀', 'EMI 1.', 'v1.0 '],
  ['accept ', 'accept A-B\n', 'On ', 'On a wrote: ', 'wrote:\n', '写道', 'From: ', 'Subject: ', 'Re: '],
  ['http://', 'https://ggus.eu/?', 'GGUS ', 'staged rollout ', 'mail to ', 'failed ', 'original message'],
  ['until 4.12. ', 'begin 644 a\n'],
].flat()
const attacks = units.map((unit) => `${unit.repeat(Math.ceil(length / unit.length))}\u0001x`)

const bot = 'staged-rollout@egi.example'
const marks = createMarks({ address: bot, secrets: [new Uint8Array(32).fill(1)] })
const names = { os: ['sl5'], arch: ['x86_64'] }
const around = { marks, botAddress: bot, trackerHosts: ['rt.egi.example'], lists: ['a@lists.example'] }

const head = ['From: Ala <ala@icm.example>', `To: ${bot}`, 'Date: Mon, 23 Nov 2026 11:00:00 +0100']
const fields = (
  'From To Cc Subject Date References In-Reply-To Content-Type Content-Disposition ' +
  'Content-Transfer-Encoding Auto-Submitted Authentication-Results Received DKIM-Signature'
).split(' ')
const inBody = (text: string, more: readonly string[] = []) =>
  Buffer.from([...head, ...more, '', text, ''].join('\n'))
const inHead = (text: string) =>
  Buffer.from(
    [...fields.map((name) => `${name}: ${text.replaceAll(/[\r\n]+/g, '\n ')}`), '', 'a', ''].join('\n'),
  )

/** A mail as no parser would give it: the text in every place at once, at its whole length. */
const everywhere = (text: string): Message => ({
  headers: [...fields, 'X-RT-Ticket', 'X-Loop', 'List-Id', 'Return-Path', 'Precedence', 'Sender'].map(
    (name) => ({
      name: name.toLowerCase(),
      value: text,
    }),
  ),
  from: [{ address: text, name: text }],
  to: [{ address: text, name: text }],
  cc: [],
  replyTo: [],
  subject: text,
  messageId: `<${text}>`,
  inReplyTo: [text],
  references: [text],
  date: null,
  text,
  html: text,
  attachments: [{ name: text, type: 'text/plain', bytes: Buffer.from(text), inline: false }],
  reports: [
    `Final-Recipient: rfc822; ${text}\nAction: ${text}\nStatus: ${text}\nDiagnostic-Code: ${text}`,
    text,
  ],
  cuts: [],
})
const proofOf = (bytes: Buffer) =>
  parseMail(bytes).then((message) =>
    authenticate(bytes, message, {
      via: 'imap',
      receivedAt: asInstant('2026-11-23T10:00:30Z'),
      authservIds: ['mail.egi.example'],
      verifyDkim: true,
      ourAddresses: [bot],
      threadIds: () => false,
      resolver: noResolver,
    }),
  )
const bareKind = { kind: 'person', rule: '' } as const
const reading = { mode: 'direct', earlier: () => false } as const
const signposts = { marks, trackerTags: ['rt.egi.example'], names, roster: { teams: [] }, releases: [] }

const readers: { readonly [name: string]: (text: string) => unknown } = {
  'parse, in a page': (text) => parseMail(inBody(text, ['Content-Type: text/html'])),
  'parse, among parts': (text) =>
    parseMail(inBody(`--x\n${text}\n\n--x\n\n${text}\n--x--`, ['Content-Type: multipart/mixed; boundary=x'])),
  kind: (text) => kindOf(everywhere(text), around),
  'parse and authenticate, a body': (text) =>
    proofOf(inBody(text, ['DKIM-Signature: v=1; d=icm.example; s=a'])),
  'parse and authenticate, the fields': (text) => proofOf(inHead(text)),
  thread: (text) => threadKeys(everywhere(text), [], signposts),
  'thread, forwards and answers': (text) => [isForward(everywhere(text)), answersUs(everywhere(text), marks)],
  ownwords: (text) => ownWords(readingText(everywhere(text), bareKind), marks),
  'ownwords of a page': (text) => ownWords(readingText({ ...everywhere(text), text: '' }, bareKind), marks),
  topblock: (text) => readCommands(text, reading),
  'topblock, below a command': (text) => [readCommands(`accept A-B\n${text}`, reading), looksLikeYes(text)],
  'topblock, a subject': (text) =>
    readCommands('', { ...reading, subject: { text, signed: true, answersNothing: true } }),
  grammar: (text) => [readLine(text), lineStart(text), nearMiss(text)],
  'grammar, behind a verb': (text) =>
    ['accept ', 'we accept ', 'reject A-B: ', 'open ', 'document ', 'ggus ', '#1 also ', 'cutoff '].map(
      (verb) => [readLine(verb + text), nearMiss(verb + text)],
    ),
  away: (text) => [absenceSubject(text), awayUntil(text, asInstant('2026-11-23T10:00:00Z'))],
  'away, behind a word': (text) => awayUntil(`until 4 ${text}`, asInstant('2026-11-23T10:00:00Z')),
  bounce: (text) => [readBounce(everywhere(text)), isPassedOnBounce(everywhere(text))],
  'bounce, in words': (text) =>
    readBounce({ ...everywhere(text), subject: 'Undelivered Mail Returned to Sender', reports: [] }),
  tnef: (text) =>
    readTnef(
      winmail({
        body: text,
        props: properties([0x1000001f, wide(text)]),
        files: [{ title: text, longName: text, data: Buffer.from(text) }],
      }),
    ),
  'tnef, nothing but': (text) => readTnef(Buffer.from(text)),
  answers: (text) => [
    answersIn([
      { kind: 'paragraph', text, heading: true },
      { kind: 'paragraph', text: `Verdict: ${text}`, heading: false },
      { kind: 'row', cells: [text, text] },
    ]),
  ],
  'tickets, titles, pages and notices': (text) => [
    ggusIn(text),
    findTitle(`Staged Rollout ${text}`, names),
    htmlText(text),
    readParentNotice(everywhere(text), names, ['rt.egi.example']),
  ],
}

describe.each(Object.entries(readers))('a reading of 100 KB ends: %s', (_name, read) => {
  it.each(units.map((unit, at) => [JSON.stringify(unit), attacks[at] ?? ''] as const))(
    'of %s',
    async (_unit, text) => {
      expect(text.length).toBeGreaterThanOrEqual(length)
      const ended = Promise.resolve(read(text)).then(() => 'ended')
      expect(await ended).toBe('ended')
    },
  )
})
