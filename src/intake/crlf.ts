// A mail as it was signed: CRLF at every line's end (RFC 6376 §5.3, RFC 3156 §5). On the way through files and programs
// the carriage returns get lost. Changes nothing else.

const LONGEST_LINE = 256 * 1024

/**
 * The bytes with CRLF at every line's end; null where a line is longer than any mail program's. The verifiers would
 * mend line ends one by one, and copy a long line over and over.
 */
export function withLineEnds(bytes: Uint8Array): Buffer | null {
  let bare = 0
  let start = 0
  for (let at = 0; at < bytes.length; at++) {
    if (at - start > LONGEST_LINE) return null
    if (bytes[at] !== 10) continue
    start = at + 1
    if (bytes[at - 1] !== 13) bare++
  }
  if (bare === 0) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const mended = Buffer.alloc(bytes.length + bare)
  let to = 0
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === 10 && bytes[at - 1] !== 13) mended[to++] = 13
    mended[to++] = bytes[at] ?? 0
  }
  return mended
}
