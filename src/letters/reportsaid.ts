// What became of a report, in words for its sender, the managers, the board and the terminal (SPEC §4): what was read in
// it, what was found in it, why it does not count and what would. Nothing here judges a file; that is the reports room's.

import { shortTeam } from '../rollout/team.ts'
import type { Did } from '../rollout/did.ts'
import type { Report, ReportFindings, ReportSays, ReportWhy } from '../rollout/ticket.ts'
import { withoutAddresses } from './history.ts'
import { said, series } from './said.ts'
import type { Said } from './said.ts'

type Reported = Extract<Did, { readonly did: 'report' }>

/** What was found in a file, as the end of `it …`. */
const found: { readonly [note: string]: string } = {
  macro: 'holds macros',
  dde: 'holds fields that fetch data from other programs',
  embedded: 'holds embedded objects',
  'external-link': 'loads parts from elsewhere',
  encrypted: 'is protected by a password',
  dtd: 'declares entities, as attacks on readers of documents do',
  bomb: 'unpacks to far more than a report is',
  'wrong-type': 'is not of the type that its name says',
  traversal: 'has parts that would be written outside its folder',
  'nested-archive': 'has an archive in it',
  'too-large': 'is larger than 25 MB',
  broken: 'is damaged, or not quite such a document',
  died: 'could not be read in the time and memory that a report gets',
}
export const noteWords = (notes: readonly string[] | undefined): string =>
  series((notes ?? []).map((note) => found[note] ?? `shows “${note}”`))

const asked: { readonly [question: string]: string } = {
  node: 'site and node',
  installed: 'installation',
  'release-notes': 'release notes',
  documentation: 'documentation',
  configuration: 'configuration',
  tests: 'tests',
  exposure: 'days in production',
  problems: 'problems',
  workarounds: 'work-arounds',
  verdict: 'verdict',
  time: 'time spent',
}
const longestShown = 90
const shown = (text: string | undefined) => {
  const line = (text ?? '').replace(/\s+/g, ' ').trim()
  return line.length > longestShown ? `${line.slice(0, longestShown - 1).trimEnd()}…` : line
}

/** What a report says, in one line: verdict, days, GGUS. Empty where nothing of it could be read. */
export const saysWords = ({ verdict, fields, ggus }: ReportSays): string => {
  const exposure = shown(fields['exposure'])
  return [
    verdict === null ? '' : `verdict ${verdict}`,
    exposure === '' ? '' : `in production “${exposure}”`,
    ggus.length === 0 ? '' : series(ggus.map(({ number }) => `GGUS ${number}`)),
  ]
    .filter((part) => part !== '')
    .join('; ')
}

/** What was read, and in one sentence what was not. */
const readingSaid = (says: ReportSays | undefined): string => {
  if (!says) return ''
  const read = saysWords(says)
  const sentences = read === '' ? [] : [`We read: ${read}.`]
  if (Object.keys(says.fields).length === 0)
    sentences.push('The template’s headings were not found in it, so people read it as it is.')
  else if (says.unread.length > 0)
    sentences.push(`No answer was found under ${series(says.unread.map((id) => asked[id] ?? id))}.`)
  return sentences.join(' ')
}

export const whyWords: { readonly [why in ReportWhy]: string } = {
  'other-name': 'its name says another team or release',
  'other-rollout': 'it grew out of the template of another rollout',
  'not-yours': 'its sender is no member of its team',
  'which-team': 'it is not clear whose it is',
  'said-no': 'the team had said that it does not take part',
  type: 'it is not of a type that counts',
  'too-many': 'its mail held more documents than we look at',
}

/** For its sender. */
export const whySaid = (why: ReportWhy): string =>
  why === 'not-yours' ? 'it is not of a team that you report for' : whyWords[why]

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ')

const underRightName = (text: string, { right }: ReportFindings): Said =>
  said(
    joined(
      text,
      right && right.length > 0
        ? `If it is your report on this release, please send it again as ${series(right, 'or')}.`
        : 'Please send it again from the address of a member of its team.',
    ),
  )

