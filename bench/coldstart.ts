// How long a command takes that says its help, and an agent until it is ready, beside bare Node: the whole process, from its
// start to its end or its word. The compile cache is warm, as it is from the second start on.

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { configText, rosterText } from './postroom.ts'
import { median, row, type Measure, type Report } from './row.ts'

const rounds = 9
const bin = resolve(import.meta.dirname, '../bin/rollcall.js')

function milliseconds(args: readonly string[]): number {
  const began = performance.now()
  execFileSync(process.execPath, args, { stdio: 'ignore' })
  return performance.now() - began
}

/** Until the agent says that it is running. */
async function ready(config: string): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, [bin, 'run', '--config', config], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  try {
    const heard = [child.stdout, child.stderr].map(async (input) => {
      for await (const line of createInterface({ input })) if (/rollcall runs for/.test(line)) return
      throw new Error('the agent ended before it was ready')
    })
    await Promise.any(heard)
    return performance.now() - began
  } finally {
    child.kill()
    await once(child, 'exit')
  }
}

export const measure: Measure = async (report: Report) => {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
  try {
    mkdirSync(join(dir, 'in'))
    const config = join(dir, 'rollcall.toml')
    writeFileSync(config, configText('kind = "outbox"\npath = "out"', ''))
    writeFileSync(join(dir, 'roster.csv'), rosterText())
    await ready(config)
    milliseconds([bin, '--help'])
    const [node, help, run]: [number[], number[], number[]] = [[], [], []]
    for (let round = 0; round < rounds; round += 1) {
      node.push(milliseconds(['-e', '0']))
      help.push(milliseconds([bin, '--help']))
      run.push(await ready(config))
    }
    const peer = median(node)
    report(
      row(
        { what: 'rollcall --help beside bare Node', unit: 'ms', ours: median(help), peer },
        { most: [4, 2] },
      ),
    )
    report(
      row(
        { what: 'rollcall run until ready, beside bare Node', unit: 'ms', ours: median(run), peer },
        { most: [10, 6] },
      ),
    )
  } finally {
    rmSync(dir, { recursive: true })
  }
}
