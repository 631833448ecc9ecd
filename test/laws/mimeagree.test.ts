// What we read of a well-formed mail is what another reader of mail reads: words, names, letters. Mail that breaks the
// rules is a matter of judgement and of tables (intake/parts, intake/hostile).
import '../support/chance.ts'
import { isUtf8 } from 'node:buffer'
import * as fc from 'fast-check'
import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { parseMail } from '../../src/intake/parse.ts'

type Text = { readonly charset: string; readonly bytes: Buffer }

const letter = fc.constantFrom(...Array.from('abzAZ059 .,;:=?_<>&"\'()äéßñøžЖяΩ中文한🙂'))
/** Neither a line that delimits parts nor one that begins a file; blanks at an end are nobody's. */
const line = fc.string({ unit: letter, maxLength: 90 }).map((said) => `w${said}`.trimEnd())
const lines = fc.array(line, { minLength: 1, maxLength: 6 })

const unicode: fc.Arbitrary<Text> = lines.map((said) => ({
  charset: 'utf-8',
  bytes: Buffer.from(said.join('\r\n')),
}))
/** Letters of the upper half; what happens to be UTF-8 is read as that, whatever its label says. */
const oneByte: fc.Arbitrary<Text> = fc
  .record({
    charset: fc.constantFrom('iso-8859-1', 'iso-8859-2', 'ISO-8859-7', 'koi8-r', 'windows-1251'),
    said: fc.array(fc.constantFrom(0x20, 0x61, 0x5a, 0x3d, 0xc1, 0xd2, 0xe3, 0xe4, 0xf5), {
      minLength: 1,
      maxLength: 60,
    }),
  })
  .map(({ charset, said }) => ({ charset, bytes: Buffer.from([0x77, 0xe4, ...said, 0x77]) }))
  .filter(({ bytes }) => !isUtf8(bytes))
const text = fc.oneof(unicode, oneByte)

const quoted = (bytes: Buffer) => {
  const out: string[] = []
  for (const [at, byte] of bytes.entries()) {
    const one = String.fromCharCode(byte)
    const plain = /[a-zA-Z0-9\r\n]/.test(one)
    out.push(plain ? one : `=${byte.toString(16).padStart(2, '0').toUpperCase()}`)
    if (at % 20 === 19 && plain && !/[\r\n]/.test(one)) out.push('=\r\n')
  }
  return out.join('')
}
const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/.{76}(?=.)/g, '$&\r\n')
const encodings = ['8bit', 'quoted-printable', 'base64'] as const
type Encoding = (typeof encodings)[number]
const encoded = (bytes: Buffer, encoding: Encoding) =>
  encoding === 'base64'
    ? base64(bytes)
    : encoding === 'quoted-printable'
      ? quoted(bytes)
      : bytes.toString('latin1')

const leaf = ({ charset, bytes }: Text, type: string, encoding: Encoding) => [
  `Content-Type: ${type}; charset="${charset}"`,
  `Content-Transfer-Encoding: ${encoding}`,
  '',
  encoded(bytes, encoding),
]
const word = (said: string) => `=?utf-8?B?${Buffer.from(said).toString('base64')}?=`
const percent = (said: string) =>
  encodeURIComponent(said).replace(/['()*!]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)
/** A file's name as programs write it (RFC 2183, RFC 2231, RFC 2047 where it does not belong). */
const named: { readonly [how: string]: (name: string) => string } = {
  plain: (name) => `; filename="${name.replace(/[^a-z0-9]/gi, '-')}"`,
  extended: (name) => `; filename*=utf-8''${percent(name)}`,
  continued: (name) =>
    [...Array.from(name).entries()]
      .map(([at, one]) => `;\r\n filename*${at}*=${at === 0 ? "utf-8''" : ''}${percent(one)}`)
      .join(''),
  words: (name) => `; filename="${word(name)}"`,
}
const file = fc.record({
  name: fc
    .string({ unit: fc.constantFrom(...Array.from('aZ9-äЖ中')), minLength: 1, maxLength: 12 })
    .map((name) => `${name}.odt`),
  how: fc.constantFrom(...Object.keys(named)),
  bytes: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
})
const multipart = (kind: string, boundary: string, parts: readonly (readonly string[])[]) => [
  `Content-Type: multipart/${kind}; boundary="${boundary}"`,
  '',
  ...parts.flatMap((part) => [`--${boundary}`, ...part]),
  `--${boundary}--`,
]
const mail = fc
  .record({
    said: text,
    html: fc.boolean(),
    files: fc.array(file, { maxLength: 3 }),
    subject: fc.oneof(line, line.map(word)).map((said) => (/^[\x20-\x7e]*$/.test(said) ? said : word(said))),
    encoding: fc.constantFrom(...encodings),
  })
  .map(({ said, html, files, subject, encoding }) => {
    const plain = leaf(said, 'text/plain', encoding)
    const marked = { charset: 'us-ascii', bytes: Buffer.from('<p>other words</p>') }
    const words = html
      ? multipart('alternative', 'in=_ner', [plain, leaf(marked, 'text/html', encoding)])
      : plain
    const parts = files.map(({ name, how, bytes }) => [
      'Content-Type: application/octet-stream',
      `Content-Disposition: attachment${named[how]?.(name) ?? ''}`,
      'Content-Transfer-Encoding: base64',
      '',
      base64(bytes),
    ])
    const body = files.length > 0 ? multipart('mixed', 'outer', [words, ...parts]) : words
    const head = ['From: "A, B" <a@b.example>', `Subject: ${subject}`, 'MIME-Version: 1.0']
    return Buffer.from([...head, ...body, ''].join('\r\n'), 'latin1')
  })

const tidy = (said: string) => said.replace(/\r\n/g, '\n').trimEnd()
/** Compared without blanks: how many there are around encoded words and at ends is not meant by anybody. */
const bare = (said: string) => said.replace(/\s+/g, '')

describe('a well-formed mail', () => {
  it('reads as another reader reads it: words, subject, names and bytes of files', async () => {
    await fc.assert(
      fc.asyncProperty(mail, async (bytes) => {
        const ours = await parseMail(bytes)
        const theirs = await PostalMime.parse(bytes, { attachmentEncoding: 'arraybuffer' })
        expect(tidy(ours.text)).toBe(tidy(theirs.text ?? ''))
        expect(bare(ours.subject)).toBe(bare(theirs.subject ?? ''))
        expect(ours.attachments.map((one) => [one.name, Buffer.from(one.bytes).toString('hex')])).toEqual(
          theirs.attachments.map(({ filename, content }) => [
            filename,
            Buffer.from(content as ArrayBuffer).toString('hex'),
          ]),
        )
        expect(ours.from).toEqual([{ address: theirs.from?.address, name: theirs.from?.name }])
        expect(ours.cuts).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})
