// Where in a mail commands count: the top block rule, whole (SPEC §3.4). A command line anywhere else is offered to
// its writer and never acted on; a quoted one is neither. Below a marked quote that opens the mail, the writer's first
// words are the top (decision 0013). No other trimming is relied on: safety comes from here and from the grammar.

import { footStart } from '../marks/foot.ts'
import type { Unclear } from '../rollout/refusal.ts'
import { readLine } from './grammar.ts'
import type { Command } from './grammar.ts'
import { mendedLines } from './linewrap.ts'
import { nearMiss } from './nearmiss.ts'
import type { NearMiss } from './nearmiss.ts'
import { isDeviceLine, quotedIn } from './quoted.ts'
import { isGreeting, saysYes } from './smalltalk.ts'

/**
 * How the mail came to the bot. direct: To the bot, or answering one of our letters, or relayed by the tracker.
 * copied: only in Cc, answering nothing of ours. list: by a mailing list.
 */
type Mode = 'direct' | 'copied' | 'list'
export type Reading = {
  readonly mode: Mode
  /** Whether a line stands word for word in an earlier mail of the thread: then it is a quote, and not offered. */
  readonly earlier: (line: string) => boolean
  /** Whether the words come from HTML, where a quote's end is what tags say it is. */
  readonly fromHtml?: boolean
  readonly subject?: { readonly text: string; readonly signed: boolean; readonly answersNothing: boolean }
}
type Problem = { readonly line: string; readonly why: Unclear }
export type ReadMail = {
  readonly commands: readonly Command[]
  readonly problems: readonly Problem[]
  /** Lines where a command could act that are nearly one: to be asked about, if a name in them is a team's. */
  readonly near: readonly NearMiss[]
  /** The lines of commands, problems and near misses as they follow each other in the mail. */
  readonly order: readonly string[]
  /** The writer's words that are no command, for the managers. */
  readonly prose: string
}

const MOST_COMMANDS = 20
const MOST_NEAR = 5
const ANSWERS_FIRST = /^[\s#*<]{0,10}(?:(?:we|i) )?(?:accept|reject)/iu
const LONGEST_TEXT = 200_000
const LONGEST_YES = 400
/** By a list only these count without `#rollcall` (SPEC §3.4). */
const OFFERED_BY_LIST = new Set<Command['verb']>(['accept', 'reject', 'volunteer'])
const END = /^(?:thanks|thank you|stop)[ .,!]{0,5}$|^-- ?$/iu

/** Reads the commands of a mail's own words, in order. */
export function readCommands(text: string, reading: Reading): ReadMail {
  const lines = mendedLines(text.slice(0, LONGEST_TEXT).split(/\r\n|\r|\n/u))
  if (lines.every((line) => line.trim() === '')) return readSubject(reading)
  const { lines: quoted, restFrom, ...quote } = quotedIn(lines)
  const belowTop = reading.fromHtml === true ? -1 : quote.belowTop
  const firstQuote = Math.min(lines.length, ...[...quoted].slice(0, 1))
  // An empty answer that quotes our letter says nothing; its lines are ours.
  const quotesUs = footStart(text) >= 0
  const commands: Command[] = []
  const problems: Problem[] = []
  const near: NearMiss[] = []
  const order: string[] = []
  const prose: string[] = []
  const offer = (command: Command, why: 'not-on-top' | 'needs-prefix', most: number) => {
    if (reading.earlier(command.line) || command.verb === 'yes' || problems.length >= most) return
    problems.push({ line: command.line, why: { why, suggestion: suggestionFor(command, reading.mode) } })
  }
  const offerQuoted = (line: string) => {
    const command = readLine(line)
    if (command === null) return
    order.push(command.line)
    offer(command, command.prefixed ? 'not-on-top' : needs(reading.mode), MOST_NEAR)
  }
  let onTop = true
  let greeted = false
  let seen = 0
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') {
      prose.push('')
      continue
    }
    if (quoted.has(at)) {
      // Nothing but a marked quote stands above what its writer says first (decision 0013).
      if (at > belowTop) onTop = false
      // Where a mail is nothing but a quote without marks, its writer may stand in there: asked, not dropped.
      if (seen === 0 && at >= restFrom && restFrom >= 0 && !quotesUs) offerQuoted(line)
      continue
    }
    // "Thanks!" as the first line is a beginning, not an end.
    if (END.test(line.trim()) && (seen > 0 || !/^thank/iu.test(line.trim()))) break
    if (seen > 0 && isDeviceLine(line)) break
    seen++
    if (onTop && seen === 1 && isGreeting(line) && (nearMiss(line)?.words.length ?? 0) === 0) {
      greeted = true
      continue
    }
    const command = readLine(line)
    // A yes releases what is held, and only from the very top (SPEC §3.3).
    const first = seen === (greeted ? 2 : 1) && at <= firstQuote
    if (command !== null) order.push(command.line)
    if (command === null || (command.verb === 'yes' && !first)) {
      const worth = command === null && near.length < MOST_NEAR && (onTop || ANSWERS_FIRST.test(line))
      const almost = worth ? nearMiss(line) : null
      if (almost !== null && isAskedAbout(almost, onTop, reading)) {
        near.push(almost)
        order.push(almost.line)
      }
      onTop = false
      prose.push(line)
    } else if (onTop && counts(command, reading.mode)) {
      if (commands.length < MOST_COMMANDS) commands.push(command)
      else if (problems.length < MOST_COMMANDS)
        problems.push({ line: command.line, why: { why: 'too-many', limit: MOST_COMMANDS } })
    } else {
      // In a mail that merely copies the bot an unprefixed command line ends the block like any other line.
      const why = onTop || !command.prefixed ? needs(reading.mode) : 'not-on-top'
      onTop = false
      offer(command, why, MOST_COMMANDS)
    }
  }
  return {
    commands,
    problems,
    near,
    order,
    prose: prose
      .join('\n')
      .replace(/\n{3,}/gu, '\n\n')
      .trim(),
  }
}

