// Builds the house from the config: the only file that knows every room. Which door stands where is chosen here and
// nowhere else; what the house does is the desk's.

import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { readRoster } from './config/roster.ts'
import { complaintLine } from './config/complaints.ts'
import { ownTemplates } from './config/surroundings.ts'
import { keepBackups } from './desk/backups.ts'
import { run, type Running } from './desk/run.ts'
import { compose } from './letters/compose.ts'
import { openTemplates } from './letters/templates.ts'
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
import { scheduledBackups } from './store/scheduled.ts'
import { steadyClock } from './systems/steady.ts'
import { systemResolver } from './systems/dns.ts'
import { folderMailbox } from './systems/folder.ts'
import { imapMailbox } from './systems/imap.ts'
import { listenMailbox } from './systems/listen.ts'
import { outboxPost } from './systems/outbox.ts'
import { smtpPost } from './systems/smtp.ts'
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
  /** Takes the data folder's lock and starts the agent. Throws a permanent Fault where another instance runs. */
  start(options: StartOptions, signal: AbortSignal): Running
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
  const own = ownTemplates(config.file, config.bot)
  const pages = openTemplates(
    [...(own ? [own] : []), shippedTemplates],
    furnishing.templateCache ?? join(config.bot.data, 'templates'),
  )
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
    ...office,
    examine: furnishing.examine ?? createExamine(),
    compose: (request, names) =>
      compose(request, {
        marks,
        sender: { address: config.bot.address, name: config.bot.name },
        ...(config.tracker?.tags[0] ? { trackerTag: config.tracker.tags[0] } : {}),
        nameOf: (person) => names.get(person)?.name || names.get(person)?.address || 'somebody',
        templates: pages,
      }),
    log,
  }
  let post: Post | null = null
  let release = () => {}
  let keeping: ReturnType<typeof keepBackups> | null = null
  return {
    config,
    kit,
    store,
    start(options, signal) {
      const me = { pid: process.pid, host: hostname(), since: clock.now() }
      const lock = takeLock(config.bot.data, me)
      if ('heldBy' in lock) {
        const words = `another Rollcall runs on ${config.bot.data}: ${holderWords(lock.heldBy)}; stop it first`
        throw new Fault('store', 'permanent', words)
      }
      release = () => lock.release()
      const first = () => renewRing(ring, archive, clock.now(), log)
      const transport = postOf(config)
      post = furnishing.wayOut ? furnishing.wayOut(transport) : transport
      const mailbox = furnishing.mailbox ?? mailboxOf(config, clock)
      const datedElsewhere = isDatedElsewhere(config)
      const connections = config.transport.kind === 'smtp' ? config.transport.connections : 4
      const running = run(kit, { mailbox, post, connections, datedElsewhere, ...options, first }, signal)
      if (data !== null) keeping = keepBackups(kit, scheduledBackups(data, config.store))
      return running
    },
    async close() {
      await post?.close()
      await keeping?.end()
      release()
      await ledger.close()
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

const textOf = (file: string | null) => (file === null ? {} : { caFile: readFileSync(file, 'utf8') })
const hostName = (config: Config) => config.bot.address.split('@')[1] ?? 'localhost'

export function mailboxOf(config: Config, clock: Clock): Mailbox {
  const { mailbox } = config
  switch (mailbox.kind) {
    case 'imap': {
      const { host, port, security, user, password, folder } = mailbox
      const account = { host, port, security, user, password, folder }
      return imapMailbox({
        ...account,
        ...textOf(mailbox.caFile),
        done: mailbox.done,
        sizeLimit: config.limits.mailSize,
      })
    }
    case 'listen':
      return listenMailbox({
        host: mailbox.listen.host,
        port: mailbox.listen.port,
        lmtp: mailbox.protocol === 'lmtp',
        sizeLimit: config.limits.mailSize,
        name: hostName(config),
        clock,
        accepts: acceptsFor(config),
        ...(mailbox.tls
          ? {
              tls: {
                key: readFileSync(mailbox.tls.keyFile, 'utf8'),
                cert: readFileSync(mailbox.tls.certFile, 'utf8'),
              },
            }
          : {}),
      })
    case 'folder':
      return folderMailbox({ folder: mailbox.path, sizeLimit: config.limits.mailSize, poll: 5000, clock })
  }
}

/** The bot's own mailbox with any plus part; nobody else's. */
const acceptsFor = (config: Config) => {
  const [local = '', domain = ''] = config.bot.address.toLowerCase().split('@')
  return (address: string) => {
    const [to = '', at = ''] = address.toLowerCase().split('@')
    return at === domain && (to === local || to.startsWith(`${local}+`))
  }
}

export function postOf(config: Config): Post {
  const { transport } = config
  if (transport.kind === 'outbox') {
    mkdirSync(dirname(transport.path), { recursive: true })
    return outboxPost(transport.path)
  }
  const { host, port, security, login, connections, dkim } = transport
  return smtpPost({
    host,
    port,
    security,
    connections,
    ...textOf(transport.caFile),
    user: login?.user ?? '',
    password: login?.password ?? '',
    name: hostName(config),
    ...(dkim
      ? {
          dkim: {
            domain: dkim.domain,
            selector: dkim.selector,
            privateKey: readFileSync(dkim.keyFile, 'utf8'),
          },
        }
      : {}),
  })
}
