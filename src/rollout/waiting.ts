// Reports that do not count and may still (SPEC §4): which of them a manager can take, which wait for nobody else, and
// how a line names one. Derived from the ticket, never stored; what is done with one is steps/reportdecided.ts.

import type { ReportKey } from './event.ts'
import type { TeamName } from './ids.ts'
import type { Report, Ticket } from './ticket.ts'

export const counts = ({ verdict }: Pick<Report, 'verdict'>) => verdict === 'filed' || verdict === 'renamed'

/** A manager's own refusal has a reason, be it an empty one. */
const refusedByManager = ({ verdict, reason }: Report) => verdict === 'refused' && reason !== undefined

/** A later one of the same team counts, or the same bytes do. */
const isSuperseded = (report: Report, ticket: Ticket) =>
  ticket.reports.some(
    (other) =>
      counts(other) &&
      (other.sha256 === report.sha256 || (other.team === report.team && other.at >= report.at)),
  )

/** What `take report` may mean, oldest first; also what a manager refused, for second thoughts. */
export const takeable = (ticket: Ticket): readonly Report[] =>
  ticket.reports.filter(
    (report) =>
      (report.verdict === 'quarantined' || report.verdict === 'asked' || refusedByManager(report)) &&
      !isSuperseded(report, ticket),
  )

/** What is shown with its two lines: nobody has decided on it. */
export const undecided = (ticket: Ticket): readonly Report[] =>
  takeable(ticket).filter((report) => !refusedByManager(report))

/** What only a manager can settle; for a wrong name its sender is asked first. */
export const waitForManagers = (ticket: Ticket): readonly Report[] =>
  undecided(ticket).filter(({ verdict, why }) => verdict === 'quarantined' || why === 'said-no')

export const reportOf = (ticket: Ticket, { team, revision }: ReportKey): Report | undefined =>
  ticket.reports.find((report) => report.team === team && report.revision === revision)

/** Characters that leave `refuse report … <reason>` and the rollout's number within 72 columns. */
const longestHandle = 41
const plain = /^[A-Za-z0-9][\w.+() -]*$/

/** The shortest sure name of a report for a line: its file's, its team's, else the beginning of its SHA-256. */
export function handleOf(report: Report, ticket: Ticket): string {
  const all = takeable(ticket)
  const fits = (name: string) => name.length <= longestHandle && plain.test(name)
  const only = (same: (other: Report) => boolean) => all.filter(same).length <= 1
  const { original, team, sha256 } = report
  if (fits(original) && /\.\w+$/.test(original) && only((other) => other.original === original))
    return original
  const word = team?.replace(/^ea-/, '') ?? ''
  if (word !== '' && fits(word) && only((other) => other.team === team)) return word
  return sha256.slice(0, 10)
}

/** Whose a report can be: its own team's, else any that takes part. */
export const teamsFor = ({ team }: Report, ticket: Ticket): readonly TeamName[] =>
  team ? [team] : ticket.seats.filter(({ state }) => state !== 'removed').map((seat) => seat.team)
