// Sessions that are kept open and used again, no more of them than may be. A letter whose session its server had ended
// before a byte was asked for begins one more by itself; any other trouble closes that session and is thrown.

import { openSession, Unheard, type Login, type Parcel, type Session } from './session.ts'
import type { SessionOptions, Taken } from './session.ts'
import type { Failure } from './trouble.ts'

type Settings = {
  readonly options: SessionOptions
  readonly login: Login | null
  readonly most: number
  /** Milliseconds for one letter, once it has its lane. */
  readonly patience: number
}

export type Pool = {
  /** Rejects with the library's error (session.ts). */
  send(parcel: Parcel): Promise<NonNullable<Taken>>
  /** Sessions end once their letters have been answered. */
  close(): void
}

/** Letters on one session. A server that wants fewer says 421 to the next, which then begins one of its own. */
const lettersEach = 1000

export const sessionPool = ({ options, login, most, patience }: Settings): Pool => {
  const idle: { readonly session: Session; readonly letters: number }[] = []
  const inLine: (() => void)[] = []
  let busy = 0
  let closed = false

  const lane = async () => {
    if (busy >= most) await new Promise<void>((resolve) => inLine.push(resolve))
    else busy += 1
  }
  const leave = () => {
    const next = inLine.shift()
    if (next) next()
    else busy -= 1
  }
  /** The one used last: those that are seldom needed end by themselves. */
  const standing = () => {
    for (let one = idle.pop(); one !== undefined; one = idle.pop()) if (one.session.isOpen()) return one
    return null
  }
  const once = async (parcel: Parcel, late: AbortSignal, anew: boolean) => {
    const kept = anew ? null : standing()
    const session = kept?.session ?? (await openSession(options, login, late))
    try {
      const taken = await session.send(parcel, late)
      const letters = (kept?.letters ?? 0) + 1
      if (closed || letters >= lettersEach) session.close()
      else idle.push({ session, letters })
      return taken
    } catch (error) {
      session.close()
      if (session.used() && !session.begun() && isOver(error))
        throw new Unheard('connection closed', { cause: error })
      throw error
    }
  }

  return {
    async send(parcel) {
      await lane()
      const late = new AbortController()
      const timer = setTimeout(() => late.abort(), patience)
      try {
        if (closed) throw new Unheard('the pool is closed')
        try {
          return await once(parcel, late.signal, false)
        } catch (error) {
          if (!(error instanceof Unheard)) throw error
          parcel.came('nowhere')
          return await once(parcel, late.signal, true)
        }
      } finally {
        clearTimeout(timer)
        leave()
      }
    },
    close() {
      closed = true
      for (const { session } of idle.splice(0)) session.close()
    },
  }
}

/** The session is over, which says nothing about the letter. */
const isOver = (error: unknown): boolean => {
  const { responseCode, code } = error as Failure
  return responseCode === 421 || code === 'ECONNECTION' || code === 'ESOCKET' || code === 'ETIMEDOUT'
}
