// One post per list, ticket and round under any crash (SPEC §1.4, record 0034). A list server delivers a repeated post
// twice, whatever its Message-ID: so a post whose handing over ended without a clear answer is not sent again before
// our own mailbox was looked at, which is the post's second recipient. Letters to people are not looked for.

import { Fault } from '../ports.ts'
import { later } from '../rollout/instant.ts'
import type { Kit } from './kit.ts'
import type { Finished, OutboxItem, Post } from '../ports.ts'
import type { Leave } from '../ports/outgoing.ts'
import type { Instant } from '../rollout/ids.ts'

/** Mail to ourselves is there in seconds; what takes longer than this, with our mailbox being read, never left. */
const surelyHereSeconds = 10 * 60
const lookAgainSeconds = 10
/** Between our clock and that of the server that dates our mail. */
const clocksApartSeconds = 60
/** By then all that was decided between a backup and its restore has been decided again. */
const afterRestoreSeconds = 7 * 24 * 60 * 60

type Handed =
  | { readonly response: string }
  /** Nobody knows yet whether it left: looked at again then. */
  | { readonly until: Instant; readonly why: string }

/** Hands a finished letter over, unless it left before. Throws the Fault of the post. */
export async function handOver(
  kit: Kit,
  post: Post,
  item: OutboxItem,
  finished: Finished,
  leave: Leave,
): Promise<Handed> {
  if (!isPost(item) || post.repeatsAreOne) return post.send(finished, leave)
  const before = (await kit.archive.handedOver(item.id)) ?? (await lostSince(kit, item))
  if (before !== null) {
    const seen = await kit.archive.arrivedSince(finished.messageId, later(before, -clocksApartSeconds))
    if (seen !== null) return { response: `left before: our own copy came at ${seen}` }
    const until = unsureUntil(kit, before)
    if (until !== null) return { until, why: 'its server gave no answer: our own mailbox is looked at first' }
  }
  await kit.ledger.handOver(item.id, kit.clock.now())
  try {
    const envelope = { ...finished.envelope, also: kit.marks.address }
    return await post.send({ ...finished, envelope }, leave)
  } catch (error) {
    // A no, or no connection: it has not left for certain.
    if (error instanceof Fault && !error.unanswered) await kit.ledger.handedBack(item.id)
    throw error
  }
}

const isPost = ({ effect }: OutboxItem) => effect.kind === 'letter' && 'list' in effect.to

/**
 * When to try again what could not be handed over, `again` being when any letter would be. A list that was put off while we
 * ourselves were not: that copy is here before the next try, and is taken for none of its copies.
 */
export function notBefore(item: OutboxItem, error: unknown, again: Instant, now: Instant): Instant {
  if (!isPost(item) || !(error instanceof Fault) || error.door !== 'answers') return again
  const copyIsHere = later(now, surelyHereSeconds + clocksApartSeconds)
  return again > copyIsHere ? again : copyIsHere
}

/** From when on it may have left without our knowing: an agent of before a restore knew more than the backup. */
async function lostSince({ archive }: Kit, { queuedAt }: OutboxItem): Promise<Instant | null> {
  const restored = await archive.restored()
  return restored !== null && queuedAt <= later(restored.at, afterRestoreSeconds) ? restored.made : null
}

/** When to look again; null once our own copy would be here had the post left. */
function unsureUntil(kit: Kit, handedAt: Instant): Instant | null {
  const now = kit.clock.now()
  const readSince = kit.mailboxReadSince?.() ?? null
  const next = later(now, lookAgainSeconds)
  if (readSince === null) return next
  const sure = later(readSince > handedAt ? readSince : handedAt, surelyHereSeconds)
  if (sure <= now) return null
  return sure < next ? sure : next
}
