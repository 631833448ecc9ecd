// `npm run crash`: the agent is killed again and again while mail streams in, and must have lost and doubled nothing in
// the end. Real Postfix, Dovecot and OpenDKIM (root and Debian's packages); agents with their data on a disk. Each run has
// servers and an agent of its own; two go on side by side.
//
//     --kills N        kills at random instants [100]
//     --mails M        mails that are sent at least [1000]
//     --points         besides, kills at every named point and at every moment of the servers
//     --times K        how often at each of them [2]
//     --long           2,000 kills over 20,000 mails and every point 50 times, in 24 runs
//     --runs R         cut into so many runs [as many as go on side by side]
//     --side-by-side P runs at once [2]
//     --to FILE        what each run has shown, as JSON; written after each [a file in the temporary folder for --long]
//     --resume FILE    goes on with what such a file says is still to be done
//     --seed S         the same rollouts and the same plan of kills; the machine's own timing stays [by chance]
//     --keep           leaves a copy of the servers' mail, the database and the logs, as a run that fails does

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { projectRoot } from '../support/source.ts'
import type { RunOrder } from './onerun.ts'
import { nextOrder, summary, type Order, type Result, type State, type Wanted } from './plan.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string' },
    mails: { type: 'string' },
    points: { type: 'boolean', default: false },
    times: { type: 'string' },
    long: { type: 'boolean', default: false },
    runs: { type: 'string' },
    'side-by-side': { type: 'string', default: '2' },
    to: { type: 'string' },
    resume: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    keep: { type: 'boolean', default: false },
  },
})
const say = (what: string) => process.stdout.write(`${what}\n`)
const sideBySide = Number(values['side-by-side'])
const usual = values.long
  ? { kills: 2000, mails: 20_000, times: 50, runs: 24 }
  : { kills: 100, mails: 1000, times: values.points ? 2 : 0, runs: sideBySide }
const asked = (): Wanted => ({
  kills: Number(values.kills ?? usual.kills),
  mails: Number(values.mails ?? usual.mails),
  times: Number(values.times ?? usual.times),
  runs: Number(values.runs ?? usual.runs),
  seed: Number(values.seed),
})
const file =
  values.resume ?? values.to ?? (values.long ? join(tmpdir(), `rollcall-crash-${values.seed}.json`) : null)
let state: State =
  values.resume === undefined
    ? { wanted: asked(), results: [], broken: [] }
    : // A run that broke is not what is asked about any more: it is done again.
      { ...(JSON.parse(readFileSync(values.resume, 'utf8')) as State), broken: [] }

/** Whole or as before: it is what an interrupted trial goes on from. */
function keep(next: State): void {
  state = next
  if (file === null) return
  writeFileSync(`${file}.new`, JSON.stringify(state))
  renameSync(`${file}.new`, file)
}

/** An agent that is killed keeps nothing of what it compiled: what a whole rollout needs is compiled once for all of them. */
const cache = mkdtempSync(join(tmpdir(), 'rollcall-compiled-'))
async function compileOnce(): Promise<void> {
  const play = spawn(process.execPath, [join(projectRoot, 'bin/rollcall.js'), 'sandbox', '--play'], {
    stdio: 'ignore',
    env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', NODE_COMPILE_CACHE: cache },
  })
  await once(play, 'exit')
}

type Said = { readonly progress?: string; readonly result?: Result; readonly broken?: string }

/** One run, to its end; what came of it is kept. */
async function play(order: Order): Promise<void> {
  const run = spawn(
    process.execPath,
    [
      fileURLToPath(import.meta.resolve('./onerun.ts')),
      JSON.stringify({ ...order, keep: values.keep, cache } satisfies RunOrder),
    ],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  )
  let last: Said = {}
  let told = performance.now()
  run.on('message', (said: Said) => {
    if (said.result !== undefined || said.broken !== undefined) last = said
    if (
      said.progress === undefined ||
      (/random kills/.test(said.progress) && performance.now() - told < 20_000)
    )
      return
    told = performance.now()
    say(`  ${order.seed}: ${said.progress}`)
  })
  const [code] = (await once(run, 'exit')) as [number | null]
  const { result, broken } = last
  if (result) {
    for (const what of result.complaints.slice(0, 60)) say(`  ${order.seed}: ${what}`)
    keep({ ...state, results: [...state.results, result] })
  } else
    keep({
      ...state,
      broken: [...state.broken, { seed: order.seed, why: broken ?? `it ended with ${code}` }],
    })
  if (broken !== undefined) say(`  ${order.seed}: ${broken}`)
}

const { wanted } = state
say(
  `seed ${wanted.seed}: ${wanted.kills} random kills over ${wanted.mails} mails${wanted.times > 0 ? `, every point ${wanted.times} times` : ''}, in ${wanted.runs} runs${file === null ? '' : `, kept in ${file}`}`,
)
const began = performance.now()
await compileOnce()
const underWay = new Map<Order, Promise<void>>()
for (;;) {
  const order = underWay.size < sideBySide ? nextOrder(state, [...underWay.keys()]) : null
  if (order !== null) {
    say(`  ${order.seed}: ${order.kills} random kills, ${order.mails} mails`)
    underWay.set(
      order,
      play(order).finally(() => underWay.delete(order)),
    )
    continue
  }
  if (underWay.size === 0) break
  await Promise.race(underWay.values())
}
rmSync(cache, { recursive: true, force: true })
const { lines, failures } = summary(state)
for (const line of lines) say(line)
for (const failure of failures) say(`NOT AS PROMISED: ${failure}`)
say(
  `${failures.length === 0 ? 'all as promised' : 'failed'}, ${Math.round((performance.now() - began) / 1000)} s`,
)
process.exit(failures.length === 0 ? 0 : 1)
