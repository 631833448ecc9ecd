// Zip files as only an attacker writes them (PKWARE APPNOTE 6.3): every field of an entry can lie. And small packages of
// Word and OpenDocument to put harmful things into.

import { constants, deflateRawSync } from 'node:zlib'

export type RawEntry = {
  readonly name: string
  readonly bytes: Uint8Array
  /** Deflated already; `bytes` then says only how long it is. */
  readonly packed?: Uint8Array
  readonly method?: number
  readonly flags?: number
  /** Lies. */
  readonly saysUnpacked?: number
  readonly saysPacked?: number
  readonly localName?: string
  /** The data of another entry, by its place. */
  readonly shares?: number
}

const u16 = (value: number) => [value & 0xff, (value >> 8) & 0xff]
const u32 = (value: number) => [...u16(value & 0xffff), ...u16(value >>> 16)]

export function rawZip(entries: readonly RawEntry[], lies: { readonly count?: number } = {}): Uint8Array {
  const out: Uint8Array[] = []
  const directory: Uint8Array[] = []
  const places: number[] = []
  let at = 0
  for (const entry of entries) {
    const { name, bytes, localName = name, shares, flags = 0 } = entry
    const method = entry.method ?? 8
    const packed = entry.packed ?? (method === 8 ? deflateRawSync(bytes) : bytes)
    const fields = [...u16(flags), ...u16(method), ...u32(0), ...u32(0)]
    const sizes = [...u32(entry.saysPacked ?? packed.length), ...u32(entry.saysUnpacked ?? bytes.length)]
    const said = Buffer.from(localName)
    const head = Buffer.from([...u32(0x04034b50), ...u16(20), ...fields, ...sizes, ...u16(said.length), 0, 0])
    const place = shares === undefined ? at : (places[shares] ?? 0)
    places.push(place)
    if (shares === undefined) {
      out.push(head, said, packed)
      at += head.length + said.length + packed.length
    }
    const own = Buffer.from(name)
    directory.push(
      Buffer.from([...u32(0x02014b50), ...u16(20), ...u16(20), ...fields, ...sizes, ...u16(own.length)]),
      Buffer.from([...Array<number>(12).fill(0), ...u32(place)]),
      own,
    )
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  const count = lies.count ?? entries.length
  const end = Buffer.from([
    ...u32(0x06054b50),
    0,
    0,
    0,
    0,
    ...u16(count),
    ...u16(count),
    ...u32(size),
    ...u32(at),
    0,
    0,
  ])
  return Buffer.concat([...out, ...directory, end])
}

/** So many megabytes of zeros, deflated: one piece that stands for itself, again and again. */
export function zeros(megabytes: number): Uint8Array {
  const piece = deflateRawSync(Buffer.alloc(1024 * 1024), {
    finishFlush: constants.Z_FULL_FLUSH,
    level: 9,
  })
  return Buffer.concat([...Array<Uint8Array>(megabytes).fill(piece), Buffer.from([3, 0])])
}

const entriesOf = (parts: Parts): RawEntry[] =>
  Object.entries(parts).map(([name, part]) => ({
    name,
    bytes: typeof part === 'string' ? Buffer.from(part) : part,
  }))

export type Parts = { readonly [name: string]: string | Uint8Array }

const wordNamespaces =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
const mainType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'
const relationships = 'http://schemas.openxmlformats.org/package/2006/relationships'
export const officeRelations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

export const relations = (...tags: readonly string[]) =>
  `<Relationships xmlns="${relationships}">${tags.join('')}</Relationships>`

export const wordXml = (body: string) => `<w:document ${wordNamespaces}><w:body>${body}</w:body></w:document>`
export const wordText = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`

/** A Word file with these in its body and these parts beside it, in front of or instead of its own. */
export function wordFile(body: string, parts: Parts = {}, more: readonly RawEntry[] = []): Uint8Array {
  const own = {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="${mainType}"/></Types>`,
    '_rels/.rels': relations(
      `<Relationship Id="r1" Type="${officeRelations}/officeDocument" Target="word/document.xml"/>`,
    ),
    'word/document.xml': wordXml(body),
    ...parts,
  }
  return rawZip([...entriesOf(own), ...more])
}

const odfType = 'application/vnd.oasis.opendocument.text'
const odfNamespaces = ['office', 'text', 'draw', 'script', 'table']
  .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
  .concat('xmlns:xlink="http://www.w3.org/1999/xlink"')
  .join(' ')

export const odfXml = (body: string) =>
  `<office:document-content ${odfNamespaces}><office:body><office:text>${body}</office:text></office:body></office:document-content>`

export function odfFile(body: string, parts: Parts = {}, more: readonly RawEntry[] = []): Uint8Array {
  const own = {
    'content.xml': odfXml(body),
    'META-INF/manifest.xml': `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="${odfType}"/></manifest:manifest>`,
    ...parts,
  }
  return rawZip([{ name: 'mimetype', bytes: Buffer.from(odfType), method: 0 }, ...entriesOf(own), ...more])
}
