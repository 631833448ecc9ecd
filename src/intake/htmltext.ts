// HTML mail as plain text, for writers whose program sends nothing else (SPEC §3.4). Links keep their words, images go,
// quotes that mail programs mark as such get quote signs or a line above. How the text is trimmed is not decided here.

import { compile } from 'html-to-text'

/** Characters of HTML looked at, style sheets aside: the conversion takes time with the square of some of it. */
const longest = 64 * 1024
const unread = /<(style|script|head|title)\b[^>]{0,2000}>[^]*?<\/\1\s*>|<!--[^]*?-->/gi

/** What mail programs wrap around a quote, or around the line above one; blockquote itself is known to the library. */
const quotes =
  'yahoo_quoted protonmail_quote tutanota_quote zmail_extra moz-forward-container moz-cite-prefix gmail_attr'
    .split(' ')
    .map((name) => `div.${name}`)
const hidden = ['[hidden]', '[style*="display:none" i]', '[style*="display: none" i]']
/** Where Outlook's kinds begin what they quote, to the end of the mail and without any mark around it. */
const edges =
  '#appendonsend #divRplyFwdMsg #OLK_SRC_BODY_SECTION #stopSpelling #isForwardContent #mail-editor-reference-message-container div.ms-outlook-mobile-reference-message'.split(
    ' ',
  )
/** Known to quoted.ts, and to people who read the mail as text. */
const edge = '-----Original Message-----'

// Made once: what it makes of its selectors costs ten times what a reply costs to convert.
const convert = compile({
  wordwrap: false,
  // All of it: where a quote brings a body of its own and the mail has none, that alone would be read.
  baseElements: { selectors: [], returnDomByDefault: true },
  limits: { maxDepth: 100, maxInputLength: longest },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    // What its writer did not see is not what they said.
    ...hidden.map((selector) => ({ selector, format: 'skip' })),
    { selector: 'p', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    ...quotes.map((selector) => ({ selector, format: 'blockquote' })),
    ...edges.map((selector) => ({ selector, format: 'edge' })),
  ],
  formatters: {
    edge: (element, walk, builder) => {
      builder.openBlock({ leadingLineBreaks: 2 })
      builder.addInline(edge)
      builder.closeBlock({ trailingLineBreaks: 1 })
      walk(element.children, builder)
    },
  },
})

/** The same page is asked for whether it says anything, for its kind, and for its words. */
let last = { html: '', text: '' }

/** No-break spaces are kept, lines are as long as their paragraphs. */
export function htmlText(html: string): string {
  if (html === last.html) return last.text
  const text = converted(html)
  if (html.length <= longest) last = { html, text }
  return text
}

function converted(html: string): string {
  // More of them than any mail program writes are a quadratic search for ends that never come.
  const opened = (html.match(/<(?:style|script|head|title|!--)/gi) ?? []).length
  return convert((opened > 50 ? html : html.replace(unread, ' ')).slice(0, longest))
}
