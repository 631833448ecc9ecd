// What came of an `open`, in sentences (SPEC §1.1, 3.5): a new rollout, one that was there, or one that is resolved and
// asked about.

import { numbered, reopenLine } from '../marks/lines.ts'
import type { Did } from '../rollout/did.ts'
import { said } from './said.ts'
import type { Said } from './said.ts'

export const openedSaid = (
  did: Extract<Did, { readonly did: 'opened' | 'already-open' | 'asked-to-reopen' }>,
): Said => {
  if (did.did === 'asked-to-reopen')
    return said(
      `#${did.ticket} was about this release and is resolved (${did.title}). The managers are asked whether to`,
      'reopen it:',
      numbered(did.ticket, reopenLine()),
    )
  if (did.did === 'opened')
    return said(
      `Opened as #${did.ticket}: ${did.title}.${did.emergency ? ' It is an emergency, so its dates are short.' : ''}`,
    )
  const since = did.emergency
    ? 'from now on it is an emergency, and whoever is asked from now on has short dates'
    : 'nothing was doubled'
  return said(`#${did.ticket} is open for this release already (${did.title}); ${since}.`)
}
