// `rollcall migrate [--check]` (SPEC §7): brings the tables of a data folder up to this version's, which every start does
// by itself; said apart it comes with a backup of before. --check only looks: exit 1 where something is pending.

import { join } from 'node:path'
import { existsSync } from 'node:fs'
import { systemClock } from '../house.ts'
import { backupName, backupsIn, databaseIn, makeBackup } from '../store/backup.ts'
import { openDatabase } from '../store/database.ts'
import { guarded } from '../store/fault.ts'
import { migrate, pending, readMigrations, shippedMigrations } from '../store/migrate.ts'
import { reading } from '../store/verify.ts'
import { configured } from './configured.ts'
import { exit, type CommandContext } from './frame.ts'
import { whileStopped } from './stopped.ts'

export const run = async (context: CommandContext): Promise<number> => {
  const config = configured(context)
  if (!config) return exit.wrong
  const { data } = config.bot
  const file = databaseIn(data)
  if (!existsSync(file)) {
    if (context.json) context.out(JSON.stringify({ file, pending: [], applied: [] }))
    else context.out(`there is no database in ${data} yet; the first start makes it`)
    return exit.done
  }
  const known = readMigrations(shippedMigrations)
  const lacking = reading(file, (db) => pending(db, known))
  const check = context.options['check'] === true
  if (lacking.length === 0 || check) {
    if (context.json) context.out(JSON.stringify({ file, pending: lacking, applied: [] }))
    else if (lacking.length === 0) context.out(`${file}: up to date`)
    else for (const name of lacking) context.out(`${file}: ${name} is pending; rollcall migrate applies it`)
    return lacking.length === 0 ? exit.done : exit.failed
  }
  const backup = whileStopped(data, () => {
    const made = systemClock.now()
    const before = join(backupsIn(data), `before-${backupName(made)}`)
    makeBackup(data, before, made)
    guarded(() => {
      const db = openDatabase(file)
      try {
        migrate(db, known)
      } finally {
        db.close()
      }
    })
    return before
  })
  if (context.json) context.out(JSON.stringify({ file, pending: [], applied: lacking, backup }))
  else {
    for (const name of lacking) context.out(`${file}: ${name} is applied`)
    context.out(`As it was before: ${backup}`)
  }
  return exit.done
}
