// Lines that are nearly commands (SPEC §2, §3.5): a verb misspelt or in another form, polite words before it, words
// after a name without the comma that would make them a reason. Only their shape is seen here; whether a name in them
// is a team's is nearmeant's matter. Nothing here ever acts: what is found is asked about, with the line to send.

import { foldName, nearness } from '../rollout/nearness.ts'
import { answerOf, lineStart, readLine } from './grammar.ts'
import type { Command, Started } from './grammar.ts'
import { RULES } from './verbs.ts'
import type { Verb } from './verbs.ts'

export type NearMiss = Omit<Started, 'rest'> & {
  readonly line: string
  readonly verb: Verb
  /** The command it is with its verb put right, where the grammar reads that. */
  readonly mended: Command | null
  /** What stands after the verb, word by word: a team's name may be among them. */
  readonly words: readonly string[]
  /** An answer, a name and more words: meant as an answer wherever it stands. */
  readonly certain: boolean
}

const MOST_WORDS = 60
/** Where people begin before they come to their answer; no `not` among them. */
const LEADS = new Set(
  (
    'yes yep yeah ok okay sure fine hi hello hey dear all colleagues team sorry unfortunately thanks please pls kindly ' +
    "we i will would like to can hereby gladly happily are am is glad happy ready pleased have has wants must we'll i'll we'd " +
    "i'd i'm we're our site - and so then"
  ).split(' '),
)
/** Before what only managers say fewer words can stand: "we resolve this on Monday" is talk. */
const POLITE = new Set('please pls kindly ok okay yes hi hello dear all'.split(' '))
const TAIL =
  /(?:(?:^|(?<![ ,])[ ,]+)(?:please|pls|thanks|thank you|it|this|for now|today|anyhow|for us))+[.!]*$/iu
/** Words that are near a verb and say something else. */
const OTHER_WORDS = new Set(
  (
    'except expect expected project projects object objects subject inject eject select respect access accent ' +
    'assist design resign align signed income like likes links think held told gold bold cold hole ship skin make ' +
    'meta hola talk tale late cake tall fall ball mall opens often also call calls hello hope stats state states cause causes presume assume rescue'
  ).split(' '),
)
/** What follows an answer that leaves the name out, and is no object of it. */
const FOLLOWERS = new Set('no we not sorry due too since as if but only from starting on'.split(' '))
/** Their words are free text: near one of these nearly everything would be near a command. */
const FREE = new Set<string>(['note', 'private', 'yes', 'withdraw', 'reopen', 'ggus-open'])
const VERBS = (Object.keys(RULES) as Verb[]).filter((verb) => verb !== 'note' && verb !== 'yes')

/** Which of a to z stand in a word, a bit each. */
const lettersIn = (word: string): number => {
  let bits = 0
  for (let at = 0; at < word.length; at += 1) {
    const letter = word.charCodeAt(at) - 0x61
    if (letter >= 0 && letter < 26) bits |= 1 << letter
  }
  return bits
}
const many = (bits: number): number => {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1
  return count
}
/** Every verb as it may be written, and how many slips are allowed in it. */
const FORMS = VERBS.flatMap((verb) =>
  (verb === 'accept' || verb === 'reject' ? [verb, `${verb}s`, `${verb}ed`] : [verb]).map((form) => ({
    verb,
    form,
    allowed: form.length >= 6 ? 2 : form.length >= 4 ? 1 : 0,
    within: lettersIn(form),
  })),
)

/** The near miss that a line is by its shape; null where it is a command or prose. */
export function nearMiss(line: string): NearMiss | null {
  const started = lineStart(line)
  if (started === null || readLine(line) !== null) return null
  const { rest, ...before } = started
  const ofReport = aboutReport(rest)
  if (ofReport) return { ...before, ...ofReport, line: line.trim(), certain: false }
  const words = rest.split(' ').slice(0, MOST_WORDS)
  const at = words.findIndex((word) => !LEADS.has(bare(word)))
  const verb = at < 0 || at > 6 ? null : verbMeant(bare(words[at] ?? ''))
  const found = verb === null ? teamFirst(words) : { verb, words: words.slice(at + 1) }
  if (found === null) return null
  const isAnswer = found.verb === 'accept' || found.verb === 'reject' || found.verb === 'volunteer'
  if (verb !== null && !isAnswer && !words.slice(0, at).every((word) => POLITE.has(bare(word)))) return null
  const text = found.words.join(' ')
  const bareAnswer =
    (found.verb === 'accept' || found.verb === 'reject') &&
    /^(?:accept|reject)[.!]?$/iu.test(words[at] ?? '') &&
    (/[.!]$/u.test(words[at] ?? '') || FOLLOWERS.has(found.words[0]?.toLowerCase() ?? ''))
  const mended = [text, text.replace(TAIL, ''), ...(bareAnswer ? [''] : [])]
    .map((tail) => readLine(`${found.verb} ${tail}`.trim()))
    .find((command) => command !== null && command.verb !== 'yes')
  const free = FREE.has(found.verb) && text !== '' && !looksLikeTeam(found.words[0] ?? '')
  if (free) return null
  const [first = ''] = words
  const own = /^(?:we|i)$/iu.test(first) ? (words[1] ?? '') : first
  return {
    ...before,
    ...found,
    line: line.trim(),
    mended: mended ?? null,
    certain: answerOf(own) !== null && found.words.length > 1 && looksLikeTeam(found.words[0] ?? ''),
  }
}

