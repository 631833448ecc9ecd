// Undo in words (SPEC §3.5): what was taken back and what stands instead, or why it stays and which line comes nearest.
// Whether it may be taken back was judged in the quiet room.

import { acceptLine, resolveAnywayLine, resolveLine, takeReportLine, teamWord } from '../marks/lines.ts'
import { shortTeam } from '../rollout/team.ts'
import { formatDay, formatInZone } from '../rollout/deadline.ts'
import type { Did } from '../rollout/did.ts'
import type { TeamName } from '../rollout/ids.ts'
import type { Refusal } from '../rollout/refusal.ts'
import { instead, said, stateWords, teamSeries } from './said.ts'
import type { Said } from './said.ts'

/** An act, as what is taken back; by the name of its event. */
const actWords = (act: string): string => acts.get(act) ?? 'what you did last'
const acts: ReadonlyMap<string, string> = new Map([
  ['opened', 'the opening'],
  ['linked', 'the link'],
  ['cutoff-set', 'the day on which the distribution closes'],
  ['assigned', 'the assignment'],
  ['unassigned', 'that a team was taken off'],
  ['accept', 'the answer'],
  ['reject', 'the answer'],
  ['withdrew', 'the withdrawal'],
  ['started', 'the start of the trial'],
  ['extended', 'more time for the trial'],
  ['remind-asked', 'the reminder'],
  ['offered', 'the offer'],
  ['took', 'that an offer was taken'],
  ['declined', 'that an offer was declined'],
  ['offer-confirmed', 'the yes to an offer'],
  ['call-asked', 'the call'],
  ['call-now', 'the call'],
  ['call-held', 'that the call was held'],
  ['call-skipped', 'that the call was skipped'],
  ['call-widened', 'the further list'],
  ['report-received', 'the report'],
  ['report-taken', 'that a report counts'],
  ['report-declined', 'that a report was refused'],
  ['summary-asked', 'the summary'],
  ['documented', 'the document'],
  ['outcome-given', 'the outcome'],
  ['resolved', 'the end of the rollout'],
  ['reopened', 'that it was opened again'],
  ['noted', 'the note'],
  ['ggus-named', 'the GGUS ticket'],
  ['problem-named', 'the problem'],
  ['beta-set', 'the beta tag'],
])

/** What cannot come back, in the words of the act. */
const irrevocable: ReadonlyMap<string, string> = new Map([
  ['opened', 'the managers have been told, and a number is given once'],
  ['remind-asked', 'the reminders have left, and a letter cannot be called back'],
  [
    'summary-asked',
    'it is in a letter, and a letter cannot be called back. It changed nothing on the rollout',
  ],
  ['declined', 'whoever offered the site has been told, and a letter cannot be called back'],
  ['offer-confirmed', 'the team has its letters for the trial'],
  ['report-received', 'the managers have it. Send the right file, and the newest one counts'],
  ['report-declined', 'whoever sent it has been told why'],
  ['resolved', 'the teams and the parent have been told the end'],
  ['reopened', 'what had been said of the outcome is gone'],
  ['problem-named', 'its readers have it, and a letter cannot be called back. A note may set it right'],
  ['noted', 'its readers have it, and a letter cannot be called back. A further note may set it right'],
])

/** For whoever did not take it back: a manager whose decision is not wanted any more, a team, a colleague of it. */
export const unwishedSaid = (did: Undone): Said => {
  if (did.act === 'report-taken')
    return said(
      'A manager took back that your report counts: it waits again for a manager to look at it. ' +
        'There is nothing you need to do.',
    )
  const [own] = did.seats
  if (did.act === 'accept' && own)
    return said(
      `A colleague took back that ${shortTeam(own.team)} takes part: it stands at “${stateWords[own.state]}” again, and ` +
        'nothing is to be installed.',
      'If you would test it all the same:',
      acceptLine(own.team),
    )
  return said(
    (did.dues ?? [])
      .map(
        ({ team, reportDue, zone }) =>
          `${shortTeam(team)} does not ask for more time any more. Its report is due by ` +
          `${formatInZone(reportDue.at, zone)}, as before.`,
      )
      .join(' '),
  )
}

type Undone = Extract<Did, { readonly did: 'undone' }>

export const undoneSaid = (did: Undone, zone?: string): Said => {
  const stand = did.dues
    ? did.dues.map(
        ({ team, reportDue, zone: own }) =>
          `The report of ${shortTeam(team)} is due by ${formatInZone(reportDue.at, zone ?? own)}, as before.`,
      )
    : did.seats.map(({ team, state }) => `${shortTeam(team)} stands at “${stateWords[state]}” again.`)
  if (did.unasked.length > 0)
    stand.push(`${teamSeries(did.unasked)} hears that nothing is asked of it any more.`)
  if (did.closes !== undefined)
    stand.push(did.closes === null ? 'There is none now.' : `It is ${formatDay(did.closes)} again.`)
  return said([`Taken back: ${actWords(did.act)}.`, ...stand].join(' '))
}

/** Why it stays, and the line that comes nearest to undoing it. */
export const cannotUndoSaid = (refusal: Extract<Refusal, { readonly code: 'cannot-undo' }>): Said => {
  const { act, because, team } = refusal
  const whose = team === undefined ? '' : ` about ${shortTeam(team)}`
  const whys = {
    posted: 'a call was posted since, and a post cannot be taken back',
    'changed-since': `more has happened${whose} since`,
    'time-passed': 'the time for it has passed',
    told: irrevocable.get(act) ?? 'people have been told, and letters cannot be taken back',
  }
  const text = `This cannot be undone any more (${actWords(act)}): ${whys[because]}.`
  const line = nearest(act, team)
  return line === '' ? said(text) : instead(text, line)
}
const nearest = (act: string, team: TeamName | undefined): string => {
  const name = team === undefined ? '<NGI>-<Site-name>' : teamWord(team)
  const lines: { readonly [act: string]: string } = {
    accept: `withdraw ${name}`,
    reject: `accept ${name}`,
    withdrew: `accept ${name}`,
    assigned: `unassign ${name}`,
    took: `unassign ${name}`,
    declined: `take ${name}`,
    'offer-confirmed': `withdraw ${name}`,
    unassigned: `assign ${name}`,
    'call-held': 'now',
    'call-skipped': 'call',
    'cutoff-set': 'cutoff <date>',
    opened: resolveAnywayLine(),
    'report-declined': takeReportLine(name),
    reopened: resolveLine(),
  }
  return lines[act] ?? ''
}
