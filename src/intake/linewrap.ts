// Mends what mail programs do to long command lines: wraps at 72 to 78 columns (SPEC §3.4). Only lines that the
// grammar already reads, only where the wrap shows: the next word would not have fitted. A wrong guess can make a
// reason longer or leave a line unread, and never turns prose into a command.

import { readLine } from './grammar.ts'
import type { Command } from './grammar.ts'

const NARROWEST = 70
const MOST_JOINED = 10
const FREE_TEXT = new Set<Command['verb']>(['withdraw', 'note', 'reopen', 'ggus-open'])

/** The lines with wrapped commands put together; a mended line leaves blank lines behind it. */
export function mendedLines(lines: readonly string[]): readonly string[] {
  const mended: string[] = []
  for (let at = 0; at < lines.length; at++) {
    let line = lines[at] ?? ''
    let last = line
    let joined = 0
    for (; joined < MOST_JOINED; joined++) {
      const next = lines[at + joined + 1] ?? ''
      if (!wraps(last, next)) break
      const whole = `${line.trimEnd()} ${next.trim()}`
      if (!belongs(line, next, whole)) break
      line = whole
      last = next
    }
    mended.push(line)
    for (let left = 0; left < joined; left++) mended.push('')
    at += joined
  }
  return mended
}

/** Whether a line stops where its next word would have passed the margin. */
function wraps(line: string, next: string): boolean {
  const [word = ''] = next.trim().split(/\s/u, 1)
  const width = line.trimEnd().length
  return word !== '' && width <= 80 && width + 1 + word.length > NARROWEST
}

/** Whether the next line goes on with the command of this one. */
function belongs(line: string, next: string, whole: string): boolean {
  const command = readLine(line)
  if (command === null || readLine(next) !== null) return false
  const joined = readLine(whole)
  if (joined === null || joined.verb !== command.verb) return false
  if (command.verb === 'assign')
    return (
      /[,;]\s*$/u.test(line) ||
      next
        .trim()
        .split(/[\s,;]+/u)
        .every((word) => word === '' || /[-_.]/u.test(word))
    )
  if (FREE_TEXT.has(command.verb)) return true
  if ('reason' in command || 'anyway' in command || 'condition' in command) return true
  // `accept` alone, and a long name pushed to the next line; nothing but the name, and what may follow a name.
  return (
    (command.verb === 'accept' || command.verb === 'reject') &&
    command.team === undefined &&
    'team' in joined &&
    joined.team !== undefined &&
    /[-_.]/u.test(joined.team)
  )
}
