// Letters that answer a mail (SPEC §3.3, §3.5): the receipt, the question whether it was really you, and the pointer
// for people we do not know. What was written is quoted, what was done said, what would work offered.

import { acceptLine, rejectLine, yesLine } from '../marks/lines.ts'
import { shortTeam } from '../rollout/team.ts'
import type { Letter, ReceiptItem } from '../rollout/effect.ts'
import { didSaid, othersSaid } from './did.ts'
import type { Choice, Pen } from './pen.ts'
import { refusalSaid, withNumber } from './refused.ts'
import { folded, said } from './said.ts'
import type { Said } from './said.ts'
import { screenLines, toldParts } from './told.ts'
import { unclearSaid } from './unread.ts'

type Of<K extends Letter['letter']> = Extract<Letter, { readonly letter: K }>

const held = said(
  'Nothing is done yet: nothing in the mail proves that it comes from you. We ask at the address on file; ' +
    'a yes from there is enough.',
)

const itemSaid = (item: ReceiptItem, pen: Pen): Said => {
  // An answer to this receipt finds its ticket by the signed address; any other ticket must be named.
  const other = (ticket: Parameters<typeof withNumber>[1]) => (ticket === pen.about?.ticket ? null : ticket)
  switch (item.item) {
    case 'done':
      return withNumber(
        (pen.because && othersSaid(item.did, pen.because)) ?? didSaid(item.did),
        other(item.ticket),
      )
    case 'refused':
      return withNumber(refusalSaid(item.refusal), other(item.ticket))
    case 'unclear':
      return unclearSaid(item.unclear)
    case 'held':
      return held
    // What was asked is told in parts.
    case 'told':
      return said('')
  }
}

/** What was read as prose, but for a line that was answered already. */
const proseOf = ({ items, prose }: Of<'receipt'>): string => {
  const [first = '', ...rest] = linesOf(prose)
  return firstLine(items.some(({ line }) => line === first) ? rest.join('\n') : prose)
}

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const firstLine = (text: string): string => {
  const lines = linesOf(text)
  const first = lines[0] ?? ''
  return lines.length > 1 && first !== '' ? `${first} …` : first
}

/** Placeholders stand open in a line: such a line is shown, not sent as it is. */
const isOpen = (line: string) => /<[^<>]*>/.test(line)
const fixedPart = (line: string) => line.replace(/<[^]*/, '')

/** Whether something is otherwise than before the mail came. */
const changes = (item: ReceiptItem) => {
  if (item.item !== 'done') return false
  const { did } = item
  if (did.did === 'nothing' || did.did === 'kept-after-resolve') return false
  if (did.did === 'already-open') return did.emergency === true
  if (did.did === 'summary') return false
  return !((did.did === 'assigned' || did.did === 'reminded') && did.teams.length === 0)
}

const isTrial = ({ items }: Of<'receipt'>) =>
  items.some((item) => item.item === 'told' && item.told.told === 'dry-run')

export const receiptView = (letter: Of<'receipt'>, pen: Pen) => ({
  reader: pen.because,
  released: letter.released === true,
  byManagers: letter.items.some(
    (item) =>
      item.item === 'done' &&
      (['unassigned', 'extended', 'cutoff', 'report-taken', 'report-declined'].includes(item.did.did) ||
        (item.did.did === 'undone' && item.did.act === 'report-taken')),
  ),
  disagree: letter.items.some(
    (item) => item.item === 'done' && ['answered', 'withdrawn'].includes(item.did.did),
  ),
  takenBack: letter.items.some((item) => item.item === 'done' && item.did.did === 'undone'),
  items: letter.items.map((item) => {
    const all = itemSaid(item, pen)
    // What was only tried out needs no undoing.
    const words = item.item === 'done' && isTrial(letter) ? said(all.text) : all
    return {
      line: item.line,
      outcome: item.item,
      words: words.text,
      parts: (item.item === 'told' ? toldParts(item.told, pen.date) : []).map((part) => ({
        ...part,
        lines: screenLines(part.screen),
      })),
      copy: {
        head: words.copy?.head ?? '',
        lines: words.copy?.lines ?? [],
        folded: folded(words.copy?.lines ?? []),
      },
      lead: words.lead,
      lines: words.lines.map((line) =>
        isOpen(line) ? pen.unfinished(line, line, fixedPart(line)) : pen.choice(line, line),
      ),
    }
  }),
  done: letter.items.filter(({ item }) => item === 'done').length,
  changed: letter.items.filter(changes).length,
  tried: isTrial(letter),
  told: letter.items.filter(({ item }) => item === 'told').length,
  prose: proseOf(letter),
  team: letter.invitation === undefined ? '' : shortTeam(letter.invitation.team),
  by: letter.invitation === undefined ? '' : pen.date(letter.invitation.answerDue.at),
  facts: [],
  choices: stillOpen(letter, pen),
})

/** The lines of the open invitation, without one that stands among what was nearly said already. */
const stillOpen = (letter: Of<'receipt'>, pen: Pen): readonly Choice[] => {
  if (letter.invitation === undefined) return []
  const { team } = letter.invitation
  const offered = letter.items.flatMap((item) => itemSaid(item, pen).lines)
  // With a reason or without, it is one answer.
  const isSaid = (line: string) => offered.some((one) => one === line || one.startsWith(`${line},`))
  return [pen.choice('Accept', acceptLine(team), true), pen.choice('Reject', rejectLine(team))].filter(
    ({ lines }) => !lines.some(isSaid),
  )
}

export const askBackView = (letter: Of<'ask-back'>, pen: Pen) => ({
  lines: letter.lines,
  claimed: letter.claimed,
  received: pen.date(letter.receivedAt),
  by: pen.date(letter.until),
  facts: [],
  choices: [pen.choice('Yes, that was me', yesLine(), true)],
})

export const pointerView = (letter: Of<'pointer'>, pen: Pen) => ({
  prose: firstLine(letter.prose),
  facts: [],
  choices: [pen.unfinished('Offer a site', 'volunteer <NGI>-<Site-name>', 'volunteer ')],
})
