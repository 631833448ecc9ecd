// Report files under their SHA-256 (SPEC §4): the same bytes are stored once, whatever name they came under. What a
// file is, and whether it may be opened, is the reports room's matter.

import { createHash } from 'node:crypto'
import { Fault } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Connection } from './database.ts'

/** The files of reports, by content. */
export const fileTable = (db: Connection) => {
  const insert = db.prepare<[string, Instant, Uint8Array]>(
    'INSERT INTO files (sha256, at, bytes) VALUES (?, ?, ?) ON CONFLICT (sha256) DO NOTHING',
  )
  const bytes = db.prepare<[string], Uint8Array>('SELECT bytes FROM files WHERE sha256 = ?').pluck()

  return {
    /** Throws a permanent Fault where the bytes are not those of the hash: a file under a wrong name is lost. */
    add: (sha256: string, content: Uint8Array, at: Instant): void => {
      if (createHash('sha256').update(content).digest('hex') !== sha256)
        throw new Fault('store', 'permanent', `a file does not have the SHA-256 ${sha256} it is filed under`)
      insert.run(sha256, at, content)
    },
    bytes: (sha256: string): Uint8Array | null => bytes.get(sha256) ?? null,
  }
}
