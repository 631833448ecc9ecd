// The agent: mail in, judged, remembered, answered, until it is told to stop. Three loops that carry things between
// the rooms; each heals what it missed at its next pass. No rules of their own.

import { lookForAlarms } from './alarms.ts'
import { makeBell, type Bell } from './bell.ts'
import { collect } from './collect.ts'
import { deliver, type Delivery } from './deliver.ts'
import { countInterrupted, handleAll } from './handle.ts'
import { makePatience } from './patience.ts'
import { watchDoors } from './doorwatch.ts'
import { catchUpRefused, refusedForGood } from './refused.ts'
import { later } from './retry.ts'
import { nextDue, watch } from './watch.ts'
import type { Kit } from './kit.ts'
import type { DoorState, Mailbox, Post } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'

export type Running = {
  /** Looks at everything now: mail in line, deadlines, outbox. */
  nudge(): void
  /** Resolves when every loop has ended after the signal; rejects with a permanent Fault of the mailbox. */
  readonly ended: Promise<void>
}
export type RunOptions = {
  readonly mailbox: Mailbox
  readonly post: Post
  /** Letters that leave side by side. */
  readonly connections: number
  readonly fromBeginning: boolean
  readonly tell: (state: DoorState) => void
  /** What must have ended before any letter is written. */
  readonly first?: Promise<void>
}

// The command line commits from its own process; a second is soon enough to notice.
const pollMilliseconds = 1000
const longestSleep = 60_000
const afterTrouble = 5000

export function run(kit: Kit, options: RunOptions, signal: AbortSignal): Running {
  const doors = watchDoors(kit.clock)
  const work = makeBell()
  const post = makeBell()
  const patience = makePatience()
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])

  // The version is read before the work: what others commit meanwhile is news afterwards.
  const working = async () => {
    const seen = await kit.archive.version()
    let waiting = 0
    try {
      waiting = await handleAll(kit, patience, either)
      await watch(kit)
      await lookForAlarms(kit, doors.seen())
    } finally {
      post.ring()
    }
    const again = waiting > 0 ? later(kit.clock.now(), afterTrouble / 1000) : null
    const due = (await kit.archive.pause()) ? null : await nextDue(kit)
    await untilNews(kit, work, again && (!due || again < due) ? again : due, seen, either)
  }
  let told: string | null = null
  /** Trouble of the post is said once in plain words, and once more when it is over. */
  const tellPost = ({ sent, trouble }: Delivery) => {
    if (sent > 0 || trouble !== null) doors.heard('transport', { up: sent > 0, what: trouble ?? '' })
    if (trouble !== null && trouble !== told)
      options.tell({ up: false, what: `${trouble}; letters wait and are tried again` })
    if (trouble === null && told !== null && sent > 0) options.tell({ up: true, what: 'letters leave again' })
    if (trouble !== null || sent > 0) told = trouble
  }
  const posting = async () => {
    const seen = await kit.archive.version()
    const delivery = await deliver(kit, options.post, options.connections, either)
    tellPost(delivery)
    const { failed } = delivery
    if (failed.length > 0) {
      await refusedForGood(
        kit,
        failed.map(({ id }) => id),
      )
      work.ring()
      post.ring()
    }
    await untilNews(kit, post, await kit.archive.nextOutbox(), seen, either)
  }
  const ended = (async () => {
    await options.first
    // Before anything is claimed: a lease of our own must not be given back.
    await kit.ledger.reclaimLeases()
    await countInterrupted(kit)
    await catchUpRefused(kit)
    const loops = [loop(kit, either, 'working', working), loop(kit, either, 'delivering', posting)]
    try {
      await collect(
        kit,
        options.mailbox,
        { fromBeginning: options.fromBeginning, signal: either },
        () => work.ring(),
        (state) => {
          doors.heard('mailbox', state)
          options.tell(state)
        },
      )
    } finally {
      stop.abort()
      await Promise.all(loops)
    }
  })()
  return {
    nudge() {
      work.ring()
      post.ring()
    },
    ended,
  }
}

/** Repeats until the signal; trouble of the store is logged and tried again, for the mail is safe on the server. */
async function loop(kit: Kit, signal: AbortSignal, name: string, round: () => Promise<void>): Promise<void> {
  const pause = makeBell()
  while (!signal.aborted) {
    try {
      await round()
    } catch (error) {
      kit.log('trouble', { loop: name, error: error instanceof Error ? error.message : String(error) })
      await pause.wait(afterTrouble, signal)
    }
  }
}

/** Sleeps until the bell, the next instant that is due, or a commit by another process. */
async function untilNews(
  kit: Kit,
  bell: Bell,
  due: Instant | null,
  seen: number,
  signal: AbortSignal,
): Promise<void> {
  const began = Date.parse(kit.clock.now())
  for (let slept = 0; slept < longestSleep && !signal.aborted; slept += pollMilliseconds) {
    const left = due ? Date.parse(due) - Date.parse(kit.clock.now()) : longestSleep
    // What is still due after the work was done waits for the next look, lest the loop spin.
    if (left <= 0 && slept > 0) return
    if (await bell.wait(left > 0 ? Math.min(pollMilliseconds, left) : pollMilliseconds, signal)) return
    if ((await kit.archive.version()) !== seen || Date.parse(kit.clock.now()) < began) return
  }
}
