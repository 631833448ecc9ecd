// The command line (SPEC §7): reads arguments, hands over to a command of the table, turns what goes wrong into one
// line and an exit code.

import { readFileSync } from 'node:fs'
import process from 'node:process'
import { CommanderError } from 'commander'
import { commands } from './cli/commands.ts'
import { exit, printerTo, type Terminal, WrongUse } from './cli/frame.ts'
import { noProgress, progressOn } from './cli/progress.ts'
import { type Call, type CommandEntry, readCall } from './cli/program.ts'
import { Fault } from './ports.ts'

/** A terminal that does not know its own size (serial lines, `script`, `docker exec`) says 0. */
export const columnsOf = ({ columns }: { readonly columns?: number }): number => columns || 80

const ourTerminal = (): Terminal => ({
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  width: columnsOf(process.stdout),
  watched: process.stderr.isTTY && process.env['TERM'] !== 'dumb' ? columnsOf(process.stderr) : null,
})

const version = (): string => {
  const found: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return typeof found === 'object' && found !== null && 'version' in found ? String(found.version) : 'unknown'
}

/** Runs one command; answers with the exit code once everything is printed. Never throws. */
export const main = async (
  argv: readonly string[],
  table: readonly CommandEntry[] = commands,
  terminal: Terminal = ourTerminal(),
): Promise<number> => {
  const stdout = printerTo(terminal.stdout)
  const stderr = printerTo(terminal.stderr)
  let code: number
  try {
    const output = { out: stdout.print, err: stderr.print, width: terminal.width }
    const call = await readCall(argv, table, version(), output)
    code = call === null ? exit.done : await runCall(call, terminal, stdout.print, stderr.print)
  } catch (error) {
    // Commander has shown its complaint already.
    if (!(error instanceof CommanderError)) stderr.print(inWords(error))
    code = error instanceof CommanderError || error instanceof WrongUse ? exit.wrong : exit.failed
  }
  const failure = await stdout.end()
  if (failure !== null) {
    stderr.print(`rollcall: standard output: ${failure.message}`)
    code = exit.failed
  }
  await stderr.end()
  return code
}

const runCall = async (
  { entry, args, options: given }: Call,
  terminal: Terminal,
  out: (text: string) => void,
  err: (text: string) => void,
): Promise<number> => {
  const { json, config, ...options } = given
  const { watched } = terminal
  const progress =
    json === true || watched === null
      ? noProgress
      : progressOn((text) => void terminal.stderr.write(text), watched)
  const { run } = await entry.load()
  return run({
    args,
    options,
    json: json === true,
    configFile: typeof config === 'string' ? config : null,
    env: terminal.env,
    stdin: terminal.stdin,
    width: terminal.width,
    out: (text) => {
      progress.wipe()
      out(text)
    },
    err: (text) => {
      progress.wipe()
      err(text)
    },
    progress,
  })
}

/** A fault is the world's and says what to do; anything else is a defect of ours and shows where. */
const inWords = (error: unknown): string => {
  if (error instanceof WrongUse) return `rollcall: ${error.message}`
  if (error instanceof Fault) return `rollcall: ${error.system}: ${error.message}`
  return `rollcall: unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}
