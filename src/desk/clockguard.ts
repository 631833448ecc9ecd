// What a clock in doubt must not touch (SPEC §9): nothing that was decided by it is kept, and no letter leaves that was taken
// up before it jumped. Between two looks of the watch the clock is compared at every call, so that no instant counts that
// nobody has looked at.

import { Fault, type Ledger, type Post } from '../ports.ts'
import type { Kit } from './kit.ts'
import type { Instant } from '../rollout/ids.ts'

type Doubt = {
  /** By the last look: a jump is kept and nothing has cleared it up. */
  readonly isDoubted: () => boolean
  /** Whether an instant goes with the clock that is never set. */
  readonly jumped: (at: Instant) => boolean
  /** What the clock should show; null where nobody knows. */
  readonly should: () => Instant | null
}

/** The same Ledger and posts; what they refuse is a transient Fault. */
export function clockGuard({ ledger, clock }: Pick<Kit, 'ledger' | 'clock'>, doubt: Doubt) {
  // What is claimed while everything stands still is what says so, and passes a pause: it alone may leave.
  let claimedInDoubt = false
  const isWrong = (at: Instant) => doubt.isDoubted() || doubt.jumped(at)
  const mayNotLeave = (at: Instant) => !claimedInDoubt && isWrong(at)
  const refused = () => new Fault('clock', 'transient', 'the clock has jumped: nothing is decided by it')

  const guarded: Ledger = {
    ...ledger,
    commit: async (commit) => {
      const trusts = commit.pausing?.some(({ to }) => to === 'trusted') ?? false
      if (!trusts && isWrong(commit.at)) throw refused()
      return ledger.commit(commit)
    },
    claimDue: async (now, ...rest) => {
      if (!doubt.isDoubted() && doubt.jumped(now)) return []
      claimedInDoubt = doubt.isDoubted()
      return ledger.claimDue(now, ...rest)
    },
    keepFinished: async (letter, finished, at) => {
      if (mayNotLeave(at)) throw refused()
      return ledger.keepFinished(letter, finished, at)
    },
    // Not given up by a clock that is wrong: whoever refuses it for good will say so again.
    settle: async (letter, settlement) =>
      settlement.state !== 'sent' && mayNotLeave(clock.now())
        ? ledger.settle(letter, {
            state: 'deferred',
            until: doubt.should() ?? clock.now(),
            error: 'error' in settlement ? settlement.error : 'the clock has jumped',
          })
        : ledger.settle(letter, settlement),
  }
  return {
    ledger: guarded,
    post: (post: Post): Post => ({
      ...post,
      send: async (letter, leave) => {
        if (mayNotLeave(clock.now())) throw refused()
        return post.send(letter, leave)
      },
      close: () => post.close(),
    }),
  }
}