const askedSaid = (did: Reported): Said => {
  const why = did.why ?? 'which-team'
  const text = `${did.original} is kept, but does not count yet: ${whySaid(why)}.`
  if (why === 'said-no')
    return said(
      `${text} The managers are asked.`,
      'If your team takes part after all, please send this as the first line of an answer:',
      `accept ${did.team?.replace(/^ea-/, '') ?? '<NGI>-<Site-name>'}`,
    )
  return underRightName(text, did)
}

const keptSaid = (did: Reported): Said =>
  did.why === 'too-many'
    ? said(
        `${did.original} is kept, but was not looked at: its mail held more documents than we look at. ` +
          'If it is the report, please send it alone.',
      )
    : said(
        `${did.original} is kept and shown to the managers, but does not count as a report. ` +
          'A doc, docx or odt would.',
      )

const refusedSaid = (did: Reported): Said => {
  if (did.reason !== undefined)
    return said(
      joined(
        `${did.original} was refused by a manager${did.reason === '' ? '.' : `: ${did.reason}.`}`,
        'Please send a new one.',
      ),
    )
  const notes = noteWords(did.notes)
  return said(
    `${did.original} cannot be taken${notes === '' ? '' : `: it ${notes}`}. ` +
      'Please write the report into the template that we sent, save it as odt or docx, and send that.',
  )
}

/** For its sender, in the receipt. */
export const reportedSaid = (did: Reported): Said => {
  const words = firstSaid(did)
  if (did.again !== true) return words
  return { ...words, text: joined('The same file had come before, so nothing changed.', words.text) }
}

const firstSaid = (did: Reported): Said => {
  const revised =
    did.revision > 1 ? `It is revision ${did.revision}; the newest counts and all are kept.` : ''
  const accepts =
    did.accepts === true && did.team !== undefined
      ? `It counts as the accept of ${shortTeam(did.team)} too.`
      : ''
  const more = joined(accepts, revised, readingSaid(did.says))
  switch (did.verdict) {
    case 'filed':
      return said(joined(`Thank you: the report ${did.name} is filed.`, more))
    case 'renamed':
      return said(
        joined(
          `Thank you: the report is filed as ${did.name}. It came as ${did.original}, which is kept beside it.`,
          more,
        ),
      )
    case 'asked':
      return askedSaid(did)
    case 'kept':
      return keptSaid(did)
    case 'quarantined': {
      const notes = noteWords(did.notes) || 'holds active parts'
      return said(
        `${did.original} ${notes}, so it is kept apart, unopened, until a manager has looked at it. ` +
          'If you can, send it again without them; that counts at once.',
      )
    }
    case 'refused':
      return refusedSaid(did)
    case 'ignored':
      return said(`${did.original} is no report and was left aside.`)
  }
}

export const reportTakenSaid = ({ team, name }: Extract<Did, { did: 'report-taken' }>): Said =>
  said(`The report of ${shortTeam(team)} counts, as ${name}.`, 'To undo:', 'undo')

export const reportDeclinedSaid = (did: Extract<Did, { did: 'report-declined' }>): Said =>
  said(
    joined(
      `${did.name} is refused${did.reason === undefined ? '.' : `: ${did.reason}.`}`,
      did.told ? 'Whoever sent it is told.' : '',
    ),
  )

/** For the team, which has not written the line. */
export const reportTakenForTeam = ({ team, name }: Extract<Did, { did: 'report-taken' }>): Said =>
  said(`A manager looked at your report: it counts now, as the report of ${shortTeam(team)}, ${name}.`)

export const reportDeclinedForTeam = (did: Extract<Did, { did: 'report-declined' }>): Said =>
  said(
    joined(
      `A manager looked at ${did.name} and cannot take it${did.reason === undefined ? '.' : `: ${did.reason}.`}`,
      'Please write the report into the template that we sent, save it as odt or docx, and send that.',
    ),
  )

/** What is known of a report beside how it stands, for the board and the terminal: a line each. */
export const reportDetails = ({ says, notes, why, reason }: Report): readonly string[] => {
  const said = says ? saysWords(says) : ''
  const inside = noteWords(notes)
  return [
    why === undefined ? '' : whyWords[why],
    inside === '' ? '' : `it ${inside}`,
    said === '' ? '' : `it says: ${withoutAddresses(said)}`,
    reason === undefined || reason === '' ? '' : `refused: ${withoutAddresses(reason)}`,
  ].filter((line) => line !== '')
}
