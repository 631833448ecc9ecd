// The characters of a Word document of the old kind ([MS-DOC] §2.4.1): Word stores text in pieces, in any order, each in
// one or two bytes a character; a table says which piece comes where. Covers Word 97 and later, and Word 6 and 95, whose
// tables lie in the same stream. What was deleted under review is left out. Makes no lines and no answers.

export type Stories = {
  readonly body: string
  /** Notes, headers, comments, text boxes: as they follow each other in the file. */
  readonly others: string
}
type Piece = { readonly from: number; readonly length: number; readonly wide: boolean }
type Range = { readonly from: number; readonly to: number }

/** Where the file information block keeps what is needed, by generation ([MS-DOC] §2.5; Word 6 binary format). */
const places = {
  new: { counts: 0x4c, clx: 0x1a2, runs: 0xfa },
  old: { counts: 0x34, clx: 0x160, runs: null },
} as const
const newMagic = 0xa5ec
const oldMagics = [0xa5dc, 0xa5db]
const flagsAt = 0x0a
const storedInPieces = 0x04
const secondTable = 0x0200
/** More pieces than a report has characters is a file that lies. */
const mostPieces = 200_000
const pageSize = 512
const markedDeleted = 0x0800

/** Word 6 wrote in the code page of its language: those of [MS-LCID] that are not western, by primary language. */
const codePages: { readonly [language: number]: string } = {
  0x02: 'windows-1251',
  0x05: 'windows-1250',
  0x08: 'windows-1253',
  0x0e: 'windows-1250',
  0x15: 'windows-1250',
  0x18: 'windows-1250',
  0x19: 'windows-1251',
  0x1a: 'windows-1250',
  0x1b: 'windows-1250',
  0x1f: 'windows-1254',
  0x22: 'windows-1251',
  0x24: 'windows-1250',
}

/** Null where it is no Word document; throws a RangeError where its tables lead out of it. */
export function storiesIn(main: Buffer, stream: (name: string) => Buffer | null): Stories | null {
  const magic = main.readUInt16LE(0)
  const old = oldMagics.includes(magic)
  if (!old && magic !== newMagic) return null
  const place = old ? places.old : places.new
  const flags = main.readUInt16LE(flagsAt)
  const table = old ? main : stream((flags & secondTable) === 0 ? '0Table' : '1Table')
  if (table === null) return null
  const whole = !old || (flags & storedInPieces) !== 0
  const pieces = whole ? piecesIn(table, main.readUInt32LE(place.clx), old) : [onePiece(main)]
  const gone = place.runs === null ? [] : deletedIn(main, table, main.readUInt32LE(place.runs), place.runs)
  const codePage = new TextDecoder(
    old ? (codePages[main.readUInt16LE(6) & 0x3ff] ?? 'windows-1252') : 'windows-1252',
  )
  const narrow = (bytes: Buffer) => codePage.decode(bytes)
  const text = pieces.map((piece) => textOf(main, piece, gone, narrow)).join('')
  const length = main.readUInt32LE(place.counts)
  return { body: text.slice(0, length), others: text.slice(length) }
}

const onePiece = (main: Buffer): Piece => {
  const [from, to] = [main.readUInt32LE(0x18), main.readUInt32LE(0x1c)]
  return { from, length: Math.max(0, to - from), wide: false }
}

/** The piece table behind the property lists (§2.9.38, §2.9.177). */
function piecesIn(table: Buffer, clx: number, old: boolean): readonly Piece[] {
  let at = clx
  while (table.readUInt8(at) === 1) at += 3 + table.readUInt16LE(at + 1)
  if (table.readUInt8(at) !== 2) throw new RangeError('no piece table where one is announced')
  const count = Math.floor((table.readUInt32LE(at + 1) - 4) / 12)
  if (count < 0 || count > mostPieces) throw new RangeError('a piece table of no possible length')
  const starts = at + 5
  return Array.from({ length: count }, (_, index) => {
    const length = table.readUInt32LE(starts + 4 * (index + 1)) - table.readUInt32LE(starts + 4 * index)
    const place = table.readUInt32LE(starts + 4 * (count + 1) + 8 * index + 2)
    const narrow = old || (place & 0x40000000) !== 0
    const from = old ? place : narrow ? (place & 0x3fffffff) >>> 1 : place & 0x3fffffff
    return { from, length: Math.max(0, length), wide: !narrow }
  })
}

/** As many characters as the table counts, whatever was left out of them: positions go on counting. */
function textOf(
  main: Buffer,
  { from, length, wide }: Piece,
  gone: readonly Range[],
  decoded: (bytes: Buffer) => string,
): string {
  const width = wide ? 2 : 1
  const bytes = Buffer.from(main.subarray(from, Math.min(main.length, from + length * width)))
  for (const range of gone) {
    const [begin, end] = [Math.max(range.from, from) - from, Math.min(range.to, from + bytes.length) - from]
    if (begin < end) bytes.fill(0, begin, end)
  }
  return wide ? bytes.toString('utf16le') : decoded(bytes)
}

/** Where in the file the characters lie that a reviewer deleted (§2.4.6.2, §2.9.33, sprmCFRMarkDel). */
function deletedIn(main: Buffer, table: Buffer, at: number, place: number): readonly Range[] {
  const count = Math.floor((main.readUInt32LE(place + 4) - 4) / 8)
  const gone: Range[] = []
  for (let index = 0; index < Math.min(count, mostPieces); index += 1) {
    const entry = at + 4 * (count + 1) + 4 * index
    if (entry + 4 > table.length) break
    const page = (table.readUInt32LE(entry) & 0x3fffff) * pageSize
    if (page + pageSize > main.length) continue
    gone.push(...deletedOn(main.subarray(page, page + pageSize)))
  }
  return gone
}

function deletedOn(page: Buffer): readonly Range[] {
  const runs = page[pageSize - 1] ?? 0
  return Array.from({ length: Math.min(runs, 101) }, (_, run): Range | null => {
    const properties = 2 * (page[4 * (runs + 1) + run] ?? 0)
    const length = page[properties] ?? 0
    const deleted = properties > 0 && isDeleted(page.subarray(properties + 1, properties + 1 + length))
    return deleted ? { from: page.readUInt32LE(4 * run), to: page.readUInt32LE(4 * run + 4) } : null
  }).filter((range) => range !== null)
}

/** Bytes of the operand by the top three bits of its property's number (§2.6.1). */
const operandSizes = [1, 1, 2, 4, 2, 2, null, 3] as const

function isDeleted(properties: Buffer): boolean {
  for (let at = 0; at + 3 <= properties.length;) {
    const property = properties.readUInt16LE(at)
    const operand = properties[at + 2] ?? 0
    if (property === markedDeleted) return (operand & 1) === 1
    at += 2 + (operandSizes[property >> 13] ?? operand + 1)
  }
  return false
}
