// The XML parts of a document, as text to search in. Nothing is resolved: a document type is looked at and never
// followed (RELIABILITY I2), and a part in an encoding that nobody needs is one that hides something.

export type Doctype = 'none' | 'harmless' | 'hostile'

/** The text of a part by its byte order mark or its declaration (XML 1.0 app. F); null in any other encoding. */
export function xmlText(bytes: Uint8Array): string | null {
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
