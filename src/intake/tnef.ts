// winmail.dat opened (MS-OXTNEF 2.1): the text and the files that Outlook put into it. Own code, since no reader of the
// format is kept; bounded in attributes, properties and depth, lengths never believed beyond the bytes that are there.
// Compressed RTF, drawings and calendar items are not read.

import { decodeText } from './charset.ts'
import { mapiStream, readProperties } from './tnefproperties.ts'
import type { Property } from './tnefproperties.ts'

export type Tnef = {
  readonly text: string
  readonly html: string
  readonly files: readonly { readonly name: string; readonly type: string; readonly bytes: Uint8Array }[]
  /** What was wrong or left out, in words. */
  readonly cuts: readonly string[]
}

const signature = 0x223e9f78
const attribute = {
  body: 0x0002800c,
  messageProperties: 0x00069003,
  codepage: 0x00069007,
  renderData: 0x00069002,
  title: 0x00018010,
  data: 0x0006800f,
  attachmentProperties: 0x00069005,
}
const tag = {
  body: 0x1000,
  html: 0x1013,
  internetCodepage: 0x3fde,
  longName: 0x3707,
  shortName: 0x3704,
  displayName: 0x3001,
  data: 0x3701,
  mimeType: 0x370e,
}
const most = { attributes: 10_000, files: 200, depth: 3 }

/** Windows' number of a character set as its label; an unknown one is guessed from the bytes. */
const charsetOf = (codepage: number): string => {
  const named: { readonly [codepage: number]: string } = {
    932: 'shift_jis',
    936: 'gb18030',
    949: 'euc-kr',
    950: 'big5',
    20127: 'us-ascii',
    20866: 'koi8-r',
    21866: 'koi8-u',
    50220: 'iso-2022-jp',
    65001: 'utf-8',
  }
  if (codepage >= 1250 && codepage <= 1258) return `windows-${codepage}`
  if (codepage >= 28591 && codepage <= 28606) return `iso-8859-${codepage - 28590}`
  return named[codepage] ?? ''
}

const withoutEnd = (text: string) => text.replace(/\0[^]*/, '')
const textOf = ({ type, bytes }: Property, charset: string): string =>
  withoutEnd(type === 0x1f ? new TextDecoder('utf-16le').decode(bytes) : decodeText(trimmed(bytes), charset))
/** Without the NUL that ends a string: it would make bytes look like no text. */
const trimmed = (bytes: Uint8Array) => {
  const end = bytes.indexOf(0)
  return end < 0 ? bytes : bytes.subarray(0, end)
}

type Draft = { name: string; type: string; bytes: Uint8Array | null; nested: Uint8Array | null }

const fill = (draft: Draft, properties: readonly Property[], charset: string) => {
  const of = (id: number) => properties.find((one) => one.id === id)
  const [long, short, shown, mime, data] = [
    tag.longName,
    tag.shortName,
    tag.displayName,
    tag.mimeType,
    tag.data,
  ].map(of)
  const name = [long, short, shown]
    .map((one) => (one ? textOf(one, charset).trim() : ''))
    .find((one) => one !== '')
  // The long name is what the person saw; the title before it may be eight letters and three.
  if (name !== undefined && (long || draft.name === '')) draft.name = name
  if (mime) draft.type = textOf(mime, charset).trim().toLowerCase()
  if (data?.type === 0x0d) {
    const inner = mapiStream(data.bytes)
    if (inner) draft.nested = inner
  } else if (data && (draft.bytes?.length ?? 0) === 0) draft.bytes = data.bytes
}

const nothing = (why: string): Tnef => ({ text: '', html: '', files: [], cuts: [`winmail.dat: ${why}`] })

/** Reads any bytes; never throws. What is damaged ends the reading, and what was whole before it counts. */
export function readTnef(given: Uint8Array, depth = 0): Tnef {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength)
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== signature) return nothing('not in the format of Outlook')
  const drafts: Draft[] = []
  const cuts = new Set<string>()
  let [text, html, charset] = ['', '', '']
  let at = 6
  for (let read = 0; at + 9 <= bytes.length; read += 1) {
    if (read >= most.attributes || drafts.length > most.files) {
      cuts.add('winmail.dat: more in it than is read')
      break
    }
    const id = bytes.readUInt32LE(at + 1)
    const length = bytes.readUInt32LE(at + 5)
    const end = at + 9 + length
    if (end + 2 > bytes.length) {
      cuts.add('winmail.dat: ends too early')
      break
    }
    const value = bytes.subarray(at + 9, end)
    if (sumOf(value) !== bytes.readUInt16LE(end)) cuts.add('winmail.dat: damaged, a checksum is wrong')
    at = end + 2
    const draft = drafts.at(-1)
    if (id === attribute.renderData) drafts.push({ name: '', type: '', bytes: null, nested: null })
    else if (id === attribute.codepage && length >= 4) charset = charsetOf(value.readUInt32LE(0))
    else if (id === attribute.body) text = decodeText(trimmed(value), charset)
    else if (id === attribute.messageProperties) {
      const properties = readProperties(value)
      const internet = properties.find((one) => one.id === tag.internetCodepage)?.bytes
      const shown = internet?.length === 4 ? charsetOf(Buffer.from(internet).readUInt32LE(0)) : charset
      const [words, marked] = [tag.body, tag.html].map((wanted) =>
        properties.find((one) => one.id === wanted),
      )
      if (words) text = textOf(words, charset)
      if (marked) html = marked.type === 0x1f ? textOf(marked, '') : decodeText(trimmed(marked.bytes), shown)
    } else if (draft && id === attribute.title) draft.name ||= decodeText(trimmed(value), charset).trim()
    else if (draft && id === attribute.data) draft.bytes = value
    else if (draft && id === attribute.attachmentProperties) fill(draft, readProperties(value), charset)
  }
  const files = drafts.flatMap((draft): readonly Tnef['files'][number][] => {
    if (draft.nested && depth < most.depth) {
      // A mail that was forwarded in it: its files, not its words.
      const inner = readTnef(draft.nested, depth + 1)
      for (const cut of inner.cuts) cuts.add(cut)
      return inner.files
    }
    const type = /^[\w.+-]{1,60}\/[\w.+-]{1,100}$/.test(draft.type) ? draft.type : 'application/octet-stream'
    return draft.bytes ? [{ name: draft.name, type, bytes: draft.bytes }] : []
  })
  return { text, html, files: files.slice(0, most.files), cuts: [...cuts] }
}

/** MS-OXTNEF 2.1.3.1: the bytes added up, modulo 65,536. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) sum = (sum + byte) & 0xffff
  return sum
}
