// How long a mail waits for DNS before it is judged by what it proves without (SPEC §3.3, RFC 6376 §6.1.2: a key that
// cannot be looked up now may be there later). Kept in memory: whoever starts anew begins to wait anew.

import { later } from '../rollout/instant.ts'
import type { MailId } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'

/** From the first try; an answer that waits longer would miss its day. */
const patienceSeconds = 30 * 60
/** Between two tries of one mail: a lookup that fails takes its time, and others are in line behind it. */
const pauseSeconds = 60
/** More that wait for DNS are judged by what they prove without: each of them takes time at every round. */
const mostWaiting = 200

export type Patience = {
  /** Whether it is too early to try this mail again. */
  waits(id: MailId, now: Instant): boolean
  /** Notes a try that DNS kept from an end; true where the mail should be tried once more. */
  again(id: MailId, now: Instant): boolean
  forget(id: MailId): void
}

export function makePatience(): Patience {
  const tries = new Map<MailId, { readonly first: Instant; readonly last: Instant }>()
  return {
    waits(id, now) {
      const known = tries.get(id)
      return known !== undefined && now >= known.last && now < later(known.last, pauseSeconds)
    },
    again(id, now) {
      const first = tries.get(id)?.first ?? now
      if (!tries.has(id) && tries.size >= mostWaiting) return false
      tries.set(id, { first, last: now })
      return now < later(first, patienceSeconds)
    },
    forget: (id) => void tries.delete(id),
  }
}
