// The small change of sentences: what is said, the lines that go with it, and names in a row. Shared by the files
// that say what an event did, why not, and what could not be read.

import { shortTeam } from '../rollout/team.ts'
import type { TeamName } from '../rollout/ids.ts'
import type { DocumentRef, LinkName, SeatState } from '../rollout/ticket.ts'

/** `lead` introduces the lines: to undo, or to send instead. */
export type Said = {
  readonly text: string
  readonly lead: string
  readonly lines: readonly string[]
  /** Words to be copied as they stand, under a head. */
  readonly copy?: { readonly head: string; readonly lines: readonly string[] }
}

const columns = 72
/**
 * For plain text: lines that no mail program breaks, but for the first, which is a ticket's subject; long words stand
 * alone.
 */
export const folded = ([first = '', ...others]: readonly string[]): readonly string[] => [
  first,
  ...others.flatMap((line) =>
    line.split(' ').reduce<string[]>((lines, word) => {
      const last = lines.at(-1)
      if (last !== undefined && `${last} ${word}`.length <= columns)
        lines[lines.length - 1] = `${last} ${word}`
      else lines.push(word)
      return lines
    }, []),
  ),
]

export const said = (text: string, lead = '', ...lines: readonly string[]): Said => ({ text, lead, lines })
export const undo = (text: string, ...lines: readonly string[]): Said => said(text, 'To undo:', ...lines)
export const instead = (text: string, ...lines: readonly string[]): Said =>
  said(text, lines.length > 1 ? 'One of these lines would work:' : 'This line would work:', ...lines)

/** For the terminal and for plain receipts: the sentence, then each line indented on its own. */
export const spoken = ({ text, lead, lines, copy }: Said): string =>
  [
    lead === '' ? text : `${text} ${lead}`,
    ...(copy
      ? ['', copy.head, '', ...folded(copy.lines).map((line) => (line === '' ? '' : `  ${line}`)), '']
      : []),
    ...lines.map((line) => `  ${line}`),
  ].join('\n')

/** `a`, `a and b`, `a, b and c`. */
export const series = (names: readonly string[], last = 'and'): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`
export const teamSeries = (teams: readonly TeamName[]): string => series(teams.map((team) => shortTeam(team)))

export const linkWords: { readonly [name in LinkName]: string } = {
  'release-notes': 'release notes',
  bugs: 'list of fixed bugs',
  documentation: 'documentation',
}
export const stateWords: { readonly [state in SeatState]: string } = {
  notified: 'asked',
  accepted: 'accepted',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  reported: 'reported',
  removed: 'taken off',
}
export const documentWords = ({ id, url }: DocumentRef): string =>
  [id === undefined ? '' : `document ${id}`, url ?? ''].filter((part) => part !== '').join(', ') ||
  'the document'
