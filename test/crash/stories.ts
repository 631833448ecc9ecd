// Rollouts as people play them by mail: who says what after what. Each step waits until the one that it rests on was
// handled; what several teams say goes side by side. Nothing here knows what the agent should make of it.

import {
  brunel,
  desy,
  heike,
  jan,
  lisbon,
  managerGlite,
  managerOps,
  maria,
  zagreb,
} from '../live/support/settings.ts'
import { subscribers } from '../live/lab/people.ts'

const [member, volunteer] = subscribers
const rui = 'rui@lip.example'

export const roster = `ngi,site,country,timezone,stacks,members,aliases
NGI_IBERGRID,LIP-Lisbon,PT,Europe/Lisbon,glite,${maria};${rui},
NGI_DE,DESY-HH,DE,Europe/Berlin,glite,${jan};${heike},
NGI_HR,egee.srce.hr,HR,Europe/Zagreb,glite,${member},
`
export const members: { readonly [team: string]: readonly string[] } = {
  [lisbon]: [maria, rui],
  [desy]: [jan, heike],
  [zagreb]: [member],
}

export type Said =
  | { readonly verb: 'open' | 'now' }
  | { readonly verb: 'assign'; readonly teams: readonly string[] }
  | {
      readonly verb: 'accept' | 'reject' | 'withdraw' | 'started' | 'extend' | 'volunteer' | 'take' | 'report'
      readonly team: string
    }
  | { readonly verb: 'note'; readonly words: string }
  | { readonly verb: 'document'; readonly number: number }
  | { readonly verb: 'outcome'; readonly outcome: 'ACCEPT' | 'REJECT' }
  | { readonly verb: 'resolve' }

export type Rollout = {
  readonly title: string
  readonly component: string
  readonly version: string
  number: number | null
}
/** Resolves once the mail was handled. */
export type Say = (rollout: Rollout, by: string, said: Said) => Promise<void>
/** From 0 to just below 1. */
export type Chance = () => number

/** Every seed gives the same chances (mulberry32). */
export function chances(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const oneOf = <T>(chance: Chance, among: readonly T[]): T => {
  const found = among[Math.floor(chance() * among.length)]
  if (found === undefined) throw new Error('nothing to choose from')
  return found
}

/** What brings an agent to a point that it seldom comes to. */
export type Need = 'a rollout' | 'a call'

/** The shortest way there: a rollout that is opened, or one that nobody accepts and that is announced on the list. */
export async function playShort(need: Need, rollout: Rollout, say: Say): Promise<void> {
  await say(rollout, managerOps, { verb: 'open' })
  if (need === 'a rollout') return
  await say(rollout, managerGlite, { verb: 'assign', teams: [lisbon] })
  await say(rollout, maria, { verb: 'reject', team: lisbon })
  await say(rollout, managerGlite, { verb: 'now' })
}

/** One team's statements, each the last word until the next. */
const turns: readonly (readonly ('accept' | 'reject' | 'withdraw')[])[] = [
  ['accept'],
  ['accept'],
  ['reject'],
  ['reject', 'accept'],
  ['accept', 'withdraw'],
  ['accept', 'withdraw', 'accept'],
  ['accept', 'reject', 'accept'],
]

export async function play(rollout: Rollout, chance: Chance, say: Say): Promise<void> {
  const manager = () => oneOf(chance, [managerGlite, managerOps])
  const by = (said: Said, writer = manager()) => say(rollout, writer, said)
  await by({ verb: 'open' })
  const teams = chance() < 0.15 ? [lisbon, desy] : [lisbon, desy, zagreb]
  await by({ verb: 'assign', teams })
  // A fifth of the rollouts finds nobody, is announced on the list, and takes in who offers a site there.
  const nobody = chance() < 0.2
  const accepted: string[] = []
  await Promise.all(
    teams.map(async (team) => {
      const statements = nobody ? (['reject'] as const) : oneOf(chance, turns)
      for (const verb of statements) await by({ verb, team }, oneOf(chance, members[team] ?? []))
      if (statements.at(-1) === 'accept') accepted.push(team)
    }),
  )
  const notes = Array.from(
    { length: 1 + Math.floor(chance() * 4) },
    (_, n) => `word ${n} of ${rollout.component}`,
  )
  await Promise.all([
    ...notes.map((words) => by({ verb: 'note', words })),
    ...accepted.map(async (team) => {
      const people = members[team] ?? []
      await by({ verb: 'started', team }, oneOf(chance, people))
      if (chance() < 0.3) await by({ verb: 'extend', team })
      if (chance() < 0.3) await by({ verb: 'report', team }, oneOf(chance, people))
    }),
  ])
  if (nobody) {
    await by({ verb: 'now' })
    await by({ verb: 'volunteer', team: brunel }, volunteer)
    await by({ verb: 'take', team: brunel })
  }
  if (chance() < 0.25) return
  await by({ verb: 'document', number: 1000 + Math.floor(chance() * 9000) })
  await by({ verb: 'outcome', outcome: chance() < 0.8 ? 'ACCEPT' : 'REJECT' })
  await by({ verb: 'resolve' })
}
