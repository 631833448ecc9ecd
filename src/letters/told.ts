// The answers to status, why and help, in words: where a rollout stands, what comes by itself, what led there. The
// reader's dates are written by whoever knows their zone.

import { shortName } from '../rollout/release.ts'
import { shortTeam } from '../rollout/team.ts'
import type { Deadline, WaitsFor } from '../rollout/view.ts'
import type { Instant, TeamName } from '../rollout/ids.ts'
import type { Happened, Standing, Told, WouldSend } from '../rollout/told.ts'
import { cutoffStands } from './cutoffsaid.ts'
import { stateWords } from './said.ts'
import { deadlineWords, phases, waitWhat, waitWho } from './standing.ts'

/** A head, sentences below it, and lines of a screen: what to write, and what it does. */
export type Part = {
  readonly head: string
  readonly sentences: readonly string[]
  readonly screen: readonly { readonly usage: string; readonly does: string }[]
}
type Dates = (at: Instant) => string

const part = (head: string, sentences: readonly string[]): Part => ({ head, sentences, screen: [] })

export const toldParts = (told: Told, date: Dates): readonly Part[] => {
  switch (told.told) {
    case 'dry-run':
      return [
        told.letters.length === 0
          ? part('Nothing of this was done; no letter would have left but this answer.', [])
          : part('Nothing of this was done. These letters would have left:', told.letters.map(wouldSend)),
      ]
    case 'help':
      return [
        {
          head:
            told.reader === 'manager'
              ? 'Each is a whole line at the top of a mail; several may follow.'
              : 'Each is a whole line at the top of your answer to a letter.',
          sentences: [],
          screen: told.lines,
        },
      ]
    case 'status':
      return [
        ...told.rollouts.map((standing) => part(headOf(standing), standingSaid(standing, date))),
        ...(told.rollouts.length === 0 ? [part('No rollout of yours is under way.', [])] : []),
        ...(told.more > 0 ? [part(`And ${told.more} more.`, [])] : []),
      ]
    case 'why':
      return [
        part(headOf(told.standing), [
          ...teamsSaid(told.standing),
          ...cutoffStands(told.standing.cutoff ?? null, date),
          ...waitsSaid(told.standing, (wait) => waitSince(wait, date)),
        ]),
        part(
          told.coming.length === 0 ? 'Nothing happens by itself.' : 'What happens next by itself:',
          told.coming.map((next) => comingSaid(next, date)),
        ),
        part(
          told.earlier === 0 ? 'What led here:' : `What led here, after ${told.earlier} earlier steps:`,
          told.story.map((one) => happenedSaid(one, date)),
        ),
      ]
  }
}

const wouldSend = ({ letter, to, readers }: WouldSend) => {
  const many = readers > 1 ? ` (${readers} people)` : ''
  if (typeof to !== 'string') return `${letter}: to ${to.list}`
  const parts: { readonly [to: string]: string } = {
    managers: 'the managers',
    offerer: 'whoever offered the site',
    writer: 'you',
    tracker: 'the tracker',
  }
  return `${letter}: to ${parts[to] ?? shortTeam(to as TeamName)}${many}`
}

/** As lines of a terminal; `width` in columns is whoever prints's matter. */
export const toldLines = (told: Told, date: Dates): readonly string[] =>
  toldParts(told, date).flatMap(({ head, sentences, screen }, at) => [
    ...(at > 0 ? [''] : []),
    head,
    ...sentences.map((sentence) => `- ${sentence}`),
    ...screenLines(screen).map((line) => `  ${line}`),
  ])

/** The screen in two columns; no line is longer than 70. */
export const screenLines = (screen: Part['screen']): readonly string[] => {
  const width = Math.max(0, ...screen.map(({ usage }) => usage.length))
  return screen.map(({ usage, does }) => `${usage.padEnd(width)}  ${does}`)
}

const headOf = ({ ticket, release, phase, outcome, emergency }: Standing) =>
  `#${ticket} ${shortName(release)}${emergency ? ', an emergency' : ''}: ${phases[phase].word}${outcome ? `, outcome ${outcome}` : ''}`

const standingSaid = (standing: Standing, date: Dates): readonly string[] => [
  ...teamsSaid(standing),
  ...cutoffStands(standing.cutoff ?? null, date),
  ...waitsSaid(standing, (wait) => (wait.until ? `, until ${date(wait.until)}` : '')),
  ...(standing.next ? [`Next by itself, ${date(standing.next.at)}: ${deadlineWords(standing.next)}.`] : []),
]

const teamsSaid = ({ seats }: Standing): readonly string[] => {
  const teams = seats.map(
    ({ team, state, silent }) => `${shortTeam(team)} ${silent ? 'silent' : stateWords[state]}`,
  )
  return teams.length === 0 ? ['No team is chosen yet.'] : [`Teams: ${teams.join(', ')}.`]
}

const waitsSaid = ({ waits }: Standing, more: (wait: WaitsFor) => string): readonly string[] =>
  waits.map((wait) => `Waits for ${waitWho(wait)} ${waitWhat(wait)}${more(wait)}.`)

const waitSince = ({ since, until }: WaitsFor, date: Dates) =>
  `, since ${date(since)}${until ? `, until ${date(until)}` : ''}`

/** The rule behind the date is told with it: nobody has to guess how it was reckoned. */
const comingSaid = (next: Deadline, date: Dates) =>
  `${date(next.at)}: ${deadlineWords(next)}. The date: ${next.rule}.`

const happenedSaid = ({ at, by, says, mail }: Happened, date: Dates) =>
  `${date(at)}: ${says} (${by}${mail === null ? '' : `, mail ${mail}`})`
