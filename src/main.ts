// The command line (SPEC §7): the table of commands, one lazy import each, so that a short command does not pay for
// the whole house. Reads arguments, hands over, turns what goes wrong into one line and an exit code.

import { readFileSync } from 'node:fs'
import process from 'node:process'
import { CommanderError } from 'commander'
import { exit, printerTo, type Terminal, WrongUse } from './cli/frame.ts'
import { type Call, type CommandEntry, type CommandOption, readCall, readPort } from './cli/program.ts'
import { Fault } from './ports.ts'

const roster: CommandOption = { flags: '--roster <FILE>', about: 'a roster in place of the config’s' }

const commands: readonly CommandEntry[] = [
  {
    name: 'sandbox',
    takes: '',
    forms: [['sandbox [--play]', 'try everything on this machine; nothing to configure, nothing leaves it']],
    options: [
      { flags: '--play', about: 'let the sample people act by themselves' },
      { flags: '--port <N>', about: 'port of the web pages (8025, or the next free one)', read: readPort },
      {
        flags: '--smtp-port <N>',
        about: 'port that takes mail (2525, or the next free one)',
        read: readPort,
      },
      { flags: '--dir <DIR>', about: 'where its state is kept (var/sandbox)' },
    ],
    load: () => import('./cli/sandbox.ts'),
  },
  {
    name: 'run',
    takes: '',
    forms: [['run [--from-beginning]', 'run the agent from a config']],
    options: [{ flags: '--from-beginning', about: 'act on mail that was there before the first start' }],
    load: () => import('./cli/run.ts'),
  },
  {
    name: 'explain',
    takes: '<files...>',
    forms: [['explain FILE…', 'say what Rollcall understands of mails (.eml, mbox, -); changes nothing']],
    options: [
      roster,
      { flags: '--bot <ADDRESS>', about: 'the bot’s address' },
      { flags: '--authserv-id <ID>', about: 'whose Authentication-Results count' },
      { flags: '--now <INSTANT>', about: 'when it is, as 2026-11-23T09:00:00Z' },
      { flags: '--dns <SOURCE>', about: 'keys for DKIM from a FILE, the system, or off (off)' },
    ],
    load: () => import('./cli/explain.ts'),
  },
  {
    name: 'ticket',
    takes: '<words...>',
    forms: [
      ['ticket list', 'all rollouts'],
      ['ticket show N', 'one rollout, with everything that happened'],
      ['ticket open TITLE…', 'begin a rollout'],
      ['ticket N COMMAND…', 'say to rollout N what a manager would say by mail'],
    ],
    options: [],
    load: () => import('./cli/ticket.ts'),
  },
  {
    name: 'mail',
    takes: '<words...>',
    forms: [
      ['mail list [--held|--set-aside]', 'mail that came in'],
      ['mail show N', 'one mail, and what was made of it'],
    ],
    options: [
      { flags: '--held', about: 'only what waits for a yes' },
      { flags: '--set-aside', about: 'only what could not be handled' },
    ],
    load: () => import('./cli/mail.ts'),
  },
  {
    name: 'roster check',
    takes: '[file]',
    forms: [['roster check [FILE]', 'say everything that is wrong with a roster']],
    options: [],
    load: () => import('./cli/roster-check.ts'),
  },
  {
    name: 'config check',
    takes: '',
    forms: [['config check', 'say everything that is wrong with the config']],
    options: [],
    load: () => import('./cli/config-check.ts'),
  },
]

const ourTerminal = (): Terminal => ({
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  width: process.stdout.columns ?? 80,
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
  const { run } = await entry.load()
  return run({
    args,
    options,
    json: json === true,
    configFile: typeof config === 'string' ? config : null,
    env: terminal.env,
    stdin: terminal.stdin,
    width: terminal.width,
    out,
    err,
  })
}

/** A fault is the world's and says what to do; anything else is a defect of ours and shows where. */
const inWords = (error: unknown): string => {
  if (error instanceof WrongUse) return `rollcall: ${error.message}`
  if (error instanceof Fault) return `rollcall: ${error.system}: ${error.message}`
  return `rollcall: unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}
