// Mail out by SMTP submission (RFC 6409): a pool of connections that are kept open, finished bytes with the envelope
// given apart, DKIM signed as they leave. It neither composes nor retries: what it throws says transient or permanent,
// and desk/retry turns that into time. The signature may differ between two tries, the letter never does.

import { createTransport } from 'nodemailer'
import { Fault, type Finished, type Post } from '../ports.ts'
import { type Came, type Failure, faultFrom, isYes } from './smtp/trouble.ts'
import { isLoopback, type Security, tlsOptions } from './tls.ts'

/** Connections that are used again, and how many letters are on them. */
type Pool = { readonly transport: ReturnType<typeof createTransport>; inHand: number }

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
  /** How far each letter came, known by its signal. */
  const came = new WeakMap<AbortSignal, Came>()
  const begin = (): Pool => {
    const transport = createTransport({
      pool: true,
      host: settings.host,
      port: settings.port,
      secure: settings.security === 'tls',
      requireTLS: settings.security === 'starttls',
      ignoreTLS: settings.security === 'none',
      tls: tlsOptions(settings.caFile),
      // Logged in even where the server ceased to offer it: what it refuses a stranger for good is not lost.
      ...(settings.user === ''
        ? {}
        : { auth: { user: settings.user, pass: settings.password }, forceAuth: true }),
      name: settings.name,
      maxConnections: settings.connections,
      // retry.ts alone decides about another try.
      maxRequeues: 1,
      connectionTimeout: patience.connect,
      greetingTimeout: patience.connect,
      socketTimeout: patience.silence,
      maxResponseSize: largestReply,
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
    // A letter is read as soon as a session stands, and to its end just before its final dot.
    transport.use('stream', ({ message, data: { signal } }, done) => {
      const read = message.createReadStream.bind(message)
      message.createReadStream = (...options) => {
        const bytes = read(...options)
        if (signal) came.set(signal, 'part')
        return bytes.once('end', () => signal && came.set(signal, 'whole'))
      }
      done()
    })
    return { transport, inHand: 0 }
  }
  let pool = begin()
  const ended = (one: Pool) => {
    one.inHand -= 1
    if (one !== pool && one.inHand === 0) one.transport.close({ force: true })
  }

  return {
    async send({ bytes, envelope }: Finished) {
      const mine = pool
      mine.inHand += 1
      const signal = AbortSignal.timeout(patience.letter)
      try {
        const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        const to = [envelope.to, ...(envelope.also === undefined ? [] : [envelope.also])]
        const info = await mine.transport.sendMail({
          raw,
          // Told beforehand, so that what is too large is refused before it is on its way.
          envelope: { from: envelope.from, to, size: raw.length },
          signal,
        })
        const refused = (info as Failure).rejectedErrors?.find(({ recipient }) => recipient === envelope.to)
        if (refused !== undefined) throw refused
        if (!isYes(info.response)) throw Object.assign(new Error('no yes'), { response: info.response })
        return { response: info.response }
      } catch (error) {
        // A server that said a word too many is a reply ahead of us from then on: letters that it takes would count as
        // refused. After any no the next letters have connections of their own.
        if (mine === pool) pool = begin()
        throw faultFrom(settings, error, came.get(signal) ?? 'nowhere')
      } finally {
        ended(mine)
      }
    },
    async check() {
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(() => {
        late.reject(Object.assign(new Error('no answer in time'), { code: 'EABORT' }))
      }, patience.connect)
      try {
        await Promise.race([pool.transport.verify(), late.promise])
      } catch (error) {
        throw faultFrom(settings, error, 'nowhere')
      } finally {
        clearTimeout(timer)
      }
    },
    async close() {
      pool.transport.close()
    },
  }
}
