// Five years of hours through `rollcall when --json`, as a program would ask: how long does it take, beside luxon with
// date arithmetic written by hand on the same instants, and beside a program that is started anew for each? Prints the
// seconds and the ratios; fails where 43,800 instants take ten seconds or more.
// Run: node bench/when.ts

import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { second } from '../test/deadlines/second.ts'

const allowed = 10
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

const answers = ask([], lines.join('\n')).trim().split('\n')
if (answers.length !== lines.length) throw new Error(`${answers.length} answers to ${lines.length} instants`)

const all = quickest(rounds, () => ask([], lines.join('\n')))
const hand = quickest(rounds, byHand)
const start = quickest(starts, () => ask([lines[0] ?? ''], ''))
const line = (what: string, seconds: number) => `${what.padEnd(44)} ${seconds.toFixed(2).padStart(9)} s`

const said = [
  `${lines.length} instants, quickest of ${rounds}:`,
  line('rollcall when --json', all),
  line('luxon, without reasons, in one process', hand),
  line('one start of rollcall when for each', start * lines.length),
  `against luxon ${(all / hand).toFixed(1)} to 1, against a start for each 1 to ${((start * lines.length) / all).toFixed(0)}`,
]
process.stdout.write(`${said.join('\n')}\n`)
if (all >= allowed) process.exitCode = 1
