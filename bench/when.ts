// Five years of hours through `rollcall when --json`, as a program would ask: how long does it take, beside luxon with
// date arithmetic written by hand on the same instants (without reasons), and beside a program started anew for each?

import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { second } from '../test/deadlines/second.ts'
import { row, type Measure } from './row.ts'

const rounds = 3
const starts = 5
const team = 'NGI_IBERGRID-LIP-Lisbon'
const bin = resolve(import.meta.dirname, '../bin/rollcall.js')

const first = Date.UTC(2021)
const hours = Array.from({ length: 43_800 }, (_, at) => first + at * 3_600_000)
const lines = hours.map((at) => new Date(at).toISOString())

const ask = (words: readonly string[], input: string): string =>
  execFileSync(process.execPath, [bin, 'when', team, '--json', ...words], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 27,
  })

/** Seconds of the quickest round: what else the machine does only ever makes it slower. */
function quickest(times: number, work: () => void): number {
  const seconds = Array.from({ length: times }, () => {
    const began = performance.now()
    work()
    return (performance.now() - began) / 1000
  })
  return Math.min(...seconds)
}

/** The same dates, but for their reasons. */
function byHand(): readonly string[] {
  const reckon = second({ country: 'PT', zone: 'Europe/Lisbon' }, {})
  const text = (at: number) => new Date(at).toISOString()
  return hours.map((at) => {
    const { due, reminder } = reckon.answer(at)
    const dates = { answerDue: text(due), reminder: text(reminder), reportDue: text(reckon.reportDue(due)) }
    return JSON.stringify({ sent: text(at), ...dates })
  })
}

export const measure: Measure = async (report) => {
  const answers = ask([], lines.join('\n')).trim().split('\n')
  if (answers.length !== lines.length)
    throw new Error(`${answers.length} answers to ${lines.length} instants`)
  const ours = quickest(rounds, () => ask([], lines.join('\n')))
  const start = quickest(starts, () => ask([lines[0] ?? ''], ''))
  report(row({ what: 'when: 43,800 instants', unit: 's', ours }, { most: [10, 10] }))
  report(row({ what: '… beside luxon by hand', unit: 's', ours, peer: quickest(rounds, byHand) }))
  report(row({ what: '… beside a start for each', unit: 's', ours, peer: start * lines.length }))
  return Promise.resolve()
}
