// `rollcall report show N NAME` (SPEC §7): one report of a rollout as it is read now from the stored file. NAME is its
// file's, its team's, or the beginning of its SHA-256; the newest goes first.

import { didYouMean } from '../config/nearest.ts'
import { shortTeam } from '../rollout/team.ts'
import { exit, WrongUse, type CommandContext } from './frame.ts'
import { examinedJson, examinedWords } from './reportwords.ts'
import { onTicket } from './reportticket.ts'
import type { Report } from '../rollout/ticket.ts'

export const run = (context: CommandContext): Promise<number> => {
  const name = context.args[1]
  if (name === undefined) throw new WrongUse('report show: say the rollout’s number and the report’s name')
  return onTicket(context, 'show', async (kit, { ticket }) => {
    const report = ticket.reports.findLast((one) => namesOf(one).some((known) => same(known, name)))
    const bytes = report && (await kit.archive.file(report.sha256))
    if (!report || !bytes) {
      context.err(`rollcall: ${report ? notKept(report) : noSuch(name, ticket.reports, ticket.id)}`)
      return exit.failed
    }
    const examination = await kit.examine({ name: report.original, bytes })
    const { team, revision, sha256 } = report
    if (context.json)
      context.out(JSON.stringify({ ...examinedJson(report.name, examination), team, revision, sha256 }))
    else context.out(examinedWords(report.name, examination, context.width))
    return exit.done
  })
}

const same = (known: string, name: string) => known.toLowerCase() === name.toLowerCase()

function namesOf({ name, original, team, sha256 }: Report): readonly string[] {
  const hashes = Array.from({ length: sha256.length - 6 }, (_, at) => sha256.slice(0, at + 7))
  return [name, original, ...(team === null ? [] : [team, shortTeam(team)]), ...hashes]
}

const notKept = ({ original }: Report) => `${original} was refused when it came, and is not kept; its mail is`

function noSuch(name: string, reports: readonly Report[], ticket: number): string {
  if (reports.length === 0) return `no report has come in for rollout ${ticket} yet`
  const known = [
    ...new Set(reports.flatMap(({ name: file, team }) => [file, ...(team ? [shortTeam(team)] : [])])),
  ]
  return `rollout ${ticket} has no report ${name}${didYouMean(name, known, `rollcall report list ${ticket} shows them`)}`
}
