// What a backup is: one file, a copy of the database with a manifest behind its last page, so that nothing a restore
// needs can get lost beside it. SQLite reads the size of a database from its header and passes over what stands behind
// (sqlite.org/fileformat2.html §1.3.8). The manifest carries hashes: a file that was cut short or changed is known.

import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { Fault } from '../ports.ts'
import { asInstant } from '../rollout/ids.ts'
import type { Instant } from '../rollout/ids.ts'

export type Manifest = {
  /** When the copy was begun: what was committed before is in it. */
  readonly made: Instant
  /** Of the copied database. */
  readonly bytes: number
  readonly sha256: string
  /** The ring of secrets as it stood in its file; null where there was none yet. */
  readonly secret: string | null
}

/** The last bytes of a backup: how long the manifest before them is, and its hash. */
const footer = /^rollcall-backup (\d{8}) ([0-9a-f]{64})\n$/
const footerLength = 90
const chunk = 1024 * 1024

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export const written = (manifest: Manifest): string => {
  const text = JSON.stringify(manifest)
  return `${text}rollcall-backup ${String(Buffer.byteLength(text)).padStart(8, '0')} ${sha256(text)}\n`
}

/** The SHA-256 of the first `bytes` of a file, in hex; of fewer where it ends before. */
export const hashOfFile = (file: string, bytes: number): string => {
  const hash = createHash('sha256')
  const from = openSync(file, 'r')
  try {
    const piece = Buffer.alloc(chunk)
    for (let at = 0; at < bytes;) {
      const read = readSync(from, piece, 0, Math.min(chunk, bytes - at), at)
      if (read === 0) break
      hash.update(piece.subarray(0, read))
      at += read
    }
    return hash.digest('hex')
  } finally {
    closeSync(from)
  }
}

/** Throws a permanent Fault where the file is not there, or is no whole backup; its database is not looked at. */
const readManifest = (file: string): Manifest => {
  const torn = (why: string) => refuse(`${file} is no whole backup: ${why}; take another one`)
  const from = openFile(file)
  try {
    const { size } = fstatSync(from)
    const end = textAt(from, Math.max(0, size - footerLength), footerLength)
    const [, length = '', hash] = footer.exec(end) ?? []
    if (hash === undefined) throw torn('its end is missing')
    const text = textAt(from, Math.max(0, size - footerLength - Number(length)), Number(length))
    if (sha256(text) !== hash) throw torn('its manifest was changed')
    const manifest = manifestIn(text)
    if (manifest === null) throw torn('its manifest cannot be read; perhaps a newer version wrote it')
    if (manifest.bytes + Number(length) + footerLength !== size) throw torn('it has another length')
    return manifest
  } finally {
    closeSync(from)
  }
}

/** As readManifest, and the database is byte by byte the one that was copied. */
export const readWholeBackup = (file: string): Manifest => {
  const manifest = readManifest(file)
  if (hashOfFile(file, manifest.bytes) !== manifest.sha256)
    throw refuse(`${file} was changed after it was made; take another backup`)
  return manifest
}

const openFile = (file: string): number => {
  try {
    return openSync(file, 'r')
  } catch (error) {
    throw new Fault('store', 'permanent', `${file} cannot be read; give the path of a backup`, error)
  }
}

const textAt = (from: number, at: number, length: number): string => {
  const bytes = Buffer.alloc(length)
  const read = readSync(from, bytes, 0, length, at)
  return bytes.subarray(0, read).toString('utf8')
}

function manifestIn(text: string): Manifest | null {
  const said: unknown = JSON.parse(text)
  if (typeof said !== 'object' || said === null) return null
  if (!('made' in said && 'bytes' in said && 'sha256' in said && 'secret' in said)) return null
  const { made, bytes, sha256: hash, secret } = said
  if (typeof made !== 'string' || typeof bytes !== 'number' || typeof hash !== 'string') return null
  if (secret !== null && typeof secret !== 'string') return null
  return { made: asInstant(made), bytes, sha256: hash, secret }
}

const refuse = (why: string): Fault => new Fault('store', 'permanent', why)
