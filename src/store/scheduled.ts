// The backups that an agent makes by itself: each in a process of its own, so that neither the copy nor its check keeps
// mail waiting. An old one is removed only after a new one was checked; those that people named themselves, never.

import { spawn } from 'node:child_process'
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Fault } from '../ports.ts'
import { asInstant } from '../rollout/ids.ts'
import type { Backups } from '../ports/backups.ts'
import type { Instant } from '../rollout/ids.ts'
import { backupName, backupsIn } from './backup.ts'
import type { Said } from './backupchild.ts'

/** `.ts` in a checkout, `.js` when packaged. */
const child = join(import.meta.dirname, `backupchild${extname(import.meta.filename)}`)
const scheduledName = /^rollcall-(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\dZ)\.backup$/
const draftName = /\.backup\.part-(\d+)(?:-journal)?$/
/** Milliseconds after which nobody writes a draft any more, whoever has the number of its process by now. */
const abandonedAfter = 60 * 60_000

type Wanted = { readonly backupEvery: number | null; readonly backups: number }

/** Keeps so many of them in the folder `backups` of a data folder. */
export const scheduledBackups = (data: string, { backupEvery, backups: kept }: Wanted): Backups => ({
  every: backupEvery,
  async last() {
    const newest = scheduledIn(data).at(-1)
    return newest === undefined ? null : instantOf(newest)
  },
  async make(at, signal) {
    removeDrafts(data)
    const file = join(backupsIn(data), backupName(at))
    const made = await inProcess(data, file, at, signal)
    if (made === null) return null
    const older = scheduledIn(data).filter((name) => name !== backupName(at))
    for (const name of older.slice(0, Math.max(0, older.length + 1 - kept)))
      rmSync(join(backupsIn(data), name))
    return made
  },
})

/** Oldest first. */
const scheduledIn = (data: string): readonly string[] =>
  existsSync(backupsIn(data))
    ? readdirSync(backupsIn(data))
        .filter((name) => scheduledName.test(name))
        .toSorted()
    : []

const instantOf = (name: string): Instant => asInstant(name.replace(scheduledName, '$1:$2:$3'))

/** What a process left that was killed while it copied, SQLite's own file beside it too; one that is being written is left
 *  alone. In a container the number of a process is soon another's. */
const removeDrafts = (data: string): void => {
  if (!existsSync(backupsIn(data))) return
  for (const name of readdirSync(backupsIn(data))) {
    const [, pid] = draftName.exec(name) ?? []
    const path = join(backupsIn(data), name)
    if (pid !== undefined && (!lives(Number(pid)) || isAbandoned(path))) rmSync(path, { force: true })
  }
}

/** By the file system's own clock, as far as it is ours. */
const isAbandoned = (draft: string): boolean => {
  const written = statSync(draft, { throwIfNoEntry: false })?.mtimeMs
  return written !== undefined && Date.now() - written > abandonedAfter
}

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function inProcess(data: string, file: string, at: Instant, signal: AbortSignal) {
  const copying = spawn(process.execPath, ['--no-warnings', child, data, file, at], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {},
  })
  const stop = () => copying.kill('SIGKILL')
  signal.addEventListener('abort', stop, { once: true })
  const gone = new Promise<void>((done) => {
    copying.once('error', () => done())
    copying.once('close', () => done())
  })
  try {
    const said = await text(copying.stdout)
    await gone
    if (signal.aborted) return null
    return answerIn(said, file)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** One line of JSON, of our own making. Nothing at all: the process died. */
function answerIn(said: string, file: string): { readonly file: string; readonly bytes: number } {
  const answer = said === '' ? null : (JSON.parse(said) as Said)
  if (answer !== null && 'bytes' in answer) return { file, bytes: answer.bytes }
  const why = answer?.fault ?? 'the process that makes the backup ended early; look at memory and disk'
  throw new Fault('store', 'transient', why)
}
