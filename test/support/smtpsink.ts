// A submission server of our own that behaves well, but for one fault at one moment, after the vocabulary of Postfix's
// smtp-sink. It keeps what it took and what it heard before TLS. One instance is one server with any number of sessions.

import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

/** Each step of a submission at which a server can answer, or fail to. */
export const moments = [
  'connect',
  'banner',
  'EHLO',
  'STARTTLS',
  'AUTH',
  'MAIL',
  'RCPT',
  'DATA',
  'body',
  'dot',
  'kept',
  'idle',
] as const
/** `kept`: the letter is safe, and the fault comes where its 250 should; `idle`: unasked, after that 250. */
export type Moment = (typeof moments)[number]

export const faults = ['4xx', '5xx', 'hang-up', 'hang', 'slow', 'garbage', '421', 'reset'] as const
/** `trickle`: a reply that never ends. */
export type SinkFault = (typeof faults)[number] | 'trickle'

/** Ways of answering what is no reply (RFC 5321 §4.2): bytes of something else, a reply cut wrong, a line without end. */
export const noises = ['noise', 'malformed', 'overlong'] as const
export type Noise = (typeof noises)[number]

export type Trouble = {
  readonly moment: Moment
  readonly fault: SinkFault
  readonly noise?: Noise
  /** In how many sessions it happens, the first of them; 1 if left out. */
  readonly sessions?: number
  /** Only with a letter to this reader; the moment is one after RCPT. */
  readonly reader?: string
}

type SinkLetter = {
  readonly messageId: string
  readonly from: string
  readonly to: readonly string[]
  readonly bytes: string
  readonly session: number
}

type Certificate = { readonly key: string; readonly cert: string }
export type SinkOptions = {
  readonly certificate: Certificate
  /** Another certificate for some sessions; absent or null: the usual one. */
  readonly certificateOf?: (session: number) => Certificate | null
  /** What is said of each recipient; absent: all are taken. */
  readonly recipient?: (address: string, session: number) => string
  /** What EHLO offers, after the name; the usual where absent. `secure`: said inside TLS. */
  readonly offers?: (session: number, secure: boolean) => readonly string[]
  /** So many letters are taken; after the last the server takes connections and commands, and says nothing. */
  readonly takes?: () => number
  /** What becomes of the TLS handshake after STARTTLS; absent: it succeeds. */
  readonly handshake?: (session: number) => 'works' | 'reset' | 'garbage' | 'hang'
  /** Words too many, each a yes, behind the answer to a command. */
  readonly tooMany?: (verb: string, session: number) => number
  /** Said in clear after the 220 to STARTTLS, as somebody on the way would. */
  readonly injected?: string
}

export type SmtpSink = {
  readonly port: number
  readonly letters: readonly SinkLetter[]
  /** Lines of clients outside of TLS. */
  readonly inClear: readonly string[]
  /** Is given every letter that is taken, as soon as it is. */
  onLetter(what: (letter: SinkLetter) => void): void
  /** Sessions begun so far. */
  sessions(): number
  /** Connections that stand. */
  live(): number
  /** Logins that succeeded. */
  logins(): number
  /** Does this to the first sessions from now on that come to that moment. */
  trouble(what: Trouble | null): void
  /** Lets the trouble of an idle session happen to those that stand. */
  poke(): void
  close(): Promise<void>
}

const replies: { readonly [moment in Exclude<Moment, 'connect' | 'body'>]: string } = {
  banner: '220 sink ESMTP\r\n',
  EHLO: '250 ok\r\n',
  STARTTLS: '220 go ahead\r\n',
  AUTH: '235 welcome\r\n',
  MAIL: '250 2.1.0 ok\r\n',
  RCPT: '250 2.1.5 ok\r\n',
  DATA: '354 go on\r\n',
  dot: '250 2.0.0 kept\r\n',
  kept: '250 2.0.0 kept\r\n',
  // Nothing is usual here but to be told that it ends.
  idle: '421 4.4.2 idle for too long\r\n',
}

const noise: { readonly [kind in Noise]: string } = {
  noise: '\u0000\u0001\u00ff this is no reply\r\n',
  malformed: '25\r\n',
  // Past any limit that a client may have, and no line end.
  overlong: '250 '.padEnd(2 * 1024 * 1024, 'x'),
}