const REPORT =
  /^(?:(?:please|pls|kindly|ok|okay|yes),? ){0,2}(take|tkae|accept|count|refuse|reject|decline) (?:the |this |that )?(?:reports?|reprot|repot)[ :]{1,2}(?=\S)/iu

/** A report is taken and refused in other words than an answer is given; null where no file is named. */
function aboutReport(rest: string): Pick<NearMiss, 'verb' | 'mended' | 'words'> | null {
  const [start = '', said = ''] = REPORT.exec(rest) ?? []
  if (start === '') return null
  const verb = /^(?:refuse|reject|decline)$/iu.test(said) ? 'refuse-report' : 'take-report'
  const text = rest.slice(start.length)
  const mended = readLine(`${verb.replace('-', ' ')} ${text}`)
  return mended && mended.verb === verb ? { verb, mended, words: text.split(' ') } : null
}

/** `NGI-Site: we accept`, `NGI-Site acepts`: a name, then the answer. */
function teamFirst(words: readonly string[]): { verb: Verb; words: readonly string[] } | null {
  const [team = '', ...more] = words
  const at = more.findIndex((word) => !LEADS.has(bare(word)))
  const verb = at < 0 || at > 5 ? null : verbMeant(bare(more[at] ?? ''))
  if (verb !== 'accept' && verb !== 'reject' && verb !== 'volunteer') return null
  return { verb, words: [team.replace(/[,:;]$/u, ''), ...more.slice(at + 1)] }
}

/** Whether a word has the shape of a team's name: letters in several parts, and more than a hyphenated word has. */
export const looksLikeTeam = (word: string): boolean => {
  const name = word.replace(/^[("'\u201c]{1,3}|[.,:;)!"'\u201d]{1,5}$/gu, '')
  if (name.length < 6 || name.length > 130 || !/^[\p{L}\d]+(?:[-._\u2010-\u2015][\p{L}\d]+)+$/u.test(name))
    return false
  return /[\p{Lu}\d_.]/u.test(name) && (name.match(/\p{L}/gu) ?? []).length > 3
}

/** The verb that a word is, in another form or with up to two slips (SPEC §2). */
function verbMeant(word: string): Verb | null {
  const seen = asSeen(word)
  if (seen !== word) return answerOf(seen) ?? VERBS.find((verb) => verb === seen) ?? null
  if (!/^[a-z]{3,14}$/u.test(word) || OTHER_WORDS.has(word)) return null
  const answer = answerOf(word) ?? /^(?:accept|reject)(?=[a-z]{1,5}$)/u.exec(word)?.[0]
  if (answer === 'accept' || answer === 'reject') return answer
  // What a manager may call it; of a report it is said by `extend`, so this is asked about.
  if (word === 'deadline') return 'cutoff'
  let best: { verb: Verb; far: number } | null = null
  const letters = lettersIn(word)
  for (const { verb, form, allowed, within } of FORMS) {
    // A slip brings in one strange letter at most: nearly every word of prose is too strange to every verb.
    if (many(letters & ~within) > allowed || many(within & ~letters) > allowed) continue
    const far = nearness(word, form, allowed)
    if (far < (best?.far ?? Infinity)) best = { verb, far }
  }
  return best?.verb ?? null
}

/** A word as the eye takes it: in letters that only look alike, with an accent, with something invisible in it. */
const asSeen = (word: string) =>
  /^[\x21-\x7e]*$/u.test(word) ? word : foldName(word.normalize('NFKD').replace(/\p{M}/gu, ''))

const bare = (word: string) =>
  word
    .toLowerCase()
    .replaceAll('\u2019', "'")
    .replace(/[.,:;!\u2013\u2014]{1,5}$/u, '')
