// Reports (SPEC §1.7, §4): by name and bytes. A team that was asked and has not answered accepts by reporting; from
// one that rejected, a report is kept and the managers are asked. Same bytes are the same report.

import { about, actsAsManager, toManagers } from '../addressees.ts'
import { done, refuse, type StepFor } from '../step.ts'
import { acceptors, seatOf } from '../view.ts'
import { speaksFor } from './answer.ts'
import type { Actor } from '../event.ts'
import type { Fact } from '../fact.ts'
import type { TeamName } from '../ids.ts'
import type { Report, Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

const counts = (report: Pick<Report, 'verdict'>) => report.verdict === 'filed' || report.verdict === 'renamed'

export const report: StepFor<'report-received'> = (ticket, event, world) => {
  const seat = event.team ? seatOf(ticket, event.team) : undefined
  if (event.team && !seat && event.verdict !== 'asked' && event.verdict !== 'kept')
    return refuse({ code: 'no-seat', team: event.team })
  const active = seat?.state === 'notified' || seat?.state === 'accepted' || seat?.state === 'reported'
  // What a team that said no, or left, sends waits for the managers; so does what somebody else sends in its name.
  const ours = event.team !== null && mayFile(event.by, event.team, ticket, world)
  const verdict = counts(event) && !(active && ours) ? 'asked' : event.verdict
  const resolved = ticket.status === 'resolved'
  const known = ticket.reports.findLast((old) => old.sha256 === event.sha256 && old.team === event.team)
  // The same bytes are the same report, but for what did not count before and does now.
  if (known && (!counts({ verdict }) || (counts(known) && (resolved || seat?.state === 'reported'))))
    return done(didReport(known))
  const made: Report = {
    team: event.team,
    name: event.name,
    original: event.original,
    sha256: event.sha256,
    bytes: event.bytes,
    verdict,
    revision: revisionOf(ticket, event.team),
    by: event.by.kind === 'person' ? event.by.id : null,
    at: event.at,
  }
  const facts: Fact[] = []
  if (seat?.state === 'notified' && counts(made) && !resolved)
    facts.push({
      what: 'answered',
      team: seat.team,
      answer: 'accept',
      saidAt: event.at,
      by: made.by,
      at: world.now,
    })
  facts.push({ what: 'report-filed', report: made })
  const awaited = acceptors(ticket).filter(
    (other) => other.state === 'accepted' && !(counts(made) && other.team === made.team),
  )
  const have = new Set(ticket.reports.filter(counts).map((old) => old.team)).add(
    counts(made) ? made.team : null,
  )
  have.delete(null)
  const letters = toManagers(ticket, world, `report/${event.id}`, {
    letter: 'report-received',
    about: about(ticket, world),
    report: { team: made.team, name: made.name, revision: made.revision, verdict },
    by: made.by,
    have: have.size,
    awaited: awaited.map((other) => other.team),
  })
  const keptOnly = resolved && (counts(made) || made.verdict === 'asked')
  return done(keptOnly ? { did: 'kept-after-resolve', what: 'report' } : didReport(made), facts, letters)
}

/** Own team, this ticket (SPEC 3.3); managers hand on what teams sent them, the tracker what was attached there. */
const mayFile = (by: Actor, team: TeamName, ticket: Ticket, world: World) =>
  by.kind === 'tracker' || actsAsManager(by, ticket, world) || speaksFor(by, team, ticket, world)

const didReport = ({ name, original, verdict, revision }: Report) =>
  ({ did: 'report', name, original, verdict, revision }) as const

const revisionOf = (ticket: Ticket, team: Report['team']) =>
  1 + Math.max(0, ...ticket.reports.filter((old) => old.team === team).map((old) => old.revision))
