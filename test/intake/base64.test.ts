// Base64 read line by line is what it is read in one go: as programs write it, and with whatever may be wrong in it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromAnyBase64, fromBase64 } from '../../src/intake/base64.ts'
import { dice } from '../../bench/dice.ts'
import { shared, sharedIsThere } from '../support/shared.ts'

const encoded = (bytes: Buffer, width: number, end: string) => {
  const text = bytes.toString('base64')
  const lines = Array.from({ length: Math.ceil(text.length / width) }, (_, at) =>
    text.slice(at * width, (at + 1) * width),
  )
  return lines.join(end)
}
const same = (text: string | Buffer) => {
  const bytes = Buffer.from(text)
  const [quick, slow] = [fromBase64(bytes), fromAnyBase64(bytes)]
  expect(quick.length).toBe(slow.length)
  expect(quick.equals(slow)).toBe(true)
}

describe('base64 of many lines', () => {
  const document = dice(7).bytes(60_000)

  it.each([
    [76, '\r\n'],
    [76, '\n'],
    [64, '\r\n'],
    [72, '\r'],
    [75, '\r\n'],
    [998, '\r\n'],
    [40_000, '\r\n'],
    [4, '\n'],
  ])('of %i letters, ended by %j, is what was encoded', (width, end) => {
    for (const length of [60_000, 59_999, 59_998, 57 * 1000, 57 * 1000 + 1, 12_500]) {
      const bytes = document.subarray(0, length)
      for (const text of [encoded(bytes, width, end), `${encoded(bytes, width, end)}${end}`]) {
        expect(fromBase64(Buffer.from(text)).equals(bytes)).toBe(true)
        same(text)
      }
    }
  })

  it('is read the same with anything wrong in it', () => {
    const text = Buffer.from(encoded(document, 76, '\r\n'))
    const wrong = fc.constantFrom(
      '=',
      '==',
      ' ',
      '\n',
      '\r',
      '\r\n',
      '-',
      '_',
      '!',
      'A',
      'AB',
      'é',
      '\0',
      '=\r\nQUJD',
      '',
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(text.length - 1), wrong, fc.nat(3)), { minLength: 1, maxLength: 4 }),
        (harm) => {
          let bytes = text
          for (const [at, put, gone] of harm)
            bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(put), bytes.subarray(at + gone)])
          same(bytes)
        },
      ),
      { numRuns: 1500 },
    )
  })
})

describe.skipIf(!sharedIsThere)('collected mail', () => {
  it('is read the same, base64 or not', () => {
    let seen = 0
    for (const name of readdirSync(shared('corpora'), { recursive: true, encoding: 'utf8' })) {
      if (!/\.(?:eml|docx?|odt)$/.test(name)) continue
      const bytes = readFileSync(join(shared('corpora'), name))
      same(bytes)
      same(encoded(bytes, 76, '\r\n'))
      seen += 1
    }
    expect(seen).toBeGreaterThan(1000)
  })
})
