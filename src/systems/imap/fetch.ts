// Fetching mail from a selected IMAP folder: sizes first, then whole mails in ranges bounded by count and bytes. A mail
// that is too large, or that the server cannot give, comes as its headers under an `X-Rollcall-Cut` line: told, shown,
// never skipped in silence. One that it does not give now is put off to a later look, and the others come first. Nothing
// is flagged or moved here. No command runs inside a fetch: imapflow would lock up.

import type { FetchMessageObject, ImapFlow } from 'imapflow'
import type { DoorState, Incoming } from '../../ports.ts'
import { asInstant } from '../../rollout/ids.ts'
import { connectionLost } from '../tls.ts'
import type { Progress } from './progress.ts'
import { sequenceSet } from './sequence.ts'
import { isBusy } from './trouble.ts'

const rangeMails = 200
const rangeBytes = 8 << 20
const headerBytes = 256 << 10

/**
 * Points at which a mail is given up: three looks in which the server refuses it and gives another, five where it is
 * alone, ten lost connections. A cable that is pulled is not the mail's fault, nor is a server that is busy.
 */
const enough = 10
const refusedPoints = { whileOthersCome: 4, alone: 2 }

type Head = { readonly uid: number; readonly size: number; readonly receivedAt: Incoming['receivedAt'] }
type Source = {
  readonly client: ImapFlow
  readonly progress: Progress
  readonly mailbox: string
  /** Bytes. */
  readonly sizeLimit: number
  readonly tell: (state: DoorState) => void
}
/** What one look finds out about the server: whether it gives mail at all, and which mails it does not. */
type Look = Source & { given: number; readonly refused: Map<number, unknown> }

/** INTERNALDATE: when the server took the mail in. */
const instantOf = (date: Date | string | undefined) => {
  const time = new Date(date ?? Number.NaN)
  const known = Number.isNaN(time.getTime()) ? new Date() : time
  return asInstant(`${known.toISOString().slice(0, 19)}Z`)
}

/** Cuts a list into ranges of at most 200 mails and 8 MB; a mail that failed before, or is too large, stands alone. */
const ranges = (heads: readonly Head[], { progress, sizeLimit }: Source): Head[][] => {
  const cut: Head[][] = []
  let bytes = 0
  let alone = true
  for (const head of heads) {
    const single = head.size > sizeLimit || progress.failures.has(head.uid)
    const range = cut.at(-1)
    const full = alone || bytes + head.size > rangeBytes || (range?.length ?? 0) >= rangeMails
    if (range === undefined || full || single) {
      cut.push([head])
      bytes = head.size
    } else {
      range.push(head)
      bytes += head.size
    }
    alone = single
  }
  return cut
}

/** The rows of these mails that hold what was asked for: others come unasked, when somebody else sets a flag. */
async function* rowsOf(
  { client }: Source,
  uids: readonly number[],
  what: { size?: true; internalDate?: true; source?: true; headers?: true },
): AsyncGenerator<FetchMessageObject> {
  const wanted = what.source ? 'source' : what.headers ? 'headers' : 'size'
  for await (const row of client.fetch(sequenceSet(uids), { uid: true, ...what }, { uid: true }))
    if (row[wanted] !== undefined) yield row
}

const blame = ({ progress }: Source, uid: number, points: number) =>
  progress.failures.set(uid, (progress.failures.get(uid) ?? 0) + points)

/** Notes that a mail did not come; throws on where the connection went with it. */
const notGiven = (look: Look, uid: number, error: unknown) => {
  if (look.client.usable) return void look.refused.set(uid, error)
  blame(look, uid, connectionLost(error) ? 1 : refusedPoints.whileOthersCome)
  throw error
}

/** The headers under a line that says what is missing; a mail that gives not even those is that line alone. */
const headersOnly = async (look: Look, { uid }: Head, why: 'size' | 'fetch'): Promise<Uint8Array | null> => {
  if ((look.progress.failures.get(uid) ?? 0) >= 2 * enough)
    return Buffer.from('X-Rollcall-Cut: unreadable\r\n\r\n')
  try {
    let kept: Uint8Array | undefined
    for await (const { headers } of rowsOf(look, [uid], { headers: true })) kept = headers
    if (kept !== undefined)
      return Buffer.concat([Buffer.from(`X-Rollcall-Cut: ${why}\r\n`), kept.subarray(0, headerBytes)])
    look.refused.set(uid, null)
  } catch (error) {
    notGiven(look, uid, error)
  }
  return null
}

/** One mail by itself, tried once a look until it comes or is given up; null where it does not come now. */
const fetchOne = async (look: Look, head: Head): Promise<Uint8Array | null> => {
  const megabytes = (bytes: number) => `${Math.ceil(bytes / (1 << 20))} MB`
  if (head.size > look.sizeLimit) {
    const what = `mail ${head.uid} has ${megabytes(head.size)}, more than the ${megabytes(look.sizeLimit)} of limits.mail_size: only its headers are taken`
    look.tell({ up: true, what })
    return headersOnly(look, head, 'size')
  }
  if ((look.progress.failures.get(head.uid) ?? 0) >= enough) {
    look.tell({ up: true, what: `the server cannot give mail ${head.uid} whole: only its headers are taken` })
    return headersOnly(look, head, 'fetch')
  }
  try {
    let whole: Uint8Array | undefined
    for await (const { source } of rowsOf(look, [head.uid], { source: true })) whole = source
    if (whole !== undefined) {
      look.given += 1
      return whole
    }
    // Gone meanwhile, and then no later look lists it; or a server that leaves it out of its answer (RFC 2180 §4.1).
    look.refused.set(head.uid, null)
  } catch (error) {
    notGiven(look, head.uid, error)
  }
  return null
}

