// What mail programs make of a part: file names, letters of every charset, heads that break the rules, files inside
// files. A table a danger; the forms are those of RFC 2047, 2183, 2231 and of the programs that break them.

import { describe, expect, it } from 'vitest'
import { parseMail } from '../../src/intake/parse.ts'

const latin = (text: string) => Buffer.from(text, 'latin1')
const file = async (...head: string[]) => {
  const lines = [
    'Content-Type: multipart/mixed; boundary=x',
    '',
    '--x',
    '',
    'hello',
    '--x',
    ...head,
    '',
    'abc',
    '--x--',
  ]
  const { attachments } = await parseMail(latin(lines.join('\r\n')))
  return attachments[0]
}
const odt = 'Content-Type: application/octet-stream'

describe('the name of a file', () => {
  it.each<[string, string[]]>([
    [
      'Bericht für Köln.odt',
      [odt, "Content-Disposition: attachment; filename*=utf-8''Bericht%20f%C3%BCr%20K%C3%B6ln.odt"],
    ],
    [
      'Bericht für Köln.odt',
      [
        odt,
        "Content-Disposition: attachment; filename*0*=iso-8859-1'de'Bericht%20f%FCr%20;",
        ' filename*1*=K%F6ln;',
        ' filename*2=".odt"',
      ],
    ],
    [
      'Bericht für Köln.odt',
      [
        odt,
        'Content-Disposition: attachment; filename*2=".odt"; filename*0="Bericht f\xc3\xbcr "; filename*1="K\xc3\xb6ln"',
      ],
    ],
    [
      'Bericht für Köln.odt',
      [odt, 'Content-Disposition: attachment; filename="=?utf-8?Q?Bericht_f=C3=BCr_K=C3=B6ln.odt?="'],
    ],
    [
      'Bericht für Köln.odt',
      [odt, 'Content-Disposition: attachment; filename==?iso-8859-1?Q?Bericht_f=FCr_K=F6ln.odt?='],
    ],
    [
      'Bericht für Köln.odt',
      [
        odt,
        'Content-Disposition: attachment;',
        ' filename="=?utf-8?B?QmVyaWNodCBmw7xyIEvD?=',
        ' =?utf-8?B?tmxuLm9kdA==?="',
      ],
    ],
    ['Bericht für Köln.odt', [`${odt}; name="Bericht f\xfcr K\xf6ln.odt"`]],
    [
      'Bericht für Köln.odt',
      [`${odt}; name="Bericht f\xc3\xbcr K\xc3\xb6ln.odt"`, 'Content-Disposition: attachment'],
    ],
    [
      'Bericht für Köln.odt',
      [
        `${odt}; name="other.odt"`,
        'Content-Disposition: attachment; filename="plain.odt";',
        " filename*=utf-8''Bericht%20f%C3%BCr%20K%C3%B6ln.odt",
      ],
    ],
    ['a b.odt', [odt, 'Content-Disposition: attachment; filename=a b.odt; size=3']],
    ['a"b.odt', [odt, 'Content-Disposition: attachment; filename="a\\"b.odt"']],
    ['a.odt', [odt, 'Content-Disposition: attachment; filename="a.odt']],
    ['a.odt', [`${odt}; name=a.odt`, 'Content-Disposition: attachment; filename=""']],
    ['a.odt', [`${odt}; name=a.odt`, 'Content-Disposition: broken/nonsense']],
    ['naïve.odt', [odt, 'Content-Disposition: attachment; filename="utf-8\'\'na%C3%AFve.odt"']],
    ['отчёт.odt', [odt, "Content-Disposition: attachment; filename*=koi8-r'ru'%CF%D4%DE%A3%D4.odt"]],
    ['a.odt', [`${odt} (as it is); name=a.odt (the report)`]],
    ['notes.txt', ['Content-Type: text/plain; name="notes.txt"', 'Content-Disposition: inline']],
  ])('is %s', async (name, head) => {
    expect((await file(...head))?.name).toBe(name)
  })

  it('of an only text makes no file of it', async () => {
    const read = await parseMail(
      Buffer.from('Content-Type: text/plain; name="message.txt"\r\n\r\naccept NGI_X-Y'),
    )
    expect([read.text, read.attachments]).toEqual(['accept NGI_X-Y', []])
  })

  it('keeps the bytes as they came', async () => {
    const found = await file(
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Disposition: attachment; filename=a.txt',
    )
    expect(Buffer.from(found?.bytes ?? []).toString()).toBe('abc')
  })
})

