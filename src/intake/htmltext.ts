// HTML mail as plain text, for writers whose program sends nothing else (SPEC §3.4). Links keep their words, images go,
// quotes that mail programs mark as such get quote signs. How the text is trimmed is not decided here.

import { convert } from 'html-to-text'

/** Characters of HTML looked at, style sheets aside: the conversion takes time with the square of some of it. */
const longest = 64 * 1024
const unread = /<(style|script|head|title)\b[^>]{0,2000}>[^]*?<\/\1\s*>|<!--[^]*?-->/gi

/** No-break spaces are kept, lines are as long as their paragraphs. */
export function htmlText(html: string): string {
  // More of them than any mail program writes are a quadratic search for ends that never come.
  const opened = (html.match(/<(?:style|script|head|title|!--)/gi) ?? []).length
  const seen = (opened > 50 ? html : html.replace(unread, ' ')).slice(0, longest)
  return convert(seen, {
    wordwrap: false,
    limits: { maxDepth: 100, maxInputLength: longest },
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
      { selector: 'p', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
      { selector: 'div.yahoo_quoted', format: 'blockquote' },
    ],
  })
}
