// The dates of a trial for the reader's own calendar (SPEC §1.6; RFC 5545, RFC 5546 §3.2.1 PUBLISH): when it is counted
// from, and by when the report is due. The same UID each time, so that moved dates move the entries that are there.

import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventTransparency } from 'ical-generator'
import { shortName } from '../rollout/release.ts'
import { shortTeam } from '../rollout/team.ts'
import type { Instant, TeamName, TicketId } from '../rollout/ids.ts'
import type { Release } from '../rollout/ticket.ts'

export type TrialDates = {
  readonly ticket: TicketId
  readonly team: TeamName
  readonly release: Release
  /** The bot's domain: the right side of the UIDs. */
  readonly domain: string
  readonly begins: Instant
  readonly reportDue: Instant
  /** Counts how often the dates were moved; a calendar keeps the entry with the higher one (RFC 5545 §3.8.7.4). */
  readonly sequence: number
  /** When this was written. */
  readonly at: Instant
}

const hour = 3_600_000

/** An attachment for a letter; the same dates give the same bytes. */
export function trialCalendar(dates: TrialDates): { name: string; type: string; bytes: Uint8Array } {
  const { ticket, team, release, domain, sequence, at } = dates
  const name = shortName(release)
  const calendar = ical({
    method: ICalCalendarMethod.PUBLISH,
    prodId: { company: 'Rollcall', product: 'Staged rollout', language: 'EN' },
  })
  const entry = (what: 'begins' | 'due', when: Instant, summary: string, description: string) =>
    calendar.createEvent({
      id: `trial-${what}-${ticket}-${team}@${domain}`,
      sequence,
      stamp: new Date(at),
      start: new Date(when),
      end: new Date(new Date(when).getTime() + hour),
      // Nobody is busy in that hour: it is a date, not a meeting.
      transparency: ICalEventTransparency.TRANSPARENT,
      summary,
      description,
    })
  entry(
    'begins',
    dates.begins,
    `Staged rollout: ${name} at ${shortTeam(team)}`,
    `From here the days in production count (rollout #${ticket}). Say "started ${shortTeam(team)}" when it is another day.`,
  )
  entry(
    'due',
    dates.reportDue,
    `Staged rollout: report on ${name} due`,
    `The report of ${shortTeam(team)} is due (rollout #${ticket}). Attach it to a reply to any letter of that rollout.`,
  ).createAlarm({ type: ICalAlarmType.display, triggerBefore: 24 * 3600 })
  return {
    name: `staged-rollout-${ticket}.ics`,
    type: 'text/calendar; charset=utf-8; method=PUBLISH',
    bytes: new TextEncoder().encode(calendar.toString()),
  }
}
