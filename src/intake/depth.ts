// How deep a mail's parts are nested, counted before the parser builds anything (RFC 2046 §5.1): one pass over
// the lines that open a multipart or delimit one.

const line =
  /^--([^\r\n]{1,200}?)(?:--)?[ \t]*\r?$|boundary(?:\*\d*\*?)?[ \t]*=[ \t]*(?:"([^"\r\n]{1,200})"|([^\s";]{1,200}))/gim

/** More lines that look like structure than any honest mail has: nobody shall count them all. */
const mostLines = 200_000

/** True where more than `most` multiparts lie inside each other. */
export function nestsDeeperThan(bytes: Uint8Array, most: number): boolean {
  const open: string[] = []
  let seen = 0
  for (const [, delimiter, quoted, bare] of Buffer.from(bytes).toString('latin1').matchAll(line)) {
    seen += 1
    if (seen > mostLines) return true
    if (delimiter === undefined) {
      open.push((quoted ?? bare ?? '').trimEnd())
      if (open.length > most) return true
    } else {
      const at = open.lastIndexOf(delimiter.trimEnd())
      if (at >= 0) open.length = at + 1
    }
  }
  return false
}
