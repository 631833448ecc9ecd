// What waits for one manager over all their rollouts (SPEC §5, digest; §3.4 `<N>`), oldest first, and when the letter
// about it is due: at its time of the bot's working days. Which numbers a reader was given is in the letter itself.

import { managersOf, placeOfBot } from './addressees.ts'
import { dateIn, onDate } from './day.ts'
import { rotaFor } from './rota.ts'
import { seatOf, isSilent, waitsFor } from './view.ts'
import { handleOf, waitForManagers } from './waiting.ts'
import { isWorkingDay, workingDayAfter } from './workday.ts'
import type { Instant, PersonId } from './ids.ts'
import type { ManagersTask, Seat, Ticket } from './ticket.ts'
import type { Digest, DigestItem } from './told.ts'
import type { World } from './world.ts'

/** With two lines of words and one to send each, as many as a screen of 24 lines holds. */
const mostItems = 6

export function digestFor(tickets: readonly Ticket[], person: PersonId, world: World): Digest {
  const all = tickets
    .filter((ticket) => managersOf(ticket, world).includes(person))
    .flatMap((ticket) => itemsOf(ticket, world))
    .toSorted((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : a.ticket - b.ticket))
  return { items: all.slice(0, mostItems), more: Math.max(0, all.length - mostItems) }
}

function itemsOf(ticket: Ticket, world: World): readonly DigestItem[] {
  const { id, release } = ticket
  const own = waitsFor(ticket, world.now).flatMap(({ who, what, since, until }): DigestItem[] =>
    who === 'managers' && isTask(what)
      ? [
          {
            ticket: id,
            release,
            waits: what,
            since,
            ...(until ? { until } : {}),
            ...turnFor(what, ticket, world),
          },
        ]
      : [],
  )
  if (ticket.status === 'resolved') return own
  const teams = ticket.seats.flatMap((seat): DigestItem[] => {
    const waits = waitsOf(seat, world.now)
    return waits ? [{ ticket: id, release, team: seat.team, ...waits }] : []
  })
  const offered = ticket.offers.filter(({ state }) => state === 'open')
  const sites = [...new Set(offered.map(({ team }) => team))].flatMap((team): DigestItem[] => {
    const first = offered.find((offer) => offer.team === team)
    const takesPart = ['accepted', 'reported'].includes(seatOf(ticket, team)?.state ?? '')
    return first && !takesPart ? [{ ticket: id, release, waits: 'offer', since: first.at, team }] : []
  })
  const files = waitForManagers(ticket).map((report): DigestItem => ({
    ticket: id,
    release,
    waits: 'file',
    since: report.at,
    handle: handleOf(report, ticket),
    ...(report.team ? { team: report.team } : {}),
  }))
  return [...own, ...teams, ...sites, ...files]
}

/** Whom the line may ask that is ready to send. */
function turnFor(what: ManagersTask, ticket: Ticket, world: World): Pick<DigestItem, 'turn'> {
  const rota = what === 'teams' ? rotaFor(ticket, world) : undefined
  return rota ? { turn: rota.teams.slice(0, rota.wanted).map(({ team }) => team) } : {}
}

const isTask = (what: string): what is ManagersTask =>
  ['teams', 'call', 'search', 'outcome', 'resolve', 'reopen'].includes(what)

/** A wish stands before a late report, until its own day is over: whoever grants it need not remind. */
function waitsOf(seat: Seat, now: Instant): Pick<DigestItem, 'waits' | 'since' | 'day'> | null {
  if (isSilent(seat, now)) return { waits: 'silent', since: seat.answerDue.at }
  if (seat.state !== 'accepted' || !seat.reportDue) return null
  if (seat.extendAsked && seat.extendAsked > seat.reportDue.at && seat.extendAsked > now)
    return {
      waits: 'extend',
      since: seat.extendAskedAt ?? seat.acceptedAt ?? seat.invitedAt,
      day: dateIn(seat.extendAsked, seat.zone),
    }
  return seat.reportDue.at <= now ? { waits: 'late', since: seat.reportDue.at } : null
}

type When = Pick<World, 'now' | 'calendar' | 'policy'>

/** The day (ISO 8601) whose letter may leave now: today, a working day whose time has come; else null. */
export function digestDay({ now, calendar, policy }: When): string | null {
  const { zone, country } = placeOfBot({ policy, calendar })
  const today = dateIn(now, zone)
  if (policy.digestAt === undefined || !isWorkingDay(today, country, calendar)) return null
  return onDate(today, zone, policy.digestAt) <= now ? today : null
}

/** When the next one may leave; null where there are none by config. */
export function nextDigest({ now, calendar, policy }: When): Instant | null {
  if (policy.digestAt === undefined) return null
  const { zone, country } = placeOfBot({ policy, calendar })
  const today = dateIn(now, zone)
  const first = onDate(today, zone, policy.digestAt)
  if (first > now && isWorkingDay(today, country, calendar)) return first
  return onDate(workingDayAfter(today, 1, country, calendar).date, zone, policy.digestAt)
}
