// The board's words for states, waits and what happened (LOOK): plain sentences, no jargon of ours, a shape beside
// every status so that colour is never needed. No address of a person passes through here.

import { shortTeam } from '../rollout/team.ts'
import { isSilent, type Deadline, type Phase, type WaitsFor } from '../rollout/view.ts'
import type { Fact } from '../rollout/fact.ts'
import type { Instant } from '../rollout/ids.ts'
import type { DocumentRef, LinkName, Offer, ReportVerdict, Seat } from '../rollout/ticket.ts'
import type { MailVerdict } from '../ports.ts'
import type { LetterName } from '../rollout/effect.ts'
import type { Unclear } from '../rollout/refusal.ts'

/** Addresses that stand in what people wrote are nobody else's business (SPEC §8). */
export const withoutAddresses = (text: string): string =>
  text.replace(/[^\s<>()[\]",;:@]{1,64}@[^\s<>()[\]",;:@]{1,255}/g, '(address)')

export const phases: { readonly [phase in Phase]: { readonly shape: string; readonly word: string } } = {
  new: { shape: '○', word: 'new' },
  asking: { shape: '◔', word: 'asking teams' },
  calling: { shape: '◇', word: 'calling for volunteers' },
  held: { shape: '‖', word: 'call held' },
  trial: { shape: '◑', word: 'on trial' },
  reporting: { shape: '◕', word: 'reporting' },
  concluding: { shape: '●', word: 'concluding' },
  resolved: { shape: '✓', word: 'resolved' },
}

export const seatWords = (seat: Seat, now: Instant): { readonly shape: string; readonly word: string } => {
  if (isSilent(seat, now)) return { shape: '◌', word: 'silent' }
  switch (seat.state) {
    case 'notified':
      return { shape: '○', word: 'asked' }
    case 'accepted':
      return { shape: '◑', word: 'accepted' }
    case 'rejected':
      return { shape: '✕', word: 'rejected' }
    case 'withdrawn':
      return { shape: '↶', word: 'withdrawn' }
    case 'reported':
      return { shape: '●', word: 'reported' }
    case 'removed':
      return { shape: '–', word: 'taken off' }
  }
}

export const waitWho = ({ who }: WaitsFor): string =>
  who === 'managers' ? 'the managers' : who === 'list subscribers' ? 'readers of the lists' : shortTeam(who)

const waits: { readonly [what in WaitsFor['what']]: string } = {
  answer: 'to say whether it will test',
  report: 'to test and report',
  volunteers: 'to offer a site',
  teams: 'to choose teams',
  call: 'to decide about the call',
  outcome: 'to give the outcome and a document',
  resolve: 'to add what is missing and resolve',
  reopen: 'to decide whether to reopen it',
}
export const waitWhat = ({ what }: WaitsFor): string => waits[what]

/** What happens by itself, as the second half of a sentence that begins with the date. */
export const deadlineWords = ({ what, team }: Deadline): string => {
  const name = team ? shortTeam(team) : 'the team'
  switch (what) {
    case 'remind-answer':
      return `${name} is reminded to answer`
    case 'answer-due':
      return `${name} counts as silent, and the managers are told`
    case 'report-due':
      return `${name} is asked for its report`
    case 'post-call':
      return 'the call is posted to the lists'
    case 'next-round':
      return 'the search goes on without an answer from the lists'
    case 'remind-managers':
      return 'the managers are reminded'
  }
}

