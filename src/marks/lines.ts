// Command lines as we suggest them in letters and receipts (SPEC §3.4, §5): always the shortest spelling that the
// grammar reads, under 72 columns wherever names allow, so that no mail program wraps them.

import type { TeamName, TicketId } from '../rollout/ids.ts'
import type { Outcome } from '../rollout/ticket.ts'

/** A team as people write it: without the roster's `ea-`. */
export const teamWord = (team: TeamName) => team.replace(/^ea-/, '')

export const acceptLine = (team: TeamName) => `accept ${teamWord(team)}`
export const rejectLine = (team: TeamName) => `reject ${teamWord(team)}`
export const withdrawLine = (team: TeamName) => `withdraw ${teamWord(team)}`
export const startedLine = (team: TeamName) => `started ${teamWord(team)}`
/** `how`: `2d`, or `until 2026-12-01`. */
export const extendLine = (team: TeamName, how: string) => `extend ${teamWord(team)} ${how}`
/** `beta NGI-Site on`, or `off`. */
export const betaLine = (team: TeamName, on: boolean) => `beta ${teamWord(team)} ${on ? 'on' : 'off'}`
export const ggusLine = () => 'ggus <number or url>'
export const declineLine = (team: TeamName) => `decline ${teamWord(team)}`
export const takeLine = (team: TeamName) => `take ${teamWord(team)}`

// 72 columns less `#123456 ` before the line.
const columns = 64

/** As many `assign` lines as it takes to keep each within 72 columns, also with the ticket's number before it. */
export const assignLines = (teams: readonly TeamName[]): readonly string[] => {
  const lines: string[] = []
  for (const team of teams) {
    const last = lines.at(-1)
    const longer = `${last} ${teamWord(team)}`
    if (last === undefined || longer.length > columns) lines.push(`assign ${teamWord(team)}`)
    else lines[lines.length - 1] = longer
  }
  return lines
}

/** The placeholder is no id: sent back unfilled, it is asked about, never filed. */
export const documentLine = () => 'document <number or link>'
export const outcomeLine = (outcome: Outcome) => `outcome ${outcome}`
export const resolveLine = () => 'resolve'
export const resolveAnywayLine = () => 'resolve anyway <reason>'
export const reopenLine = () => 'reopen'
/** `handle`: what the line calls the report. */
export const takeReportLine = (handle: string) => `take report ${handle}`
export const refuseReportLine = (handle: string) => `refuse report ${handle}`
export const openLine = (title: string) => `open ${title}`
export const nowLine = () => 'now'
export const holdLine = () => 'hold'
export const skipLine = () => 'skip'
export const alsoLine = (list: string) => `also ${list}`
export const yesLine = () => 'yes'
export const pauseLine = () => 'pause'
export const resumeLine = () => 'resume'

/** The same line where the ticket must be named: `#42 accept …`. */
export const numbered = (ticket: TicketId, line: string) => `#${ticket} ${line}`

/** A line apart from the number before it, whoever has that. */
export function unnumbered(line: string): { readonly number: number | null; readonly rest: string } {
  const [whole = '', digits] = /^\s{0,20}#([1-9]\d{0,8})(?::|(?=\s))\s{0,20}/u.exec(line) ?? []
  return { number: digits === undefined ? null : Number(digits), rest: line.slice(whole.length) }
}
