// A manager's word on a report that waits for one (SPEC §4): taken, it counts under its canonical name; refused, its team
// hears why. Nothing is opened here: what it says was read when it came, where it could do no harm.

import { about, exceptWriter, toPeople, toSeat } from '../addressees.ts'
import { reportName } from '../filename.ts'
import { done, refuse, type EventOf, type StepFor } from '../step.ts'
import { seatOf } from '../view.ts'
import { reportOf, takeable } from '../waiting.ts'
import { revisionOf } from './report.ts'
import { asksForGgus } from './reportquestion.ts'
import type { Did } from '../did.ts'
import type { Effect } from '../effect.ts'
import type { Fact } from '../fact.ts'
import type { TeamName } from '../ids.ts'
import type { Report, Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

const waitingOne = (ticket: Ticket, key: EventOf<'report-taken'>['report']): Report | undefined => {
  const found = reportOf(ticket, key)
  return found && takeable(ticket).includes(found) ? found : undefined
}

export const takeReport: StepFor<'report-taken'> = (ticket, event, world) => {
  const before = waitingOne(ticket, event.report)
  if (!before) return refuse({ code: 'no-report', team: event.report.team })
  const { team } = event
  const seat = seatOf(ticket, team)
  if (!seat || seat.state === 'removed') return refuse({ code: 'no-seat', team })
  const { why: _why, right: _right, reason: _reason, ...kept } = before
  const name = canonical(before, team, ticket)
  const report: Report = {
    ...kept,
    team,
    name,
    verdict: name === before.original ? 'filed' : 'renamed',
    revision: before.team === team ? before.revision : revisionOf(ticket, team),
  }
  const open = ticket.status !== 'resolved'
  const facts: Fact[] = []
  // Whoever has reported has taken part, whatever was answered before.
  if (open && seat.state !== 'accepted' && seat.state !== 'reported')
    facts.push({ what: 'answered', team, answer: 'accept', saidAt: event.at, by: before.by, at: world.now })
  facts.push({ what: 'report-settled', before, report })
  const fresh = (report.says?.ggus ?? []).filter(
    ({ url }) => !(ticket.ggus ?? []).some((known) => known.url === url),
  )
  if (fresh.length > 0) facts.push({ what: 'ggus-named', tickets: fresh, teams: [team] })
  const wanted = asksForGgus(ticket, report)
  if (wanted) facts.push({ what: 'ggus-asked', team })
  const did: Did = { did: 'report-taken', team, name }
  const question: readonly Effect[] = wanted
    ? toSeat(seat, ticket, `question/${event.id}`, {
        letter: 'report-question',
        about: about(ticket, world),
        doubts: [{ asks: 'ggus', ...wanted }],
      })
    : []
  return done(did, facts, [
    ...exceptWriter(tellTeam(ticket, team, `taken/${event.id}`, did, world), event.by),
    ...question,
  ])
}

export const refuseReport: StepFor<'report-declined'> = (ticket, event, world) => {
  const before = waitingOne(ticket, event.report)
  if (!before || before.verdict === 'refused') return refuse({ code: 'no-report', team: event.report.team })
  const { team, original: name, by } = before
  const seat = team ? seatOf(ticket, team) : undefined
  const told = seat !== undefined || by !== null
  const reason = event.reason ?? ''
  const did: Did = { did: 'report-declined', team, name, told, ...(reason === '' ? {} : { reason }) }
  const report: Report = { ...before, verdict: 'refused', reason }
  const key = `declined/${event.id}`
  const letters = seat
    ? tellTeam(ticket, seat.team, key, did, world)
    : by
      ? toPeople([by], world.policy.zone, 'team-member', ticket, key, receipt(ticket, did, world))
      : []
  return done(did, [{ what: 'report-settled', before, report }], exceptWriter(letters, event.by))
}

/** As the type is: a name that says another would not open. */
const canonical = ({ name, original }: Report, team: TeamName, ticket: Ticket) => {
  const ending = /\.(od[tm]|ott|do[ct][xm]?)$/i
  const ext = ending.exec(name)?.[1] ?? ending.exec(original)?.[1] ?? 'odt'
  return reportName(team, ticket.release, ext)
}

const receipt = (ticket: Ticket, did: Did, world: World) => ({
  letter: 'receipt' as const,
  about: about(ticket, world),
  subject: ticket.title,
  items: [{ item: 'done' as const, line: '', ticket: ticket.id, did }],
  prose: '',
})

/** Everybody of the team: who sent it may be away. */
function tellTeam(ticket: Ticket, team: TeamName, key: string, did: Did, world: World): readonly Effect[] {
  const seat = seatOf(ticket, team)
  return seat ? toSeat(seat, ticket, key, receipt(ticket, did, world)) : []
}

/** Whoever read that the report counts reads that it waits again. */
export function tellWaiting(
  ticket: Ticket,
  team: TeamName,
  { id, by }: EventOf<'undone'>,
  world: World,
): readonly Effect[] {
  const did: Did = { did: 'undone', act: 'report-taken', seats: [], unasked: [] }
  return exceptWriter(tellTeam(ticket, team, `untaken/${id}`, did, world), by)
}
