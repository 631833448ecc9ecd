// A document before it is a file: headings, paragraphs, tables, links. Written once, laid out twice (odt.ts, docx.ts).
// Deliberately small: what a report and a summary need and nothing else.

export type Run = {
  readonly text: string
  readonly bold?: true
  /** A web address that a click opens; anything but http and https is shown and not linked. */
  readonly href?: string
}
export type Block =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  /** `lead`: stays on the page of what follows it. */
  | { readonly kind: 'paragraph'; readonly runs: readonly Run[]; readonly lead?: true }
  /** Small and grey: what to write here. */
  | { readonly kind: 'hint'; readonly text: string }
  /** Somebody's own words. */
  | { readonly kind: 'quote'; readonly runs: readonly Run[] }
  /** `widths` are shares of the line. The first row is the head where there is one; else the first column is. */
  | {
      readonly kind: 'table'
      readonly head: readonly string[] | null
      readonly rows: readonly (readonly (readonly Run[])[])[]
      readonly widths: readonly number[]
    }

export type Pages = {
  readonly title: string
  /** Whoever it is by, as it stands in the file's own properties. */
  readonly author: string
  readonly blocks: readonly Block[]
  /** Carried unseen in the file's properties. */
  readonly properties: { readonly [name: string]: string }
}

export type Format = 'odt' | 'docx'
export type WrittenFile = { readonly name: string; readonly type: string; readonly bytes: Uint8Array }

export const mediaTypes: { readonly [format in Format]: string } = {
  odt: 'application/vnd.oasis.opendocument.text',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

/** Longest text of one run; more is cut, for a reader as for the programs that open the file. */
const longestRun = 20_000
// XML 1.0 §2.2 has no place for these; a lone half of a surrogate pair is none of its characters either.
// oxlint-disable-next-line no-control-regex
const notInXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\u202A-\u202E\u2066-\u2069]/gu

/** Text as a document may hold it: no control characters, no turning of the writing direction. */
export const fit = (text: string): string =>
  text
    .slice(0, longestRun)
    .toWellFormed()
    .replaceAll(notInXml, '')
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')

export const isLink = (href: string | undefined): href is string =>
  href !== undefined && /^https?:\/\/[^\s<>"]{1,2000}$/i.test(href)

export const runs = (text: string): readonly Run[] => [{ text }]
