// What a config is once it is settled (SPEC §10), and how the schema's reading of the file becomes that: names as the
// code has them, paths absolute, ports chosen, secrets filled in. Checks nothing; that has been done.

import { resolve } from 'node:path'
import type { z } from 'zod'
import { asStackName, type StackName } from '../rollout/ids.ts'
import type { Span } from '../rollout/world.ts'
import { settleDeadlines, type DeadlinesConfig } from './deadlines.ts'
import { settleLimits, type Limits } from './limits.ts'
import { settleReports, type ReportsConfig } from './reports.ts'
import type { schema } from './schema.ts'
import { settleStore, type StoreConfig } from './store.ts'
import { beside } from './surroundings.ts'
import { settleTrust, type TrustConfig } from './trust.ts'

type Security = 'tls' | 'starttls' | 'none'
type Listen = { readonly host: string; readonly port: number }

type MailboxConfig =
  | {
      readonly kind: 'imap'
      readonly host: string
      readonly port: number
      readonly security: Security
      /** PEM file of the authority that signed the server's certificate; null: the system's. */
      readonly caFile: string | null
      readonly user: string
      readonly password: string
      readonly folder: string
      /** Where handled mail is moved; empty: it is only flagged. */
      readonly done: string
    }
  | {
      readonly kind: 'listen'
      readonly protocol: 'smtp' | 'lmtp'
      readonly listen: Listen
      /** PEM files; STARTTLS is offered where they are given. */
      readonly tls: { readonly keyFile: string; readonly certFile: string } | null
    }
  | { readonly kind: 'folder'; readonly path: string }

type TransportConfig =
  | {
      readonly kind: 'smtp'
      readonly host: string
      readonly port: number
      readonly security: Security
      readonly caFile: string | null
      readonly login: { readonly user: string; readonly password: string } | null
      readonly connections: number
      readonly dkim: { readonly domain: string; readonly selector: string; readonly keyFile: string } | null
    }
  /** Letters are written into this folder; nothing leaves the machine. */
  | { readonly kind: 'outbox'; readonly path: string }

type StackConfig = {
  readonly name: StackName
  readonly titles: readonly string[]
  readonly components: readonly string[]
  readonly managers: readonly string[]
  readonly lists: readonly string[]
  readonly componentLists: { readonly [component: string]: readonly string[] }
  readonly repositories: { readonly [stackMajor: string]: string }
  /** Folder with the public OpenPGP keys of its managers, absolute. */
  readonly openpgpKeys?: string
}

export type Config = {
  /** The file it was read from, absolute. */
  readonly file: string
  readonly bot: {
    /** Without a plus part; its domain in lower case, as in all addresses here. */
    readonly address: string
    readonly name: string
    /** Folder of database, raw mail and reports, absolute. */
    readonly data: string
    readonly zone: string
    /** ISO alpha-2, upper case. */
    readonly country?: string
    readonly admin: string
    /** Folder of templates that go before ours; null: not named. */
    readonly templates: string | null
  }
  readonly mailbox: MailboxConfig
  readonly transport: TransportConfig
  readonly trust: TrustConfig
  readonly roster: { readonly file: string }
  readonly managers: {
    readonly all: readonly string[]
    readonly release: readonly string[]
    /** The tracker's name for the group that owns the parent. */
    readonly releaseGroup: string
    /** Folder with the public OpenPGP keys of these people, absolute. */
    readonly openpgpKeys?: string
  }
  readonly stacks: readonly StackConfig[]
  readonly lists: { readonly wider: readonly string[] }
  readonly deadlines: DeadlinesConfig
  readonly escalation: {
    readonly mode: 'auto' | 'ask'
    readonly preview: Span
    readonly round: Span
    readonly seats: number
  }
  /** Days as `YYYY-MM-DD`; by country (ISO alpha-2) those closed there alone, and holidays that are worked there. */
  readonly calendar: {
    readonly closed: readonly string[]
    readonly closedIn: { readonly [country: string]: readonly string[] }
    readonly workedIn: { readonly [country: string]: readonly string[] }
  }
  readonly names: { readonly os: readonly string[]; readonly arch: readonly string[] }
  readonly store: StoreConfig
  readonly limits: Limits
  readonly reports: ReportsConfig
  /** Null: there is none. The tracker is read from its mail and written to by mail. */
  readonly board: { readonly listen: Listen | null }
  readonly tracker: { readonly tags: readonly string[]; readonly address: string | null } | null
}

