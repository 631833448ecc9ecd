// Mail out by SMTP submission (RFC 6409): sessions that are kept open, finished bytes with the envelope given apart, DKIM
// signed as they leave. It neither composes nor retries: what it throws says transient or permanent, and desk/retry
// turns that into time. The signature may differ between two tries, the letter never does.

import { buffer } from 'node:stream/consumers'
import DKIM from 'nodemailer/lib/dkim'
import MimeNode from 'nodemailer/lib/mime-node'
import { Fault, type Finished, type Post } from '../ports.ts'
import { sessionPool } from './smtp/pool.ts'
import { openSession, type SessionOptions } from './smtp/session.ts'
import { type Came, type Failure, faultFrom, isYes } from './smtp/trouble.ts'
import { isLoopback, type Security, tlsOptions } from './tls.ts'

type SmtpSettings = {
  readonly host: string
  readonly port: number
  /** `none` is for loopback hosts only. */
  readonly security: Security
  /** PEM text of the authority that signed the server's certificate. */
  readonly caFile?: string
  /** Empty: no AUTH. */
  readonly user: string
  readonly password: string
  readonly connections: number
  /** The name we say in EHLO. */
  readonly name: string
  readonly dkim?: { readonly domain: string; readonly selector: string; readonly privateKey: string }
  /** What RFC 5321 asks for, where absent. */
  readonly patience?: SmtpPatience
}

/** Milliseconds that a server is waited for. */
export type SmtpPatience = {
  /** From the name lookup to the end of the greeting and of TLS; with a check, its login too. */
  readonly connect: number
  /** Without one byte from the server. */
  readonly silence: number
  /** With one letter, whatever bytes come: a server that trickles is never silent. */
  readonly letter: number
}

/** RFC 5321 §4.5.3.2: ten minutes for the answer to the final dot, so that it is seldom given up just before it comes (RFC
 *  1047). A letter’s lease is a little longer than all of it. */
const usualPatience: SmtpPatience = { connect: 60_000, silence: 10 * 60_000, letter: 14 * 60_000 }

/** Of a reply: RFC 5321 §4.5.3.1.5 wants room for 512, and EHLO has many lines. */
const largestReply = 64 * 1024

/**
 * Sends finished letters to one submission server over at most `connections` connections. Rejects with a Fault:
 * permanent where the server refused this very letter (5xx at RCPT or DATA, or its size), else transient: wrong password,
 * refused sender and certificate trouble included. Throws a permanent Fault at once for `none` to a host that is not this
 * machine.
 */
export const smtpPost = (settings: SmtpSettings): Post => {
  if (settings.security === 'none' && !isLoopback(settings.host)) {
    throw new Fault(
      'smtp',
      'permanent',
      `security = "none" is for this machine only, not for ${settings.host}: use "starttls" or "tls"`,
    )
  }
  const patience = settings.patience ?? usualPatience
  const options: SessionOptions = {
    host: settings.host,
    port: settings.port,
    secure: settings.security === 'tls',
    requireTLS: settings.security === 'starttls',
    ignoreTLS: settings.security === 'none',
    tls: tlsOptions(settings.caFile),
    name: settings.name,
    connectionTimeout: patience.connect,
    greetingTimeout: patience.connect,
    socketTimeout: patience.silence,
    maxResponseSize: largestReply,
    logger: false,
  }
  const login = settings.user === '' ? null : { user: settings.user, password: settings.password }
  const pool = sessionPool({ options, login, most: settings.connections, patience: patience.letter })
  const signed = signer(settings.dkim)

  return {
    async send({ bytes, envelope }: Finished, leave) {
      let how: Came = 'nowhere'
      const came = (now: Came) => {
        how = now
      }
      try {
        const { from, to } = onTheWire(envelope)
        const raw = await signed(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
        const info = await pool.send({
          bytes: raw,
          from,
          to,
          came,
          ...leave,
        })
        const [first] = to
        const refused = (info as Failure).rejectedErrors?.find(({ recipient }) => recipient === first)
        if (refused !== undefined) throw refused
        if (!isYes(info.response)) throw Object.assign(new Error('no yes'), { response: info.response })
        return { response: info.response }
      } catch (error) {
        throw faultFrom(settings, error, how)
      }
    },
    async check() {
      const late = new AbortController()
      const timer = setTimeout(() => late.abort(), patience.connect)
      try {
        const session = await openSession(options, login, late.signal)
        session.close()
      } catch (error) {
        throw faultFrom(settings, error, 'nowhere')
      } finally {
        clearTimeout(timer)
      }
    },
    async close() {
      pool.close()
    },
  }
}

/** The same bytes below a signature, where there is a key (RFC 6376). */
const signer = (dkim: SmtpSettings['dkim']): ((bytes: Buffer) => Promise<Buffer>) => {
  if (dkim === undefined) return async (bytes) => bytes
  const { domain, selector, privateKey } = dkim
  const key = new DKIM({ domainName: domain, keySelector: selector, privateKey })
  return async (bytes) => buffer(key.sign(bytes))
}

/** An address of atoms alone (RFC 5321 §4.1.2), as nearly every one is: it is said as it stands. */
const plain = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/

/** What is not plain is quoted, or its domain put in ASCII, by the library. */
const onTheWire = ({ from, to, also }: Finished['envelope']): { from: string; to: readonly string[] } => {
  const all = also === undefined || also === to ? [to] : [to, also]
  if ((from === '' || plain.test(from)) && all.every((one) => plain.test(one))) return { from, to: all }
  // As addresses, not as a header’s words: `ana b@…` would be somebody else, by the name of ana.
  const address = (one: string) => ({ address: one, name: '' })
  const said = new MimeNode().setEnvelope({ from: from && address(from), to: all.map(address) }).getEnvelope()
  return { from: said.from || '', to: said.to }
}
