// The loop that lets letters leave. It keeps back a while for the working loop: all that falls due at one instant is kept
// before any letter of it leaves, so that nobody is sent in parts what belongs together (record 0040).

import { makeBreaker } from './breaker.ts'
import { deliver, type Delivery, type Ending } from './deliver.ts'
import { pollMilliseconds, untilNews } from './news.ts'
import { refusedForGood } from './refused.ts'
import { makeUnderWay } from './underway.ts'
import { fellDueSince } from './watch.ts'
import type { Loops } from './working.ts'
import type { DoorState, Post } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'

/** Looks, a second each, at which letters wait for what fell due before; much mail in line keeps them no longer. */
const patienceWithTicks = 10
const patienceAtStart = 60

export type Sending = {
  readonly post: Post
  /** Letters that leave side by side. */
  readonly connections: number
  readonly tell: (state: DoorState) => void
}

/** `caughtUpAt`: when the working loop had done all that was due, null where it has not. */
export function makeSending(
  { kit, clock, doors, bell, leaving, signal }: Loops,
  { post, connections, tell }: Sending,
  caughtUpAt: () => Instant | null,
) {
  const breaker = makeBreaker(kit.clock, (state) => {
    doors.heard('transport', state)
    kit.log(state.up ? 'door open' : 'door shut', { door: 'transport', ...state })
  })
  // The clock's doubt stands before the door: of what it keeps back the door says nothing.
  const guarded = clock.guard(breaker.guard(post))
  const way = makeUnderWay<Ending>(connections, () => leaving.ring())
  let waited = 0
  /** True where this look leaves letters alone. */
  const waitsForWork = async (): Promise<boolean> => {
    const still = (await clock.inDoubt()) || (await kit.archive.pause()) !== null
    const since = caughtUpAt()
    const behind = !still && (since === null || (await fellDueSince(kit, since)))
    const waits = behind && waited < (since === null ? patienceAtStart : patienceWithTicks)
    if (waits) waited += 1
    // Where it takes longer letters are waited with once, not each.
    else if (!behind) waited = 0
    return waits
  }
  let told: string | null = null
  /** Trouble of the post is said once in plain words, and once more when it is over. */
  const tellPost = ({ sent, trouble }: Delivery) => {
    if (trouble !== null && trouble !== told)
      tell({ up: false, what: `${trouble}; letters wait and are tried again` })
    if (trouble === null && told !== null && sent > 0) tell({ up: true, what: 'letters leave again' })
    if (trouble !== null || sent > 0) told = trouble
  }
  const round = async () => {
    const seen = await kit.archive.version()
    if (await waitsForWork()) {
      await leaving.wait(pollMilliseconds, signal)
      return
    }
    const reading = { ...kit, mailboxReadSince: doors.mailboxReadSince }
    const delivery = await deliver(reading, guarded, connections, signal, breaker, way)
    // Nobody had a letter to try with.
    if (breaker.isDue() && !signal.aborted) await breaker.probe(post)
    tellPost(delivery)
    if (delivery.failed.length > 0) {
      await refusedForGood(
        kit,
        delivery.failed.map(({ id }) => id),
      )
      bell.ring()
      leaving.ring()
    }
    const next = breaker.nextTry() ?? (await kit.archive.nextOutbox())
    await untilNews(kit, clock, leaving, next, seen, signal)
  }
  return {
    round,
    /** Resolves once no letter is under way: the store must not be closed before. */
    async ended(): Promise<void> {
      try {
        await way.idle()
      } catch (error) {
        // Its lease is given back by the next start.
        kit.log('trouble', {
          loop: 'delivering',
          error: error instanceof Error ? error.message : String(error),
        })
      }
    },
  }
}
