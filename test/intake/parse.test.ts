import * as fc from 'fast-check'
import { readFile, readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseMail } from '../../src/intake/parse.ts'
import { shared, sharedIsThere } from '../support/shared.ts'

const mail = (...lines: string[]) => Buffer.from(lines.join('\r\n'))

describe('the head of a mail', () => {
  it('is kept line by line, unfolded, without control characters', async () => {
    const read = await parseMail(mail('X-One: a', '\tb\u0007c', 'no colon here', 'X-ONE: second', '', 'hi'))
    expect(read.headers).toEqual([
      { name: 'x-one', value: 'a b c' },
      { name: 'x-one', value: 'second' },
    ])
    expect(read.text).toBe('hi')
  })

  it('is read of a file with the line ends of old Macs, where every line ends so', async () => {
    const lines = ['From: a@b.example', 'Subject: one', '', 'hi', 'there']
    expect(await parseMail(Buffer.from(lines.join('\r')))).toMatchObject({
      subject: 'one',
      text: 'hi\nthere',
    })
    expect((await parseMail(Buffer.from('Subject: one\rX: two\n\nhi'))).subject).toBe('one X: two')
  })

  it('gives every address of every From line, so that two authors are seen as two', async () => {
    const read = await parseMail(
      mail(
        'From: "Ana, LIP" <ana@LIP.Example>',
        'From: eve@evil.example, =?utf-8?q?Z=C3=A9?= <ze@x.example>',
        '',
        '',
      ),
    )
    expect(read.from).toEqual([
      { address: 'ana@lip.example', name: 'Ana, LIP' },
      { address: 'eve@evil.example', name: '' },
      { address: 'ze@x.example', name: 'Zé' },
    ])
  })

  it('writes domains in lower case and as A-labels, keeps the local part as written, opens groups', async () => {
    const read = await parseMail(
      mail(
        'To: Ops: Ana.B@Müller.Example, c@d.example;',
        'Cc: undisclosed-recipients:;',
        'Reply-To: r@r.example',
        '',
        '',
      ),
    )
    expect(read.to.map(({ address }) => address)).toEqual(['Ana.B@xn--mller-kva.example', 'c@d.example'])
    expect(read.cc).toEqual([])
    expect(read.replyTo).toEqual([{ address: 'r@r.example', name: '' }])
  })

  it('reads ids, encoded subjects and dates, and leaves what is missing empty', async () => {
    const read = await parseMail(
      mail(
        'Message-ID: bare@id.example',
        'In-Reply-To: <a@x> (was <b@x>)',
        'References: <r1@x>',
        ' <r2@x>',
        'Subject: =?iso-8859-1?Q?caf=E9?= =?utf-8?B?IHBsdXM=?=',
        'Date: Mon, 23 Nov 2026 18:00:00 +0100 (CET)',
        '',
        '',
      ),
    )
    expect(read.messageId).toBe('<bare@id.example>')
    expect(read.inReplyTo).toEqual(['<a@x>', '<b@x>'])
    expect(read.references).toEqual(['<r1@x>', '<r2@x>'])
    expect(read.subject).toBe('café plus')
    expect(read.date).toBe('2026-11-23T17:00:00Z')
    const empty = await parseMail(mail('Date: yesterday', 'In-Reply-To:', '', ''))
    expect([empty.messageId, empty.date, empty.inReplyTo, empty.from]).toEqual(['', null, [], []])
  })

  it.each([
    ['22 Nov 26 10:14 EST', '2026-11-22T15:14:00Z'],
    ['Sun, 22 Nov 2026 10:14:13 -0330', '2026-11-22T13:44:13Z'],
    ['Sun, 22 Nov 1998 10:14:13 GMT', '1998-11-22T10:14:13Z'],
    ['Sun, 22 Foo 2026 10:14:13 +0000', null],
  ])('reads the date %s', async (value, instant) => {
    expect((await parseMail(mail(`Date: ${value}`, '', ''))).date).toBe(instant)
  })
})

