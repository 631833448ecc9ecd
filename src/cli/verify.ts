// `rollcall verify [FILE]` (SPEC §7): whether the agent's memory, or a backup of it, is as it was written; one line a
// complaint, exit 1. It reads only, beside a running agent too.

import { shortDate } from '../board/dates.ts'
import { databaseIn } from '../store/backup.ts'
import { verifyBackup, verifyData } from '../store/verify.ts'
import { count } from './complaints.ts'
import { configured } from './configured.ts'
import { exit, type CommandContext } from './frame.ts'
import { printable } from './table.ts'

export const run = async (context: CommandContext): Promise<number> => {
  const config = configured(context)
  if (!config) return exit.wrong
  const [backup] = context.args
  const found =
    backup === undefined ? { ...verifyData(config.bot.data), manifest: null } : verifyBackup(backup)
  const file = backup ?? databaseIn(config.bot.data)
  const { complaints, pending, tickets, mails } = found
  const made = found.manifest?.made ?? null
  const ok = complaints.length === 0
  if (context.json)
    context.out(JSON.stringify({ file, ok, complaints, pending, ...(made === null ? {} : { made }) }))
  else if (ok) {
    const from = made === null ? '' : `, made ${shortDate(made, config.bot.zone)}`
    context.out(`${file}: whole${from}; ${count(tickets, 'rollout')}, ${count(mails, 'mail')}`)
    if (pending.length > 0) context.out(`Of an older version: the next start brings it up to date.`)
  } else {
    for (const complaint of complaints) context.out(printable(complaint))
    const mend =
      backup === undefined
        ? 'stop the agent, and go back to a backup: rollcall restore FILE'
        : 'take another backup'
    context.out(`${file}: ${count(complaints.length, 'complaint')}. Do: ${mend}`)
  }
  return ok ? exit.done : exit.failed
}
