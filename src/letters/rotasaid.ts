// What is said of the teams whose turn it is (SPEC §1.2), to managers only: when each was asked last, how often and how
// fast it accepts, and what keeps it busy. One short line a team; the order is the quiet room's.

import { assignLines } from '../marks/lines.ts'
import { shortTeam } from '../rollout/team.ts'
import { dayOf, dayWords } from './digestlines.ts'
import type { Rota, Suggestion } from '../rollout/told.ts'
import type { Choice, Pen } from './pen.ts'

/** `3 March 2026`: which weekday it was says nothing any more. */
const withoutWeekday = (day: string) => day.replace(/^\w+ /, '')

const hoursWords = (hours: number): string => {
  if (hours < 1) return 'within an hour'
  const [n, unit] = hours < 48 ? [Math.round(hours), 'hour'] : [Math.round(hours / 24), 'day']
  return `in ${n} ${unit}${n === 1 ? '' : 's'}`
}

const others = (n: number, one: string, more: string) => (n === 1 ? one : `${more} ${n} others`)

const knownOf = (team: Suggestion, pen: Pen): string => {
  const { lastAsked, answered, accepted, hours, trials, awaited, away, holiday } = team
  return [
    lastAsked === undefined ? 'never asked yet' : `last asked ${withoutWeekday(dayOf(pen.date(lastAsked)))}`,
    ...(lastAsked !== undefined && answered + awaited === 0 ? ['no answer in the last year'] : []),
    ...(answered > 0 ? [`accepts ${accepted} of ${answered}`] : []),
    ...(hours === undefined ? [] : [`answers ${hoursWords(hours)}`]),
    ...(trials > 0 ? [others(trials, 'tries another release now', 'tries')] : []),
    ...(awaited > 0 ? [others(awaited, 'asked about another release now', 'asked about')] : []),
    ...(away === undefined ? [] : [`away until ${withoutWeekday(dayWords(away))}`]),
    ...(holiday === undefined ? [] : [`has a holiday today (${holiday})`]),
  ].join(', ')
}

/** The teams for a list, in the order of their turn; no rows where nobody is suggested. */
export const rotaView = (rota: Rota | undefined, pen: Pen) => ({
  rota: (rota?.teams ?? []).map((one) => ({ team: shortTeam(one.team), known: knownOf(one, pen) })),
  rotaOf: rota?.of ?? 0,
})

/** The button that asks as many as the rollout wants. */
export const rotaChoices = (rota: Rota | undefined, pen: Pen): readonly Choice[] => {
  const turn = (rota?.teams ?? []).slice(0, rota?.wanted).map(({ team }) => team)
  const label = turn.length === 1 ? 'Ask the first' : `Ask the first ${turn.length}`
  return turn.length === 0 ? [] : [pen.choice(label, assignLines(turn), true)]
}
