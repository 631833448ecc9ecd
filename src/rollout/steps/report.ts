// Reports (SPEC §1.7, §4): by name, type and bytes, which the desk has looked at. A team that was asked and has not
// answered accepts by reporting; from one that rejected, a report is kept and the managers are asked. Same bytes are the
// same report. What a report says is shown and asked about, never acted on.

import { about, actsAsManager, toManagers } from '../addressees.ts'
import { done, refuse, type EventOf, type StepFor } from '../step.ts'
import { acceptors, seatOf } from '../view.ts'
import { counts, handleOf } from '../waiting.ts'
import { speaksFor } from './answer.ts'
import { asksForGgus, questionAbout } from './reportquestion.ts'
import type { Did } from '../did.ts'
import type { Actor } from '../event.ts'
import type { Fact } from '../fact.ts'
import type { TeamName } from '../ids.ts'
import type { Report, ReportFindings, Seat, Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

export const report: StepFor<'report-received'> = (ticket, event, world) => {
  const seat = event.team ? seatOf(ticket, event.team) : undefined
  if (event.team && !seat && !['asked', 'kept', 'quarantined', 'refused'].includes(event.verdict))
    return refuse({ code: 'no-seat', team: event.team })
  const { verdict, why } = judged(ticket, event, seat, world)
  const resolved = ticket.status === 'resolved'
  const known = ticket.reports.findLast((old) => old.sha256 === event.sha256 && old.team === event.team)
  // The same bytes are the same report, but for what did not count before and does now.
  if (known && (!counts({ verdict }) || (counts(known) && (resolved || seat?.state === 'reported'))))
    return done({ ...didReport(known), again: true })
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
    ...findingsOf({ ...event, ...(why ? { why } : {}) }),
  }
  const accepts = seat?.state === 'notified' && counts(made) && !resolved
  const facts: Fact[] = []
  if (accepts)
    facts.push({
      what: 'answered',
      team: seat.team,
      answer: 'accept',
      saidAt: event.at,
      by: made.by,
      at: world.now,
    })
  facts.push({ what: 'report-filed', report: made })
  const asked = asksForGgus(ticket, made)
  if (asked) facts.push({ what: 'ggus-asked', team: asked.team })
  const letters = [
    ...tellManagers(ticket, made, event, world),
    ...questionAbout(ticket, made, event, asked, world),
  ]
  const keptOnly = resolved && (counts(made) || made.verdict === 'asked')
  const did: Did = { ...didReport(made), ...(accepts ? { accepts: true } : {}) }
  return done(keptOnly ? { did: 'kept-after-resolve', what: 'report' } : did, facts, letters)
}

/** What a team that said no, or left, sends waits for the managers; so does what somebody else sends in its name. */
function judged(
  ticket: Ticket,
  event: EventOf<'report-received'>,
  seat: Seat | undefined,
  world: World,
): Pick<Report, 'verdict' | 'why'> {
  const active = seat?.state === 'notified' || seat?.state === 'accepted' || seat?.state === 'reported'
  const ours = event.team !== null && mayFile(event.by, event.team, ticket, world)
  if (!counts(event) || (active && ours)) return event
  return { verdict: 'asked', why: ours ? 'said-no' : 'not-yours' }
}

function tellManagers(ticket: Ticket, made: Report, event: EventOf<'report-received'>, world: World) {
  const awaited = acceptors(ticket).filter(
    (other) => other.state === 'accepted' && !(counts(made) && other.team === made.team),
  )
  const have = new Set(ticket.reports.filter(counts).map((old) => old.team)).add(
    counts(made) ? made.team : null,
  )
  have.delete(null)
  const { team, name, original, revision, verdict } = made
  const waits = verdict === 'quarantined' || verdict === 'asked'
  const after = { ...ticket, reports: [...ticket.reports, made] }
  return toManagers(ticket, world, `report/${event.id}`, {
    letter: 'report-received',
    about: about(ticket, world),
    report: {
      team,
      name,
      revision,
      verdict,
      ...(original === name ? {} : { original }),
      ...findingsOf(made),
      ...(waits ? { handle: handleOf(made, after) } : {}),
    },
    by: made.by,
    have: have.size,
    awaited: awaited.map((other) => other.team),
  })
}

/** Own team, this ticket (SPEC §3.3); managers hand on what teams sent them, the tracker what was attached there. */
const mayFile = (by: Actor, team: TeamName, ticket: Ticket, world: World) =>
  by.kind === 'tracker' || actsAsManager(by, ticket, world) || speaksFor(by, team, ticket, world)

/** Only what is there, so that a report of older days reads as it did. */
const findingsOf = ({ safety, notes, says, why, right }: ReportFindings): ReportFindings => ({
  ...(safety ? { safety } : {}),
  ...(notes && notes.length > 0 ? { notes } : {}),
  ...(says ? { says } : {}),
  ...(why ? { why } : {}),
  ...(right && right.length > 0 ? { right } : {}),
})

const didReport = (report: Report) => {
  const { team, name, original, verdict, revision, reason } = report
  return {
    did: 'report',
    name,
    original,
    verdict,
    revision,
    ...(team ? { team } : {}),
    ...findingsOf(report),
    ...(reason === undefined ? {} : { reason }),
  } as const
}

export const revisionOf = (ticket: Ticket, team: Report['team']) =>
  1 + Math.max(0, ...ticket.reports.filter((old) => old.team === team).map((old) => old.revision))
