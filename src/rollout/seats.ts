// Making a seat: when a team is invited and when an offer is taken (SPEC §1.2, §1.5). Due instants are computed
// once, here, in the team's own zone and country.

import {
  addSpan,
  answerDue,
  daysOffBeforeTrial,
  isTimely,
  remindAt,
  trialBegins,
  writeSpan,
} from './deadline.ts'
import { placeOf } from './addressees.ts'
import type { Due, Seat, Ticket } from './ticket.ts'
import type { Instant, PersonId, TeamName } from './ids.ts'
import type { Span, World } from './world.ts'

export function invitedSeat(team: TeamName, people: readonly PersonId[], ticket: Ticket, world: World): Seat {
  const place = placeOf(team, world)
  const before = ticket.seats.find((seat) => seat.team === team)
  return {
    team,
    state: 'notified',
    zone: place.zone,
    invited: people,
    bounced: [],
    invitedAt: world.now,
    ...timesToAnswer(team, world.now, world),
    dueNoted: false,
    reportReminders: 0,
    round: (before?.round ?? 0) + 1,
    // What stands in GOCDB stands there, whichever round this is.
    ...(before?.beta ? { beta: true } : {}),
  }
}

/** By when a team answers whose invitation leaves at `from`, and when it is reminded, where it is (SPEC §1.3). */
export function timesToAnswer(
  team: TeamName,
  from: Instant,
  world: World,
): Pick<Seat, 'answerDue' | 'remindAt'> {
  const { answer, dueAt, remindAt: hour } = world.policy
  const place = placeOf(team, world)
  const due = answerDue(from, { ...place, answer, dueAt })
  const remind = remindAt(due, { zone: place.zone, remindAt: hour })
  return { answerDue: due, ...(isTimely(remind, from, due, answer) ? { remindAt: remind } : {}) }
}

/** How the trial's days run from an instant: when the team is reminded, and when its report is due (SPEC §1.6). */
export function trialFrom(start: Instant, since: string, team: TeamName, world: World) {
  const place = placeOf(team, world)
  const { trial, trialCheck } = world.policy
  const due = (span: Span): Due => ({
    at: addSpan(start, span, place),
    rule: `${writeSpan(span)} of trial from ${since}`,
  })
  const [reportDue, check] = [due(trial), due(trialCheck)]
  // A reminder that would come with the report's own, or is past, is none.
  const inTime = check.at < reportDue.at && check.at > world.now
  return { reportDue, ...(inTime ? { trialCheck: check } : {}) }
}

/** The trial of a team that accepts now, as long as it does not say since when it runs. */
export function expectedTrial(team: TeamName, world: World) {
  const place = placeOf(team, world)
  const since = `one working day after acceptance${daysOffBeforeTrial(world.now, place)}`
  const trial = trialFrom(trialBegins(world.now, place), since, team, world)
  const startAsk = startAskedAt(team, world)
  // In a short trial the report is due before anybody would be asked.
  return { ...trial, ...(startAsk.at < trial.reportDue.at ? { startAsk } : {}) }
}

/** When the report is due of a team that accepts now. */
export const reportDue = (team: TeamName, world: World): Due => expectedTrial(team, world).reportDue

/** When a team that accepts now is asked whether its trial has begun. */
function startAskedAt(team: TeamName, world: World): Due {
  const { started } = world.policy
  return {
    at: addSpan(world.now, started, placeOf(team, world)),
    rule: `${writeSpan(started)} after acceptance`,
  }
}