describe('a subject', () => {
  it.each([
    ['Grüße', '=?iso-8859-1?Q?Gr=FC=DFe?='],
    ['Grüße', '=?utf-8?B?R3LDvMOf?= =?utf-8?B?ZQ==?='],
    // A character divided over two words.
    ['Grüße', '=?utf-8?Q?Gr=C3?=\r\n =?utf-8?Q?=BC=C3=9Fe?='],
    ['Grüße', '=?UTF-8?B?R3LDvMOfZQ?='],
    ['Grüße an alle', '=?utf-8?Q?Gr=C3=BC=C3=9Fe an alle?='],
    ['Grüße', '=?iso-8859-1?Q?Gr\xfc\xdfe?='],
    ['Grüße', '=?us-ascii?Q?Gr=C3=BC=C3=9Fe?='],
    ['Grüße', '=?iso-8859-1?Q?Gr=C3=BC=C3=9Fe?='],
    ['Grüße', '=?utf-8?Q?Gr=FC=DFe?='],
    ['Grüße', '=?x-nobody-knows?Q?Gr=FC=DFe?='],
    ['Grüße', '=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?='],
    ['Grüße', '=?utf-7?Q?Gr+APwA3w-e?='],
    ['Grüße', 'Gr\xfc\xdfe'],
    ['a b', '=?utf-8?Q?a?= b'],
    ['ab', '=?utf-8?Q?a?= =?iso-8859-1?Q?b?='],
    ['テスト', '=?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?='],
    ['=?utf-8?X?a?=', '=?utf-8?X?a?='],
    ['100 % = 100 %', '100 % = 100 %'],
  ])('reads %s', async (subject, written) => {
    expect((await parseMail(latin(`Subject: ${written}\r\n\r\n`))).subject).toBe(subject)
  })
})

describe('the letters of a text', () => {
  it.each<[string, string, string]>([
    ['Grüße', 'windows-1252', '4772fcdf65'],
    ['Привет', 'koi8-r', 'f0d2c9d7c5d4'],
    ['Їжак', 'koi8-u', 'b7d6c1cb'],
    ['Привет', 'windows-1251', 'cff0e8e2e5f2'],
    ['你好', 'gb18030', 'c4e3bac3'],
    ['你好', 'GB2312', 'c4e3bac3'],
    ['你好', 'big5', 'a741a66e'],
    ['テスト', 'iso-2022-jp', '1b24422546253925481b2842'],
    ['ﾃｽﾄ', 'iso-2022-jp', '1b2849433d441b2842'],
    ['テスト', 'iso-2022-jp-ms', '1b24422546253925481b2842'],
    // Labels that the bytes contradict.
    ['Grüße', 'iso-8859-1', '4772c3bcc39f65'],
    ['Grüße', 'utf-8', '4772fcdf65'],
    ['Grüße', 'us-ascii', '4772fcdf65'],
    ['Grüße', 'us-ascii', '4772c3bcc39f65'],
    ['テスト', 'us-ascii', '1b24422546253925481b2842'],
    ['Grüße', 'nobody-knows', '4772fcdf65'],
    ['Grüße', '"utf-8; format=flowed"', '4772c3bcc39f65'],
    ['Grüße', "'utf-8'", '4772c3bcc39f65'],
    ['Grüße', '""', '4772c3bcc39f65'],
    ['Grüße', 'utf-7', Buffer.from('Gr+APwA3w-e').toString('hex')],
    ['1 + 1', 'utf-7', Buffer.from('1 +- 1').toString('hex')],
    ['Grüße', 'utf-16', 'fffe47007200fc00df006500'],
    ['Grüße', 'utf-8', 'efbbbf4772c3bcc39f65'],
  ])('are %s of %s', async (text, charset, bytes) => {
    const head = Buffer.from(`Content-Type: text/plain; charset=${charset}\r\n\r\n`)
    const plain = (await parseMail(Buffer.concat([head, Buffer.from(bytes, 'hex')]))).text
    const coded = Buffer.from(
      `Content-Type: text/plain; charset=${charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(bytes, 'hex').toString('base64')}`,
    )
    expect([plain, (await parseMail(coded)).text].map((one) => one.trim())).toEqual([text, text])
  })

  it.each([
    ['a b\nc', 'a =\r\nb\r\nc'],
    ['a\nb', 'a  \t\r\nb'],
    ['a =zz b=', 'a =zz b=3D'],
    ['a ', 'a=20'],
  ])('quoted-printable reads %j', async (text, written) => {
    const mail = `Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${written}`
    expect((await parseMail(Buffer.from(mail))).text).toBe(text)
  })

  it('in base64 padded block by block are all there', async () => {
    const mail = 'Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==\r\nYg==\r\n'
    expect((await parseMail(Buffer.from(mail))).text).toBe('ab')
  })

  it('that flow are joined within one quoting only', async () => {
    const mail =
      'Content-Type: text/plain; format=flowed\r\n\r\n> a \r\n> b\r\nc \r\nd\r\n> e \r\nf\r\n-- \r\nAna'
    expect((await parseMail(Buffer.from(mail))).text).toBe('> a b\nc d\n> e \nf\n-- \nAna')
  })
})

