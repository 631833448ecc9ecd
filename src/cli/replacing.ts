// What --roster, --bot and --authserv-id say in place of the config (SPEC §7, §10), for the commands that only look.
// Wrong words are wrong use; what stands in a roster is complained about where it is read.

import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type CommandContext, WrongUse } from './frame.ts'
import { whyUnread } from './mailfiles.ts'
import type { Config } from '../config.ts'

/** The text of a file that an option names. */
export function textOf(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new WrongUse(`${option} ${file}: ${whyUnread(error)}`)
  }
}

/** What --roster, --bot and --authserv-id say goes before the config (SPEC §10). */
export function replacing({
  roster,
  bot,
  authservId,
}: CommandContext['options']): (config: Config) => Config {
  if (typeof roster === 'string' && statSync(roster, { throwIfNoEntry: false })?.isFile() !== true)
    textOf('--roster', roster)
  if (typeof bot === 'string' && !/^[^\s@+<>]+@[^\s@<>]+$/.test(bot))
    throw new WrongUse(`--bot ${bot}: write the address without a name and without a plus part`)
  return (config) => ({
    ...config,
    ...(typeof roster === 'string' ? { roster: { file: resolve(roster) } } : {}),
    ...(typeof bot === 'string' ? { bot: { ...config.bot, address: bot } } : {}),
    ...(typeof authservId === 'string' ? { trust: { ...config.trust, authservIds: [authservId] } } : {}),
  })
}
