// Measures what is promised of speed, each beside something else in the same run, because on another machine only the
// ratios hold. Each file of this folder that exports `measure` is a bench; each runs in a process of its own, one after
// the other. Prints one table; ends with 1 where anything is below its floor or could not be measured.
// Run: npm run bench -- [--only NAME]… [--json FILE]

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Row } from './row.ts'
import { heading, line } from './table.ts'

type Outcome = { readonly name: string; readonly rows: readonly Row[]; readonly failed: boolean }

const here = import.meta.dirname
const benches = readdirSync(here)
  .filter((file) => file.endsWith('.ts'))
  .filter((file) => /^export const measure\b/mu.test(readFileSync(join(here, file), 'utf8')))
  .map((file) => file.slice(0, -3))
  .sort()

const say = (text: string) => process.stdout.write(`${text}\n`)

async function run(name: string): Promise<Outcome> {
  const child = fork(join(here, 'one.ts'), [name], { execArgv: ['--expose-gc'] })
  const rows: Row[] = []
  child.on('message', (message) => {
    const row = message as Row
    rows.push(row)
    say(line(row))
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return { name, rows, failed: code !== 0 }
}

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, json: { type: 'string' } },
})
const unknown = values.only?.filter((name) => !benches.includes(name)) ?? []
if (unknown.length > 0) {
  process.stderr.write(`There is no bench ${unknown.join(', ')}; there are ${benches.join(', ')}.\n`)
  process.exit(2)
}

const [processor] = cpus()
const machine = `${cpus().length} × ${processor?.model ?? '?'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`
say(`${machine}\n${heading()}`)
const outcomes: Outcome[] = []
for (const name of values.only ?? benches) {
  say(name)
  outcomes.push(await run(name))
}

const rows = outcomes.flatMap((outcome) => outcome.rows)
const many = (met: Row['met']) => rows.filter((row) => row.met === met).length
const failed = outcomes.filter((outcome) => outcome.failed).map((outcome) => outcome.name)
if (values.json !== undefined)
  writeFileSync(
    values.json,
    `${JSON.stringify({ machine, at: new Date().toISOString(), outcomes }, null, 2)}\n`,
  )
say(`goal met ${many('goal')}, floor met ${many('floor')}, below the floor ${many('below')}`)
if (failed.length > 0) say(`not measured to the end: ${failed.join(', ')}`)
if (many('below') > 0 || failed.length > 0) process.exitCode = 1
