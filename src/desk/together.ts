// What one ruling brings, committed together or not at all (DESIGN, way of one mail, 6); decided again where a ticket
// moved on meanwhile. Whoever brings news to the judge comes through here, but the clock, which has a next look.

import type { Kit } from './kit.ts'
import type { Ruling } from './ruling.ts'
import type { Commit } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'

const triesOnConflict = 5

/** The commit of a ruling, and what comes beside it. */
export const commitOf = (
  { now, changes, outbox, questions, pausing }: Ruling,
  more: Partial<Pick<Commit, 'outbox' | 'settledQuestions'>> = {},
): Commit => ({
  at: now,
  changes,
  questions,
  pausing,
  settledQuestions: more.settledQuestions ?? [],
  outbox: [...outbox, ...(more.outbox ?? [])],
  files: [],
  bouncedLetters: [],
})

/**
 * Judges and commits; the answer is the one whose commit held. A null commit writes nothing. Throws with `complaint`
 * where the tickets keep changing.
 */
export async function commitTogether<T>(
  kit: Kit,
  complaint: string,
  judge: (now: Instant) => Promise<{ readonly answer: T; readonly commit: Commit | null }>,
): Promise<T> {
  for (let attempt = 0; attempt < triesOnConflict; attempt += 1) {
    const { answer, commit } = await judge(kit.clock.now())
    if (commit === null || (await kit.ledger.commit(commit)) === 'committed') return answer
  }
  throw new Error(complaint)
}
