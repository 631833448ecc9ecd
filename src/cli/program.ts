// The command table made into a program that reads its arguments: options, help, suggestions (SPEC §7). Commander does
// the reading; the words around it are ours. What a command does is in its own file, loaded when it is called.

import { Command, CommanderError, type Help, InvalidArgumentError } from 'commander'
import { type OptionValue, type Run } from './frame.ts'

export type CommandOption = {
  /** As commander writes it: `--port <N>`. */
  readonly flags: string
  readonly about: string
  /** Turns the written value into the one the command gets; throws InvalidArgumentError. */
  readonly read?: (written: string) => OptionValue
}
export type CommandEntry = {
  /** One word, or a group and a word: `roster check`. */
  readonly name: string
  /** As commander writes it: `[file]`, `<words...>`; empty for none. */
  readonly takes: string
  /** What help shows: each way to call it, and what that does. */
  readonly forms: readonly (readonly [usage: string, about: string])[]
  readonly options: readonly CommandOption[]
  /** What help explains below the options: words of the output, and what each means. */
  readonly legend?: readonly (readonly [word: string, means: string])[]
  readonly load: () => Promise<{ readonly run: Run }>
}
/** A call that was understood. */
export type Call = {
  readonly entry: CommandEntry
  readonly args: readonly string[]
  readonly options: { readonly [name: string]: OptionValue | undefined }
}
type Output = {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly width: number
}

/** A TCP port from 1 to 65535; 0 lets the system choose. */
export const readPort = (written: string): number => {
  const port = Number(written)
  if (!/^\d{1,5}$/.test(written) || port > 65_535) throw new InvalidArgumentError('Write a port, 0 to 65535.')
  return port
}

const shared = (command: Command) =>
  command
    .option('--config <FILE>', 'the config; else ./rollcall.toml, else $ROLLCALL_CONFIG')
    .option('--json', 'nothing but JSON on standard output')
    .helpOption('-h, --help', 'this text')

/**
 * What the arguments ask for; null where they asked for help or the version, which was printed. Throws CommanderError
 * for wrong use, which was shown as one line.
 */
export const readCall = async (
  argv: readonly string[],
  table: readonly CommandEntry[],
  version: string,
  output: Output,
): Promise<Call | null> => {
  let call: Call | null = null
  const formsOf = new Map<Command, CommandEntry['forms']>()
  const legendOf = new Map<Command, CommandEntry['legend']>()
  const program = shared(new Command('rollcall'))
    .version(version, '-V, --version', 'the version')
    .exitOverride()
    .configureOutput({
      writeOut: output.out,
      writeErr: output.err,
      outputError: (text) => output.err(ourWords(text)),
      getOutHelpWidth: () => output.width,
      getErrHelpWidth: () => output.width,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({
      // Even a narrow terminal gets wrapped lines beside the names.
      minWidthToWrap: 20,
      formatHelp: (command, helper) =>
        writeHelp(command, helper, formsOf.get(command) ?? [], legendOf.get(command)),
    })
  formsOf.set(
    program,
    table.flatMap(({ forms }) => forms),
  )

  for (const entry of table) {
    const [first = '', second] = entry.name.split(' ')
    let parent = program
    if (second !== undefined) {
      parent = program.commands.find((command) => command.name() === first) ?? shared(program.command(first))
      formsOf.set(parent, [...(formsOf.get(parent) ?? []), ...entry.forms])
    }
    const command = shared(parent.command(`${second ?? first} ${entry.takes}`.trim()))
    formsOf.set(command, entry.forms)
    legendOf.set(command, entry.legend)
    for (const { flags, about, read } of entry.options)
      if (read === undefined) command.option(flags, about)
      else command.option(flags, about, read)
    command.action(() => {
      call = { entry, args: command.args, options: command.optsWithGlobals() }
    })
  }

  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return null
    throw error
  }
  return call
}

/** Commander's complaint in our form: one line, and what to do. */
const ourWords = (text: string): string => {
  const line = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\.$/, '')
    .replace(/\n\(Did you mean ([^\n]*)\?\)$/, '; did you mean $1?')
  return `rollcall: ${line}${line.endsWith('?') ? '' : '; see `rollcall --help`'}`
}

/** `rollcall letter preview`: as it is called, with the group it stands in. */
const pathOf = (command: Command): string =>
  command.parent === null ? 'rollcall' : `${pathOf(command.parent)} ${command.name()}`

const writeHelp = (
  command: Command,
  helper: Help,
  forms: CommandEntry['forms'],
  legend: CommandEntry['legend'] = [],
): string => {
  const usages = forms.map(([usage, about]) => [usage, about] as const)
  const options = helper
    .visibleOptions(command)
    .map((option) => [helper.optionTerm(option), helper.optionDescription(option)] as const)
  const longest = Math.max(...[...usages, ...options, ...legend].map(([term]) => term.length))
  const item = ([term, about]: readonly [string, string]) => helper.formatItem(term, longest, about, helper)
  const whole = command.parent === null
  return [
    whole ? 'rollcall <command> runs staged rollouts by mail.' : pathOf(command),
    '',
    ...usages.map(item),
    '',
    whole ? 'Every command understands:' : 'Options:',
    ...options.map(item),
    '',
    ...(legend.length > 0 ? [...legend.map(item), ''] : []),
    'Exit code: 0 done, 1 failed, 2 wrong use or config.',
    '',
  ].join('\n')
}
