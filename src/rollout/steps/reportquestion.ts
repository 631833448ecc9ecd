// What is asked about a report (SPEC §1.6, §4): under which name it would count, whose it is, and once a team for the
// GGUS ticket of what made it say no. One letter for all of it; nothing waits for the answer.

import { about, actsAsManager, toPeople, toSeat } from '../addressees.ts'
import { placeOf } from '../addressees.ts'
import { seatOf } from '../view.ts'
import { counts, handleOf, teamsFor } from '../waiting.ts'
import type { Effect, ReportDoubt } from '../effect.ts'
import type { Event } from '../event.ts'
import type { TeamName } from '../ids.ts'
import type { Report, Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

type GgusWanted = { readonly team: TeamName; readonly problems: string }

/** A site that says no and names no ticket, neither there nor before; each team is asked once. */
export function asksForGgus(ticket: Ticket, { team, verdict, says }: Report): GgusWanted | null {
  if (!team || !counts({ verdict }) || says?.verdict !== 'reject' || says.ggus.length > 0) return null
  if (ticket.status === 'resolved' || ticket.ggusAsked?.includes(team)) return null
  // Tickets noted before it was kept who named them may be any team's.
  const unknown = (ticket.ggus ?? []).length > 0 && !ticket.ggusOf
  if (unknown || ticket.ggusOf?.includes(team)) return null
  return { team, problems: says.fields['problems'] ?? '' }
}

/** To whoever sent it; to the team where the tracker or the administrator brought it. */
export function questionAbout(
  ticket: Ticket,
  made: Report,
  event: Pick<Event, 'id' | 'by'>,
  ggus: GgusWanted | null,
  world: World,
): readonly Effect[] {
  const doubts = [
    ...doubtAbout(made, ticket, event, world),
    ...(ggus ? [{ asks: 'ggus' as const, ...ggus }] : []),
  ]
  if (doubts.length === 0) return []
  const letter = { letter: 'report-question' as const, about: about(ticket, world), doubts }
  const key = `question/${event.id}`
  const seat = made.team ? seatOf(ticket, made.team) : undefined
  if (event.by.kind === 'person' && !(ggus && actsAsManager(event.by, ticket, world)))
    return toPeople([event.by.id], zoneFor(made, world), becauseOf(event, ticket, world), ticket, key, letter)
  return seat ? toSeat(seat, ticket, key, letter) : []
}

const zoneFor = ({ team }: Report, world: World) => (team ? placeOf(team, world).zone : world.policy.zone)
const becauseOf = ({ by }: Pick<Event, 'by'>, ticket: Ticket, world: World) =>
  actsAsManager(by, ticket, world) ? ('manager' as const) : ('writer' as const)

function doubtAbout(
  made: Report,
  ticket: Ticket,
  { by }: Pick<Event, 'by'>,
  world: World,
): readonly ReportDoubt[] {
  // The managers decide about a team that had said no; there is nothing to ask it.
  if (made.verdict !== 'asked' || made.why === 'said-no') return []
  const file = made.original
  if (actsAsManager(by, ticket, world)) {
    const handle = handleOf(made, { ...ticket, reports: [...ticket.reports, made] })
    return [{ asks: 'whose', file, handle, teams: teamsFor(made, ticket) }]
  }
  return [{ asks: 'name', file, why: made.why ?? 'other-name', right: made.right ?? [] }]
}
