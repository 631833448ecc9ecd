// `rollcall config init` (SPEC §7): the commented example as a config to begin with. What is there already is never
// written over.

import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { exit, WrongUse, type CommandContext } from './frame.ts'

const example = resolve(import.meta.dirname, '../../docs/rollcall.example.toml')

export const run = async (context: CommandContext): Promise<number> => {
  const file = context.configFile ?? 'rollcall.toml'
  try {
    // It may come to hold passwords.
    writeFileSync(file, readFileSync(example), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException
    if (path !== file) throw error
    throw new WrongUse(
      code === 'EEXIST'
        ? `config init: ${file} is there already and is left alone; give --config another`
        : `config init: ${file} cannot be written (${code ?? 'unknown'})`,
    )
  }
  if (context.json) context.out(JSON.stringify({ file }))
  else {
    const which = file === 'rollcall.toml' ? '' : ` --config ${file}`
    context.out(
      [
        `${file} is written. Change what is yours; then:`,
        `  rollcall roster import FILE${which}`,
        `  rollcall config check${which}`,
      ].join('\n'),
    )
  }
  return exit.done
}
