// The ring of secrets that our marks are signed with: a file of the data folder, one a line, newest first, each with the
// instant from which it signs. The agent puts a new one on top when the newest is old, and takes an old one off once no
// address that it signed counts any more (SPEC §3.2). Message-IDs keep one secret for good: they prove nobody, and a
// thread whose root changed would fall apart in mail programs.

import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Fault, type Archive } from './ports.ts'
import { asInstant, type Instant } from './rollout/ids.ts'
import { instantAt } from './rollout/instant.ts'
import { syncFolder } from './store/database.ts'
import type { Log } from './desk/kit.ts'
import type { Ticket } from './rollout/ticket.ts'

type Key = { readonly secret: Buffer; readonly since: Instant }
export type Ring = {
  /** Null: the secrets are of this process only. */
  readonly file: string | null
  /** Newest first; whoever holds it sees what is put on and taken off. */
  readonly secrets: Uint8Array[]
  readonly ids: Uint8Array
}

const renewAfterDays = 90
/** As long as a token counts after its ticket was resolved, and longer than any bounce or question takes. */
const keptDays = 30
const day = 86_400_000
const made = () => randomBytes(32)

/** `null`: a secret for this process only. Throws a permanent Fault where the file is there but holds none. */
export function ringIn(dataDir: string | null): Ring {
  if (dataDir === null) {
    const secret = made()
    return { file: null, secrets: [secret], ids: secret }
  }
  const file = join(dataDir, 'secret')
  if (!existsSync(file)) makeSecret(file)
  const { keys, ids } = readRing(file)
  return { file, secrets: keys.map(({ secret }) => secret), ids }
}

/**
 * Once at the agent's start, under its lock: a new secret where the newest has signed for 90 days, and none that nothing
 * needs. Errors of the disk are thrown.
 */
export async function renewRing(ring: Ring, archive: Archive, now: Instant, log: Log): Promise<void> {
  if (ring.file === null) return
  const { keys, ids } = readRing(ring.file)
  const [newest] = keys
  const due = newest !== undefined && Date.parse(now) - Date.parse(newest.since) >= renewAfterDays * day
  const all = due ? [{ secret: made(), since: now }, ...keys] : keys
  const tickets = await archive.tickets()
  const kept = all.filter((_, at) => at === 0 || isNeeded(all[at - 1]?.since ?? now, tickets, now))
  if (!due && kept.length === keys.length) return
  writeRing(ring.file, kept, ids)
  ring.secrets.splice(0, ring.secrets.length, ...kept.map(({ secret }) => secret))
  log('secret renewed', { secrets: kept.length, taken: all.length - kept.length })
}

/** Whether something that was signed before `until` may still come back. */
function isNeeded(until: Instant, tickets: readonly Ticket[], now: Instant): boolean {
  const recent = Date.parse(now) - keptDays * day
  if (Date.parse(until) >= recent) return true
  return tickets.some(
    ({ openedAt, resolvedAt }) =>
      openedAt <= until && (resolvedAt === undefined || Date.parse(resolvedAt) >= recent),
  )
}

/** A line is a secret in hex and the instant since when it signs; one without (an older version's) is as old as the file. */
function readRing(file: string): { readonly keys: readonly Key[]; readonly ids: Buffer } {
  const old = instantAt(statSync(file).mtimeMs)
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const read = lines.map((line) => {
    const [, ids, hex = '', since] =
      /^(ids )?((?:[0-9a-f]{2}){16,})(?: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ))?$/i.exec(line) ?? []
    return {
      ids: ids !== undefined,
      secret: Buffer.from(hex, 'hex'),
      since: since === undefined ? old : asInstant(since),
    }
  })
  const keys = read.filter(({ ids }) => !ids)
  const last = keys.at(-1)
  if (last === undefined || read.some(({ secret }) => secret.length === 0))
    throw new Fault(
      'store',
      'permanent',
      `${file} holds no secret of at least 32 hex digits, or a line that is none: restore it from a backup, or remove it to make a new one (old reply addresses then stop working)`,
    )
  return { keys, ids: read.find(({ ids }) => ids)?.secret ?? last.secret }
}

/** Written aside and renamed, so that nobody ever reads half a ring, and a crash leaves the old one or the new. */
function writeRing(file: string, keys: readonly Key[], ids: Buffer): void {
  const lines = keys.map(({ secret, since }) => `${secret.toString('hex')} ${since}`)
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, [...lines, `ids ${ids.toString('hex')}`, ''].join('\n'), { mode: 0o600, flush: true })
  renameSync(draft, file)
  syncFolder(dirname(file))
}

/** Written aside and linked, so that nobody ever reads half a secret; who comes second takes what the first made. */
function makeSecret(file: string): void {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${made().toString('hex')}\n`, { mode: 0o600, flush: true })
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
  // Before anything is signed with it: a secret that a power loss took would make every answer a stranger's.
  syncFolder(dirname(file))
}
