// `npm run crash`: the agent is killed again and again while mail streams in, and must have lost and doubled nothing in
// the end. Real Postfix, Dovecot and OpenDKIM (root and Debian's packages); an agent with its data on a disk.
//
//     --kills N     kills at random instants [100]
//     --mails M     mails that are sent at least [1000]
//     --points      besides, kills at every named point and at every moment of the servers
//     --times K     how often at each of them [2]
//     --seed S      the same rollouts and the same plan of kills; the machine's own timing stays [by chance]
//     --keep        leaves a copy of the servers' mail, the database and the logs, as a run that fails does

import { cpSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { check } from './checker.ts'
import { momentsOutside } from './gates.ts'
import { prepare, type Ground } from './ground.ts'
import { begin, type Life, type Orders } from './life.ts'
import type { Sent } from './model.ts'
import { pointsInside } from './points.ts'
import { rows } from './received.ts'
import { chances, play, type Rollout, type Say } from './stories.ts'
import { until } from '../live/lab/until.ts'
import { writersIn } from './writing.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    mails: { type: 'string', default: '1000' },
    points: { type: 'boolean', default: false },
    times: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    keep: { type: 'boolean', default: false },
  },
})
const wanted = { kills: Number(values.kills), mails: Number(values.mails), times: Number(values.times) }
const seed = Number(values.seed)
const chance = chances(seed)
/** Rollouts that go on side by side. */
const sideBySide = 24
/** A life that does not come to its point is ended so long after it was ready, in milliseconds. */
const patience = 12_000
/** Past so many letters that wait to leave nobody writes; past the second number the agent is let alone for a while. */
const enoughLetters = 100
const farTooMany = 250
const readyWithin = 5000

const say = (what: string) => process.stdout.write(`${what}\n`)
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/** The moment outside at which the life of now is to end. */
let outside: { readonly moment: string; nth: number } | null = null
// In an object: it changes while others wait.
const now = { life: null as Life | null, killing: true, over: false, lettersWait: 0 }
const moment = (name: string): boolean => {
  if (outside?.moment !== name) return false
  outside.nth -= 1
  if (outside.nth > 0) return false
  outside = null
  now.life?.kill()
  return true
}

const ground = await prepare(moment)
const writers = writersIn(ground.lab)
const readyTimes: number[] = []
let lives = 0

/** A new life of the agent, and how long it took to be ready; null where it died before. */
const live = async (die?: Orders['die'], fast?: number): Promise<number | null> => {
  lives += 1
  now.life = begin(
    {
      life: lives,
      config: ground.config,
      trace: ground.trace,
      dns: ground.dns,
      checkpointEvery: 20,
      ...(die && { die }),
      ...(fast && { fast }),
    },
    ground.log,
    ground.cache,
  )
  return now.life.ready
}
/** Waits for the end of a life, but no longer than this. */
const endsWithin = async (milliseconds: number): Promise<boolean> => {
  const late = Symbol('late')
  const alarm = new AbortController()
  const first = await Promise.race([
    now.life?.ended,
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(late), milliseconds)
      alarm.signal.addEventListener('abort', () => clearTimeout(timer))
    }),
  ])
  alarm.abort()
  return first !== late
}

// ---- The mails -----------------------------------------------------------------------------------------------

const sent: Sent[] = []
const waiting = new Map<string, (ticket: number | null) => void>()
let seen = 0

/** Tells whoever waits for a mail that it was handled. */
async function watchMails(ground: Ground): Promise<void> {
  while (!now.over) {
    await pause(100)
    if (now.life === null || now.life.over()) continue
    const found = rows<{ id: number; message_id: string; ticket: number | null; state: string }>(
      ground.database,
      'SELECT id, message_id, ticket, state FROM mail WHERE id > ? ORDER BY id',
      seen,
    )
    now.lettersWait = waitingLetters().length
    let settled = true
    for (const { id, message_id: messageId, ticket, state } of found) {
      settled &&= state !== 'new'
      if (settled) seen = id
      if (state === 'new') continue
      waiting.get(messageId)?.(ticket)
      waiting.delete(messageId)
    }
  }
}

