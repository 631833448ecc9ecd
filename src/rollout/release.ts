// What is tried, and how it is named: the ticket's title, the stack it belongs to, and the names made from it
// (SPEC §1.1, seed "Naming conventions"). A title is read from the right, because stack, component and version
// contain hyphens themselves and the stack may be empty or of several words. Deliberately not here: report file
// names (filename.ts) and whether a ticket exists already.

import type { Names, Stack } from './world.ts'
import type { Release } from './ticket.ts'

const LONGEST_TITLE = 300
/** RFC 5322 §2.1.1: no header line is longer; what follows is not looked at. */
const LONGEST_SUBJECT = 998

const PREFIX = /^staged[\s-]+rollout(?=\s|$)/i
/** Tab counts as a blank (folded headers); line ends, other controls and separators of lines never do. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029]/
/** Parts of a title become file names and list subjects: letters, digits and what real releases use beside them. */
const WORD = /^[A-Za-z0-9][A-Za-z0-9._+~:-]*$/
/** A version starts with a digit (`v1.2`, `rc-2` too): so a forgotten version or an unknown os is not taken for one. */
const VERSION = /^(?:v|r|rc|rev)?[.-]?\d/i
const OS =
  /^(?:(?:sl|slc|centos|centos-stream|el|rhel|ol|alma|almalinux|rocky|rockylinux|debian|ubuntu|fedora|sles|opensuse)[-_]?\d+(?:\.\d+)?|debian[-_](?:lenny|squeeze|wheezy|jessie|stretch|buster|bullseye|bookworm|trixie)|ubuntu[-_](?:lucid|precise|trusty|xenial|bionic|focal|jammy|noble))$/i
const ARCH =
  /^(?:x86_64|amd64|i[3-6]86|ia32|ia64|noarch|aarch64|arm64|armv7l|armhf|ppc64|ppc64le|ppc64el|s390x|riscv64)$/i

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
const among = (word: string, words: readonly string[]) => words.some((known) => same(known, word))
const filled = (...words: string[]) => words.filter((word) => word !== '')

/** Reads words as a release, or null where component and version cannot be told. */
function readWords(words: readonly string[], names: Names): Release | null {
  const left = [...words]
  const take = (known: (word: string) => boolean) => {
    const last = left.at(-1)
    return last !== undefined && known(last) ? (left.pop() ?? '') : ''
  }
  const arch = take((word) => ARCH.test(word) || among(word, names.arch))
  const os = take((word) => OS.test(word) || among(word, names.os))
  const version = take((word) => VERSION.test(word))
  // A component without a letter is a number that strayed in, as in `CA 1.38 2`.
  const component = take((word) => /[A-Za-z]/.test(word))
  if (version === '' || component === '' || !words.every((word) => WORD.test(word))) return null
  return { stack: left.join(' '), component, version, os, arch }
}

/**
 * The release a title names, with or without its `Staged Rollout`; null where it is none (SPEC §1.1). Spelling is
 * kept, os and arch are known without regard to case, blanks are folded.
 */
export function readTitle(title: string, names: Names): Release | null {
  if (title.length > LONGEST_TITLE || CONTROL.test(title)) return null
  const words = title.trim().replace(PREFIX, '').trim().split(/\s+/)
  return readWords(words, names)
}

/** The title as it stands on the ticket; `readTitle` gives the release back unchanged. */
export function writeTitle(release: Release): string {
  const { stack, component, version, os, arch } = release
  return filled('Staged Rollout', stack, component, version, os, arch).join(' ')
}

/**
 * Finds a title within a subject, after `Re:` and tags and before whatever people add: the longest run of words
 * behind `Staged Rollout` that reads as a release. Selects, proves nothing (SPEC §3.2, key 6).
 */
