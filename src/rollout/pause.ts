// Whether letters leave at all (SPEC §3.4: pause, resume). It is about no ticket, so it has an event, a rule and an
// outcome of its own beside decide's; who may say it is judged here, how surely it was they in the intake.

import type { Act, Actor } from './event.ts'
import type { Instant, PersonId } from './ids.ts'
import type { Refusal } from './refusal.ts'

export type PostEvent = { readonly type: 'paused' | 'resumed' } & Pick<Act, 'id' | 'by' | 'releasedBy' | 'at'>
/** The pause that stands. */
export type Pause = { readonly since: Instant; readonly by: Actor }
/**
 * A clock that jumped (SPEC §9): what it should have shown by the one that is never set, or when it was last known to be
 * right, and what it showed.
 */
export type Jump = { readonly since: Instant; readonly seen: Instant }
/** What it did, for the receipt. `waiting`: letters that wait at that moment. */
export type PostDid =
  | { readonly did: 'paused'; readonly since: Instant; readonly waiting: number; readonly zone: string }
  | { readonly did: 'resumed'; readonly since: Instant; readonly waiting: number; readonly zone: string }
  /** The clock is right as it is. `paused`: somebody has paused letters besides. */
  | {
      readonly did: 'trusted'
      readonly since: Instant
      readonly now: Instant
      readonly paused: boolean
      readonly zone: string
    }

/** Who looks after the bot as a whole. */
export type InCharge = { readonly all: readonly PersonId[]; readonly admin: PersonId }

export const isPostEvent = <E extends { readonly type: string }>(
  event: E,
): event is E & { readonly type: PostEvent['type'] } => event.type === 'paused' || event.type === 'resumed'

/** Null where it changes something; `already-so` where it stands so. */
export function mayRule(
  standing: Pause | null,
  { type, by }: PostEvent,
  { all, admin }: InCharge,
): Refusal | 'already-so' | null {
  if (!isInCharge(by, { all, admin })) return { code: 'not-in-charge' }
  return (type === 'paused') === (standing !== null) ? 'already-so' : null
}

export const isInCharge = (by: Actor, { all, admin }: InCharge): boolean =>
  by.kind === 'admin' || (by.kind === 'person' && (by.id === admin || all.includes(by.id)))
