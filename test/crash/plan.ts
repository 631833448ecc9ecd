// What a trial wants, how it is cut into runs, what the runs have shown together, and whether that is what is promised.
// Pure: crash.ts starts the runs, and keeps this in a file between them.

import { momentsOutside } from './gates.ts'
import { typical, type Points } from './killing.ts'
import { pointsAtFirst, pointsInside } from './points.ts'

export type Wanted = {
  readonly kills: number
  readonly mails: number
  /** How often the agent dies at each named point. */
  readonly times: number
  readonly runs: number
  readonly seed: number
}
/** What one run is to do. */
export type Order = {
  readonly seed: number
  readonly kills: number
  readonly mails: number
  readonly points: Points
}
export type Result = {
  readonly seed: number
  readonly seconds: number
  readonly random: number
  readonly starting: number
  readonly inside: number
  readonly outside: number
  readonly points: Points
  readonly unmet: readonly string[]
  readonly mails: number
  readonly rollouts: number
  readonly letters: number
  readonly lost: number
  readonly doubled: number
  readonly wrong: number
  /** Copies beyond the first; those that no kill explains; letters and lives that ended between last byte and commit. */
  readonly copies: number
  readonly tooMany: number
  readonly inDoubt: number
  readonly livesInDoubt: number
  /** Half backups that a restore was offered. */
  readonly refusedDrafts: number
  /** Milliseconds from each start to a mailbox that is read. */
  readonly ready: readonly number[]
  readonly complaints: readonly string[]
}
export type State = {
  readonly wanted: Wanted
  readonly results: readonly Result[]
  /** Runs that did not come to their end, and why. */
  readonly broken: readonly { readonly seed: number; readonly why: string }[]
}

export const allPoints: readonly string[] = [...pointsAtFirst, ...pointsInside, ...momentsOutside]
const readyWithin = 5000
/** Runs beyond those planned, for what is still missing then; and how many may break before it is given up. */
const extraRuns = 3
const mayBreak = 3

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
/** The next run, beside those under way; null where none is to be begun now. */
export function nextOrder({ wanted, results, broken }: State, underWay: readonly Order[]): Order | null {
  if (broken.length >= mayBreak) return null
  const begun = results.length + underWay.length
  const left = Math.max(1, wanted.runs - begun)
  if (begun >= wanted.runs && (underWay.length > 0 || begun >= wanted.runs + extraRuns)) return null
  const rest = (want: number, done: (one: Result) => number, will: (one: Order) => number) =>
    Math.max(0, want - sum(results.map(done)) - sum(underWay.map(will)))
  const kills = rest(
    wanted.kills,
    ({ random }) => random,
    (order) => order.kills,
  )
  const mails = rest(
    wanted.mails,
    (result) => result.mails,
    (order) => order.mails,
  )
  // What does not divide is carried from point to point, so that no run has many more than another.
  let before = 0
  const points = allPoints.map((point) => {
    const of = (one: Result | Order) => one.points[point] ?? 0
    const until = before + rest(wanted.times, of, of)
    const times = Math.floor(until / left) - Math.floor(before / left)
    before = until
    return [point, times] as const
  })
  // What was interrupted left a gap.
  const taken = new Set([...results, ...underWay, ...broken].map(({ seed }) => seed))
  const seeds = Array.from({ length: taken.size + 1 }, (_, place) => wanted.seed + 1000 * place)
  const order = {
    seed: seeds.find((seed) => !taken.has(seed)) ?? wanted.seed,
    kills: Math.ceil(kills / left),
    mails: Math.ceil(mails / left),
    points: Object.fromEntries(points),
  }
  const nothing = order.kills + order.mails + sum(Object.values(order.points)) === 0
  return nothing ? null : order
}

/** The figures of all runs, a line each; and every promise that they do not keep. */
export function summary({ wanted, results, broken }: State): {
  readonly lines: readonly string[]
  readonly failures: readonly string[]
} {
  const all = (of: (one: Result) => number) => sum(results.map(of))
  const ready = results.flatMap((one) => one.ready)
  const points = allPoints.map((point) => ({ point, met: all((one) => one.points[point] ?? 0) }))
  const random = all((one) => one.random)
  const inside = all((one) => one.inside)
  const outside = all((one) => one.outside)
  const mails = all((one) => one.mails)
  const [lost, doubled, wrong, tooMany] = [
    all((one) => one.lost),
    all((one) => one.doubled),
    all((one) => one.wrong),
    all((one) => one.tooMany),
  ]
  const longest = Math.max(0, ...ready)
  const lines: readonly (readonly [string, string | number])[] = [
    ['runs', `${results.length}, in ${all((one) => one.seconds)} s of all of them together`],
    ['kills', random + inside + outside],
    ['  at random instants', `${random}, of these ${all((one) => one.starting)} before the agent was ready`],
    ['  at points within', inside],
    ['  at moments of the servers', outside],
    ['mails', mails],
    ['rollouts', all((one) => one.rollouts)],
    ['letters', all((one) => one.letters)],
    ['lost', lost],
    ['doubled', doubled],
    ['otherwise not as it must be', wrong],
    ['kills between the last byte of a letter and its commit', all((one) => one.livesInDoubt)],
    ['  letters that were there then', all((one) => one.inDoubt)],
    ['  copies beyond the first', all((one) => one.copies)],
    ['  copies too many', tooMany],
    ['half backups, each refused by a restore', all((one) => one.refusedDrafts)],
    ['ready again', `${Math.round(typical(ready))} ms (median of ${ready.length}), ${longest} ms at most`],
  ]
  const missing = points.filter(({ met }) => met < wanted.times)
  const failures = [
    ...broken.map(({ seed, why }) => `the run with seed ${seed} broke: ${why.split('\n')[0]}`),
    ...[
      { what: 'lost', found: lost },
      { what: 'doubled', found: doubled },
      { what: 'not as it must be', found: wrong },
      { what: 'copies too many', found: tooMany },
    ].flatMap(({ what, found }) => (found > 0 ? [`${found} ${what}`] : [])),
    ...(random < wanted.kills ? [`${random} random kills of ${wanted.kills}`] : []),
    ...(mails < wanted.mails ? [`${mails} mails of ${wanted.mails}`] : []),
    ...missing.map(({ point, met }) => `met ${met} times of ${wanted.times}: ${point}`),
    ...(longest > readyWithin ? [`ready again after ${longest} ms, of ${readyWithin}`] : []),
  ]
  const wide = Math.max(...lines.map(([what]) => what.length))
  return {
    lines: [
      ...lines.map(([what, found]) => `${what.padEnd(wide)}  ${found}`),
      ...(wanted.times > 0
        ? ['each point:', ...points.map(({ point, met }) => `  ${point.padEnd(wide - 2)}  ${met}`)]
        : []),
    ],
    failures,
  }
}
