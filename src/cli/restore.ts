// `rollcall restore FILE` (SPEC §7): a backup in the place of what the data folder holds, while no agent runs. Says what
// becomes of mail that came and letters that left since, and what to do next: that depends on where mail comes from.

import { relative } from 'node:path'
import { shortDate } from '../board/dates.ts'
import { systemClock } from '../house.ts'
import { restoreBackup, type Restored } from '../store/restore.ts'
import { count } from './complaints.ts'
import { configured } from './configured.ts'
import { exit, WrongUse, type CommandContext } from './frame.ts'
import { whileStopped } from './stopped.ts'
import { fold } from './table.ts'
import type { Config } from '../config.ts'

export const run = async (context: CommandContext): Promise<number> => {
  const config = configured(context)
  if (!config) return exit.wrong
  const [file] = context.args
  if (file === undefined) throw new WrongUse('restore: name the backup')
  const { data } = config.bot
  const restored = whileStopped(data, () => restoreBackup(data, file, systemClock.now()))
  const { made } = restored.manifest
  if (context.json) {
    const { tickets, mails, waiting, kept } = restored
    context.out(JSON.stringify({ file, made, tickets, mails, waiting, kept, next: mailSince(config) }))
  } else for (const line of words(config, file, restored)) context.out(fold(line, context.width).join('\n'))
  return exit.done
}

const words = (config: Config, file: string, { manifest, tickets, mails, waiting, kept }: Restored) => {
  const made = shortDate(manifest.made, config.bot.zone)
  const were = waiting === 1 ? 'letter that waited then' : 'letters that waited then'
  return [
    `${file} is restored, made ${made}: ${count(tickets, 'rollout')}, ${count(mails, 'mail')}.`,
    kept === null ? '' : `What was there lies in ${relative('', kept)}; remove it once you are sure.`,
    manifest.secret === null
      ? 'The backup had no secret: a new one is made, and old reply addresses are asked about.'
      : '',
    `Mail since ${made}: ${mailSince(config)}.`,
    `Letters since then may be sent a second time, with the same Message-ID${waiting === 0 ? '' : `, the ${waiting} ${were} among them`}; ` +
      "posts to lists are looked for in the bot's mailbox first. To look before any leaves: rollcall pause",
    'Then: rollcall run',
  ].filter((line) => line !== '')
}

/** Where it is now, and what makes it come again. */
const mailSince = ({ mailbox }: Config): string => {
  switch (mailbox.kind) {
    case 'imap':
      return mailbox.done === ''
        ? `it is read again from ${mailbox.folder} at the start, by itself`
        : `move it on the server from ${mailbox.done} back to ${mailbox.folder}, and it is read again; what the backup knows joins what it knows`
    case 'folder':
      return `move it from ${mailbox.path}/done back to ${mailbox.path}, and it is read again; what the backup knows joins what it knows`
    case 'listen':
      return 'no server keeps it: it is only in what was there before, and its writers have to send it again'
  }
}
