// /healthz and /metrics (SPEC §8): what a monitoring system asks of an agent, whether somebody is needed, and counts in
// Prometheus' text format 0.0.4, written by hand for there are few. No name and no address: whoever reaches the board may
// read them. What a server said of itself stands in the log and in `rollcall status`.

import { Hono } from 'hono'
import { nextDeadline } from '../rollout/view.ts'
import { later } from '../rollout/instant.ts'
import { leastRoom, longAway, type DoorSeen, type DoorsSeen } from '../ports/doors.ts'
import type { Archive, Clock } from '../ports.ts'
import type { Instant } from '../rollout/ids.ts'

export type Vitals = {
  readonly archive: Archive
  readonly clock: Clock
  readonly doors: () => DoorsSeen
  /** Room on the disk that holds the data. */
  readonly freeBytes: () => number | null
  /** When the newest backup of the agent's own was made. */
  readonly lastBackup: () => Promise<Instant | null>
}

/** Seconds: a database that another process keeps busy is free again within less. */
const longRefused = 60

/** What is wrong that does not mend itself: each needs somebody. */
type Need =
  | 'memory-unreadable'
  | 'memory-refuses'
  | 'disk-full-soon'
  | 'mailbox-away'
  | 'letters-do-not-leave'
  | 'clock-jumped'
  | 'backups-fail'

/** 503 where somebody must act. A server that is restarted, or a pause, is no reason. */
export function healthPages(vitals: Vitals): Hono {
  const { archive, clock, doors } = vitals
  const app = new Hono()
  app.get('/healthz', async (context) => {
    const seen = doors()
    const now = clock.now()
    const standing = {
      doors: areUp(seen),
      mailbox: shown(seen.mailbox),
      transport: shown(seen.transport),
      memory: shown(seen.memory),
      freeBytes: vitals.freeBytes(),
    }
    try {
      const remembered = await rememberedBy(vitals)
      const needs = needsOf(seen, now, standing.freeBytes, remembered)
      return context.json({ ok: needs.length === 0, needs, ...standing, ...remembered }, statusOf(needs))
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error)
      return context.json(
        { ok: false, needs: ['memory-unreadable' satisfies Need], ...standing, store: said },
        503,
      )
    }
  })
  app.get('/metrics', async (context) => {
    const [counts, open, pause, jump, past, remembered] = await Promise.all([
      archive.counts(),
      archive.tickets({ unresolved: true }),
      archive.pause(),
      archive.jump(),
      archive.waiting(),
      rememberedBy(vitals),
    ])
    const due = open.flatMap((ticket) => nextDeadline(ticket)?.at ?? []).toSorted()[0]
    const seconds = (at: string) => Date.parse(at) / 1000
    const seen = doors()
    const up = areUp(seen)
    const free = vitals.freeBytes()
    const since = (name: string, help: string, at: Instant | null) =>
      at === null ? '' : metric(name, help, [['', seconds(at)]])
    const text = [
      metric('rollcall_rollouts', 'Rollouts by status.', [
        ['status="open"', open.length],
        ['status="resolved"', counts.tickets - open.length],
      ]),
      metric('rollcall_mails', 'Mails by what was made of them.', labelled('state', counts.mail)),
      metric('rollcall_letters', 'Letters by where they are.', labelled('state', counts.letters)),
      metric(
        'rollcall_letters_past_rate',
        'Letters that wait because a rate is reached, by which.',
        rates.map((rate) => [`rate="${rate}"`, past.find(({ why }) => why === rate)?.letters ?? 0]),
      ),
      metric('rollcall_letters_paused', '1 while somebody has paused all letters.', [['', pause ? 1 : 0]]),
      metric('rollcall_clock_jumped', '1 while everything stands still, for the clock has jumped.', [
        ['', jump ? 1 : 0],
      ]),
      metric('rollcall_clock_seconds', 'Time of the agent, in seconds since 1970.', [
        ['', seconds(clock.now())],
      ]),
      due === undefined
        ? ''
        : metric('rollcall_next_deadline_seconds', 'When something falls due next.', [['', seconds(due)]]),
      up === null
        ? ''
        : metric(
            'rollcall_doors_up',
            '0 where the mailbox or the server for letters was said to be away last.',
            [['', up ? 1 : 0]],
          ),
      metric(
        'rollcall_door_up',
        '1 where it was there last, 0 where it was away, by door.',
        doorSamples(seen),
      ),
      since(
        'rollcall_oldest_letter_seconds',
        'When the letter was queued that has waited longest, of those that nothing of ours keeps back.',
        remembered.oldestLetter,
      ),
      since(
        'rollcall_oldest_mail_seconds',
        'When the mail came that is next in line.',
        remembered.oldestMail,
      ),
      since('rollcall_last_backup_seconds', 'When the newest backup was made.', remembered.lastBackup),
      free === null
        ? ''
        : metric('rollcall_free_bytes', 'Room on the disk that holds the data.', [['', free]]),
    ]
    return context.body(text.join(''), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
  })
  return app
}

