// Tickets as people read them in the terminal: what waits for whom, until when, what happens next by itself, and the
// story below. Dates carry their zone: the bot's, a team's own where the team keeps the date.

import { shortDate } from '../board/dates.ts'
import { linkWords } from '../board/words.ts'
import { cutoffStands } from '../letters/cutoffsaid.ts'
import { whyItWaits } from '../board/letterwaits.ts'
import { letterWords } from '../letters/letterwords.ts'
import { documentWords } from '../letters/said.ts'
import { deadlineWords, offerWords, phases, seatWords } from '../letters/standing.ts'
import { reportDetails } from '../letters/reportsaid.ts'
import { verdictWords, waitWhat, waitWho } from '../letters/standing.ts'
import { standsToCutoff } from '../rollout/cutoff.ts'
import { shortTeam } from '../rollout/team.ts'
import { nextDeadline, phase, waitsFor } from '../rollout/view.ts'
import { rowsOf, printable, table } from './table.ts'
import { actorName, eventWords, lettersOf, type Told } from './ticketjson.ts'
import type { Instant } from '../rollout/ids.ts'
import type { LinkName, Ticket } from '../rollout/ticket.ts'

const zoneWord = (zone: string) => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')

/** `23 Nov 2026, 09:00`, under a head that names the zone. */
const dateUnder = (at: Instant, zone: string) => shortDate(at, zone).replace(/^\w+ (.*\d\d:\d\d).*$/, '$1')

/** Two lines a ticket: which it is, and below, in columns, how it stands. */
export function listWords(tickets: readonly Ticket[], now: Instant, zone: string, width: number): string {
  if (tickets.length === 0) return 'No rollouts yet. Begin one: rollcall ticket open Staged Rollout …'
  const longest = Math.max(...tickets.map(({ id }) => String(id).length)) + 3
  const states = tickets.map((ticket) => {
    const next = nextDeadline(ticket)
    const waits = waitsFor(ticket, now).map(waitWho).join(', ')
    return [phase(ticket, now), next ? dateUnder(next.at, zone) : '', waits || 'nobody']
  })
  const head = ['phase', `next, ${zoneWord(zone)}`, 'waits for']
  const [heading = '', ...lines] = rowsOf([head, ...states], width, ' '.repeat(longest))
  const named = tickets.map(({ id, title, emergency }, at) => {
    const name = printable(title.replace(/^Staged Rollout /, '')) + (emergency ? ' (emergency)' : '')
    return `${`#${id}`.padEnd(longest)}${name}\n${lines[at]}`
  })
  return [heading, ...named].join('\n')
}

export function showWords(told: Told, zone: string, width: number): string {
  const { ticket, now } = told
  const next = nextDeadline(ticket)
  const facts: (readonly [string, string])[] = [
    ['phase', phases[phase(ticket, now)].word],
    ['emergency', ticket.emergency ? 'hours to answer, a short trial' : ''],
    ['outcome', outcomeOf(ticket)],
    ['next', next ? `${shortDate(next.at, zone)}: ${deadlineWords(next)} (${next.rule})` : ''],
    ...waitsFor(ticket, now).map((wait) => {
      const until = wait.until ? `, until ${shortDate(wait.until, zone)}` : ''
      const since = `, since ${shortDate(wait.since, zone)}`
      return ['waits for', `${waitWho(wait)} ${waitWhat(wait)}${since}${until}`] as const
    }),
    ...cutoffStands(standsToCutoff(ticket, now), (at) => shortDate(at, zone)).map(
      (words) => ['cut-off', words] as const,
    ),
    ['release', ticket.parent ? `ticket ${ticket.parent.ref} in the tracker` : ''],
    ...(Object.entries(ticket.links) as [LinkName, string][]).map(
      ([name, url]) => ['link', `${linkWords[name]}: ${url}`] as const,
    ),
    ...(ticket.ggus ?? []).map(({ number, url }) => ['GGUS', `${number}: ${url}`] as const),
    ...ticket.documents.map((document) => ['document', documentWords(document)] as const),
  ]
  const known = facts.filter(([, value]) => value !== '').map(([name, value]) => [name, printable(value)])
  const parts = [
    `#${ticket.id} ${printable(ticket.title)}\n${table(known, width, '  ')}`,
    part('Teams', seatRows(ticket, now), width),
    part(
      'Offers',
      ticket.offers.map(({ team, state }) => [shortTeam(team), offerWords[state]]),
      width,
    ),
    part(
      'Reports',
      ticket.reports.map((report) => [
        printable(report.name),
        `revision ${report.revision}`,
        [verdictWords[report.verdict], ...reportDetails(report).map(printable)].join('\n'),
      ]),
      width,
    ),
    part(`What happened, ${zoneWord(zone)} time`, storyRows(told, zone), width),
  ]
  return parts.filter((one) => one !== '').join('\n\n')
}

const part = (head: string, rows: readonly (readonly string[])[], width: number) =>
  rows.length === 0 ? '' : `${head}\n${table(rows, width, '  ')}`

const outcomeOf = ({ outcome }: Ticket) =>
  outcome ? `${outcome.outcome}${outcome.reason ? `: ${outcome.reason}` : ''}` : ''

const seatRows = (ticket: Ticket, now: Instant) =>
  ticket.seats.map((seat) => {
    const due =
      seat.state === 'notified'
        ? `answer due ${shortDate(seat.answerDue.at, seat.zone)}`
        : seat.state === 'accepted' && seat.reportDue
          ? `report due ${shortDate(seat.reportDue.at, seat.zone)}`
          : printable(seat.reason ?? '')
    return [shortTeam(seat.team), `${seatWords(seat, now).word}${seat.beta ? ', beta' : ''}`, due]
  })

const waitingWords = (one: ReturnType<typeof lettersOf>[number], zone: string): string =>
  one.waits === undefined || !('leavesFrom' in one)
    ? ''
    : ` (${whyItWaits({ waits: one.waits })}, until ${shortDate(one.leavesFrom, zone)})`

function storyRows(told: Told, zone: string) {
  return told.journal.map((row) => {
    const mail = row.mail === null ? '' : ` in mail ${row.mail}`
    const { releasedBy } = row.event
    const released = releasedBy === undefined ? '' : `, released by ${releasedBy}`
    // Letters of one kind that wait for the same until the same are one line.
    const letters = [
      ...Map.groupBy(lettersOf(row, told), (one) => `${one.letter} ${waitingWords(one, zone)}`),
    ].map(([, sent]) => {
      const [first] = sent
      if (first === undefined) return ''
      return `${letterWords[first.letter]} to ${sent.map(({ to }) => to).join(', ')}${waitingWords(first, zone)}`
    })
    const said = `${printable(eventWords(row))} (${actorName(row.event.by, told.people)}${mail}${released})`
    return [dateUnder(row.at, zone), [said, ...letters].join('\n')]
  })
}
