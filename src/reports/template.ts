// The report template of one team for one release (SPEC §1.6, §4): everything known filled in, a heading for each
// question, and, unseen in its properties, whose it is. Returned under any name it is known again (read.ts).

import { reportName } from '../rollout/filename.ts'
import { shortName, writeTitle } from '../rollout/release.ts'
import { shortTeam } from '../rollout/team.ts'
import type { TeamName, TicketId } from '../rollout/ids.ts'
import type { Links, Release } from '../rollout/ticket.ts'
import { docx } from './docx.ts'
import { odt } from './odt.ts'
import { mediaTypes, runs, type Block, type Format, type Pages, type Run, type WrittenFile } from './pages.ts'
import { questions } from './questions.ts'

export type TemplateFor = {
  readonly team: TeamName
  readonly release: Release
  readonly ticket: TicketId
  readonly links: Links
  /** The day in words, in the team's zone; null where none is set yet. */
  readonly due: string | null
  /** Where the report goes. */
  readonly answersTo: string
}

/** The names of the properties by which a returned template is known. */
export const originProperties = {
  team: 'rollcall-team',
  release: 'rollcall-release',
  ticket: 'rollcall-ticket',
  template: 'rollcall-template',
} as const

const linkNames = {
  'release-notes': 'Release notes',
  bugs: 'Bugs fixed',
  documentation: 'Documentation',
} as const

function facts({ team, release, ticket, links, due, answersTo }: TemplateFor): Block {
  const row = (label: string, value: readonly Run[]) => [runs(label), value]
  const known = Object.entries(linkNames).flatMap(([kind, label]) => {
    const href = links[kind as keyof typeof linkNames]
    return href === undefined ? [] : [row(label, [{ text: href, href }])]
  })
  return {
    kind: 'table',
    head: null,
    widths: [3, 11],
    rows: [
      row('Team', runs(shortTeam(team))),
      row('Release', runs(writeTitle(release).replace(/^Staged Rollout /, ''))),
      row('Rollout', runs(`#${ticket}`)),
      ...(due === null ? [] : [row('Due', runs(due))]),
      row('Send it', runs(`as a reply to any letter of rollout #${ticket}, or to ${answersTo}`)),
      ...known,
    ],
  }
}

const pagesFor = (what: TemplateFor): Pages => ({
  title: `Staged rollout report: ${shortName(what.release)} at ${shortTeam(what.team)}`,
  author: shortTeam(what.team),
  properties: {
    [originProperties.team]: what.team,
    [originProperties.release]: writeTitle(what.release),
    [originProperties.ticket]: String(what.ticket),
    [originProperties.template]: '1',
  },
  blocks: [
    { kind: 'title', text: `Report: ${what.release.component} ${what.release.version}` },
    facts(what),
    {
      kind: 'paragraph',
      runs: runs(
        'Please write under each heading; a line is often enough. What you leave empty is read as not tried.',
      ),
    },
    ...questions.flatMap(({ heading, hint }): Block[] => [
      { kind: 'heading', text: heading },
      { kind: 'hint', text: hint },
      { kind: 'paragraph', runs: [] },
    ]),
  ],
})

/** Named as the report is to be named when it comes back, so that nobody has to rename it. */
export async function templateFile(what: TemplateFor, format: Format): Promise<WrittenFile> {
  const pages = pagesFor(what)
  return {
    name: reportName(what.team, what.release, format),
    type: mediaTypes[format],
    bytes: format === 'odt' ? odt(pages) : await docx(pages),
  }
}
