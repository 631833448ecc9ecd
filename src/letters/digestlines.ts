// The numbered lines of the daily letter to a manager (SPEC §3.4 `<N>`), as the letter shows them and as a receipt
// repeats them where a number was wrong.

import {
  assignLines,
  nowLine,
  outcomeLine,
  refuseReportLine,
  reopenLine,
  resolveLine,
  takeReportLine,
} from '../marks/lines.ts'
import { formatInZone } from '../rollout/deadline.ts'
import { asInstant } from '../rollout/ids.ts'
import type { DigestItem } from '../rollout/told.ts'

/** A day (ISO 8601) as `Monday 23 November 2026`. */
export const dayWords = (day: string): string => dayOf(formatInZone(asInstant(`${day}T12:00:00Z`), 'UTC'))

/** Without the hour, which adds nothing to a day that is past. */
export const dayOf = (date: string): string => date.split(',')[0] ?? date

/** The lines that would settle it, each with its number: `<1> remind`. */
export const digestLines = (item: DigestItem, number: number): readonly string[] =>
  linesOf(item).map((line) => `<${number}> ${line}`)

const linesOf = ({ waits, day, team, turn, handle = '' }: DigestItem): readonly string[] => {
  switch (waits) {
    case 'silent':
    case 'late':
      return ['remind']
    case 'extend':
      return [`extend until ${day}`]
    case 'offer':
      return ['take']
    case 'file':
      return [
        team === undefined ? `${takeReportLine(handle)} for <NGI>-<Site-name>` : takeReportLine(handle),
        refuseReportLine(handle),
      ]
    case 'teams':
      return turn && turn.length > 0 ? assignLines(turn) : ['assign <NGI>-<Site-name>']
    case 'search':
      return ['assign <NGI>-<Site-name>']
    case 'call':
      return [nowLine()]
    case 'outcome':
      return [outcomeLine('ACCEPT'), outcomeLine('REJECT')]
    case 'resolve':
      return [resolveLine()]
    case 'reopen':
      return [reopenLine()]
    case 'letter':
      return ['why']
  }
}
