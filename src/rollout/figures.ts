// The figures that EGI reported each quarter (SPEC §7, stats): counted from what the journal tells, over a period and a
// group. Each thing counts where it happened: a rollout where it was opened, its end where it was resolved, an answer
// where it was given, silence and a missing report where they were due. So periods that share nothing add up. The
// definitions are in figurelist.ts.

import { trialBegins } from './deadline.ts'
import { addDays, dateIn } from './day.ts'
import { within, type Period } from './period.ts'
import { isWorkingDay } from './workday.ts'
import type { Asking, History } from './history.ts'
import type { Figures } from './figurelist.ts'
import type { Instant, TeamName } from './ids.ts'
import type { Where } from './world.ts'

export type Surroundings = {
  readonly now: Instant
  /** A team's zone and country, by which its working days run. */
  readonly placeOf: (team: TeamName) => Where
}

/** What became of an invitation, and the instant at which that counts. */
type Fate = {
  readonly fate: 'in-time' | 'late' | 'silent' | 'unreachable' | 'spared' | 'awaited'
  readonly at: Instant
}

/** One asking with what had to be worked out of it, once for all periods. */
type Counted = Asking & {
  readonly became: Fate
  readonly hours: number | null
  readonly workingDays: number | null
  readonly begunAt: Instant | null
  readonly missingAt: Instant | null
}
type CountedHistory = Omit<History, 'askings'> & { readonly askings: readonly Counted[] }
export type Countable = readonly CountedHistory[]

/** Works out what no single fact says. */
export const countable = (histories: readonly History[], around: Surroundings): Countable =>
  histories.map((history) => ({
    ...history,
    askings: history.askings.map((asking) => ({
      ...asking,
      became: fateOf(asking, around.now),
      hours: asking.answer ? hoursBetween(asking.left, asking.answer.first) : null,
      workingDays: asking.answer
        ? workingDaysBetween(asking.left, asking.answer.first, around.placeOf(asking.team))
        : null,
      begunAt: begunAt(asking, around),
      missingAt: missingAt(asking, around.now),
    })),
  }))

/** In the order of what is surest: who answered was reached, and who was let go owes nothing. */
function fateOf({ answer, due, over, at, unreachable }: Asking, now: Instant): Fate {
  if (answer) return { fate: answer.first <= due ? 'in-time' : 'late', at: answer.first }
  if (unreachable) return { fate: 'unreachable', at }
  if (over !== undefined && over < due) return { fate: 'spared', at }
  return due <= now ? { fate: 'silent', at: due } : { fate: 'awaited', at }
}

const hoursBetween = (from: Instant, to: Instant) =>
  Math.max(0, Date.parse(to) - Date.parse(from)) / 3_600_000

/** Past this nobody counts days. */
const longestAnswer = 400

/** Working days that began after the first date, up to the second. */
function workingDaysBetween(from: Instant, to: Instant, { zone, country, calendar }: Where): number {
  const last = dateIn(to, zone)
  let days = 0
  let looked = 0
  for (
    let day = addDays(dateIn(from, zone), 1);
    day <= last && looked < longestAnswer;
    day = addDays(day, 1)
  ) {
    if (isWorkingDay(day, country, calendar)) days += 1
    looked += 1
  }
  return days
}

/** Said, else expected; a report shows that it began before. Null where it ended sooner, or is still to begin. */
function begunAt(asking: Asking, { now, placeOf }: Surroundings): Instant | null {
  const { acceptedAt, startedAt, endedAt, report } = asking
  if (acceptedAt === undefined) return report?.at ?? null
  const expected = startedAt ?? trialBegins(acceptedAt, placeOf(asking.team))
  const at = report && report.at < expected ? report.at : expected
  const end = endedAt ?? asking.over
  if (report === undefined && end !== undefined && end < at) return null
  return at <= now ? at : null
}

/** Counts where the report was due: a trial that somebody ended before owed none. */
function missingAt({ acceptedAt, reportDue, report, endedAt, over }: Asking, now: Instant): Instant | null {
  if (acceptedAt === undefined || reportDue === undefined || report) return null
  const end = endedAt ?? over
  return reportDue <= now && (end === undefined || end >= reportDue) ? reportDue : null
}

export type Group = {
  readonly rollout: (history: Pick<History, 'stack'>) => boolean
  readonly team: (team: TeamName) => boolean
}
export const everybody: Group = { rollout: () => true, team: () => true }

