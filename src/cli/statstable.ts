// The figures as a terminal shows them: names down the side and a column a quarter or a stack, in as many blocks as the
// width asks for; teams a row each. Nothing is counted here.

import { figure, figureNames, type FigureName, type Figures } from '../rollout/figurelist.ts'
import { printable } from './table.ts'

export type Column = { readonly label: string; readonly figures: Figures }

const gap = 2
const narrowest = 6

const shown = (name: FigureName, value: number | null): string => {
  if (value === null) return '–'
  return figure(name).unit === 'share' ? `${Math.round(value * 100)} %` : String(value)
}

/** A blank line comes before these, so that the eye finds its place. */
const begins: ReadonlySet<FigureName> = new Set(['teamsAsked', 'trialsBegun', 'callRounds'])

/** As many columns side by side as fit, the others below. What nobody measured in any of them is left out. */
export function figureTable(columns: readonly Column[], width: number): string {
  const names = figureNames.filter((name) => columns.some(({ figures }) => figures[name] !== null))
  const side = Math.max(...names.map((name) => figure(name).label.length))
  const cells = columns.map(({ label, figures }) => {
    const values = names.map((name) => shown(name, figures[name]))
    const wide = Math.max(narrowest, label.length, ...values.map(({ length }) => length))
    return { head: label.padStart(wide + gap), values: values.map((value) => value.padStart(wide + gap)) }
  })
  const blocks: (typeof cells)[] = []
  let left = 0
  for (const column of cells) {
    const block = blocks.at(-1)
    if (block === undefined || column.head.length > left) {
      blocks.push([column])
      left = width - side - column.head.length
    } else {
      block.push(column)
      left -= column.head.length
    }
  }
  return blocks
    .map((block) =>
      [
        `${' '.repeat(side)}${block.map(({ head }) => head).join('')}`,
        ...names.flatMap((name, at) => {
          const line = `${figure(name).label.padEnd(side)}${block.map(({ values }) => values[at]).join('')}`
          return begins.has(name) ? ['', line] : [line]
        }),
      ].join('\n'),
    )
    .join('\n\n\n')
}

const ofTeams: readonly (readonly [head: string, name: FigureName])[] = [
  ['asked', 'teamsAsked'],
  ['in time', 'answersInTime'],
  ['late', 'answersLate'],
  ['silent', 'teamsSilent'],
  ['accepts', 'acceptShare'],
  ['hours', 'answerMedianHours'],
  ['reports', 'trialsReported'],
]

/**
 * A team a row, the most telling figures; a name too long for its column has a line of its own. Teams of which nothing is
 * to be told are counted below: on a roster of hundreds the few that were asked would be lost among them.
 */
export function teamTable(all: readonly Column[], width: number): string {
  const own = figureNames.filter((name) => figure(name).of === 'team')
  const rows = all.filter(({ figures }) => own.some((name) => figures[name] !== null && figures[name] !== 0))
  const others = all.length - rows.length
  const rest = `${others} ${rows.length > 0 ? 'other ' : ''}team${others === 1 ? '' : 's'} with nothing to count`
  if (rows.length === 0) return rest
  const columns = ofTeams.map(([head, name]) => {
    const values = rows.map(({ figures }) => shown(name, figures[name]))
    const wide = Math.max(head.length, ...values.map(({ length }) => length)) + gap
    return { head: head.padStart(wide), values: values.map((value) => value.padStart(wide)) }
  })
  const taken = columns.reduce((sum, { head }) => sum + head.length, 0)
  const names = rows.map(({ label }) => printable(label))
  const side = Math.min(Math.max(4, ...names.map(({ length }) => length)), Math.max(20, width - taken))
  const lines = names.map((name, at) => {
    const cells = columns.map(({ values }) => values[at]).join('')
    return name.length > side ? `${name}\n${' '.repeat(side)}${cells}` : `${name.padEnd(side)}${cells}`
  })
  const table = [`${'team'.padEnd(side)}${columns.map(({ head }) => head).join('')}`, ...lines]
  return [...table, ...(others > 0 ? ['', rest] : [])].join('\n')
}
