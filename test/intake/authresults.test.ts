// Spellings of Authentication-Results (RFC 8601 §2.2): what servers write, and what somebody writes who wants to be
// taken for one. Whether the field may be believed is receivedchain's matter, and told in authenticate.test.ts.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAuthResults } from '../../src/intake/authresults.ts'
import { parseMail } from '../../src/intake/parse.ts'
import { borderVerdict } from '../../src/intake/receivedchain.ts'

const id = 'mail.egi.example'
const d = 'icm.example'

describe('a field', () => {
  it.each([
    [
      'as OpenDKIM writes it',
      `${id}; dkim=pass (2048-bit key; unprotected) header.d=${d} header.i=@${d} header.b="abc123"; dkim-atps=neutral`,
    ],
    [
      'as rspamd writes it',
      `${id}; dkim=pass header.d=${d} header.s=s1 header.b=abc123; dmarc=pass (policy=reject) header.from=${d}; spf=pass (${id}: domain of a@${d} designates 192.0.2.7 as permitted sender) smtp.mailfrom=a@${d}`,
    ],
    [
      'as Google writes it',
      `${id};       dkim=pass header.i=@${d} header.s=s1 header.b=abc123;       spf=pass (google.com: domain of a@${d} designates 192.0.2.7 as permitted sender) smtp.mailfrom=a@${d}`,
    ],
    [
      'as Microsoft writes it',
      `${id}; spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=${d}; dkim=pass (signature was verified) header.d=${d};dmarc=pass action=none header.from=${d};compauth=pass reason=100`,
    ],
    ['with the version', `${id} 1; dkim=pass header.d=${d}`],
    ['with the version of the method', `${id}; dkim/1=pass header.d=${d}`],
    ['in capitals', `${id.toUpperCase()}; DKIM=PASS HEADER.D=${d.toUpperCase()}`],
    ['in quotes', `"${id}"; dkim=pass header.d="${d}"`],
    [
      'with comments everywhere',
      `(a) ${id} (b (c) \\) d) 1 (e); dkim (f) = (g) pass (h) header.d (i) = (j) ${d} (k)`,
    ],
    ['with a reason', `${id}; dkim=pass reason="good; dkim=fail" header.d=${d}`],
    ['with blanks around', `  ${id}  ;  dkim = pass  header.d = ${d}  `],
    ['with a final semicolon', `${id}; dkim=pass header.d=${d};`],
    ['with the identity alone', `${id}; dkim=pass header.i=somebody@${d}`],
  ])('is read %s', (_what, value) => {
    const read = readAuthResults(value)
    expect(read?.authservId).toBe(id)
    expect(read?.dkimPasses.map((one) => one.d ?? one.i)).toEqual([d])
  })

  it.each([
    ['no result', `${id}; none`],
    ['a failure', `${id}; dkim=fail header.d=${d}`],
    ['a pass of another method', `${id}; dkim-adsp=pass header.d=${d}; x-dkim=pass header.d=${d}`],
    ['a pass that only begins so', `${id}; dkim=passed header.d=${d}; dkim=pass-ish header.d=${d}`],
    ['a pass in a comment', `${id} (; dkim=pass header.d=${d}); spf=pass`],
    ['a pass in quotes', `${id}; spf=pass smtp.helo="; dkim=pass header.d=${d}"`],
    ['a pass behind an escaped quote', `${id}; spf=pass smtp.helo="\\"; dkim=pass header.d=${d}"`],
    ['a pass without a domain', `${id}; dkim=pass`],
    ['a domain in a comment', `${id}; dkim=pass (header.d=${d})`],
    ['a domain said twice', `${id}; dkim=pass header.d=${d} header.d=elsewhere.example`],
    ['a pass of another version of the method', `${id}; dkim/2=pass header.d=${d}`],
  ])('says nothing with %s', (_what, value) => {
    expect(readAuthResults(value)?.dkimPasses).toEqual([])
  })

  it.each([
    ['a version nobody knows', `${id} 2; dkim=pass header.d=${d}`],
    ['words for an id', `${id} says; dkim=pass header.d=${d}`],
    ['two ids', `${id} evil.example; dkim=pass header.d=${d}`],
    ['no id', `; dkim=pass header.d=${d}`],
    ['a result for an id', `dkim=pass header.d=${d}`],
    ['an open comment', `${id} (; dkim=pass header.d=${d}`],
    ['an open quote', `${id}; dkim=pass header.d="${d}`],
    ['ten thousand characters', `${id}; ${'x'.repeat(10_000)}`],
  ])('is not read with %s', (_what, value) => {
    expect(readAuthResults(value)).toBeNull()
  })

  it('of another server is not ours, however alike', () => {
    for (const other of [
      `x${id}`,
      `${id}.evil.example`,
      `evil.example/${id}`,
      `${id}@evil.example`,
      `evil.example (${id})`,
    ])
      expect(readAuthResults(`${other}; dkim=pass header.d=${d}`)?.authservId).not.toBe(id)
  })

  it('of any characters is read or not, quickly, and never throws', () => {
    const piece = fc.constantFrom(id, ';', ' dkim=pass', ' header.d=', d, '(', ')', '"', '\\', '=', ' ', 'x')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        readAuthResults(pieces.join(''))
      }),
    )
  })
})

describe('which of several fields counts', () => {
  const border = `Received: from mx.icm.example (mx.icm.example [192.0.2.7]) by ${id}; Fri, 20 Nov 2026 10:00:00 +0000`
  const pass = `Authentication-Results: ${id}; dkim=pass header.d=${d}`
  const verdict = async (...fields: readonly string[]) => {
    const { headers } = await parseMail(Buffer.from([...fields, 'From: a@icm.example', '', ''].join('\r\n')))
    const found = borderVerdict(headers, [id.toUpperCase()])
    return 'none' in found ? 0 : found.dkimPasses.length
  }
  it.each([
    ['ours on top', [pass, border], 1],
    [
      'ours, folded and oddly written',
      [`authentication-results :\r\n\t(x)\r\n ${id} 1;\r\n\tdkim=pass\r\n\theader.d=${d}`, border],
      1,
    ],
    ['ours above another server’s', [pass, 'Authentication-Results: other.example; none', border], 1],
    ['ours below another server’s', ['Authentication-Results: other.example; none', pass, border], 1],
    [
      'ours that saw nothing, above a forged pass',
      [`Authentication-Results: ${id}; dkim=none`, pass, border],
      0,
    ],
    [
      'ours that saw nothing, a forged pass below the border',
      [`Authentication-Results: ${id}; dkim=none`, border, pass],
      0,
    ],
    ['only a forged one below the border', [border, pass], 0],
    [
      'a forged one below the border and a hop',
      [border, 'Received: from a by b; x', pass, 'Received: from c by d; x'],
      0,
    ],
    [
      'one in a field of another name',
      [`X-Authentication-Results: ${id}; dkim=pass header.d=${d}`, border],
      0,
    ],
    ['one of ARC', [`ARC-Authentication-Results: i=1; ${id}; dkim=pass header.d=${d}`, border], 0],
    ['one inside another field', [`X-Note: x\r\n ${pass}`, border], 0],
  ])('%s', async (_what, fields, passes) => {
    expect(await verdict(...fields)).toBe(passes)
  })
})
