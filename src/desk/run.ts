// The agent: mail in, judged, remembered, answered, until it is told to stop. Three loops that carry things between
// the rooms: one takes mail (collect.ts), one works on it and on what falls due (working.ts), one lets letters leave
// (sending.ts). No rules of their own.

import { makeBell } from './bell.ts'
import { collect } from './collect.ts'
import { countInterrupted } from './handle.ts'
import { watchClock, type ClockWatch } from './clockwatch.ts'
import { watchDoors } from './doorwatch.ts'
import { memoryHeard } from './memorywatch.ts'
import { loop } from './news.ts'
import { makeSending, type Sending } from './sending.ts'
import { makeWorking, type Loops } from './working.ts'
import type { Kit } from './kit.ts'
import type { DoorState, Mailbox } from '../ports.ts'
import type { DoorsSeen } from '../ports/doors.ts'

export type Running = {
  /** Looks at everything now: mail in line, deadlines, outbox. */
  nudge(): void
  /** Resolves when every loop has ended after the signal; rejects with a permanent Fault of the mailbox. */
  readonly ended: Promise<void>
}
export type RunOptions = Sending & {
  readonly mailbox: Mailbox
  readonly fromBeginning: boolean
  /** Mail is dated by the clock of another machine, which may speak for ours (record 0033). */
  readonly datedElsewhere?: boolean
  /** Is told each change of how the doors stand. */
  readonly doorsSeen?: (seen: DoorsSeen) => void
  /** What must have ended before any letter of ours is written, by a clock that is right. */
  readonly first?: () => Promise<void>
}

export function run(desk: Kit, options: RunOptions, signal: AbortSignal): Running {
  const doors = watchDoors(desk.clock, options.doorsSeen)
  const ledger = memoryHeard(desk.ledger, (state) => doors.heard('memory', state))
  const clock = watchClock({ ...desk, ledger }, options.datedElsewhere ?? false)
  const { kit } = clock
  const stop = new AbortController()
  const loops: Loops = {
    kit,
    clock,
    doors,
    bell: makeBell(),
    leaving: makeBell(),
    signal: AbortSignal.any([signal, stop.signal]),
  }
  const { bell, leaving } = loops
  const working = makeWorking(loops, options.first)
  const sending = makeSending(loops, options, working.caughtUpAt)

  const tell = (state: DoorState) => {
    doors.heard('mailbox', state)
    options.tell(state)
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
    if (!inDoubt) await working.begin()
    const others = [
      loop(kit, loops.signal, 'working', working.round),
      loop(kit, loops.signal, 'delivering', sending.round),
    ]
    try {
      const { fromBeginning } = options
      const collecting = { fromBeginning, signal: loops.signal, atEnd }
      await collect(kit, heardBy(clock, options.mailbox), collecting, () => bell.ring(), tell)
    } finally {
      stop.abort()
      await Promise.all(others)
      await sending.ended()
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
