// The unseen properties of a document's package, by which a returned template is known: put into one that somebody else
// made, and read back. ODF 1.3 part 3 §4.3.3 (user-defined metadata), ISO/IEC 29500-1 §22.3 (custom properties).

import { strFromU8, strToU8 } from 'fflate'
import { escapeXml } from './package.ts'
import { fit, type Format } from './pages.ts'

type Parts = { readonly [name: string]: Uint8Array }
type Properties = { readonly [name: string]: string }

const customPart = 'docProps/custom.xml'
const customType = 'application/vnd.openxmlformats-officedocument.custom-properties+xml'
const customRelation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties'
const emptyCustom =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"></Properties>'
const emptyMeta =
  '<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" office:version="1.3"><office:meta></office:meta></office:document-meta>'

const textOf = (parts: Parts, name: string, otherwise: string) =>
  parts[name] ? strFromU8(parts[name]) : otherwise

/** Puts `more` at the end of the element, which may be an empty one. */
const into = (xml: string, element: string, more: string) =>
  xml
    .replace(
      new RegExp(`<${element}((?:\\s[^>]*)?)/>`),
      (_, attributes: string) => `<${element}${attributes}></${element}>`,
    )
    .replace(`</${element}>`, () => `${more}</${element}>`)

/** As they stand in meta.xml, in a file of our own making or somebody else's. */
export const userDefined = (properties: Properties): string =>
  Object.entries(properties)
    .map(
      ([name, value]) =>
        `<meta:user-defined meta:name="${escapeXml(name)}" meta:value-type="string">${escapeXml(fit(value))}</meta:user-defined>`,
    )
    .join('')

function intoOdt(parts: Parts, properties: Properties): Parts {
  const meta = textOf(parts, 'meta.xml', emptyMeta)
  return {
    ...parts,
    'meta.xml': strToU8(into(meta, 'office:meta', userDefined(properties))),
  }
}

function intoDocx(parts: Parts, properties: Properties): Parts {
  const custom = textOf(parts, customPart, emptyCustom)
  const highest = Math.max(1, ...[...custom.matchAll(/ pid="(\d+)"/g)].map(([, pid]) => Number(pid)))
  const rows = Object.entries(properties).map(
    ([name, value], at) =>
      `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="${highest + 1 + at}" name="${escapeXml(name)}"><vt:lpwstr>${escapeXml(fit(value))}</vt:lpwstr></property>`,
  )
  const made = {
    ...parts,
    [customPart]: strToU8(into(custom, 'Properties', rows.join(''))),
  }
  if (parts[customPart]) return made
  const types = textOf(parts, '[Content_Types].xml', '')
  const relations = textOf(parts, '_rels/.rels', '')
  return {
    ...made,
    '[Content_Types].xml': strToU8(
      into(types, 'Types', `<Override PartName="/${customPart}" ContentType="${customType}"/>`),
    ),
    '_rels/.rels': strToU8(
      into(
        relations,
        'Relationships',
        `<Relationship Id="rIdRollcall" Type="${customRelation}" Target="${customPart}"/>`,
      ),
    ),
  }
}

/** The package's parts with these properties added. */
export const withProperties = (parts: Parts, format: Format, properties: Properties): Parts =>
  format === 'odt' ? intoOdt(parts, properties) : intoDocx(parts, properties)
