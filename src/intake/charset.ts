// Bytes to text, whatever they are labelled (RFC 2045 §5.2, labels as WHATWG Encoding reads them). Best effort and never
// a throw: a label that the bytes contradict, or that nobody knows, gives way to UTF-8 where they are that, else to
// Windows-1252. What a part's label is stands in partheads.ts.

import { isAscii, isUtf8 } from 'node:buffer'

const anything = new Set([
  '',
  'utf-8',
  'utf8',
  'us-ascii',
  'ascii',
  'ansi_x3.4-1968',
  'unknown-8bit',
  'x-unknown',
  'default',
  'binary',
])
/** One byte a letter: text in them that is valid UTF-8 throughout was written as UTF-8. */
const singleByte = /^(?:iso-?8859|latin|l1$|windows-?125|cp-?125|koi8|macintosh|x-mac|ibm|cp8)/

/** The label without what programs glue to it: quotes, `; format=flowed`, a language (RFC 2231 §5). */
export const labelOf = (given: string): string =>
  given
    .slice(0, 200)
    .replace(/^[\s"'=]+|[;*"'\s][^]*/g, '')
    .toLowerCase()
    .replace(/^iso-2022-jp.*$/, 'iso-2022-jp')
    .replace(/^(?:unicode-1-1-|csunicode11)?utf-?7$/, 'utf-7')
    .replace(/^cp-?(125\d)$/, 'windows-$1')
    .replace(/^gb2312.*$/, 'gb18030')

const decoderOf = (label: string): InstanceType<typeof TextDecoder> | null => {
  try {
    return new TextDecoder(label, { ignoreBOM: false })
  } catch {
    // A label outside the standard: the bytes have to say what they are.
    return null
  }
}

/** The same bytes, not copied. */
const viewOf = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const guessed = (bytes: Uint8Array): string => {
  if (isUtf8(bytes)) return viewOf(bytes).toString('utf8')
  return new TextDecoder('windows-1252').decode(bytes)
}

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** RFC 2152: `+` base64 of UTF-16BE `-`; what is no such thing stays as it stands. */
const fromUtf7 = (text: string): string =>
  text
    .replace(/\+([A-Za-z0-9+/]{0,4000})-?/g, (whole, coded: string) => {
      if (coded === '') return whole.endsWith('-') ? '+' : whole
      let [out, held, bits] = ['', 0, 0]
      for (let at = 0; at < coded.length; at += 1) {
        held = ((held << 6) | base64.indexOf(coded.charAt(at))) & 0x3fffff
        bits += 6
        if (bits < 16) continue
        bits -= 16
        out += String.fromCharCode((held >> bits) & 0xffff)
      }
      return out === '' ? whole : out
    })
    .toWellFormed()

const escapes = ['\u001b$B', '\u001b$@', '\u001b$(', '\u001b(I', '\u001b(J']

/** The text of bytes under a label, or under none. A byte order mark goes. */
export function decodeText(bytes: Uint8Array, given: string): string {
  const label = labelOf(given)
  const shifts = bytes.includes(0x1b)
  if (label === 'utf-7') return fromUtf7(Buffer.from(bytes).toString('latin1'))
  if (isAscii(bytes) && !shifts && !/^utf-?(?:16|32)|^hz-/.test(label))
    return viewOf(bytes).toString('latin1')
  // ESC $ opens two-byte characters, ESC ( I half-width ones: ISO 2022, whatever the label says.
  if (shifts && isAscii(bytes) && escapes.some((escape) => Buffer.from(bytes).includes(escape)))
    return new TextDecoder('iso-2022-jp').decode(bytes)
  if (anything.has(label) || (singleByte.test(label) && isUtf8(bytes)))
    return guessed(bytes).replace(/^\uFEFF/, '')
  const decoder = decoderOf(label)
  return decoder === null ? guessed(bytes) : decoder.decode(bytes)
}
