// The sizes of mails on a server, asked before any of them is taken into memory, and with them what is small. Nothing else
// is fetched here.

import { asInstant } from '../../rollout/ids.ts'
import { blame, enough, notGiven, rowsOf, type Head, type Look } from './look.ts'
import { isBusy } from './trouble.ts'

/** A mail that is shorter comes with its size: most do, and two hundred of them are no more than one range. */
const smallBytes = 32 << 10

/** INTERNALDATE: when the server took the mail in. */
const instantOf = (date: Date | string | undefined) => {
  const time = new Date(date ?? Number.NaN)
  const known = Number.isNaN(time.getTime()) ? new Date() : time
  return asInstant(`${known.toISOString().slice(0, 19)}Z`)
}

/**
 * Sizes of these mails, ascending; those that the server does not list are noted. With `small`, what is small comes into
 * `inHand`: a part that is shorter than was asked for is the whole (RFC 3501 §6.4.5).
 */
export const headsOf = async (look: Look, uids: readonly number[], small = false): Promise<Head[]> => {
  const heads = new Map<number, Head>()
  const add = (uid: number, size: number, date?: Date | string) =>
    heads.set(uid, { uid, size, receivedAt: instantOf(date) })
  const [only = 0] = uids
  // What is given up is not asked for its size: perhaps that is what the server cannot say.
  if (uids.length === 1 && (look.progress.failures.get(only) ?? 0) >= enough) add(only, 0)
  else
    try {
      for await (const { uid, size, internalDate, source } of rowsOf(look, uids, {
        size: true,
        internalDate: true,
        ...(small ? { source: { maxLength: smallBytes } } : {}),
      })) {
        add(uid, size ?? 0, internalDate)
        if (source === undefined || source.length >= smallBytes || (size ?? 0) > look.sizeLimit) continue
        look.inHand.set(uid, source)
        look.given += 1
      }
    } catch (error) {
      // What was asked besides may be what it refuses: without that the sizes are asked for once more.
      if (small && look.client.usable) return headsOf(look, uids)
      const missing = uids.filter((uid) => !heads.has(uid))
      if (uids.length === 1) notGiven(look, only, error)
      else if (!look.client.usable) {
        for (const uid of heads.size === 0 ? missing : missing.slice(0, 1)) blame(look, uid, 0)
        throw error
      } else if (isBusy(error)) throw error
      else for (const uid of missing) for (const head of await headsOf(look, [uid])) heads.set(uid, head)
    }
  for (const uid of uids) if (!heads.has(uid) && !look.refused.has(uid)) look.refused.set(uid, null)
  return [...heads.values()].sort((a, b) => a.uid - b.uid)
}
