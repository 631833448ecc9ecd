// The board’s own words: labels of links, kinds of mail, how sure we are of a writer. Where a rollout stands and what
// happened on it is said in the words that letters and terminal use too (letters/standing.ts, letters/history.ts).

import type { MailVerdict } from '../ports/incoming.ts'
import type { LinkName } from '../rollout/ticket.ts'
import type { Unclear } from '../rollout/refusal.ts'

export const linkWords: { readonly [name in LinkName]: string } = {
  'release-notes': 'Release notes',
  bugs: 'Fixed bugs',
  documentation: 'How to install',
}
export const levelWords: { readonly [level in NonNullable<MailVerdict['level']>]: string } = {
  verified: 'verified',
  token: 'by the signed reply address',
  'token-other': 'signed reply address of somebody else',
  claimed: 'claimed, not proven',
  unknown: 'unknown writer',
}
const unclearWords: { readonly [why in Unclear['why']]: string } = {
  'unknown-team': 'no team is called that',
  'ambiguous-team': 'could be more than one team',
  'which-team': 'names no team',
  'which-report': 'names no report that waits',
  'which-ticket': 'not clear about which rollout',
  'tickets-disagree': 'points to several rollouts',
  'no-digest': 'a number of a daily letter, and answers none',
  'digest-number': 'a number that the daily letter has not',
  'digest-disagrees': 'two numbers that name different rollouts',
  'both-answers': 'says both accept and reject',
  'accept-with-condition': 'names a condition',
  title: 'not the title of a release',
  arguments: 'needs a little more',
  'not-on-top': 'stood below other words',
  'needs-prefix': 'sent to us as a copy only',
  'too-many': 'more commands than are read of one mail',
  'near-miss': 'nearly a command',
  'no-answer-read': 'no answer that could be read',
  'tracker-unproven': 'not proven to be the tracker’s',
  'question-over': 'its question is over',
  'no-command': 'no command',
}
/** A mail's problem as it is kept, its code before its line, for people. */
export const problemWords = (problem: string): string => {
  const [, code = '', line = ''] = /^([a-z-]+): ([^]*)$/.exec(problem) ?? []
  const words = Object.entries(unclearWords).find(([why]) => why === code)?.[1]
  return words === undefined ? problem : `${line} (${words})`
}
export const kindWords: { readonly [kind in NonNullable<MailVerdict['kind']>]: string } = {
  own: 'our own letter back',
  bounce: 'bounce',
  'auto-reply': 'automatic reply',
  'list-admin': 'from a list server',
  tracker: 'from the tracker',
  person: 'from a person',
}
