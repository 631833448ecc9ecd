// Our own SMTP or LMTP listener (RFC 5321, RFC 2033): the last hop of mail that is for us, nothing else. It says 250
// only once the mail is safe, refuses strangers' recipients and oversize at the door, and relays nothing. It does what
// a delivering MTA does to the top of a mail (RFC 5321 §4.4) so that the intake sees the envelope, and leaves every
// other byte alone: the signature over them must still hold.
// Only CRLF.CRLF ends a mail (smtp-server is strict there, so nothing can be smuggled in); bare CR or LF is noted.

import { once } from 'node:events'
import { isIPv6, type AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { type Clock, type Cursor, Fault, type Incoming, type Mailbox } from '../ports.ts'

type ListenSettings = {
  readonly host: string
  /** 0 takes a free one; `address()` says which. */
  readonly port: number
  readonly lmtp?: boolean
  /** Bytes. */
  readonly sizeLimit: number
  readonly accepts: (address: string) => boolean
  /** The host name we greet with and sign our Received line by. */
  readonly name: string
  /** PEM key and certificate: with them STARTTLS is offered. */
  readonly tls?: { readonly key: string; readonly cert: string }
  readonly clock: Clock
}

const uidValidity = '1'
/** RFC 5321 §4.5.3.2.7: a server waits 5 minutes for the next command. */
const idle = 5 * 60_000

class Refused extends Error {
  readonly responseCode: number
  constructor(responseCode: number, message: string) {
    super(message)
    this.responseCode = responseCode
  }
}

/** RFC 5322 §3.3, from an instant: always UTC. */
const mailDate = (instant: string) => new Date(instant).toUTCString().replace('GMT', '+0000')

const hasBareLineEnds = (bytes: Buffer) => {
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1))
    if (bytes[at - 1] !== 13) return true
  for (let at = bytes.indexOf(13); at !== -1; at = bytes.indexOf(13, at + 1))
    if (bytes[at + 1] !== 10) return true
  return false
}

/** The lines a delivering MTA puts on top, ours above any that came with the mail (RFC 5321 §4.4; RFC 9228). */
const withTrace = (
  settings: ListenSettings,
  session: SMTPServerSession,
  body: Buffer,
  now: string,
): Buffer => {
  const { mailFrom, rcptTo } = session.envelope
  const peer = isIPv6(session.remoteAddress) ? `IPv6:${session.remoteAddress}` : session.remoteAddress
  const helo = (session.hostNameAppearsAs || 'unknown').replace(/[^A-Za-z0-9.:[\]_-]/g, '?').slice(0, 255)
  const top = [
    `Return-Path: <${mailFrom === false ? '' : mailFrom.address}>`,
    ...rcptTo.map((to) => `Delivered-To: ${to.address}`),
    `Received: from ${helo} ([${peer}])`,
    `\tby ${settings.name} with ${session.transmissionType} id ${session.id}${hasBareLineEnds(body) ? ' (bare CR or LF inside)' : ''};`,
    `\t${mailDate(now)}`,
    // A mail that begins in the middle of a folded line has no header there; it must not lengthen ours.
    ...(body[0] === 32 || body[0] === 9 ? ['', ''] : ['']),
  ]
  return Buffer.concat([Buffer.from(top.join('\r\n'), 'utf8'), body])
}

/** All bytes of a mail, none kept beyond the limit. */
const collect = async (stream: SMTPServerDataStream, limit: number): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream as AsyncIterable<Buffer>)
    if (stream.byteLength <= limit) chunks.push(chunk)
  if (stream.byteLength > limit) throw new Refused(552, `Error: the mail is larger than ${limit} bytes`)
  return Buffer.concat(chunks)
}

/**
 * A Mailbox that listens. `address()` gives the bound port while it runs. A port that is taken or not ours to bind is a
 * permanent Fault; trouble with one client is that client's alone. Nothing here counts as our border's word: `via` is
 * `listen`, so Authentication-Results in the mail prove nothing (SPEC §3.3).
 */
