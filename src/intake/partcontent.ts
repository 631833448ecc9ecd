// A part's content as it was before it was sent: transfer encoding undone (RFC 2045 §6), text decoded and its flowed
// lines joined (RFC 3676). Never throws; bytes that are no encoding are passed over, as mail programs do.

import { fromBase64 } from './base64.ts'
import { decodeText } from './charset.ts'
import type { Part } from './partsplit.ts'

const hex = (byte: number | undefined): number => {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/** RFC 2045 §6.7: blanks before a line end are none, `=` at the end of a line joins it to the next. */
const fromQuoted = (bytes: Buffer): Buffer => {
  const out = Buffer.allocUnsafe(bytes.length)
  let length = 0
  // What stands before this was not a blank, or was written as one.
  let solid = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte === 0x3d) {
      const [high, low] = [hex(bytes[at + 1]), hex(bytes[at + 2])]
      if (high >= 0 && low >= 0) {
        out[length++] = high * 16 + low
        solid = length
        at += 2
        continue
      }
      let end = at + 1
      while (bytes[end] === 0x20 || bytes[end] === 0x09) end += 1
      if (bytes[end] === 0x0d && bytes[end + 1] === 0x0a) end += 1
      if (bytes[end] === 0x0a || end >= bytes.length) {
        solid = length
        at = end
        continue
      }
    }
    if (byte === 0x0a || byte === 0x0d) length = solid
    out[length++] = byte
    if (byte !== 0x20 && byte !== 0x09) solid = length
  }
  return out.subarray(0, length)
}

/** The bytes of an attachment. */
export const bytesOf = ({ head, content }: Part): Buffer => {
  if (head.encoding === 'base64') return fromBase64(content)
  return head.encoding === 'quoted-printable' ? fromQuoted(content) : content
}

/** Characters: joined they are still more than is kept of any text. */
const longestFlowed = 4 * 1024 * 1024

/** RFC 3676 §4: a line that ends in a blank goes on in the next of the same quoting; `-- ` never does. */
const unflowed = (text: string, delSp: boolean): string => {
  const out: string[] = []
  let depth = 0
  let goesOn = false
  let held: string[] = []
  const flush = () => {
    if (held.length > 0) out.push(`${'>'.repeat(depth)}${depth > 0 ? ' ' : ''}${held.join('')}`)
    held = []
  }
  for (const line of text.split(/\r?\n/)) {
    const marks = /^>{0,100}/.exec(line)?.[0].length ?? 0
    const said = line.slice(marks).replace(/^ /, '')
    if (!goesOn || marks !== depth || said === '-- ') flush()
    depth = marks
    goesOn = said.endsWith(' ') && said !== '-- '
    held.push(goesOn && delSp ? said.slice(0, -1) : said)
  }
  flush()
  return out.join('\n')
}

/** The words of a text part; `most` bytes of its content are looked at, coded or not. */
export function textOf(part: Part, most: number): string {
  const { head, content } = part
  const text = decodeText(bytesOf({ ...part, content: content.subarray(0, most) }), head.charset)
  const flowed = head.type !== 'text/html' && /format=flowed/i.test(head.flowed)
  return flowed ? unflowed(text.slice(0, longestFlowed), /delsp=yes/i.test(head.flowed)) : text
}
