// A tree of parts written at once is what the library writes through its streams: of anything that a letter may hold.
import { array, assert, asyncProperty, string } from 'fast-check'
import MailComposer from 'nodemailer/lib/mail-composer'
import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/letters/mime.ts'

type Options = ConstructorParameters<typeof MailComposer>[0]

const composed = (options: Options) =>
  new MailComposer({
    from: { name: 'Staged Rollout', address: 'staged-rollout@egi.example' },
    to: { name: 'João', address: 'joao@lip.example' },
    date: new Date('2026-11-20T16:30:00Z'),
    messageId: '<one@egi.example>',
    baseBoundary: 'the-same-each-time',
    textEncoding: 'quoted-printable',
    newline: 'windows',
    ...options,
  }).compile()

const same = async (options: Options) => {
  const ours = Buffer.from(await bytesOf(composed(options))).toString('latin1')
  expect(ours).toBe((await composed(options).build()).toString('latin1'))
}

const files = (...sizes: readonly number[]) =>
  sizes.map((size, at) => ({
    filename: `report ${at} ã.odt`,
    contentType: 'application/vnd.oasis.opendocument.text',
    content: Buffer.from(Array.from({ length: size }, (_, n) => (n * 7 + at) % 256)),
  }))

describe('a letter written at once', () => {
  it.each([
    ['plain words that need no encoding', { text: 'accept\nNGI_DE-DESY\n' }],
    ['words without a line end', { text: 'accept' }],
    ['nothing', { text: '' }],
    [
      'long lines, letters of everywhere, blanks at line ends',
      { text: `${'ação '.repeat(40)} \n \t\nда.\n` },
    ],
    ['a carriage return by itself', { text: 'one\rtwo\r\nthree\r' }],
    ['text and page', { text: 'accept\n', html: `<p>${'&é'.repeat(500)}</p>\n` }],
    ['an empty page', { text: 'accept\n', html: '' }],
    [
      'files, an empty one among them',
      { text: 'See below.\n', html: '<p>See</p>', attachments: files(57, 0, 4000) },
    ],
    ['a file of several slices', { text: 'x', attachments: files(57 * 4096 * 2 + 5) }],
    ['a file of whole slices', { text: 'x', attachments: files(57 * 4096 * 2) }],
    [
      'a calendar in text',
      {
        text: 'x',
        attachments: [
          {
            filename: 'a.ics',
            contentType: 'text/calendar',
            content: Buffer.from('BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n'),
          },
        ],
      },
    ],
  ] satisfies readonly (readonly [string, Options])[])(
    'holds %s as the library has it',
    async (_, options) => {
      await same(options)
    },
  )

  it('is the same whatever its text, page and subject are', async () => {
    const words = string({ unit: 'grapheme', maxLength: 400 })
    const lines = array(words, { maxLength: 8 }).map((parts) => parts.join('\n'))
    await assert(
      asyncProperty(lines, lines, words, async (text, html, subject) => {
        await same({ text, html, subject })
      }),
      { numRuns: 150 },
    )
  })

  it('is refused where a part would have to be read from elsewhere', async () => {
    const tree = composed({ text: 'x', attachments: [{ filename: 'passwd', path: '/etc/passwd' }] })
    await expect(bytesOf(tree)).rejects.toThrow('neither text nor bytes')
  })
})