/** What one team says is dated apart, as the date decides. */
const lastSaid = new Map<string, number>()
const speak: Say = async (rollout, by, said) => {
  while (now.lettersWait > enoughLetters && !now.over) await pause(200)
  const key = `${rollout.title} ${'team' in said ? said.team : ''}`
  const at = Math.max(Math.floor(Date.now() / 1000), (lastSaid.get(key) ?? 0) + 1)
  lastSaid.set(key, at)
  const mail = await writers.send(rollout, by, said, at)
  sent.push(mail)
  const ticket = await new Promise<number | null>((resolve) => waiting.set(mail.messageId, resolve))
  rollout.number ??= ticket
}

let rollouts = 0
async function playOn(): Promise<void> {
  while (now.killing || sent.length < wanted.mails) {
    rollouts += 1
    const component = `Part-${rollouts}`
    const version = `1.${rollouts % 10}.${rollouts}-1`
    const title = `Staged Rollout EMI-1.0 ${component} ${version} SL5 x86_64`
    await play({ title, component, version, number: null } satisfies Rollout, chances(seed + rollouts), speak)
  }
}

// ---- The kills -----------------------------------------------------------------------------------------------

const killed = { random: 0, inside: 0, outside: 0, unreached: 0 }
const reached = new Map<string, number>()
const slow: string[] = []

const noteReady = (ready: number | null) => {
  if (ready === null) return
  readyTimes.push(ready)
  if (ready > readyWithin) slow.push(`life ${lives}: ready after ${Math.round(ready)} ms`)
}

/** Letters leave when all mail in line is handled: cut short again and again, no life would come to that. */
async function breathe(): Promise<void> {
  if (now.lettersWait < farTooMany) return
  await until('the letters leave', 300_000, () =>
    now.life?.over() || now.lettersWait < farTooMany / 2 ? true : undefined,
  )
}

async function killAtRandom(): Promise<void> {
  const ready = live()
  // Four of five lives are ended some time after they are ready, the fifth at any instant from their very start.
  if (chance() < 0.8) {
    noteReady(await ready)
    await breathe()
    await pause(chance() * 3000)
  } else await pause(chance() * 3000)
  now.life?.kill()
  await now.life?.ended
  killed.random += 1
}

async function killAt(point: string, times: number): Promise<void> {
  const isInside = pointsInside.includes(point)
  // What happens once in a life, or seldom, is met the first time or never.
  const once = /reclaim|nextTicketId|handOver|noteClock|checkpoint|take$/.test(point)
  const nth = once ? 1 : 1 + Math.floor(chance() * 6)
  outside = isInside ? null : { moment: point, nth }
  const ready = await live(isInside ? { point, nth } : undefined)
  noteReady(ready)
  const came = ready === null || (await endsWithin(patience))
  outside = null
  if (!came) {
    await breathe()
    now.life?.kill()
    await now.life?.ended
    killed.unreached += 1
    return
  }
  const end = await now.life?.ended
  if (end?.signal !== 'SIGKILL') throw new Error(`the agent ended by itself, with ${end?.code}: see its log`)
  reached.set(point, times + 1)
  if (isInside) killed.inside += 1
  else killed.outside += 1
}

async function killAll(): Promise<void> {
  let told = performance.now()
  const tell = () => {
    if (performance.now() - told < 20_000) return
    told = performance.now()
    say(
      `  ${lives} lives, ${killed.random} random kills, ${killed.inside} at points, ${killed.outside} at the doors, ${sent.length} mails sent, ${waiting.size} in line`,
    )
  }
  const points = values.points ? [...pointsInside, ...momentsOutside] : []
  let tries = points.length * wanted.times * 3
  const rest = () => points.filter((point) => (reached.get(point) ?? 0) < wanted.times)
  while (killed.random < wanted.kills || (tries > 0 && rest().length > 0)) {
    const open = tries > 0 ? rest() : []
    // Points and random instants in turn, so that neither falls on a mailbox that stands still.
    if (open.length > 0 && (killed.random >= wanted.kills || lives % 2 === 0)) {
      tries -= 1
      const point = open[Math.floor(chance() * open.length)] ?? ''
      await killAt(point, reached.get(point) ?? 0)
    } else await killAtRandom()
    tell()
  }
  now.killing = false
}

