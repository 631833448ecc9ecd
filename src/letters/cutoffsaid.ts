// The day on which a distribution closes, in one sentence (SPEC §1.1): for each letter that says it, for receipts and for
// whoever hears that it was set. Short and kind: what comes too late for one distribution counts for the next.

import { isBeyond, type standsToCutoff } from '../rollout/cutoff.ts'
import { formatDay } from '../rollout/deadline.ts'
import type { CutoffNews } from '../rollout/cutoff.ts'
import type { Did } from '../rollout/did.ts'
import type { Letter } from '../rollout/effect.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Refusal } from '../rollout/refusal.ts'
import { instead, said, teamSeries, undo } from './said.ts'
import type { Said } from './said.ts'

const closes = ({ date, stands }: CutoffNews) =>
  `The distribution ${stands === 'over' ? 'closed' : 'closes'} on ${formatDay(date)}`

/** Until when an acceptance, or an offer, helps. */
const helpsSaid = (cutoff: CutoffNews, what: 'acceptance' | 'offer' = 'acceptance'): string =>
  cutoff.stands === 'ahead'
    ? `${closes(cutoff)}: an ${what} helps until ${formatDay(cutoff.acceptBy)}.`
    : `${closes(cutoff)}. An ${what} is too late for this distribution now; it counts for the next, and is welcome.`

/** What it means to whoever has the release on trial. */
const trialSaid = (cutoff: CutoffNews, slips: boolean): string => {
  if (cutoff.stands === 'over') return `${closes(cutoff)}: this report counts for the next.`
  return slips
    ? `${closes(cutoff)}, before this report is due: one by then is in time, a later one counts for the next.`
    : `${closes(cutoff)}: a report by its due date is in time for it.`
}

/** The sentence of a letter to a reader in this zone (IANA); empty where there is nothing to say. */
export const cutoffLine = (letter: Letter, zone: string): string => {
  const cutoff = letter.about?.cutoff
  if (!cutoff) return ''
  const beyond = (at: Instant, there: string) => isBeyond(at, there, cutoff.date)
  if (letter.letter === 'trial-started' || letter.letter === 'trial-reminder')
    return trialSaid(cutoff, beyond(letter.reportDue.at, zone))
  if (letter.letter === 'reminder' && letter.to === 'team' && letter.asks !== 'answer')
    return trialSaid(cutoff, beyond(letter.due.at, zone))
  if (letter.letter === 'extend-request')
    return beyond(letter.wanted.at, letter.zone) ? beyondSaid(cutoff.date) : ''
  return helpsSaid(cutoff, letter.letter === 'call' ? 'offer' : 'acceptance')
}

/** How a rollout stands towards it, for board, terminal and `status`; no words where no day is set. */
export const cutoffStands = (
  stands: ReturnType<typeof standsToCutoff>,
  date: (at: Instant) => string,
): readonly string[] => {
  if (!stands) return []
  const { teams, nobody } = stands.slips
  return [
    `Closing day of the distribution: ${formatDay(stands.date)}; acceptances help until ${date(stands.acceptBy.at)}.`,
    ...(teams.length > 0 ? [`Too late for it, as things stand: the report of ${teamSeries(teams)}.`] : []),
    ...(nobody ? ['Nobody has accepted, and a trial that begins now comes too late for it.'] : []),
  ]
}

/** A report that would be due after the distribution has closed. */
export const beyondSaid = (date: string): string =>
  `The distribution closes before that, on ${formatDay(date)}: the report would count for the next.`

type Set = Extract<Did, { readonly did: 'cutoff' }>

export const cutoffSetSaid = (did: Set): Said => {
  const back = did.before === undefined ? 'cutoff none' : `cutoff ${did.before}`
  if (!did.cutoff) return undo('The distribution has no closing day any more.', back)
  const words = [helpsSaid(did.cutoff)]
  if (did.slips.length > 0)
    words.push(`As things stand ${teamSeries(did.slips)} will report too late for it.`)
  if (did.told.length > 0)
    words.push(`${teamSeries(did.told)} ${did.told.length > 1 ? 'hear' : 'hears'} it too.`)
  return undo(words.join(' '), back)
}

/** For a team that is asked or has it on trial. */
export const cutoffForTeam = ({ cutoff, slips, seat }: Set): Said => {
  if (!cutoff) return said('The distribution has no closing day any more; all other dates stay as they are.')
  return said(seat === 'trial' ? trialSaid(cutoff, slips.length > 0) : helpsSaid(cutoff))
}

export const badCutoffSaid = ({ why, earliest }: Extract<Refusal, { readonly code: 'bad-cutoff' }>): Said => {
  const whys = {
    'no-day': 'The calendar has no such day.',
    past: 'That day is past.',
    'too-soon': 'By that day no site that accepts from now on could have tried it.',
    'too-far': 'That day is more than a year away.',
  }
  return instead(
    `${whys[why]} The first that leaves time for a trial is ${formatDay(earliest)}.`,
    `cutoff ${earliest}`,
  )
}