export function findTitle(subject: string, names: Names): Release | null {
  const line = subject.slice(0, LONGEST_SUBJECT)
  if (CONTROL.test(line)) return null
  for (const start of line.matchAll(/(?<![\w-])staged[\s-]rollout\s/gi)) {
    const rest = line.slice(start.index + start[0].length, start.index + LONGEST_TITLE)
    const words = rest.trim().split(/\s+/)
    for (let n = words.length; n >= 2; n--) {
      const run = words.slice(0, n)
      const last = run.pop() ?? ''
      const found = readWords([...run, last.replace(/(?<![.,;:!?)\]"'])[.,;:!?)\]"']+$/, '')], names)
      if (found) return found
    }
  }
  return null
}

/** `EMI-1.0` → `EMI`, `CMD-OS-1` → `CMD-OS`, `gLite 3.2` → `gLite`, `UNICORE6` → `UNICORE`. */
export function stackFamily(stack: string): string {
  return stack.replace(/(?<=[A-Za-z])(?:[ _-]v?)?\d+(?:\.\d+)*$/i, '')
}

/** `EMI-1.0` → `EMI-1`: the stack with its major version only; unchanged where it has no further one. */
export function stackMajor(stack: string): string {
  return stack.replace(/([A-Za-z](?:[ _-]v?)?\d+)(?:\.\d+)+$/, '$1')
}

/** The configured stack: by component first, then by the title's stack, with and without its major version. */
export function stackOf(release: Release, stacks: readonly Stack[]): Stack | null {
  const titled = [release.stack, stackMajor(release.stack), stackFamily(release.stack)]
  return (
    stacks.find((stack) => among(release.component, stack.components)) ??
    titled
      .filter((title) => title !== '')
      .map((title) => stacks.find((stack) => among(title, stack.titles)))
      .find((stack) => stack !== undefined) ??
    null
  )
}

// Looked up by comparing, never by index: a component may be called `constructor`.
const entry = <T>(table: { readonly [key: string]: T }, key: string): T | undefined =>
  Object.entries(table).find(([name]) => same(name, key))?.[1]

/** The staged-rollout repository of the release: by its stack as written, then by stack-major (`EMI-1`). */
export function repositoryOf(release: Release, stack: Stack | null): string | undefined {
  if (!stack) return undefined
  const major = stackMajor(release.stack)
  return (
    entry(stack.repositories, release.stack) ??
    entry(stack.repositories, major) ??
    entry(stack.repositories, major.replaceAll(' ', '-'))
  )
}

/** The lists a call goes to first (SPEC §1.4): the component's own where it has some, else the stack's. */
export function listsOf(release: Release, stack: Stack | null): readonly string[] {
  if (!stack) return []
  const own = entry(stack.componentLists, release.component) ?? []
  return own.length > 0 ? own : stack.lists
}

/** The line to add to the config where no stack fits; ready to paste (SPEC §10). */
export function missingStackLine(release: Release): string {
  const family = stackFamily(release.stack)
  const line = family === '' ? `components = ["${release.component}"]` : `titles = ["${family}"]`
  return `${line}  # under [stacks.<name>]`
}

/** Whether two titles mean one release: the same five parts, whatever their case. */
export function sameRelease(a: Release, b: Release): boolean {
  return same(writeTitle(a), writeTitle(b)) && same(a.stack, b.stack) && same(a.component, b.component)
}

/** The title of the document in the document server. */
export function documentTitle(release: Release): string {
  return filled('Staged rollout', release.stack, release.component, release.version).join(' ')
}

/** The summary's file name without its extension. */
export function summaryName(release: Release): string {
  return filled('summary', release.stack, release.component, release.version).join('-')
}

/** As in the letters' subjects, most telling words first: `SE-DPM_mysql 1.8.0-1 (EMI-1.0, SL5 x86_64)`. */
export function shortName(release: Release): string {
  const place = filled(release.stack, filled(release.os, release.arch).join(' ')).join(', ')
  return `${release.component} ${release.version}${place === '' ? '' : ` (${place})`}`
}
