// Telling the server that mail is safe with us: flagged \Seen, then moved to the folder of handled mail where the server
// can move one mail by itself (RFC 6851, or COPY and the UID EXPUNGE of RFC 4315). imapflow answers a refusal and a lost
// connection alike, with false or nothing: only what it says was done counts as told, all else is told again later.

import type { ImapFlow } from 'imapflow'
import { connectionClosed } from './trouble.ts'

/** UIDs in one command: short enough for any server's line limit (RFC 7162 §4). */
const together = 200

/** Makes the folder for handled mail where it is missing. False where the server cannot do that, or move one mail alone. */
export const readyToMove = async (client: ImapFlow, done: string): Promise<boolean> => {
  // Without MOVE, a copy is followed by UID EXPUNGE; without UIDPLUS that would expunge other people's deletions too.
  if (!['MOVE', 'UIDPLUS', 'IMAP4REV2'].some((name) => client.capabilities.has(name))) return false
  const prefix = client.namespace?.prefix ?? ''
  const folders = await client.list({ listOnly: true })
  if (folders.some(({ path }) => path === done || path === `${prefix}${done}`)) return true
  try {
    await client.mailboxCreate(done)
    return true
  } catch (error) {
    if (!client.usable) throw error
    return false
  }
}

/**
 * Flags these mails and, where `done` is a folder, moves them there; gives back the UIDs of which the server did what was
 * asked last. Throws where the connection is lost.
 */
export const tellServer = async (
  client: ImapFlow,
  uids: readonly number[],
  done: string | null,
): Promise<readonly number[]> => {
  const told: number[] = []
  for (let at = 0; at < uids.length; at += together) {
    const portion = uids.slice(at, at + together)
    if (await tellOf(client, portion.join(','), done)) told.push(...portion)
    // A refusal and a loss look alike.
    if (!client.usable) throw connectionClosed()
  }
  return told
}

const tellOf = async (client: ImapFlow, range: string, done: string | null): Promise<boolean> => {
  const flagged = await client.messageFlagsAdd(range, ['\\Seen'], { uid: true })
  if (done === null || !client.usable) return flagged
  const move = async () => Boolean(await client.messageMove(range, done, { uid: true }))
  if (await move()) return true
  // The folder may have been removed since we looked ([TRYCREATE], RFC 9051 §6.4.8).
  return client.usable && (await readyToMove(client, done)) && (await move())
}
