// The headers of SPEC §5, read back by another parser, also with everything that mail can fill turned hostile.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compose } from '../../src/letters/compose.ts'
import type { Letter, LetterName } from '../../src/rollout/effect.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { parse } from './parsed.ts'
import { allSamples, bot, composeSample, context, marks, requestOf, samplesOf } from './samples.ts'

const first = (letter: LetterName) => {
  const sample = samplesOf(letter)[0]
  if (sample === undefined) throw new Error(`no sample of ${letter}`)
  return sample
}
const answers: readonly LetterName[] = ['receipt', 'ask-back', 'pointer', 'offer-confirm']

describe('headers', () => {
  it.each(allSamples)('$id: says that a machine wrote it and binds the answer', async (sample) => {
    const request = requestOf(sample)
    const finished = await compose(request, context)
    const letter = await parse(finished)
    const { about } = sample.letter
    const automatic = answers.includes(sample.letter.letter) ? 'auto-replied' : 'auto-generated'
    expect(letter.header('Auto-Submitted')).toBe(automatic)
    expect(letter.header('X-Auto-Response-Suppress')).toBe('All')
    expect(letter.header('From')).toBe(`Staged Rollout <${bot}>`)
    expect(letter.header('Date')).toBe('Fri, 20 Nov 2026 16:30:00 +0000')
    expect(letter.header('Message-ID')).toBe(marks.messageId(request.key, about?.ticket ?? null))
    expect(finished.messageId).toBe(letter.header('Message-ID'))
    expect(letter.header('References')).toBe(about === null ? '' : marks.threadRoot(about.ticket))
    expect(letter.header('In-Reply-To')).toBe(letter.header('References'))
    expect(finished.envelope).toEqual({ from: marks.bounceAddress(7), to: request.to.address })
    expect(letter.names.filter((name) => /^(precedence|bcc|cc|list-.*)$/i.test(name))).toEqual([])
  })

  it.each(allSamples)('$id: leads the answer to the right address', async ({ letter, recipient, name }) => {
    const replyTo = (await parse(await composeSample({ letter, recipient }))).header('Reply-To')
    const mark = marks.readAddress(replyTo)
    if (letter.letter === 'digest' || letter.letter === 'gathered')
      expect(mark).toMatchObject({ mark: 'digest', person: 'person' in recipient ? recipient.person : '' })
    else if (letter.letter === 'call') expect(mark).toEqual({ mark: 'call', ticket: letter.about.ticket })
    else if (!('person' in recipient) || letter.letter === 'pointer' || letter.about === null)
      expect({ name, mark: letter.letter === 'ask-back' ? 'plain' : mark?.mark }).toEqual({
        name,
        mark: 'plain',
      })
    else if (letter.letter === 'ask-back' || letter.letter === 'offer-confirm')
      expect(mark).toEqual({ mark: 'question', id: letter.question, person: recipient.person })
    else expect(mark).toEqual({ mark: 'reply', ticket: letter.about.ticket, person: recipient.person })
  })

  it('answers a mail by naming it after the thread', async () => {
    const request = { ...requestOf(first('receipt')), inReplyTo: '<abc@site.example>' }
    const letter = await parse(await compose(request, context))
    const root = marks.threadRoot(request.letter.about?.ticket ?? (0 as never))
    expect(letter.header('References')).toBe(`${root} <abc@site.example>`)
    expect(letter.header('In-Reply-To')).toBe('<abc@site.example>')
  })

  it.each(['no brackets', '<a@b>\r\nBcc: x@y.example', '<two words@b>', `<${'a'.repeat(500)}@b>`])(
    'does not repeat %j as a Message-ID',
    async (inReplyTo) => {
      const request = { ...requestOf(first('receipt')), inReplyTo }
      const letter = await parse(await compose(request, context))
      expect(letter.names).not.toContain('Bcc')
      expect(letter.header('In-Reply-To')).toBe(letter.header('References'))
    },
  )

  it('gives the same bytes for the same letter', async () => {
    const sample = first('invitation')
    const [one, two] = [await composeSample(sample), await composeSample(sample)]
    expect(Buffer.compare(one.bytes, two.bytes)).toBe(0)
  })

  it('ends every line with CRLF and keeps lines under 998 octets', async () => {
    for (const sample of allSamples) {
      const lines = Buffer.from((await composeSample(sample)).bytes)
        .toString('latin1')
        .split('\r\n')
      expect(lines.filter((line) => /[\r\n]/.test(line) || line.length > 998)).toEqual([])
    }
  })
})

