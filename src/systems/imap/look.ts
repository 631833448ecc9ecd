// One look through mail on a server: what it works with, what it finds out, and how a mail that does not come is held
// against it. Which mails are asked for, and in what portions, is decided in fetch.ts and sizes.ts.

import type { FetchMessageObject, ImapFlow } from 'imapflow'
import type { DoorState, Incoming } from '../../ports.ts'
import { connectionLost } from '../tls.ts'
import type { Progress } from './progress.ts'
import { sequenceSet } from './sequence.ts'

/**
 * Points at which a mail is given up: three looks in which the server refuses it and gives another, five where it is
 * alone, ten lost connections. A cable that is pulled is not the mail's fault, nor is a server that is busy.
 */
export const enough = 10
export const refusedPoints = { whileOthersCome: 4, alone: 2 }

export type Head = {
  readonly uid: number
  readonly size: number
  readonly receivedAt: Incoming['receivedAt']
}
export type Source = {
  readonly client: ImapFlow
  readonly progress: Progress
  readonly mailbox: string
  /** Bytes. */
  readonly sizeLimit: number
  readonly tell: (state: DoorState) => void
}
/** What one look finds out about the server: whether it gives mail at all, and which mails it does not. */
export type Look = Source & {
  given: number
  readonly refused: Map<number, unknown>
  /** Small mails that came with their sizes. */
  readonly inHand: Map<number, Uint8Array>
}

/** The rows of these mails that hold what was asked for: others come unasked, when somebody else sets a flag. */
export async function* rowsOf(
  { client }: Source,
  uids: readonly number[],
  what: { size?: true; internalDate?: true; source?: true | { maxLength: number }; headers?: true },
): AsyncGenerator<FetchMessageObject> {
  const wanted = what.size ? 'size' : what.headers ? 'headers' : 'source'
  for await (const row of client.fetch(sequenceSet(uids), { uid: true, ...what }, { uid: true }))
    if (row[wanted] !== undefined) yield row
}

export const blame = ({ progress }: Source, uid: number, points: number) =>
  progress.failures.set(uid, (progress.failures.get(uid) ?? 0) + points)

/** Notes that a mail did not come; throws on where the connection went with it. */
export const notGiven = (look: Look, uid: number, error: unknown) => {
  if (look.client.usable) return void look.refused.set(uid, error)
  blame(look, uid, connectionLost(error) ? 1 : refusedPoints.whileOthersCome)
  throw error
}
