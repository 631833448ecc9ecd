// The verbs of SPEC §3.4 as a table: what stands after each, and the usage line that questions show. Names stay raw
// words: only the roster knows what they mean. Bounded patterns only: these lines come from anybody.

import { nameAndTail, nameFirst, oneWord, tidyTail } from './arguments.ts'
import { isNearlyDay, longer, readDay } from './dayword.ts'
import { assignSaid, cutoffSaid, documentSaid, linkSaid, listsSaid, openSaid } from './phrases.ts'
import { betaSaid, ggusSaid, problemSaid } from './elsewheresaid.ts'
import { outcomeSaid, unassignSaid, reportSaid, withdrawnWords } from './phrases.ts'
import type { Day } from '../rollout/day.ts'
import type { Span } from '../rollout/world.ts'
import type { DocumentRef, GgusTicket, LinkName, Outcome } from '../rollout/ticket.ts'

/** Verbs that stand alone. */
type Lone =
  | 'now'
  | 'hold'
  | 'skip'
  | 'summary'
  | 'yes'
  | 'why'
  | 'help'
  | 'dry-run'
  | 'undo'
  | 'pause'
  | 'resume'

export type Spoken =
  | { readonly verb: 'accept'; readonly team?: string; readonly condition?: string }
  | { readonly verb: 'reject'; readonly team?: string; readonly reason?: string }
  /** Name and reason in one: only the roster, and the ticket, know where a name ends. */
  | { readonly verb: 'withdraw' | 'take-report' | 'refuse-report'; readonly words: string }
  | { readonly verb: 'started'; readonly team?: string; readonly day?: Day }
  | {
      readonly verb: 'extend'
      readonly team?: string
      readonly how: { readonly span: Span } | { readonly until: Day }
    }
  | { readonly verb: 'remind'; readonly team?: string }
  | { readonly verb: 'unassign'; readonly team: string; readonly reason?: string }
  | { readonly verb: 'volunteer' | 'take' | 'decline'; readonly team?: string }
  | { readonly verb: 'assign'; readonly teams: readonly string[] }
  | { readonly verb: 'open'; readonly title: string; readonly emergency?: true }
  /** Null: none any more. */
  | { readonly verb: 'cutoff'; readonly day: Day | null }
  | { readonly verb: 'link'; readonly link: LinkName; readonly url: string }
  | { readonly verb: 'call' | 'also'; readonly lists: readonly string[] }
  | { readonly verb: Lone }
  | { readonly verb: 'document'; readonly document: DocumentRef }
  | { readonly verb: 'outcome'; readonly outcome: Outcome; readonly reason?: string }
  | { readonly verb: 'resolve'; readonly anyway?: string }
  | { readonly verb: 'reopen'; readonly reason?: string }
  | { readonly verb: 'note'; readonly text: string }
  /** Keeps the words of the mail to the managers; `text` stands on the same line. */
  | { readonly verb: 'private'; readonly text: string }
  | { readonly verb: 'status'; readonly all: boolean }
  | { readonly verb: 'ggus'; readonly ggus: GgusTicket }
  | { readonly verb: 'ggus-open'; readonly text: string }
  | { readonly verb: 'beta'; readonly team?: string; readonly on: boolean }
  /** A verb alone that needs more: certain enough to be asked about, never acted on. */
  | { readonly verb: 'incomplete'; readonly of: Verb }
export type Verb = Exclude<Spoken['verb'], 'incomplete'>

type Rule = {
  readonly usage: string
  /** `rest` has single blanks and no bracket or punctuation at its ends. Null: not a command but prose. */
  readonly read: (rest: string) => Spoken | null
}

const COURTESY = /^(?:and )?(?:many )?(?:thanks|thank you|cheers|please|gladly|with pleasure)$/iu

const alone =
  (verb: Lone) =>
  (rest: string): Spoken | null =>
    rest === '' ? { verb } : null

/** "remind me tomorrow" is prose. */
const nameOrNone =
  (verb: 'remind' | 'decline') =>
  (rest: string): Spoken | null => {
    const { team, more } = nameFirst(rest)
    return more === '' ? { verb, ...(team !== undefined && { team }) } : null
  }

/** What stands after a verb, or that it is missing; null for prose. */
const filled = <V extends Verb, T extends object>(verb: V, said: T | 'unfilled' | null) =>
  said === 'unfilled' ? { verb: 'incomplete' as const, of: verb } : said && { verb, ...said }

const wordOrNone =
  (verb: 'volunteer' | 'take') =>
  (rest: string): Spoken | null =>
    rest === '' ? { verb } : oneWord(rest) ? { verb, team: rest } : null

