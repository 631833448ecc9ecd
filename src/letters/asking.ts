// Letters that ask somebody to decide: the managers for teams, a team for its answer or its report. Facts and lines
// only; the words around them stand in templates/.

import {
  acceptLine,
  alsoLine,
  assignLines,
  documentLine,
  extendLine,
  nowLine,
  outcomeLine,
  rejectLine,
  reopenLine,
  resolveAnywayLine,
  resolveLine,
  skipLine,
  startedLine,
  teamWord,
  withdrawLine,
} from '../marks/lines.ts'
import { dateIn } from '../rollout/day.ts'
import { missingStackLine } from '../rollout/release.ts'
import { shortTeam } from '../rollout/team.ts'
import { dayWords } from './digestlines.ts'
import type { About, Letter } from '../rollout/effect.ts'
import type { TeamName } from '../rollout/ids.ts'
import { writeSpan } from '../rollout/deadline.ts'
import type { Span } from '../rollout/world.ts'
import { plainName, releaseFacts, requestLines } from './pen.ts'
import type { Choice, Pen } from './pen.ts'
import { rotaChoices, rotaView } from './rotasaid.ts'
import { linkWords, series, teamSeries } from './said.ts'

type Of<K extends Letter['letter']> = Extract<Letter, { readonly letter: K }>

const assignAny = (pen: Pen) => pen.unfinished('Assign other teams', 'assign <NGI>-<Site-name>', 'assign ')

/** What every letter about a ticket can say of it. */
export const aboutView = (about: About) => ({
  number: about.ticket,
  title: about.title,
  release: plainName(about.release),
  component: about.release.component,
  emergency: about.emergency === true,
  days: daysOf(about.trial ?? usualTrial),
})

const answerChoices = (pen: Pen, team: TeamName): readonly Choice[] => [
  pen.choice('Accept', acceptLine(team), true),
  pen.choice('Reject', rejectLine(team)),
]

/** As the second half of `each team has …`. */
const timeToAnswer = (answer: Span | undefined): string =>
  answer === undefined || (answer.unit === 'working day' && answer.n === 1)
    ? 'until the end of its next working day'
    : writeSpan(answer)

export const newTicketView = (letter: Of<'new-ticket'>, pen: Pen) => ({
  by: pen.date(letter.decideBy.at),
  toAnswer: timeToAnswer(letter.answer),
  stack: letter.about.stack,
  stackLine: letter.about.stack === null ? missingStackLine(letter.about.release) : '',
  missing: series(letter.missing.map((name) => linkWords[name])),
  missingLines: letter.missing.map((name) => `link ${name} https://…`),
  volunteers: letter.volunteers.length,
  requests: requestLines(letter.byHand),
  facts: releaseFacts(letter.about),
  choices: [
    // Letters from before there was an order suggest all.
    ...(letter.rota === undefined && letter.volunteers.length > 0
      ? [pen.choice('Assign the teams that volunteer', assignLines(letter.volunteers), true)]
      : rotaChoices(letter.rota, pen)),
    assignAny(pen),
  ],
  ...rotaView(letter.rota, pen),
})

export const invitationView = (letter: Of<'invitation'>, pen: Pen) => ({
  team: shortTeam(letter.team),
  by: pen.date(letter.answerDue.at),
  late: letter.answerDue.at <= pen.at,
  facts: releaseFacts(letter.about),
  choices: answerChoices(pen, letter.team),
})

/** What is left where every list was asked. */
export const searchChoices = (pen: Pen): readonly Choice[] => [
  pen.unfinished('Assign a team', 'assign <NGI>-<Site-name>', 'assign '),
  pen.unfinished('Call another list', 'call <list address>', 'call '),
  pen.unfinished('Resolve without a trial', resolveAnywayLine(), 'resolve anyway '),
]

const managersChoices = (
  letter: Of<'reminder'> & { readonly to: 'managers' },
  pen: Pen,
): readonly Choice[] => {
  switch (letter.asks) {
    case 'teams':
      return [...rotaChoices(letter.rota, pen), assignAny(pen)]
    case 'call':
      return [
        pen.choice('Post the call now', nowLine(), true),
        pen.choice('Post no call this round', skipLine()),
        pen.unfinished('Post it to another list too', alsoLine('<list address>'), 'also '),
        assignAny(pen),
      ]
    case 'search':
      return searchChoices(pen)
    case 'outcome':
      return [
        pen.choice('It passed', outcomeLine('ACCEPT'), true),
        pen.choice('It did not pass', outcomeLine('REJECT')),
        pen.unfinished('Name the document', documentLine(), 'document '),
      ]
    case 'resolve':
      return [
        pen.choice('Resolve', resolveLine(), true),
        pen.unfinished('Name the document', documentLine(), 'document '),
        pen.unfinished('Resolve without it', resolveAnywayLine(), 'resolve anyway '),
      ]
    case 'reopen':
      return [pen.choice('Reopen', reopenLine(), true)]
  }
}

