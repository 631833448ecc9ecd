// /healthz and /metrics (SPEC §8): whether the agent can use its memory, and counts in Prometheus' text format 0.0.4,
// written by hand for there are few. No name and no address: whoever reaches the board may read them.

import { Hono } from 'hono'
import { nextDeadline } from '../rollout/view.ts'
import type { Archive, Clock } from '../ports.ts'

export type Vitals = {
  readonly archive: Archive
  readonly clock: Clock
  /** What the mailbox or the server for letters said last of itself; null before either said anything. */
  readonly doorsUp: () => boolean | null
}

/** 503 where memory cannot be read: then no work is done. A server that is away is not the agent's illness. */
export function healthPages({ archive, clock, doorsUp }: Vitals): Hono {
  const app = new Hono()
  app.get('/healthz', async (context) => {
    try {
      const [pause, jump, alerts] = await Promise.all([archive.pause(), archive.jump(), archive.alerts()])
      const since = {
        pausedSince: pause?.since ?? null,
        clockJumpedSince: jump?.since ?? null,
        backupFailsSince: alerts.find(({ name }) => name === 'backup')?.since ?? null,
      }
      return context.json({ ok: true, doors: doorsUp(), ...since })
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error)
      return context.json({ ok: false, doors: doorsUp(), store: said }, 503)
    }
  })
  app.get('/metrics', async (context) => {
    const [counts, open, pause, jump, past] = await Promise.all([
      archive.counts(),
      archive.tickets({ unresolved: true }),
      archive.pause(),
      archive.jump(),
      archive.waiting(),
    ])
    const due = open.flatMap((ticket) => nextDeadline(ticket)?.at ?? []).toSorted()[0]
    const seconds = (at: string) => Date.parse(at) / 1000
    const up = doorsUp()
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
    ]
    return context.body(text.join(''), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
  })
  return app
}

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
