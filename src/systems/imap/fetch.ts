// Fetching mail from a selected IMAP folder: sizes first, then whole mails in ranges bounded by count and bytes. A mail
// that is too large, or that the server cannot give, comes as its headers under an `X-Rollcall-Cut` line: told, shown,
// never skipped in silence. Nothing is flagged or moved here. No command runs inside a fetch: imapflow would lock up.

import type { FetchMessageObject, ImapFlow } from 'imapflow'
import type { DoorState, Incoming } from '../../ports.ts'
import { asInstant } from '../../rollout/ids.ts'
import { connectionLost } from '../tls.ts'
import type { Progress } from './progress.ts'

const rangeMails = 200
const rangeBytes = 8 << 20
const headerBytes = 256 << 10

/** A mail is given up after three refusals or ten lost connections: a cable that is pulled is not the mail's fault. */
const enough = 10
const points = (error: unknown) => (connectionLost(error) ? 1 : 4)

type Head = { readonly uid: number; readonly size: number; readonly receivedAt: Incoming['receivedAt'] }
type Source = {
  readonly client: ImapFlow
  readonly progress: Progress
  readonly mailbox: string
  /** Bytes. */
  readonly sizeLimit: number
  readonly tell: (state: DoorState) => void
}

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
    if (
      range === undefined ||
      alone ||
      single ||
      range.length >= rangeMails ||
      bytes + head.size > rangeBytes
    ) {
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

const fetchAll = async (
  { client }: Source,
  uids: readonly number[],
  what: { size?: true; internalDate?: true; source?: true; headers?: true },
): Promise<Map<number, FetchMessageObject>> => {
  const rows = await client.fetchAll(uids.join(','), { uid: true, ...what }, { uid: true })
  return new Map(rows.map((row) => [row.uid, row]))
}

/** The headers under a line that says what is missing; a mail that gives not even those is that line alone. */
const headersOnly = async (
  from: Source,
  { uid }: Head,
  why: 'size' | 'fetch',
): Promise<Uint8Array | null> => {
  const { failures } = from.progress
  if ((failures.get(uid) ?? 0) < 2 * enough) {
    try {
      const row = (await fetchAll(from, [uid], { headers: true })).get(uid)
      if (row === undefined) return null
      const headers = row.headers ?? Buffer.from('\r\n')
      return Buffer.concat([Buffer.from(`X-Rollcall-Cut: ${why}\r\n`), headers.subarray(0, headerBytes)])
    } catch (error) {
      failures.set(uid, (failures.get(uid) ?? 0) + points(error))
      if (!from.client.usable) throw error
    }
  }
  return Buffer.from('X-Rollcall-Cut: unreadable\r\n\r\n')
}

/** One mail by itself, tried until it comes or is given up; null where it is gone. */
const fetchOne = async (from: Source, head: Head): Promise<Uint8Array | null> => {
  const { failures } = from.progress
  const megabytes = (bytes: number) => `${Math.ceil(bytes / (1 << 20))} MB`
  if (head.size > from.sizeLimit) {
    const what = `mail ${head.uid} has ${megabytes(head.size)}, more than the ${megabytes(from.sizeLimit)} of limits.mail_size: only its headers are taken`
    from.tell({ up: true, what })
    return headersOnly(from, head, 'size')
  }
  while ((failures.get(head.uid) ?? 0) < enough) {
    try {
      const row = (await fetchAll(from, [head.uid], { source: true })).get(head.uid)
      if (row === undefined) return null
      if (row.source !== undefined) return row.source
      failures.set(head.uid, (failures.get(head.uid) ?? 0) + 4)
    } catch (error) {
      failures.set(head.uid, (failures.get(head.uid) ?? 0) + points(error))
      if (!from.client.usable) throw error
    }
  }
  from.tell({ up: true, what: `the server cannot give mail ${head.uid} whole: only its headers are taken` })
  return headersOnly(from, head, 'fetch')
}

/** The mails of one range. A range that fails is marked, so that its mails are fetched one by one, and then they are. */
const fetchRange = async (from: Source, range: readonly Head[]): Promise<Map<number, Uint8Array>> => {
  const { failures } = from.progress
  const found = new Map<number, Uint8Array>()
  if (range.length > 1) {
    try {
      const rows = await fetchAll(
        from,
        range.map((head) => head.uid),
        { source: true },
      )
      for (const [uid, row] of rows) {
        if (row.source === undefined) failures.set(uid, failures.get(uid) ?? 0)
        else found.set(uid, row.source)
      }
    } catch (error) {
      if (!connectionLost(error)) for (const { uid } of range) failures.set(uid, failures.get(uid) ?? 0)
      if (!from.client.usable) throw error
    }
  }
  for (const head of range) {
    if (found.has(head.uid) || (range.length > 1 && !failures.has(head.uid))) continue
    const bytes = await fetchOne(from, head)
    if (bytes !== null) found.set(head.uid, bytes)
  }
  return found
}

/**
 * Gives the mails of these UIDs, ascending as they come, a range at a time; a UID that is gone is left out. Throws what
 * imapflow throws when the connection is lost.
 */
export async function* fetchMails(from: Source, uids: readonly number[]): AsyncGenerator<Incoming[]> {
  const { progress, mailbox } = from
  for (let at = 0; at < uids.length; at += rangeMails) {
    const rows = await fetchAll(from, uids.slice(at, at + rangeMails), { size: true, internalDate: true })
    const heads = [...rows.values()]
      .map(({ uid, size, internalDate }) => ({ uid, size: size ?? 0, receivedAt: instantOf(internalDate) }))
      .sort((a, b) => a.uid - b.uid)
    for (const range of ranges(heads, from)) {
      const found = await fetchRange(from, range)
      yield range.flatMap(({ uid, receivedAt }): Incoming[] => {
        const bytes = found.get(uid)
        if (bytes === undefined) return []
        const place = { mailbox, uidValidity: progress.uidValidity, uid }
        return [{ place, via: 'imap', receivedAt, bytes, backlog: uid <= progress.floor }]
      })
    }
  }
}
