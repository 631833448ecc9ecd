// Reading the project's own text: the files of src, what they import, their code without comments and words. A small
// scanner is enough for the house's rules; TypeScript 7 has no API for tools that one could lean on.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'

export const projectRoot = resolve(import.meta.dirname, '../..')

type Import = {
  /** The path inside the project (`src/rollout/ids.ts`), or the name as written. */
  readonly to: string
  readonly inside: boolean
  readonly types: boolean
}
export type SourceFile = {
  /** From the project's root: `src/desk/run.ts`. */
  readonly path: string
  readonly text: string
  /** As long as the text; comments, patterns and what stands in quotes are blanks. */
  readonly bare: string
  /** The lines that hold nothing but a comment, counted from 0. */
  readonly commentLines: ReadonlySet<number>
  readonly imports: readonly Import[]
  /** Every regular expression that is written as one. */
  readonly patterns: readonly Pattern[]
}
type Pattern = {
  /** Counted from 1. */
  readonly line: number
  readonly source: string
  readonly flags: string
}

/** Every file below a folder of the project, as a path from its root. */
export const filesBelow = (folder: string): readonly string[] =>
  readdirSync(resolve(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(projectRoot, resolve(entry.parentPath, entry.name)))
    .toSorted()

export const readText = (path: string) => readFileSync(resolve(projectRoot, path), 'utf8')

export function readSource(path: string, text: string): SourceFile {
  const { bare, comments, patterns } = scan(text)
  return {
    path,
    text,
    bare,
    commentLines: linesOnlyOf(text, comments),
    imports: importsIn(path, text, bare),
    patterns: patterns.map(([from, to]) => ({
      line: text.slice(0, from).split('\n').length,
      source: text.slice(from + 1, text.lastIndexOf('/', to - 1)),
      flags: text.slice(text.lastIndexOf('/', to - 1) + 1, to),
    })),
  }
}

type Stretch = readonly [from: number, to: number]

// After one of these a slash begins a pattern, after anything else it divides.
const beforePattern = /(?:^|[-(,=:[!&|?{};+*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|await))$/

/** Blanks what is not code. Template strings are blanked, the code in their `${}` is kept. */
function scan(text: string): {
  readonly bare: string
  readonly comments: readonly Stretch[]
  readonly patterns: readonly Stretch[]
} {
  const comments: Stretch[] = []
  const patterns: Stretch[] = []
  const openBraces: number[] = []
  let bare = ''
  let at = 0
  let braces = 0
  const blank = (to: number) => {
    bare += text.slice(at, to).replace(/[^\n]/g, ' ')
    at = to
  }
  const keep = () => {
    bare += text[at] ?? ''
    at += 1
  }
  /** From behind the opening mark to behind the closing one, which is kept. */
  const quoted = (mark: string) => {
    const ends = mark === '`' ? ['`', '${'] : [mark]
    let end = at
    while (end < text.length && !ends.some((one) => text.startsWith(one, end)))
      end += text[end] === '\\' ? 2 : 1
    blank(Math.min(end, text.length))
    if (text[at] !== '$') return keep()
    openBraces.push(braces)
    keep()
    keep()
    return undefined
  }
  while (at < text.length) {
    const here = text[at] ?? ''
    if (text.startsWith('//', at) || text.startsWith('/*', at)) {
      const line = text[at + 1] === '/'
      const end = text.indexOf(line ? '\n' : '*/', at + 2)
      const to = end < 0 ? text.length : line ? end : end + 2
      comments.push([at, to])
      blank(to)
    } else if (here === "'" || here === '"' || here === '`') {
      keep()
      quoted(here)
    } else if (here === '/' && beforePattern.test(bare.slice(-80).trimEnd())) {
      const [pattern = '/'] = /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/\w*/.exec(text.slice(at)) ?? []
      patterns.push([at, at + pattern.length])
      blank(at + pattern.length)
    } else if (here === '}' && braces === openBraces.at(-1)) {
      openBraces.pop()
      keep()
      quoted('`')
    } else {
      if (here === '{') braces += 1
      if (here === '}') braces -= 1
      keep()
    }
  }
  return { bare, comments, patterns }
}

function linesOnlyOf(text: string, comments: readonly Stretch[]): ReadonlySet<number> {
  const lines = new Set<number>()
  for (const [from, to] of comments) {
    const first = text.slice(0, from).split('\n')
    const rest = text.slice(to).split('\n', 1)[0] ?? ''
    if (first.at(-1)?.trim() !== '' || rest.trim() !== '') continue
    const count = text.slice(from, to).split('\n').length
    for (let line = 0; line < count; line += 1) lines.add(first.length - 1 + line)
  }
  return lines
}

const named = /^(?:import|export)(\s+type)?\s+([\w$*\s{},]+?)\s*\bfrom\s*(['"])/gm
const forItself = /^import\s*(['"])/gm
const called = /\bimport\s*\(\s*(['"])\s*(['"])\s*\)(\s*\.\s*[A-Z])?/g

function importsIn(path: string, text: string, bare: string): readonly Import[] {
  const found: Import[] = []
  /** `quote` is where the opening mark of the imported name stands. */
  const add = (quote: number, types: boolean) => {
    const written = text.slice(quote + 1, text.indexOf(text[quote] ?? "'", quote + 1))
    const inside = written.startsWith('.')
    const to = inside ? relative(projectRoot, resolve(projectRoot, dirname(path), written)) : written
    found.push({ to, inside, types })
  }
  for (const match of bare.matchAll(named)) {
    const names = (match[2] ?? '').replace(/[{}]/g, ' ').split(',')
    const onlyTypes = names.every((name) => name.trim() === '' || name.trim().startsWith('type '))
    add(match.index + match[0].length - 1, match[1] !== undefined || onlyTypes)
  }
  for (const match of bare.matchAll(forItself)) add(match.index + match[0].length - 1, false)
  // `import('…').Name` stands for a type; anything else that is called so is loaded when it is called.
  for (const match of bare.matchAll(called))
    add(match.index + match[0].search(/['"]/), match[3] !== undefined)
  return found
}

/** Groups of files that import each other in a ring, each as one ring's path; empty where there is none. */
export function rings(files: readonly SourceFile[]): readonly string[] {
  const known = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: readonly string[]) => {
    const again = trail.indexOf(path)
    if (again >= 0) found.push([...trail.slice(again), path].join(' → '))
    if (again >= 0 || done.has(path)) return
    for (const { to, inside } of known.get(path)?.imports ?? []) if (inside) visit(to, [...trail, path])
    done.add(path)
  }
  for (const { path } of files) visit(path, [])
  return found
}
