// The report template of one team for one release (SPEC §1.6, §4): everything known filled in, a heading for each
// question, and, unseen in its properties, whose it is. Returned under any name it is known again (read.ts).

import { reportName } from '../rollout/filename.ts'
import { writeTitle } from '../rollout/release.ts'
import { shortTeam } from '../rollout/team.ts'
import type { TeamName, TicketId } from '../rollout/ids.ts'
import type { Links, Release } from '../rollout/ticket.ts'
import { odt } from './odt.ts'
import { originProperties } from './origin.ts'
import { mediaTypes, runs, type Block, type Format, type Pages, type Run, type WrittenFile } from './pages.ts'
import { fillIn } from './placeholders.ts'
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

// As in the letters; the questions' own headings would be read back as answers.
const linkNames = {
  'release-notes': 'What is new',
  bugs: 'Fixed',
  documentation: 'How to install',
} as const

/** What stands where there is nothing to say; such a line of ours is left out. */
const none = '–'

/** What an operator's own template may name between double braces, and what is filled in there. */
export const valuesFor = ({ team, release, ticket, links, due, answersTo }: TemplateFor) => ({
  team: shortTeam(team),
  release: writeTitle(release).replace(/^Staged Rollout /, ''),
  stack: release.stack || none,
  component: release.component,
  version: release.version,
  os: release.os || none,
  arch: release.arch || none,
  rollout: String(ticket),
  due: due ?? none,
  'answers-to': answersTo,
  'release-notes': links['release-notes'] ?? none,
  bugs: links.bugs ?? none,
  documentation: links.documentation ?? none,
})
type TemplateValues = ReturnType<typeof valuesFor>

const placeholders: TemplateValues = {
  team: '{{team}}',
  release: '{{release}}',
  stack: '{{stack}}',
  component: '{{component}}',
  version: '{{version}}',
  os: '{{os}}',
  arch: '{{arch}}',
  rollout: '{{rollout}}',
  due: '{{due}}',
  'answers-to': '{{answers-to}}',
  'release-notes': '{{release-notes}}',
  bugs: '{{bugs}}',
  documentation: '{{documentation}}',
}
/** The names that are filled in. */
export const placeholderNames: readonly string[] = Object.keys(placeholders)

function facts(values: TemplateValues): Block {
  const row = (label: string, value: readonly Run[]) => [runs(label), value]
  const links = Object.entries(linkNames).flatMap(([kind, label]) => {
    const href = values[kind as keyof typeof linkNames]
    return href === none ? [] : [row(label, [{ text: href, href }])]
  })
  const { rollout } = values
  return {
    kind: 'table',
    head: null,
    widths: [3, 11],
    rows: [
      row('Team', runs(values.team)),
      row('Release', runs(values.release)),
      row('Rollout', runs(`#${rollout}`)),
      ...(values.due === none ? [] : [row('Due', runs(values.due))]),
      row('Send it', runs(`as a reply to any letter of rollout #${rollout}, or to ${values['answers-to']}`)),
      ...links,
    ],
  }
}

const originOf = ({ team, release, ticket }: TemplateFor) => ({
  [originProperties.team]: team,
  [originProperties.release]: writeTitle(release),
  [originProperties.ticket]: String(ticket),
  [originProperties.template]: '1',
})

const pagesFor = (values: TemplateValues, properties: Pages['properties']): Pages => ({
  title: `Staged rollout report: ${values.component} ${values.version} at ${values.team}`,
  author: values.team,
  properties,
  blocks: [
    { kind: 'title', text: `Report: ${values.component} ${values.version}` },
    facts(values),
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

// The library that writes Word files takes its time to load, and most commands never need it.
const written = async (pages: Pages, format: Format) =>
  format === 'odt' ? odt(pages) : (await import('./docx.ts')).docx(pages)

/**
 * Named as the report is to be named when it comes back, so that nobody has to rename it. `own`: an operator's template
 * of that format, filled in instead of ours; throws where it is no package that can be opened.
 */
export async function templateFile(
  what: TemplateFor,
  format: Format,
  own?: Uint8Array,
): Promise<WrittenFile> {
  const values = valuesFor(what)
  const properties = originOf(what)
  return {
    name: reportName(what.team, what.release, format),
    type: mediaTypes[format],
    bytes: own
      ? fillIn(own, format, values, properties)
      : await written(pagesFor(values, properties), format),
  }
}

/** Ours with its placeholders left in: what an operator begins an own one from. */
export const blankTemplate = async (format: Format): Promise<WrittenFile> => ({
  name: `report-template.${format}`,
  type: mediaTypes[format],
  bytes: await written(pagesFor(placeholders, {}), format),
})