describe('a file inside', () => {
  it('a text, uuencoded, is taken out of it', async () => {
    const text = 'accept NGI_X-Y\n\nbegin 644 report.odt\n#86)C\n`\nend\nBye\n'
    const read = await parseMail(Buffer.from(`From: a@b.example\n\n${text}`))
    expect(read.text.trim()).toBe('accept NGI_X-Y\n\nBye')
    expect(read.attachments.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])).toEqual([
      ['report.odt', 'abc'],
    ])
    for (const torn of [text.replace('end', 'and'), text.replace('#86)C', 'a sentence')])
      expect((await parseMail(Buffer.from(`From: a@b.example\n\n${torn}`))).attachments).toEqual([])
  })

  const forwardingPart = (part: string, ...inner: string[]) =>
    parseMail(
      Buffer.from(
        [
          'Content-Type: multipart/mixed; boundary=o',
          '',
          '--o',
          '',
          'see the report',
          '--o',
          'Content-Type: message/rfc822',
          '',
          ...inner,
          'Content-Type: multipart/mixed; boundary=i',
          '',
          '--i',
          '',
          'accept NGI_X-Y',
          '--i',
          part,
          '',
          'abc',
          '--i--',
          '--o--',
        ].join('\r\n'),
      ),
    )
  const forwarding = (...inner: string[]) =>
    forwardingPart('Content-Type: application/vnd.oasis.opendocument.text; name="report.odt"', ...inner)
  it.each([
    ['with macros', 'Content-Type: application/octet-stream; name="report.docm"', 'report.docm'],
    [
      'that its program shows',
      'Content-Type: application/octet-stream\r\nContent-Disposition: inline; filename="r.docx"',
      'r.docx',
    ],
    ['from a template', 'Content-Type: application/octet-stream; name="report.ott "', 'report.ott'],
    ['a picture', 'Content-Type: image/png\r\nContent-Disposition: inline; filename="logo.png"', null],
    ['a footer', 'Content-Type: text/plain\r\nContent-Disposition: inline; filename="footer.txt"', null],
  ])('a forwarded mail: %s', async (_what, head, name) => {
    const read = await forwardingPart(head, 'From: rui@lip.example')
    expect(read.attachments.slice(1).map((file) => file.name)).toEqual(name === null ? [] : [name])
  })
  it('a forwarded mail comes out, its words do not', async () => {
    const read = await forwarding('From: rui@lip.example')
    expect(read.attachments.map(({ name }) => name)).toEqual(['', 'report.odt'])
    expect(read.text.trim()).toBe('see the report')
  })
  it('a program’s letter that is forwarded stays there', async () => {
    const read = await forwarding('From: bot@egi.example', 'Auto-Submitted: auto-generated')
    expect(read.attachments.map(({ name }) => name)).toEqual([''])
  })
})

describe('a mail made to cost time', () => {
  it.each<[string, Buffer]>([
    ['line ends', Buffer.concat([Buffer.from('From: a@b.example\n\n'), Buffer.alloc(30_000_000, 0x0a)])],
    [
      'delimiters of nothing',
      Buffer.from(`Content-Type: multipart/mixed; boundary=x\n\n${'--y\n'.repeat(3_000_000)}`),
    ],
    ['parts', Buffer.from(`Content-Type: multipart/mixed; boundary=x\n\n${'--x\n\nhi\n'.repeat(200_000)}`)],
    [
      'blanks in quoted-printable',
      Buffer.from(`Content-Transfer-Encoding: quoted-printable\n\n=E9${' '.repeat(3_000_000)}`),
    ],
    [
      'soft line ends',
      Buffer.from(
        `Content-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; charset=koi8-r\n\n${'=E9=\n'.repeat(3_000_000)}`,
      ),
    ],
    ['encoded words', Buffer.from(`Subject: ${'=?utf-8?q?'.repeat(6000)}\n\n`)],
    ['parameters', Buffer.from(`Content-Type: text/plain${'; name*0=a'.repeat(6000)}\n\n`)],
    ['beginnings of files', Buffer.from(`\n\n${'begin 644 a\nM'.repeat(90_000)}`)],
    [
      'a hundred megabytes',
      Buffer.concat([Buffer.from('From: a@b.example\n\n'), Buffer.alloc(100_000_000, 0x62)]),
    ],
  ])('is read to its end within limits: %s', async (_, bytes) => {
    // What it costs is bench/'s matter; that it ends, and how much of it is kept, is this one's.
    const { text, attachments } = await parseMail(bytes)
    expect(text.length).toBeLessThanOrEqual(bytes.length)
    expect(attachments.length).toBeLessThanOrEqual(1000)
  })
})
