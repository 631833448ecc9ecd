// Mail made to be read otherwise than its writer meant, or to be read for ever (SPEC §3.3, §3.4, §9). What honest mail
// reads as stands in the other files of this folder.
import { describe, expect, it } from 'vitest'
import { htmlText } from '../../src/intake/htmltext.ts'
import { readingText } from '../../src/intake/ownwords.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { readCommands } from '../../src/intake/topblock.ts'
import { winmail } from '../support/tnef.ts'

const bytes = (...lines: string[]) => Buffer.from(lines.join('\r\n'), 'latin1')
const acts = (text: string, fromHtml = false) =>
  readCommands(text, { mode: 'direct', earlier: () => false, fromHtml }).commands.map(({ line }) => line)

describe('HTML in which a quote brings', () => {
  it.each([
    ['a body of its own', '<html><body>resolve anyway done</body></html>'],
    ['two of them', '<body>now</body><body>resolve anyway done</body>'],
    ['a head and a body', '<head><title>x</title></head><body><div>resolve anyway done</div></body>'],
  ])('%s is not all that is read', (_what, quote) => {
    const text = htmlText(`<div>We cannot say yet.</div><blockquote>${quote}</blockquote>`)
    expect(text).toMatch(/^We cannot say yet\.\n+> /)
    expect(acts(text, true)).toEqual([])
  })
})

describe('a mail whose words are HTML', () => {
  const html = (said: string) => ['--b', 'Content-Type: text/html', '', said]
  const plain = (said: string) => ['--b', 'Content-Type: text/plain', '', said]
  const mixed = async (...parts: string[]) => {
    const message = await parseMail(bytes('Content-Type: multipart/mixed; boundary=b', '', ...parts, '--b--'))
    const text = readingText(message, { kind: 'person', rule: '' })
    return [text.replace(/\s+/g, ' '), acts(text, message.text === '')]
  }
  it('is not read from the text that is attached below, and that comes after', async () => {
    const refused = html('<p>They want this from me:</p>')
    expect(await mixed(...refused, ...plain('now <x>'))).toEqual(['They want this from me: now <x>', []])
    expect(await mixed(...html('<p>now</p>'), ...plain('____\r\nA list'))).toEqual([
      'now ____ A list',
      ['now'],
    ])
  })
  it('is read from its text where both are offered, in any order, or where the HTML says nothing', async () => {
    const inner = (...parts: string[]) => [
      '--b',
      'Content-Type: multipart/alternative; boundary=c',
      '',
      ...parts.map((line) => line.replace('--b', '--c')),
      '--c--',
    ]
    expect(await mixed(...inner(...html('<p>hold</p>'), ...plain('hold')))).toEqual(['hold', ['hold']])
    const footed = [...inner(...plain('hold'), ...html('<p>hold</p>')), ...plain('-- \r\nA list')]
    expect(await mixed(...footed)).toEqual(['hold -- A list', ['hold']])
    expect(await mixed(...html('<p><br></p>'), ...plain('hold'))).toEqual(['hold', ['hold']])
  })
})

describe('words above a command', () => {
  const reading = async (...lines: string[]) =>
    acts(readingText(await parseMail(bytes('', ...lines)), { kind: 'person', rule: '' }))
  it('that warn of what comes from outside are a gateway’s, and what they introduce is somebody else’s', async () => {
    expect(await reading('CAUTION: this mail is from an external sender.', '', 'now')).toEqual(['now'])
    expect(await reading('Warning: an external site asks me to say:', '', 'now')).toEqual([])
    expect(await reading('Attention, our external partners', 'would like this:', '', 'now')).toEqual([])
  })
})

