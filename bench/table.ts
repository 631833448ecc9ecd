// The rows of a bench as lines of one table. Columns are of fixed width, so that each row can be printed as it comes.

import type { Row } from './row.ts'

const said = { goal: 'goal met', floor: 'floor met', below: 'BELOW THE FLOOR' } as const

const figure = (value: number | null) => {
  if (value === null) return '–'
  const whole = Math.abs(value) >= 100
  return value.toLocaleString('en', whole ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 })
}

const columns = (cells: readonly string[]) => {
  const [what = '', ours = '', peer = '', unit = '', ratio = '', wanted = '', met = ''] = cells
  return `  ${what.padEnd(52)} ${ours.padStart(9)} ${peer.padStart(9)} ${unit.padEnd(8)} ${ratio.padStart(7)}  ${wanted.padEnd(14)} ${met}`.trimEnd()
}

export const heading = (): string => columns(['what', 'ours', 'peer', '', 'ratio', 'floor → goal', ''])

export function line({ what, ours, peer, unit, ratio, sense, floor, goal, met }: Row): string {
  const both = goal === floor ? figure(floor) : `${figure(floor)} → ${figure(goal)}`
  const wanted = floor === null ? '' : `${sense} ${both}`
  return columns([
    what,
    figure(ours),
    figure(peer),
    unit,
    figure(ratio),
    wanted,
    met === null ? '' : said[met],
  ])
}
