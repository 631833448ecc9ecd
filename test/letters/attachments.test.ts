// Letters that carry files (SPEC §1.6, §1.8), taken apart by another parser than the one that the agent reads mail with.

import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { compose } from '../../src/letters/compose.ts'
import { asTicketId } from '../../src/rollout/ids.ts'
import { context, requestOf, samplesOf } from './samples.ts'
import type { Enclosure } from '../../src/letters/enclosed.ts'
import type { LetterName } from '../../src/rollout/effect.ts'

const ticket = asTicketId(42)
/** Every byte there is, the length no multiple of anything. */
const bytes = Uint8Array.from({ length: 100_003 }, (_, at) => (at * 7 + (at >> 8)) % 256)
const calendar = new TextEncoder().encode(
  'BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nSUMMARY:Prüfung\r\nEND:VCALENDAR\r\n',
)
const enclosures: readonly Enclosure[] = [
  {
    what: 'template',
    ticket,
    files: [
      { name: 'ea-NGI_X-Ärzte-dpm-1.8.odt', type: 'application/vnd.oasis.opendocument.text', bytes },
      { name: 'a "quoted" name.docx', type: 'application/octet-stream', bytes: new Uint8Array() },
    ],
  },
  {
    what: 'dates',
    ticket,
    files: [
      {
        name: 'staged-rollout-42.ics',
        type: 'text/calendar; charset=utf-8; method=PUBLISH',
        bytes: calendar,
      },
    ],
  },
]
const sampleOf = (letter: LetterName) => {
  const [sample] = samplesOf(letter)
  if (!sample) throw new Error(`no sample of ${letter}`)
  return { letter: sample.letter, recipient: sample.recipient }
}
const parsed = async (letter: LetterName, carried: readonly Enclosure[] = enclosures) => {
  const made = await compose({ ...requestOf(sampleOf(letter)), enclosures: carried }, context)
  return { made, mail: await new PostalMime().parse(made.bytes) }
}

describe('a letter with attachments', () => {
  it('gives another program the same files, byte by byte', async () => {
    const { mail } = await parsed('trial-started')
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(
      enclosures.flatMap(({ files }) => files.map(({ name }) => name)),
    )
    for (const [at, file] of enclosures.flatMap(({ files }) => files).entries()) {
      const { content, disposition, mimeType } = mail.attachments[at] ?? {}
      const got =
        typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content ?? [])
      // That parser hands out a calendar as text, with its own line ends.
      const sent =
        mimeType === 'text/calendar' ? Buffer.from(file.bytes).toString().replaceAll('\r', '') : null
      expect(Buffer.compare(got, sent === null ? file.bytes : Buffer.from(sent)), file.name).toBe(0)
      expect(disposition).toBe('attachment')
      expect(mimeType).toBe(file.type.split(';')[0])
    }
    expect(mail.attachments[2]?.method).toBe('PUBLISH')
  })

  it('still has its words, as text and as a page, and names in one line what it carries', async () => {
    const { mail } = await parsed('trial-started')
    const line = 'Attached: the report template (odt, docx) and the dates for your calendar.'
    expect(mail.text).toContain(`\n${line}\n`)
    expect(mail.html).toContain(line)
    expect(mail.text?.split('\n-- \n')).toHaveLength(2)
  })

  it('is the same bytes each time', async () => {
    const [once, again] = [await parsed('trial-started'), await parsed('trial-started')]
    expect(Buffer.compare(once.made.bytes, again.made.bytes)).toBe(0)
  })

  it('keeps its lines within what mail servers take', async () => {
    const { made } = await parsed('trial-started')
    const longest = Math.max(
      ...Buffer.from(made.bytes)
        .toString('latin1')
        .split('\r\n')
        .map((line) => line.length),
    )
    expect(longest).toBeLessThanOrEqual(998)
  })

  it.each(['call', 'call-filled', 'parent-outcome'] as const)(
    'is never a %s: what goes to a list or a tracker carries nothing',
    async (letter) => {
      const { mail } = await parsed(letter)
      expect(mail.attachments).toEqual([])
      expect(mail.text).not.toContain('Attached')
    },
  )

  it('says what could not be made, and how a manager gets it', async () => {
    const { mail } = await parsed('reports-complete', [
      { what: 'reports', ticket, files: [], why: 'too-large' },
      { what: 'summary', ticket, files: [], why: 'failed' },
    ])
    expect(mail.attachments).toEqual([])
    expect(mail.text).toContain('\n  rollcall report bundle 42\n')
    expect(mail.text).toContain('\n  rollcall report summary 42\n')
    expect(mail.text).not.toContain('Attached')
  })
})