/** What memory says; throws where it cannot be read. */
async function rememberedBy({ archive, lastBackup }: Vitals) {
  const [pause, jump, alerts, oldestLetter, [next], setAside, backup] = await Promise.all([
    archive.pause(),
    archive.jump(),
    archive.alerts(),
    archive.oldestWaiting(),
    archive.mailInLine(1),
    archive.mailsIn('set-aside'),
    lastBackup(),
  ])
  return {
    pausedSince: pause?.since ?? null,
    clockJumpedSince: jump?.since ?? null,
    backupFailsSince: alerts.find(({ name }) => name === 'backup')?.since ?? null,
    lastBackup: backup,
    oldestLetter,
    oldestMail: next === undefined ? null : ((await archive.mail(next))?.receivedAt ?? null),
    setAside,
  }
}

function needsOf(
  { mailbox, transport, memory }: DoorsSeen,
  now: Instant,
  freeBytes: number | null,
  { clockJumpedSince, backupFailsSince }: Awaited<ReturnType<typeof rememberedBy>>,
): readonly Need[] {
  const isAway = (seen: DoorSeen, seconds: number) =>
    typeof seen === 'object' && 'downSince' in seen && later(seen.downSince, seconds) <= now
  const all: readonly (readonly [Need, boolean])[] = [
    ['memory-refuses', isAway(memory, longRefused)],
    ['disk-full-soon', freeBytes !== null && freeBytes < leastRoom],
    ['mailbox-away', isAway(mailbox, longAway)],
    ['letters-do-not-leave', isAway(transport, longAway)],
    ['clock-jumped', clockJumpedSince !== null],
    ['backups-fail', backupFailsSince !== null],
  ]
  return all.flatMap(([need, stands]) => (stands ? [need] : []))
}

const statusOf = (needs: readonly Need[]) => (needs.length === 0 ? 200 : 503)

/** Without what it said: a server names users. */
function shown(seen: DoorSeen) {
  if (seen === 'unknown') return { up: null }
  if ('upSince' in seen) return { up: true, since: seen.upSince }
  return { up: false, since: seen.downSince, ...(seen.again ? { nextTry: seen.again } : {}) }
}

/** Null before any was heard of. */
function areUp({ mailbox, transport, memory }: DoorsSeen): boolean | null {
  const known = [mailbox, transport, memory].filter((seen) => seen !== 'unknown')
  return known.length === 0 ? null : known.every((seen) => 'upSince' in seen)
}

const doorSamples = (seen: DoorsSeen): readonly Sample[] =>
  Object.entries(seen).flatMap(([door, one]): readonly Sample[] =>
    one === 'unknown' ? [] : [[`door="${door}"`, 'upSince' in one ? 1 : 0]],
  )

const rates = ['all', 'outside', 'answer', 'unproven'] as const
type Sample = readonly [labels: string, value: number]

const labelled = (label: string, counts: { readonly [value: string]: number }): readonly Sample[] =>
  Object.entries(counts).map(([value, count]) => [`${label}="${value}"`, count])

const metric = (name: string, help: string, samples: readonly Sample[]): string =>
  [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...samples.map(([labels, value]) => `${name}${labels === '' ? '' : `{${labels}}`} ${value}`),
    '',
  ].join('\n')
