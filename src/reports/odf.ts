// What an OpenDocument package holds beside its text (ODF 1.3 parts 2 and 3): macros, DDE, embedded objects, pictures and
// sections that are fetched from elsewhere, encryption.

import type { DocumentType, Note } from './document.ts'
import type { PackageParts } from './packageparts.ts'
import { tag } from './xml.ts'

/** By the package's mimetype; `zip` for spreadsheets, slides and the like. */
export function typeOfOdf(mimetype: string): DocumentType {
  if (mimetype.startsWith('application/vnd.oasis.opendocument.text-template')) return 'ott'
  if (/^application\/(?:vnd\.oasis\.opendocument\.text|vnd\.sun\.xml\.writer)$/.test(mimetype)) return 'odt'
  return 'zip'
}

/** The type that the manifest gives the package itself (ODF 1.3 part 2 §4.8.4); empty where it gives none. */
export function mimetypeIn(manifest: string): string {
  const own = (manifest.match(tag('file-entry')) ?? []).find((one) => /full-path\s*=\s*["']\/["']/.test(one))
  return /media-type\s*=\s*["']([^"']{0,200})["']/.exec(own ?? '')?.[1] ?? ''
}

const macroPart = /(?:^|\/)(?:Basic|Scripts)\/.*[^/]$/i
const objectPart = /^(?:\.\/)?(?:Object|OLE)[ _\w-]*(?:\/content\.xml)?$/i
/** Elements that load what they point at when the file is opened; a link of the text only when somebody clicks. */
const loads = tag(
  'image fill-image object object-ole plugin applet floating-frame section-source background-image form font-face-uri script'
    .concat(' table-source alphabetical-index-auto-mark-file')
    .replaceAll(' ', '|'),
)
const elsewhere = /\bhref\s*=\s*["']\s*(?:[a-z][\w+.-]*:|\/\/|\\\\|\/)/i
/** Text of the reader's own files, put into the document, would leave with it. */
const textFromFiles =
  /(?:section-source|table-source|floating-frame|object)\s[^>]*\bhref\s*=\s*["']\s*\.\.\/\.\.\//i
const script = tag('event-listener', 'script')
/** What a form of LibreOffice carries that does nothing. */
const idle = /language\s*=\s*["']ooo:script["'](?:[^>]*)href\s*=\s*["']["']/

export function findInOdf(parts: PackageParts): readonly Note[] {
  const { names, text } = parts
  const notes = new Set<Note>()
  if (/<(?:[\w.-]+:)?encryption-data[\s/>]/.test(text('META-INF/manifest.xml') ?? '')) notes.add('encrypted')
  // LibreOffice writes the empty library of every document as two lists of nothing.
  const code = names.filter(
    (name) => macroPart.test(name) && !/(?:^|\/)(?:script|dialog)-l[bc]\.xml$/i.test(name),
  )
  if (code.length > 0) notes.add('macro')
  if (hasObject(parts)) notes.add('embedded')
  for (const name of names) {
    if (!/(?:^|\/)(?:content|styles)\.xml$/i.test(name)) continue
    const xml = text(name) ?? ''
    if (xml.match(script)?.some((one) => !idle.test(one))) notes.add('macro')
    if (/<(?:[\w.-]+:)?(?:dde-connection|dde-source)[\s/>-]/.test(xml)) notes.add('dde')
    const loading = xml.match(loads) ?? []
    if (loading.some((one) => elsewhere.test(one) || textFromFiles.test(one))) notes.add('external-link')
    if (/<(?:[\w.-]+:)?(?:object-ole|plugin|applet)[\s/>]/.test(xml)) notes.add('embedded')
  }
  return [...notes]
}

/** Documents inside the document. Charts and formulas are made of the format itself and hold nothing else. */
function hasObject({ names, text }: PackageParts): boolean {
  const pointed = (text('content.xml') ?? '').match(tag('object')) ?? []
  const folders = pointed.map((one) => /\bhref\s*=\s*["'](?:\.\/)?([^"']+)/.exec(one)?.[1] ?? '')
  return (
    names.some((name) => objectPart.test(name) && !isDrawn(text(name))) ||
    folders.some(
      (folder) =>
        names.some((name) => name.startsWith(`${folder}/`)) && !isDrawn(text(`${folder}/content.xml`)),
    )
  )
}

const isDrawn = (xml: string | null) =>
  xml !== null &&
  /^\s*(?:<!DOCTYPE[^>[]*>\s*)?<(?:[\w.-]+:)?math[\s>]|<(?:[\w.-]+:)?body>\s*<(?:[\w.-]+:)?chart[\s>]/.test(
    xml,
  )