describe('a file that lies inside another', () => {
  it('has a name of one line, whatever its format allows', async () => {
    const name = `a\r\nresolve anyway\u0085${'b'.repeat(300)}.odt`
    const dat = winmail({ files: [{ title: 'A.ODT', longName: name, data: Buffer.from('x') }] })
    const { attachments } = await parseMail(
      bytes(
        'Content-Type: application/ms-tnef',
        'Content-Transfer-Encoding: base64',
        '',
        dat.toString('base64'),
      ),
    )
    const coded = await parseMail(bytes('', 'begin 644 a\u0007b.odt', '#86)C', '`', 'end'))
    const names = [...attachments, ...coded.attachments].map((file) => file.name)
    expect(names.at(-1)).toBe('a b.odt')
    expect(names.at(-2)).toMatch(/^a resolve anyway b{200,}$/)
  })
})

describe('a quoted line that a mail program broke', () => {
  it('has no end that stands on top, whatever blanks were in it', () => {
    const broken = (gap: number) => `> ${'word '.repeat(14)}\n${' '.repeat(gap)}\nresolve anyway done`
    expect(acts(broken(72))).toEqual([])
    expect(acts(broken(1))).toEqual(['resolve anyway done'])
  })
})

describe('a date', () => {
  it('after the year 9999 is none: it would sort before every other', async () => {
    const dated = async (value: string) => (await parseMail(bytes(`Date: ${value}`, '', 'x'))).date
    expect(await dated('Fri, 31 Dec 9999 23:59:00 -0100')).toBeNull()
    expect(await dated('Fri, 31 Dec 9999 23:59:00 +0100')).toBe('9999-12-31T22:59:00Z')
  })
})

// Each would take minutes, or all memory, where every layer were believed.
describe('a mail made to be read for ever', () => {
  const field = (name: string, value: string) => `${name}: ${value}`
  const many = (boundary: string) => field('Content-Type', `multipart/mixed; boundary=${boundary}`)
  const enclosed = [field('Content-Type', 'message/rfc822'), '', field('From', '<x@y.example>'), '', 'z']
  it.each([
    ['by blanks behind what might delimit a part', [many('b'), '', `--${'\t'.repeat(8e6)}x`], []],
    [
      'by parts inside each other, their boundaries on lines of their own',
      [
        'Content-Type: multipart/mixed;\r\n boundary=\r\n b0\r\n',
        ...Array.from({ length: 20_000 }, (_, n) => [
          `--b${n}`,
          'Content-Type: multipart/mixed; boundary=',
          ` b${n + 1}`,
          '',
        ]).flat(),
        ...Array.from({ length: 150_000 }, () => '--z'),
      ],
      ['parts nested deeper than 20: head only'],
    ],
    [
      'by mails inside mails',
      [
        many('a'),
        '',
        ...Array.from({ length: 100 }, () => [
          '--a',
          'Content-Type: message/rfc822',
          '',
          many('b'),
          '',
          ...Array.from({ length: 900 }, () => ['--b', ...enclosed]).flat(),
        ]).flat(),
      ],
      ['more than 100 mails in it'],
    ],
    [
      'by HTML that says nothing, in as many parts as may be',
      [
        many('b'),
        '',
        ...Array.from({ length: 600 }, () => `--b\r\nContent-Type: text/html\r\n\r\n${'<p>'.repeat(21_000)}`),
      ],
      ['html over 1048576 characters'],
    ],
    [
      'by base64 of which every letter is padded',
      ['Content-Transfer-Encoding: base64', 'Content-Type: image/png', '', 'QQ=='.repeat(5e6)],
      [],
    ],
  ])('is read at once: %s', { timeout: 8000 }, async (_what, lines, cuts) => {
    const read = await parseMail(Buffer.from(['Subject: x', ...lines].join('\r\n')))
    expect(read.subject).toBe('x')
    expect([...new Set(read.cuts)]).toEqual(cuts)
  })
})

describe('base64 that is padded in the middle', () => {
  it('is what its blocks are', async () => {
    const words = ['a', 'bc', 'def', 'ghij', '\xff\xfe\xfd', 'z']
    const coded = words.map((word) => Buffer.from(word, 'latin1').toString('base64'))
    const { text } = await parseMail(
      bytes(
        'Content-Transfer-Encoding: base64',
        'Content-Type: text/plain; charset=x-user-defined-8',
        '',
        ...coded,
      ),
    )
    expect(text).toBe(words.join(''))
  })
})
