// Looking out for one mail of our own in an IMAP folder, known by its Message-ID: doctor's round trip. No other mail is
// touched or fetched. An agent that runs takes mail itself; then its memory is asked, not the server.

import type { ImapFlow } from 'imapflow'
import { asInstant, type Instant } from '../../rollout/ids.ts'
import type { Wait } from './session.ts'

const between = 1000

/** Null once the signal aborts. Throws what imapflow throws. The client is connected, and no folder is open yet. */
export async function lookOut(
  client: ImapFlow,
  folder: string,
  messageId: string,
  wait: Wait,
  signal: AbortSignal,
): Promise<Instant | null> {
  await client.mailboxOpen(folder)
  for (;;) {
    const found = await client.search({ header: { 'message-id': messageId } }, { uid: true })
    const uid = Array.isArray(found) ? found.at(-1) : undefined
    if (uid !== undefined) return await taken(client, uid)
    if (signal.aborted) return null
    await wait(between, signal)
    // Many servers tell of new mail only with the answer to a command (RFC 9051 §7).
    await client.noop()
  }
}

async function taken(client: ImapFlow, uid: number): Promise<Instant> {
  const row = await client.fetchOne(String(uid), { uid: true, internalDate: true }, { uid: true })
  const date = row === false ? undefined : row.internalDate
  // Without UIDPLUS an EXPUNGE would also remove what others flagged (RFC 4315); the agent knows our own mail anyway.
  if (client.capabilities.has('UIDPLUS')) await client.messageDelete(String(uid), { uid: true })
  const at = new Date(date ?? Date.now())
  return asInstant(`${at.toISOString().slice(0, 19)}Z`)
}
