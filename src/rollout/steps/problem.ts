// A problem for GGUS (SPEC §1.6, §6): named by whoever takes part, before there is a ticket for it. It is a note too, so
// that the other sites hear of the fault. What is asked of the helpdesk is asked whether or not it is connected; while it
// is not, its writer has the text by return and opens the ticket.

import { teamOnRoster } from '../addressees.ts'
import { done, refuse, type StepFor } from '../step.ts'
import { shortTeam } from '../team.ts'
import { speaksFor } from './answer.ts'
import { passOn } from './note.ts'
import type { Problem } from '../ticket.ts'

export const problem: StepFor<'problem-named'> = (ticket, event, world) => {
  const { team } = event
  if (team && !speaksFor(event.by, team, ticket, world)) return refuse({ code: 'not-member', team })
  const { reach, facts, effects } = passOn(ticket, event, world)
  const named: Problem = {
    ticket: ticket.id,
    title: ticket.title,
    release: ticket.release,
    text: event.text,
    ...(team ? { site: teamOnRoster(team, world)?.site ?? shortTeam(team) } : {}),
  }
  const byHand = !world.doors.open.includes('helpdesk')
  return done({ did: 'problem', problem: named, byHand, ...reach }, facts, [
    ...effects,
    {
      kind: 'door',
      key: `t${ticket.id}/helpdesk/${event.id}`,
      request: { door: 'helpdesk', ask: 'open-ticket', problem: named },
    },
  ])
}
