// The agent as a process of its own that dies where it is told to: the house as `rollcall run` builds it, with its doors
// and its Ledger wrapped. Started by life.ts, which hears by IPC when it is ready; it ends with its parent.

import Database from 'better-sqlite3'
import { openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { mailboxOf } from '../../src/doors.ts'
import { buildHouse, systemClock } from '../../src/house.ts'
import { agentLog } from '../../src/log.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import type { Clock } from '../../src/ports.ts'
import type { Orders } from './life.ts'
import { kitAt, mailboxAt, postAt } from './points.ts'
import { backupAgainAndAgain, killerOfCheckpoints, type Under } from './within.ts'

const [, , written = ''] = process.argv
const orders = JSON.parse(written) as Orders
const trace = openSync(orders.trace, 'a')
/** In the kernel's hands at once: it outlives this process, as the database does. */
const note = (...words: readonly (string | number)[]) =>
  writeSync(trace, `${orders.life} ${words.join(' ')}\n`)

let met = 0
const at = (point: string) => {
  if (orders.die?.point !== point) return
  met += 1
  if (met === orders.die.nth) process.kill(process.pid, 'SIGKILL')
}

/** Time that runs faster, and is not compared with any other clock. */
const began = Date.now()
const clock: Clock =
  orders.fast === undefined
    ? systemClock
    : {
        now: () => {
          const passed = (Date.now() - began) * (orders.fast ?? 1)
          return asInstant(`${new Date(began + passed).toISOString().slice(0, 19)}Z`)
        },
      }

const read = readConfig(orders.config, process.env)
if (!('config' in read)) throw new Error(JSON.stringify(read.complaints))
const { config } = read
const records = new Map(JSON.parse(readFileSync(orders.dns, 'utf8')) as [string, string][])
const house = await buildHouse(config, {
  clock,
  log: agentLog(),
  resolver: async (name) => {
    const text = records.get(name.toLowerCase())
    if (text !== undefined) return [[text]]
    throw Object.assign(new Error(`no record of ${name}`), { code: 'ENOTFOUND' })
  },
  mailbox: mailboxAt(await mailboxOf(config, clock), at),
  wayOut: (post) => postAt(post, at),
})
const { ledger } = house.kit

/** The log of SQLite is written into the database; by itself that comes only every thousand pages. */
const own = new Database(join(config.bot.data, 'rollcall.sqlite'))
let commits = 0
const { die } = orders
const under: Under = die?.point === 'within checkpoint' ? killerOfCheckpoints(die.after) : (work) => work()
const checkpoint = () => {
  commits += 1
  if (commits % orders.checkpointEvery !== 0) return
  at('before checkpoint')
  under(() => own.pragma('wal_checkpoint(PASSIVE)'))
  at('after checkpoint')
}
const traced: typeof ledger = {
  ...ledger,
  async settle(letter, settlement) {
    await ledger.settle(letter, settlement)
    note('settle', letter, settlement.state)
  },
  async commit(commit) {
    const answer = await ledger.commit(commit)
    checkpoint()
    return answer
  },
}
Object.assign(house.kit, kitAt({ ...house.kit, ledger: traced }, at))

const stop = new AbortController()
process.once('SIGTERM', () => stop.abort())
process.once('disconnect', () => process.exit(1))
let ready = false
const { ended } = await house.start(
  {
    fromBeginning: false,
    tell: ({ up, what }) => {
      process.stderr.write(`${what}\n`)
      if (up && !ready) process.send?.('ready')
      ready ||= up
    },
  },
  stop.signal,
)
if (orders.backups) {
  const { data } = config.bot
  const inside = die?.point.startsWith('within backup')
    ? { die: { after: die.after, copierToo: die.point.endsWith('copier') } }
    : {}
  void backupAgainAndAgain({ data, at, ...inside }, stop.signal)
}
await ended
own.close()
await house.close()
process.disconnect()
