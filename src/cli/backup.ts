// `rollcall backup [FILE]` (SPEC §7): one file that holds all a restore needs, made beside a running agent. Config and
// roster are the operator's own files, and are not in it.

import { statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { systemClock } from '../house.ts'
import { backupName, backupsIn, makeBackup } from '../store/backup.ts'
import { configured } from './configured.ts'
import { exit, type CommandContext } from './frame.ts'

export const run = async (context: CommandContext): Promise<number> => {
  const config = configured(context)
  if (!config) return exit.wrong
  const made = systemClock.now()
  const [given] = context.args
  const file = placeFor(given ?? backupsIn(config.bot.data), given === undefined, backupName(made))
  const { bytes, secret } = makeBackup(config.bot.data, file, made)
  if (context.json) context.out(JSON.stringify({ file, made, bytes, secret: secret !== null }))
  else {
    const megabytes = Math.max(1, Math.round(bytes / 1024 ** 2))
    context.out(`${file}: ${megabytes} MB. To check it: rollcall verify ${relative('', file)}`)
    if (secret === null)
      context.out('There was no secret yet: reply addresses of today stop working with it.')
  }
  return exit.done
}

/** A folder takes it under the name of its time. */
const placeFor = (target: string, isFolder: boolean, name: string): string => {
  const folder = isFolder || statSync(target, { throwIfNoEntry: false })?.isDirectory() === true
  return resolve(folder || target.endsWith('/') ? join(target, name) : target)
}
