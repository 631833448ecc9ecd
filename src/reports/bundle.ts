// Everything of one rollout in one file, to be put into the document server (SPEC §4): reports, summary, an index and
// checksums. The same files give the same bytes, in the same order.

import { createHash } from 'node:crypto'
import { strToU8, zipSync, type Zippable } from 'fflate'
import { packed } from './package.ts'

export type BundledFile = {
  readonly name: string
  /** What it is, in the index: `report of NGI_IBERGRID-LIP-Lisbon, revision 2`. */
  readonly what: string
  readonly bytes: Uint8Array
}

const sums = 'SHA256SUMS'
const index = 'INDEX.txt'

/** A name of its own for each file, whatever they are called outside; no folders, nothing hidden (SPEC §4). */
export function namesFor(files: readonly { readonly name: string }[]): readonly string[] {
  const taken = new Set([sums.toLowerCase(), index.toLowerCase()])
  return files.map(({ name }) => {
    const plain = name
      // oxlint-disable-next-line no-control-regex
      .replaceAll(/[\u0000-\u001f\u007f/\\:*?"<>|\p{Cf}]/gu, '_')
      .replace(/^\.+/, '_')
      .slice(-180)
    const dot = plain.lastIndexOf('.')
    const [stem, ext] = dot > 0 ? [plain.slice(0, dot), plain.slice(dot)] : [plain || 'file', '']
    let free = `${stem}${ext}`
    for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${stem}-${number}${ext}`
    taken.add(free.toLowerCase())
    return free
  })
}

/** The bytes of the .zip. `sha256sum -c SHA256SUMS` checks it wherever it is unpacked. */
export function bundle(title: string, files: readonly BundledFile[]): Uint8Array {
  const ordered = files.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const names = namesFor(ordered)
  const parts: Zippable = {}
  const lines: string[] = []
  const listed: string[] = []
  for (const [at, { what, bytes }] of ordered.entries()) {
    const name = names[at] ?? ''
    // Documents are packed already; packing them again costs time and gains nothing.
    parts[name] = [bytes, { level: 0 }]
    lines.push(`${createHash('sha256').update(bytes).digest('hex')}  ${name}`)
    listed.push(`${name}\n    ${what}, ${bytes.length} bytes`)
  }
  parts[index] = strToU8(`${title}\n\n${listed.join('\n')}\n`)
  parts[sums] = strToU8(`${lines.join('\n')}\n`)
  return zipSync(parts, packed)
}
