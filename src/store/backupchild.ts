// The process in which the agent's backup is made and checked: data folder, file and instant as arguments, one line of
// JSON on standard output. What goes wrong is said there too; the agent turns it into a Fault.

import { rmSync } from 'node:fs'
import { setPriority } from 'node:os'
import { Fault } from '../ports.ts'
import { asInstant } from '../rollout/ids.ts'
import { makeBackup } from './backup.ts'
import { verifyBackup } from './verify.ts'

/** The size of what was made, or why nothing was. */
export type Said = { readonly bytes: number } | { readonly fault: string }

const say = (said: Said) => process.stdout.write(JSON.stringify(said))
const [data = '', file = '', made = ''] = process.argv.slice(2)
// Mail goes first.
setPriority(10)
try {
  const { bytes } = makeBackup(data, file, asInstant(made))
  const [complaint] = verifyBackup(file).complaints
  if (complaint === undefined) say({ bytes })
  else {
    // A copy of what is damaged is no backup, and must not push out a good one.
    rmSync(file)
    say({ fault: `the database is damaged: ${complaint}; restore the last backup` })
  }
} catch (error) {
  if (!(error instanceof Fault)) throw error
  say({ fault: error.message })
}
