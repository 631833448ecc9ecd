// One session with a server for letters (RFC 5321): opened and logged in once, then one letter after the other. The library
// speaks the protocol; here the bytes are given to it as they are, their last ones only when they may leave, and a reply
// out of step is noticed. It is closed with the first trouble; what trouble means is trouble.ts's matter.

import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Came } from './trouble.ts'

export type SessionOptions = ConstructorParameters<typeof SMTPConnection>[0]
export type Login = { readonly user: string; readonly password: string }

export type Parcel = {
  readonly from: string
  readonly to: readonly string[]
  readonly bytes: Buffer
  /** Waited for before the last bytes leave. */
  readonly beforeEnd?: () => Promise<void>
  readonly came: (how: Came) => void
}
export type Taken = Parameters<Parameters<SMTPConnection['send']>[2]>[1]

export type Session = {
  /** Rejects with the library's error, and with one whose `response` is no reply to what was said. */
  send(parcel: Parcel, late: AbortSignal): Promise<NonNullable<Taken>>
  /** Whether letters were taken before, so that the server may have left in between. */
  readonly used: () => boolean
  /** Whether any byte of the last letter was asked for. */
  readonly begun: () => boolean
  readonly isOpen: () => boolean
  close(): void
}

/** Its server ended it without a word, before it began. */
export class Unheard extends Error {
  readonly code = 'ECONNECTION'
}

/** Bytes at once: a larger letter is not escaped in one go. */
const slice = 64 * 1024

/** Closed by us before a server gets tired of waiting for words (RFC 5321 §4.5.3.2.7: five minutes). */
const idleMilliseconds = 4 * 60_000

const tooLate = () => Object.assign(new Error('no answer in time'), { code: 'EABORT' })
const outOfStep = (response: string) => Object.assign(new Error('a reply out of step'), { response })

/** Rejects with the library's error, or `Unheard`. Not logged in where there is no login. */
export const openSession = async (
  options: SessionOptions,
  login: Login | null,
  late: AbortSignal,
): Promise<Session> => {
  const connection = new SMTPConnection(options)
  const ready = Promise.withResolvers<void>()
  connection.on('error', ready.reject)
  connection.once('end', () => ready.reject(new Unheard('connection closed')))
  const abandon = () => ready.reject(tooLate())
  late.addEventListener('abort', abandon, { once: true })
  connection.connect((error) => {
    if (error !== undefined) ready.reject(new Unheard('connection closed', { cause: error }))
    else if (login === null) ready.resolve()
    else
      // Even where the server ceased to offer it: what it refuses a stranger for good is not lost.
      connection.login({ user: login.user, pass: login.password }, (trouble) =>
        trouble ? ready.reject(trouble) : ready.resolve(),
      )
  })
  try {
    await ready.promise
  } catch (error) {
    connection.close()
    throw error
  } finally {
    late.removeEventListener('abort', abandon)
  }
  return sessionOn(connection, options?.socketTimeout ?? 0)
}

const sessionOn = (connection: SMTPConnection, silence: number): Session => {
  let letters = 0
  let begun = false
  let over = false
  let tired: NodeJS.Timeout | undefined
  const close = () => {
    over = true
    clearTimeout(tired)
    connection.close()
  }
  const rest = () => {
    tired = setTimeout(() => {
      over = true
      if (!connection.destroyed) connection.quit()
    }, idleMilliseconds).unref()
  }

  const send = (parcel: Parcel, late: AbortSignal) =>
    new Promise<NonNullable<Taken>>((resolve, reject) => {
      const { from, to, bytes } = parcel
      clearTimeout(tired)
      begun = false
      let whole = false
      const abandon = () => {
        connection.close()
        reject(tooLate())
      }
      late.addEventListener('abort', abandon, { once: true })
      const inStep = () => {
        begun = true
        // The library takes any yes for leave to begin, so also one too many of before (RFC 5321 §3.3).
        const said = String(connection.lastServerResponse)
        if (/^3\d\d(?:[ \n-]|$)/.test(said)) return true
        reject(outOfStep(said))
        connection.close()
        return false
      }
      /** While we keep back the last bytes, its server has no word to say. */
      const mayEnd = async () => {
        const { _socket: socket } = connection
        if (socket) socket.setTimeout(0)
        await parcel.beforeEnd?.()
        if (socket && !socket.destroyed) socket.setTimeout(silence)
      }
      const message = bodyOf(bytes, inStep, parcel.beforeEnd && mayEnd, () => {
        whole = true
        parcel.came('whole')
      })
      parcel.came('part')
      connection.send({ from, to: [...to], size: bytes.length }, message, (error, taken) => {
        late.removeEventListener('abort', abandon)
        if (error) reject(error)
        else if (!whole || taken === undefined) reject(outOfStep(String(connection.lastServerResponse)))
        else {
          letters += 1
          rest()
          resolve(taken)
        }
      })
    })

  return {
    send,
    used: () => letters > 0,
    begun: () => begun,
    isOpen: () => !over && !connection.destroyed,
    close,
  }
}

/** Read once the server has asked for it: all but its end at once, its end when it may leave. */
const bodyOf = (
  bytes: Buffer,
  mayBegin: () => boolean,
  beforeEnd: (() => Promise<void>) | undefined,
  atEnd: () => void,
): Readable => {
  let from = 0
  let state: 'new' | 'reading' | 'ending' = 'new'
  const end = (body: Readable) => {
    // Closed meanwhile: no dot of it leaves.
    if (body.destroyed) return
    atEnd()
    body.push(null)
  }
  return new Readable({
    read() {
      if (state === 'new') {
        if (!mayBegin()) return
        state = 'reading'
      }
      if (from < bytes.length) {
        this.push(bytes.subarray(from, (from += slice)))
        return
      }
      if (state === 'ending') return
      state = 'ending'
      // What came with the leave to begin is heard first: a yes before the last bytes is no answer to them.
      void setImmediate()
        .then(beforeEnd)
        .then(
          () => end(this),
          (error: Error) => this.destroy(error),
        )
    },
  })
}
