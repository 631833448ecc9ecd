// Mail made to be read otherwise than its writer meant, or to be read for ever (SPEC §3.3, §3.4, §9). What honest mail
// reads as stands in the other files of this folder.
import { describe, expect, it } from 'vitest'
import { htmlText } from '../../src/intake/htmltext.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { readCommands } from '../../src/intake/topblock.ts'

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

describe('a date', () => {
  it('after the year 9999 is none: it would sort before every other', async () => {
    const dated = async (value: string) => (await parseMail(bytes(`Date: ${value}`, '', 'x'))).date
    expect(await dated('Fri, 31 Dec 9999 23:59:00 -0100')).toBeNull()
    expect(await dated('Fri, 31 Dec 9999 23:59:00 +0100')).toBe('9999-12-31T22:59:00Z')
  })
})
