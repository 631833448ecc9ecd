// The dates of a team's trial for its calendars (SPEC §1.6), and how often they were moved: counted in the journal, where
// every moved date stands, also one that an undo brings back. RFC 5545 §3.8.7.4 wants that number for a calendar to know
// the newer of two files.

import { membersOf, placeOf } from '../rollout/addressees.ts'
import { trialBegins } from '../rollout/deadline.ts'
import { applyChange } from '../rollout/evolve.ts'
import { seatOf } from '../rollout/view.ts'
import type { Kit } from './kit.ts'
import type { Recorded } from './summing.ts'
import type { Instant, PersonId, TeamName } from '../rollout/ids.ts'
import type { Ticket } from '../rollout/ticket.ts'
import type { World } from '../rollout/world.ts'

type Dates = { readonly begins: Instant; readonly reportDue: Instant }
export type TrialDatesOf = Dates & {
  /** 0 for the first; never less for a later file. */
  readonly sequence: number
}

const worldOf = ({ settled }: Kit, ticket: Ticket): World => ({
  ...settled,
  now: ticket.openedAt,
  held: [],
  nextTicket: ticket.id,
})

export const isMember = (kit: Kit, reader: PersonId, team: TeamName, { ticket }: Recorded): boolean =>
  membersOf(team, ticket, worldOf(kit, ticket)).includes(reader)

/** Null where the team has no trial ahead of it. */
function datesIn(ticket: Ticket, team: TeamName, kit: Kit): Dates | null {
  const seat = seatOf(ticket, team)
  if (seat?.state !== 'accepted' || !seat.reportDue || !seat.acceptedAt) return null
  const begins = seat.startedAt ?? trialBegins(seat.acceptedAt, placeOf(team, worldOf(kit, ticket)))
  return { begins, reportDue: seat.reportDue.at }
}

/** As they stood last; null where there are none any more. */
export function trialDatesIn({ journal }: Recorded, team: TeamName, kit: Kit): TrialDatesOf | null {
  let ticket: Ticket | null = null
  let known: Dates | null = null
  let last: Dates | null = null
  let moved = -1
  for (const { facts } of journal) {
    ticket = applyChange(ticket, facts)
    last = datesIn(ticket, team, kit)
    if (last && (last.begins !== known?.begins || last.reportDue !== known.reportDue)) {
      moved += 1
      known = last
    }
  }
  return last && { ...last, sequence: moved }
}
