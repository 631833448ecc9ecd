// What a zip says of itself, and its entries without trusting that (PKWARE APPNOTE 6.3). Hostile files lie about sizes,
// let entries overlap or hold a thousand times their own size: everything is counted before and while it is unpacked.
// Own, because a reader that only unpacks has to believe what this one is there to check.

import { inflateRawSync } from 'node:zlib'

export type ZipEntry = {
  readonly name: string
  readonly method: number
  readonly encrypted: boolean
  readonly packed: number
  readonly unpacked: number
  /** Where its data begin in the file. */
  readonly data: number
}
export type Zip = { readonly bytes: Uint8Array; readonly entries: readonly ZipEntry[] }
export type ZipTrouble = 'broken' | 'bomb' | 'traversal'

/** SPEC §4, with RELIABILITY's reason for where the ratio begins to count. */
const zipLimits = {
  entries: 2000,
  unpacked: 200 * 1024 * 1024,
  ratio: 100,
  ratioFrom: 1024 * 1024,
} as const

const END = 0x06054b50
const END64 = 0x06064b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const longestComment = 0xffff
const stored = 0
const deflated = 8

/** Names that a careless unpacker would write elsewhere. */
const leadsOut = (name: string) =>
  // oxlint-disable-next-line no-control-regex
  /(?:^|[/\\])\.\.(?:[/\\]|$)|^[a-z]:|\u0000/i.test(name)

/** The central directory, checked entry by entry. Answers with what is wrong where a file cannot be trusted. */
export function openZip(bytes: Uint8Array): Zip | { readonly wrong: ZipTrouble } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endOf(view)
  if (end === null) return { wrong: 'broken' }
  const count = view.getUint16(end + 10, true)
  const size = view.getUint32(end + 12, true)
  const start = view.getUint32(end + 16, true)
  // A count or place that does not fit means zip64: no report is that large (APPNOTE §4.4.1.4).
  if (count > zipLimits.entries) return { wrong: 'bomb' }
  if (view.getUint16(end + 8, true) !== count || !closes(view, start + size, end)) return { wrong: 'broken' }
  const entries: ZipEntry[] = []
  let at = start
  for (let number = 0; number < count; number += 1) {
    const read = entryAt(view, bytes, at, start)
    if (read === null) return { wrong: 'broken' }
    entries.push(read.entry)
    at = read.next
  }
  if (at !== start + size) return { wrong: 'broken' }
  const wrong = trouble(entries, bytes.length)
  return wrong === null ? { bytes, entries } : { wrong }
}

/** Nothing but the records of zip64 may stand between directory and end: programs would look at different files. */
const closes = (view: DataView, directoryEnd: number, end: number) =>
  directoryEnd === end || (directoryEnd + 4 <= end && view.getUint32(directoryEnd, true) === END64)

function endOf(view: DataView): number | null {
  const last = view.byteLength - 22
  for (let at = last; at >= Math.max(0, last - longestComment); at -= 1)
    if (view.getUint32(at, true) === END) return at
  return null
}

function entryAt(view: DataView, bytes: Uint8Array, at: number, directory: number) {
  if (at + 46 > view.byteLength || view.getUint32(at, true) !== CENTRAL) return null
  const flags = view.getUint16(at + 8, true)
  const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true))
  const local = view.getUint32(at + 42, true)
  if (nameLength === undefined || extra === undefined || comment === undefined) return null
  const next = at + 46 + nameLength + extra + comment
  if (next > view.byteLength || local + 30 > directory || view.getUint32(local, true) !== LOCAL) return null
  const data = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
  const packed = view.getUint32(at + 20, true)
  if (data + packed > directory) return null
  const named = bytes.subarray(at + 46, at + 46 + nameLength)
  // A program that reads from the front would see a file of another name here.
  if (view.getUint16(local + 26, true) !== nameLength || !equal(named, bytes.subarray(local + 30)))
    return null
  const entry: ZipEntry = {
    name: new TextDecoder('utf-8').decode(named),
    method: view.getUint16(at + 10, true),
    encrypted: (flags & 1) === 1,
    packed,
    unpacked: view.getUint32(at + 24, true),
    data,
  }
  return { entry, next }
}

const equal = (name: Uint8Array, there: Uint8Array) => name.every((one, at) => there[at] === one)

function trouble(entries: readonly ZipEntry[], size: number): ZipTrouble | null {
  if (entries.some(({ name }) => leadsOut(name))) return 'traversal'
  // Entries that share bytes unpack to more than the file could hold: the flat bomb.
  const ordered = entries.filter(({ packed }) => packed > 0).toSorted((a, b) => a.data - b.data)
  if (
    ordered.some(
      ({ data }, at) => at > 0 && data < (ordered[at - 1]?.data ?? 0) + (ordered[at - 1]?.packed ?? 0),
    )
  )
    return 'bomb'
  const unpacked = entries.reduce((sum, entry) => sum + entry.unpacked, 0)
  if (unpacked > zipLimits.unpacked) return 'bomb'
  if (unpacked > zipLimits.ratioFrom && unpacked / Math.max(1, size) > zipLimits.ratio) return 'bomb'
  return null
}

/**
 * The bytes of one entry. Answers with `bomb` where there is more in it than it said, with `broken` where it cannot be
 * unpacked or is in a way that office programs do not use.
 */
export function unpack({ bytes }: Zip, entry: ZipEntry): Uint8Array | { readonly wrong: ZipTrouble } {
  const packed = bytes.subarray(entry.data, entry.data + entry.packed)
  if (entry.method === stored) return entry.packed === entry.unpacked ? packed : { wrong: 'bomb' }
  if (entry.method !== deflated) return { wrong: 'broken' }
  try {
    // One byte more than announced is enough to know that it lied.
    const out = inflateRawSync(packed, { maxOutputLength: entry.unpacked + 1 })
    if (out.length > entry.unpacked) return { wrong: 'bomb' }
    return out.length === entry.unpacked ? out : { wrong: 'broken' }
  } catch (error) {
    return { wrong: isTooLarge(error) ? 'bomb' : 'broken' }
  }
}

const isTooLarge = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'

/** Absolute names: written by careless programs too, so that they say less than `..` does. */
export const hasAbsoluteNames = ({ entries }: Zip): boolean => entries.some(({ name }) => /^[/\\]/.test(name))

/** Two entries of one name: programs disagree on which of them counts. */
export const hasDoubles = ({ entries }: Zip): boolean =>
  new Set(entries.map(({ name }) => name.toLowerCase())).size < entries.length
