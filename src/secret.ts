// The secrets that our marks are signed with: one a line, newest first, in the data folder. Made at the first start;
// who adds a line above rotates the key, and older marks still count until their line is removed.

import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from './ports.ts'

const made = () => randomBytes(32)

/** `null`: a secret for this process only. Throws a permanent Fault where the file is there but holds none. */
export function secretsIn(dataDir: string | null): readonly Uint8Array[] {
  if (dataDir === null) return [made()]
  const file = join(dataDir, 'secret')
  if (!existsSync(file)) makeSecret(file)
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const secrets = lines.map((line) => Buffer.from(line.trim(), 'hex'))
  if (secrets.length === 0 || secrets.some((secret) => secret.length < 16))
    throw new Fault(
      'store',
      'permanent',
      `${file} holds no secret of at least 32 hex digits: restore it from a backup, or remove it to make a new one (old reply addresses then stop working)`,
    )
  return secrets
}

/** Written aside and linked, so that nobody ever reads half a secret; who comes second takes what the first made. */
function makeSecret(file: string): void {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${made().toString('hex')}\n`, { mode: 0o600, flush: true })
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
}