describe('the body of a mail', () => {
  it.each([
    ['no boundary', ['Content-Type: multipart/mixed', '', 'We cannot.', 'Sorry.']],
    [
      'a part whose head breaks off',
      [
        'Content-Type: multipart/mixed; boundary=x',
        '',
        '--x',
        'Content-Type: multipart/alternative;',
        'boundary="y"',
        '',
        '--y',
        'Content-Type: text/plain',
        '',
        'We cannot.',
        'Sorry.',
        '--y--',
        '--x--',
      ],
    ],
  ])('that is broken is shown as it stands rather than lost: %s', async (_, lines) => {
    const read = await parseMail(mail(...lines))
    expect(read.text.trim()).toBe('We cannot.\nSorry.')
  })

  it.each([
    ['nothing', ['Content-Type: multipart/mixed; boundary=x', '', '--x', '', '', '--x--']],
    [
      'a file',
      ['Content-Type: multipart/mixed; boundary=x', '', '--x', 'Content-Type: image/png', '', 'abc', '--x--'],
    ],
    ['bytes', ['Content-Type: multipart/mixed', 'Content-Transfer-Encoding: base64', '', 'YWJj']],
  ])('that holds %s has no text made up', async (_, lines) => {
    expect((await parseMail(mail(...lines))).text.trim()).toBe('')
  })

  it('is the text of its own parts: embedded mails and reports are kept apart', async () => {
    const read = await parseMail(
      mail(
        'Content-Type: multipart/mixed; boundary=x',
        '',
        '--x',
        'Content-Type: text/plain; charset=iso-8859-1',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        'accept=A0NGI-Site',
        '--x',
        'Content-Type: message/delivery-status',
        '',
        'Action: failed',
        '--x',
        'Content-Type: message/rfc822',
        '',
        'Subject: inner',
        '',
        'reject NGI-Site',
        '--x',
        'Content-Type: application/pdf; name="r\u0001.pdf"',
        'Content-Transfer-Encoding: base64',
        '',
        'AAEC',
        '--x--',
        '',
      ),
    )
    expect(read.text.trim()).toBe('accept\u00a0NGI-Site')
    expect(read.reports.map((report) => report.trim())).toEqual(['Action: failed'])
    expect(read.attachments.map(({ type, name }) => [type, name])).toEqual([
      ['message/delivery-status', ''],
      ['message/rfc822', ''],
      ['application/pdf', 'r .pdf'],
    ])
    expect(read.attachments[2]?.bytes).toEqual(Buffer.from([0, 1, 2]))
    expect(read.cuts).toEqual([])
  })

  it('has format=flowed lines joined again', async () => {
    const read = await parseMail(
      mail('Content-Type: text/plain; format=flowed', '', 'accept NGI_IBERGRID-LIP- ', 'Lisbon', 'next', ''),
    )
    expect(read.text.split('\n').slice(0, 2)).toEqual(['accept NGI_IBERGRID-LIP- Lisbon', 'next'])
  })
})

describe('hostile bytes', () => {
  it('never make it throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        expect((await parseMail(bytes)).text).toBeTypeOf('string')
      }),
      { numRuns: 60 },
    )
  })

  it('are cut at each limit, and the cut is said', async () => {
    const cutsOf = async (bytes: Uint8Array, limits = {}) => (await parseMail(bytes, limits)).cuts.join('; ')
    let nested = ''
    for (let i = 0; i < 21; i += 1)
      nested += `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`
    expect(await cutsOf(mail('Subject: x', '', 'body'), { mail: 10 })).toContain('mail over 10 bytes')
    expect(await cutsOf(mail(...Array<string>(40_000).fill('X-A: bcd'), '', 'b'))).toContain(
      'headers over 262144',
    )
    expect(await cutsOf(mail(`X-Long: ${'a'.repeat(70_000)}`, '', ''))).toContain('header X-Long over')
    expect(await cutsOf(Buffer.from(nested))).toContain('nested deeper than 20')
    const parts = `Content-Type: multipart/mixed; boundary=x\r\n\r\n${'--x\r\n\r\nhi\r\n'.repeat(1100)}`
    expect(await cutsOf(Buffer.from(parts))).toContain('more than')
    expect(await cutsOf(mail('', 'a'.repeat(100)), { text: 10 })).toContain('text over 10 characters')
  })

  it('of a mail too large still show who wrote it', async () => {
    const read = await parseMail(mail('From: a@b.example', '', 'x'.repeat(500)), { mail: 100 })
    expect([read.from[0]?.address, read.text]).toEqual(['a@b.example', ''])
  })

  it('cost bounded time', async () => {
    const started = performance.now()
    for (const head of [
      'To: a@b.cd, '.repeat(20_000),
      `To: ${'('.repeat(60_000)}`,
      `From: ${'"<'.repeat(30_000)}`,
    ])
      await parseMail(mail(head, '', ''))
    await parseMail(mail('', '', 'boundary '.repeat(500_000)))
    expect(performance.now() - started).toBeLessThan(3000)
  })
})

describe.skipIf(!sharedIsThere)('the collections of difficult mail', () => {
  it('are all read without a throw, and the known authors found', async () => {
    const root = shared('corpora/mime-torture')
    const index = JSON.parse(await readFile(resolve(root, 'index.json'), 'utf8')) as {
      items: { path: string; expected?: { from?: (string | null)[]; message_id?: string } }[]
    }
    expect(index.items.length).toBeGreaterThan(200)
    for (const { path, expected } of index.items) {
      const read = await parseMail(await readFile(resolve(root, path)))
      if (expected?.message_id !== undefined) expect(read.messageId, path).toBe(`<${expected.message_id}>`)
      const known = expected?.from?.filter((address) => address?.includes('@')) ?? []
      if (known.length > 0)
        expect(
          read.from.map(({ address }) => address),
          path,
        ).toEqual(known)
    }
  })

  it('of real systems are read without a cut', async () => {
    for (const folder of ['rt', 'mailman', 'postfix'])
      for (const name of await readdir(shared(`mails/${folder}`))) {
        const read = await parseMail(await readFile(shared(`mails/${folder}/${name}`)))
        expect([read.cuts, read.from.length, read.date?.slice(0, 10)], name).toEqual([[], 1, '2026-11-22'])
      }
  })
})
