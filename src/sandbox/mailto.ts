// The links of a letter that open a mail program (RFC 6068), and what such a program would then show. The letter's
// HTML is our own, but holds words of strangers: it is only ever searched, and shown in a sandboxed frame.

import type { Draft } from './writing.ts'

export type Filled = Pick<Draft, 'to' | 'subject' | 'text'>
export type LetterLink = { readonly label: string; readonly href: string }

const plain: { readonly [entity: string]: string } = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#x27': "'",
}
const unescape = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (whole, name: string) => plain[name] ?? whole)

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}

/** Null where it is no mailto: link with a recipient. A plus stays a plus: this is no form encoding. */
export function readMailto(href: string): Filled | null {
  const [, to = '', query = ''] = /^mailto:([^?]*)\??([^]*)/i.exec(href) ?? []
  if (to === '') return null
  const fields = new Map(
    query.split('&').map((pair) => {
      const at = pair.indexOf('=')
      return at < 0
        ? ([pair, ''] as const)
        : ([pair.slice(0, at).toLowerCase(), decode(pair.slice(at + 1))] as const)
    }),
  )
  return {
    to: decode(to),
    subject: fields.get('subject') ?? '',
    text: (fields.get('body') ?? '').replace(/\r\n/g, '\n'),
  }
}

/** Every mailto: link of a letter, with the words it stands on; each once. */
export function linksIn(page: string): readonly LetterLink[] {
  const found = new Map<string, string>()
  for (const [, href = '', label = ''] of page.matchAll(
    /<a\b[^>]{0,2000}?\bhref="(mailto:[^"]{1,4000})"[^>]{0,2000}>(.{0,1000}?)<\/a>/gis,
  )) {
    const words = unescape(label.replace(/<[^<>]*>/g, ''))
      .replace(/\s+/g, ' ')
      .trim()
    const address = unescape(href)
    if (words !== '' && !found.has(address)) found.set(address, words)
  }
  return [...found].map(([href, label]) => ({ href, label }))
}

/** The letter for a sandboxed frame: its mailto: links open our form, all links the whole window. */
export const frameable = (page: string, formFor: (href: string) => string): string =>
  page
    .replace(
      /\bhref="(mailto:[^"]*)"/gi,
      (_whole, href: string) => `href="${escape(formFor(unescape(href)))}"`,
    )
    // A button's own target would ask for a new window, which the frame may not open: nothing would happen.
    .replace(/\btarget="[^"]{0,100}"/gi, 'target="_top"')
    .replace(/<head\b[^>]*>/i, (head) => `${head}<base target="_top">`)

const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;')

/** As mail programs quote: attribution, then every line behind a sign. */
export const quoted = (date: string, from: string, text: string): string =>
  `\n\nOn ${date}, ${from} wrote:\n${text.trimEnd().replace(/^/gm, '> ').replace(/^> $/gm, '>')}\n`
