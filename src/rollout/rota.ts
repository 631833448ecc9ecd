// Whom to ask next (SPEC §1.2): the teams that volunteer for a rollout's stack, in a fair order, each with what is known
// of it. Fair is that everybody is asked about equally often: how often and how fast a team accepts is said and changes
// nothing. For managers only; the manager chooses.

import { homeOf } from './addressees.ts'
import { dateIn } from './day.ts'
import { median } from './figures.ts'
import { later } from './instant.ts'
import { seatOf } from './view.ts'
import { holidayName } from './workday.ts'
import type { Asking, History } from './history.ts'
import type { Instant, TeamName } from './ids.ts'
import type { Ticket } from './ticket.ts'
import type { Rota, Suggestion } from './told.ts'
import type { Team, TeamRecord, World } from './world.ts'

/** What is older says nothing of a team's people today. */
const rememberedDays = 365
/** A letter that shows more is not read. */
const mostShown = 8

/** What the journal knows of each team that was ever asked, as of `now`. */
export function recordsOf(histories: readonly History[], now: Instant): readonly TeamRecord[] {
  const byTeam = Map.groupBy(
    histories.flatMap(({ askings }) => askings),
    ({ team }) => team,
  )
  return [...byTeam].map(([team, askings]) => recordOf(team, askings, now))
}

function recordOf(team: TeamName, askings: readonly Asking[], now: Instant): TeamRecord {
  const since = later(now, -rememberedDays * 86_400)
  const all = askings.filter(({ invited }) => invited).toSorted((a, b) => (a.at < b.at ? -1 : 1))
  const late = all.filter(({ at }) => at >= since)
  const answered = late.filter(({ answer }) => answer !== undefined)
  const hours = median(
    answered.flatMap(({ left, answer, emergency }) =>
      answer && !emergency ? (Date.parse(answer.first) - Date.parse(left)) / 3_600_000 : [],
    ),
  )
  const [first, last] = [all[0], all.at(-1)]
  const current = askings.filter(({ over, report, endedAt }) => !over && !report && !endedAt)
  return {
    team,
    asked: late.map(({ at }) => at),
    ...(first && last ? { firstAsked: first.at, lastAsked: last.at } : {}),
    answered: answered.length,
    accepted: answered.filter(({ answer }) => answer?.last === 'accept').length,
    ...(hours === null ? {} : { hours: Math.max(0, hours) }),
    trials: current.filter(({ acceptedAt }) => acceptedAt !== undefined).length,
    awaited: current.filter(({ answer, due }) => !answer && due > now).length,
  }
}

/** Whose turn it is, and how many the rollout needs; undefined where nothing is known of teams, or nobody volunteers. */
export function rotaFor(ticket: Ticket, world: World): Rota | undefined {
  const { records } = world
  const { stack } = ticket
  if (!records || stack === null) return undefined
  const free = world.roster.teams.filter(
    ({ name, stacks, members }) => stacks.includes(stack) && members.length > 0 && !seatOf(ticket, name),
  )
  if (free.length === 0) return undefined
  const ordered = inTurn(free, records, world)
  return { teams: ordered.slice(0, mostShown), of: ordered.length, wanted: world.policy.escalation.seats }
}

const neverAsked: Omit<TeamRecord, 'team'> = { asked: [], answered: 0, accepted: 0, trials: 0, awaited: 0 }

function inTurn(teams: readonly Team[], records: readonly TeamRecord[], world: World): readonly Suggestion[] {
  const of = new Map(records.map((record) => [record.team, record]))
  const known = teams.flatMap(({ name }) => of.get(name) ?? [])
  // Counted only since everybody here has been asked at all: who joins late is asked first, once, and owes nothing.
  const since = known.reduce((latest, { firstAsked = '' }) => (firstAsked > latest ? firstAsked : latest), '')
  return teams
    .map((team) => {
      const record = of.get(team.name) ?? neverAsked
      const { asked, trials, awaited } = record
      const away = awayOf(team, world)
      const turns = asked.filter((at) => at >= since).length + trials + awaited
      return { team, record, away, turns, holiday: holidayOf(team, world) }
    })
    .toSorted(
      (a, b) =>
        Number(a.away !== null) - Number(b.away !== null) ||
        a.turns - b.turns ||
        order(a.record.lastAsked ?? '', b.record.lastAsked ?? '') ||
        order(a.team.name, b.team.name),
    )
    .map(({ team, record, away, holiday }): Suggestion => {
      const { asked: _asked, firstAsked: _firstAsked, ...known } = record
      return {
        ...known,
        team: team.name,
        ...(away === null ? {} : { away }),
        ...(holiday === null ? {} : { holiday }),
      }
    })
}
const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** The day on which the first of its people is back; null while somebody is there. */
function awayOf({ members }: Team, { away = [] }: World): string | null {
  const back = members.flatMap((member) => away.findLast(({ person }) => person === member)?.until ?? [])
  return back.length < members.length ? null : (back.toSorted()[0] ?? null)
}

/** Its holiday today; weekends everybody knows. */
function holidayOf(team: Team, { now, calendar, policy }: World): string | null {
  const { zone, country } = homeOf(team, policy)
  return holidayName(dateIn(now, zone), country, calendar)
}
