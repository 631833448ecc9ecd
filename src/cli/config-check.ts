// `rollcall config check`: says everything that is wrong with the config, the OpenPGP keys and the report templates
// it names, and changes nothing. The roster has a check of its own.

import { readConfig } from '../config.ts'
import { keyFilesOf } from '../config/keyfolders.ts'
import { systemClock } from '../house.ts'
import { readKeyFiles } from '../intake/pgpkeys.ts'
import { readOwnTemplates } from '../reports/owntemplates.ts'
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
  const keys = await readKeyFiles(keyFilesOf(read.config), systemClock.now())
  const { complaints } = readOwnTemplates(read.config.reports.templates)
  const found = [...read.warnings, ...keys.complaints, ...complaints]
  return showComplaints(context, file, found, `good, ${count(read.config.stacks.length, 'stack')}`)
}
