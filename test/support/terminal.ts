// A terminal that keeps what was printed, for tests that call main as bin/rollcall.js does.
import { Readable, Writable } from 'node:stream'
import type { CommandEntry } from '../../src/cli/program.ts'
import { main } from '../../src/main.ts'

export type Printed = { readonly code: number; readonly out: string; readonly err: string }

/** Runs one command line in this process; `table` replaces the real commands. */
export const rollcall = async (
  argv: readonly string[],
  given: {
    readonly env?: NodeJS.ProcessEnv
    readonly width?: number
    /** Columns of the terminal that standard error is; none where it is absent. */
    readonly watched?: number
    /** What comes in on standard input. */
    readonly input?: string
    readonly table?: readonly CommandEntry[]
  } = {},
): Promise<Printed> => {
  const kept = { out: '', err: '' }
  const keeper = (name: 'out' | 'err') =>
    new Writable({
      write(chunk: Buffer, _, done) {
        kept[name] += chunk.toString()
        done()
      },
    })
  const terminal = {
    env: given.env ?? {},
    stdin: Readable.from(given.input === undefined ? [] : [given.input]),
    stdout: keeper('out'),
    stderr: keeper('err'),
    width: given.width ?? 80,
    watched: given.watched ?? null,
  }
  const code = await main(argv, given.table, terminal)
  return { code, ...kept }
}
