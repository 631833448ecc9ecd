// What may stand after `ggus`, `ggus open` and `beta` (SPEC §3.4): a ticket, a problem in words, a site and whether its
// tag is on; and which site is meant where none is named. Bounded patterns only: these lines come from anybody.

import type { Unclear } from '../rollout/refusal.ts'
import type { TeamName } from '../rollout/ids.ts'
import type { GgusTicket } from '../rollout/ticket.ts'
import { nameFirst, oneWord } from './arguments.ts'
import { readGgus } from './ggus.ts'
import type { Situation, Which } from './whichteam.ts'

const ON_OFF = /^(on|off)[.!]?$/iu

/** What stands after `ggus`: a number or a link. */
export function ggusSaid(rest: string): { ggus: GgusTicket } | 'unfilled' | null {
  if (rest === '' || /^number or (?:link|url)$/iu.test(rest)) return 'unfilled'
  const ggus = readGgus(rest)
  return ggus && { ggus }
}

/** What stands after `ggus open`. Nothing, or our own words for it, is unfilled. */
export function problemSaid(said: string): { text: string } | 'unfilled' {
  const text = said.replace(/^(?:a )?(?:new )?(?:ticket(?= ?:)|ticket$)/iu, '').replace(/^ ?[:,] ?/u, '')
  return text === '' || /^(?:text|what is wrong)[.…]?$/iu.test(text) ? 'unfilled' : { text }
}

/** What stands after `beta`: a site and `on` or `off`, in either order. One of them alone is unfilled; else prose. */
export function betaSaid(said: string): { team?: string; on: boolean } | 'unfilled' | null {
  const rest = said.replace(/^tag(?: |$)/iu, '').replace(/^(?:of|for) (?=\S)/iu, '')
  const isOn = (word: string) => ON_OFF.exec(word)?.[1]?.toLowerCase() === 'on'
  if (rest === '' || /^(?:NGI-Site )?on ?(?:\||\/|or) ?off$/iu.test(rest)) return 'unfilled'
  if (ON_OFF.test(rest)) return { on: isOn(rest) }
  const words = rest
    .replace(/[:,] ?/gu, ' ')
    .trim()
    .split(' ')
  const [first = '', second = '', third = ''] = words
  if (words.length === 2 && ON_OFF.test(second)) return { team: first, on: isOn(second) }
  const last =
    words.length === 3 && /^(?:for|of|at)$/iu.test(second) ? third : words.length === 2 ? second : ''
  // "beta on Monday" is talk.
  if (ON_OFF.test(first) && nameFirst(last).team !== undefined) return { team: last, on: isOn(first) }
  return oneWord(rest) && nameFirst(rest).team !== undefined ? 'unfilled' : null
}

/** Teams whose tag can be set, or taken off. */
export const taggable = ({ ticket }: Situation, on: boolean): readonly TeamName[] =>
  (ticket?.seats ?? [])
    .filter(({ state, beta }) => (on ? state === 'accepted' && !beta : beta === true))
    .map(({ team }) => team)

/** What is offered for the name keeps the word that stood behind it. */
export function beside(which: Which, tail: string): Which {
  if ('team' in which) return which
  const { unclear } = which
  if (!('suggestions' in unclear) || unclear.suggestions.length === 0) return which
  const meant = unclear.suggestions.map((team) => `${unclear.verb} ${team.replace(/^ea-/, '')} ${tail}`)
  const near: Unclear = { why: 'near-miss', meant }
  return { unclear: near }
}
