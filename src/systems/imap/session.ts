// One connection to an IMAP folder, from select to its end: carry what is there, tell the server, wait for news. EXISTS
// is only a hint; what is new is always asked by UID, and every 10 minutes and after each connect all UIDs are compared
// (RFC 3501 §7.3.1, RFC 2177). Connecting and trying again is not done here.

import type { ImapFlow } from 'imapflow'
import type { Cursor, DoorState, Incoming } from '../../ports.ts'
import { fetchMails } from './fetch.ts'
import { beginAt, type Progress } from './progress.ts'
import { NotStored } from './trouble.ts'

/** Also ends each IDLE well inside the 29 minutes after which a server may hang up (RFC 2177). */
const compareEvery = 10 * 60_000

/** From how many mails on it is told how far they have been carried. */
const many = 50

export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>
type Work = {
  readonly mailbox: string
  readonly folder: string
  /** Handled mail goes here; empty: it is only flagged \Seen. */
  readonly done: string
  readonly sizeLimit: number
  readonly take: (batch: readonly Incoming[]) => Promise<void>
  readonly tell: (state: DoorState) => void
  readonly begin?: ((cursor: Cursor) => Promise<void>) | undefined
  readonly wait: Wait
  readonly signal: AbortSignal
}

const search = async (
  client: ImapFlow,
  query: { all?: true; seen?: false; uid?: string },
): Promise<number[]> => {
  const uids = await client.search(query, { uid: true })
  if (!Array.isArray(uids)) throw new Error('the server refused a search')
  return uids
}

/** Makes the folder for handled mail where it is missing. False where the server cannot do that, or move one mail alone. */
const readyToMove = async (client: ImapFlow, done: string): Promise<boolean> => {
  // Without MOVE, a copy is followed by UID EXPUNGE; without UIDPLUS that would expunge other people's deletions too.
  if (!['MOVE', 'UIDPLUS', 'IMAP4REV2'].some((name) => client.capabilities.has(name))) return false
  const prefix = client.namespace?.prefix ?? ''
  const folders = await client.list({ listOnly: true })
  if (!folders.some(({ path }) => path === done || path === `${prefix}${done}`))
    await client.mailboxCreate(done)
  return true
}

/** The UIDs still to be carried, ascending: all that are not known, or only those above the last. */
const missing = async (
  client: ImapFlow,
  progress: Progress,
  moves: boolean,
  whole: boolean,
): Promise<number[]> => {
  if (!whole) {
    const uids = await search(client, { uid: `${progress.last + 1}:*` })
    // `n:*` names the last mail even where its UID is below n (RFC 3501 §6.4.8).
    return uids.filter((uid) => uid > progress.last && !progress.known.has(uid))
  }
  const there = await search(client, { all: true })
  if (!progress.looked) {
    // A mail that was taken and not told is still in the folder (or unflagged): it is given once more, under its place.
    const untold = moves || progress.below === 'all' ? there : await search(client, { seen: false })
    const left = new Set(untold)
    progress.known = new Set(there.filter((uid) => uid <= progress.floor && !left.has(uid)))
    progress.looked = true
  }
  progress.known = new Set(there.filter((uid) => progress.known.has(uid)))
  return there.filter((uid) => !progress.known.has(uid))
}

const tellServer = async (client: ImapFlow, work: Work, uids: readonly number[], moves: boolean) => {
  const range = uids.join(',')
  const flagged = await client.messageFlagsAdd(range, ['\\Seen'], { uid: true })
  const moved = moves ? await client.messageMove(range, work.done, { uid: true }) : true
  if (flagged && moved !== false) return
  const where = moves ? `move it to "${work.done}"` : 'flag it'
  work.tell({
    up: true,
    what: `mail is stored, but the server does not let us ${where}: check our rights on "${work.folder}"`,
  })
}

const notStored = (cause: unknown) => {
  throw new NotStored(cause)
}

const carry = async (client: ImapFlow, work: Work, progress: Progress, moves: boolean, whole: boolean) => {
  const uids = await missing(client, progress, moves, whole)
  const { mailbox, sizeLimit, tell, signal } = work
  const of = uids.length
  const tellPart = (done: number) => {
    if (of >= many) tell({ up: true, what: `reading ${work.folder}`, part: { done, of } })
  }
  let done = 0
  tellPart(done)
  for await (const mails of fetchMails({ client, progress, mailbox, sizeLimit, tell }, uids)) {
    if (signal.aborted) return
    if (mails.length === 0) continue
    await work.take(mails).catch(notStored)
    const taken = mails.map((mail) => mail.place.uid)
    await tellServer(client, work, taken, moves)
    for (const uid of taken) {
      progress.known.add(uid)
      progress.failures.delete(uid)
      progress.last = Math.max(progress.last, uid)
    }
    done += mails.length
    if (done < of) tellPart(done)
  }
  tellPart(of)
}

/**
 * Works until the signal aborts or the connection is lost; throws what ended it. `before` is the progress of the last
 * connection, kept while UIDVALIDITY stays; `reached` is called with it, and once all mail is carried with `true`.
 */
export const serve = async (
  client: ImapFlow,
  work: Work,
  cursor: Cursor | null,
  before: Progress | null,
  reached: (progress: Progress, caughtUp: boolean) => void,
): Promise<void> => {
  const moves = work.done !== '' && (await readyToMove(client, work.done))
  if (work.done !== '' && !moves) {
    const why = `the server has no MOVE and no UIDPLUS, or does not let us make "${work.done}"`
    work.tell({ up: true, what: `handled mail stays in "${work.folder}" and is only flagged: ${why}` })
  }
  const opened = await client.mailboxOpen(work.folder)
  const validity = String(opened.uidValidity)
  // UIDNEXT may be left out by an old server; then the highest UID there is says where "from now on" starts.
  const uidNext = opened.uidNext || ((await search(client, { all: true })).at(-1) ?? 0) + 1
  // A folder that was new when we first saw it, and has changed its UIDVALIDITY since, is not backlog.
  const from = before === null ? cursor : { uidValidity: before.uidValidity, uid: before.last }
  const progress = before?.uidValidity === validity ? before : beginAt(from, validity, uidNext)
  try {
    // Kept before anybody reads that we are there: what they write from then on is not backlog, whenever we die.
    if (before === null && cursor === null) {
      await work.begin?.({ uidValidity: validity, uid: progress.floor }).catch(notStored)
    }
  } finally {
    reached(progress, false)
  }

  let wake = () => {}
  let news = false
  let compare = true
  const ended = new AbortController()
  const noteNews = () => {
    news = true
    wake()
  }
  client.on('exists', noteNews)
  client.on('close', noteNews)
  work.signal.addEventListener('abort', noteNews, { signal: ended.signal })
  const alarm = async () => {
    await work.wait(compareEvery, ended.signal)
    compare = true
    wake()
  }
  try {
    while (!work.signal.aborted) {
      if (client.isClosed) throw closed()
      news = false
      const whole = compare
      compare = false
      if (whole) void alarm()
      await carry(client, work, progress, moves, whole)
      reached(progress, true)
      const woken = new Promise<void>((resolve) => {
        wake = resolve
      })
      if (news || compare || work.signal.aborted) continue
      // The next command ends the IDLE by itself; a connection that ends in it shows as `close`.
      client.idle().catch(noteNews)
      await woken
    }
  } finally {
    ended.abort()
  }
}

const closed = () =>
  Object.assign(new Error('the server closed the connection'), { code: 'EConnectionClosed' })
