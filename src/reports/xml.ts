// The XML parts of a document, as text to search in. Nothing is resolved: a document type is looked at and never
// followed (RELIABILITY I2), and a part in an encoding that nobody needs is one that hides something.

export type Doctype = 'none' | 'harmless' | 'hostile'

/**
 * The text of a part by its byte order mark or its declaration (XML 1.0 app. F); null in any other encoding, and where
 * it does not begin as XML must: a program that knows more encodings would read something else there.
 */
export function xmlText(bytes: Uint8Array): string | null {
  const text = decoded(bytes)
  return text === null || text.includes('\0') || !/^\s*(?:<|$)/.test(text) ? null : text
}

function decoded(bytes: Uint8Array): string | null {
  const [first = 0, second = 0] = bytes
  const bom =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null
  if (bom !== null) return new TextDecoder(bom).decode(bytes)
  if ((first === 0x3c && second === 0) || (first === 0 && second === 0x3c)) return null
  const text = new TextDecoder().decode(bytes)
  const said = /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})["']/i.exec(text)?.[1]?.toLowerCase()
  return said === undefined || /^(?:utf-?8|us-ascii|iso-8859-1|windows-1252)$/.test(said) ? text : null
}

/**
 * What a document type declares. Harmless is the one that OpenOffice 1 wrote: a relative system identifier that nobody
 * has to read, and nothing of its own. Entities, or a place elsewhere, are an attack (XXE, a billion laughs).
 */
export function doctypeOf(text: string): Doctype {
  const at = text.search(/<!(?:DOCTYPE|ENTITY)/i)
  if (at < 0) return 'none'
  const declared = text.slice(at, at + 2000)
  if (/<!ENTITY/i.test(text)) return 'hostile'
  const plain =
    /^<!DOCTYPE\s+[\w:.-]+\s+(?:PUBLIC\s+"[^"]*"\s+|PUBLIC\s+'[^']*'\s+|SYSTEM\s+)?["'][\w.-]{1,80}\.dtd["']\s*>/i
  return plain.test(declared) ? 'harmless' : 'hostile'
}

const hiding = /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>/g
const entities: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/**
 * The same document without what can hide words from a search: comments and instructions gone, CDATA as plain text,
 * characters written by number as themselves (XML 1.0 §2.5-2.7, §4.1) but for those that are markup.
 */
export function unhidden(text: string): string {
  const bare = !/<!--|<!\[CDATA|<\?/.test(text)
    ? text
    : text.replaceAll(hiding, (_, data: string | undefined) =>
        (data ?? '').replaceAll(/[&<>]/g, (one) => entities[one] ?? one),
      )
  if (!bare.includes('&#')) return bare
  return bare.replaceAll(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));/gi, (whole, hex?: string, decimal?: string) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0x20 && code < 0x7f && !/[&<>"']/.test(String.fromCharCode(code))
      ? String.fromCharCode(code)
      : whole
  })
}

/** A start tag by its local names, whatever the prefix; `>` in its attributes does not end it, `<` cannot be in it. */
export const tag = (...names: readonly string[]): RegExp =>
  new RegExp(`<(?:[\\w.-]+:)?(?:${names.join('|')})(?=[\\s/>])(?:[^<>"']|"[^"<]*"|'[^'<]*')*>`, 'g')
