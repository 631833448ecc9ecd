// `rollcall roster check [FILE]`: says everything that is wrong with a roster file, and changes nothing. Without FILE
// it is the config's; with FILE the config only lends the names of its stacks, where there is one.

import { relative } from 'node:path'
import { type Config, readConfigAlone } from '../config.ts'
import { readText } from '../config/document.ts'
import { readRoster } from '../config/roster.ts'
import { count, showComplaints } from './complaints.ts'
import { configured, findConfigFile } from './configured.ts'
import { type CommandContext, exit } from './frame.ts'

export const run = async (context: CommandContext): Promise<number> => {
  const named = context.args[0]
  const config = named === undefined ? configured(context, readConfigAlone) : lender(context)
  if (config === null && named === undefined) return exit.wrong
  const file = named ?? relative('', config?.roster.file ?? '')
  const text = readText(file)
  if ('complaint' in text) return showComplaints(context, file, [text.complaint], '')

  const stacks = config?.stacks.map(({ name }) => name) ?? null
  const read = readRoster(text.text, file, stacks)
  if ('complaints' in read) return showComplaints(context, file, read.complaints, '')
  return showComplaints(context, file, read.warnings, `good, ${count(read.teams.length, 'team')}`)
}

/** A config that happens to be there. Its own complaints are not this command's matter; that it is no help is. */
const lender = (context: CommandContext): Config | null => {
  const file = findConfigFile(context)
  if (file === null) return null
  const read = readConfigAlone(file)
  if ('config' in read) return read.config
  context.err(`${file}: has errors, so names of stacks are not compared; see \`rollcall config check\``)
  return null
}
