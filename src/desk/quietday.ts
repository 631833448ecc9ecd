// A quiet day for every reader: what a draft says of itself so that the store can count it, the days of readers in all
// places that the roster knows, and several leased letters made one. The rules are rollout/quiet.ts's, the counting is
// store/quiet.ts's.

import { priorityOf } from '../letters/catalog.ts'
import { homeOf } from '../rollout/addressees.ts'
import {
  dayBegan,
  gatheredOf,
  hasteOf,
  hastes,
  leavesAt,
  morningAfter,
  placeOfReader,
} from '../rollout/quiet.ts'
import { later } from '../rollout/instant.ts'
import type { Kit, Settled } from './kit.ts'
import type { OutboxItem } from '../ports.ts'
import type { OutboxDraft } from '../ports/outgoing.ts'
import type { Effect } from '../rollout/effect.ts'
import type { Instant } from '../rollout/ids.ts'
import type { QuietDays } from '../rollout/quiet.ts'
import type { Place } from '../rollout/world.ts'

type Days = Pick<Settled, 'policy' | 'roster' | 'calendar'>
type LetterEffect = Extract<Effect, { kind: 'letter' }>

const nameOf = ({ zone, country }: Place) => `${zone} ${country}`

/** When the letter may leave, and how it counts; nothing of it where no quiet is kept, or for letters that never count. */
export function quietOf(
  effect: Effect,
  now: Instant,
  { policy, roster, calendar }: Days,
): Pick<OutboxDraft, 'notBefore' | 'quiet'> {
  const haste = policy.quiet && effect.kind === 'letter' ? hasteOf(effect) : null
  if (!policy.quiet || haste === null || effect.kind !== 'letter') return { notBefore: now }
  const place = placeOfReader(effect.to, roster, policy)
  return {
    notBefore: haste === hastes.waits ? leavesAt(now, place, policy.quiet, calendar) : now,
    quiet: { place: nameOf(place), haste },
  }
}

type Known = { readonly minute: string; readonly days: QuietDays }
/** Days change by the minute at most, and there are many places. */
const known = new WeakMap<Days['policy'], Known>()

/** What the store counts by; undefined where no quiet is kept. */
export function quietDays({ settled }: Pick<Kit, 'settled'>, now: Instant): QuietDays | undefined {
  const { policy, roster, calendar } = settled
  const { quiet } = policy
  if (!quiet) return undefined
  const minute = now.slice(0, 16)
  const before = known.get(policy)
  if (before?.minute === minute) return before.days
  const own = homeOf(undefined, policy)
  const homes = roster.teams.map((team) => homeOf(team, policy))
  const places = new Map([own, ...homes].map((place) => [nameOf(place), place]))
  const dayAt = (place: Place) => {
    const opens = leavesAt(now, place, quiet, calendar)
    return {
      began: dayBegan(now, place),
      opens: opens > now ? opens : null,
      morning: morningAfter(now, place, quiet, calendar),
    }
  }
  const days = Object.fromEntries([...places].map(([name, place]) => [name, dayAt(place)]))
  const made = { letters: quiet.letters, days: { ...days, '': dayAt(own) } }
  known.set(policy, { minute, days: made })
  return made
}

/** Letters leased together, each with its effect, as one that is leased in their place. */
export async function gathered(
  kit: Kit,
  parts: readonly { readonly item: OutboxItem; readonly effect: LetterEffect }[],
  at: Instant,
  leaseSeconds: number,
): Promise<OutboxItem> {
  const letter = gatheredOf(
    parts.map(({ item, effect }) => ({ of: item.id, to: effect.to, letter: effect.letter })),
  )
  const [first] = letter.parts
  if (first === undefined || !('person' in first.to)) throw new Error('nothing to gather')
  const { person } = first.to
  // The oldest is in no other: the key is this letter's alone, and the same were it made again.
  const oldest = Math.min(...parts.map(({ item }) => item.id))
  return kit.ledger.gather({
    of: letter.parts.map(({ of }) => of),
    effect: { kind: 'letter', key: `gathered/${person}/${oldest}`, to: first.to, letter },
    priority: Math.min(...parts.map(({ effect }) => priorityOf(effect.letter.letter))),
    place: nameOf(placeOfReader(first.to, kit.settled.roster, kit.settled.policy)),
    at,
    leaseUntil: later(at, leaseSeconds),
  })
}
