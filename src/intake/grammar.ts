// The grammar of SPEC §3.4: one line in, one command out, or null where the grammar does not eat the whole line.
// Names stay raw words here; who or what they mean is interpret's matter. Nothing here knows where in a mail a
// line stood (topblock.ts) or who wrote it. Hostile input: short lines, one pass, no pattern that can backtrack.

import { nearness } from '../rollout/nearness.ts'
import { isSampleLine, plainWords } from './lineform.ts'
import { RULES } from './verbs.ts'
import type { Spoken, Verb } from './verbs.ts'

type Said = {
  /** As written, but for blanks at its ends. */
  readonly line: string
  /** `#42` before the command. */
  readonly ticket?: number
  /** `<7>` before the command: what the daily letter that is answered lists there. */
  readonly digest?: number
  /** `#rollcall` before the command. */
  readonly prefixed: boolean
}
export type Command = Said & Spoken

const ANSWERS: ReadonlyMap<string, 'accept' | 'reject'> = new Map([
  ['accept', 'accept'],
  ['accepts', 'accept'],
  ['accepted', 'accept'],
  ['reject', 'reject'],
  ['rejects', 'reject'],
  ['rejected', 'reject'],
])
const LONGEST_LINE = 1000
const DIGEST =
  /^\s{0,20}((?:#[\w-]{1,20}[ :]{0,3}){0,2})(?:<|&lt;)\s{0,2}(\d{1,3})\s{0,2}(?:>|&gt;)[\s:]{0,3}(?=\S)/iu
/** Before an answer: who is spoken of, in prose. */
const NO_NAMES =
  /^(?:nobody|everybody|everyone|none|all|they|he|she|it|you|who|site|sites|team|teams|management)$/iu

/** A line of which the grammar may eat all: what stood before its command, and the words of that. */
export type Started = Omit<Said, 'line'> & { readonly rest: string }

/** Reads one line (SPEC §3.4); null where it is prose. Quote marks are the caller's matter. */
export function readLine(line: string): Command | null {
  const started = lineStart(line)
  const spoken = started && readSpoken(started.rest)
  if (!spoken) return null
  const { rest: _rest, ...before } = started
  return { ...spoken, line: line.trim(), ...before }
}

/** What may stand before a command, taken off (SPEC §3.4); null where nothing of ours can follow. */
export function lineStart(line: string): Started | null {
  if (line.length > LONGEST_LINE) return null
  // Before brackets around words are taken off: these are the only ones that mean something.
  const [whole = '', before = '', digest] = DIGEST.exec(line) ?? []
  // A question is not a statement: "accept NGI-Site?". What asks may end as a question.
  let rest = plainWords(before + line.slice(whole.length)).replace(
    /^((?:#\S{1,20} ){0,2}(?:status|status all|help)) ?\?+$/iu,
    '$1',
  )
  if (rest === '' || rest.endsWith('?')) return null
  const prefix = /^# ?rollcall(?:[:,]|(?= )|$) ?/iu.exec(rest)
  rest = rest.slice(prefix?.[0].length ?? 0)
  const number = /^#([1-9]\d{0,8})(?::|(?= )) ?/u.exec(rest)
  rest = rest.slice(number?.[0].length ?? 0)
  if (isSampleLine(rest)) return null
  const ticket = number?.[1] === undefined ? {} : { ticket: Number(number[1]) }
  const numbered = digest === undefined ? {} : { digest: Number(digest) }
  return { rest, prefixed: prefix !== null, ...ticket, ...numbered }
}

/** The answer that a word is, in any of its forms; null for any other word. */
export const answerOf = (word: string): 'accept' | 'reject' | null => ANSWERS.get(word.toLowerCase()) ?? null

function readSpoken(said: string): Spoken | null {
  const text = said.replace(/^dry[ \u2010-\u2015]run(?=[.,;:!]{0,3}$)/iu, 'dry-run')
  const own = text
    .replace(/^(?:we|i) (?=(?:accept|reject|started))/iu, '')
    .replace(/^(un|re)-(?=(?:assign|open)(?![\w-]))/iu, '$1')
    .replace(/^cut[- \u2010-\u2015]off(?![\w-])/iu, 'cutoff')
    .replace(/^(take|refuse)[ -]report(?![\w.-])/iu, '$1-report')
    .replace(/^ggus[ -]open(?![\w.-])/iu, 'ggus-open')
  const [, word = '', rest = ''] = /^([a-z]+(?:-run|-report|-open)?)(?![\w-]|\.\w)(.*)$/iu.exec(own) ?? []
  const answer = ANSWERS.get(word.toLowerCase())
  if (answer !== undefined) return RULES[answer].read(atEnd(answer, rest))
  const verb = word.toLowerCase()
  // "Outcome: ACCEPT"; but "withdraw?" asks.
  if (isVerb(verb) && (verb === 'started' || !/^(?:we|i) /iu.test(text)))
    return /^[?"')]/u.test(rest) ? null : RULES[verb].read(atEnd(verb, withoutColon(verb, rest)))
  return own === text ? teamFirst(text) : null
}
const withoutColon = (verb: Verb, rest: string) => (verb === 'private' ? rest : rest.replace(/^ ?: ?/u, ' '))
const isVerb = (word: string): word is Verb => Object.hasOwn(RULES, word)

/** `NGI-Site accept`: the team, then the answer. */
function teamFirst(text: string): Spoken | null {
  const blank = text.indexOf(' ')
  if (blank < 0) return null
  const team = text.slice(0, blank).replace(/[,:;]$/u, '')
  const [, word = '', rest = ''] = /^([a-z]+)(?![\w-]|\.\w)(.*)$/iu.exec(text.slice(blank + 1)) ?? []
  const answer = ANSWERS.get(word.toLowerCase())
  if (answer === undefined || team === '' || NO_NAMES.test(team)) return null
  // "outcme ACCEPT" is no team's answer.
  if (nearness(team.toLowerCase(), 'outcome', 2) <= 2) return null
  const spoken = RULES[answer].read(atEnd(answer, rest))
  if (spoken?.verb !== 'accept' && spoken?.verb !== 'reject') return null
  return spoken.team === undefined ? { ...spoken, team } : null
}

/** Trailing punctuation is ignored, but a free text keeps its full stop and a name what it may need (SPEC §2). */
function atEnd(verb: Verb, rest: string): string {
  const trimmed = rest.trim()
  if (verb === 'note' || verb === 'ggus-open') return trimmed
  if (verb === 'open')
    return trimmed.replace(/^["\u201c]([^"\u201c\u201d]*)["\u201d]$/u, '$1').replace(/[.,;:!\s]{1,20}$/u, '')
  const bare = trimmed.replace(/ [:;]-?[)D]$/u, '').replace(/[,;:!\s]{1,20}$/u, '')
  const named = !['link', 'document', 'call', 'also', 'ggus'].includes(verb)
  return named ? bare.replace(/^[.)!\u2026]{1,10}$/u, '') : bare.replace(/[.)]{1,3}$/u, '')
}
