// An operator's own report template (SPEC §4): an odt or docx with words like {{site}} in it, filled in for one team. A
// word processor cuts what somebody typed into pieces: a placeholder is looked for in a paragraph's whole text.

import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { withProperties } from './ownproperties.ts'
import { escapeXml, packed } from './package.ts'
import { fit, type Format } from './pages.ts'
import { decoded } from './tree.ts'

/** What may stand between the braces, and what it is replaced by. */
export type Values = { readonly [name: string]: string }

const placeholder = /\{\{\s*([\w-]{1,40})\s*\}\}/g
/** Parts that hold a document's text, by format. */
const textParts: { readonly [format in Format]: RegExp } = {
  odt: /^(?:content|styles)\.xml$/,
  docx: /^word\/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml$/,
}
const paragraphs: { readonly [format in Format]: RegExp } = {
  odt: /<(text:[ph])(?=[\s>])[^>]*>.*?<\/\1>/gs,
  docx: /<(w:p)(?=[\s>])[^>]*>.*?<\/\1>/gs,
}
/** Text between tags; in Word's files only what stands in `w:t` is the document's. */
const pieces: { readonly [format in Format]: RegExp } = {
  odt: /(?<=>)[^<]+(?=<)/g,
  docx: /(?<=<w:t(?:\s[^>]*)?>)[^<]+(?=<\/w:t>)/g,
}

/** One paragraph's XML with its placeholders replaced: the first piece takes the value, the others lose their share. */
function filled(xml: string, format: Format, values: Values): string {
  const found = [...xml.matchAll(pieces[format])]
  const texts = found.map(([text]) => decoded(text))
  const whole = texts.join('')
  const changes = [...whole.matchAll(placeholder)].filter(([, name]) => Object.hasOwn(values, name ?? ''))
  if (changes.length === 0) return xml
  let start = 0
  const written = texts.map((text) => {
    const [from, to] = [start, start + text.length]
    start = to
    let out = ''
    for (let at = from; at < to; at += 1) {
      const change = changes.find(({ index, 0: all }) => at >= index && at < index + all.length)
      if (change === undefined) out += whole[at]
      else if (at === change.index) out += fit(values[change[1] ?? ''] ?? '').replaceAll('\n', ' ')
    }
    return out
  })
  let result = ''
  let done = 0
  for (const [at, { index, 0: old }] of found.entries()) {
    result += xml.slice(done, index) + escapeXml(written[at] ?? '')
    done = index + old.length
  }
  return result + xml.slice(done)
}

/** The format by what is in the package, null where it is neither. Throws where it is no zip at all. */
export function formatOf(bytes: Uint8Array): Format | null {
  const parts = unzipSync(bytes, {
    filter: ({ name }) => /^(?:mimetype|content\.xml|word\/document\.xml)$/.test(name),
  })
  if (parts['word/document.xml']) return 'docx'
  return parts['content.xml'] &&
    strFromU8(parts['mimetype'] ?? new Uint8Array()).includes('opendocument.text')
    ? 'odt'
    : null
}

/** The names between braces that an operator's template uses, each once, in their order. */
export function placeholdersIn(bytes: Uint8Array, format: Format): readonly string[] {
  const parts = unzipSync(bytes, { filter: ({ name }) => textParts[format].test(name) })
  const texts = Object.values(parts).flatMap((part) =>
    [...strFromU8(part).matchAll(paragraphs[format])].map(([xml]) =>
      decoded([...xml.matchAll(pieces[format])].map(([text]) => text).join('')),
    ),
  )
  return [...new Set(texts.flatMap((text) => [...text.matchAll(placeholder)].map(([, name]) => name ?? '')))]
}

/** The operator's template with its placeholders replaced and with properties of ours that nobody sees. */
export function fillIn(bytes: Uint8Array, format: Format, values: Values, properties: Values): Uint8Array {
  const parts = unzipSync(bytes)
  const texts = Object.entries(parts).map(([name, part]): [string, Uint8Array] =>
    textParts[format].test(name)
      ? [
          name,
          strToU8(
            strFromU8(part).replaceAll(paragraphs[format], (xml: string) => filled(xml, format, values)),
          ),
        ]
      : [name, part],
  )
  const all = withProperties(Object.fromEntries(texts), format, properties)
  const { mimetype, ...others } = all
  return zipSync({ ...(mimetype ? { mimetype: [mimetype, { level: 0 }] } : {}), ...others }, packed)
}
