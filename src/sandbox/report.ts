// A filled report as the sandbox's people send it: a small genuine document under the name that Rollcall expects
// (SPEC §4), so that nobody has to make one before they see what a report does.

import { wordDocument } from './document.ts'
import { reportName } from '../rollout/filename.ts'
import { asTeamName } from '../rollout/ids.ts'
import type { PlayPerson } from './cast.ts'
import type { Ticket } from '../rollout/ticket.ts'

type Filled = { readonly name: string; readonly bytes: Uint8Array }

/** `team`: `NGI-Site`. */
export const filledReport = (ticket: Ticket, team: string, verdict: string): Filled => ({
  name: reportName(asTeamName(`ea-${team}`), ticket.release, 'docx'),
  bytes: wordDocument([
    `Staged rollout report of ${team}`,
    'Installed from the staged-rollout repository.',
    verdict,
  ]),
})

/** What somebody could report on a rollout in which their team takes part; null for everybody else. */
export function reportOf({ team }: PlayPerson, ticket: Ticket | null): Filled | null {
  const seat = ticket?.seats.find((one) => one.team === `ea-${team}`)
  const takesPart = seat?.state === 'accepted' || seat?.state === 'reported'
  return ticket !== null && team !== undefined && takesPart
    ? filledReport(ticket, team, 'Verdict: good')
    : null
}
