// GGUS tickets (SPEC §1.6): recorded once each, from a command or from any mail on the ticket by somebody who takes
// part. Nobody is written to for it; the letters at the end of the rollout name them.

import { done, type StepFor } from '../step.ts'

export const ggus: StepFor<'ggus-named'> = (ticket, event) => {
  const known = new Set((ticket.ggus ?? []).map(({ url }) => url))
  const fresh = event.tickets.filter(({ url }) => !known.has(url))
  if (fresh.length === 0) return done({ did: 'nothing', why: 'already-so' })
  return done({ did: 'ggus', tickets: fresh }, [{ what: 'ggus-named', tickets: fresh }])
}