export const listenMailbox = (settings: ListenSettings): Mailbox & { address(): AddressInfo | null } => {
  let server: SMTPServer | null = null
  const bound = () => {
    const address = server?.server.address() ?? null
    return typeof address === 'string' ? null : address
  }

  const serve = (cursor: Cursor | null, take: (batch: readonly Incoming[]) => Promise<void>) => {
    let uid = cursor?.uid ?? 0
    const deliver = async (stream: SMTPServerDataStream, session: SMTPServerSession) => {
      const body = await collect(stream, settings.sizeLimit)
      const receivedAt = settings.clock.now()
      uid += 1
      const place = { mailbox: 'listen', uidValidity, uid }
      const bytes = withTrace(settings, session, body, receivedAt)
      try {
        await take([{ place, via: 'listen', receivedAt, bytes, backlog: false }])
      } catch (cause) {
        throw Object.assign(new Refused(451, 'Error: cannot store the mail now, please try again later'), {
          cause,
        })
      }
    }
    return new SMTPServer({
      name: settings.name,
      lmtp: settings.lmtp ?? false,
      size: settings.sizeLimit,
      rejectOversized: true,
      hideENHANCEDSTATUSCODES: false,
      authOptional: true,
      disabledCommands: settings.tls === undefined ? ['AUTH', 'STARTTLS'] : ['AUTH'],
      ...settings.tls,
      disableReverseLookup: true,
      logger: false,
      socketTimeout: idle,
      closeTimeout: 1500,
      maxClients: 100,
      maxRecipients: 100,
      onRcptTo: ({ address }, _session, done) => {
        done(settings.accepts(address) ? null : new Refused(550, 'Error: no such mailbox here'))
      },
      onData: (stream, session, done) => {
        const answer = async () => {
          try {
            await deliver(stream, session)
          } catch (error) {
            done(error instanceof Refused ? error : new Refused(451, 'Error: the mail did not arrive whole'))
            return
          }
          done(null, 'OK: stored')
        }
        void answer()
      },
    })
  }

  return {
    name: 'listen',
    address: bound,
    async run(cursor, take, tell, signal, _begin, atEnd) {
      const protocol = settings.lmtp === true ? 'LMTP' : 'SMTP'
      const listener = serve(cursor, take)
      server = listener
      // A client that breaks off or fails its TLS handshake: smtp-server has closed that connection already.
      listener.on('error', () => null)
      try {
        listener.listen(settings.port, settings.host)
        await once(listener.server, 'listening')
      } catch (cause) {
        server = null
        throw cannotListen(settings, cause)
      }
      tell({
        up: true,
        what: `listening for ${protocol} on ${settings.host}:${bound()?.port ?? settings.port}`,
      })
      // What others still have in line nobody can see from here.
      atEnd?.()
      if (!signal.aborted) await once(signal, 'abort')
      await new Promise<void>((resolve) => listener.close(resolve))
      server = null
      tell({ up: false, what: `stopped listening for ${protocol}` })
    },
  }
}

const cannotListen = (settings: ListenSettings, cause: unknown) => {
  const { code } = cause as NodeJS.ErrnoException
  const at = `${settings.host}:${settings.port}`
  const words: { readonly [code: string]: string } = {
    EADDRINUSE: `port ${settings.port} is taken on ${settings.host}: stop what listens there, or give another port in [mailbox] listen`,
    EACCES: `we may not listen on ${at}: give a port above 1023 in [mailbox] listen`,
    EADDRNOTAVAIL: `${settings.host} is not an address of this machine: correct [mailbox] listen`,
    ENOTFOUND: `${settings.host} is not an address of this machine: correct [mailbox] listen`,
  }
  return new Fault(
    'listen',
    'permanent',
    words[code ?? ''] ?? `cannot listen on ${at} (${code ?? 'unknown'})`,
    cause,
  )
}
