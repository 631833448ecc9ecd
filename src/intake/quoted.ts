// Which lines of a mail are somebody else's (SPEC §3.4): marked ones, what stands under an attribution or a header
// block, and how telephones sign. Known by shape in any language, and by the words of mailwords.ts. For reading, for
// the archive and for what is offered; it never makes a line a command, since every trimming leaks.

import { deviceWords, forwardedLine, labels, wroteWord } from './mailwords.ts'

export type Quoted = {
  /** Numbers of the lines that are not the writer's, from 0. */
  readonly lines: ReadonlySet<number>
  /** Where a quote without marks begins: nothing under it can be told apart. -1 where there is none. */
  readonly restFrom: number
  /** The first line under a marked quote that opens the mail; -1 where the mail does not begin with one. */
  readonly belowTop: number
}

const quoteSign = /^ {0,3}(?:[>|]|: )/
const labelled = /^\s{0,4}[*_]{0,2}(\p{L}[\p{L}\p{M} .'’-]{0,30})[*_]{0,2}\s?[:：][*_]{0,2}\s*(?:\S|$)/u
const address = /[^\s@<>]{1,64}@[^\s@<>]{1,255}/
const dated = /\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b|\d{4}年/
const rule = /^\s{0,4}[-_*=]{5,}\s*$/
/** `-----Original Message-----` in any language. */
const marker = /^\s{0,4}[-=]{3,40} {0,2}\p{L}[\p{L}\p{M} '’.]{3,40} {0,2}[-=]{3,40}\s*$/u
/** `---- On …, Ana <ana@lip.example> wrote ----`. */
const dashed = /^\s{0,4}-{3,20} ?(.{10,300}?) ?-{3,20}\s*$/
/** `Ana <ana@lip.example> wrote:` with at most three words behind the address. */
const speaker = /<[^<>\s@]{1,64}@[^<>\s]{1,255}>(?:\s{1,3}[\p{L}\p{M}()']{1,20}){1,3}\s?[:：]$/u
/** `2016-03-03 17:21 GMT+01:00 Ana Silva <ana@lip.example>`, alone on its line. */
const stamp =
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?: \d{1,2}:\d{2})?(?: (?:GMT|UTC)(?:[+-]\d{1,2}:?\d{2})?)? (?=\D)[^<>]{1,80}(<[^<>\s@]{1,64}@[^<>\s]{1,255}>)?:?$/
/** The margin at which mail programs break lines that they quote. */
const narrowest = 64
/** Blanks in a line that its writer left empty. */
const widestGap = 8

// Where no sign of one stands, looking for an address takes sixty tries at every letter.
const hasAddress = (text: string) => text.includes('@') && address.test(text)
const telling = (text: string) => dated.test(text) || hasAddress(text)
const attributes = (text: string) => {
  if (/[:：]$/.test(text)) return speaker.test(text) || seenIn(text) >= 2
  return /\p{L}$/u.test(text) && hasAddress(text) && dated.test(text) && wroteWord.test(text)
}
/** What needs no line above it to be an attribution. */
const standsAlone = (line: string) =>
  !line.startsWith('<') && (speaker.test(line) || (dated.test(line) && attributes(line)))
const seenIn = (text: string) =>
  [dated.test(text), hasAddress(text), wroteWord.test(text)].filter(Boolean).length

const isStamp = (line: string) => {
  const found = stamp.exec(line)
  return found !== null && (found[1] !== undefined || / (?:GMT|UTC)/.test(line))
}

type Text = {
  readonly lines: readonly string[]
  /** Line by line: null without a label, which of `labels` it is, -1 for any other. */
  readonly heads: readonly (number | null)[]
}
const headOf = (line: string): number | null => {
  const [, name] = labelled.exec(line.slice(0, 400)) ?? []
  return name === undefined ? null : labels.findIndex((label) => label.test(name.trim()))
}

/** How many lines from `at` on are a header block; 0 where there is none. A long value may run over two lines. */
const headerBlock = ({ lines, heads }: Text, at: number): number => {
  const named = new Set<number>()
  let labelsSeen = 0
  let strange = 0
  let end = at
  for (; end < lines.length && end - at < 16; end += 1) {
    const line = lines[end] ?? ''
    const head = heads[end]
    if (head !== undefined && head !== null) {
      labelsSeen += 1
      if (head >= 0) named.add(head)
      continue
    }
    if (labelsSeen === 0) return 0
    const follows = (heads[end + 1] ?? null) !== null
    if (line.trim() !== '') strange += 1
    // Blank lines between labels, or the rest of a value: only where another label comes.
    if (!follows || strange > 2) break
  }
  const block = lines.slice(at, end).join('\n').slice(0, 4000)
  // In a language of the table three parts of a head are enough; else what every head has must be there.
  if (labelsSeen >= 3 && named.size >= 3 && named.has(0)) return end - at
  return labelsSeen >= 3 && strange === 0 && hasAddress(block) && dated.test(block) ? end - at : 0
}

/** How many lines from `at` on introduce a quote, and whether it bears quote signs. Mail programs break long ones. */
const attribution = (lines: readonly string[], at: number): { lines: number; quoted: boolean } => {
  const none = { lines: 0, quoted: false }
  let text = ''
  for (let n = 1; n <= 3; n += 1) {
    const line = lines[at + n - 1]?.slice(0, 400).trim() ?? ''
    // A line of the writer's own right above is not part of it.
    if (line === '' || (n > 1 && (!telling(text) || standsAlone(line)))) return none
    text = `${text} ${line}`.trim()
    const next = lines.slice(at + n, at + n + 3).find((following) => following.trim() !== '')
    const quoted = next !== undefined && quoteSign.test(next)
    const says = /[:：]$/.test(line) && (telling(text) || wroteWord.test(text))
    if (attributes(text) || (n === 1 && isStamp(line)) || (quoted && says)) return { lines: n, quoted }
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

const opensRest = (text: Text, at: number): boolean => {
  const { lines } = text
  const line = (lines[at] ?? '').slice(0, 400)
  const [, between] = dashed.exec(line) ?? []
  return (
    headerBlock(text, at) > 0 ||
    marker.test(line.slice(0, 200)) ||
    forwardedLine.test(line.trim()) ||
    (between !== undefined && telling(between) && wroteWord.test(between)) ||
    (rule.test(line.slice(0, 200)) && headerBlock(text, nextFilled(lines, at)) > 0)
  )
}

/** "Sent from my telephone": a short line of its own, and no sentence that goes on. */
export const isDeviceLine = (line: string): boolean => {
  const said = line.trim().replace(/^[\s<([*_-]{1,4}/, '')
  return said.length <= 100 && !/[,;:?]\s+\p{L}+ \p{L}+ \p{L}+ \p{L}+/u.test(said) && deviceWords.test(said)
}

/** Takes lines of a mail's text. Under a quote without marks all is quoted; between marked lines a writer may answer. */
export function quotedIn(lines: readonly string[]): Quoted {
  const text = { lines, heads: lines.map(headOf) }
  const quoted = new Set<number>()
  let restFrom = -1
  let belowTop = -1
  let own = false
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line.trim() === '') continue
    if (quoteSign.test(line)) {
      quoted.add(at)
      continue
    }
    const intro = opensRest(text, at) ? { lines: 1, quoted: false } : attribution(lines, at)
    if (intro.lines > 0 && !intro.quoted) {
      restFrom = at
      break
    }
    if (intro.lines > 0) {
      for (let n = 0; n < intro.lines; n += 1) quoted.add(at + n)
      at += intro.lines - 1
      continue
    }
    // The end of a quoted line that a mail program broke, its sign left behind.
    const before = lines[at - 1] ?? ''
    if (quoteSign.test(before) && before.length > narrowest && quoteSign.test(lines[at + 1] ?? '')) {
      quoted.add(at)
      continue
    }
    // A line of many blanks is what a program leaves that breaks quoted lines: the quote goes on behind it.
    if (!own && quoted.size > 0 && before.trim() === '' && before.length <= widestGap) belowTop = at
    own = true
  }
  if (restFrom >= 0) for (let at = restFrom; at < lines.length; at += 1) quoted.add(at)
  // Answers between quoted lines: which of them is the first thing said cannot be told.
  if (belowTop >= 0 && lines.some((line, at) => at > belowTop && quoteSign.test(line))) belowTop = -1
  return { lines: quoted, restFrom, belowTop: restFrom >= 0 ? -1 : belowTop }
}