type Found = { readonly mails: Map<number, Uint8Array>; readonly lost?: unknown }

/**
 * The mails of one range, and what ended the connection where something did. What did not come with its range is fetched
 * one by one: at once, or at the next look where the connection was lost over it.
 */
const fetchRange = async (look: Look, range: readonly Head[]): Promise<Found> => {
  const mails = new Map<number, Uint8Array>()
  const missing = () => range.filter(({ uid }) => !mails.has(uid))
  try {
    if (range.length > 1) await fetchTogether(look, range, mails)
    for (const head of missing()) {
      const bytes = await fetchOne(look, head)
      if (bytes !== null) mails.set(head.uid, bytes)
    }
  } catch (lost) {
    // Rows come in order: the first that is missing was under way. Where none came it may be any.
    const suspects = mails.size === 0 ? range : missing().slice(0, 1)
    for (const { uid } of suspects) blame(look, uid, 0)
    return { mails, lost }
  }
  return { mails }
}

/** Throws only where the connection is lost; what came before is in `mails`. */
const fetchTogether = async (look: Look, range: readonly Head[], mails: Map<number, Uint8Array>) => {
  const uids = range.map((head) => head.uid)
  let bytes = 0
  try {
    for await (const { uid, source } of rowsOf(look, uids, { source: true })) {
      if (source === undefined) continue
      mails.set(uid, source)
      look.given += 1
      bytes += source.length
      // Sizes that were not true: the rest comes one by one, so that memory does not depend on what a server says.
      if (bytes > rangeBytes + look.sizeLimit) break
    }
  } catch (error) {
    if (!look.client.usable) throw error
  }
}

/**
 * Judged at the end of a look, by whether other mail came in it. Where none did and the server said that it is busy, or
 * refused several, it is the server that is in trouble: then its words are thrown, and nobody takes the mailbox for read.
 */
const judgeRefused = (look: Look) => {
  const said = [...look.refused.values()].filter((error) => error !== null)
  if (look.given === 0 && (said.length > 1 || said.some(isBusy))) throw said[0]
  const firm = look.given > 0 ? refusedPoints.whileOthersCome : refusedPoints.alone
  for (const [uid, error] of look.refused) blame(look, uid, isBusy(error) ? 1 : firm)
}

/** Sizes of these mails, ascending; those that the server does not list are noted. */
const headsOf = async (look: Look, uids: readonly number[]): Promise<Head[]> => {
  const heads = new Map<number, Head>()
  const add = (uid: number, size: number, date?: Date | string) =>
    heads.set(uid, { uid, size, receivedAt: instantOf(date) })
  const [only = 0] = uids
  // What is given up is not asked for its size: perhaps that is what the server cannot say.
  if (uids.length === 1 && (look.progress.failures.get(only) ?? 0) >= enough) add(only, 0)
  else
    try {
      for await (const { uid, size, internalDate } of rowsOf(look, uids, { size: true, internalDate: true }))
        add(uid, size ?? 0, internalDate)
    } catch (error) {
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

/** Up to 200 at once, those that failed before at the end, each by itself, the least suspected first. */
const portions = (uids: readonly number[], { failures }: Progress): number[][] => {
  const clean = uids.filter((uid) => !failures.has(uid))
  const cut: number[][] = []
  for (let at = 0; at < clean.length; at += rangeMails) cut.push(clean.slice(at, at + rangeMails))
  const points = (uid: number) => failures.get(uid) ?? 0
  const suspected = uids.filter((uid) => failures.has(uid)).sort((a, b) => points(a) - points(b))
  return [...cut, ...suspected.map((uid) => [uid])]
}

/**
 * Gives the mails of these UIDs, ascending as they come, a range at a time; those that failed before come last. A UID
 * that is gone is left out; one that does not come now has an entry in `failures` when all is done. Throws what imapflow
 * throws when the connection is lost, after the mails that came before it was, or what a server says that gives no mail.
 */
export async function* fetchMails(from: Source, uids: readonly number[]): AsyncGenerator<Incoming[]> {
  const { progress, mailbox } = from
  const look: Look = { ...from, given: 0, refused: new Map() }
  for (const portion of portions(uids, progress)) {
    for (const range of ranges(await headsOf(look, portion), look)) {
      const { mails, lost } = await fetchRange(look, range)
      if (mails.size > 0)
        yield range.flatMap(({ uid, receivedAt }): Incoming[] => {
          const bytes = mails.get(uid)
          if (bytes === undefined) return []
          const place = { mailbox, uidValidity: progress.uidValidity, uid }
          return [{ place, via: 'imap', receivedAt, bytes, backlog: uid <= progress.floor }]
        })
      if (lost !== undefined) throw lost
    }
  }
  judgeRefused(look)
}
