// SQLite's write-ahead log, read by its format (sqlite.org/fileformat2.html §4) and not by SQLite: where each commit ends,
// and what the database file is after the first k of them. The oracle of the tests that cut it.

const header = 32
const frameHeader = 24

export type Wal = {
  readonly pageSize: number
  /** Of the log's present round: what stands behind its end is of an older one. */
  readonly frames: readonly { readonly at: number; readonly page: number; readonly pages: number }[]
  /** Where each commit ends, in bytes. */
  readonly ends: readonly number[]
}

export function readWal(wal: Buffer): Wal {
  if (wal.length < header) return { pageSize: 0, frames: [], ends: [] }
  const pageSize = wal.readUInt32BE(8)
  const size = frameHeader + pageSize
  const frames = []
  for (let at = header; at + size <= wal.length; at += size) {
    if (!wal.subarray(at + 8, at + 16).equals(wal.subarray(16, 24))) break
    frames.push({ at, page: wal.readUInt32BE(at), pages: wal.readUInt32BE(at + 4) })
  }
  // Only the last frame of a commit says how many pages there are now.
  const ends = frames.filter(({ pages }) => pages > 0).map(({ at }) => at + size)
  return { pageSize, frames, ends }
}

/** How many commits are whole before this byte. */
export const commitsBefore = ({ ends }: Wal, byte: number): number => {
  const first = ends.findIndex((end) => end > byte)
  return first === -1 ? ends.length : first
}

/** The database file with the first 0, 1, 2 … commits put into it, one after the other. */
export function* imagesOf(base: Buffer, wal: Buffer): Generator<Buffer> {
  const { frames, pageSize } = readWal(wal)
  let image = Buffer.from(base)
  let waiting: typeof frames = []
  yield alone(image)
  for (const frame of frames) {
    waiting = [...waiting, frame]
    if (frame.pages === 0) continue
    if (image.length < frame.pages * pageSize)
      image = Buffer.concat([image, Buffer.alloc(frame.pages * pageSize - image.length)])
    for (const { at, page } of waiting)
      wal.copy(image, (page - 1) * pageSize, at + frameHeader, at + frameHeader + pageSize)
    waiting = []
    yield alone(image)
  }
}

/** As a database that has no log: bytes 18 and 19 of its header. */
function alone(image: Buffer): Buffer {
  const copy = Buffer.from(image)
  copy[18] = 1
  copy[19] = 1
  return copy
}