// ---- The end -------------------------------------------------------------------------------------------------

const waitingLetters = () =>
  rows<{ key: string; handed: number | null }>(
    ground.database,
    `SELECT key, handed_over.letter AS handed FROM outbox LEFT JOIN handed_over ON handed_over.letter = outbox.id
     WHERE state IN ('queued', 'leased', 'deferred')`,
  )

/** Until nothing is in line and nothing waits to leave. A call whose post is in doubt is looked for during ten minutes, which
 *  pass faster then. */
async function settle(): Promise<void> {
  const quiet = async (minutes: number, fits: () => boolean) =>
    until(
      'nothing waits any more',
      minutes * 60_000,
      () => (fits() ? true : undefined),
      () => JSON.stringify(waitingLetters().slice(0, 10)),
    )
  await quiet(10, () => waiting.size === 0 && waitingLetters().every(({ handed }) => handed !== null))
  if (waitingLetters().length > 0) {
    now.life?.stop()
    await now.life?.ended
    await live(undefined, 60)
    await quiet(5, () => waitingLetters().length === 0)
  }
  await until('Postfix has delivered everything', 120_000, async () =>
    (await ground.lab.queue()).length === 0 ? true : undefined,
  )
  // Our own copies of calls, back in our own mailbox.
  await pause(1500)
  now.life?.stop()
  await now.life?.ended
}

const middle = (numbers: readonly number[]) =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0

let failed = true
const began = performance.now()
try {
  say(
    `seed ${seed}: ${wanted.kills} random kills over ${wanted.mails} mails${values.points ? `, every point ${wanted.times} times` : ''}`,
  )
  noteReady(await live())
  now.life?.kill()
  await now.life?.ended
  const watching = watchMails(ground)
  const playing = Promise.all(Array.from({ length: sideBySide }, playOn))
  await killAll()
  noteReady(await live())
  say(`the killing is over after ${Math.round((performance.now() - began) / 1000)} s; settling`)
  await playing
  await settle()
  now.over = true
  await watching
  writeFileSync(`${ground.lab.dir}/sent.json`, JSON.stringify(sent))
  const findings = check(ground.lab.dir, ground.database, ground.trace, sent)
  for (const what of [...findings.complaints.slice(0, 60), ...slow]) say(`  ${what}`)
  const unmet = values.points
    ? [...pointsInside, ...momentsOutside].filter((point) => (reached.get(point) ?? 0) < wanted.times)
    : []
  for (const point of unmet) say(`  not met often enough: ${point}, ${reached.get(point) ?? 0} times`)
  const kills = killed.random + killed.inside + killed.outside
  say(
    `${kills} kills (${killed.random} at random, ${killed.inside} at points within, ${killed.outside} at moments of the servers) in ${Math.round((performance.now() - began) / 1000)} s`,
  )
  say(`${findings.mails} mails sent, ${findings.tickets} rollouts, ${findings.letters} letters`)
  say(
    `${findings.extra} copies beyond the first, each with the first one's Message-ID; ${findings.inDoubt} letters were under way when a life ended, in ${findings.livesInDoubt} lives`,
  )
  say(
    `ready again after ${Math.round(middle(readyTimes))} ms (median of ${readyTimes.length}), ${Math.round(Math.max(...readyTimes))} ms at most`,
  )
  say(`${findings.complaints.length} complaints of the checker`)
  failed = findings.complaints.length + slow.length + unmet.length > 0 || sent.length < wanted.mails
} finally {
  now.over = true
  now.life?.kill()
  await now.life?.ended
  writers.close()
  if (values.keep || failed) {
    cpSync(ground.lab.dir, `${ground.lab.dir}-kept`, {
      recursive: true,
      filter: (path) => !/\/(run|queue|filter)(\/|$)/.test(path),
    })
    say(`kept in ${ground.lab.dir}-kept`)
  }
  await ground.stop()
}
process.exit(failed ? 1 : 0)