/** Makes a Config of what the schema accepted; total, and looks at nothing outside its arguments. */
export const settle = (
  read: z.output<typeof schema>,
  file: string,
  secrets: { readonly [table: string]: string },
): Config => ({
  file: resolve(file),
  bot: {
    address: read.bot.address,
    name: read.bot.name,
    data: beside(file, read.bot.data),
    zone: read.bot.timezone,
    ...(read.bot.country === undefined ? {} : { country: read.bot.country }),
    admin: read.bot.admin,
    templates: read.bot.templates === undefined ? null : beside(file, read.bot.templates),
  },
  mailbox: settleMailbox(read.mailbox, file, secrets['mailbox']),
  transport: settleTransport(read.transport, file, beside(file, read.bot.data), secrets['transport']),
  trust: settleTrust(read.trust),
  roster: { file: beside(file, read.roster.file) },
  managers: {
    all: read.managers.all,
    release: read.managers.release,
    releaseGroup: read.managers.release_group,
    ...keysBeside(file, read.managers.openpgp_keys),
  },
  stacks: Object.entries(read.stacks).map(([name, stack]) => ({
    name: asStackName(name),
    titles: stack.titles,
    components: stack.components,
    managers: stack.managers,
    lists: stack.lists,
    componentLists: stack.component_lists,
    repositories: stack.repositories,
    ...keysBeside(file, stack.openpgp_keys),
  })),
  lists: { wider: read.lists.wider },
  deadlines: settleDeadlines(read.deadlines),
  escalation: read.escalation,
  calendar: {
    closed: read.calendar.closed,
    closedIn: read.calendar.closed_in,
    workedIn: read.calendar.worked_in,
  },
  names: read.names,
  store: settleStore(read.store),
  limits: settleLimits(read.limits),
  reports: settleReports(read.reports, file),
  board: { listen: read.board.listen === 'off' ? null : read.board.listen },
  tracker:
    read.tracker === undefined ? null : { tags: read.tracker.tags, address: read.tracker.address ?? null },
})

const keysBeside = (file: string, folder: string | undefined) =>
  folder === undefined ? {} : { openpgpKeys: beside(file, folder) }

/** The ports that IANA gave to each service, with TLS from the start and without. */
const usualPort = { imap: { tls: 993, other: 143 }, smtp: { tls: 465, starttls: 587, none: 25 } } as const

const settleMailbox = (
  read: z.output<typeof schema>['mailbox'],
  file: string,
  password = '',
): MailboxConfig => {
  if (read.kind === 'listen') {
    const { kind, protocol, listen, key_file: key, cert_file: cert } = read
    const both = key !== undefined && cert !== undefined
    const tls = both ? { keyFile: beside(file, key), certFile: beside(file, cert) } : null
    return { kind, protocol, listen, tls }
  }
  if (read.kind === 'folder') return { kind: 'folder', path: beside(file, read.path) }
  return {
    kind: 'imap',
    host: read.host,
    port: read.port ?? usualPort.imap[read.security === 'tls' ? 'tls' : 'other'],
    security: read.security,
    caFile: read.ca_file === undefined ? null : beside(file, read.ca_file),
    user: read.user,
    password,
    folder: read.folder,
    done: read.done,
  }
}

const settleTransport = (
  read: z.output<typeof schema>['transport'],
  file: string,
  data: string,
  password = '',
): TransportConfig => {
  if (read.kind === 'outbox')
    return {
      kind: 'outbox',
      path: read.path === undefined ? resolve(data, 'outbox') : beside(file, read.path),
    }
  const { dkim } = read
  return {
    kind: 'smtp',
    host: read.host,
    port: read.port ?? usualPort.smtp[read.security],
    security: read.security,
    caFile: read.ca_file === undefined ? null : beside(file, read.ca_file),
    login: read.user === undefined ? null : { user: read.user, password },
    connections: read.connections,
    dkim:
      dkim === undefined
        ? null
        : { domain: dkim.domain, selector: dkim.selector, keyFile: beside(file, dkim.key_file) },
  }
}
