// What an OpenDocument package holds beside its text (ODF 1.3 parts 2 and 3): macros, DDE, embedded objects, pictures and
// sections that are fetched from elsewhere, encryption.

import type { DocumentType, Note } from './document.ts'
import type { PackageParts } from './packageparts.ts'

/** By the package's mimetype; `zip` for spreadsheets, slides and the like. */
export function typeOfOdf(mimetype: string): DocumentType {
  if (mimetype.startsWith('application/vnd.oasis.opendocument.text-template')) return 'ott'
  if (/^application\/(?:vnd\.oasis\.opendocument\.text|vnd\.sun\.xml\.writer)$/.test(mimetype)) return 'odt'
  return 'zip'
}

/** The type that the manifest gives the package itself (ODF 1.3 part 2 §4.8.4); empty where it gives none. */
export function mimetypeIn(manifest: string): string {
  const own = (manifest.match(/<manifest:file-entry\s[^>]*>/g) ?? []).find((tag) =>
    /full-path\s*=\s*"\/"/.test(tag),
  )
  return /media-type\s*=\s*"([^"]{0,200})"/.exec(own ?? '')?.[1] ?? ''
}

const macroPart = /^(?:Basic|Scripts)\/.*[^/]$/i
const objectPart = /^(?:\.\/)?(?:Object|OLE)[ _\w-]*(?:\/content\.xml)?$/i
/** Elements that load what they point at when the file is opened; `text:a` only when somebody clicks. */
const loads =
  /<(?:draw:(?:image|object|object-ole|plugin|applet|floating-frame)|text:section-source|style:background-image|form:form|svg:font-face-uri|text:script|table:table-source|text:alphabetical-index-auto-mark-file)\s[^>]*>/g
const elsewhere = /\bxlink:href\s*=\s*["'](?:\s*(?:[a-z][\w+.-]*:|\/\/|\\\\|\.\.\/\.\.\/|\/))/i
const script = /<script:event-listener\s[^>]*>|<office:script\s[^>]*>|<text:script[\s>]/g

export function findInOdf({ names, text }: PackageParts): readonly Note[] {
  const notes = new Set<Note>()
  if (/<(?:\w+:)?encryption-data[\s>]/.test(text('META-INF/manifest.xml') ?? '')) notes.add('encrypted')
  // LibreOffice writes the empty library of every document as two lists of nothing.
  const code = names.filter(
    (name) => macroPart.test(name) && !/(?:^|\/)(?:script|dialog)-l[bc]\.xml$/i.test(name),
  )
  if (code.length > 0) notes.add('macro')
  if (names.some((name) => objectPart.test(name))) notes.add('embedded')
  for (const name of names) {
    if (!/(?:^|\/)(?:content|styles)\.xml$/i.test(name)) continue
    const xml = text(name) ?? ''
    if (
      xml
        .match(script)
        ?.some((tag) => !/script:language\s*=\s*["']ooo:script["'][^>]*xlink:href\s*=\s*["']["']/.test(tag))
    )
      notes.add('macro')
    if (/<(?:text:dde-connection|office:dde-source)/.test(xml)) notes.add('dde')
    const loading = xml.match(loads) ?? []
    if (loading.some((tag) => elsewhere.test(tag))) notes.add('external-link')
    if (/<draw:(?:object-ole|plugin|applet)[\s>]/.test(xml)) notes.add('embedded')
  }
  return [...notes]
}
