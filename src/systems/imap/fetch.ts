// Fetching mail from a selected IMAP folder: sizes first, and with them what is small; then the others whole, in ranges
// bounded by count and bytes. A mail that is too large, or that the server cannot give, comes as its headers under an
// `X-Rollcall-Cut` line: told, shown, never skipped in silence. One that it does not give now is put off to a later look,
// and the others come first. Nothing is flagged or moved here. No command runs inside a fetch: imapflow would lock up.

import type { Incoming } from '../../ports.ts'
import { blame, enough, notGiven, refusedPoints, rowsOf, type Head, type Look, type Source } from './look.ts'
import type { Progress } from './progress.ts'
import { headsOf } from './sizes.ts'
import { isBusy } from './trouble.ts'

const rangeMails = 200
const rangeBytes = 8 << 20
const headerBytes = 256 << 10

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
  for (const { uid } of range) {
    const bytes = look.inHand.get(uid)
    if (bytes !== undefined) mails.set(uid, bytes)
  }
  try {
    if (missing().length > 1) await fetchTogether(look, missing(), mails)
    for (const head of missing()) {
      const bytes = await fetchOne(look, head)
      if (bytes !== null) mails.set(head.uid, bytes)
    }
  } catch (lost) {
    // Rows come in order: the first that is missing was under way. Where none came it may be any.
    const came = range.some(({ uid }) => mails.has(uid) && !look.inHand.has(uid))
    const suspects = came ? missing().slice(0, 1) : missing()
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
  const look: Look = { ...from, given: 0, refused: new Map(), inHand: new Map() }
  for (const portion of portions(uids, progress)) {
    look.inHand.clear()
    const trusted = portion.every((uid) => !progress.failures.has(uid))
    for (const range of ranges(await headsOf(look, portion, trusted), look)) {
      const { mails, lost } = await fetchRange(look, range)
      if (mails.size > 0)
        yield range.flatMap(({ uid, receivedAt }): Incoming[] => {
          const bytes = mails.get(uid)
          if (bytes === undefined) return []
          const place = { mailbox, uidValidity: progress.uidValidity, uid }
          return [{ place, via: 'imap', receivedAt, bytes, backlog: uid <= progress.begunAt }]
        })
      if (lost !== undefined) throw lost
    }
  }
  judgeRefused(look)
}
