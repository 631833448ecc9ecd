// The agent: mail in, judged, remembered, answered, until it is told to stop. Three loops that carry things between
// the rooms; each heals what it missed at its next pass. No rules of their own.

import { lookForAlarms } from './alarms.ts'
import { makeBell, type Bell } from './bell.ts'
import { collect } from './collect.ts'
import { deliver, type Delivery } from './deliver.ts'
import { countInterrupted, handleAll } from './handle.ts'
import { lookForResume } from './clockmail.ts'
import { watchClock, type ClockWatch } from './clockwatch.ts'
import { makePatience } from './patience.ts'
import { watchDoors } from './doorwatch.ts'
import { catchUpRefused, refusedForGood } from './refused.ts'
import { later } from '../rollout/instant.ts'
import { fellDueSince, nextDue, watch } from './watch.ts'
import type { Kit } from './kit.ts'
import type { DoorState, MailId, Mailbox, Post } from '../ports.ts'
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
  /** Mail is dated by the clock of another machine, which may speak for ours (record 0033). */
  readonly datedElsewhere?: boolean
  readonly tell: (state: DoorState) => void
  /** What must have ended before any letter of ours is written, by a clock that is right. */
  readonly first?: () => Promise<void>
}

// The command line commits from its own process; a second is soon enough to notice.
const pollMilliseconds = 1000
const longestSleep = 60_000
const afterTrouble = 5000
/** Looks, a second each, at which letters wait for what fell due before; much mail in line keeps them no longer. */
const patienceWithTicks = 10
const patienceAtStart = 60

export function run(desk: Kit, options: RunOptions, signal: AbortSignal): Running {
  const clock = watchClock(desk, options.datedElsewhere ?? false)
  const { kit } = clock
  const post = clock.guard(options.post)
  const doors = watchDoors(kit.clock)
  const bell = makeBell()
  const leaving = makeBell()
  const patience = makePatience()
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])

  const looked = new Set<MailId>()
  // When all that was due was looked at last; null while something stands still, and until what fell due meanwhile is
  // done. All that falls due at one instant is kept before any letter of it leaves: nobody is sent in parts what
  // belongs together.
  let caughtUpAt: Instant | null = null
  let waitedForTicks = 0
  let begun = false
  const begin = async () => {
    await options.first?.()
    await catchUpRefused(kit)
    begun = true
  }
  let stands = false
  let mailIsIn = false
  let lookedAt = kit.clock.now()
  const work = async (): Promise<number> => {
    stands = await clock.inDoubt()
    lookedAt = kit.clock.now()
    if (stands) {
      await lookForResume(kit, patience, looked, either)
      return 0
    }
    looked.clear()
    if (!begun) await begin()
    // Asked before mail is looked at: what is taken meanwhile may be an answer to what is due.
    mailIsIn = doors.mailIsIn()
    const waiting = await handleAll(kit, patience, either)
    stands = (await kit.archive.pause()) !== null
    lookedAt = kit.clock.now()
    if (mailIsIn) await watch(kit)
    await lookForAlarms(kit, doors.seen())
    return waiting
  }

  // The version is read before the work: what others commit meanwhile is news afterwards.
  const working = async () => {
    const seen = await kit.archive.version()
    let waiting = 0
    try {
      waiting = await work()
    } finally {
      // After trouble as well: letters are not kept for what cannot be done.
      if (stands) caughtUpAt = null
      else if (mailIsIn) caughtUpAt = lookedAt
      leaving.ring()
    }
    const again = waiting > 0 ? later(kit.clock.now(), afterTrouble / 1000) : null
    const still = (await kit.archive.pause()) ?? (await kit.archive.jump())
    const due = still ? null : await nextDue(kit)
    await untilNews(kit, clock, bell, again && (!due || again < due) ? again : due, seen, either)
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
    const still = (await clock.inDoubt()) || (await kit.archive.pause()) !== null
    const behind = !still && (caughtUpAt === null || (await fellDueSince(kit, caughtUpAt)))
    if (behind && waitedForTicks < (caughtUpAt === null ? patienceAtStart : patienceWithTicks)) {
      waitedForTicks += 1
      await leaving.wait(pollMilliseconds, either)
      return
    }
    // Where it takes longer letters are waited with once, not each.
    if (!behind) waitedForTicks = 0
    const delivery = await deliver(
      { ...kit, mailboxReadSince: doors.mailboxReadSince },
      post,
      options.connections,
      either,
    )
    tellPost(delivery)
    const { failed } = delivery
    if (failed.length > 0) {
      await refusedForGood(
        kit,
        failed.map(({ id }) => id),
      )
      bell.ring()
      leaving.ring()
    }
    await untilNews(kit, clock, leaving, await kit.archive.nextOutbox(), seen, either)
  }
  const atEnd = () => {
    const late = !doors.mailIsIn()
    doors.readToItsEnd()
    if (late) bell.ring()
  }
  const ended = (async () => {
    // Before anything is claimed: a lease of our own must not be given back.
    await kit.ledger.reclaimLeases()
    const inDoubt = await clock.inDoubt()
    await countInterrupted(kit)
    if (!inDoubt) await begin()
    const loops = [loop(kit, either, 'working', working), loop(kit, either, 'delivering', posting)]
    try {
      await collect(
        kit,
        heardBy(clock, options.mailbox),
        { fromBeginning: options.fromBeginning, signal: either, atEnd },
        () => bell.ring(),
        (state) => {
          doors.heard('mailbox', state)
          options.tell(state)
        },
      )
    } finally {
      stop.abort()
      await Promise.all(loops)
      await clock.close()
    }
  })()
  return {
    nudge() {
      bell.ring()
      leaving.ring()
    },
    ended,
  }
}

/** The same mailbox; what it brings is heard once it is safe. */
const heardBy = (clock: ClockWatch, mailbox: Mailbox): Mailbox => ({
  name: mailbox.name,
  run: (cursor, take, tell, signal, begin, atEnd) => {
    const takeAndHear: typeof take = async (batch) => {
      await take(batch)
      clock.heard(batch)
    }
    return mailbox.run(cursor, takeAndHear, tell, signal, begin, atEnd)
  },
})

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

/**
 * Sleeps until the bell, the next instant that is due, a commit by another process, or a clock that has jumped. No single
 * timer is longer than a second, so that neither a clock that is set nor a sleeping machine makes it late.
 */
async function untilNews(
  kit: Kit,
  clock: ClockWatch,
  bell: Bell,
  due: Instant | null,
  seen: number,
  signal: AbortSignal,
): Promise<void> {
  for (let slept = 0; slept < longestSleep && !signal.aborted; slept += pollMilliseconds) {
    const left = due ? Date.parse(due) - Date.parse(kit.clock.now()) : longestSleep
    // What is still due after the work was done waits for the next look, lest the loop spin.
    if (left <= 0 && slept > 0) return
    if (await bell.wait(left > 0 ? Math.min(pollMilliseconds, left) : pollMilliseconds, signal)) return
    if ((await kit.archive.version()) !== seen || clock.hasNews()) return
  }
}
