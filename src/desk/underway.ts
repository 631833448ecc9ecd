// Letters that are under way side by side. One whose server takes its time, ten minutes for the final dot are its right (RFC
// 5321 §4.5.3.2), keeps its lane and nobody else: whoever began it goes on after a while and hears later what became of it.
// It sends nothing itself, and knows letters by their ids alone.

import PQueue from 'p-queue'
import { makeTurns, type Turn } from './atthedot.ts'
import { makeBell } from './bell.ts'
import type { LetterId } from '../ports.ts'

/** None of those under way having ended for so long, they are not waited for. */
const usuallyMilliseconds = 20_000

export type UnderWay<T> = {
  /** How many may begin: all of `most` where none is slow, else as many as there are lanes left. */
  room(most: number): number
  /** True for a letter that has not ended: its lease may have. */
  has(id: LetterId): boolean
  begin(letters: readonly LetterId[], work: () => Promise<T>): void
  /** Waits until all have ended or the rest is slow. Answers with what became of those that ended since the last asking;
   *  rejects with what one of them rejected with. */
  ended(): Promise<readonly T[]>
  /** The same, without waiting. */
  endedSoFar(): readonly T[]
  /** Of one letter at the final dot. */
  readonly turn: () => Turn
  /** Waits for the slow ones too. */
  idle(): Promise<readonly T[]>
}

/** `late`: rung where one ends that nobody waits for. */
export function makeUnderWay<T>(
  lanes: number,
  late: () => void = () => {},
  slow: number = usuallyMilliseconds,
): UnderWay<T> {
  const lane = new PQueue({ concurrency: lanes })
  /** Of each task its letters: one, or several that leave as one. */
  const open = new Set<readonly LetterId[]>()
  const bell = makeBell()
  const never = new AbortController().signal
  let awaited = false
  let done: T[] = []
  let broken: { readonly by: unknown } | null = null

  const end = (letters: readonly LetterId[]) => {
    open.delete(letters)
    bell.ring()
    if (!awaited) late()
  }
  const take = (): readonly T[] => {
    const error = broken
    broken = null
    if (error !== null) throw error.by
    const was = done
    done = []
    return was
  }
  const wait = async (forAll: boolean) => {
    awaited = true
    while (open.size > 0) {
      const oneEnded = await bell.wait(slow, never)
      // What has no lane yet would begin unseen.
      if (!oneEnded && !forAll && open.size <= lanes) break
    }
    awaited = false
    return take()
  }

  return {
    room: (most) => (open.size === 0 ? most : Math.max(0, Math.min(most, lanes - open.size))),
    has: (id) => [...open].some((letters) => letters.includes(id)),
    begin(letters, work) {
      open.add(letters)
      void lane
        .add(work)
        .then(
          (ending) => void done.push(ending),
          (error: unknown) => void (broken ??= { by: error }),
        )
        .then(() => end(letters))
    },
    ended: async () => wait(false),
    endedSoFar: take,
    turn: makeTurns(),
    idle: async () => wait(true),
  }
}
