// Any bytes as mail (SPEC §9): never a throw, never a stall. Random bytes, and mails that were torn, doubled, cut and
// filled with rubbish; the seed is fixed, so that a failure comes again.

import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { explainedInWords } from '../../src/cli/explainedwords.ts'
import { splitMbox } from '../../src/cli/mailfiles.ts'
import { openReader, type Reader } from './explaining.ts'

const kinds = ['own', 'bounce', 'auto-reply', 'list-admin', 'tracker', 'person']
const levels = ['verified', 'token', 'token-other', 'claimed', 'unknown']
const longest = 5000
const seed = 20261122

const mail = (...body: string[]) =>
  [
    'Received: from a by b; Fri, 20 Nov 2026 09:00:00 +0000 (comment (nested))',
    'Authentication-Results: mx.elsewhere.example; dkim=pass header.d=lip.example',
    'DKIM-Signature: v=1; a=rsa-sha256; d=lip.example; s=s; h=from:date; bh=AAAA; b=BBBB',
    'From: "=?utf-8?B?TWFyaWE=?=" <maria@lip.example>',
    'To: staged-rollout+1.abc@egi.example, "a, b" <c@d.example>; group: x@y.example;',
    'Subject: Re: [staged-rollout #1] =?iso-8859-1?Q?caf=E9?=',
    'Message-ID: <1@lip.example>',
    'In-Reply-To: <rollcall.1.a.b@egi.example>',
    'Date: Fri, 20 Nov 2026 09:00:00 +0000',
    ...body,
  ].join('\r\n')

const sources = [
  mail('', '#1 accept NGI_IBERGRID-LIP-Lisbon', '', '> reject NGI_IBERGRID-LIP-Lisbon', '-- ', 'Maria'),
  mail(
    'Content-Type: multipart/report; report-type=delivery-status; boundary="x"',
    '',
    '--x',
    'Content-Type: message/delivery-status',
    '',
    'Final-Recipient: rfc822; a@b.example',
    'Action: failed',
    'Status: 5.1.1',
    '',
    '--x--',
  ),
  mail(
    'Content-Type: multipart/mixed; boundary=x',
    '',
    '--x',
    'Content-Type: text/html; charset=utf-16',
    '',
    `<p>accept <b>NGI_IBERGRID-LIP-Lisbon</b>${'<div>'.repeat(200)}`,
    '--x',
    'Content-Type: application/msword; name="NGI_IBERGRID-LIP-Lisbon-EMI-1.0-SE-DPM_mysql-1.8.0-1.doc"',
    'Content-Transfer-Encoding: base64',
    '',
    '0M8R4KGxGuEAAAAA',
    '--x--',
  ),
].map((text) => Buffer.from(text))

type Tear =
  | { readonly tear: 'cut' | 'double' | 'drop'; readonly at: number; readonly long: number }
  | { readonly tear: 'put'; readonly at: number; readonly bytes: Uint8Array }
const at = fc.double({ min: 0, max: 1, noNaN: true })
const rubbish = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .constantFrom(
      '\r\n\r\n',
      '\n',
      '\r',
      '\0',
      '--x\r\n',
      '=?',
      '?=',
      '<',
      '(((((',
      '"',
      'From ',
      '\n>From ',
      '🙂',
      ';',
    )
    .map((text) => Buffer.from(text)),
)
const tears: fc.Arbitrary<Tear> = fc.oneof(
  fc.record({
    tear: fc.constantFrom('cut' as const, 'double' as const, 'drop' as const),
    at,
    long: fc.integer({ min: 1, max: 300 }),
  }),
  fc.record({ tear: fc.constant('put' as const), at, bytes: rubbish }),
)

function torn(bytes: Buffer, tear: Tear): Buffer {
  const place = Math.floor(tear.at * bytes.length)
  const before = bytes.subarray(0, place)
  const after = bytes.subarray(place)
  if (tear.tear === 'put') return Buffer.concat([before, tear.bytes, after])
  if (tear.tear === 'cut') return before
  return tear.tear === 'drop'
    ? Buffer.concat([before, after.subarray(tear.long)])
    : Buffer.concat([before, after.subarray(0, tear.long), after])
}

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }),
  fc
    .record({ source: fc.constantFrom(...sources), by: fc.array(tears, { maxLength: 8 }) })
    .map(({ source, by }) => by.reduce(torn, source)),
)

describe('explaining any bytes', () => {
  let reader: Reader
  beforeAll(async () => {
    reader = await openReader()
  })
  afterAll(() => reader.close())

  const check = async (bytes: Uint8Array) => {
    const before = await reader.kit.archive.counts()
    for (const one of splitMbox(Buffer.from(bytes))) {
      const read = await reader.explain(one)
      expect(read.judgement, JSON.stringify(read.json.problems)).not.toBeNull()
      expect(read.took).toBeLessThan(longest)
      expect(kinds).toContain(read.json.kind)
      expect(levels).toContain(read.json.level)
      // No key is on file for anybody: nothing in the bytes may prove a writer, and nobody unproven changes a seat.
      expect(read.json.level).not.toBe('verified')
      const answers = (read.judgement?.changes ?? []).filter(({ event }) => event.type === 'answered')
      expect(answers).toEqual([])
      expect(JSON.parse(JSON.stringify(read.json))).toMatchObject({ kind: read.json.kind })
      // oxlint-disable-next-line no-control-regex
      expect(explainedInWords(read, 80)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
    }
    expect(await reader.kit.archive.counts()).toEqual(before)
  }

  it(
    'never throws, never stalls, proves nobody and prints no control character',
    { timeout: 60_000 },
    async () => {
      await fc.assert(fc.asyncProperty(anyBytes, check), { numRuns: 300, seed })
    },
  )

  it.each([
    [
      'a picture',
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
        'base64',
      ),
    ],
    ['nothing', Buffer.alloc(0)],
    ['60 MB of one line', Buffer.alloc(60_000_000, 0x61)],
    ['60 MB of line ends', Buffer.alloc(60_000_000, 0x0a)],
    ['60 MB of CR', Buffer.alloc(60_000_000, 0x0d)],
    [
      'a head without end',
      Buffer.concat([Buffer.from('From: a@b.example\nX: '), Buffer.alloc(20_000_000, 0x20)]),
    ],
    ['a million commas in To', Buffer.from(`To: ${','.repeat(1_000_000)}\n\nhi`)],
    [
      'a large body',
      Buffer.from(
        `From: maria@lip.example\nTo: staged-rollout@egi.example\n\n${'accept x\n'.repeat(1_000_000)}`,
      ),
    ],
    ['a million quoted lines', Buffer.from(`From: maria@lip.example\n\n${'> > x\n'.repeat(1_000_000)}`)],
    [
      'many parts',
      Buffer.from(`Content-Type: multipart/mixed; boundary=x\n\n${'--x\n\nhi\n'.repeat(200_000)}`),
    ],
    ['an mbox that never ends', Buffer.from(`From a 9:00\n${'\n\nFrom b Mon 09:00\nX: y\n'.repeat(200)}`)],
  ])('takes %s in its stride', { timeout: 60_000 }, async (_, bytes) => {
    await check(bytes)
  })
})
