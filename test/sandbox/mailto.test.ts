import { array, assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mailto } from '../../src/letters/mailto.ts'
import { frameable, linksIn, quoted, readMailto } from '../../src/sandbox/mailto.ts'

describe('a mailto: link', () => {
  it('opens as the mail program would show it, a plus being a plus', () => {
    const href = 'mailto:staged-rollout+1.abc@egi.example?subject=a%20b&body=accept%20X-Y%0D%0Aone%2Btwo'
    expect(readMailto(href)).toEqual({
      to: 'staged-rollout+1.abc@egi.example',
      subject: 'a b',
      text: 'accept X-Y\none+two',
    })
  })
  it('that is none, or names nobody, is not opened', () => {
    for (const href of ['https://egi.example', 'mailto:', 'javascript:alert(1)', 'mailto:?to=a@b.example'])
      expect(readMailto(href)).toBeNull()
  })
  it('with a broken escape is shown as it stands', () => {
    expect(readMailto('mailto:a@b.example?body=100%')?.text).toBe('100%')
  })
  it('reads back whatever the letters write', () => {
    const line = string({ maxLength: 40, unit: 'grapheme' }).map((text) =>
      text.replace(/[\r\n\ud800-\udfff]/g, ''),
    )
    assert(
      property(line, array(line, { minLength: 1, maxLength: 4 }), (subject, lines) => {
        const read = readMailto(mailto('bot+1.x@egi.example', subject, lines))
        expect(read).toEqual({ to: 'bot+1.x@egi.example', subject, text: lines.join('\n') })
      }),
    )
  })
})

describe('a letter’s HTML', () => {
  const page =
    '<html><head><title>x</title></head><body><a class="b" href="mailto:a@b.example?body=1&amp;x=2"><b>Accept</b> it</a><a href="https://e.example">web</a></body></html>'
  it('gives its mailto: links with their words', () => {
    expect(linksIn(page)).toEqual([{ href: 'mailto:a@b.example?body=1&x=2', label: 'Accept it' }])
  })
  it('is framed with its mailto: links leading to the form, whatever quotes the form’s address holds', () => {
    const framed = frameable(page, (href) => `/write?"&${href}`)
    expect(framed).toContain('href="/write?&quot;&amp;mailto:a@b.example?body=1&amp;x=2"')
    expect(framed).toContain('<head><base target="_top">')
    expect(framed).not.toContain('href="mailto:')
  })
  it('is framed with no link that wants a new window, which the frame may not open', () => {
    const button = page.replace('<a class="b"', '<a class="b" target="_blank"')
    expect(frameable(button, (href) => href)).not.toContain('_blank')
  })
})

describe('quoting', () => {
  it('puts a sign before every line and leaves no blank behind an empty one', () => {
    expect(quoted('Monday', 'Rollcall', 'one\n\ntwo\n')).toBe(
      '\n\nOn Monday, Rollcall wrote:\n> one\n>\n> two\n',
    )
  })
})
