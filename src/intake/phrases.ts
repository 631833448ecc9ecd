// What may stand after one verb or another (SPEC §3.4): a document, a link, an outcome, mailing lists, a title, a day.
// Our own placeholders, sent back unfilled, are known: they are asked about and never taken for an answer. Bounded
// patterns only.

import type { DocumentRef, LinkName, Outcome } from '../rollout/ticket.ts'
import type { Day } from '../rollout/day.ts'
import { oneWord, tidyTail, words } from './arguments.ts'
import { readDay } from './dayword.ts'

const DOCUMENT_ID = /^#?[A-Za-z._-]*\d[\w.-]*$/u
const WEB = /^https?:\/\/[^\s<>"]+$/iu
const OUTCOME_NEARLY = /^(?:is |= ?)?(?:acc?e?[pt]{1,3}e?d?|acc?p?e?t|rej[ect]{1,4}|accpet)(?:ed)?[.!]?$/iu

/** What stands after `document`: a number or a link. Nothing, or our own words for it, is unfilled; else null. */
export function documentSaid(said: string): DocumentRef | 'unfilled' | null {
  const rest = said.replace(/^(?:number|id) (?=#?\d)/iu, '')
  if (rest === '' || /^number or (?:link|url)$/iu.test(rest)) return 'unfilled'
  if (WEB.test(rest)) return { url: rest }
  return DOCUMENT_ID.test(rest) ? { id: rest.replace(/^#/u, '') } : null
}

/** What stands after `outcome`. Nothing, both, or a word that is nearly one of them is unfilled; else null. */
export function outcomeSaid(rest: string): { outcome: Outcome; reason?: string } | 'unfilled' | null {
  const said = /^(accept|reject)(?:ed)?(?![\w-])/iu.exec(rest)
  if (said === null) return rest === '' || OUTCOME_NEARLY.test(rest) ? 'unfilled' : null
  // Our own line with its choice left standing.
  if (/^ ?(?:\||\/|or) ?(?:accept|reject)/iu.test(rest.slice(said[0].length))) return 'unfilled'
  const reason = tidyTail(rest.slice(said[0].length))
  const outcome = said[1]?.toLowerCase() === 'accept' ? 'ACCEPT' : 'REJECT'
  return { outcome, ...(reason !== '' && { reason }) }
}

function linkName(said: string): LinkName | null {
  const name = said
    .toLowerCase()
    .replace(/[\u2010-\u2015_]/gu, '-')
    .replace(/:$/u, '')
  return name === 'release-notes' || name === 'bugs' || name === 'documentation' ? name : null
}

/** What stands after `link`: which one, and where. Whether the address may stand in a letter is the quiet room's matter. */
export function linkSaid(said: string): { link: LinkName; url: string } | 'unfilled' | null {
  const rest = said.replace(/^release notes(?![\w-])/iu, 'release-notes')
  if (rest === '') return 'unfilled'
  const blank = rest.indexOf(' ')
  const link = linkName(blank < 0 ? rest : rest.slice(0, blank))
  if (link === null) return null
  if (blank < 0) return 'unfilled'
  const url = rest.slice(blank + 1)
  return oneWord(url) ? { link, url } : null
}

/** "Open questions remain": a title has a number in it, or says what it is. */
const looksLikeTitle = (rest: string) =>
  /^staged[ -]rollout(?![\w-])/iu.test(rest) || /\d/u.test(rest) || oneWord(rest)

/** What stands after `open`: a title, and whether it must not wait; our own words for one are unfilled; null for prose. */
export function openSaid(rest: string): { title: string; emergency?: true } | 'unfilled' | null {
  if (rest === '') return 'unfilled'
  const said = /^(.{1,900}?)(?:,|[,:;]? (?:[-\u2013\u2014] )?)[([]?emergency[)\]]?$/iu.exec(rest)?.[1]
  const title = said?.replace(/^["\u201c]([^"\u201c\u201d]*)["\u201d]$/u, '$1') ?? rest
  if (!looksLikeTitle(title)) return null
  // The word belongs behind the title: before it, it would be read as a stack.
  if (/^(?:an? )?emergency(?![\w-])/iu.test(title)) return 'unfilled'
  return { title, ...(said !== undefined && { emergency: true }) }
}

/** What stands after `cutoff`: a day, or null for none. Nothing, or a day that may be two, is unfilled; else prose. */
export function cutoffSaid(rest: string): { day: Day | null } | 'unfilled' | null {
  if (/^(?:none|off)[.!]?$/iu.test(rest)) return { day: null }
  const day = readDay(rest.replace(/^date (?=\S)/iu, ''))
  if (day !== null) return { day }
  const tidied = rest.replace(/^(?:is|at|by|to|=) (?:on )?/iu, '')
  return oneWord(rest) || rest === '' || /\d/u.test(rest) || readDay(tidied) !== null ? 'unfilled' : null
}

/** Teams by any name; "assign us next time" is prose: several plain words and no name among them. */
export function assignSaid(rest: string): { teams: readonly string[] } | 'unfilled' | null {
  const teams = words(rest)
  if (teams.length > 2 && teams.every((word) => /^[a-z]+[.!]?$/u.test(word))) return null
  return teams.length === 0 ? 'unfilled' : { teams }
}

/** One team, and why. */
export function unassignSaid(rest: string): { team: string; reason?: string } | 'unfilled' {
  const [first] = words(rest)
  if (first === undefined) return 'unfilled'
  const reason = tidyTail(rest.slice(rest.indexOf(first) + first.length))
  return { team: first.replace(/:$/u, ''), ...(reason !== '' && { reason }) }
}

const LIST = /^[\w.+]*[-@][\w.@+-]*$/u
/** Mailing lists, perhaps none; our own words for one are unfilled; null where "call me tomorrow" is prose. */
export function listsSaid(rest: string): readonly string[] | 'unfilled' | null {
  if (/^list(?: address)?(?: \u2026)?$/iu.test(rest)) return 'unfilled'
  const named = words(rest)
  // A list has an address, or at least a hyphen in its name.
  return named.every((name) => LIST.test(name)) ? named : null
}

/** The words after `withdraw`, without our placeholder for a reason; null where they are about the word itself. */
export const withdrawnWords = (rest: string): string | null =>
  /^(?:is|was|would|could|should|may|might|can|cannot|not|or|nothing)(?![\w-])/iu.test(rest)
    ? null
    : rest.replace(/(?:^|[ ,])reason$/iu, '')

/** Only the ticket knows which of these words are a file's name; "take report writing seriously" is prose. */
export function reportSaid(rest: string): { words: string } | 'unfilled' | null {
  const words = rest.replace(/^: ?/u, '')
  if (words === '') return { words }
  if (/^name(?:[ ,]+reason)?$/iu.test(words)) return 'unfilled'
  const looksLikeName =
    /^["'\u201c\u201e\u00ab]|\.(?:od[tm]|ott|do[ct][xm]?|rtf|pdf|txt)(?![\w-])|^[0-9a-f]{8,64}(?=[ ,:;]|$)|^[\w.]{1,100}[-_][\w.-]/iu
  return looksLikeName.test(words) ? { words } : null
}
