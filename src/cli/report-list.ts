// `rollcall report list N` (SPEC §7): every report that came in for a rollout, which of them count, and what was found
// in them. What one says is shown by `report show`.

import { countingReports } from '../desk/summing.ts'
import { noteWords, saysWords } from '../letters/reportsaid.ts'
import { verdictWords } from '../letters/standing.ts'
import { shortTeam } from '../rollout/team.ts'
import { exit, type CommandContext } from './frame.ts'
import { onTicket } from './reportticket.ts'
import { printable, table } from './table.ts'
import type { Report } from '../rollout/ticket.ts'

export const run = (context: CommandContext): Promise<number> =>
  onTicket(context, 'list', async (_kit, { ticket }) => {
    const counting = new Set(countingReports(ticket).map(({ sha256 }) => sha256))
    const { reports } = ticket
    if (context.json)
      for (const report of reports)
        context.out(JSON.stringify({ ...report, counts: counting.has(report.sha256) }))
    else if (reports.length === 0) context.out(`No report has come in for rollout #${ticket.id} yet.`)
    else
      context.out(
        table(
          reports.map((report) => row(report, counting.has(report.sha256))),
          context.width,
        ),
      )
    return exit.done
  })

function row(report: Report, counts: boolean): readonly string[] {
  const { team, name, revision, verdict, notes, says } = report
  const found = noteWords(notes)
  const words = [
    printable(name),
    `${verdictWords[verdict]}${counts ? ', counts' : ''}`,
    ...(found === '' ? [] : [found]),
    ...(says ? [saysWords(says)] : []),
  ].filter((word) => word !== '')
  return [team === null ? 'not clear whose' : shortTeam(team), `revision ${revision}`, words.join('\n')]
}
