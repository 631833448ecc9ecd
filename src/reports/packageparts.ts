// A package (odt, docx) as the findings and the readers look at it: the names of its parts, and the text of those that
// are XML. Every part is unpacked here once, within limits, and nowhere else.

import type { Note } from './document.ts'
import { doctypeOf, xmlText } from './xml.ts'
import { unpack, type Zip } from './zip.ts'

export type PackageParts = {
  readonly names: readonly string[]
  /** Null where there is no such part. */
  readonly text: (name: string) => string | null
  readonly bytes: (name: string) => Uint8Array | null
}

/** One part of this many bytes of XML is more than any report has. */
const largestPart = 64 * 1024 * 1024
const isXml = (name: string) => /\.(?:xml|rels|rdf|vml)$/i.test(name)

/**
 * Unpacks every part once, so that lying sizes show, and looks at every document type. What keeps the package from being
 * read at all stands in `wrong`.
 */
export function openParts(zip: Zip): { readonly parts: PackageParts; readonly wrong: readonly Note[] } {
  const wrong = new Set<Note>()
  const found = new Map<string, Uint8Array>()
  const texts = new Map<string, string>()
  for (const entry of zip.entries) {
    if (entry.name.endsWith('/')) continue
    if (entry.encrypted) {
      wrong.add('encrypted')
      continue
    }
    const bytes = unpack(zip, entry)
    if ('wrong' in bytes) {
      wrong.add(bytes.wrong)
      continue
    }
    // The first of two of one name counts here; that there are two is found elsewhere.
    if (!found.has(entry.name)) found.set(entry.name, bytes)
    if (!isXml(entry.name)) continue
    const text = bytes.length > largestPart ? null : xmlText(bytes)
    if (text === null) wrong.add(bytes.length > largestPart ? 'bomb' : 'broken')
    else if (doctypeOf(text) === 'hostile') wrong.add('dtd')
    else if (!texts.has(entry.name)) texts.set(entry.name, text)
  }
  return {
    parts: {
      names: [...found.keys()],
      text: (name) => texts.get(name) ?? null,
      bytes: (name) => found.get(name) ?? null,
    },
    wrong: [...wrong],
  }
}
