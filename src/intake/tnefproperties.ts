// The properties inside an attribute of winmail.dat (MS-OXTNEF 2.1.3.4, types of MS-OXCDATA 2.11.1): which there are and
// their bytes. A length that points beyond the bytes ends the list; what a property means stands in tnef.ts.

export type Property = {
  /** The upper half of the tag, such as 0x3707. */
  readonly id: number
  /** 0x1e text, 0x1f text in UTF-16, 0x102 bytes, 0x0d an object behind the id of its interface. */
  readonly type: number
  readonly bytes: Uint8Array
}

const fixed: ReadonlyMap<number, number> = new Map([
  [0x01, 4],
  [0x02, 4],
  [0x03, 4],
  [0x04, 4],
  [0x05, 8],
  [0x06, 8],
  [0x07, 8],
  [0x0a, 4],
  [0x0b, 4],
  [0x14, 8],
  [0x40, 8],
  [0x48, 16],
])
const variable = new Set([0x1e, 0x1f, 0x102, 0x0d])
const most = 10_000
const padded = (length: number) => (length + 3) & ~3

/** Never throws: a list that is cut short gives what stood before the cut. */
export function readProperties(value: Buffer): readonly Property[] {
  const found: Property[] = []
  let at = 0
  const has = (length: number) => length >= 0 && at + length <= value.length
  const word = () => {
    at += 4
    return value.readUInt32LE(at - 4)
  }
  if (!has(4)) return found
  const count = Math.min(word(), most)
  for (let n = 0; n < count && has(4); n += 1) {
    const type = value.readUInt16LE(at)
    const id = value.readUInt16LE(at + 2)
    at += 4
    if (id >= 0x8000) {
      // A named property: the set it is of, then its number or its name.
      if (!has(24)) return found
      at += 16
      const byName = word() === 1
      const length = word()
      if (byName) {
        if (!has(padded(length))) return found
        at += padded(length)
      }
    }
    const kind = type & 0xfff
    const several = (type & 0x1000) !== 0
    if (!several && !variable.has(kind) && !fixed.has(kind)) return found
    if ((several || variable.has(kind)) && !has(4)) return found
    const values = several || variable.has(kind) ? Math.min(word(), most) : 1
    for (let each = 0; each < values; each += 1) {
      const known = fixed.get(kind)
      if (known === undefined && !has(4)) return found
      const length = known ?? word()
      if (!has(length)) return found
      if (each === 0) found.push({ id, type: kind, bytes: value.subarray(at, at + length) })
      at = Math.min(at + padded(length), value.length)
    }
  }
  return found
}

/** IID_IMessage, as it lies in the bytes: what follows is a winmail.dat of its own. */
const messageInterface = '0703020000000000c000000000000046'

/** The stream inside an object property that is a forwarded mail; null for other objects. */
export const mapiStream = (bytes: Uint8Array): Uint8Array | null =>
  Buffer.from(bytes.subarray(0, 16)).toString('hex') === messageInterface ? bytes.subarray(16) : null
