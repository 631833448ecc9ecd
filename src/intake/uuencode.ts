// Files that stand in a text as letters (uuencode, POSIX), the way mail was sent before MIME and some scripts still do.
// yEnc is left alone: its bytes do not outlive a mail that is not declared binary.

export type Encoded = { readonly name: string; readonly bytes: Uint8Array }

const begin = /^begin(?:-base64)? [0-7]{3,4} ([^\n]{1,255})$/
const most = 50

const lineOf = (line: string): Buffer | null => {
  const length = (line.charCodeAt(0) - 32) & 63
  const groups = Math.ceil(length / 3) * 4
  const body = line.slice(1).padEnd(groups, ' ')
  // Programs that count add a letter at the end.
  if (length === 0 || line.length - 1 > groups + 2 || !/^[ -`]*$/.test(body)) return null
  const out = Buffer.alloc((groups / 4) * 3)
  for (let group = 0; group < groups / 4; group += 1) {
    const at = group * 4
    const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map((n) => (body.charCodeAt(at + n) - 32) & 63)
    out[group * 3] = (a << 2) | (b >> 4)
    out[group * 3 + 1] = ((b << 4) | (c >> 2)) & 255
    out[group * 3 + 2] = ((c << 6) | d) & 255
  }
  return out.subarray(0, length)
}

/** The files of a text, and the text without them. A block without its `end`, or with a foreign line, is text. */
export function takeUuencoded(text: string): { readonly text: string; readonly files: readonly Encoded[] } {
  if (!/^begin(?:-base64)? [0-7]{3}/m.test(text)) return { text, files: [] }
  const lines = text.split('\n')
  const files: Encoded[] = []
  const kept: string[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trimEnd()
    const name = begin.exec(line)?.[1]
    const block =
      name === undefined || files.length >= most
        ? null
        : blockAt(lines, at + 1, line.startsWith('begin-base64'))
    if (block === null || name === undefined) {
      kept.push(lines[at] ?? '')
      continue
    }
    files.push({ name: name.trim(), bytes: block.bytes })
    at = block.end
  }
  return { text: kept.join('\n'), files }
}

function blockAt(
  lines: readonly string[],
  from: number,
  base64: boolean,
): { bytes: Buffer; end: number } | null {
  const chunks: Buffer[] = []
  for (let at = from; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').replace(/\r$/, '')
    if (base64) {
      if (line.trim() === '====') return { bytes: Buffer.concat(chunks), end: at }
      if (!/^[A-Za-z0-9+/=]{1,100}\s*$/.test(line)) return null
      chunks.push(Buffer.from(line, 'base64'))
      continue
    }
    if (line.trim() === 'end') return chunks.length === 0 ? null : { bytes: Buffer.concat(chunks), end: at }
    if (line.trim() === '`' || line.trim() === '') continue
    const bytes = lineOf(line)
    if (bytes === null) return null
    chunks.push(bytes)
  }
  return null
}