/** One column of figures. */
export function figuresOf(histories: Countable, period: Period, group: Group = everybody): Figures {
  const inside = (at: Instant | null | undefined) => at !== null && at !== undefined && within(at, period)
  const rollouts = histories.filter(group.rollout)
  const askings = rollouts.flatMap((history) => history.askings.filter(({ team }) => group.team(team)))
  const offers = rollouts.flatMap((history) => history.offers.filter(({ team }) => group.team(team)))
  const opened = rollouts.filter(({ openedAt }) => inside(openedAt))
  const resolved = rollouts.filter(({ resolvedAt }) => inside(resolvedAt))
  // Who offered a site was not asked: it is in the trials and reports, not among the answers.
  const asked = askings.filter(({ invited }) => invited)
  const became = (fate: Fate['fate']) =>
    asked.filter((one) => one.became.fate === fate && inside(one.became.at)).length
  const answered = asked.filter(({ answer }) => inside(answer?.first))
  const said = (last: 'accept' | 'reject') => answered.filter(({ answer }) => answer?.last === last).length
  const reports = askings.flatMap(({ report }) => (report && inside(report.at) ? [report] : []))
  const onTime = reports.filter(({ at, due }) => due === undefined || at <= due).length
  // Hours of an emergency beside days of the others would say nothing of either.
  const usual = answered.filter(({ emergency }) => !emergency)
  const hours = numbers(usual, ({ hours: some }) => some)
  const days = numbers(usual, ({ workingDays }) => workingDays)
  const toResolve = (emergency: boolean) =>
    resolved
      .filter((history) => history.emergency === emergency)
      .map(({ openedAt, resolvedAt = openedAt }) => hoursBetween(openedAt, resolvedAt) / 24)
  const all = (pick: (asking: Counted) => readonly Instant[]) => askings.flatMap(pick).filter(inside).length
  const outcomes = (which: 'ACCEPT' | 'REJECT') =>
    rollouts.filter(({ outcome }) => outcome?.outcome === which && inside(outcome.at)).length
  const answers = said('accept') + said('reject')
  return {
    rolloutsOpened: opened.length,
    emergenciesOpened: opened.filter(({ emergency }) => emergency).length,
    rolloutsStillOpen: opened.filter(({ resolvedAt }) => resolvedAt === undefined).length,
    rolloutsResolved: resolved.length,
    outcomesAccept: outcomes('ACCEPT'),
    outcomesReject: outcomes('REJECT'),
    resolveMedianDays: tenths(median(toResolve(false))),
    resolveP90Days: tenths(mostOf(toResolve(false))),
    emergencyResolveMedianDays: tenths(median(toResolve(true))),
    teamsAsked: asked.filter(({ at }) => inside(at)).length,
    answersInTime: became('in-time'),
    answersLate: became('late'),
    teamsSilent: became('silent'),
    teamsUnreachable: became('unreachable'),
    teamsSpared: became('spared'),
    teamsAwaited: became('awaited'),
    answersAccept: said('accept'),
    answersReject: said('reject'),
    acceptShare: answers === 0 ? null : Math.round((said('accept') / answers) * 1000) / 1000,
    answerMedianHours: tenths(median(hours)),
    answerP90Hours: tenths(mostOf(hours)),
    answerMedianWorkingDays: tenths(median(days)),
    answerP90WorkingDays: tenths(mostOf(days)),
    emergencyAnswerMedianHours: tenths(
      median(
        numbers(
          answered.filter(({ emergency }) => emergency),
          (one) => one.hours,
        ),
      ),
    ),
    trialsBegun: askings.filter(({ begunAt: at }) => inside(at)).length,
    trialsReported: reports.length,
    withdrawals: all(({ withdrawals }) => withdrawals),
    reportsOnTime: onTime,
    reportsLate: reports.length - onTime,
    reportsMissing: askings.filter(({ missingAt: at }) => inside(at)).length,
    reportsRevised: all(({ revisions }) => revisions),
    extensionsGiven: all(({ extensions }) => extensions),
    callRounds: rollouts.flatMap(({ calls }) => roundsOf(calls)).filter(inside).length,
    callsPosted: rollouts.flatMap(({ calls }) => calls).filter(({ at }) => inside(at)).length,
    offersMade: offers.filter(({ at }) => inside(at)).length,
    offersTaken: offers.filter(({ takenAt }) => inside(takenAt)).length,
    ggusTickets: rollouts.flatMap(({ ggus }) => ggus).filter(inside).length,
  }
}

/** A round counts where its first list was called. */
const roundsOf = (calls: History['calls']): readonly Instant[] =>
  calls.flatMap(({ at, round }, place) =>
    calls.findIndex((one) => one.round === round) === place ? [at] : [],
  )

const numbers = <T>(list: readonly T[], pick: (one: T) => number | null): readonly number[] =>
  list.flatMap((one) => pick(one) ?? [])

/** Half are at most so large; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

/** The smallest value that nine in ten do not exceed (nearest rank); null of nothing. */
const mostOf = (values: readonly number[]): number | null =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.9) - 1] ?? null

const tenths = (value: number | null) => (value === null ? null : Math.round(value * 10) / 10)
