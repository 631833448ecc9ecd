// The managers' summary of a rollout, drafted from what the reports say (SPEC §1.8, §4): verdicts side by side, problems
// with their GGUS tickets, work-arounds in the sites' own words, who did not report, and how it went. A draft: the
// outcome is the managers' and stands here only once they gave it.

import { documentTitle, summaryName, writeTitle } from '../rollout/release.ts'
import { shortTeam } from '../rollout/team.ts'
import type { TeamName, TicketId } from '../rollout/ids.ts'
import type { GgusTicket, Outcome, Release } from '../rollout/ticket.ts'
import type { Fields } from './document.ts'
import { odt } from './odt.ts'
import { mediaTypes, runs, type Block, type Format, type Pages, type Run, type WrittenFile } from './pages.ts'

export type SiteReport = {
  readonly team: TeamName
  readonly verdict: 'accept' | 'reject' | null
  readonly fields: Fields
  readonly ggus: readonly GgusTicket[]
}

export type SummaryOf = {
  readonly release: Release
  readonly ticket: TicketId
  /** Days and hours in words, in one zone. */
  readonly written: string
  readonly reports: readonly SiteReport[]
  /** Sites that were asked and sent no report that counts, each with the reason as far as it is known. */
  readonly without: readonly { readonly team: TeamName; readonly why: string }[]
  /** GGUS tickets named outside the reports too. */
  readonly ggus: readonly GgusTicket[]
  readonly timeline: readonly { readonly at: string; readonly what: string }[]
  readonly outcome: { readonly outcome: Outcome; readonly reason: string } | null
}

/** A cell is for a glance; the whole is in the report. */
const cellLength = 280
const quoteLength = 4000

const shortened = (text: string, length: number) => {
  const flat = text.trim()
  return flat.length <= length ? flat : `${flat.slice(0, length).replace(/(?<!\s)\s+\S*$/, '')} …`
}

const linked = (tickets: readonly GgusTicket[], name = 'GGUS #'): readonly Run[] =>
  tickets.flatMap(({ number, url }, at): Run[] => [
    ...(at === 0 ? [] : [{ text: ', ' }]),
    { text: `${name}${number}`, href: url },
  ])

function verdicts(reports: readonly SiteReport[]): Block {
  return {
    kind: 'table',
    head: ['Site', 'Verdict', 'Installed', 'In production', 'GGUS'],
    widths: [39, 13, 29, 33, 16],
    rows: reports.map(({ team, verdict, fields, ggus }) => [
      [{ text: shortTeam(team), bold: true }],
      runs(verdict ?? 'not read'),
      runs(shortened(fields.installed ?? '–', cellLength)),
      runs(shortened(fields.exposure ?? '–', cellLength)),
      ggus.length === 0 ? runs('–') : linked(ggus, '#'),
    ]),
  }
}

/** A question of the template with every site's answer to it, in their own words. */
function answers(
  heading: string,
  empty: string,
  id: 'problems' | 'workarounds',
  reports: readonly SiteReport[],
): Block[] {
  const said = reports.flatMap(({ team, fields }) => {
    const text = shortened(fields[id] ?? '', quoteLength)
    return text === '' ? [] : [{ team, text }]
  })
  return [
    { kind: 'heading', text: heading },
    ...(said.length === 0 ? [{ kind: 'paragraph', runs: runs(empty) } as const] : []),
    ...said.flatMap(({ team, text }): Block[] => [
      { kind: 'paragraph', runs: [{ text: `${shortTeam(team)}:`, bold: true }], lead: true },
      { kind: 'quote', runs: runs(text) },
    ]),
  ]
}

function inShort({ reports, without, outcome }: SummaryOf): string {
  const accept = reports.filter(({ verdict }) => verdict === 'accept').length
  const reject = reports.filter(({ verdict }) => verdict === 'reject').length
  const unread = reports.length - accept - reject
  const sites = (count: number) => `${count} ${count === 1 ? 'site' : 'sites'}`
  const parts = [
    `${sites(reports.length)} reported: ${accept} accept, ${reject} reject${unread > 0 ? `, ${unread} without a verdict that could be read` : ''}.`,
    ...(without.length > 0 ? [`${sites(without.length)} did not report.`] : []),
    outcome === null
      ? 'The outcome is still the managers’ to give.'
      : `The managers’ outcome is ${outcome.outcome}${outcome.reason === '' ? '' : `: ${outcome.reason}`}.`,
  ]
  return parts.join(' ')
}

const pagesFor = (what: SummaryOf): Pages => ({
  title: documentTitle(what.release),
  author: 'Staged rollout',
  properties: { 'rollcall-summary': String(what.ticket) },
  blocks: [
    { kind: 'title', text: `Summary: ${what.release.component} ${what.release.version}` },
    {
      kind: 'paragraph',
      runs: runs(`${writeTitle(what.release)}, rollout #${what.ticket}. Drafted ${what.written}.`),
    },
    { kind: 'paragraph', runs: runs(inShort(what)) },
    ...(what.reports.length === 0
      ? []
      : ([{ kind: 'heading', text: 'Verdicts' }, verdicts(what.reports)] satisfies Block[])),
    ...answers('Problems', 'No report names a problem.', 'problems', what.reports),
    ...(what.ggus.length === 0
      ? []
      : ([
          { kind: 'paragraph', runs: [{ text: 'GGUS tickets of this rollout: ' }, ...linked(what.ggus)] },
        ] satisfies Block[])),
    ...answers('Work-arounds', 'No report names a work-around.', 'workarounds', what.reports),
    ...(what.without.length === 0
      ? []
      : ([
          { kind: 'heading', text: 'Without a report' },
          {
            kind: 'table',
            head: null,
            widths: [4, 8],
            rows: what.without.map(({ team, why }) => [runs(shortTeam(team)), runs(why)]),
          },
        ] satisfies Block[])),
    { kind: 'heading', text: 'How it went' },
    {
      kind: 'table',
      head: null,
      widths: [5, 12],
      rows: what.timeline.map(({ at, what: happened }) => [runs(at), runs(happened)]),
    },
  ],
})

/** Named as SPEC's naming conventions want it, `summary-<stack>-<component>-<version>`. */
export async function summaryFile(what: SummaryOf, format: Format): Promise<WrittenFile> {
  const pages = pagesFor(what)
  return {
    name: `${summaryName(what.release)}.${format}`,
    type: mediaTypes[format],
    bytes: format === 'odt' ? odt(pages) : await (await import('./docx.ts')).docx(pages),
  }
}
