// A mail federation on loopback for one test file: real Postfix, Dovecot and OpenDKIM in a fresh directory, on free
// ports, with keys of their own. Labs do not know of each other and may run side by side. Needs root and Debian's
// packages (needs.ts); nothing leaves the machine, nothing of it is touched but /tmp.
//
//     people --submission (AUTH, signed)--+
//     the bot -------/                    +--> border (verified, Authentication-Results) --> mailboxes --> IMAP
//     a forger --smtp (nothing proved)----+

import { randomBytes } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImapFlow } from 'imapflow'
import type { Resolver } from '../../../src/ports.ts'
import { connect, inject, read, submit, waitFor } from './correspondence.ts'
import type { Draft, Mail } from './correspondence.ts'
import { startDovecot } from './dovecot.ts'
import { makeDkimKeys, makeTls } from './keys.ts'
import { prepareMailman } from './mailman.ts'
import type { Mailman } from './mailman.ts'
import { startFilters } from './opendkim.ts'
import { domains, users } from './people.ts'
import type { User } from './people.ts'
import { startPostfix } from './postfix.ts'
import type { QueuedMail } from './postfix.ts'
import { freePorts } from './server.ts'
import type { Server } from './server.ts'

const host = '127.0.0.1'

export type Lab = {
  /** Short, world-searchable, removed by `stop`. */
  readonly dir: string
  /** IMAP over TLS; `ca` is the path of the authority's certificate. */
  readonly imap: { readonly host: string; readonly port: number; readonly ca: string }
  /** STARTTLS and AUTH; signs for the writer's domain. */
  readonly submission: { readonly host: string; readonly port: number }
  /** The border: port 25 of the world. */
  readonly smtp: { readonly host: string; readonly port: number }
  readonly caPem: string
  readonly users: readonly User[]
  /** Name → TXT of every domain's DKIM key. */
  readonly dkimRecords: ReadonlyMap<string, string>
  /** The same as DNS would say it. */
  readonly resolver: Resolver
  /** Submits with AUTH as one of the users, signed by their domain. Answers with the Message-ID. */
  sendAs(writer: string, draft: Draft): Promise<string>
  /** Hands an unsigned mail with any From to the border. Answers with the Message-ID. */
  sendForged(writer: string, draft: Draft): Promise<string>
  /** Every mail in a user's folder (INBOX), oldest first. */
  mailbox(reader: string, folder?: string): Promise<readonly Mail[]>
  /** The first mail in a user's inbox that fits, there already or to come within the deadline (10 s). */
  waitForMail(reader: string, fits: (mail: Mail) => boolean, deadlineMs?: number): Promise<Mail>
  /** An IMAP connection of a user. */
  imapAs(reader: string, password?: string): Promise<ImapFlow>
  /** What Postfix still holds. */
  queue(): Promise<readonly QueuedMail[]>
  /** Tries the queue again at once. */
  flushQueue(): Promise<void>
  /** The list server; throws where the lab was started without one. */
  readonly mailman: () => Mailman
  /** Everything the servers logged so far. */
  readonly log: () => string
  /** Ends what this lab started, and removes its directory. May be called twice. */
  stop(): Promise<void>
}

/**
 * Brings everything up, or nothing: what had started is ended again before it throws. Takes 2 to 5 s, and as long again
 * where `lists` are Mailman's and no plain alias.
 */
export async function startLab({ lists = 'alias' }: { lists?: 'alias' | 'mailman' } = {}): Promise<Lab> {
  // Short, as the path of a socket ends at 107 bytes; searchable, as Dovecot's own users walk through it.
  const dir = `/tmp/rollcall-${randomBytes(4).toString('hex')}`
  await mkdir(dir, { mode: 0o755 })
  await mkdir(join(dir, 'log'), { mode: 0o755 })
  const log = () =>
    readdirSync(join(dir, 'log'))
      .map((name) => readFileSync(join(dir, 'log', name), 'utf8'))
      .join('')
  const servers: Server[] = []
  const stop = async () => {
    await Promise.all(servers.map(async (server) => server.stop()))
    await rm(dir, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    return await bringUp(dir, lists === 'mailman', servers, log, stop)
  } catch (error) {
    const said = log()
    await stop()
    throw new Error(`the lab did not come up: ${String(error)}\n${said}`, { cause: error })
  }
}

async function bringUp(
  dir: string,
  withMailman: boolean,
  servers: Server[],
  log: () => string,
  stop: () => Promise<void>,
): Promise<Lab> {
  const [[imapPort = 0, submissionPort = 0, borderPort = 0], tls, keys] = await Promise.all([
    freePorts(3),
    makeTls(dir),
    makeDkimKeys(dir, domains),
  ])
  const dovecot = await startDovecot(dir, imapPort, tls, log, servers)
  const filters = await startFilters(dir, keys, log, servers)
  const listServer = withMailman ? await prepareMailman(dir, log) : null
  const needs = { border: borderPort, submission: submissionPort, tls, ...dovecot, ...filters }
  const postfix = await startPostfix(
    dir,
    { ...needs, ...(listServer && { listServer: listServer.lmtp }) },
    log,
    servers,
  )
  const mailman = await listServer?.start(borderPort, servers)
  const imap = { host, port: imapPort, ca: tls.ca }
  const mailbox = { host, port: imapPort, caPem: tls.caPem }
  const dkimRecords = new Map(keys.map((key) => key.record))
  return {
    dir,
    imap,
    submission: { host, port: submissionPort },
    smtp: { host, port: borderPort },
    caPem: tls.caPem,
    users,
    dkimRecords,
    resolver: async (name, type) => {
      const text = dkimRecords.get(name.toLowerCase())
      if (type === 'TXT' && text !== undefined) return [[text]]
      throw Object.assign(new Error(`no ${type} record of ${name}`), { code: 'ENOTFOUND' })
    },
    sendAs: async (writer, draft) => submit({ host, port: submissionPort, caPem: tls.caPem }, writer, draft),
    sendForged: async (writer, draft) => inject({ host, port: borderPort }, writer, draft),
    mailbox: async (reader, folder) => read(mailbox, reader, folder),
    waitForMail: async (reader, fits, deadlineMs = 10_000) => waitFor(mailbox, reader, fits, deadlineMs, log),
    imapAs: async (reader, password) => connect(mailbox, reader, password),
    mailman: () => {
      if (mailman === undefined) throw new Error('this lab was started without Mailman')
      return mailman
    },
    queue: postfix.queue,
    flushQueue: postfix.flush,
    log,
    stop,
  }
}
