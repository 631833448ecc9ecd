// One run on a ground of its own, as a process of its own: crash.ts starts it and hears by IPC how far it is and what came
// of it. It ends with its parent.

import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { bot } from '../live/lab/people.ts'
import { until } from '../live/lab/until.ts'
import { check } from './checker.ts'
import { prepare, type Ground } from './ground.ts'
import { livesOn } from './killing.ts'
import { watchLeavings, type Leavings } from './leavings.ts'
import { writeMails, type Mailing } from './mailing.ts'
import { pointsAtFirst } from './points.ts'
import { rows } from './received.ts'
import { chances } from './stories.ts'
import type { Order, Result } from './plan.ts'

export type RunOrder = Order & {
  readonly keep: boolean
  /** Where agents find what was compiled of them. */
  readonly cache: string
}

const order = JSON.parse(process.argv[2] ?? '') as RunOrder
const chance = chances(order.seed)
const lives = livesOn(chance)
const { killed } = lives
const began = performance.now()
const seconds = () => Math.round((performance.now() - began) / 1000)
const tell = (what: object) => process.send?.(what)

async function killAll(ground: Ground, mailing: Mailing, leavings: Leavings): Promise<void> {
  const open = () =>
    Object.entries(order.points).flatMap(([point, times]) => {
      const left = times - (killed.points.get(point) ?? 0)
      return pointsAtFirst.includes(point) || killed.unmet.includes(point) || left <= 0
        ? []
        : [{ point, left }]
    })
  const sum = (points: readonly { readonly left: number }[]) =>
    points.reduce((all, { left }) => all + left, 0)
  const atPoints = Math.max(1, sum(open()))
  const done = (points: readonly { readonly left: number }[]) =>
    (killed.random + atPoints - sum(points)) / Math.max(1, order.kills + atPoints)
  /** Kills and mails come side by side: neither is what is left over when the other is done. */
  const pace = async () => {
    const share = done(open())
    for (let looks = 0; looks < 100; looks += 1) {
      if (mailing.sent.length / order.mails > share - 0.02 || !lives.alive()) return
      await pause(100)
    }
  }
  for (let points = open(); killed.random < order.kills || points.length > 0; points = open()) {
    const random = order.kills - killed.random
    // Points and random instants mixed, so that neither falls on a mailbox that stands still.
    if (chance() * (random + sum(points)) < random) await lives.atRandom(ground, mailing, pace)
    else await lives.at(points[Math.floor(chance() * points.length)]?.point ?? '', ground, mailing, leavings)
    const { random: atRandom, inside, outside } = killed
    tell({
      progress: `${atRandom} random kills, ${inside} at points, ${outside} at the doors, ${mailing.sent.length} mails, ${mailing.inLine()} in line, ${seconds()} s`,
    })
  }
}

const waitingLetters = (ground: Ground) =>
  rows<{ key: string; handed: number | null }>(
    ground.database,
    `SELECT key, handed_over.letter AS handed FROM outbox LEFT JOIN handed_over ON handed_over.letter = outbox.id
     WHERE state IN ('queued', 'leased', 'deferred')`,
  )

/** Until nothing is in line and nothing waits to leave. A call whose post is in doubt is looked for during ten minutes, which
 *  pass faster then. */
async function settle(ground: Ground): Promise<void> {
  const quiet = async (minutes: number, fits: () => boolean) =>
    until(
      'nothing waits any more',
      minutes * 60_000,
      () => (fits() ? true : undefined),
      () => JSON.stringify(waitingLetters(ground).slice(0, 10)),
    )
  await quiet(10, () => waitingLetters(ground).every(({ handed }) => handed !== null))
  if (waitingLetters(ground).length > 0) {
    await lives.end('stop')
    await lives.live(ground, { fast: 60 })
    await quiet(5, () => waitingLetters(ground).length === 0)
  }
  await until('Postfix has delivered everything', 120_000, async () =>
    (await ground.lab.queue()).length === 0 ? true : undefined,
  )
  // Our own copies of calls, back in our own mailbox.
  await until('nothing is left in the mailbox', 30_000, async () => {
    await pause(500)
    return (await ground.lab.mailbox(bot)).length === 0 ? true : undefined
  })
  await lives.end('stop')
}

async function play(ground: Ground): Promise<Result> {
  // One orderly life, which keeps what it compiled of its doors; then memory begins anew.
  await lives.live(ground)
  await lives.end('stop')
  killed.ready.length = 0
  await lives.atFirst(ground, order.points)
  rmSync(ground.data, { recursive: true, force: true })
  // Mail that came before the mailbox was first looked at would not be acted on.
  await lives.live(ground)
  await lives.end('kill')
  const leavings = watchLeavings(ground.data)
  const mailing = writeMails(ground, order.seed, lives.alive)
  try {
    await killAll(ground, mailing, leavings)
    await lives.live(ground)
    while (mailing.sent.length < order.mails) await pause(100)
    tell({ progress: `the killing is over after ${seconds()} s; settling` })
    await mailing.finish()
    await settle(ground)
    await leavings.end()
  } finally {
    mailing.close()
  }
  writeFileSync(`${ground.lab.dir}/sent.json`, JSON.stringify(mailing.sent))
  const { complaints, ...found } = check(ground.lab.dir, ground.database, ground.trace, mailing.sent)
  const of = (kind: string) => complaints.filter((complaint) => complaint.kind === kind).length
  const { random, starting, inside, outside, ready, points, unmet } = killed
  return {
    seed: order.seed,
    seconds: seconds(),
    random,
    starting,
    inside,
    outside,
    ready: ready.map((milliseconds) => Math.round(milliseconds)),
    unmet,
    points: Object.fromEntries(points),
    ...found,
    lost: of('lost'),
    doubled: of('doubled'),
    tooMany: of('copies'),
    wrong: of('wrong') + leavings.complaints.length,
    refusedDrafts: leavings.refused(),
    complaints: [...complaints.map(({ kind, what }) => `${kind}: ${what}`), ...leavings.complaints],
  }
}

let ground: Ground | null = null
process.once('disconnect', () => {
  if (ground) rmSync(ground.lab.dir, { recursive: true, force: true })
  process.exit(1)
})
let failed = true
try {
  ground = await prepare((name) => lives.moment(name), lives.number, order.cache)
  const result = await play(ground)
  failed = result.complaints.length > 0
  tell({ result })
} catch (error) {
  tell({ broken: error instanceof Error ? (error.stack ?? error.message) : String(error) })
} finally {
  await lives.end('kill')
  if (ground !== null && (order.keep || failed)) {
    cpSync(ground.lab.dir, `${ground.lab.dir}-kept`, {
      recursive: true,
      filter: (path) => !/\/(run|queue|filter)(\/|$)/.test(path),
    })
    tell({ progress: `kept in ${ground.lab.dir}-kept` })
  }
  await ground?.stop()
}
process.removeAllListeners('disconnect')
process.disconnect()
