// Mail out by SMTP submission (RFC 6409): a pool of connections that are kept open, finished bytes with the envelope
// given apart, DKIM signed as they leave. It neither composes nor retries: what it throws says transient or permanent,
// and desk/retry turns that into time. The signature may differ between two tries, the letter never does.

import { createTransport } from 'nodemailer'
import { Fault, type Finished, type Post } from '../ports.ts'
import {
  certificateTrouble,
  connectionTrouble,
  isLoopback,
  neverConnected,
  type Security,
  speaksNoTls,
  tlsOptions,
} from './tls.ts'

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
}

/** What nodemailer says about a failure; `responseCode` is the server's reply, where there was one. */
type Failure = {
  readonly code?: string
  readonly responseCode?: number
  readonly response?: string
  readonly command?: string
  /** Of each recipient that was refused while another was not. */
  readonly rejectedErrors?: readonly (Failure & { readonly recipient?: string })[]
}

/** The server's own words, in one line that cannot break a log or a letter. */
const said = (failure: Failure) => {
  const words = (failure.response ?? '')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, 300)
    .trim()
  return words === '' ? `${failure.responseCode ?? ''}` : words
}

/** 503: the session was out of step (RFC 5321 §4.2.3); 530 to 538: we should have logged in (RFC 4954 §6). The letter is
 *  not to blame and waits. */
const aboutUs: ReadonlySet<number> = new Set([503, 530, 534, 535, 538])

/** True for MAIL, RCPT and DATA; 5xx at the greeting, STARTTLS or AUTH is about us or the server. */
const aboutTheLetter = (failure: Failure) => failure.code === 'EENVELOPE' || failure.code === 'EMESSAGE'

const faultFrom = (settings: SmtpSettings, error: unknown): Fault => {
  const failure = error as Failure
  const at = `${settings.host}:${settings.port}`
  const fault = (lasting: Fault['lasting'], what: string) => new Fault('smtp', lasting, what, error)
  const certificate = certificateTrouble(error)
  if (certificate !== null) return fault('transient', `SMTP server ${at}: ${certificate}`)
  if (failure.code === 'EAUTH' || failure.code === 'ENOAUTH') {
    // A wrong password must not lose letters: they wait while the operator mends it.
    return fault(
      'transient',
      `SMTP server ${at} refuses user ${settings.user} (${said(failure)}): check user and password in [transport]`,
    )
  }
  if (failure.code === 'ETLS' || speaksNoTls(error)) {
    return fault(
      'transient',
      `SMTP server ${at} does not speak TLS as security = "${settings.security}" says: check port and security in [transport]`,
    )
  }
  const reply = failure.responseCode ?? 0
  if (aboutTheLetter(failure) && reply >= 500 && !aboutUs.has(reply)) {
    return fault('permanent', `refused: ${said(failure)}`)
  }
  if (reply >= 400) return fault('transient', `SMTP server ${at} says ${said(failure)}`)
  // An envelope or a message that the library itself refuses to put on the wire will not get better.
  if (aboutTheLetter(failure))
    return fault('permanent', 'the letter’s addresses or bytes cannot be sent by SMTP')
  const trouble = `cannot reach SMTP server ${at} (${connectionTrouble(error)}): is it running?`
  return new Fault('smtp', 'transient', trouble, error, !neverConnected(error))
}

/**
 * Sends finished letters to one submission server over at most `connections` connections. Rejects with a Fault:
 * permanent where the server refused this very letter (5xx at MAIL, RCPT or DATA), else transient, wrong password and
 * certificate trouble included. Throws a permanent Fault at once for `none` to a host that is not this machine.
 */
export const smtpPost = (settings: SmtpSettings): Post => {
  if (settings.security === 'none' && !isLoopback(settings.host)) {
    throw new Fault(
      'smtp',
      'permanent',
      `security = "none" is for this machine only, not for ${settings.host}: use "starttls" or "tls"`,
    )
  }
  const transport = createTransport({
    pool: true,
    host: settings.host,
    port: settings.port,
    secure: settings.security === 'tls',
    requireTLS: settings.security === 'starttls',
    ignoreTLS: settings.security === 'none',
    tls: tlsOptions(settings.caFile),
    ...(settings.user === '' ? {} : { auth: { user: settings.user, pass: settings.password } }),
    name: settings.name,
    maxConnections: settings.connections,
    // retry.ts alone decides about another try.
    maxRequeues: 1,
    // RFC 5321 §4.5.3.2: 5 minutes for the greeting, 10 after the final dot. Bounded: a queue waits behind it.
    connectionTimeout: 30_000,
    greetingTimeout: 60_000,
    socketTimeout: 10 * 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
    ...(settings.dkim === undefined
      ? {}
      : {
          dkim: {
            domainName: settings.dkim.domain,
            keySelector: settings.dkim.selector,
            privateKey: settings.dkim.privateKey,
          },
        }),
  })
  // Trouble on an idle connection: the next letter meets it, or a new connection heals it.
  transport.on('error', () => null)

  return {
    async send({ bytes, envelope }: Finished) {
      try {
        const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        const to = [envelope.to, ...(envelope.also === undefined ? [] : [envelope.also])]
        const info = await transport.sendMail({ raw, envelope: { from: envelope.from, to } })
        const refused = (info as Failure).rejectedErrors?.find(({ recipient }) => recipient === envelope.to)
        if (refused !== undefined) throw refused
        return { response: info.response }
      } catch (error) {
        throw faultFrom(settings, error)
      }
    },
    async check() {
      try {
        await transport.verify()
      } catch (error) {
        throw faultFrom(settings, error)
      }
    },
    async close() {
      transport.close()
    },
  }
}
