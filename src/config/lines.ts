// On which line of a TOML file each key and each entry of a list stands. smol-toml gives values without places, and
// a complaint without a line is half a complaint. Reads only text that smol-toml has already accepted, so it checks
// nothing; a key it cannot place (an escaped quoted one) gets the line of its table instead.

export type KeyPath = readonly (string | number)[]

/** The line (from 1) of the longest part of the path that stands in the file; null where no part of it does. */
export type Places = (path: KeyPath) => number | null

const bare = /[A-Za-z0-9_-]+/y

/** Reads the places of a valid TOML document (toml.io, v1.0). */
export const placesIn = (source: string): Places => {
  const lines = new Map<string, number>()
  /** How many `[[name]]` headers there were so far, by path. */
  const repeated = new Map<string, number>()
  let at = 0
  let line = 1

  const note = (path: KeyPath) => {
    const key = JSON.stringify(path)
    if (!lines.has(key)) lines.set(key, line)
  }
  const step = (count = 1) => {
    for (const end = at + count; at < end; at++) if (source[at] === '\n') line++
  }
  /** Passes over blanks; with `breaks` also over line ends and comments. */
  const blanks = (breaks: boolean) => {
    while (at < source.length) {
      const next = source[at]
      if (next === '#' && breaks) while (at < source.length && source[at] !== '\n') at++
      else if (next === ' ' || next === '\t' || (breaks && (next === '\n' || next === '\r'))) step()
      else return
    }
  }
  const quoted = (): string => {
    const mark = source[at] ?? ''
    const ends = source.startsWith(mark.repeat(3), at) ? mark.repeat(3) : mark
    step(ends.length)
    const from = at
    while (at < source.length && !source.startsWith(ends, at))
      step(mark === '"' && source[at] === '\\' ? 2 : 1)
    // Up to two more quotes may belong to a multi-line text just before its end.
    while (ends.length === 3 && source[at + 3] === mark) step()
    const text = source.slice(from, at)
    step(ends.length)
    return text
  }
  const key = (): string[] => {
    const parts: string[] = []
    do {
      if (source[at] === '.') at++
      blanks(false)
      bare.lastIndex = at
      const word = bare.exec(source)?.[0]
      if (word === undefined) parts.push(quoted())
      else {
        parts.push(word)
        at += word.length
      }
      blanks(false)
    } while (source[at] === '.')
    return parts
  }
  const pair = (table: KeyPath) => {
    let path = table
    const start = line
    for (const part of key()) {
      path = [...path, part]
      note(path)
    }
    if (line !== start || source[at] !== '=') return
    at++
    blanks(false)
    value(path)
  }
  const several = (ends: string, one: (index: number) => void) => {
    at++
    for (let index = 0; ; index++) {
      blanks(true)
      if (source[at] === ends || at >= source.length) break
      one(index)
      blanks(true)
      if (source[at] === ',') at++
    }
    at++
  }
  const value = (path: KeyPath) => {
    const first = source[at]
    if (first === '"' || first === "'") quoted()
    else if (first === '{') several('}', () => pair(path))
    else if (first === '[')
      several(']', (index) => {
        note([...path, index])
        value([...path, index])
      })
    // Numbers, dates, true and false end where their surroundings go on; always at least one character.
    else
      do step()
      while (at < source.length && !/[,\]}\s#]/.test(source[at] ?? ''))
  }
  const header = (): KeyPath => {
    const list = source.startsWith('[[', at)
    at += list ? 2 : 1
    let path: KeyPath = []
    for (const part of key()) {
      path = [...path, part]
      const known = repeated.get(JSON.stringify(path))
      note(path)
      if (known !== undefined) path = [...path, known]
    }
    if (list) {
      const own = typeof path.at(-1) === 'number' ? path.slice(0, -1) : path
      const index = (repeated.get(JSON.stringify(own)) ?? -1) + 1
      repeated.set(JSON.stringify(own), index)
      path = [...own, index]
      note(path)
    }
    at += list ? 2 : 1
    return path
  }

  let table: KeyPath = []
  for (blanks(true); at < source.length; blanks(true)) {
    const before = at
    if (source[at] === '[') table = header()
    else pair(table)
    // A character that fits nowhere is passed over: whatever the text, the reading ends.
    if (at === before) step()
  }

  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const found = lines.get(JSON.stringify(path.slice(0, length)))
      if (found !== undefined) return found
    }
    return null
  }
}
