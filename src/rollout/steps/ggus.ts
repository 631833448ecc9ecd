// GGUS tickets (SPEC §1.6): recorded once each, from a command or from any mail on the ticket by somebody who takes
// part, with the team whose people named it. Nobody is written to for it; the letters at the end of the rollout name
// them.

import { done, type StepFor } from '../step.ts'
import { speaksFor } from './answer.ts'

export const ggus: StepFor<'ggus-named'> = (ticket, event, world) => {
  const known = new Set((ticket.ggus ?? []).map(({ url }) => url))
  const fresh = event.tickets.filter(({ url }) => !known.has(url))
  if (fresh.length === 0) return done({ did: 'nothing', why: 'already-so' })
  const teams = ticket.seats
    .filter(({ state, team }) => state !== 'removed' && speaksFor(event.by, team, ticket, world))
    .map(({ team }) => team)
  const whose = teams.length > 0 ? { teams } : {}
  return done({ did: 'ggus', tickets: fresh }, [{ what: 'ggus-named', tickets: fresh, ...whose }])
}