/** Where a command would have acted; lower down only what can hardly be anything but an answer. */
function isAskedAbout(near: NearMiss, onTop: boolean, { mode, earlier }: Reading): boolean {
  return onTop ? counts(near, mode) : mode === 'direct' && near.certain && !earlier(near.line)
}

function counts(command: Pick<Command, 'verb' | 'prefixed'>, mode: Mode): boolean {
  if (mode === 'direct' || command.prefixed) return true
  return mode === 'list' && OFFERED_BY_LIST.has(command.verb)
}

const needs = (mode: Mode) => (mode === 'direct' ? 'not-on-top' : 'needs-prefix')

/** The line that would have worked: the very words, called out to the bot where it would otherwise not listen. */
function suggestionFor(command: Command, mode: Mode): string {
  return mode === 'direct' || command.prefixed ? command.line : `#rollcall ${command.line}`
}

/** A subject is a command only where the mail answers nothing, says nothing else, and the Subject is signed. */
function readSubject({ subject, mode }: Reading): ReadMail {
  const command = subject?.signed && subject.answersNothing ? readLine(subject.text) : null
  const acts = command !== null && command.verb !== 'yes' && counts(command, mode)
  const commands = acts ? [command] : []
  return { commands, problems: [], near: [], order: commands.map(({ line }) => line), prose: '' }
}

/**
 * Whether a short mail begins with a yes in some language: not a command, but not nothing either. What asks something
 * or goes on at length is for people, whatever its first word.
 */
export function looksLikeYes(text: string): boolean {
  if (text.length > LONGEST_YES || text.includes('?')) return false
  const lines = text.split(/\r\n|\r|\n/u).filter((line) => line.trim() !== '')
  const [first = '', second = ''] = lines
  if (!isGreeting(first)) return saysYes(first)
  // "Hello, yes we will": the greeting and the yes on one line.
  return saysYes(second) || saysYes(first.slice(first.indexOf(',') + 1))
}
