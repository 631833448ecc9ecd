// The letters about a report that waits for somebody (SPEC §1.6, §4): to the managers what came in and the two lines that
// settle it, to its sender what is open about it. Facts and lines only; the words around them stand in templates/.

import { refuseReportLine, takeReportLine, teamWord } from '../marks/lines.ts'
import { shortTeam } from '../rollout/team.ts'
import type { Letter, ReportDoubt, ReportLine } from '../rollout/effect.ts'
import type { Choice, Pen } from './pen.ts'
import { noteWords, saysWords, whySaid, whyWords } from './reportsaid.ts'
import { teamSeries } from './said.ts'

type Of<K extends Letter['letter']> = Extract<Letter, { readonly letter: K }>

const settling = ({ handle, verdict, team }: ReportLine, pen: Pen): readonly Choice[] => {
  if (handle === undefined) return []
  const refusing = refuseReportLine(handle)
  const take =
    team === null
      ? pen.unfinished('Take it', `${takeReportLine(handle)} for <NGI>-<Site-name>`, takeReportLine(handle))
      : pen.choice(
          'Take it: it counts',
          takeReportLine(handle),
          verdict === 'quarantined' || verdict === 'asked',
        )
  return [take, pen.unfinished('Refuse it', `${refusing} <reason>`, `${refusing} `)]
}

export const reportReceivedView = (letter: Of<'report-received'>, pen: Pen) => {
  const { report } = letter
  return {
    team: report.team === null ? '' : shortTeam(report.team),
    name: report.name,
    original: report.original ?? '',
    verdict: report.verdict,
    revision: report.revision,
    found: noteWords(report.notes),
    why: report.why === undefined ? '' : whyWords[report.why],
    saidNo: report.why === 'said-no',
    says: report.says ? saysWords(report.says) : '',
    by: letter.by === null ? '' : pen.nameOf(letter.by),
    have: letter.have,
    awaited: teamSeries(letter.awaited),
    facts: [],
    choices: settling(report, pen),
  }
}

const doubtView = (doubt: ReportDoubt, pen: Pen) => {
  switch (doubt.asks) {
    case 'name':
      return {
        asks: doubt.asks,
        file: doubt.file,
        why: whySaid(doubt.why),
        team: '',
        problems: '',
        names: doubt.right,
        choices: [],
      }
    case 'whose':
      return {
        asks: doubt.asks,
        file: doubt.file,
        why: '',
        team: '',
        problems: '',
        names: [],
        choices: doubt.teams.slice(0, 6).map((team) => {
          const long = `${takeReportLine(doubt.handle)} for ${teamWord(team)}`
          const line = doubt.teams.length === 1 ? takeReportLine(doubt.handle) : long
          return pen.choice(`It is the report of ${shortTeam(team)}`, line)
        }),
      }
    case 'ggus':
      return {
        asks: doubt.asks,
        file: '',
        why: '',
        team: shortTeam(doubt.team),
        problems: doubt.problems,
        names: [],
        choices: [pen.unfinished('Name the ticket', 'ggus <number or link>', 'ggus ')],
      }
  }
}

export const reportQuestionView = (letter: Of<'report-question'>, pen: Pen) => {
  const doubts = letter.doubts.map((doubt) => doubtView(doubt, pen))
  return {
    doubts: doubts.map(({ choices: _choices, ...doubt }) => doubt),
    facts: [],
    choices: doubts.flatMap(({ choices }) => choices),
  }
}