/** Rules of the verbs, and from the same rows the usage lines that questions and help show (SPEC §3.4). */
export const RULES: { readonly [verb in Verb]: Rule } = {
  accept: {
    usage: 'accept NGI-Site',
    read: (rest) => {
      const said = nameAndTail(rest)
      if (said === null) return null
      const { name: team, tail } = said
      // `accept: NGI-Site` names the team; any other words after it are a condition until its writer says they are not.
      if (team === undefined && tail !== undefined && oneWord(tail) && !COURTESY.test(tail))
        return { verb: 'accept', team: tail }
      return {
        verb: 'accept',
        ...(team !== undefined && { team }),
        ...(tail !== undefined && !COURTESY.test(tail) && { condition: tail }),
      }
    },
  },
  reject: {
    usage: 'reject NGI-Site, <reason>',
    read: (rest) => {
      const { name: team, tail: reason } = nameAndTail(rest) ?? { name: null }
      if (team === null) return null
      return { verb: 'reject', ...(team !== undefined && { team }), ...(reason !== undefined && { reason }) }
    },
  },
  withdraw: {
    usage: 'withdraw NGI-Site <reason>',
    read: (rest) => {
      const said = withdrawnWords(rest)
      return said === null ? null : { verb: 'withdraw', words: said }
    },
  },
  started: {
    usage: 'started NGI-Site <date>',
    read: (rest) => {
      if (rest === '') return { verb: 'started' }
      const { team, more } = nameFirst(rest)
      const day = more === '' ? null : readDay(more.replace(/^(?:since|at) /iu, ''))
      if (day === null && more !== '') return isNearlyDay(more) ? { verb: 'incomplete', of: 'started' } : null
      return { verb: 'started', ...(team !== undefined && { team }), ...(day !== null && { day }) }
    },
  },
  extend: {
    usage: 'extend NGI-Site 2d, or: extend NGI-Site until <date>',
    read: (rest) => {
      const { team, more } = nameFirst(rest)
      const how = longer(more)
      return filled(
        'extend',
        typeof how === 'string' ? how : how && { how, ...(team !== undefined && { team }) },
      )
    },
  },
  remind: { usage: 'remind NGI-Site', read: nameOrNone('remind') },
  volunteer: { usage: 'volunteer NGI-Site', read: wordOrNone('volunteer') },
  take: { usage: 'take NGI-Site', read: wordOrNone('take') },
  decline: { usage: 'decline NGI-Site', read: nameOrNone('decline') },
  'take-report': { usage: 'take report <name>', read: (rest) => filled('take-report', reportSaid(rest)) },
  'refuse-report': {
    usage: 'refuse report <name> <reason>',
    read: (rest) => filled('refuse-report', reportSaid(rest)),
  },
  open: {
    usage: 'open Staged Rollout <stack> <component> <version> <os> <arch>, or: … emergency',
    read: (rest) => filled('open', openSaid(rest)),
  },
  cutoff: {
    usage: 'cutoff <date>, or: cutoff none',
    read: (rest) => filled('cutoff', cutoffSaid(rest)),
  },
  link: {
    usage: 'link release-notes|bugs|documentation <url>',
    read: (rest) => filled('link', linkSaid(rest)),
  },
  assign: {
    usage: 'assign NGI-Site NGI-Site …',
    read: (rest) => filled('assign', assignSaid(rest)),
  },
  unassign: {
    usage: 'unassign NGI-Site <reason>',
    read: (rest) => filled('unassign', unassignSaid(rest)),
  },
  call: { usage: 'call <list> …', read: (rest) => lists('call', rest) },
  also: {
    usage: 'also <list> …',
    read: (rest) => (rest === '' ? { verb: 'incomplete', of: 'also' } : lists('also', rest)),
  },
  now: { usage: 'now', read: alone('now') },
  hold: { usage: 'hold', read: alone('hold') },
  skip: { usage: 'skip', read: alone('skip') },
  yes: { usage: 'yes', read: alone('yes') },
  document: {
    usage: 'document <number or link>',
    read: (rest) => {
      const document = documentSaid(rest)
      if (document === 'unfilled') return { verb: 'incomplete', of: 'document' }
      return document && { verb: 'document', document }
    },
  },
  summary: { usage: 'summary', read: alone('summary') },
  outcome: {
    usage: 'outcome ACCEPT|REJECT <reason>',
    read: (rest) => filled('outcome', outcomeSaid(rest)),
  },
  resolve: {
    usage: 'resolve, or: resolve anyway <reason>',
    read: (rest) => {
      if (rest === '') return { verb: 'resolve' }
      const said = /^anyway(?![\w-])/iu.exec(rest)
      if (said === null) return null
      const anyway = tidyTail(rest.slice(said[0].length))
      return anyway === '' ? { verb: 'incomplete', of: 'resolve' } : { verb: 'resolve', anyway }
    },
  },
  reopen: {
    usage: 'reopen <reason>',
    read: (rest) => {
      const reason = tidyTail(rest)
      return { verb: 'reopen', ...(reason !== '' && { reason }) }
    },
  },
  pause: { usage: 'pause', read: alone('pause') },
  resume: { usage: 'resume', read: alone('resume') },
  status: {
    usage: 'status, or: status all',
    read: (rest) => (rest === '' || /^all[.!]?$/iu.test(rest) ? { verb: 'status', all: rest !== '' } : null),
  },
  why: { usage: 'why', read: alone('why') },
  help: { usage: 'help', read: alone('help') },
  undo: { usage: 'undo', read: alone('undo') },
  'dry-run': { usage: 'dry-run', read: alone('dry-run') },
  note: {
    usage: 'note <text>',
    read: (rest) => {
      const text = rest.replace(/^: ?/u, '')
      return text === '' ? { verb: 'incomplete', of: 'note' } : { verb: 'note', text }
    },
  },
  private: {
    usage: 'private: <text>, or private above it',
    // "private: our disks broke" must not be shared for its colon.
    read: (rest) => (/^(?:$|[,:;])/u.test(rest) ? { verb: 'private', text: tidyTail(rest) } : null),
  },
  ggus: { usage: 'ggus <number or url>', read: (rest) => filled('ggus', ggusSaid(rest)) },
  'ggus-open': {
    usage: 'ggus open <what is wrong>',
    read: (rest) => filled('ggus-open', problemSaid(rest)),
  },
  beta: { usage: 'beta NGI-Site on, or: beta NGI-Site off', read: (rest) => filled('beta', betaSaid(rest)) },
}

function lists(verb: 'call' | 'also', rest: string): Spoken | null {
  const named = listsSaid(rest)
  return named === 'unfilled' ? { verb: 'incomplete', of: verb } : named && { verb, lists: named }
}
