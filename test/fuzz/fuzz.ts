// Reads made-up mails and lines for as long as it is given: `npm run fuzz -- --minutes N [--seed S]`. Prints what it
// does every ten seconds; ends with 1 where something does not hold, and leaves each such mail or line in a file.

import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fuzzed } from './round.ts'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string' } },
})
const minutes = Number(values.minutes)
const seed = Number(values.seed ?? Date.now() % 1_000_000_000)
if (!(minutes > 0) || !Number.isInteger(seed)) {
  process.stderr.write('usage: fuzz --minutes N [--seed S]\n')
  process.exit(2)
}
const say = (text: string) => void process.stdout.write(`${text}\n`)
const started = performance.now()
let folder: string | null = null
let shown = started
say(`seed ${seed}, ${minutes} min`)

const end = await fuzzed(seed, {
  more: () => performance.now() - started < minutes * 60_000,
  each: ({ mails, lines, slowest }) => {
    if (performance.now() - shown < 10_000) return
    shown = performance.now()
    const seconds = (shown - started) / 1000
    say(
      `${Math.round(seconds)} s: ${mails} mails (${Math.round(mails / seconds)}/s), ${lines} lines (${Math.round(lines / seconds)}/s), slowest ${Math.round(slowest)} ms`,
    )
  },
  found: (what, bytes, number) => {
    folder ??= mkdtempSync(join(tmpdir(), 'rollcall-fuzz-'))
    const file = join(folder, `${seed}-${number}`)
    writeFileSync(file, bytes)
    say(`FOUND ${what.slice(0, 300)}: ${file}`)
  },
})
say(`${end.mails} mails, ${end.lines} lines, slowest ${Math.round(end.slowest)} ms, seed ${seed}`)
process.exitCode = end.finds > 0 ? 1 : 0
