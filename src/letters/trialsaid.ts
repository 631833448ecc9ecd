// What the verbs of a trial did, in sentences (SPEC §1.6, 3.5): begun, more time, reminded. Beside did.ts, which says the
// rest; dates stand in the reader's zone where one is given, else in the team's own.

import { extendLine, startedLine } from '../marks/lines.ts'
import { dateIn } from '../rollout/day.ts'
import { formatInZone } from '../rollout/deadline.ts'
import { shortTeam } from '../rollout/team.ts'
import type { Did } from '../rollout/did.ts'
import { beyondSaid } from './cutoffsaid.ts'
import { said, teamSeries, undo } from './said.ts'
import type { Said } from './said.ts'

type Of<K extends Did['did']> = Extract<Did, { readonly did: K }>

export const startedSaid = (did: Of<'started'>, zone: string | undefined): Said =>
  said(
    `Noted: ${shortTeam(did.team)} has it in production since ${formatInZone(did.startedAt, zone ?? did.zone)}. ` +
      `Its report is due by ${formatInZone(did.reportDue.at, zone ?? did.zone)}.` +
      (did.beyond === undefined ? '' : ` ${beyondSaid(did.beyond)}`),
    'Were it another day:',
    `${startedLine(did.team)} <date>`,
  )

const moved = (did: Of<'extended'>, zone: string | undefined): string =>
  did.teams
    .map(
      ({ team, reportDue, before, zone: own, beyond }) =>
        `The report of ${shortTeam(team)} is now due by ${formatInZone(reportDue.at, zone ?? own)}; ` +
        `it was ${formatInZone(before.at, zone ?? own)}.${beyond === undefined ? '' : ` ${beyondSaid(beyond)}`}`,
    )
    .join(' ')

export const extendedSaid = (did: Of<'extended'>, zone: string | undefined): Said =>
  undo(
    moved(did, zone),
    ...did.teams.map(({ team, before, zone: own }) => extendLine(team, `until ${dateIn(before.at, own)}`)),
  )

/** For the team itself: what it may do is in the letters of its trial. */
export const extendedForTeam = (did: Of<'extended'>): Said => said(moved(did, undefined))

export const extendAskedSaid = (did: Of<'extend-asked'>, zone: string | undefined): Said =>
  said(
    `The managers are asked for time until ${formatInZone(did.wanted.at, zone ?? did.zone)} for ` +
      `${shortTeam(did.team)}. Until they grant it, its report stays due as it is.` +
      (did.beyond === undefined ? '' : ` ${beyondSaid(did.beyond)}`),
  )

export const remindedSaid = (did: Of<'reminded'>): Said => {
  const words: string[] = []
  if (did.teams.length > 0) words.push(`Reminded ${teamSeries(did.teams)}.`)
  if (did.lately.length > 0)
    words.push(
      `${teamSeries(did.lately)} had a reminder within the last hour and ${did.lately.length > 1 ? 'get' : 'gets'} no other yet.`,
    )
  return said(words.join(' ') || 'Nobody is silent or late, so nobody was reminded.')
}
