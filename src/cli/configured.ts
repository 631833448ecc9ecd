// Finds and reads the config for a command that needs one (SPEC §7, §10). Complaints go to standard error, so that
// standard output stays the command's own.

import { existsSync } from 'node:fs'
import { type Config, readConfig } from '../config.ts'
import { complaintLine } from '../config/complaints.ts'
import type { CommandContext } from './frame.ts'

const usualFile = 'rollcall.toml'

/** --config, else ./rollcall.toml, else what $ROLLCALL_CONFIG names; null where there is none of them. */
export const findConfigFile = (context: CommandContext): string | null => {
  if (context.configFile !== null) return context.configFile
  if (existsSync(usualFile)) return usualFile
  const named = context.env['ROLLCALL_CONFIG']
  return named === undefined || named === '' ? null : named
}

export const noConfigLine =
  'rollcall: no config: there is no ./rollcall.toml and ROLLCALL_CONFIG is not set; ' +
  'give --config FILE, or begin with `rollcall config init`'

/** The checked config, its warnings shown; null after everything wrong with it was shown: end with exit.wrong. */
export const configured = (
  context: CommandContext,
  readIt: (file: string) => ReturnType<typeof readConfig> = (file) => readConfig(file, context.env),
): Config | null => {
  const file = findConfigFile(context)
  if (file === null) {
    context.err(noConfigLine)
    return null
  }
  const read = readIt(file)
  for (const complaint of 'config' in read ? read.warnings : read.complaints)
    context.err(complaintLine(complaint))
  return 'config' in read ? read.config : null
}
