// What has to hold of a letter when it is queued: not before its time, to nobody who was not asked, and with dates on
// which its reader works. Read off the process text, not off the code that makes the letters.
import { localDate, localTime } from './time.ts'
import type { Commit } from '../../src/ports.ts'
import type { Letter, Recipient } from '../../src/rollout/effect.ts'
import type { Event } from '../../src/rollout/event.ts'
import type { Instant, TeamName } from '../../src/rollout/ids.ts'
import type { Ticket } from '../../src/rollout/ticket.ts'
import type { World } from '../../src/rollout/world.ts'

export type Situation = {
  readonly effect: Extract<Commit['outbox'][number]['effect'], { kind: 'letter' }>
  readonly at: Instant
  readonly cause: Event | null
  /** The rollout before this commit. */
  readonly before: Ticket | null
  readonly settled: Pick<World, 'calendar' | 'roster' | 'policy'>
  /** `42 ea-NGI-Site`: who may be invited. */
  readonly invitable: ReadonlySet<string>
}
type Broken = { readonly law: string; readonly what: string }

const early = 'no letter comes before its deadline'
const working = 'printed dates are working days of their reader'

/** Friday and Saturday, or Friday alone, where people rest then; ours, for the countries on the roster. */
const weekendElsewhere: { readonly [country: string]: readonly number[] } = {
  IL: [5, 6],
  IR: [5],
  SA: [5, 6],
}

/** Whether people of that country work on the date (ISO 8601). */
export function isWorkday(date: string, country: string, { closed, holidays }: World['calendar']): boolean {
  const weekday = new Date(`${date}T12:00:00Z`).getUTCDay() || 7
  if ((weekendElsewhere[country] ?? [6, 7]).includes(weekday) || closed.includes(date)) return false
  return holidays[country]?.[date] === undefined
}

export function lettersHold(situation: Situation): readonly Broken[] {
  const { effect, settled } = situation
  const { letter, to } = effect
  return [...timely(letter, situation), ...asked(letter, situation), ...dates(letter, to, settled)]
}

function timely(letter: Letter, { at, cause, before }: Situation): readonly Broken[] {
  const says = (isSo: boolean, what: string) => (isSo ? [] : [{ law: early, what }])
  const byClock = cause === null || cause.type === 'ticked'
  if (letter.letter === 'reminder' && letter.to === 'managers') {
    // Hours instead of a day where the release must not wait.
    const hours = letter.about.emergency ? 1 : 20
    return says(
      Date.parse(at) - Date.parse(letter.since) >= hours * 3_600_000,
      `managers since ${letter.since}`,
    )
  }
  // A manager may have somebody reminded at any time.
  if (letter.letter === 'reminder' && letter.to === 'team' && byClock) {
    if (letter.asks === 'report') return says(at >= letter.due.at, `report due ${letter.due.at}`)
    if (letter.asks === 'answer') return says(at < letter.due.at, `answer was due ${letter.due.at}`)
  }
  if (letter.letter === 'trial-reminder')
    return says(at <= letter.reportDue.at, `trial reminder after ${letter.reportDue.at}`)
  if (letter.letter === 'team-silent' && !letter.bounced)
    return says(at >= letter.due.at, `silent before ${letter.due.at}`)
  if (letter.letter === 'call' && byClock) {
    const escalation = before?.escalation
    const postAt = escalation?.state === 'previewed' ? escalation.postAt?.at : undefined
    return says(postAt !== undefined && at >= postAt, `call before ${postAt ?? 'any preview'}`)
  }
  return []
}

function asked(letter: Letter, { effect, invitable }: Situation): readonly Broken[] {
  if (letter.letter !== 'invitation') return []
  return invitable.has(`${letter.about.ticket} ${letter.team}`)
    ? []
    : [{ law: 'no invitation before its assignment', what: effect.key }]
}

function dates(letter: Letter, to: Recipient, { calendar, roster, policy }: Situation['settled']) {
  const country = (team: TeamName | null) =>
    team === null ? (policy.country ?? '') : (roster.teams.find(({ name }) => name === team)?.country ?? '')
  const on = (what: string, at: Instant | undefined, team: TeamName | null): readonly Broken[] => {
    if (at === undefined) return []
    const date = localDate(at, to.zone)
    return isWorkday(date, country(team), calendar)
      ? []
      : [
          {
            law: working,
            what: `${what} ${date} ${localTime(at, to.zone)} in ${country(team) || 'no country'}`,
          },
        ]
  }
  if (letter.letter === 'new-ticket') return on('decide by', letter.decideBy.at, null)
  if (letter.letter === 'invitation')
    return letter.about.emergency ? [] : on('answer due', letter.answerDue.at, letter.team)
  if (letter.letter === 'call-preview') return on('posted', letter.postAt?.at, null)
  if (letter.letter === 'reminder' && letter.to === 'managers')
    return on('next reminder', letter.next.at, null)
  if (letter.letter === 'nobody-volunteers') return on('next reminder', letter.next.at, null)
  if (letter.letter === 'trial-started') return on('asked whether begun', letter.startBy?.at, letter.team)
  if (letter.letter === 'digest' && !isWorkday(letter.day, country(null), calendar))
    return [{ law: working, what: `daily letter of ${letter.day}` }]
  return []
}
