// `rollcall config check`: says everything that is wrong with the config, and changes nothing. The roster it names
// has a check of its own.

import { readConfig } from '../config.ts'
import { count, showComplaints } from './complaints.ts'
import { findConfigFile, noConfigLine } from './configured.ts'
import { type CommandContext, exit } from './frame.ts'

export const run = async (context: CommandContext): Promise<number> => {
  const file = findConfigFile(context)
  if (file === null) {
    context.err(noConfigLine)
    return exit.wrong
  }
  const read = readConfig(file, context.env)
  if ('complaints' in read) return showComplaints(context, file, read.complaints, '')
  return showComplaints(context, file, read.warnings, `good, ${count(read.config.stacks.length, 'stack')}`)
}
