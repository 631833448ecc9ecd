// The IMAP door (RFC 3501): keeps one connection to one folder alive and carries its mail in. Here: connecting, saying
// what is wrong, and trying again with growing pauses; the work of one connection is in imap/session.ts. An imapflow
// instance never reconnects, so each try has its own. Mail is made safe before the server is told anything (SPEC §3.6).

import { setTimeout as sleep } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'
import { Fault, type Mailbox } from '../ports.ts'
import { lookOut } from './imap/lookout.ts'
import type { Progress } from './imap/progress.ts'
import { serve, type Wait } from './imap/session.ts'
import { type Account, troubleFrom } from './imap/trouble.ts'
import { connectionLost, isLoopback, tlsOptions } from './tls.ts'

type ImapSettings = Account & {
  /** PEM text of the authority that signed the server's certificate. */
  readonly caFile?: string
  readonly password: string
  /** Handled mail is moved here; empty: only flagged \Seen. */
  readonly done: string
  /** Bytes; of a larger mail only the headers are taken. */
  readonly sizeLimit: number
}
/** Milliseconds: for a connection, for its first word, and for a server that says nothing at all. */
type Patience = { readonly connect: number; readonly greeting: number; readonly silence: number }
type Seams = { readonly random: () => number; readonly sleep: Wait; readonly patience?: Patience }

const shortest = 1000
const longest = 5 * 60_000

/** An IDLE is asked for a sign of life after this silence, and given up after as much again: a dead line is noticed in six
 *  minutes, and routers that forget quiet connections early (RFC 5382 §5 asks for two hours) are kept awake. */
const usual: Patience = { connect: 30_000, greeting: 60_000, silence: 3 * 60_000 }

const real: Seams = {
  random: Math.random,
  sleep: async (milliseconds, signal) => {
    await sleep(milliseconds, null, { signal }).catch(() => null)
  },
}

const connect = (settings: ImapSettings, patience: Patience) => {
  const { host, port, security, user, password, caFile, sizeLimit } = settings
  const client = new ImapFlow({
    host,
    port,
    secure: security === 'tls',
    doSTARTTLS: security === 'starttls',
    tls: tlsOptions(caFile),
    auth: { user, pass: password },
    clientInfo: { name: 'rollcall' },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: patience.connect,
    greetingTimeout: patience.greeting,
    socketTimeout: patience.silence,
    // A server that announces more than we asked for is cut off, not stored in memory.
    maxLiteralSize: sizeLimit + (1 << 20),
  })
  // A loss ends the command in hand as "connection closed", or shows as `close`; why, only this event says.
  let loss: unknown = null
  client.on('error', (error: unknown) => {
    loss ??= error
  })
  const trouble = (error: unknown) =>
    troubleFrom(
      settings,
      loss !== null && connectionLost(error) ? loss : error,
      !client.capabilities.has('LOGINDISABLED'),
    )
  return { client, trouble }
}

/** LOGOUT, but not for longer than two seconds: a server that hangs must not keep us from stopping. */
const leave = async (client: ImapFlow) => {
  await Promise.race([client.logout().catch(() => false), sleep(2000, null, { ref: false })])
  client.close()
}

/** One visit to the server. Whatever goes wrong is a Fault that says what to do. */
const once = async <T>(
  settings: ImapSettings,
  patience: Patience,
  visit: (client: ImapFlow) => Promise<T>,
): Promise<T> => {
  const { client, trouble } = connect(settings, patience)
  try {
    await client.connect()
    return await visit(client)
  } catch (error) {
    const { kind, what } = trouble(error)
    throw new Fault('imap', kind === 'setup' ? 'permanent' : 'transient', what, error)
  } finally {
    await leave(client)
  }
}

const seconds = (pause: number) =>
  pause < 90_000 ? `${Math.round(pause / 1000)} s` : `${Math.round(pause / 60_000)} min`

/**
 * A Mailbox over one IMAP folder. Until it has once worked, what only a person can mend (password, certificate, TLS,
 * missing folder) is a permanent Fault; later the same is told and tried every 5 minutes, because a server that is
 * being worked on comes back. Anything else is told and tried again after 1 s to 5 min, with jitter.
 */
export const imapMailbox = (settings: ImapSettings, seams: Seams = real): Mailbox => {
  const { host, port, user, folder } = settings
  const { patience = usual } = seams
  const name = `${user}@${host}/${folder}`
  if (settings.security === 'none' && !isLoopback(host)) {
    throw new Fault(
      'imap',
      'permanent',
      `security = "none" is for this machine only, not for ${host}: use "tls" or "starttls"`,
    )
  }

  return {
    name,
    check: () =>
      once(settings, patience, async (client) => {
        await client.mailboxOpen(folder, { readOnly: true })
      }),
    awaits: (messageId, signal) =>
      once(settings, patience, (client) => lookOut(client, folder, messageId, seams.sleep, signal)),
    async run(cursor, take, tell, signal, begin, atEnd) {
      let progress: Progress | null = null
      let worked = false
      let told = false
      let failed = 0
      const pauseAfter = (kind: 'setup' | 'passing') => {
        if (kind === 'setup') return longest
        const full = Math.min(shortest * 2 ** failed, longest)
        failed += 1
        return Math.max(shortest, Math.round(full * (0.5 + seams.random() / 2)))
      }

      while (!signal.aborted) {
        const { client, trouble } = connect(settings, patience)
        const goodbyes: Promise<void>[] = []
        const stop = () => void goodbyes.push(leave(client))
        signal.addEventListener('abort', stop, { once: true })
        try {
          await client.connect()
          const { done, sizeLimit } = settings
          const work = {
            mailbox: name,
            folder,
            done,
            sizeLimit,
            take,
            tell,
            begin,
            wait: seams.sleep,
            signal,
          }
          await serve(client, work, cursor, progress, (reached, how) => {
            progress = reached
            worked = true
            if (how === 'known') return
            if (!told) tell({ up: true, what: `reading ${folder} of ${user} on ${host}:${port}` })
            told = true
            if (how === 'open') return
            failed = 0
            atEnd?.()
          })
        } catch (error) {
          if (signal.aborted) break
          const { kind, what } = trouble(error)
          if (kind === 'setup' && !worked) throw new Fault('imap', 'permanent', what, error)
          const pause = pauseAfter(kind)
          const joint = what.endsWith('?') ? ' ' : '; '
          tell({ up: false, what: `${what}${joint}trying again in ${seconds(pause)}`, againIn: pause })
          told = false
          client.close()
          await seams.sleep(pause, signal)
        } finally {
          signal.removeEventListener('abort', stop)
          // Aborted: the goodbye is under way. Else the connection is of no more use.
          if (signal.aborted) await Promise.all(goodbyes)
          else client.close()
        }
      }
    },
  }
}
