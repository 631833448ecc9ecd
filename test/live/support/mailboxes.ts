// A real Dovecot by itself, and one reading of one of its folders: the agent's own mailbox door and its own memory,
// with a wire between door and server. Pauses between tries end at once; comparisons come when they are asked for.

import { createHash, randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { ImapFlow } from 'imapflow'
import type { DoorState } from '../../../src/ports.ts'
import { openStore } from '../../../src/store/store.ts'
import { imapMailbox } from '../../../src/systems/imap.ts'
import { startDovecot } from '../lab/dovecot.ts'
import { makeTls } from '../lab/keys.ts'
import { users } from '../lab/people.ts'
import { freePorts, type Server } from '../lab/server.ts'
import { until } from '../lab/until.ts'
import { layWire, type Rules, type Unit, type Wire } from './wire.ts'

export type Mailboxes = {
  readonly port: number
  readonly ca: string
  readonly caFile: string
  /** A connection of the nth user, past every wire. */
  connect(user: number): Promise<ImapFlow>
  /** A folder of this name that the nth user's agent reads. */
  open(user: number, folder: string, options?: Options): Promise<Reading>
  stop(): Promise<void>
}
export type Reading = {
  readonly wire: Wire
  readonly states: readonly DoorState[]
  /** STORE, MOVE and COPY that passed, as UIDs; `early` those of mail that was not committed then. */
  readonly flags: { told: number; early: number }
  /** What is kept of this folder, oldest first. */
  kept(): readonly Kept[]
  setRules(rules: Rules): void
  start(): void
  /** Compares all UIDs now. */
  compare(): void
  /** Resolves once the door has said of itself what fits. */
  says(what: RegExp): Promise<unknown>
  /** Resolves once the agent has begun an IDLE, with all that was said before it. */
  idles(): Promise<unknown>
  keeps(mails: number): Promise<unknown>
  flagged(control: ImapFlow, mails: number): Promise<unknown>
  /** Resolves once so many mails are kept and the folder of handled mail holds so many; the folder itself is empty then. */
  settled(control: ImapFlow, kept: number, handled?: number): Promise<void>
  stop(): Promise<void>
}
type Kept = {
  readonly uid: number
  readonly uidValidity: string
  readonly state: string
  readonly sha256: string
}
type Options = {
  readonly done?: string
  readonly sizeLimit?: number
  readonly silence?: number
  /** Comparisons come by themselves, this many milliseconds apart, as do tries after trouble that only people can mend. */
  readonly every?: number
  /** TLS to the very end, and not by the wire. */
  readonly tls?: { readonly port: number; readonly host?: string }
}

export const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex')

/** A mail as a server has it: a plain one, one with an attachment, one of 300 kB. */
export const mailOf = (name: string, kind: 'small' | 'attached' | 'large' = 'small'): string => {
  const head = `Message-ID: <${name}@lip.example>\r\nFrom: Maria <maria@lip.example>\r\nSubject: ${name}\r\n`
  const lines = (bytes: number) => `${'x) OK {12}'.repeat(7)}\r\n`.repeat(Math.ceil(bytes / 72))
  if (kind === 'small') return `${head}\r\naccept NGI_IBERGRID-LIP-Lisbon\r\n`
  if (kind === 'large') return `${head}\r\n${lines(300_000)}`
  const part = (type: string, body: string) => `--b\r\nContent-Type: ${type}\r\n\r\n${body}\r\n`
  return `${head}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${part('text/plain', 'see there')}${part('application/octet-stream; name=report.bin', lines(20_000))}--b--\r\n`
}

/** Starts Dovecot with a memory beside it; takes about a second. */
export async function startMailboxes(): Promise<Mailboxes> {
  // Searchable: Dovecot's own users walk through it.
  const dir = `/tmp/rollcall-${randomBytes(4).toString('hex')}`
  await mkdir(join(dir, 'log'), { recursive: true, mode: 0o755 })
  const servers: Server[] = []
  const log = () => readFileSync(join(dir, 'log', 'dovecot.log'), 'utf8')
  const [[port = 0], tls] = await Promise.all([freePorts(1), makeTls(dir)])
  await startDovecot(dir, port, tls, log, servers)
  const file = join(dir, 'memory.sqlite')
  const store = openStore(file)
  // Another connection sees only what is committed.
  const eyes = new Database(file, { readonly: true })
  const keptOf = eyes.prepare<[string], Kept>(
    'SELECT uid, uid_validity AS uidValidity, state, sha256 FROM mail WHERE mailbox = ? ORDER BY id',
  )
  const user = (nth: number) => users[nth % users.length] ?? { address: '', password: '' }

  const open = async (nth: number, folder: string, options: Options = {}): Promise<Reading> => {
    const wire = await layWire({ port, ca: tls.caPem })
    const { address, password } = user(nth)
    const done = options.done ?? `${folder}-done`
    const states: DoorState[] = []
    const flags = { told: 0, early: 0 }
    const stop = new AbortController()
    const due: (() => void)[] = []
    const silence = options.silence ?? 20_000
    const door = imapMailbox(
      {
        host: options.tls?.host ?? '127.0.0.1',
        port: options.tls?.port ?? wire.port,
        security: options.tls === undefined ? 'none' : 'tls',
        ...(options.tls && { caFile: tls.caPem }),
        user: address,
        password,
        folder,
        done,
        sizeLimit: options.sizeLimit ?? 1 << 20,
      },
      {
        random: () => 0,
        patience: { connect: 5000, greeting: 2000, silence },
        sleep: async (milliseconds, signal) => {
          // The door waits at most a minute for anything that comes by itself, but between two comparisons.
          if (milliseconds < 300_000) return Promise.resolve()
          if (options.every !== undefined) return wait(options.every, signal)
          return new Promise((resolve) => {
            due.push(resolve)
            signal.addEventListener('abort', () => resolve(), { once: true })
          })
        },
      },
    )
    const kept = () => keptOf.all(door.name)
    const watched = (rules: Rules): Rules => ({
      ...rules,
      client: (unit: Unit) => {
        if (!/^DONE$/.test(unit.text)) idling = unit.text.endsWith(' IDLE')
        const set = /^\S+ UID (?:STORE|MOVE|COPY) (\S+)/.exec(unit.text)?.[1]
        if (set !== undefined) {
          const there = new Set(kept().map(({ uid }) => uid))
          for (const uid of set.split(',').flatMap(range)) {
            flags.told += 1
            if (!there.has(uid)) flags.early += 1
          }
        }
        return rules.client?.(unit) ?? null
      },
    })
    let idling = false
    wire.setRules(watched({}))
    let run: Promise<void> | null = null
    let failed: unknown = null
    return {
      wire,
      states,
      flags,
      kept,
      setRules: (rules) => wire.setRules(watched(rules)),
      start() {
        run = door
          .run(
            null,
            async (batch) => void (await store.ledger.recordMail(batch)),
            (state) => states.push(state),
            stop.signal,
            async (at) => store.ledger.beginMailbox(door.name, at),
          )
          .catch((error: unknown) => void (failed = error))
      },
      compare: () => due.splice(0).forEach((each) => each()),
      says: async (what) =>
        until(
          `${folder} says ${String(what)}`,
          30_000,
          () => {
            if (failed !== null) throw failed
            return states.find((state) => what.test(state.what))
          },
          () => JSON.stringify(states),
        ),
      idles: async () => until(`${folder} is listened to`, 10_000, () => idling || undefined),
      keeps: async (many) =>
        until(
          `${folder}: ${many} kept`,
          20_000,
          () => (kept().length >= many ? true : undefined),
          () => JSON.stringify(states),
        ),
      flagged: async (control, many) =>
        until(
          `${folder}: ${many} flagged`,
          10_000,
          async () => {
            // What was refused in between is told again with each comparison.
            due.splice(0).forEach((each) => each())
            const status = await control.status(folder, { messages: true, unseen: true })
            return status && (status.messages ?? 0) - (status.unseen ?? 0) >= many ? true : undefined
          },
          () => `${JSON.stringify(states)}\n${JSON.stringify(kept())}`,
        ),
      settled: async (control, many, handled = many) => {
        await until(
          `${folder}: ${many} kept, ${handled} handled`,
          40_000,
          async () => {
            if (failed !== null) throw failed
            if (kept().length < many) return undefined
            const left = await control.status(folder, { messages: true })
            const there = done === '' ? { messages: handled } : await messagesIn(control, done)
            return left && left.messages === 0 && there.messages >= handled ? true : undefined
          },
          () => `${JSON.stringify(states)}\n${JSON.stringify(kept())}\n${wire.lately()}`,
        )
      },
      async stop() {
        stop.abort()
        await run
        wire.close()
      },
    }
  }
  return {
    port,
    ca: tls.caPem,
    caFile: tls.ca,
    async connect(nth) {
      const { address, password } = user(nth)
      const client = new ImapFlow({
        host: '127.0.0.1',
        port,
        secure: true,
        tls: { ca: tls.caPem },
        logger: false,
        auth: { user: address, pass: password },
      })
      await client.connect()
      return client
    },
    open,
    async stop() {
      eyes.close()
      await store.ledger.close()
      await Promise.all(servers.map(async (server) => server.stop()))
      await rm(dir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

const wait = async (milliseconds: number, signal: AbortSignal) => {
  await pause(milliseconds, null, { signal }).catch(() => null)
}

const messagesIn = async (control: ImapFlow, folder: string) => {
  try {
    const status = await control.status(folder, { messages: true })
    return { messages: (status && status.messages) || 0 }
  } catch (error) {
    // Not there yet: the agent makes it.
    if ((error as { code?: string }).code === 'NotFound') return { messages: 0 }
    throw error
  }
}

const range = (part: string): number[] => {
  const [from = 0, to = from] = part.split(':').map(Number)
  return Array.from({ length: to - from + 1 }, (_, at) => from + at)
}
