// `rollcall doctor --fix` (SPEC §7, decision 0028): mends what can be mended without losing anything and without knowing
// more than the config says: folders of ours that are missing or open to others, and compiled pages that a power cut
// left half written. Everything else stays a line that says what to do.

import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Finding } from './finding.ts'

/** Makes the folder for its owner alone. What root makes belongs to whom the folder above belongs to: the agent's user. */
export const makingFolder = (path: string) => (): string => {
  const above = nearest(path)
  const first = mkdirSync(path, { recursive: true, mode: 0o700 })
  if (process.getuid?.() === 0 && first !== undefined) {
    const { uid, gid } = statSync(above)
    for (let made = path; made !== above; made = dirname(made)) chownSync(made, uid, gid)
  }
  return `${path} is made, for its owner alone`
}

/** Takes everybody else's rights away; the owner's stay as they are. */
export const closingFolder = (path: string) => (): string => {
  chmodSync(path, statSync(path).mode & 0o700)
  return `${path} is its owner’s alone now`
}

/** Compiled pages that do not end, and what a compilation that was cut short left beside them; made anew when needed. */
export function templateCache(folder: string): readonly Finding[] {
  if (!existsSync(folder)) return []
  const check = 'compiled pages'
  const files = readdirSync(folder).map((name) => join(folder, name))
  const torn = files.filter(
    (file) => !file.endsWith('.html') || !/<\/html>\s*$/i.test(readFileSync(file, 'utf8')),
  )
  if (torn.length === 0) return [{ check, state: 'ok', says: `${files.length} in ${folder}` }]
  return [
    {
      check,
      state: 'fails',
      says: `${torn.length} of ${files.length} in ${folder} are half written, and letters would be so too`,
      mend: `remove ${torn.join(' ')}`,
      fix: () => {
        for (const file of torn) rmSync(file)
        return `${torn.length} half written pages in ${folder} are removed; they are made anew when needed`
      },
    },
  ]
}

/** The findings as they are shown; with `fix` those that can be mended are, and say so. */
export const mended = (findings: readonly Finding[], fix: boolean): readonly Finding[] =>
  findings.map(({ fix: mend, ...finding }) => {
    if (mend === undefined) return finding
    if (!fix)
      return finding.mend === undefined
        ? finding
        : { ...finding, mend: `${finding.mend}; or: rollcall doctor --fix` }
    try {
      return { check: finding.check, state: 'ok', says: mend(), mended: true }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === undefined) throw error
      return { ...finding, says: `${finding.says}; it could not be mended from here (${code})` }
    }
  })

/** The folder itself, or the nearest above it that is there. */
export const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)))
