// Commands that name several things at once (SPEC §3.4): `assign` with its teams, `call` and `also` with their lists. One
// that nobody knows, and nothing of the line is done; what is offered instead keeps the others.

import { teamWord } from '../marks/lines.ts'
import type { TeamName } from '../rollout/ids.ts'
import { nearness } from '../rollout/nearness.ts'
import type { Interpreted } from './draft.ts'
import { teamSaid } from './whichteam.ts'
import type { Situation, Which } from './whichteam.ts'

/** With a name after it, a line that no mail program wraps. */
const LONGEST_BESIDE = 40

/** The teams to invite. */
export function assign(said: readonly string[], situation: Situation): Interpreted {
  const teams = new Set<TeamName>()
  // One name that nobody has, and nothing is done: half an assignment is worse than a question.
  const all = said.map((name) => teamSaid(name, 'assign', situation))
  for (const which of all) {
    if (!('team' in which)) return beside(which, all)
    teams.add(which.team)
  }
  return { draft: { type: 'assigned', teams: [...teams] }, row: 'manager' }
}

type Unsaid = Exclude<Which, { readonly team: TeamName }>

/** What is offered for the one name keeps the others, as far as a line holds them. */
function beside(which: Unsaid, all: readonly Which[]): Unsaid {
  const { unclear } = which
  const others = all.flatMap((one) => ('team' in one ? [teamWord(one.team)] : []))
  const verb = ['assign', ...others].join(' ')
  const fits = verb.length <= LONGEST_BESIDE && all.length === others.length + 1
  return fits && 'verb' in unclear ? { unclear: { ...unclear, verb } } : which
}

const nearestList = (said: string, lists: readonly string[]): string | null =>
  lists.find((list) => nearness(said.toLowerCase(), list.toLowerCase().split('@')[0] ?? '', 2) <= 2) ?? null

/** The lists to post to; a name without its domain is one of the config's. */
export function call(
  type: 'call-asked' | 'call-widened',
  said: readonly string[],
  { lists }: Situation,
): Interpreted {
  // A list may be named without its domain, where the config has one such list.
  const known = said.map((name) => {
    const like = lists.filter((list) => list.toLowerCase().split('@')[0] === name.toLowerCase())
    const same = lists.find((list) => list.toLowerCase() === name.toLowerCase())
    return same ?? (like.length === 1 ? (like[0] ?? name) : name)
  })
  const nearly = known.map((list) => (list.includes('@') ? list : (nearestList(list, lists) ?? list)))
  if (nearly.some((list, at) => list !== known[at])) {
    const verb = type === 'call-asked' ? 'call' : 'also'
    return { unclear: { why: 'near-miss', meant: [[verb, ...nearly].join(' ')] } }
  }
  const foreign = known.some((list) => !lists.includes(list))
  return { draft: { type, lists: known }, row: foreign ? 'foreign-list' : 'manager' }
}
