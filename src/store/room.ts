// Room on the disk that holds the data, for who is told before it is full and for who watches. It decides nothing about how
// much is enough (ports/doors.ts).

import { statfsSync } from 'node:fs'

/** Bytes that we may still write there; null where nobody can say, as of a folder that is gone. */
export const freeBytesAt = (folder: string): number | null => {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    // Whatever is wrong with the folder, memory itself meets and tells.
    return null
  }
}
