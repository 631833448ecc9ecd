// The rounds of a fuzz run: for each mail ten lines. The same seed makes the same rounds, however long they take.

import { openReader } from '../corpus/explaining.ts'
import { diceOf } from './dice.ts'
import { explainHolds, lineHolds, mailHolds, situations, writtenHolds, type Broken } from './laws.ts'
import { lineOf, writtenOf } from './lines.ts'
import { quoting, samples, torn } from './mails.ts'

export type Count = { mails: number; lines: number; finds: number; slowest: number }
type Watch = {
  readonly more: (count: Count) => boolean
  readonly each: (count: Count) => void
  readonly found: (what: string, bytes: Uint8Array, number: number) => void
}
/** One mail in this many goes the whole way, with memory. */
const wholeWay = 20
const mostFinds = 20

const roster = ['NGI_TEST,Own-Site', 'NGI_TEST,Quoted-Site', 'NGI_IBERGRID,LIP-Lisbon'].map(
  (team) => `${team},NL,Europe/Amsterdam,glite,own@site.example,`,
)
const thrown = (cause: unknown) =>
  `thrown: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`

export async function fuzzed(seed: number, watch: Watch): Promise<Count> {
  const dice = diceOf(seed)
  const reader = await openReader(roster)
  const all = situations(reader)
  const from = samples()
  const count: Count = { mails: 0, lines: 0, finds: 0, slowest: 0 }
  const found = (broken: Broken, bytes: Uint8Array) => {
    if (broken === null) return
    count.finds += 1
    watch.found(broken, bytes, count.finds)
  }
  try {
    while (count.finds < mostFinds && watch.more(count)) {
      const isQuote = dice.often(40)
      const bytes = isQuote ? quoting(dice) : torn(dice, from)
      const whole = dice.below(wholeWay) === 0
      try {
        const read = whole
          ? await explainHolds(reader, bytes)
          : await mailHolds(reader, bytes, all, isQuote ? 'Quoted-Site' : null)
        count.slowest = Math.max(count.slowest, read.took)
        found(read.broken, bytes)
      } catch (cause) {
        found(thrown(cause), bytes)
      }
      count.mails += 1
      for (let n = 0; n < 10; n += 1) {
        const line = lineOf(dice)
        const written = writtenOf(dice)
        try {
          found(lineHolds(line, all), Buffer.from(line.text))
          found(writtenHolds(written), Buffer.from(written.line))
        } catch (cause) {
          found(thrown(cause), Buffer.from(line.text))
        }
        count.lines += 2
      }
      watch.each(count)
    }
  } finally {
    await reader.close()
  }
  return count
}