/** Listens on a free port of loopback. */
export async function smtpSink(options: SinkOptions): Promise<SmtpSink> {
  const letters: SinkLetter[] = []
  const inClear: string[] = []
  const sockets = new Set<Socket>()
  let sessions = 0
  let logins = 0
  let trouble: Trouble | null = null
  let troubled = new Set<number>()
  const listeners: ((letter: SinkLetter) => void)[] = []
  const pokes = new Set<() => void>()

  /** The trouble of this moment, once a session. */
  const troubleAt = (moment: Moment, session: number): Trouble | null => {
    if (trouble?.moment !== moment || troubled.has(session)) return null
    if (troubled.size >= (trouble.sessions ?? 1)) return null
    troubled.add(session)
    return trouble
  }

  const serve = (raw: Socket) => {
    sessions += 1
    const session = sessions
    sockets.add(raw)
    raw.setNoDelay(true)
    raw.on('error', () => raw.destroy())
    raw.on('close', () => sockets.delete(raw))
    let wire: Socket = raw
    let secure = false
    let mute = false
    let refusesAll = false
    let inData = false
    let bodyBegun = false
    let answered = false
    let busy = false
    let mangled = false
    let hasSender = false
    let heard = ''
    let from = ''
    let to: string[] = []

    const say = (text: string) => {
      if (!mute && !wire.destroyed) wire.write(text, 'latin1')
    }
    const sayByBytes = (text: string, then: () => void) => {
      const next = (at: number) => {
        if (wire.destroyed) return
        if (at === text.length) {
          then()
          return
        }
        wire.write(text.slice(at, at + 1), 'latin1', () => setImmediate(next, at + 1))
      }
      next(0)
    }
    const trickle = () => {
      if (!wire.destroyed) wire.write('250-and\r\n', () => setTimeout(trickle, 50).unref())
    }
    /** True where the step is done as if nothing were wrong, `usual` having been said; `then` follows it. */
    const answer = (moment: Moment, usual: string, then: () => void = () => undefined): boolean => {
      mangled = false
      const now = isMeant() ? troubleAt(moment, session) : null
      if (now === null) {
        say(usual)
        then()
        return true
      }
      switch (now.fault) {
        case '4xx':
          say('451 4.3.0 not now\r\n')
          break
        case '5xx':
          say('554 5.3.0 never\r\n')
          break
        case '421':
          say('421 4.3.2 closing\r\n')
          mute = true
          wire.end()
          break
        case 'garbage':
          // It is the reply that is spoilt: what was asked is done.
          mangled = true
          say(noise[now.noise ?? 'noise'])
          break
        case 'hang-up':
          mute = true
          wire.end()
          break
        case 'hang':
          mute = true
          break
        case 'reset':
          mute = true
          raw.resetAndDestroy()
          break
        case 'trickle':
          mute = true
          trickle()
          break
        case 'slow':
          busy = true
          sayByBytes(usual, () => {
            busy = false
            then()
            hear(Buffer.alloc(0))
          })
          return true
      }
      return false
    }

    const upgrade = () => {
      const handshake = options.handshake?.(session) ?? 'works'
      raw.removeListener('data', hear)
      heard = ''
      if (handshake === 'reset') raw.resetAndDestroy()
      if (handshake === 'garbage') raw.once('data', () => raw.write('this is no TLS at all\r\n'.repeat(40)))
      if (handshake !== 'works') return
      secure = true
      wire = new TLSSocket(raw, {
        isServer: true,
        ...(options.certificateOf?.(session) ?? options.certificate),
      })
      wire.on('error', () => raw.destroy())
      wire.on('data', hear)
    }

    const take = () => {
      inData = false
      const bytes = heard.slice(0, heard.indexOf('\r\n.\r\n') + 2)
      heard = heard.slice(bytes.length + 3)
      // Said already, while the letter still came: a reply is said once.
      if (answered) return
      const keep = () => {
        const messageId = /^message-id:\s*(\S+)/im.exec(bytes)?.[1] ?? ''
        const letter = { messageId, from, to, bytes: bytes.replaceAll(/^\.\./gm, '.'), session }
        letters.push(letter)
        for (const told of listeners) told(letter)
      }
      if (troubleWaits('kept')) {
        keep()
        answer('kept', replies.kept)
        return
      }
      // Kept before its reply is whole, as every server must.
      if (troubleWaits('dot') && trouble?.fault === 'slow') {
        keep()
        answer('dot', replies.dot)
        return
      }
      answer('dot', replies.dot, keep)
    }
    const isMeant = () => trouble?.reader === undefined || to.includes(trouble.reader)
    const troubleWaits = (moment: Moment) =>
      isMeant() &&
      trouble?.moment === moment &&
      !troubled.has(session) &&
      troubled.size < (trouble.sessions ?? 1)

    const command = (line: string) => {
      if (!secure) inClear.push(line)
      const verb = line.split(' ')[0]?.toUpperCase() ?? ''
      if (refusesAll && verb !== 'QUIT') {
        say('503 5.5.1 nothing for you here\r\n')
        return
      }
      const tooMany = replies.MAIL.repeat(options.tooMany?.(verb, session) ?? 0)
      switch (verb) {
        case 'EHLO': {
          const offers = options.offers?.(session, secure) ?? (secure ? ['AUTH PLAIN'] : ['STARTTLS'])
          const all = ['sink', ...offers]
          answer('EHLO', all.map((each, i) => `250${i === all.length - 1 ? ' ' : '-'}${each}\r\n`).join(''))
          break
        }
        case 'HELO':
          say('250 sink\r\n')
          break
        case 'STARTTLS':
          if (!(options.offers?.(session, secure) ?? ['STARTTLS']).includes('STARTTLS'))
            say('502 5.5.1 not here\r\n')
          else answer('STARTTLS', `${replies.STARTTLS}${options.injected ?? ''}`, upgrade)
          break
        case 'AUTH':
          if (answer('AUTH', replies.AUTH)) logins += 1
          break
        case 'MAIL':
          from = /<(.*?)>/.exec(line)?.[1] ?? ''
          to = []
          hasSender = answer('MAIL', `${replies.MAIL}${tooMany}`) || mangled
          break
        case 'RCPT': {
          const address = /<(.*?)>/.exec(line)?.[1] ?? ''
          const said = hasSender
            ? (options.recipient?.(address, session) ?? replies.RCPT)
            : '503 5.5.1 who writes?\r\n'
          if ((answer('RCPT', `${said}${tooMany}`) || mangled) && said.startsWith('2')) to.push(address)
          break
        }
        case 'DATA':
          if (to.length === 0) say('554 5.5.1 to whom?\r\n')
          else
            answer('DATA', `${replies.DATA}${tooMany}`, () => {
              inData = true
              bodyBegun = false
              answered = false
            })
          break
        case 'RSET':
        case 'NOOP':
          say('250 2.0.0 ok\r\n')
          break
        case 'QUIT':
          say('221 bye\r\n')
          wire.end()
          break
        default:
          say('500 5.5.2 what?\r\n')
      }
    }

    const hear = (chunk: Buffer) => {
      heard += chunk.toString('latin1')
      for (;;) {
        if (letters.length >= (options.takes?.() ?? Infinity)) mute = true
        if (mute || busy || wire.destroyed) return
        if (inData) {
          if (!bodyBegun && heard !== '') {
            bodyBegun = true
            if (troubleWaits('body')) answered = !answer('body', '')
          }
          // What was answered already is let go by.
          if (answered) heard = heard.slice(heard.lastIndexOf('\r\n.\r\n') >= 0 ? 0 : -5)
          if (mute || !heard.includes('\r\n.\r\n')) return
          take()
        } else {
          const end = heard.indexOf('\n')
          if (end === -1) return
          const line = heard.slice(0, end).trim()
          heard = heard.slice(end + 1)
          command(line)
        }
      }
    }
    raw.on('data', hear)
    pokes.add(() => troubleWaits('idle') && void answer('idle', replies.idle, () => wire.end()))

    if (letters.length >= (options.takes?.() ?? Infinity)) {
      mute = true
      return
    }
    const greet = () => {
      // The banner's first line is there, and the fault comes in its midst.
      if (troubleWaits('banner')) {
        say('220-sink\r\n')
        refusesAll = !answer('banner', replies.banner)
      } else say(replies.banner)
    }
    if (troubleWaits('connect')) refusesAll = !answer('connect', replies.banner)
    else greet()
  }

  const server = createServer(serve)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    letters,
    inClear,
    onLetter: (what) => void listeners.push(what),
    sessions: () => sessions,
    live: () => sockets.size,
    logins: () => logins,
    trouble(what) {
      trouble = what
      troubled = new Set()
    },
    poke() {
      for (const poke of pokes) poke()
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
