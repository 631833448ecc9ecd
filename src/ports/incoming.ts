// What became of a mail: the state it is in, and what was made of it, as memory keeps both beside its bytes. Types only;
// the promises are in ports.ts.

import type { Bounce, Level, MailKind } from '../intake/message.ts'
import type { Instant, PersonId, TicketId } from '../rollout/ids.ts'

export type MailState = 'new' | 'backlog' | 'handled' | 'held' | 'set-aside' | 'copy'
/** What was made of a mail: shown by the board and `mail show`, kept with the decision. */
export type MailVerdict = {
  readonly state: Exclude<MailState, 'new' | 'backlog'>
  readonly kind: MailKind | null
  readonly rule: string
  readonly from: string
  readonly person: PersonId | null
  readonly level: Level | null
  readonly levelWhy: string
  readonly ticket: TicketId | null
  readonly messageId: string
  readonly subject: string
  readonly date: Instant | null
  /** The writer's own words, for the board. */
  readonly text: string
  /** Hash of author and own words: a second copy is known by it (SPEC §3.1). */
  readonly wordsHash: string
  readonly commands: readonly string[]
  readonly problems: readonly string[]
  readonly bounce?: Bounce
  readonly away?: { readonly until?: string }
  /** Why it was held or set aside, or whose copy it is. */
  readonly reason?: string
  readonly copyOf?: number
}
