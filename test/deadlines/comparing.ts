// Puts the product's deadlines beside those of second.ts, instant by instant, and says where they part.
import { answerDue, addSpan, remindAt } from '../../src/rollout/deadline.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { reportDue } from '../../src/rollout/seats.ts'
import { asTeamName } from '../../src/rollout/ids.ts'
import { federation } from '../support/federation.ts'
import { second, type Place } from './second.ts'
import type { Calendar, World } from '../../src/rollout/world.ts'

const instant = (at: number) => asInstant(`${new Date(at).toISOString().slice(0, 19)}Z`)
const team = asTeamName('ea-NGI_X-Site')

/** For each instant (milliseconds): the answer's due hour, its reminder, the report's, and the end of four working hours. */
export function differences(place: Place, calendar: Calendar, instants: Iterable<number>) {
  const theirs = second(place, calendar.holidays[place.country] ?? {})
  const where = { ...place, calendar }
  const { answer, dueAt, remindAt: hour } = federation.policy
  const [someone] = federation.roster.teams
  if (!someone) throw new Error('the federation has no team')
  const world: World = { ...federation, calendar, roster: { teams: [{ ...someone, name: team, ...place }] } }
  const found: string[] = []
  let count = 0
  for (const at of instants) {
    count += 1
    const sent = instant(at)
    const due = answerDue(sent, { ...where, answer, dueAt })
    const ours = [
      due.at,
      remindAt(due, { zone: place.zone, remindAt: hour }).at,
      reportDue(team, { ...world, now: sent }).at,
      addSpan(sent, { n: 4, unit: 'working hour' }, where),
    ].join(' ')
    const { due: dueThere, reminder } = theirs.answer(at)
    const other = [dueThere, reminder, theirs.reportDue(at), theirs.afterWorkingHours(at, 4)]
      .map(instant)
      .join(' ')
    if (ours !== other && found.length < 5)
      found.push(`${place.country} ${sent}: ${ours} here, ${other} there`)
  }
  return { count, found }
}
