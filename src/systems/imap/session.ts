// One connection to an IMAP folder, from select to its end: carry what is there, tell the server, wait for news. EXISTS
// is only a hint; what is new is always asked by UID, and every 10 minutes and after each connect all UIDs are compared
// (RFC 3501 §7.3.1, RFC 2177). Connecting and trying again is not done here.

import type { ImapFlow } from 'imapflow'
import type { Cursor, DoorState, Incoming } from '../../ports.ts'
import { fetchMails } from './fetch.ts'
import { beginAt, type Progress } from './progress.ts'
import { readyToMove, tellServer } from './telling.ts'
import { connectionClosed, FolderChanged, NotStored } from './trouble.ts'

/** Also ends each IDLE well inside the 29 minutes after which a server may hang up (RFC 2177). Milliseconds, as below. */
const compareEvery = 10 * 60_000
const askAgain = 5 * 60_000
const idleAgain = 1000

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

/** What one connection works with. */
type Visit = { readonly work: Work; readonly progress: Progress; readonly moves: boolean }
/** How far a connection has come: the folder is known, its beginning is kept, all mail is carried. */
export type Reached = 'known' | 'open' | 'end'

const search = async (
  client: ImapFlow,
  query: { all?: true; seen?: false; uid?: string },
): Promise<number[]> => {
  const uids = await client.search(query, { uid: true })
  if (Array.isArray(uids)) return uids
  // imapflow says false for a refusal and does not say its words; without a mailbox the connection is gone.
  if (!client.usable) throw connectionClosed()
  throw Object.assign(new Error('the server refused a search'), {
    responseStatus: 'NO',
    responseText: 'to a search',
  })
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
  // Gone since: somebody else moved or removed it, and nothing is left to be had or told.
  for (const uid of progress.untold) if (!progress.known.has(uid)) progress.untold.delete(uid)
  const listed = new Set(there)
  for (const uid of progress.failures.keys()) if (!listed.has(uid)) progress.failures.delete(uid)
  return there.filter((uid) => !progress.known.has(uid))
}

/** Tells of these mails; what the server refuses is said once, and told again with the next comparison. */
const tellOf = async (
  client: ImapFlow,
  { work, progress, moves }: Visit,
  uids: readonly number[],
): Promise<void> => {
  if (uids.length === 0) return
  const { untold } = progress
  for (const uid of await tellServer(client, uids, moves ? work.done : null)) untold.delete(uid)
  const refused = uids.some((uid) => untold.has(uid))
  if (refused && !progress.refused) {
    const where = moves ? `move it to "${work.done}"` : 'flag it'
    const mend = `check our rights on "${work.folder}"${moves ? ', and the quota' : ''}`
    work.tell({ up: true, what: `mail is stored, but the server does not let us ${where}: ${mend}` })
  }
  progress.refused = refused
}

const notStored = (cause: unknown) => {
  throw new NotStored(cause)
}

/** An open folder that was removed and made anew may look as it did for as long as it is open, so that it is opened anew.
 *  STATUS does not tell: Dovecot answers it from what is open. */
const stillTheSame = async (client: ImapFlow, { work, progress }: Visit) => {
  const { uidValidity } = await client.mailboxOpen(work.folder)
  if (String(uidValidity) !== progress.uidValidity) throw new FolderChanged(work.folder)
}

const carry = async (client: ImapFlow, visit: Visit, whole: boolean) => {
  const { work, progress, moves } = visit
  const uids = await missing(client, progress, moves, whole)
  if (whole) await tellOf(client, visit, [...progress.untold])
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
    for (const uid of taken) {
      progress.known.add(uid)
      progress.untold.add(uid)
      progress.failures.delete(uid)
      progress.last = Math.max(progress.last, uid)
    }
    await tellOf(client, visit, taken)
    done += mails.length
    if (done < of) tellPart(done)
  }
  tellPart(of)
}

/**
 * Works until the signal aborts or the connection is lost; throws what ended it. `before` is the progress of the last
 * connection, kept while UIDVALIDITY stays; `reached` is called with it as often as the connection gets further.
 */
export const serve = async (
  client: ImapFlow,
  work: Work,
  cursor: Cursor | null,
  before: Progress | null,
  reached: (progress: Progress, how: Reached) => void,
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
  const from =
    before === null ? cursor : { uidValidity: before.uidValidity, uid: before.last, begunAt: before.begunAt }
  const progress = before?.uidValidity === validity ? before : beginAt(from, validity, uidNext)
  reached(progress, 'known')
  // Kept before anybody reads that we are there: what they write from then on is not backlog, whenever we die.
  if (cursor === null && !progress.begun)
    await work
      .begin?.({ uidValidity: validity, uid: progress.floor, begunAt: progress.begunAt })
      .catch(notStored)
  progress.begun = true
  reached(progress, 'open')
  await follow(client, { work, progress, moves }, () => reached(progress, 'end'))
}

/** Carries what is there, then what comes, until the signal aborts; throws once the connection is lost. */
const follow = async (client: ImapFlow, visit: Visit, atEnd: () => void): Promise<void> => {
  const { work, progress } = visit
  let wake = () => {}
  let news = false
  let compare = true
  let first = true
  let soon = false
  let alarm = new AbortController()
  const ended = new AbortController()
  const noteNews = () => {
    news = true
    wake()
  }
  client.on('exists', noteNews)
  client.on('close', noteNews)
  work.signal.addEventListener('abort', noteNews, { signal: ended.signal })
  const setAlarm = async (milliseconds: number) => {
    alarm.abort()
    const mine = new AbortController()
    alarm = mine
    await work.wait(milliseconds, mine.signal)
    if (mine.signal.aborted) return
    compare = true
    wake()
  }
  try {
    while (!work.signal.aborted) {
      if (client.isClosed) throw connectionClosed()
      news = false
      const whole = compare
      compare = false
      if (whole && !first) await stillTheSame(client, visit)
      first = false
      await carry(client, visit, whole)
      atEnd()
      // What the server did not give just now is asked for sooner; other news does not put that off.
      const refused = progress.failures.size > 0
      if (whole || (refused && !soon)) void setAlarm(refused ? askAgain : compareEvery)
      soon = refused
      let waiting = true
      const woken = new Promise<void>((resolve) => {
        wake = resolve
      })
      if (news || compare || work.signal.aborted) continue
      // An IDLE ends with our next command. It may end before, after a silence or by the server: then we look and idle
      // anew, or nobody would tell us of mail any more. A moment later, should a server end each at once.
      const over = async () => {
        if (waiting && client.usable) await work.wait(idleAgain, ended.signal)
        if (waiting) noteNews()
      }
      client.idle().then(over, over)
      await woken
      waiting = false
    }
  } finally {
    ended.abort()
    alarm.abort()
  }
}
