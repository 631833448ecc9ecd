// What memory is asked for: rollouts, mail and letters by what they are, and mail that may have been said before. Types
// only; the promises are in ports.ts.

import type { Level } from '../intake/message.ts'
import type { Letter } from '../rollout/effect.ts'
import type { Instant, PersonId, TeamName, TicketId } from '../rollout/ids.ts'
import type { MailState } from './incoming.ts'
import type { LetterState } from './outgoing.ts'

export type TicketFilter = {
  readonly unresolved?: boolean
  readonly team?: TeamName
  readonly parent?: string
  readonly title?: string
}
export type MailFilter = {
  readonly state?: MailState
  readonly ticket?: TicketId
  readonly limit?: number
  /** Of those, the ones alone whose writer said until when they are away. */
  readonly away?: true
}
export type LetterFilter = {
  readonly ticket?: TicketId
  readonly person?: PersonId
  readonly state?: LetterState
  readonly limit?: number
  /** Of a ticket, those of these names alone that have not left; asks nothing else. */
  readonly unsent?: readonly Letter['letter'][]
}
/**
 * A mail that may be a copy, though not of itself, `except`: of one with these ids, or with the same words of the same author
 * under the same Date.
 */
export type Alike = {
  readonly messageId: string
  readonly inReplyTo: readonly string[]
  readonly wordsHash: string
  readonly date: Instant | null
  readonly except: number
}
/** Words of an author that proved as much, in a mail that came after `since`. */
export type Said = {
  readonly wordsHash: string
  readonly level: Level
  readonly since: Instant
  readonly except: number
}
