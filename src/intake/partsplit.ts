// A mail's body divided into its parts (RFC 2046 §5.1.1), in one pass over the lines that begin with two hyphens.
// Lenient: a delimiter of an outer multipart closes the inner ones, a part without a head is text. What a part says of
// itself stands in partheads.ts; embedded mails are one part each.

import { linesOf, readPartHead } from './partheads.ts'
import type { PartHead } from './partheads.ts'

export type Part = {
  readonly head: PartHead
  /** As it came, in its transfer encoding. */
  readonly content: Buffer
  /** A picture of the text it stands beside. */
  readonly related: boolean
  /** Which multipart/alternative it stands in: parts of one say the same. 0 where it stands in none. */
  readonly choice: number
}
export type Parts = {
  readonly parts: readonly Part[]
  /** More of them, or deeper ones, than are divided: what of them stands in `parts` came before. */
  readonly cut: 'none' | 'parts' | 'depth'
}

/** Bytes: a longer head is cut. */
const longestHead = 64 * 1024
/** Lines that might delimit something; no honest mail has as many. */
const mostLines = 200_000
const newline = 0x0a
const carriageReturn = 0x0d

const lineEnd = (bytes: Buffer, at: number) => {
  const found = bytes.indexOf(newline, at)
  return found < 0 ? bytes.length : found + 1
}
const isEmptyLine = (bytes: Buffer, from: number) =>
  bytes[from] === newline || (bytes[from] === carriageReturn && bytes[from + 1] === newline)

/** Without the line end that belongs to the delimiter. */
const trimmed = (bytes: Buffer, from: number, to: number): Buffer => {
  let end = to
  if (end > from && bytes[end - 1] === newline) end -= 1
  if (end > from && bytes[end - 1] === carriageReturn) end -= 1
  return bytes.subarray(from, end)
}

type Open = { readonly boundary: string; readonly type: string; readonly choice: number }
type Heading = { readonly lines: PartHead['lines']; readonly body: number }

/** The head that begins at `at`; none where the first line is no field, as some scripts write it. */
const headingAt = (bytes: Buffer, at: number): Heading => {
  let from = at
  while (from < bytes.length && from - at < longestHead && !isEmptyLine(bytes, from)) {
    const line = bytes.toString('latin1', from, Math.min(from + 200, bytes.length))
    if (line.startsWith('--') || (from === at && !/^[!-9;-~]{1,100}[ \t]{0,20}:/.test(line))) break
    from = lineEnd(bytes, from)
  }
  const lines = linesOf(bytes.toString('latin1', at, from))
  return { lines, body: isEmptyLine(bytes, from) ? lineEnd(bytes, from) : from }
}

/**
 * `lines` are the mail's own `Content-*` fields; at most `most.parts` parts in `most.depth` multiparts inside each other
 * are divided, the rest is left and said to be cut.
 */
export function splitParts(
  lines: PartHead['lines'],
  body: Uint8Array,
  most: { readonly parts: number; readonly depth: number },
): Parts {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  // Raw letters of the mail's own head were decoded already.
  const root = readPartHead(
    lines.map(({ name, value }) => ({ name, value: Buffer.from(value).toString('latin1') })),
  )
  if (!root.type.startsWith('multipart/'))
    return { parts: [{ head: root, content: bytes, related: false, choice: 0 }], cut: 'none' }
  const open: Open[] = []
  let choices = 0
  const enter = (boundary: string, type: string) => {
    const outer = open.at(-1)?.choice ?? 0
    const choice = outer === 0 && type === 'multipart/alternative' ? (choices += 1) : outer
    open.push({ boundary: boundary.trimEnd(), type, choice })
  }
  enter(root.boundary, root.type)
  const parts: Part[] = []
  let looked = 0
  let began: (Omit<Part, 'content'> & { readonly body: number }) | null = null
  const end = (at: number) => {
    if (began) {
      const { body: from, ...part } = began
      parts.push({ ...part, content: trimmed(bytes, from, at) })
    }
    began = null
  }
  let at = bytes[0] === 0x2d && bytes[1] === 0x2d ? 0 : bytes.indexOf('\n--') + 1
  while (at > 0 || (at === 0 && parts.length === 0 && began === null && bytes[0] === 0x2d)) {
    looked += 1
    if (looked > mostLines) return { parts, cut: 'parts' }
    const next = lineEnd(bytes, at)
    const said = bytes.toString('latin1', at + 2, Math.min(next, at + 300)).trimEnd()
    const level = open.findLastIndex(
      ({ boundary }) => boundary !== '' && (said === boundary || said === `${boundary}--`),
    )
    let from = next
    if (level >= 0) {
      end(at)
      if (parts.length >= most.parts) return { parts, cut: 'parts' }
      const parent = open[level]
      open.length = level + 1
      if (said === `${parent?.boundary}--` && said !== parent?.boundary) open.length = level
      else {
        const heading = headingAt(bytes, next)
        const head = readPartHead(heading.lines)
        const type = head.type === '' && parent?.type === 'multipart/digest' ? 'message/rfc822' : head.type
        if (type.startsWith('multipart/') && head.boundary === '') began = null
        else if (type.startsWith('multipart/')) enter(head.boundary, type)
        else {
          const related = open.some((one) => one.type === 'multipart/related')
          began = { head: { ...head, type }, body: heading.body, related, choice: open.at(-1)?.choice ?? 0 }
        }
        if (open.length > most.depth) return { parts, cut: 'depth' }
        from = heading.body
      }
      if (open.length === 0) break
    }
    const found = bytes.indexOf('\n--', Math.max(from - 1, 0))
    at = found < 0 ? -1 : found + 1
  }
  end(bytes.length)
  return { parts, cut: 'none' }
}
