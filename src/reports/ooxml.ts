// What a Word package holds beside its text (ISO/IEC 29500, [MS-OFFMACRO2]): macros, fields that call programs or files,
// embedded objects, parts that are fetched from elsewhere. Found by content types, relations and field codes.

import type { DocumentType, Note } from './document.ts'
import type { PackageParts } from './packageparts.ts'
import { tag } from './xml.ts'

const mainTypes: readonly (readonly [string, DocumentType])[] = [
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml', 'docx'],
  ['application/vnd.ms-word.document.macroEnabled.main+xml', 'docm'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml', 'dotx'],
  ['application/vnd.ms-word.template.macroEnabledTemplate.main+xml', 'dotm'],
]

/** The type by the content type of the main part; `zip` for spreadsheets, slides and whatever else is packed so. */
export function typeOfOoxml(contentTypes: string): DocumentType {
  const said = contentTypes.toLowerCase()
  return mainTypes.find(([name]) => said.includes(`"${name.toLowerCase()}"`))?.[1] ?? 'zip'
}

const macroPart = /(?:^|\/)(?:vbaProject\.bin|vbaData\.xml)$|\/activeX\/|\/macrosheets?\//i
const embeddedPart = /\/embeddings\/|(?:^|\/)oleObject\d*\.bin$|\/afchunk/i
const relations = tag('Relationship')
/** Parts that hold another document, a program's object or somebody else's markup (part 1 §15.2). */
const objectRelation = /\/(?:oleObject|package|aFChunk|subDocument|control|frame)["']/i
/** A link that only a click follows; everything else outside is fetched when the file is opened. */
const clicked = /\bType\s*=\s*["'][^"']*\/hyperlink["']/i
const fetched = /\bTargetMode\s*=\s*["']External["']/i
/** Fields that read other files or places (ISO/IEC 29500-1 §17.16.5). */
const readingField = /\b(?:INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|RD)\b\s*(?:"|&quot;|\\\\|[a-z]+:)/i

/** The codes of all fields of a part. Word cuts them into runs anywhere, in the middle of a word too. */
function fieldCodes(xml: string): string {
  const codes = [...xml.matchAll(/<(?:[\w.-]+:)?(?:instrText|delInstrText)(?:\s[^>]*)?>([^<]*)</g)].map(
    ([, text]) => text,
  )
  const simple = [...xml.matchAll(/[\s:]instr\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, a, b]) => a ?? b)
  return `${codes.join('')}\n${simple.join('\n')}`
}

/** Everything found, each once. `parts` gives the text of XML parts. */
export function findInOoxml({ names, text }: PackageParts, type: DocumentType): readonly Note[] {
  const notes = new Set<Note>()
  if (type === 'docm' || type === 'dotm' || names.some((name) => macroPart.test(name))) notes.add('macro')
  if (/macroEnabled|vbaProject/i.test(text('[Content_Types].xml') ?? '')) notes.add('macro')
  if (names.some((name) => embeddedPart.test(name))) notes.add('embedded')
  for (const name of names) {
    if (name.endsWith('.rels')) {
      const found = [...(text(name) ?? '').matchAll(relations)].map(([one]) => one)
      if (found.some((one) => fetched.test(one) && !clicked.test(one))) notes.add('external-link')
      if (found.some((one) => objectRelation.test(one))) notes.add('embedded')
    } else if (/^word\/.*\.xml$/i.test(name)) {
      const codes = fieldCodes(text(name) ?? '')
      if (/\bDDE(?:AUTO)?\b/i.test(codes)) notes.add('dde')
      if (readingField.test(codes)) notes.add('external-link')
    }
  }
  return [...notes]
}
