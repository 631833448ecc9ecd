// Letters about reports, outcome and what people wrote meanwhile (SPEC §1.6 to §1.9). The verdict in a report is the
// site's, the outcome the manager's; nothing here draws one from the other.

import { documentLine, outcomeLine, resolveAnywayLine, resolveLine } from '../marks/lines.ts'
import { shortTeam } from '../rollout/team.ts'
import type { Letter, ReportLine } from '../rollout/effect.ts'
import { aligned, documentFacts, fact, ggusFacts, releaseFacts } from './pen.ts'
import type { Pen } from './pen.ts'
import { series, teamSeries } from './said.ts'

type Of<K extends Letter['letter']> = Extract<Letter, { readonly letter: K }>

const whose = (report: ReportLine) => (report.team === null ? 'not clear whose' : shortTeam(report.team))

export const reportsCompleteView = (letter: Of<'reports-complete'>, pen: Pen) => ({
  documentTitle: letter.documentTitle,
  summaryName: letter.summaryName,
  asked: letter.asked !== undefined,
  over: letter.asked?.over === true,
  awaited: teamSeries(letter.asked?.awaited ?? []),
  reports: aligned(
    letter.reports.map((report) =>
      fact(whose(report), report.revision > 1 ? `${report.name}, revision ${report.revision}` : report.name),
    ),
  ),
  facts: [...ggusFacts(letter.ggus), ...releaseFacts(letter.about)],
  choices: [
    pen.choice('It passed', outcomeLine('ACCEPT'), true),
    pen.choice('It did not pass', outcomeLine('REJECT')),
    pen.unfinished('Name the document', documentLine(), 'document '),
    pen.choice('Resolve, once both are said', resolveLine()),
    pen.unfinished('Resolve without them', resolveAnywayLine(), 'resolve anyway '),
  ],
})

export const outcomeView = (letter: Of<'outcome'>) => ({
  outcome: letter.outcome,
  reason: letter.reason ?? '',
  team: shortTeam(letter.team),
  reported: letter.reported,
  beta: letter.beta === true,
  facts: [...documentFacts(letter.documents), ...ggusFacts(letter.ggus), ...releaseFacts(letter.about)],
  choices: [],
})

export const parentOutcomeView = (letter: Of<'parent-outcome'>) => ({
  outcome: letter.outcome,
  reason: letter.reason ?? '',
  documents: series(
    letter.documents.map(({ id, url }) => (id === undefined ? (url ?? '') : `document ${id}`)),
  ),
  facts: [...documentFacts(letter.documents), ...releaseFacts(letter.about)],
  choices: [],
})

const isGroup = (author: Of<'note-shared'>['author']): author is 'managers' | 'subscriber' =>
  author === 'managers' || author === 'subscriber'

export const noteSharedView = (letter: Of<'note-shared'>, pen: Pen) => ({
  toTeam: pen.because === 'team-member' || pen.because === 'offerer',
  author: isGroup(letter.author) ? letter.author : 'team',
  team: isGroup(letter.author) ? '' : shortTeam(letter.author),
  hidden: letter.private === true,
  problem: letter.problem === true,
  // Who reads the answer beside the managers; nobody where the note was theirs alone from the beginning.
  only: letter.to ? shortTeam(letter.to) : isGroup(letter.author) ? '' : shortTeam(letter.author),
  quote: letter.text.trim().split('\n'),
  facts: [],
  choices: [],
})
