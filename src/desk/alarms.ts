// What stands still at the bot itself (SPEC §3.5, §5: admin-alert): looked at with every round of work, told to the
// administrator once, and once when it is over. What was told stands in the ledger, so that a restart tells nothing
// twice. Each letter leaves though letters are paused or a rate is reached.

import { priorityOf } from '../letters/catalog.ts'
import { later } from '../rollout/instant.ts'
import { onlyThis } from './onlythis.ts'
import type { Kit } from './kit.ts'
import type { Commit } from '../ports.ts'
import type { OutboxDraft, Rate } from '../ports/outgoing.ts'
import { leastRoom, longAway, type DoorSeen, type DoorsSeen } from '../ports/doors.ts'
import type { AdminAlert, Alert, Standing } from '../rollout/alert.ts'
import type { Instant } from '../rollout/ids.ts'

/** Seconds: a database that another process kept busy for a moment is no news, a disk that was full is. */
const longRefused = 60
const hour = 60 * 60

/** `stands`: undefined where nobody can say. `silent`: its beginning is not told, only its end. */
type Looked = {
  readonly name: string
  readonly standing: Standing
  readonly stands: boolean | undefined
  readonly since: Instant
  readonly silent?: true
  /** It is not over before so many seconds: a rate that is reached again and again is told once. */
  readonly settles?: number
}

/** Tells what is new. A conflict means that somebody else told it. */
export async function lookForAlarms(kit: Kit, doors: DoorsSeen): Promise<void> {
  const now = kit.clock.now()
  const told = new Map((await kit.archive.alerts()).map(({ name, since }) => [name, since]))
  for (const looked of await look(kit, doors, now)) await tellOf(kit, looked, told.get(looked.name), now)
  await tellOfMemory(kit, doors.memory, now)
}

/** That nothing can be kept could not be kept either: it is told when it is over, and leaves no mark that it stands. */
async function tellOfMemory(kit: Kit, seen: DoorSeen, now: Instant): Promise<void> {
  if (!isNewsOfMemory(seen)) return
  const { downSince, what } = seen.after
  const alert = { reason: 'door', door: 'memory', what, since: downSince, over: true } as const
  await kit.ledger.commit(
    onlyThis(now, { outbox: [alertDraft(kit, `alert/memory/${downSince}/over`, now, alert)] }),
  )
  kit.log('alert over', { name: 'memory', since: downSince })
}

/** Whether there is an end of trouble that the administrator should hear of. */
export const isNewsOfMemory = (seen: DoorSeen): seen is Required<Extract<DoorSeen, { upSince: Instant }>> =>
  typeof seen === 'object' &&
  'upSince' in seen &&
  seen.after !== undefined &&
  later(seen.after.downSince, longRefused) <= seen.upSince

/** `before`: since when it was told to stand, where it was. Told is only what has changed since. */
export async function tellOf(
  kit: Kit,
  { name, standing, stands, since, silent, settles = 0 }: Looked,
  before: Instant | undefined,
  now: Instant,
): Promise<void> {
  if (stands === undefined || stands === (before !== undefined)) return
  if (before !== undefined && later(before, settles) > now) return
  const from = before ?? since
  const draft = alertDraft(kit, `alert/${name}/${from}${stands ? '' : '/over'}`, now, {
    ...standing,
    since: from,
    over: !stands,
  })
  const alerts: Commit['alerts'] = stands ? { raised: [{ name, since }] } : { ended: [name] }
  await kit.ledger.commit(onlyThis(now, { alerts, outbox: stands && silent ? [] : [draft] }))
  kit.log(stands ? 'alert' : 'alert over', { name, since: from })
}

async function look(kit: Kit, doors: DoorsSeen, now: Instant): Promise<readonly Looked[]> {
  const [count, waiting, asked] = await Promise.all([
    kit.archive.mailsIn('set-aside'),
    kit.archive.waiting(),
    kit.archive.questions({ state: 'open', askedAfter: now }),
  ])
  return [
    { name: 'set-aside', standing: { reason: 'set-aside', count }, stands: count > 0, since: now },
    ...rateNames.map((rate) => ({
      name: `rate/${rate}`,
      standing: rateStanding(kit, rate, waiting),
      stands: waiting.some(({ why }) => why === rate),
      since: now,
      settles: hour,
    })),
    {
      name: 'questions',
      standing: { reason: 'questions', limit: kit.rates.questionsPerDay, count: asked.length },
      stands: asked.length > 0,
      since: now,
    },
    room(kit, now),
    door('mailbox', doors.mailbox, now),
    // Word that no letter leaves could not leave either: it is told when it is over.
    { ...door('transport', doors.transport, now), silent: true },
  ]
}

/** Said while it can still be said: a full disk keeps no letter. */
function room({ freeBytes }: Kit, now: Instant): Looked {
  const free = freeBytes?.() ?? null
  const megabytes = Math.floor((free ?? 0) / 1024 ** 2)
  return {
    name: 'room',
    standing: { reason: 'room', megabytes },
    stands: free === null ? undefined : free < leastRoom,
    since: now,
    settles: hour,
  }
}

const rateNames = ['all', 'outside', 'answer', 'unproven'] as const

function rateStanding(
  { rates }: Kit,
  rate: Rate,
  waiting: Awaited<ReturnType<Kit['archive']['waiting']>>,
): Standing {
  const limits: { readonly [rate in Rate]: number } = {
    all: rates.lettersPerHour,
    outside: rates.strangersPerHour,
    answer: rates.answersPerHour,
    unproven: rates.unprovenPerDay,
  }
  const count = waiting.find(({ why }) => why === rate)?.letters ?? 0
  return { reason: 'rate', rate, limit: limits[rate], count }
}

function door(name: 'mailbox' | 'transport', seen: DoorSeen, now: Instant): Looked {
  const away = typeof seen === 'object' && 'downSince' in seen ? seen : null
  const long = away !== null && later(away.downSince, longAway) <= now
  return {
    name,
    standing: { reason: 'door', door: name, what: away?.what ?? '' },
    stands: seen === 'unknown' || (away && !long) ? undefined : long,
    since: away?.downSince ?? now,
  }
}

/** To the administrator; the key makes it leave once. */
export const alertDraft = (
  { admin, settled }: Kit,
  key: string,
  now: Instant,
  alert: Alert,
  behind: Pick<AdminAlert, 'by' | 'admin'> = { by: null, admin: null },
): OutboxDraft => ({
  effect: {
    kind: 'letter',
    key,
    to: { person: admin, zone: settled.policy.zone, because: 'admin' },
    letter: { letter: 'admin-alert', about: null, alert, ...behind },
  },
  ticket: null,
  priority: priorityOf('admin-alert'),
  notBefore: now,
  passes: true,
})
