// A package (odt, docx) as the findings and the readers look at it: the names of its parts, and the text of those that
// are XML. Every part is unpacked here once, within limits, and nowhere else.

import type { Note } from './document.ts'
import { doctypeOf, unhidden, xmlText } from './xml.ts'
import { unpack, type Zip } from './zip.ts'

export type PackageParts = {
  readonly names: readonly string[]
  /** Null where there is no such part. */
  readonly text: (name: string) => string | null
  /** The first bytes of a part, enough to know what it is. */
  readonly start: (name: string) => Uint8Array | null
}

const enoughToKnow = 512
/** One part of this many bytes of XML is more than any report has. */
const largestPart = 64 * 1024 * 1024
const isXml = (name: string) => /\.(?:xml|rels|rdf|vml)$/i.test(name)

const manifest = 'META-INF/manifest.xml'

/** The parts of an encrypted OpenDocument package keep their names and are no XML (ODF 1.3 part 2 §3.4). */
function isSealed(zip: Zip): boolean {
  const entry = zip.entries.find(({ name }) => name === manifest)
  const bytes = entry === undefined || entry.encrypted ? null : unpack(zip, entry)
  if (bytes === null || 'wrong' in bytes || bytes.length > largestPart) return false
  return /<(?:[\w.-]+:)?encryption-data[\s/>]/.test(xmlText(bytes) ?? '')
}

/**
 * Unpacks every part once, so that lying sizes show, and looks at every document type. What keeps the package from being
 * read at all stands in `wrong`.
 */
export function openParts(zip: Zip): { readonly parts: PackageParts; readonly wrong: readonly Note[] } {
  const wrong = new Set<Note>()
  const sealed = isSealed(zip)
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
    if (!found.has(entry.name)) found.set(entry.name, Uint8Array.from(bytes.subarray(0, enoughToKnow)))
    if (!isXml(entry.name) || (sealed && entry.name !== manifest)) continue
    const text = bytes.length > largestPart ? null : xmlText(bytes)
    if (text === null) wrong.add(bytes.length > largestPart ? 'bomb' : 'broken')
    else if (doctypeOf(text) === 'hostile') wrong.add('dtd')
    else if (!texts.has(entry.name)) texts.set(entry.name, unhidden(text))
  }
  return {
    parts: {
      names: [...found.keys()],
      text: (name) => texts.get(name) ?? null,
      start: (name) => found.get(name) ?? null,
    },
    wrong: [...wrong],
  }
}
