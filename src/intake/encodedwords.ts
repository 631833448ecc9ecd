// Words of a head that stand for other letters (RFC 2047), read as mail programs read them and not as the RFC allows
// them: blanks and raw bytes inside, missing padding, a character divided over two words. Nothing but text comes out;
// control characters are the caller's matter.

import { decodeText, labelOf } from './charset.ts'

const word = /=\?([\w.:*+-]{1,60})\?([bq])\?([^]*?)\?=/gi

/** Bytes of a text whose head was read as Latin-1 or UTF-8: both come back as they were, or as UTF-8. */
const bytesOf = (text: string): Buffer =>
  Buffer.concat(
    Array.from(text, (letter) =>
      Buffer.from(letter, (letter.codePointAt(0) ?? 0) > 0xff ? 'utf8' : 'latin1'),
    ),
  )

const fromQ = (text: string): Buffer =>
  bytesOf(
    text
      .replace(/_/g, ' ')
      .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  )
const fromB = (text: string): Buffer => Buffer.from(text.replace(/[^A-Za-z0-9+/]/g, ''), 'base64')

/** At most 8,000 characters are looked at; the rest stands as written. */
export function decodeWords(text: string): string {
  if (!text.includes('=?')) return text
  const seen = text.slice(0, 8000)
  const out: string[] = []
  // The words not yet given out: of one charset, with nothing but blanks between them.
  let label = ''
  let held: Buffer[] = []
  let at = 0
  const flush = () => {
    if (held.length > 0) out.push(decodeText(Buffer.concat(held), label))
    held = []
  }
  for (const found of seen.matchAll(word)) {
    const [whole, charset = '', encoding = '', coded = ''] = found
    const between = seen.slice(at, found.index)
    // Blanks between two words are none (§6.2); words of one charset may share a character.
    const joined = held.length > 0 && between.trim() === ''
    if (!joined || labelOf(charset) !== label) flush()
    if (!joined) out.push(between)
    label = labelOf(charset)
    held.push(encoding.toLowerCase() === 'b' ? fromB(coded) : fromQ(coded))
    at = found.index + whole.length
  }
  flush()
  return out.join('') + seen.slice(at) + text.slice(8000)
}
