// A mail as it was signed: CRLF at every line's end (RFC 6376 §5.3, RFC 3156 §5). On the way through files and programs
// the carriage returns get lost. Changes nothing else.

const LONGEST_LINE = 256 * 1024

/** Lines as short as these are sooner looked through than searched. */
const SHORT_LINE = 16

/** The next line end from `from` on; -1 where none is. */
const lineEnd = (mail: Buffer, from: number): number => {
  const near = Math.min(from + SHORT_LINE, mail.length)
  for (let at = from; at < near; at++) if (mail[at] === 10) return at
  return mail.indexOf(10, near)
}

/**
 * The bytes with CRLF at every line's end; null where a line is longer than any mail program's. The verifiers would
 * mend line ends one by one, and copy a long line over and over.
 */
export function withLineEnds(given: Uint8Array): Buffer | null {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength)
  let bare = 0
  for (let start = 0; ;) {
    const end = lineEnd(bytes, start)
    if ((end < 0 ? bytes.length - 1 : end) - start > LONGEST_LINE) return null
    if (end < 0) break
    if (bytes[end - 1] !== 13) bare++
    start = end + 1
  }
  if (bare === 0) return bytes
  const mended = Buffer.alloc(bytes.length + bare)
  let to = 0
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === 10 && bytes[at - 1] !== 13) mended[to++] = 13
    mended[to++] = bytes[at] ?? 0
  }
  return mended
}
