// Plays the years: releases open, letters leave, people react, the machine is down, and the checker looks on. What comes
// next is always the earliest of what somebody plans and what the house has due; nothing waits.
import { castOf, configOf, operations, stackOfFamily } from './people.ts'
import { makeChecker, type Limits, type Violation } from './checker.ts'
import { makeCounts } from './counts.ts'
import { diceOf } from '../fuzz/dice.ts'
import { openingsOf, type Opening } from './load.ts'
import { onManagersLetter } from './managers.ts'
import { onTeamsLetter } from './teams.ts'
import { openOffice, type Sent } from './office.ts'
import { makePlayers, type Players } from './players.ts'
import { hoursAfter } from './time.ts'
import { asInstant, type Instant, type TicketId } from '../../src/rollout/ids.ts'
import type { Kit } from '../../src/desk/kit.ts'

export type Play = {
  readonly seed: number
  readonly from: number
  readonly until: number
  /** At most so many rollouts. */
  readonly rollouts?: number
  /** Ends after so many faults: what is broken by then stays so. */
  readonly faults?: number
  readonly bend?: (kit: Kit) => Kit
  /** Told now and then how far it is. */
  readonly each?: (now: Instant, letters: number) => void
}
type Span = { readonly from: Instant; readonly until: Instant }

const day = 24
/** After this long nobody can say that a rollout is still on its way. */
const longestEnd = 500 * day

/** The machine is down for ten days once, in the first half, and for a night about every other month. */
function downtimes(openings: readonly Opening[], players: Players): readonly Span[] {
  const { dice } = players
  const first = openings[0]?.at ?? asInstant('2011-01-01T00:00:00Z')
  const last = openings.at(-1)?.at ?? first
  const spans: Span[] = []
  const long = openings[Math.floor(openings.length / 3)]?.at ?? first
  const down = (from: Instant, hours: number) => spans.push({ from, until: hoursAfter(from, hours) })
  down(hoursAfter(long, 5 * day + dice.below(day)), 10 * day)
  for (let at = hoursAfter(first, 20 * day); at < last; at = hoursAfter(at, (30 + dice.below(60)) * day))
    down(hoursAfter(at, dice.below(day)), 4 + dice.below(9))
  return spans.toSorted((a, b) => (a.from < b.from ? -1 : 1))
}

function openRollouts(openings: readonly Opening[], players: Players) {
  const { dice, cast } = players
  for (const { at, title, family, released } of openings) {
    const stack = stackOfFamily(family)
    const own = cast.managers.filter((manager) => manager.stack === stack)
    const by = dice.pick(own).address
    const emergency = dice.often(3) ? ' emergency' : ''
    const cutoff = dice.often(12)
    players.plan(at, async () => {
      await players.speak(by, null, `open ${title}${emergency}`)
      const found = (await players.office.kit.archive.tickets({ title }))[0]
      if (cutoff && found) await players.speak(by, found.id, `cutoff ${released}`)
    })
  }
}

/** Once in all the years letters are paused, over two days. */
function pauseOnce(openings: readonly Opening[], players: Players) {
  const at = openings[Math.floor((openings.length * 2) / 3)]?.at
  if (!at) return
  players.plan(hoursAfter(at, 3 * day), () => players.speak(operations, null, 'pause'))
  players.plan(hoursAfter(at, 5 * day), () => players.speak(operations, null, 'resume'))
}

/** The week in which the operator is closed: the last of the year, in the second year that is played. */
const closedWeek = (year: number) => [27, 28, 29, 30, 31].map((date) => `${year}-12-${date}`)

export async function play({ seed, from, until, rollouts, faults = 500, bend, each }: Play) {
  const dice = diceOf(seed)
  const cast = castOf(dice)
  const openings = openingsOf(from, until).slice(0, rollouts)
  const start = hoursAfter(openings[0]?.at ?? asInstant(`${from}-01-01T00:00:00Z`), -day)
  const counts = makeCounts()
  const letters: Sent[] = []
  const watching = {
    committed: async (...now: Parameters<ReturnType<typeof makeChecker>['committed']>) => {
      await checker.committed(...now)
      if (now[1] === 'committed') counts.committed(now[0])
    },
    sent: (letter: Sent) => {
      checker.sent(letter)
      counts.sent(letter)
      letters.push(letter)
    },
  }
  const config = configOf(cast, closedWeek(Math.min(from + 1, until)))
  const office = await openOffice(
    { config, roster: cast.roster, start, every: 25, ...(bend ? { bend } : {}) },
    watching,
  )
  const { archive } = office.kit
  const checker = makeChecker(archive, office.kit.settled, limits)
  const players = makePlayers(office, cast, dice)
  const managers = new Map(cast.managers.map((manager) => [manager.address, manager]))
  openRollouts(openings, players)
  pauseOnce(openings, players)
  const down = downtimes(openings, players)
  const last = hoursAfter(openings.at(-1)?.at ?? start, longestEnd)
  const unresolved = async () => (await archive.tickets({ unresolved: true })).length
  const ten = down.find((span) => Date.parse(span.until) - Date.parse(span.from) >= 9 * day * 3_600_000)
  let caughtUp = 0
  let looked = start

  for (;;) {
    const planned = players.agenda.next()
    const due = await office.wakes()
    let next = planned && due ? (planned < due ? planned : due) : (planned ?? due)
    // The daily letter goes on for ever: with nothing planned and nothing open it is over.
    if (!next || next > last || (!planned && (await unresolved()) === 0 && !(await archive.nextOutbox())))
      break
    if (next < office.now()) next = office.now()
    const outage = down.find((span) => span.from <= (next as Instant) && (next as Instant) < span.until)
    if (outage) next = outage.until
    // What is due again and again at one moment stands still: the checker has said so, and the day goes on.
    if (next === looked && !planned) next = hoursAfter(next, 1)
    office.set(next)
    for (let first = players.agenda.next(); first && first <= next; first = players.agenda.next())
      await players.agenda.take()?.act()
    const before = counts.letters()
    await office.settle()
    const paused = (await archive.pause()) !== null
    await checker.settled(next, paused ? null : await archive.nextDue(), paused)
    if (outage && outage === ten) {
      caughtUp = counts.letters() - before
      checker.caughtUp(letters, next)
    }
    for (const letter of letters.splice(0)) {
      const manager = managers.get(letter.to)
      for (const one of letter.parts.length > 0
        ? letter.parts.map((part) => ({ ...letter, ...part }))
        : [letter])
        if (manager) onManagersLetter(players, manager, one)
        else onTeamsLetter(players, one)
    }
    looked = next
    if (checker.found.length >= faults) break
    each?.(next, counts.letters())
  }
  const tickets = await archive.tickets()
  // What was broken off has no end to be looked at.
  if (checker.found.length < faults)
    await checker.ended(
      office.now(),
      tickets.map(({ id }): TicketId => id),
    )
  const troubles = [...office.troubles]
  const violations: readonly Violation[] = [
    ...checker.found,
    ...troubles.map((what) => ({ law: 'nothing goes wrong at the desk', ticket: null, at: '', what })),
  ]
  const result = {
    seed,
    openings,
    start,
    end: office.now(),
    tickets,
    counts: counts.all(),
    said: players.said,
    mails: office.mails(),
    composed: office.composedForReal(),
    caughtUp,
    limits,
    figures: checker.figures(),
    violations,
  }
  await office.close()
  return result
}
export type Played = Awaited<ReturnType<typeof play>>

/** What is promised where the config says nothing else. */
const limits: Limits = { lettersADay: 3, window: { from: '08:00', until: '18:00' }, megabytes: 3000 }
