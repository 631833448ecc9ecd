// What happened together, told together, for the board's story and for the summary of a rollout. One fact's words are in
// history.ts.

import { shortTeam } from '../rollout/team.ts'
import { factWords } from './history.ts'
import type { Fact } from '../rollout/fact.ts'

/** A sentence each; teams that were invited at once are named at once. */
export function factsWords(facts: readonly Fact[]): readonly string[] {
  const asked = facts.flatMap((fact) =>
    fact.what === 'invited' && fact.seat.state === 'notified' ? [shortTeam(fact.seat.team)] : [],
  )
  const rest = facts.filter((fact) => fact.what !== 'invited' || fact.seat.state !== 'notified')
  const invited = asked.length > 0 ? [`Invited ${asked.join(', ')}.`] : []
  return [...invited, ...rest.flatMap((fact) => factWords(fact) ?? [])]
}
