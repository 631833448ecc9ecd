// A folder of .eml files as a mailbox (SPEC §6): what lies there in name order, then what comes. A file first gets its
// number by a rename into `taking/`, is carried, and ends in `done/` or, over the size limit, in `refused/`; so a crash
// at any point repeats the same place and never hands out a second one (SPEC §3.6). Names are data: only plain files
// ending in .eml, no links followed. Whoever writes here should write elsewhere and rename in.

import { constants, watch } from 'node:fs'
import { lstat, mkdir, open, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Clock, Fault, type Incoming, type Mailbox } from '../ports.ts'

type FolderSettings = {
  readonly folder: string
  /** Bytes. */
  readonly sizeLimit: number
  /** Milliseconds between two looks; fs.watch is only a hint that shortens the wait. */
  readonly poll: number
  readonly clock: Clock
}

const uidValidity = '1'
const batchSize = 50

/** The number a file in `taking/` carries before its own name. */
const numberOf = (name: string) => {
  const uid = /^(\d{1,15})-/.exec(name)?.[1]
  return uid === undefined ? null : Number(uid)
}

const mails = async (folder: string) => {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.eml$/i.test(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort()
}

const words = (cause: unknown) => (cause instanceof Error ? cause.message : 'unknown trouble')

/** Reads a plain file without following a link that took its place meanwhile; else says why it is not taken. */
const read = async (path: string, limit: number): Promise<Uint8Array | string> => {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      const { size } = await file.stat()
      return size > limit ? `is larger than ${limit} bytes` : await file.readFile()
    } finally {
      await file.close()
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? ''
    if (!['EACCES', 'EPERM', 'ELOOP'].includes(code)) throw cause
    return `cannot be read (${code})`
  }
}

/** Moves without writing over another: a name that is taken gets the mail's number in front. */
const moveInto = async (from: string, folder: string, uid: number, name: string) => {
  const free = await lstat(join(folder, name)).then(
    () => false,
    () => true,
  )
  await rename(from, join(folder, free ? name : `${uid}-${name}`))
}

/** A Mailbox over a folder. Made if it is missing; one that cannot be used is a permanent Fault.
 *  Trouble with one round is told and tried again. */
export const folderMailbox = (settings: FolderSettings): Mailbox => {
  const { folder, sizeLimit, clock } = settings
  const taking = join(folder, 'taking')
  const done = join(folder, 'done')
  const refused = join(folder, 'refused')

  return {
    name: 'folder',
    async run(cursor, take, tell, signal, begin, atEnd) {
      try {
        for (const each of [taking, done, refused]) await mkdir(each, { recursive: true })
      } catch (cause) {
        const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
        throw new Fault(
          'folder',
          'permanent',
          `cannot use the mail folder ${folder} (${code}): make it, or correct [mailbox] path`,
          cause,
        )
      }
      let next = (cursor?.uid ?? 0) + 1
      /** Names that lay there at the very first start: backlog (SPEC §3.6). */
      let first: Set<string> | null = null
      let seen = new Map<string, { stamp: string; since: number }>()

      const carry = async (names: readonly string[]) => {
        const batch: { name: string; uid: number; incoming: Incoming }[] = []
        for (const name of names) {
          const uid = numberOf(name) ?? 0
          const own = name.replace(/^\d+-/, '')
          const bytes = await read(join(taking, name), sizeLimit)
          if (typeof bytes === 'string') {
            await moveInto(join(taking, name), refused, uid, own)
            tell({ up: true, what: `${own} ${bytes}: moved to ${refused}, not taken` })
            continue
          }
          const place = { mailbox: 'folder', uidValidity, uid }
          const backlog = first?.has(own) ?? false
          batch.push({
            name,
            uid,
            incoming: { place, via: 'folder', receivedAt: clock.now(), bytes, backlog },
          })
        }
        if (batch.length === 0) return
        await take(batch.map((each) => each.incoming))
        for (const { name, uid } of batch) {
          const own = name.replace(/^\d+-/, '')
          await moveInto(join(taking, name), done, uid, own)
          first?.delete(own)
        }
      }

      // A file is taken once it has stood still for one poll: a writer may still be at it.
      const settled = async (names: readonly string[]) => {
        const still: string[] = []
        const present = new Map<string, { stamp: string; since: number }>()
        for (const name of names) {
          const file = await lstat(join(folder, name)).catch(() => null)
          if (file === null) continue
          const { size, mtimeMs } = file
          const before = seen.get(name)
          const stamp = `${size}:${mtimeMs}`
          const since = before?.stamp === stamp ? before.since : performance.now()
          present.set(name, { stamp, since })
          if (performance.now() - since >= settings.poll) still.push(name)
        }
        seen = present
        return still
      }

      const round = async () => {
        // What a crash left half way keeps its number; the numbers go on after the highest one handed out.
        const left = (await mails(taking)).filter((name) => numberOf(name) !== null)
        next = Math.max(next, ...left.map((name) => (numberOf(name) ?? 0) + 1))
        if (left.length > 0) await carry(left.sort((a, b) => (numberOf(a) ?? 0) - (numberOf(b) ?? 0)))
        const here = await mails(folder)
        if (first === null) {
          first = new Set(cursor === null ? here : [])
          // Nothing was there: whatever comes from now on is new, even if we are killed before we take it.
          if (cursor === null && here.length + left.length === 0)
            await begin?.({ uidValidity, uid: 0, begunAt: 0 })
        }
        const ready = await settled(here)
        for (let from = 0; from < ready.length && !signal.aborted; from += batchSize) {
          const names: string[] = []
          for (const name of ready.slice(from, from + batchSize)) {
            // A name may be as long as the file system allows; the number needs room.
            const numbered = `${next}-${name.slice(-60)}`
            await rename(join(folder, name), join(taking, numbered))
            next += 1
            names.push(numbered)
          }
          await carry(names)
        }
        if (ready.length === here.length) atEnd?.()
      }

      let hint = new AbortController()
      const watcher = watch(folder, { signal, persistent: false }, () => hint.abort())
      watcher.on('error', () => hint.abort())
      let told: string | null = null
      while (!signal.aborted) {
        const state = await round().then(
          () => ({ up: true, what: `watching ${folder}` }),
          (cause: unknown) => ({
            up: false,
            what: `cannot take mail from ${folder} (${words(cause)}): trying again`,
          }),
        )
        if (state.what !== told) tell(state)
        told = state.what
        const woken = AbortSignal.any([signal, hint.signal])
        await wait(settings.poll, null, { signal: woken }).catch(() => null)
        if (hint.signal.aborted) hint = new AbortController()
      }
    },
  }
}
