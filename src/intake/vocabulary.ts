// What each verb of the grammar is for, in a few words, and who says it: the rows from which help and the page
// docs/commands-by-mail.md are made (SPEC §3.3). The shapes are in verbs.ts; rights are the quiet room's.

import { RULES } from './verbs.ts'
import type { Verb } from './verbs.ts'

export type Speaker = 'team' | 'manager' | 'anybody'
export type Word = {
  readonly who: Speaker
  /** What it does. */
  readonly does: string
  /** Its line in help: shorter, or with its neighbours. Null: a neighbour's line names it. */
  readonly screen?: { readonly usage: string; readonly does: string } | null
}

/** In the order of a rollout. */
const WORDS: { readonly [verb in Verb]: Word } = {
  accept: { who: 'team', does: 'your site will try the release' },
  reject: { who: 'team', does: 'it will not; a reason helps' },
  withdraw: { who: 'team', does: 'it accepted and cannot go on' },
  started: { who: 'team', does: 'it is in production since then' },
  extend: {
    who: 'team',
    does: 'asks for more time; said by a manager it gives it, without a team to all on trial',
    screen: { usage: 'extend NGI-Site 2d', does: 'more time for the trial' },
  },
  remind: {
    who: 'manager',
    does: 'reminds who is silent or late, now',
    screen: { usage: 'remind, beta NGI-Site on|off', does: 'reminds it; has its beta tag set' },
  },
  volunteer: { who: 'anybody', does: 'offers a site that was not asked' },
  open: {
    who: 'manager',
    does: 'begins a rollout; stack, os and arch may be left out; emergency: with hours to answer and a day to try it',
    screen: { usage: 'open Staged Rollout <release>', does: 'begins a rollout' },
  },
  cutoff: {
    who: 'manager',
    does: 'says when the distribution closes, so that all letters say until when an acceptance helps; none: it does not',
    screen: { usage: 'cutoff <date>', does: 'says when the distribution closes' },
  },
  link: {
    who: 'manager',
    does: 'notes where the release is described',
    screen: { usage: 'link documentation|bugs|… <url>', does: 'notes where to read about it' },
  },
  assign: {
    who: 'manager',
    does: 'invites teams; each gets its date to answer by',
    screen: { usage: 'assign NGI-Site …', does: 'invites teams' },
  },
  unassign: {
    who: 'manager',
    does: 'takes a team off the rollout',
    screen: { usage: 'unassign NGI-Site', does: 'takes a team off' },
  },
  call: {
    who: 'manager',
    does: 'posts a call for volunteers to the lists',
    screen: { usage: 'call, also <list> …', does: 'posts a call; adds a list to it' },
  },
  now: {
    who: 'manager',
    does: 'posts the call that is prepared, at once',
    screen: { usage: 'now, hold, skip', does: 'posts the prepared call, or not' },
  },
  hold: { who: 'manager', does: 'keeps the prepared call back until you say so', screen: null },
  skip: { who: 'manager', does: 'goes on without the prepared call', screen: null },
  also: { who: 'manager', does: 'adds a list to the prepared call', screen: null },
  take: {
    who: 'manager',
    does: 'takes a site that was offered',
    screen: { usage: 'take, decline, refuse report', does: 'takes a site or report, or not' },
  },
  decline: { who: 'manager', does: 'goes without a site that was offered', screen: null },
  'take-report': {
    who: 'manager',
    does: 'lets a report count that was kept apart or asked about; for NGI-Site after the name says whose it is',
    screen: null,
  },
  'refuse-report': {
    who: 'manager',
    does: 'says that it does not count; its team reads the reason',
    screen: null,
  },
  private: {
    who: 'anybody',
    does: 'as the first line: keeps the words below it to the managers',
    screen: null,
  },
  ggus: {
    who: 'team',
    does: 'notes a GGUS ticket of this trial',
    screen: { usage: 'ggus <number>, ggus open', does: 'notes a GGUS ticket; asks for one' },
  },
  'ggus-open': {
    who: 'team',
    does: 'names a problem to the managers and the other sites, and answers with the text of a GGUS ticket for it',
    screen: null,
  },
  beta: {
    who: 'manager',
    does: 'asks the people of a site on trial to set its beta tag in GOCDB, or to take it off',
    screen: null,
  },
  document: {
    who: 'manager',
    does: 'notes where the collected reports are',
    screen: { usage: 'summary, document <link>', does: 'what was reported; where it lies' },
  },
  summary: {
    who: 'manager',
    does: 'sends you the reports that are there in one file, and a summary of them',
    screen: null,
  },
  outcome: {
    who: 'manager',
    does: 'says whether the release passed',
    screen: { usage: 'outcome ACCEPT|REJECT', does: 'says whether it passed' },
  },
  resolve: {
    who: 'manager',
    does: 'ends the rollout; anyway: although something is missing',
    screen: { usage: 'resolve, reopen', does: 'ends the rollout; begins it again' },
  },
  reopen: { who: 'manager', does: 'opens a resolved rollout again', screen: null },
  pause: {
    who: 'manager',
    does: 'keeps every letter of the bot back; for the group that is told of every rollout',
    screen: { usage: 'pause, resume', does: 'keeps all letters back; lets them go' },
  },
  resume: { who: 'manager', does: 'lets letters leave again, and what waited', screen: null },
  note: {
    who: 'anybody',
    does: 'passes words on to the managers and the teams that accepted; plain words do the same',
    screen: { usage: 'note <text>, private', does: 'passes words on; to managers only' },
  },
  status: {
    who: 'anybody',
    does: 'where this rollout stands; all: every open one of yours',
    screen: { usage: 'status [all], why', does: 'where it stands; what led there' },
  },
  why: {
    who: 'anybody',
    does: 'what it waits for, what comes next by itself, and what led here',
    screen: null,
  },
  help: { who: 'anybody', does: 'this list' },
  undo: {
    who: 'anybody',
    does: 'takes back what you said last about a rollout, while nothing irreversible followed',
    screen: { usage: 'undo', does: 'takes back what you did last' },
  },
  'dry-run': {
    who: 'anybody',
    does: 'as the first line: says what the mail would do, and does nothing',
    screen: { usage: 'dry-run', does: 'first line: only says what would be' },
  },
  yes: {
    who: 'anybody',
    does: 'answers “was it you?”, to the address that asked',
    screen: { usage: 'yes', does: 'answers our “was it you?”' },
  },
}

export type Line = {
  readonly verb: Verb
  readonly who: Speaker
  readonly usage: string
  readonly does: string
}
const rows = Object.entries(WORDS) as readonly (readonly [Verb, Word])[]

/** Everything that can be written, in the order of a rollout. */
export const everyLine: readonly Line[] = rows.map(([verb, { who, does }]) => ({
  verb,
  who,
  usage: RULES[verb].usage,
  does,
}))

/**
 * What fits one screen: at most 24 lines of 72 columns with the line above them. Teams are not shown what only managers
 * say.
 */
export const helpFor = (reader: 'manager' | 'team'): readonly { usage: string; does: string }[] =>
  rows.flatMap(([verb, { who, does, screen }]) => {
    if (screen === null || (reader === 'team' ? who === 'manager' : isTeamsOwn(verb))) return []
    return [{ usage: screen?.usage ?? RULES[verb].usage, does: screen?.does ?? does }]
  })

/** A manager answers for no team. */
const isTeamsOwn = (verb: Verb) => ['accept', 'reject', 'withdraw', 'started', 'volunteer'].includes(verb)