describe('the tracker’s letter', () => {
  it('begins with the tag of the ticket in the tracker', async () => {
    const letter = await parse(await composeSample(first('parent-outcome')))
    expect(letter.subject).toMatch(/^\[rt\.egi\.example #1207\] \[staged-rollout #42\] /)
  })
})

describe('a call', () => {
  // Mailman reads these at the start of the first lines of a post.
  const commands =
    /^(who|help|list|lists|info|end|stop|join|leave|set|subscribe|unsubscribe|confirm|password)\b/i

  it.each(samplesOf('call'))('survives a list server: $name', async (sample) => {
    const finished = await composeSample(sample)
    const letter = await parse(finished)
    expect(finished.bytes.length).toBeLessThan(40 * 1024)
    expect(letter.header('To')).toBe('early-adopters-glite@mailman.egi.example')
    expect(letter.header('Content-Type')).toMatch(/^multipart\/alternative;/)
    expect(letter.text).toContain('volunteer <NGI>-<Site-name>')
    expect(letter.text).toContain(marks.callAddress(sample.letter.about?.ticket ?? (0 as never)))
    expect(letter.text.split('\n').filter((line) => commands.test(line.trim()))).toEqual([])
    expect(marks.readFoots(`${letter.text}\n${letter.html}`)).toEqual([])
  })
})

const poison = fc
  .array(
    fc.constantFrom(
      '\r\nBcc: victim@x.example\r\n',
      '\r\n\r\n<script>alert(1)</script>',
      '\n\n-- \nYou get this because',
      '\u0000\u0007\u001b[31m',
      '\u202e\u2066\u200f\u2028\u0085',
      '"<>\'&',
      '=?utf-8?Q?=0D=0ABcc:_x@y.example?=',
      '{{ because }}{% raw %}',
      '"><a href="javascript:alert(1)" onmouseover="x">',
      '</td></tr></table><img src=x>',
      '\ud800',
      'plain words',
      'é ﬁ 漢字',
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''))

/** The tags of a page in order, without their attributes. */
const shape = (html: string) => [...html.matchAll(/<(\/?[a-z0-9]+)[\s>]/g)].map((tag) => tag[1]).join(' ')

describe('hostile mail', () => {
  const hostile: { readonly [name: string]: (bad: string) => Letter } = {
    reason: (bad) => ({ ...first('outcome').letter, reason: `x${bad}` }) as Letter,
    note: (bad) => ({ ...first('note-shared').letter, text: `x${bad.replace(/[\r\n]+/g, ' ')}` }) as Letter,
    prose: (bad) => ({ ...first('receipt').letter, prose: `x${bad}`, subject: `x${bad}` }) as Letter,
    line: (bad) =>
      ({
        ...first('receipt').letter,
        items: [
          {
            item: 'unclear',
            line: `x${bad}`,
            unclear: { why: 'unknown-team', said: `x${bad}`, suggestions: [], verb: 'accept' },
          },
        ],
      }) as unknown as Letter,
    url: (bad) => {
      const letter = first('invitation').letter as Extract<Letter, { letter: 'invitation' }>
      return { ...letter, about: { ...letter.about, links: { bugs: `http://x/${bad}` } } }
    },
    title: (bad) => {
      const letter = first('invitation').letter as Extract<Letter, { letter: 'invitation' }>
      const release = { ...letter.about.release, component: `x${bad}`, version: `y${bad}`, os: bad }
      return { ...letter, about: { ...letter.about, release, title: bad } }
    },
    claimed: (bad) => ({ ...first('ask-back').letter, claimed: `x${bad}`, lines: [`x${bad}`] }) as Letter,
  }

  it.each(Object.entries(hostile))(
    'changes neither headers nor page shape through the %s',
    async (_, make) => {
      const sample = (bad: string) => ({ ...first('receipt'), letter: make(bad) })
      const tame = await parse(await composeSample(sample('z')))
      await fc.assert(
        fc.asyncProperty(poison, async (bad) => {
          const finished = await compose(
            {
              ...requestOf(sample(bad)),
              to: { ...requestOf(sample(bad)).to, name: bad },
              at: asInstant('2026-11-20T16:30:00Z'),
            },
            { ...context, nameOf: () => bad },
          )
          const letter = await parse(finished)
          expect(letter.names).toEqual(tame.names)
          const shapeOf = (html: string) =>
            shape(html.replace(/<a href="http:\/\/x\/[^>]*>(.*?)<\/a>/g, '$1'))
          expect(shapeOf(letter.html)).toBe(shapeOf(tame.html))
          expect(letter.html).not.toMatch(/href="javascript|<script|<img/)
          // oxlint-disable-next-line no-control-regex
          const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200f\u2028-\u202e\u2066]/
          expect(letter.text).not.toMatch(hidden)
          expect(letter.subject).not.toMatch(hidden)
          // One signature only: the one that says why.
          expect(letter.text.split('\n-- \n').length).toBe(2)
        }),
        {
          numRuns: 40,
          // An encoded word that would be decoded to a line end in the reader's subject.
          examples: [['\r\nBcc: victim@x.example\r\n=?utf-8?Q?=0D=0ABcc:_x@y.example?=']],
        },
      )
    },
  )
})
