// How time passes in the sandbox when somebody puts its clock forward: from deadline to deadline, each done at its own
// instant, so that every letter bears the date it would have had. The deadlines themselves are the desk's.

import { deadlineWords } from '../letters/standing.ts'
import { placeOfBot } from '../rollout/addressees.ts'
import { addSpan } from '../rollout/deadline.ts'
import { digestDay, nextDigest } from '../rollout/digest.ts'
import { nextDeadline } from '../rollout/view.ts'
import { until } from './until.ts'
import type { MovableClock } from './clock.ts'
import type { Playbook } from './playbook.ts'
import type { Archive } from '../ports.ts'
import type { Instant, TicketId } from '../rollout/ids.ts'
import type { World } from '../rollout/world.ts'

export const leaps = ['hour', 'working-day', 'next'] as const
export type Leap = (typeof leaps)[number]
export type NextThing = { readonly at: Instant; readonly what: string; readonly ticket: TicketId | null }

const isLeap = (leap: Leap | Instant): leap is Leap => leaps.some((known) => known === leap)

type Passing = {
  readonly archive: Archive
  readonly clock: MovableClock
  readonly book: Playbook
  readonly zone: string
  /** When the managers' daily letters leave. */
  readonly morning: Pick<World, 'calendar' | 'policy'>
  /** Tells the agent to look at everything now. */
  readonly nudge: () => void
  /** Resolves when nothing is left that should happen now. */
  readonly settled: () => Promise<unknown>
}

/** Real milliseconds for what is due at one instant to be done. */
const patience = 10_000
/** Deadlines that one leap passes at most: a working day of many rollouts. */
const mostSteps = 500

/** Kept over a restart, after which the clock shows no earlier time. */
export const keepTime = (book: Playbook, clock: MovableClock): void =>
  book.change({ ahead: Math.max(0, Date.parse(clock.now()) - Date.now()), latest: clock.now() })

export function makePassing({ archive, clock, book, zone, morning, nudge, settled }: Passing) {
  const earliest = async (): Promise<Instant | null> => {
    const [due, letter] = await Promise.all([archive.nextDue(), archive.nextOutbox()])
    return due === null || (letter !== null && letter < due) ? letter : due
  }
  const allDone = async (): Promise<true | null> => {
    const [next, last] = await Promise.all([earliest(), archive.lastDigest()])
    const day = digestDay({ ...morning, now: clock.now() })
    if (day !== null && (last === null || last < day)) return null
    return next === null || next > clock.now() ? true : null
  }
  /** False where what is due there does not come about in time. */
  const moveTo = async (at: Instant): Promise<boolean> => {
    clock.moveTo(at)
    keepTime(book, clock)
    nudge()
    const done = (await until(patience, allDone)) !== null
    await settled()
    return done
  }
  const goalOf = async (leap: Leap): Promise<Instant> => {
    if (leap === 'next') return (await earliest()) ?? clock.now()
    const span =
      leap === 'hour' ? ({ n: 1, unit: 'hour' } as const) : ({ n: 1, unit: 'working day' } as const)
    return addSpan(clock.now(), span, { ...placeOfBot(morning), zone })
  }
  const pass = async (leap: Leap | Instant): Promise<void> => {
    const goal = isLeap(leap) ? await goalOf(leap) : leap
    for (let step = 0; step < mostSteps; step += 1) {
      const [due, letters] = [await earliest(), nextDigest({ ...morning, now: clock.now() })]
      const next = due === null || (letters !== null && letters < due) ? letters : due
      if (next === null || next > goal || !(await moveTo(next))) break
    }
    await moveTo(goal)
  }

  let last: Promise<void> = Promise.resolve()
  return {
    /** One leap after the other, however they are asked for; resolves when all that fell due is done. */
    forward(leap: Leap | Instant): Promise<void> {
      const next = last.then(() => pass(leap))
      // The next leap begins whatever became of this one, which its own caller is told.
      last = next.catch(() => null).then(() => undefined)
      return next
    },
    /** What happens by itself next, and when. */
    async next(): Promise<NextThing | null> {
      const at = await earliest()
      if (at === null) return null
      for (const ticket of await archive.tickets({ unresolved: true })) {
        const deadline = nextDeadline(ticket)
        if (deadline?.at === at) return { at, what: deadlineWords(deadline), ticket: ticket.id }
      }
      return { at, what: 'a letter that had to wait is tried again', ticket: null }
    },
  }
}
