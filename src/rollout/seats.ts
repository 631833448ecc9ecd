// Making a seat: when a team is invited and when an offer is taken (SPEC §1.2, §1.5). Due instants are computed
// once, here, in the team's own zone and country.

import { addSpan, answerDue, remindAt } from './deadline.ts'
import { teamOnRoster } from './addressees.ts'
import type { Due, Seat, Ticket } from './ticket.ts'
import type { PersonId, TeamName } from './ids.ts'
import type { World } from './world.ts'

/** The team's own zone and country; for a site that is not on the roster the bot's zone and a plain weekend. */
export function placeOf(team: TeamName, world: World) {
  const entry = teamOnRoster(team, world)
  return {
    zone: entry?.zone ?? world.policy.zone,
    country: entry?.country ?? '',
    calendar: world.calendar,
  }
}

export function invitedSeat(team: TeamName, people: readonly PersonId[], ticket: Ticket, world: World): Seat {
  const place = placeOf(team, world)
  const before = ticket.seats.find((seat) => seat.team === team)
  const due = answerDue(world.now, { ...place, answer: world.policy.answer, dueAt: world.policy.dueAt })
  const remind = remindAt(due, { zone: place.zone, remindAt: world.policy.remindAt })
  return {
    team,
    state: 'notified',
    zone: place.zone,
    invited: people,
    bounced: [],
    invitedAt: world.now,
    answerDue: due,
    ...(remind.at > world.now ? { remindAt: remind } : {}),
    dueNoted: false,
    reportReminders: 0,
    round: (before?.round ?? 0) + 1,
  }
}

/**
 * When the report is due: the trial's days in production, counted from one working day after acceptance as long as
 * nobody says when it started (SPEC §1.6).
 */
export function reportDue(team: TeamName, world: World): Due {
  const place = placeOf(team, world)
  const start = addSpan(world.now, { n: 1, unit: 'working day' }, place)
  const { n, unit } = world.policy.trial
  return {
    at: addSpan(start, world.policy.trial, place),
    rule: `${n} ${unit}${n === 1 ? '' : 's'} of trial from one working day after acceptance`,
  }
}
