// Where a rollout stands, in one vocabulary for letters, board and terminal (LOOK): plain words, no jargon of ours, a
// shape beside every status so that colour is never needed. Dates are written by whoever knows the reader's zone.

import { shortTeam } from '../rollout/team.ts'
import { isSilent, type Deadline, type Phase, type WaitsFor } from '../rollout/view.ts'
import { stateWords } from './said.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Offer, ReportVerdict, Seat, SeatState } from '../rollout/ticket.ts'

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

const shapes: { readonly [state in SeatState]: string } = {
  notified: '○',
  accepted: '◑',
  rejected: '✕',
  withdrawn: '↶',
  reported: '●',
  removed: '–',
}
export const seatWords = (seat: Seat, now: Instant): { readonly shape: string; readonly word: string } =>
  isSilent(seat, now)
    ? { shape: '◌', word: 'silent' }
    : { shape: shapes[seat.state], word: stateWords[seat.state] }

export const waitWho = ({ who }: WaitsFor): string =>
  who === 'managers' ? 'the managers' : who === 'list subscribers' ? 'readers of the lists' : shortTeam(who)

const waits: { readonly [what in WaitsFor['what']]: string } = {
  answer: 'to say whether it will test',
  report: 'to test and report',
  volunteers: 'to offer a site',
  file: 'to look at a report that is kept apart',
  teams: 'to choose teams',
  call: 'to decide about the call',
  search: 'to decide how it goes on without a site',
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
    case 'ask-started':
      return `${name} is asked whether its trial has begun`
    case 'trial-check':
      return `${name} is reminded of its report`
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

export const verdictWords: { readonly [verdict in ReportVerdict]: string } = {
  filed: 'filed',
  renamed: 'filed under its proper name',
  asked: 'asked about, does not count yet',
  kept: 'kept, does not count',
  quarantined: 'kept apart until a manager looks',
  refused: 'refused',
  ignored: 'no report',
}
export const offerWords: { readonly [state in Offer['state']]: string } = {
  open: 'waits for a manager',
  asked: 'asked to confirm',
  taken: 'taken',
  invited: 'its team is invited',
  declined: 'declined',
  closed: 'closed',
}
