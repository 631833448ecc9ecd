// The front page answers in one screen (LOOK): what waits for whom, until when, what happens next by itself. And the
// list of all rollouts by where they stand.

import { html } from 'hono/html'
import { shortName } from '../rollout/release.ts'
import { nextDeadline, phase, waitsFor, type WaitsFor } from '../rollout/view.ts'
import { standsToCutoff } from '../rollout/cutoff.ts'
import { shortDate, time } from './dates.ts'
import { mark, type Markup } from './page.ts'
import { cutoffStands } from '../letters/cutoffsaid.ts'
import { deadlineWords, phases, waitWhat, waitWho } from '../letters/standing.ts'
import type { BoardSettings } from './settings.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Ticket } from '../rollout/ticket.ts'

type Looks = Pick<BoardSettings, 'zone' | 'welcome'>

const nameOf = (ticket: Ticket) =>
  html`<a href="/ticket/${ticket.id}">#${ticket.id} ${shortName(ticket.release)}</a>`

export const urgent = ({ emergency }: Ticket): Markup =>
  emergency ? html` <span class="quiet">·</span> <b>emergency</b>` : html``

/** When the distribution closes, and what will miss it. */
export const cutoffWords = (ticket: Ticket, now: Instant, zone: string): readonly string[] =>
  cutoffStands(standsToCutoff(ticket, now), (at) => shortDate(at, zone))

const cutoffRow = (ticket: Ticket, now: Instant, zone: string): Markup => {
  const [closes, ...slips] = cutoffWords(ticket, now, zone)
  if (closes === undefined) return html``
  return html`<tr>
    <td colspan="3"><span class="quiet">${closes}</span>${slips.map((words) => html` <b>${words}</b>`)}</td>
  </tr>`
}

/** A team's date in its own zone, everybody else's in the bot's. */
const zoneOf = (ticket: Ticket, who: string | undefined, zone: string) =>
  ticket.seats.find(({ team }) => team === who)?.zone ?? zone

export const nextByItself = (ticket: Ticket, zone: string): Markup => {
  const next = nextDeadline(ticket)
  if (next === null) return html`nothing`
  return html`${time(next.at, zoneOf(ticket, next.team, zone))}: ${deadlineWords(next)}`
}

const soonest = (a: Ticket, b: Ticket) => {
  const [first = '', second = ''] = [nextDeadline(a)?.at, nextDeadline(b)?.at]
  return first < second ? -1 : first > second ? 1 : a.id - b.id
}

export function frontPage(
  tickets: readonly Ticket[],
  now: Instant,
  { zone, welcome }: Looks,
  stop: Markup,
): Markup {
  const rows = tickets.toSorted(soonest).map((ticket) => {
    const waits = waitsFor(ticket, now).map(
      (wait) =>
        html`<tr>
          <td><b>${waitWho(wait)}</b></td>
          <td>${waitWhat(wait)}</td>
          <td data-label="${wait.until === undefined ? '' : 'until'}">${until(wait, ticket, zone, now)}</td>
        </tr>`,
    )
    return html`<tbody class="together">
      <tr>
        <th scope="rowgroup" colspan="3">
          ${nameOf(ticket)} &ensp;${mark(phases[phase(ticket, now)])}${urgent(ticket)}
        </th>
      </tr>
      ${
        waits.length > 0
          ? waits
          : html`<tr>
              <td colspan="3">Waits for nobody.</td>
            </tr>`
      }
      ${cutoffRow(ticket, now, zone)}
      <tr>
        <td colspan="3"><span class="quiet">Next by itself, ${nextByItself(ticket, zone)}.</span></td>
      </tr>
    </tbody>`
  })
  return html`<h1>What waits for whom</h1>
    ${welcome?.() ?? ''}${stop}
    ${
      rows.length === 0
        ? html`<p>No rollout is under way.</p>`
        : html`<table class="wide">
            <thead>
              <tr>
                <th scope="col">Waits for</th>
                <th scope="col">What</th>
                <th scope="col">Until</th>
              </tr>
            </thead>
            ${rows}
          </table>`
    }
    <p class="quiet">It is ${time(now, zone)}.</p>`
}

export const until = (wait: WaitsFor, ticket: Ticket, zone: string, now: Instant): Markup => {
  if (wait.until === undefined) return html`<span class="quiet">no date</span>`
  const late = wait.until <= now ? html` <b>(over)</b>` : ''
  return html`${time(wait.until, zoneOf(ticket, wait.who, zone))}${late}`
}

export function ticketList(tickets: readonly Ticket[], now: Instant, { zone }: Looks): Markup {
  const rows = tickets.map(
    (ticket) =>
      html`<tr>
        <th scope="row">${nameOf(ticket)}</th>
        <td>${mark(phases[phase(ticket, now)])}${urgent(ticket)}</td>
        <td data-label="Outcome:">${ticket.outcome?.outcome ?? ''}</td>
        <td data-label="Opened">${time(ticket.openedAt, zone)}</td>
        <td data-label="Next by itself:">
          ${ticket.status === 'resolved' ? '' : nextByItself(ticket, zone)}
        </td>
      </tr>`,
  )
  return html`<h1>Rollouts</h1>
    ${
      rows.length === 0
        ? html`<p>There is none yet.</p>`
        : html`<table class="wide">
            <thead>
              <tr>
                <th scope="col">Rollout</th>
                <th scope="col">Stands at</th>
                <th scope="col">Outcome</th>
                <th scope="col">Opened</th>
                <th scope="col">Next by itself</th>
              </tr>
            </thead>
            <tbody>
              ${rows}
            </tbody>
          </table>`
    }`
}
