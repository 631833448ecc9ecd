// Whom a note reached, in a sentence for its writer (SPEC §1.6): everybody who tries the release, the managers alone, or
// the managers and the one team that they answer.

import { shortTeam } from '../rollout/team.ts'
import type { Did } from '../rollout/did.ts'
import { said } from './said.ts'
import type { Said } from './said.ts'

export const notedSaid = ({ shared, private: hidden, to }: Extract<Did, { did: 'noted' }>): Said => {
  if (shared) return said('Passed on to the managers and to the teams that accepted; addresses stay hidden.')
  if (to !== undefined)
    return said(`Passed on to the people of ${shortTeam(to)} and to the managers; no other team reads it.`)
  return said(
    hidden ? 'Passed on to the managers alone; no team reads it.' : 'Kept as a note for the managers.',
  )
}
