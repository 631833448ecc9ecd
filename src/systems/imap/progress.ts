// How far one IMAP folder has been read: what survives a lost connection, but not a restart (that is the Ledger's
// cursor). UIDs at or below `floor` were passed when this run began; the truth is the set of known UIDs, and `last` is
// only where the next look may start (RFC 3501 §2.3.1.1: a UID is never used again under one UIDVALIDITY).

import type { Cursor } from '../../ports.ts'

export type Progress = {
  readonly uidValidity: string
  readonly floor: number
  /** UIDs at or below it were there before anybody looked; above it a mail is new, however late the server gives it. */
  readonly begunAt: number
  /** Which mail at or below the floor is still to be carried: all of it, or only what nobody has told the server. */
  readonly below: 'all' | 'untold'
  /** True once it is kept where this folder begins. */
  begun: boolean
  /** True once the mail below the floor has been looked through. */
  looked: boolean
  last: number
  known: Set<number>
  /** Failed fetches, in points; a mail with an entry is fetched alone, and still to be had. */
  readonly failures: Map<number, number>
  /** Safe with us, and the server has not said that it did what it was told. */
  readonly untold: Set<number>
  /** True once somebody was told that the server refuses, until it no longer does. */
  refused: boolean
}

/**
 * Where to begin, by the cursor and what the server says of the folder. No cursor: everything there is backlog. Same
 * UIDVALIDITY: what is left below the cursor was taken but not told to the server. Another one: every UID is new, and
 * the Ledger knows old mail by its content (SPEC §3.6).
 */
export const beginAt = (cursor: Cursor | null, uidValidity: string, uidNext: number): Progress => {
  const fresh = { uid: uidNext - 1, begunAt: uidNext - 1 }
  const anew = { uid: 0, begunAt: 0 }
  const { uid: floor, begunAt } = cursor === null ? fresh : cursor.uidValidity === uidValidity ? cursor : anew
  return {
    uidValidity,
    floor,
    begunAt,
    below: cursor === null ? 'all' : 'untold',
    begun: cursor !== null,
    looked: false,
    last: floor,
    known: new Set(),
    failures: new Map(),
    untold: new Set(),
    refused: false,
  }
}
