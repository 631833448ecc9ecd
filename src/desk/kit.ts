// What the clerk works with: memory, the doors, the marks, and the settled part of the world. Put together once by
// house.ts; nothing here decides anything.

import type { Marks } from '../marks/marks.ts'
import type { PgpKeys } from '../intake/pgpkeys.ts'
import type { LetterRequest } from '../letters/letter.ts'
import type { Person, Archive, Clock, Finished, Ledger, Resolver } from '../ports.ts'
import type { Rates } from '../ports/outgoing.ts'
import type { Examine } from '../reports/examine.ts'
import type { OwnTemplates } from '../reports/owntemplates.ts'
import type { Instant, PersonId } from '../rollout/ids.ts'
import type { Names, World } from '../rollout/world.ts'

/** The part of the world that the config and the roster settle; now, held answers and the next number come at use. */
export type Settled = Omit<World, 'now' | 'held' | 'nextTicket'>

export type Trust = {
  readonly authservIds: readonly string[]
  readonly verifyDkim: boolean
  readonly trackerHosts: readonly string[]
  /** How lines begin that gateways of ours put above mail. */
  readonly banners: readonly string[]
  readonly trackerTags: readonly string[]
  /** The tracker's own address, where it takes mail. */
  readonly trackerAddress: string | null
  /** The keys on file of managers, where the config names any. */
  readonly openpgp?: PgpKeys
}

/** One line a thing done, fields not prose (DESIGN, laws). */
export type Log = (what: string, fields: { readonly [name: string]: unknown }) => void

export type Kit = {
  readonly ledger: Ledger
  readonly archive: Archive
  readonly clock: Clock
  readonly marks: Marks
  readonly resolver: Resolver
  readonly settled: Settled
  readonly names: Names
  readonly trust: Trust
  /** Every mailing list the config names: their posts are people's mail, their address is never a person's. */
  readonly lists: readonly string[]
  readonly admin: PersonId
  readonly rates: Rates & { readonly questionsPerDay: number }
  readonly compose: (request: LetterRequest, names: ReadonlyMap<PersonId, Person>) => Promise<Finished>
  /** Looks at a document where it can do no harm. */
  readonly examine: Examine
  /** Which types of documents count as a report. */
  readonly countingTypes: readonly string[]
  /** An operator's own report templates; bytes of one enclosure, past which it stays out of a letter. */
  readonly enclosing: { readonly templates: OwnTemplates; readonly largest: number }
  /** Seconds that the clock may go forth or back at once. */
  readonly clockJump: number
  /** Days for which a letter is tried that its server puts off. */
  readonly giveUpDays: number
  readonly log: Log
  /** Room on the disk that holds memory; null where nobody can say. Absent where it lies on none. */
  readonly freeBytes?: () => number | null
  /** Since when mail has been read without a break; null while it is not. Absent where nothing runs that reads it. */
  readonly mailboxReadSince?: () => Instant | null
}

/** What a mail brings to the desk. */
export type MailInHand = {
  readonly id: number
  readonly bytes: Uint8Array
  readonly via: 'imap' | 'listen' | 'folder'
  readonly receivedAt: Instant
}