export const linkWords: { readonly [name in LinkName]: string } = {
  'release-notes': 'Release notes',
  bugs: 'Fixed bugs',
  documentation: 'How to install',
}
export const verdictWords: { readonly [verdict in ReportVerdict]: string } = {
  filed: 'filed',
  renamed: 'filed under its proper name',
  asked: 'unclear whose it is',
  kept: 'kept, does not count',
  quarantined: 'kept apart: has active parts',
  refused: 'refused',
  ignored: 'no report',
}
export const offerWords: { readonly [state in Offer['state']]: string } = {
  open: 'waits for a manager',
  asked: 'asked to confirm',
  taken: 'taken',
  invited: 'its team is invited',
  closed: 'closed',
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
  'which-ticket': 'not clear about which rollout',
  'tickets-disagree': 'points to several rollouts',
  'both-answers': 'says both accept and reject',
  'accept-with-condition': 'names a condition',
  title: 'not the title of a release',
  arguments: 'needs a little more',
  'not-on-top': 'stood below other words',
  'needs-prefix': 'sent to us as a copy only',
  'too-many': 'more commands than are read of one mail',
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
export const letterWords: { readonly [name in LetterName]: string } = {
  'new-ticket': 'new rollout',
  invitation: 'invitation',
  reminder: 'reminder',
  'team-silent': 'a team is silent',
  'call-preview': 'preview of the call',
  call: 'call to the list',
  'nobody-volunteers': 'nobody volunteers',
  'offer-received': 'an offer',
  'offer-confirm': 'please confirm your offer',
  'report-received': 'a report has come',
  'reports-complete': 'all reports are here',
  outcome: 'outcome',
  'parent-outcome': 'outcome, for the release',
  'note-shared': 'a note',
  receipt: 'receipt',
  'ask-back': 'was it you?',
  pointer: 'whom to write to',
  'by-hand': 'please do by hand',
}

export const documentWords = ({ id, url }: DocumentRef): string =>
  [id === undefined ? '' : `document ${id}`, url ?? ''].filter((part) => part !== '').join(', ')

const because = (reason: string | undefined) =>
  reason === undefined || reason === '' ? '' : `: ${withoutAddresses(reason)}`

/** One sentence for what a fact changed; null where there is nothing to tell. */
export const factWords = (fact: Fact): string | null => {
  switch (fact.what) {
    case 'opened':
      return `Opened ${fact.title}.`
    case 'parent-linked':
      return `Joined to the release’s ticket ${fact.parent.ref}.`
    case 'linked':
      return `Noted ${linkWords[fact.link].toLowerCase()}: ${fact.url}`
    case 'status':
      return fact.status === 'open' ? 'The rollout is open.' : null
    case 'invited':
      return fact.seat.state === 'accepted'
        ? `${shortTeam(fact.seat.team)} takes part.`
        : `Invited ${shortTeam(fact.seat.team)}.`
    case 'removed':
      return `Took ${shortTeam(fact.team)} off${because(fact.reason)}.`
    case 'answered':
      return `${shortTeam(fact.team)} ${fact.answer}s${because(fact.reason)}.`
    case 'withdrawn':
      return `${shortTeam(fact.team)} withdraws${because(fact.reason)}.`
    case 'bounced':
      return `An invitation to ${shortTeam(fact.team)} came back.`
    case 'reminded':
      return `Reminded ${shortTeam(fact.team)}.`
    case 'due-noted':
      return `${shortTeam(fact.team)} has not answered in time.`
    case 'report-asked':
      return `Asked ${shortTeam(fact.team)} for its report.`
    case 'offered':
      return `Somebody offers ${shortTeam(fact.offer.team)}.`
    case 'offer-moved':
      return `An offer: ${offerWords[fact.state]}.`
    case 'escalated':
      return escalationWords(fact.escalation)
    case 'called':
      return `Posted call ${fact.call.round} to ${fact.call.list}.`
    case 'report-filed':
      return `Report ${fact.report.name}: ${verdictWords[fact.report.verdict]}.`
    case 'reports-complete':
      return fact.complete ? 'All reports are here.' : null
    case 'documented':
      return `Noted where the reports are: ${documentWords(fact.document)}.`
    case 'outcome':
      return `Outcome ${fact.outcome}${because(fact.reason)}.`
    case 'resolved':
      return fact.anyway === undefined ? 'Resolved.' : `Resolved anyway${because(fact.anyway)}.`
    case 'reopened':
      return `Opened again${because(fact.reason)}.`
    case 'noted':
      return `Note${fact.note.team ? ` of ${shortTeam(fact.note.team)}` : ''}: ${withoutAddresses(fact.note.text).slice(0, 400)}`
    case 'managers-due':
    case 'said-again':
    case 'seen':
      return null
  }
}

const escalationWords = (escalation: Extract<Fact, { what: 'escalated' }>['escalation']): string | null => {
  switch (escalation.state) {
    case 'none':
      return 'The search for other sites ends.'
    case 'previewed':
      return `Nobody accepts: call ${escalation.round} is prepared for ${escalation.lists.join(' and ')}.`
    case 'held':
      return `Call ${escalation.round} is held.`
    case 'called':
      return null
    case 'manager':
      return 'Nobody is left to ask: the managers decide.'
  }
}
