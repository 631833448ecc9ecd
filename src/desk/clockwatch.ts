// A clock that jumped (SPEC §9): between looks it is compared with the clock that is never set, at a start with the
// moment at which both agreed last. While it is in doubt nothing is decided (clockguard.ts), and the administrator is told.
// Record 0033 says what clears it up. Which mails are looked at meanwhile is clockmail.ts's.

import { alertDraft } from './alarms.ts'
import { later } from '../rollout/instant.ts'
import { clockGuard } from './clockguard.ts'
import { onlyThis } from './onlythis.ts'
import type { ClockNote, Incoming, Post } from '../ports.ts'
import type { Kit } from './kit.ts'
import type { Alert } from '../rollout/alert.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Jump } from '../rollout/pause.ts'

export type ClockWatch = {
  /** The same desk, whose Ledger takes nothing that was decided with a clock in doubt (clockguard.ts). */
  readonly kit: Kit
  /** Looks, and keeps what is new. True while the clock is in doubt. Before the first look nothing is known. */
  inDoubt(): Promise<boolean>
  /** Whether a look would find something new. */
  hasNews(): boolean
  /** What came in: a server's own clock may agree with ours. */
  heard(batch: readonly Incoming[]): void
  /** Lets no letter past that was taken up before the clock jumped. */
  guard(post: Post): Post
  /** Keeps that both clocks agree, for the next start. */
  close(): Promise<void>
}

/** Seconds: how old the last comparison may be that a start finds after a kill. */
const betweenNotes = 60 * 60
/** Seconds. No agent rests that long: a clock that is so far on at a start was set wrong. */
const absurd = 366 * 86_400
const clockActor = { kind: 'clock' } as const

/** `elsewhere`: mail is dated by the clock of another machine (IMAP, INTERNALDATE). */
export function watchClock(desk: Kit, elsewhere: boolean): ClockWatch {
  const { clock, ledger, archive, clockJump: limit } = desk
  const steady = clock.steady
  const boot = clock.boot ?? ''
  let begun = false
  /** Null where nothing says what time it should be. */
  let agreed: ClockNote | null = null
  let jump: Jump | null = null
  let confirmed = false

  /** What the clock should show by the one that is never set. */
  const should = (): Instant | null =>
    agreed && steady ? later(agreed.at, (steady() - agreed.steady) / 1000) : null
  const apart = (at: Instant, from: Instant) => (Date.parse(at) - Date.parse(from)) / 1000
  const jumped = (at: Instant): boolean => {
    const right = should()
    return right !== null && Math.abs(apart(at, right)) > limit
  }
  const agree = async () => {
    agreed = steady ? { at: clock.now(), steady: Math.round(steady()), boot } : null
    if (agreed) await ledger.noteClock(agreed)
  }

  const tell = (key: string, alert: Alert, notBefore: Instant) => ({
    ...alertDraft(desk, `clock/${key}`, notBefore, alert),
    notBefore,
  })
  const stop = async (since: Instant, seen: Instant) => {
    const alert: Alert = { reason: 'clock', since, seen, over: false }
    // Whichever of the two times it is, the letter may leave.
    const outbox = [tell(since, alert, since < seen ? since : seen)]
    await ledger.commit(onlyThis(since, { pausing: [{ to: 'jumped', by: clockActor, seen }], outbox }))
    desk.log('clock jumped', { since, seen })
  }
  const goOn = async ({ since, seen }: Jump, how: 'back' | 'agreed') => {
    const at = clock.now()
    const outbox = [tell(`${since}/over`, { reason: 'clock', since, seen, over: true, how }, at)]
    const trusted = { to: 'trusted', by: clockActor, wasWrong: how === 'back' } as const
    await ledger.commit(onlyThis(at, { pausing: [trusted], outbox }))
    desk.log('clock trusted', { since, seen, how })
  }

  /** At a start: the last comparison counts on where the machine has not been started anew meanwhile. */
  const begin = async () => {
    begun = true
    const note = await archive.clockNote()
    jump = await archive.jump()
    if (!steady || note === null) return
    if (boot !== '' && note.boot === boot && note.steady <= steady()) agreed = note
    else if (jump === null) {
      const now = clock.now()
      const on = apart(now, note.at)
      if (on < -limit || on > absurd) await stop(note.at, now)
    }
  }

  /** Null while nothing clears it up. */
  const howOver = ({ since, seen }: Jump): 'back' | 'agreed' | null => {
    if (confirmed) return 'agreed'
    const now = clock.now()
    if (agreed) return jumped(now) ? null : 'back'
    // The machine was started anew: not before the time that was known to be right, nor on from the wrong one.
    return apart(now, since) >= -limit && (seen < since || now < seen) ? 'back' : null
  }

  const inDoubt = async (): Promise<boolean> => {
    if (!begun) await begin()
    const before = jump
    jump = await archive.jump()
    if (jump === null) {
      // Somebody said that it is right as it is.
      if (before !== null || !agreed) await agree()
      const now = clock.now()
      const right = should()
      if (right === null) return false
      if (!jumped(now)) {
        if (apart(right, agreed?.at ?? right) >= betweenNotes) await agree()
        return false
      }
      confirmed = false
      await stop(right, now)
      jump = await archive.jump()
      return jump !== null
    }
    const how = steady ? howOver(jump) : 'back'
    if (how === null) return true
    await goOn(jump, how)
    jump = null
    await agree()
    return false
  }

  const guard = clockGuard(desk, { isDoubted: () => jump !== null, jumped, should })
  return {
    kit: { ...desk, ledger: guard.ledger },
    inDoubt,
    hasNews: () =>
      begun && (jump === null ? jumped(clock.now()) : steady !== undefined && howOver(jump) !== null),
    heard(batch) {
      const agrees = ({ via, backlog, receivedAt }: Incoming) =>
        via === 'imap' && !backlog && Math.abs(apart(receivedAt, clock.now())) <= limit
      if (elsewhere && jump !== null && batch.some(agrees)) confirmed = true
    },
    guard: guard.post,
    close: async () => {
      if (begun && jump === null && !jumped(clock.now())) await agree()
    },
  }
}
