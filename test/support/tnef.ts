// A writer of winmail.dat (MS-OXTNEF), for tests: attributes and properties as Outlook lays them out, nothing checked.

const u32 = (value: number) => {
  const out = Buffer.alloc(4)
  out.writeUInt32LE(value >>> 0)
  return out
}
const u16 = (value: number) => {
  const out = Buffer.alloc(2)
  out.writeUInt16LE(value & 0xffff)
  return out
}

export const attribute = (level: 1 | 2, id: number, value: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from([level]),
    u32(id),
    u32(value.length),
    value,
    u16(value.reduce((sum, byte) => sum + byte, 0)),
  ])

type Given = readonly [tag: number, value: Buffer]
/** `tag` as in the specification: id in the upper half, type in the lower. */
export const properties = (...given: readonly Given[]): Buffer =>
  Buffer.concat([
    u32(given.length),
    ...given.flatMap(([tag, value]) => [
      u16(tag),
      u16(tag >>> 16),
      ...((tag & 0xffff) === 3
        ? [value]
        : [u32(1), u32(value.length), value, Buffer.alloc(-value.length & 3)]),
    ]),
  ])
export const wide = (text: string) => Buffer.from(`${text}\0`, 'utf16le')
export const number = u32

type File = {
  readonly title?: string
  readonly longName?: string
  readonly data?: Buffer
  readonly nested?: Buffer
}
const messageInterface = Buffer.from('0703020000000000c000000000000046', 'hex')

export function winmail(said: {
  readonly body?: string
  readonly props?: Buffer
  readonly codepage?: number
  readonly files?: readonly File[]
}): Buffer {
  return Buffer.concat([
    u32(0x223e9f78),
    u16(1),
    attribute(1, 0x00089006, u32(0x10000)),
    ...(said.codepage === undefined
      ? []
      : [attribute(1, 0x00069007, Buffer.concat([u32(said.codepage), u32(0)]))]),
    ...(said.body === undefined ? [] : [attribute(1, 0x0002800c, Buffer.from(`${said.body}\0`, 'latin1'))]),
    ...(said.props ? [attribute(1, 0x00069003, said.props)] : []),
    ...(said.files ?? []).flatMap(({ title, longName, data, nested }) => [
      attribute(2, 0x00069002, Buffer.alloc(14)),
      ...(title === undefined ? [] : [attribute(2, 0x00018010, Buffer.from(`${title}\0`, 'latin1'))]),
      ...(data ? [attribute(2, 0x0006800f, data)] : []),
      ...(longName === undefined && !nested
        ? []
        : [
            attribute(
              2,
              0x00069005,
              properties(
                ...(longName === undefined ? [] : [[0x3707001f, wide(longName)] as const]),
                ...(nested ? [[0x3701000d, Buffer.concat([messageInterface, nested])] as const] : []),
              ),
            ),
          ]),
    ]),
  ])
}
