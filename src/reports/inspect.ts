// Whether a mailed file may be opened (SPEC §4), in this order: size, true type by content, then what is inside. Refused
// is what attacks or cannot be read; quarantined waits for a manager; everything found is named. Nothing is opened
// further, fetched or run here, and nothing here looks at the name but to say that it lies.

import { fileTypeFromBuffer } from 'file-type'
import { largestDocument, type DocumentType, type Inspection, type Note, type Safety } from './document.ts'
import { findInOdf, mimetypeIn, typeOfOdf } from './odf.ts'
import { inspectOle } from './ole.ts'
import { findInOoxml, typeOfOoxml } from './ooxml.ts'
import { openParts, type PackageParts } from './packageparts.ts'
import { hasAbsoluteNames, hasDoubles, openZip } from './zip.ts'

/** What keeps a file from being read at all; the other notes only make a manager look first. */
const refusing: readonly Note[] = [
  'bomb',
  'traversal',
  'dtd',
  'broken',
  'too-large',
  'nested-archive',
  'died',
]

/** Types by their names' endings; a name that says another kind of document than the content is one that lies. */
const endings: { readonly [ending: string]: readonly DocumentType[] } = {
  odt: ['odt', 'ott'],
  docx: ['docx', 'docm', 'dotx', 'dotm'],
  docm: ['docm'],
  dotx: ['dotx'],
  dotm: ['dotm'],
  ott: ['ott'],
  doc: ['doc'],
  rtf: ['rtf'],
  pdf: ['pdf'],
  txt: ['txt', 'empty'],
  zip: ['zip'],
}
/** Endings that tell a word processor to expect macros: named even where none were found. */
const macroEndings = ['docm', 'dotm']
const reports: readonly DocumentType[] = ['odt', 'ott', 'docx', 'docm', 'dotx', 'dotm', 'doc']
/** May be kept beside a report; not read. */
const harmless: readonly DocumentType[] = ['pdf', 'txt', 'rtf', 'image']

/** How every OLE2 file begins ([MS-CFB] §2.2). */
const compound = '\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1'

const startsWith = (bytes: Uint8Array, text: string) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, text.length)).equals(
    Buffer.from(text, 'latin1'),
  )

/** Total: any bytes give a verdict. `name` is only compared, never trusted. */
export async function inspect(bytes: Uint8Array, name: string): Promise<Inspection> {
  if (bytes.length > largestDocument) return verdict('unknown', ['too-large'], name)
  if (bytes.length === 0) return verdict('empty', ['broken'], name)
  if (startsWith(bytes, 'PK')) return inspectZip(bytes, name)
  if (startsWith(bytes, compound)) {
    const ole = inspectOle(bytes)
    return ole === null ? verdict('ole2', ['broken'], name) : verdict(ole.type, ole.notes, name)
  }
  if (startsWith(bytes, '{\\rtf')) return verdict('rtf', findInRtf(bytes), name)
  return verdict(await otherType(bytes), [], name)
}

function inspectZip(bytes: Uint8Array, name: string): Inspection {
  const zip = openZip(bytes)
  if ('wrong' in zip) return verdict('zip', [zip.wrong], name)
  const { parts, wrong } = openParts(zip)
  const type = typeOfPackage(parts)
  const notes = new Set<Note>(wrong)
  const within = parts.names.map((inner) => insideOf(inner, parts.start(inner) ?? new Uint8Array()))
  if (type === 'zip' && within.includes('archive')) notes.add('nested-archive')
  if (type !== 'zip' && within.includes('object')) notes.add('embedded')
  if (type === 'odt' || type === 'ott') for (const note of findInOdf(parts)) notes.add(note)
  else if (type !== 'zip') for (const note of findInOoxml(parts, type)) notes.add(note)
  // Careless programs write these too: worth a manager's look, no reason to refuse.
  const odd: readonly Note[] = [
    ...(hasAbsoluteNames(zip) ? (['traversal'] as const) : []),
    ...(hasDoubles(zip) ? (['broken'] as const) : []),
  ]
  return verdict(type, [...notes], name, odd)
}

