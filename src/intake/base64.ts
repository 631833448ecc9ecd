// Base64 as mail brings it (RFC 2045 §6.8): whole lines of one length by far most of the time, and megabytes of them; but
// also blocks that are each padded, blanks and signs that belong to nothing. Never throws; what is no base64 is passed
// over, as mail programs do. A test holds the quick way against the slow one.

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
/** By byte; -1 for what is no base64. */
const values = Int8Array.from({ length: 256 }, (_, byte) => letters.indexOf(String.fromCharCode(byte)))
const newline = 0x0a
const carriageReturn = 0x0d
const padding = 0x3d
/** Bytes of text at once: what stays in the processor's own memory costs a quarter. */
const piece = 16 * 1024

/** Programs that encode block by block pad each: every block is read for itself, and there may be millions. */
const fromBlocks = (bytes: Buffer): Buffer => {
  const out = Buffer.alloc(bytes.length)
  let [length, held, bits] = [0, 0, 0]
  for (const byte of bytes) {
    const value = values[byte] ?? -1
    if (byte === padding) bits = 0
    if (value < 0) continue
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    out[length++] = (held >> bits) & 0xff
  }
  return out.subarray(0, length)
}

/** Any bytes, in one go. */
export const fromAnyBase64 = (bytes: Buffer): Buffer => {
  const text = bytes.toString('latin1')
  return /=[=\s]{0,8}[A-Za-z0-9+/]/.test(text) ? fromBlocks(bytes) : Buffer.from(text, 'base64')
}

/**
 * Lines of one length that ends no group of four letters in two: some of them at a time, the rest behind them in one
 * go. Null where they are not that.
 */
const fromLines = (bytes: Buffer): Buffer | null => {
  const end = bytes.indexOf(newline)
  const width = bytes[end - 1] === carriageReturn ? end - 1 : end
  if (end < 4 || width % 4 !== 0 || end > piece) return null
  const step = end + 1
  const padded = bytes.indexOf(padding)
  const many = Math.floor(piece / step)
  const out = Buffer.allocUnsafe(Math.ceil((bytes.length * 3) / 4) + 3)
  let [at, length] = [0, 0]
  for (;;) {
    const lines = Math.min(many, Math.floor((bytes.length - at) / step) - 1)
    if (lines < 1) break
    const to = at + lines * step
    for (let line = at; line < to; line += step)
      if (bytes[line + end] !== newline || (end > width && bytes[line + width] !== carriageReturn))
        return null
    // As many bytes as so many letters give: no other sign, and no line end, stands among them.
    const wanted = (lines * width * 3) / 4
    if (out.write(bytes.toString('latin1', at, to), length, 'base64') !== wanted) return null
    at = to
    length += wanted
  }
  if (padded >= 0 && padded < at) return null
  const rest = fromAnyBase64(bytes.subarray(at))
  rest.copy(out, length)
  return out.subarray(0, length + rest.length)
}

/** The bytes that base64 stands for. */
export const fromBase64 = (bytes: Buffer): Buffer =>
  (bytes.length > piece ? fromLines(bytes) : null) ?? fromAnyBase64(bytes)
