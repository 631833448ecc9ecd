// Where quoted text begins, in any language: by its shape, not by its words. An attribution ends in a colon and holds a
// date beside an address or stands right before quoted lines; an Outlook header block is three or more `Label: value`
// lines with an address and a date. Trimming is for reading and the archive; it never decides what is a command.

const quoteSign = /^ {0,3}[>|]/
const label = /^\s{0,4}[*_]{0,2}\p{L}[\p{L}\p{M} .'’-]{0,30}[*_]{0,2}\s?[:：][*_]{0,2}\s*\S/u
const address = /[^\s@<>]{1,64}@[^\s@<>]{1,255}/
const dated = /\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b|\d{4}年/
const rule = /^\s{0,4}[-_]{10,}\s*$/
/** `-----Original Message-----` in any language. */
const marker = /^\s{0,4}-{4,} {0,2}\p{L}[\p{L}\p{M} '’.]{3,40} {0,2}-{4,}\s*$/u
/** `Ana <ana@lip.example> wrote:` with at most three words behind the address. */
const speaker = /<[^<>\s@]{1,64}@[^<>\s]{1,255}>(?:\s{1,3}[\p{L}\p{M}()']{1,20}){1,3}\s?[:：]$/u

const telling = (text: string) => dated.test(text) || address.test(text)
const attributes = (text: string) =>
  speaker.test(text) || (/[:：]$/.test(text) && dated.test(text) && address.test(text))

/** How many lines from `at` on are a header block; 0 where there is none. */
const headerBlock = (lines: readonly string[], at: number): number => {
  let end = at
  let labels = 0
  let gaps = 0
  for (; end < lines.length && end - at < 12; end += 1) {
    const line = lines[end] ?? ''
    if (label.test(line.slice(0, 400))) labels += 1
    else if (
      line.trim() === '' &&
      labels > 0 &&
      gaps < labels &&
      label.test((lines[end + 1] ?? '').slice(0, 400))
    )
      gaps += 1
    else break
  }
  const block = lines.slice(at, end).join('\n').slice(0, 4000)
  return labels >= 3 && address.test(block) && dated.test(block) ? end - at : 0
}

/** How many lines from `at` on introduce a quote, and whether it bears quote signs. Mail programs break long ones. */
const attribution = (lines: readonly string[], at: number): { lines: number; quoted: boolean } => {
  const none = { lines: 0, quoted: false }
  let text = ''
  for (let n = 1; n <= 3; n += 1) {
    const line = lines[at + n - 1]?.slice(0, 400).trim() ?? ''
    // A line of the writer's own right above is not part of it.
    if (line === '' || (n > 1 && !telling(text)) || (n > 1 && !line.startsWith('<') && attributes(line)))
      return none
    text = `${text} ${line}`
    const next = lines.slice(at + n, at + n + 3).find((following) => following.trim() !== '')
    const quoted = next !== undefined && quoteSign.test(next)
    if (attributes(text) || (quoted && /[:：]$/.test(line) && telling(text))) return { lines: n, quoted }
    if (/[:：]$/.test(line)) return none
  }
  return none
}

/** The next line with words on it, at most three further down. */
const nextFilled = (lines: readonly string[], at: number) => {
  let next = at + 1
  while (next < at + 3 && lines[next]?.trim() === '') next += 1
  return next
}

/**
 * The lines that are not quoted. Behind a header block, or an attribution without quote signs, nothing is the writer's
 * any more; between quoted lines a writer may answer.
 */
export function withoutQuotes(lines: readonly string[]): readonly string[] {
  const own: string[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (quoteSign.test(line)) continue
    if (headerBlock(lines, at) > 0) break
    if (marker.test(line.slice(0, 200))) break
    if (rule.test(line.slice(0, 200)) && headerBlock(lines, nextFilled(lines, at)) > 0) break
    const intro = attribution(lines, at)
    if (intro.lines > 0 && !intro.quoted) break
    if (intro.lines > 0) at += intro.lines - 1
    else own.push(line)
  }
  return own
}