/** Said without a day it holds from today; a day may be added. */
const startedChoices = (pen: Pen, team: TeamName): readonly Choice[] => [
  pen.choice('It runs since today', startedLine(team), true),
  pen.unfinished('It runs since another day', `${startedLine(team)} <date>`, `${startedLine(team)} `),
]

const teamChoices = (letter: Of<'reminder'> & { readonly to: 'team' }, pen: Pen): readonly Choice[] => {
  if (letter.asks === 'answer') return answerChoices(pen, letter.team)
  const withdraw = pen.choice('Withdraw', withdrawLine(letter.team))
  return letter.asks === 'started' ? [...startedChoices(pen, letter.team), withdraw] : [withdraw]
}

/** Of letters from before it stood in them. */
const usualTrial = { check: { n: 5, unit: 'day' }, trial: { n: 7, unit: 'day' } } as const

/** `5 to 7 days`, or how long it is where the reminder is counted otherwise. */
const daysOf = ({ check, trial }: NonNullable<About['trial']>): string => {
  const from = check.unit === trial.unit && check.n < trial.n ? `${check.n} to ` : ''
  return `${from}${writeSpan(trial)}`
}

export const trialStartedView = (letter: Of<'trial-started'>, pen: Pen) => ({
  team: shortTeam(letter.team),
  by: pen.date(letter.reportDue.at),
  days: daysOf(letter),
  startBy: letter.startBy ? pen.date(letter.startBy.at) : '',
  reportName: letter.reportName,
  facts: releaseFacts(letter.about),
  choices: startedChoices(pen, letter.team),
})

export const trialReminderView = (letter: Of<'trial-reminder'>, pen: Pen) => ({
  team: shortTeam(letter.team),
  by: pen.date(letter.reportDue.at),
  reportName: letter.reportName,
  facts: releaseFacts(letter.about),
  choices: [
    pen.choice('Ask for two more days', extendLine(letter.team, '2d')),
    pen.choice('Withdraw', withdrawLine(letter.team)),
  ],
})

/** As the team said it, so that the line reads like the wish. */
const wish = ({ how, zone }: Of<'extend-request'>): string => {
  if ('until' in how) return `until ${dateIn(how.until.at, zone)}`
  return how.span.unit === 'day' ? `${how.span.n}d` : writeSpan(how.span)
}

export const extendRequestView = (letter: Of<'extend-request'>, pen: Pen) => ({
  team: shortTeam(letter.team),
  by: pen.date(letter.reportDue.at),
  wanted: pen.date(letter.wanted.at),
  facts: releaseFacts(letter.about),
  choices: [
    pen.choice('Grant it', extendLine(letter.team, wish(letter)), true),
    pen.unfinished(
      'Grant another time',
      extendLine(letter.team, 'until <date>'),
      extendLine(letter.team, 'until '),
    ),
  ],
})

export const reminderView = (letter: Of<'reminder'>, pen: Pen) =>
  letter.to === 'team'
    ? {
        to: letter.to,
        asks: letter.asks,
        team: shortTeam(letter.team),
        teams: '',
        by: pen.date(letter.due.at),
        late: letter.due.at <= pen.at,
        since: '',
        facts: releaseFacts(letter.about),
        choices: teamChoices(letter, pen),
        ...rotaView(undefined, pen),
      }
    : {
        to: letter.to,
        asks: letter.asks,
        team: '',
        teams: teamSeries(letter.teams),
        by: pen.date(letter.next.at),
        late: false,
        since: pen.date(letter.since),
        facts: releaseFacts(letter.about),
        choices: managersChoices(letter, pen),
        ...rotaView(letter.rota, pen),
      }

export const teamSilentView = (letter: Of<'team-silent'>, pen: Pen) => ({
  team: shortTeam(letter.team),
  by: pen.date(letter.due.at),
  bounced: letter.bounced,
  away: letter.away === undefined ? '' : dayWords(letter.away),
  facts: releaseFacts(letter.about),
  choices: letter.bounced
    ? [pen.choice('Invite it again', assignLines([letter.team]), true), assignAny(pen)]
    : [assignAny(pen), pen.choice('Take it off', `unassign ${teamWord(letter.team)}`)],
})

export const noLongerAskedView = (letter: Of<'no-longer-asked'>) => ({
  team: shortTeam(letter.team),
  facts: [],
  choices: [],
})

export const byHandView = (letter: Of<'by-hand'>) => ({
  requests: requestLines(letter.requests),
  facts: releaseFacts(letter.about),
  choices: [],
})