/** Archives, compound files and programs, by their first bytes. */
const archives: readonly string[] = [
  'PK\u0003\u0004',
  '7z\u00bc\u00af\u0027\u001c',
  'Rar!\u001a\u0007',
  '\u001f\u008b\u0008',
  'BZh9',
  '\u00fd7zXZ\u0000',
]
const programs: readonly string[] = ['MZ', '\u007fELF']
/** These hold what the findings below name themselves, or bytes made to look like chance. */
const namedElsewhere = /(?:^|\/)vbaProject\.bin$|\.odttf$/i

function insideOf(name: string, start: Uint8Array): 'archive' | 'object' | null {
  if (namedElsewhere.test(name)) return null
  if (archives.some((magic) => startsWith(start, magic))) return 'archive'
  return startsWith(start, compound) || programs.some((magic) => startsWith(start, magic)) ? 'object' : null
}

/** By the package's own word, wherever it gives one: some programs forget the mimetype or put it wrong. */
function typeOfPackage(parts: PackageParts): DocumentType {
  const types = parts.text('[Content_Types].xml')
  if (types !== null) return typeOfOoxml(types)
  const mimetype = new TextDecoder().decode(parts.start('mimetype')?.subarray(0, 200)).trim()
  return typeOfOdf(
    mimetype.startsWith('application/') ? mimetype : mimetypeIn(parts.text('META-INF/manifest.xml') ?? ''),
  )
}

/** Rich text holds objects and fields as words (RTF 1.9.1); its text is not read. */
function findInRtf(bytes: Uint8Array): readonly Note[] {
  const text = new TextDecoder('latin1').decode(bytes)
  const notes: Note[] = []
  if (/\\(?:objdata|objemb|objocx|objupdate|objlink)\b/i.test(text)) notes.push('embedded')
  if (/DDE(?:AUTO)?\b/.test(text)) notes.push('dde')
  if (/\\template\b|INCLUDE(?:TEXT|PICTURE)/i.test(text)) notes.push('external-link')
  return notes
}

async function otherType(bytes: Uint8Array): Promise<DocumentType> {
  const known = await fileTypeFromBuffer(bytes.subarray(0, 8192))
  if (known?.ext === 'pdf' || Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-')) return 'pdf'
  if (known?.mime.startsWith('image/')) return 'image'
  if (known && /x-(?:ms|mach|elf|sharedlib|executable)|java|wasm/.test(known.mime)) return 'program'
  if (startsWith(bytes, 'MZ') || startsWith(bytes, '\u007fELF') || startsWith(bytes, '#!')) return 'program'
  if (known && /zip|compressed|rar|7z|tar|gzip|bzip|xz/.test(known.mime)) return 'zip'
  const text = new TextDecoder().decode(bytes.subarray(0, 4096))
  if (/^\s*(?:<!doctype html|<html|<script)/i.test(text)) return 'html'
  // oxlint-disable-next-line no-control-regex
  return known || /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\uFFFD]/.test(text) ? 'unknown' : 'txt'
}

/** `odd` are notes that make a manager look, even where the same note refuses when it is sure. */
function verdict(
  type: DocumentType,
  notes: readonly Note[],
  name: string,
  odd: readonly Note[] = [],
): Inspection {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name.trim())?.[1]?.toLowerCase() ?? ''
  const lies = endings[ending]?.includes(type) === false && !notes.some((note) => refusing.includes(note))
  const slip = lies && reports.includes(type) && !macroEndings.includes(ending)
  const asked: readonly Note[] = reports.includes(type) && macroEndings.includes(ending) ? ['macro'] : []
  const all = [...new Set<Note>([...notes, ...odd, ...asked, ...(lies ? (['wrong-type'] as const) : [])])]
  return {
    type,
    verdict: safetyOf(type, notes, slip ? all.filter((note) => note !== 'wrong-type') : all),
    notes: all,
  }
}

/** A document under another document's ending is a slip, and no reason to wait. */
function safetyOf(type: DocumentType, sure: readonly Note[], found: readonly Note[]): Safety {
  if (sure.some((note) => refusing.includes(note))) return 'refused'
  if (!reports.includes(type) && !harmless.includes(type))
    return found.includes('wrong-type') ? 'refused' : 'quarantined'
  return found.length > 0 ? 'quarantined' : 'ok'
}
