// Builds the house from the config: the only file that knows every room. Which door stands where is doors.ts's choice;
// what the house does is the desk's.

import { existsSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { readRoster } from './config/roster.ts'
import { complaintLine } from './config/complaints.ts'
import { ownTemplates } from './config/surroundings.ts'
import { keepBackups } from './desk/backups.ts'
import { run, type Running } from './desk/run.ts'
import { mailboxOf, postOf } from './doors.ts'
import { createMarks } from './marks/marks.ts'
import { Fault, type DoorState, type Mailbox, type Post, type Resolver, type Clock } from './ports.ts'
import { createExamine, type Examine } from './reports/examine.ts'
import { instantAt } from './rollout/instant.ts'
import { agentLog } from './log.ts'
import { renewRing, ringIn } from './secret.ts'
import { isDatedElsewhere, keysOf, settle } from './settled.ts'
import { makeFolder } from './store/database.ts'
import { openStore, openStoreCopy, type Store } from './store/store.ts'
import { holderWords, takeLock } from './store/lock.ts'
import { refuseHalfRestored } from './store/restore.ts'
import { writeDoors } from './store/doorsfile.ts'
import { freeBytesAt } from './store/room.ts'
import { scheduledBackups } from './store/scheduled.ts'
import { steadyClock } from './systems/steady.ts'
import { systemResolver } from './systems/dns.ts'
import { doorsUnseen, type DoorsSeen } from './ports/doors.ts'
import type { Config } from './config.ts'
import type { Kit, Log } from './desk/kit.ts'

export const systemClock: Clock = {
  now: () => instantAt(Date.now()),
  ...steadyClock(),
}

export type House = {
  readonly config: Config
  readonly kit: Kit
  readonly store: Store
  /** How the doors stand, as the agent that was started here saw them last. */
  readonly doors: () => DoorsSeen
  /** Takes the data folder's lock and starts the agent. Rejects with a permanent Fault where another instance runs. */
  start(options: StartOptions, signal: AbortSignal): Promise<Running>
  /** Loads what the first mail and the first letter need: an agent goes on with the code that it was started with, though
   *  another version is put into its place. */
  loadRest(): Promise<void>
  close(): Promise<void>
}
export type StartOptions = { readonly fromBeginning: boolean; readonly tell: (state: DoorState) => void }
export type Furnishing = {
  readonly clock?: Clock
  readonly resolver?: Resolver
  readonly log?: Log
  /** Where the database is; `:memory:` for explain. */
  readonly database?: string
  readonly mailbox?: Mailbox
  readonly examine?: Examine
  /** What letters pass through on their way out; gets the transport of the config. */
  readonly wayOut?: (post: Post) => Post
  readonly templateCache?: string
  /** Works on a copy of the state in memory: whatever is written is gone with the process (explain). */
  readonly copy?: boolean
}

/** Our own templates, with a sample of each letter. */
export const shippedTemplates = resolve(import.meta.dirname, '../templates')

/** Throws a Fault that says what to do; for the roster it lists every complaint, one a line. */
export async function buildHouse(config: Config, furnishing: Furnishing = {}): Promise<House> {
  const entries = rosterOf(config)
  const { store, data } = storeOf(config, furnishing)
  const clock = furnishing.clock ?? systemClock
  const log = furnishing.log ?? agentLog()
  const { ledger, archive } = store
  const ring = ringIn(data)
  const marks = createMarks({ address: config.bot.address, ...ring })
  const { settled, ...office } = await settle(config, entries, ledger)
  const pen = writer(config, marks, furnishing.templateCache)
  const kit: Kit = {
    ledger,
    archive,
    clock,
    marks,
    resolver: furnishing.resolver ?? systemResolver(),
    settled,
    names: config.names,
    trust: {
      ...config.trust,
      trackerTags: config.tracker?.tags ?? [],
      trackerAddress: config.tracker?.address ?? null,
      openpgp: await keysOf(config, clock.now(), log),
    },
    lists: listsIn(config),
    ...(data === null ? {} : { freeBytes: () => freeBytesAt(data) }),
    ...office,
    examine: furnishing.examine ?? createExamine(),
    compose: pen.compose,
    log,
  }
  let seen = doorsUnseen
  let post: Post | null = null
  let release = () => {}
  let keeping: ReturnType<typeof keepBackups> | null = null
  return {
    config,
    kit,
    store,
    doors: () => seen,
    async start(options, signal) {
      const me = { pid: process.pid, host: hostname(), since: clock.now() }
      const lock = takeLock(config.bot.data, me)
      if ('heldBy' in lock) {
        const words = `another Rollcall runs on ${config.bot.data}: ${holderWords(lock.heldBy)}; stop it first`
        throw new Fault('store', 'permanent', words)
      }
      release = () => lock.release()
      const first = () => renewRing(ring, archive, clock.now(), log)
      const transport = await postOf(config)
      post = furnishing.wayOut ? furnishing.wayOut(transport) : transport
      const mailbox = furnishing.mailbox ?? (await mailboxOf(config, clock))
      const datedElsewhere = isDatedElsewhere(config)
      const connections = config.transport.kind === 'smtp' ? config.transport.connections : 4
      const doorsSeen = (now: DoorsSeen) => {
        seen = now
        if (data !== null) writeDoors(data, me.pid, now)
      }
      const standing = { mailbox, post, connections, datedElsewhere, doorsSeen }
      const running = run(kit, { ...standing, ...options, first }, signal)
      if (data !== null) keeping = keepBackups(kit, scheduledBackups(data, config.store))
      return running
    },
    async loadRest() {
      await Promise.all([
        import('./desk/judge.ts'),
        import('./desk/enclosures.ts'),
        import('./letters/compose.ts'),
        import('./letters/templates.ts'),
      ])
      await pen.prepare(kit.log)
    },
    async close() {
      await post?.close()
      await keeping?.end()
      release()
      await ledger.close()
    },
  }
}

type Writer = {
  readonly compose: Kit['compose']
  /** Compiles the pages that are not kept yet. */
  readonly prepare: (log: Kit['log']) => Promise<void>
}

/** What composes letters. It is loaded with the first letter: an agent is ready before it has one to write. */
function writer(config: Config, marks: Kit['marks'], templateCache: string | undefined): Writer {
  const open = async () => {
    const [{ compose }, { openTemplates }] = await Promise.all([
      import('./letters/compose.ts'),
      import('./letters/templates.ts'),
    ])
    const own = ownTemplates(config.file, config.bot)
    const folders = [...(own ? [own] : []), shippedTemplates]
    return {
      compose,
      templates: openTemplates(folders, templateCache ?? join(config.bot.data, 'templates')),
    }
  }
  let opened: ReturnType<typeof open> | null = null
  return {
    async compose(request, names) {
      opened ??= open()
      const { compose, templates } = await opened
      return compose(request, {
        marks,
        sender: { address: config.bot.address, name: config.bot.name },
        ...(config.tracker?.tags[0] ? { trackerTag: config.tracker.tags[0] } : {}),
        nameOf: (person) => names.get(person)?.name || names.get(person)?.address || 'somebody',
        templates,
      })
    },
    async prepare(log) {
      opened ??= open()
      const [{ templates }, { letterNames }] = await Promise.all([opened, import('./letters/samples.ts')])
      try {
        await templates.prepare(letterNames)
      } catch (error) {
        // The letter in question will say so again; it keeps back no other.
        log('trouble', { loop: 'templates', error: error instanceof Error ? error.message : String(error) })
      }
    },
  }
}

/** The store, and the data folder where there is one that may be written to. */
function storeOf(config: Config, { database, copy }: Furnishing): { store: Store; data: string | null } {
  const { data } = config.bot
  const file = join(data, 'rollcall.sqlite')
  if (database === ':memory:' || (copy && !existsSync(file)))
    return { store: openStore(':memory:'), data: null }
  // A secret that is missing is the agent's to make, not a looker-on's.
  if (copy) return { store: openStoreCopy(file), data: existsSync(join(data, 'secret')) ? data : null }
  refuseHalfRestored(data)
  makeFolder(data)
  return { store: openStore(database ?? file), data }
}

function rosterOf(config: Config) {
  const file = config.roster.file
  const read = readRoster(
    readFileSync(file, 'utf8'),
    file,
    config.stacks.map(({ name }) => name),
  )
  if ('complaints' in read)
    throw new Fault('roster', 'permanent', read.complaints.map(complaintLine).join('\n'))
  return read.teams
}

const listsIn = (config: Config): readonly string[] => [
  ...new Set([
    ...config.stacks.flatMap((stack) => [...stack.lists, ...Object.values(stack.componentLists).flat()]),
    ...config.lists.wider,
  ]),
]
