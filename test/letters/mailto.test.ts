import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mailto } from '../../src/letters/mailto.ts'

const read = (link: string) => {
  const [, to = '', query = ''] = /^mailto:([^?]*)\??(.*)$/.exec(link) ?? []
  const fields = new Map(query.split('&').map((part) => part.split('=') as [string, string]))
  return {
    to: decodeURIComponent(to),
    subject: decodeURIComponent(fields.get('subject') ?? ''),
    lines: decodeURIComponent(fields.get('body') ?? '').split('\r\n'),
  }
}

describe('mailto', () => {
  it('writes blanks as %20, line ends as %0D%0A and a plus as %2B', () => {
    expect(mailto('bot+42.abc@egi.example', 'Re: a b', ['accept A-B', 'now'])).toBe(
      'mailto:bot%2B42.abc@egi.example?subject=Re%3A%20a%20b&body=accept%20A-B%0D%0Anow',
    )
  })

  it('gives the bare address where there is nothing to say', () => {
    expect(mailto('bot+call-42@egi.example', '', [])).toBe('mailto:bot%2Bcall-42@egi.example')
  })

  it('is read back as it was written', () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => text.replace(/[\r\n]/g, ' '))
    fc.assert(
      fc.property(word, fc.array(word, { minLength: 1, maxLength: 3 }), (subject, lines) => {
        const link = mailto('bot+42.abc@egi.example', subject, lines)
        fc.pre(link.length < 1_700)
        expect(link).toMatch(/^[\x21-\x7e]+$/)
        expect(link).not.toMatch(/[+"'<>\s]/)
        expect(read(link)).toEqual({
          to: 'bot+42.abc@egi.example',
          subject: subject.toWellFormed(),
          lines: lines.map((line) => line.toWellFormed()),
        })
      }),
    )
  })

  it('stays under 1,800 characters by leaving out whole lines, never parts of one', () => {
    const lines = Array.from({ length: 60 }, (_, n) => `assign NGI_Somewhere-A-Rather-Long-Site-Name-${n}`)
    const link = mailto('bot+42.abc@egi.example', 'x'.repeat(1_000), lines)
    expect(link.length).toBeLessThan(1_800)
    const kept = read(link).lines
    expect(kept.length).toBeGreaterThan(10)
    expect(kept).toEqual(lines.slice(0, kept.length))
  })
})
