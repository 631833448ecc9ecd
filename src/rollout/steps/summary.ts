// What there is of the reports (SPEC §1.8): the letter that goes to the managers once all have reported, and before that,
// or after the end, whenever one of them says `summary`. It changes nothing on the rollout.

import { about, toManagers } from '../addressees.ts'
import { documentTitle, summaryName } from '../release.ts'
import { done, type StepFor } from '../step.ts'
import { acceptors } from '../view.ts'
import { counts } from '../waiting.ts'
import type { Letter } from '../effect.ts'
import type { Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

type ReportsLetter = Extract<Letter, { letter: 'reports-complete' }>

export const reportsLetter = (ticket: Ticket, world: World): ReportsLetter => ({
  letter: 'reports-complete',
  about: about(ticket, world),
  reports: ticket.reports
    .filter(counts)
    .map(({ team, name, revision, verdict }) => ({ team, name, revision, verdict })),
  documentTitle: documentTitle(ticket.release),
  ...(ticket.ggus ? { ggus: ticket.ggus } : {}),
  summaryName: summaryName(ticket.release),
})

/** A manager's own wish is answered to them alone; the administrator has no mailbox here, so all managers get it. */
export const sumUp: StepFor<'summary-asked'> = (ticket, event, world) => {
  const awaited = acceptors(ticket)
    .filter(({ state }) => state === 'accepted')
    .map(({ team }) => team)
  const have = new Set(ticket.reports.filter(counts).map(({ team }) => team)).size
  const { by } = event
  const letters = toManagers(ticket, world, `summary/${event.id}`, {
    ...reportsLetter(ticket, world),
    asked: { awaited, over: ticket.status === 'resolved' },
  })
  const own = letters.filter(
    (effect) =>
      by.kind === 'person' && effect.kind === 'letter' && 'person' in effect.to && effect.to.person === by.id,
  )
  const told = own.length === 0
  return done(
    { did: 'summary', reports: have, awaited, told },
    [{ what: 'summed-up', reports: have }],
    told ? letters : own,
  )
}
