// Whatever mail can fill is made harmless before a template sees it (SPEC §5): no control characters, no characters
// that turn the reading direction (Unicode UAX 9 §2), no lone surrogates, and no line ends but in quoted texts.
// HTML is not escaped here: the HTML engine does that at every output.

/** Texts that keep their lines, up to this many characters; they are only ever shown as quotes. */
const quoted: { readonly [key: string]: number } = { text: 20_000, prose: 20_000 }
/** Room for the longest honest reason or address; a line of a mail is capped well below it. */
const longest = 2_000

// C0 and C1 controls but tab and line feed; U+2028/2029; bidi embeddings, overrides, isolates and marks; the BOM;
// tag characters (U+E0000 block), which hide text.
const hidden =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu

const cut = (text: string, limit: number) => (text.length > limit ? `${text.slice(0, limit - 1)}…` : text)

const paragraphs = (text: string, limit: number) =>
  cut(text.replace(/\r\n?/g, '\n').toWellFormed().replace(hidden, ''), limit)

/** On one line, with single blanks; safe in a header once encoded. */
export const oneLine = (text: string, limit = longest): string =>
  cut(
    text
      .toWellFormed()
      .replace(/[\s\u0085\u2028\u2029]+/g, ' ')
      .replace(hidden, '')
      .trim(),
    limit,
  ).toWellFormed()

/**
 * For a header's own words. What looks like an encoded word (RFC 2047 §2) is parted: our mail program leaves it as it
 * is, and the reader's would decode line ends or direction marks that we have just taken out.
 */
export const inHeader = (text: string, limit = longest): string =>
  oneLine(text, limit).replaceAll('=?', '= ?')

const cleaned = (value: unknown, key: string): unknown => {
  if (typeof value === 'string') {
    const limit = quoted[key]
    return limit === undefined ? oneLine(value) : paragraphs(value, limit).toWellFormed()
  }
  if (Array.isArray(value)) return value.map((item) => cleaned(item, key))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, cleaned(item, name)]))
  return value
}

/** The same plain data with every string made harmless. */
export const clean = <T>(data: T): T => cleaned(data, '') as T

/** A whole page with what turns the reading direction or hides made visible, line ends and tabs as they are. */
export const unhidden = (page: string): string =>
  page.replace(/\r\n?/g, '\n').toWellFormed().replace(hidden, '\ufffd')

/** The address where it is one for the web, else nothing: only such an address becomes a link. */
export const webAddress = (text: string): string => {
  if (!/^https?:\/\/[^\s"<>\\^`{|}]+$/i.test(text)) return ''
  return URL.canParse(text) ? text : ''
}
