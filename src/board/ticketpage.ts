// One rollout from top to bottom (LOOK: reads like a story): where it stands, what it waits for, who takes part, what
// came in, what happened.

import { html } from 'hono/html'
import { stackOfRelease } from './ticketfacts.ts'
import { withoutAddresses } from '../letters/history.ts'
import { documentWords } from '../letters/said.ts'
import { offerWords, phases, seatWords, verdictWords, waitWhat, waitWho } from '../letters/standing.ts'
import { reportDetails } from '../letters/reportsaid.ts'
import { shortName } from '../rollout/release.ts'
import { shortTeam } from '../rollout/team.ts'
import { nextDeadline, phase, waitsFor } from '../rollout/view.ts'
import { time } from './dates.ts'
import { cutoffWords, nextByItself, until, urgent } from './front.ts'
import { mailTable } from './mailtable.ts'
import { mark, type Markup } from './page.ts'
import { storyList } from './storylist.ts'
import type { BoardSettings } from './settings.ts'
import type { Instant } from '../rollout/ids.ts'
import type { Ticket } from '../rollout/ticket.ts'

/** More than any rollout has; a flood does not make the page endless. */
const mostMails = 200

export async function ticketPage(ticket: Ticket, settings: BoardSettings): Promise<Markup> {
  const { archive, clock, zone } = settings
  const now = clock.now()
  const [journal, letters, mails] = await Promise.all([
    archive.journal(ticket.id),
    archive.letters({ ticket: ticket.id }),
    archive.mails({ ticket: ticket.id, limit: mostMails }),
  ])
  return html`<h1>${shortName(ticket.release)}</h1>
    <p class="lead">
      ${mark(phases[phase(ticket, now)])}${urgent(ticket)}
      <span class="quiet">· rollout #${ticket.id}, opened ${time(ticket.openedAt, zone)}</span>
    </p>
    ${standing(ticket, now, zone)} ${stackOfRelease(ticket)} ${teams(ticket, now)} ${search(ticket, zone)}
    ${reports(ticket, zone)}
    <h2>What happened</h2>
    ${await storyList(journal, letters, settings)} ${await mailTable(mails, settings)}`
}

function standing(ticket: Ticket, now: Instant, zone: string): Markup {
  if (ticket.status === 'resolved')
    return html`<p>
      Nothing is left to do${ticket.outcome ? html`: the outcome is <b>${ticket.outcome.outcome}</b>` : ''}.
    </p>`
  const slips = cutoffWords(ticket, now, zone)
  const waits = waitsFor(ticket, now).map(
    (wait) =>
      html`<tr>
        <th scope="row"><b>${waitWho(wait)}</b></th>
        <td>${waitWhat(wait)}</td>
        <td data-label="Since">${time(wait.since, zone)}</td>
        <td data-label="${wait.until === undefined ? '' : 'Until'}">${until(wait, ticket, zone, now)}</td>
      </tr>`,
  )
  const rule = nextDeadline(ticket)?.rule ?? ''
  return html`<h2>Waits for</h2>
    ${
      waits.length === 0
        ? html`<p>Nobody.</p>`
        : html`<table class="wide">
            <thead>
              <tr>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col">Since</th>
                <th scope="col">Until</th>
              </tr>
            </thead>
            <tbody>
              ${waits}
            </tbody>
          </table>`
    }
    ${slips.map((words, at) => (at === 0 ? html`<p>${words}</p>` : html`<p><b>${words}</b></p>`))}
    <p>Next by itself, ${nextByItself(ticket, zone)}.${rule === '' ? '' : ` The date: ${rule}.`}</p>`
}

function teams(ticket: Ticket, now: Instant): Markup {
  if (ticket.seats.length === 0)
    return html`<h2>Teams</h2>
      <p>No team is chosen yet.</p>`
  const rows = ticket.seats.map((seat) => {
    const said = html`${seat.saidAt ? time(seat.saidAt, seat.zone) : ''}${seat.reason ? html`<br /><span class="quiet">“${withoutAddresses(seat.reason)}”</span>` : ''}`
    const answer = seat.state === 'notified' ? html`due ${time(seat.answerDue.at, seat.zone)}` : said
    return html`<tr>
      <th scope="row"><b>${shortTeam(seat.team)}</b></th>
      <td>${mark(seatWords(seat, now))}${seat.beta ? html`<br /><span class="quiet">beta</span>` : ''}</td>
      <td data-label="Answer">${answer}</td>
      <td data-label="Report">${seat.reportDue ? html`due ${time(seat.reportDue.at, seat.zone)}` : ''}</td>
    </tr>`
  })
  return html`<h2>Teams</h2>
    <table class="wide">
      <thead>
        <tr>
          <th scope="col">Team</th>
          <th scope="col">Stands at</th>
          <th scope="col">Answer</th>
          <th scope="col">Report</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
    <details>
      <summary>How the due dates were worked out</summary>
      <dl class="facts">
        ${ticket.seats.map(
          (seat) =>
            html`<dt>${shortTeam(seat.team)}</dt>
              <dd>
                Answer: ${seat.answerDue.rule}.${seat.reportDue ? ` Report: ${seat.reportDue.rule}.` : ''}
              </dd>`,
        )}
      </dl>
    </details>`
}

function search(ticket: Ticket, zone: string): Markup {
  if (ticket.calls.length === 0 && ticket.offers.length === 0) return html``
  const calls = ticket.calls.map(
    ({ list, round, at }) => html`<li>Call ${round} to ${list}, ${time(at, zone)}</li>`,
  )
  const offers = ticket.offers.map(
    ({ team, at, state, knownSite }) =>
      html`<tr>
        <th scope="row"><b>${shortTeam(team)}</b></th>
        <td>${offerWords[state]}</td>
        <td>${knownSite ? 'in the site list' : 'not in the site list'}</td>
        <td data-label="Offered">${time(at, zone)}</td>
      </tr>`,
  )
  return html`<h2>Search for other sites</h2>
    ${
      calls.length > 0
        ? html`<ul class="plain">
            ${calls}
          </ul>`
        : ''
    }
    ${
      offers.length > 0
        ? html`<table class="wide">
            <thead>
              <tr>
                <th scope="col">Offered site</th>
                <th scope="col">Stands at</th>
                <th scope="col">Known</th>
                <th scope="col">Offered</th>
              </tr>
            </thead>
            <tbody>
              ${offers}
            </tbody>
          </table>`
        : ''
    }`
}

function reports(ticket: Ticket, zone: string): Markup {
  if (ticket.reports.length === 0 && ticket.documents.length === 0 && !ticket.outcome && !ticket.ggus)
    return html``
  const rows = ticket.reports.map(
    (report) =>
      html`<tr>
        <th scope="row">${report.name}</th>
        <td>
          ${verdictWords[report.verdict]}${reportDetails(report).map(
            (line) => html`<br /><span class="quiet">${line}</span>`,
          )}
        </td>
        <td>${report.revision > 1 ? `revision ${report.revision}` : ''}</td>
        <td data-label="Came">${time(report.at, zone)}</td>
      </tr>`,
  )
  return html`<h2>Reports and outcome</h2>
    ${
      rows.length > 0
        ? html`<table class="wide">
            <thead>
              <tr>
                <th scope="col">Report</th>
                <th scope="col">Stands at</th>
                <th scope="col">Revision</th>
                <th scope="col">Came</th>
              </tr>
            </thead>
            <tbody>
              ${rows}
            </tbody>
          </table>`
        : html`<p>No report yet.</p>`
    }
    <dl class="facts">
      ${
        ticket.documents.length > 0
          ? html`<dt>Document</dt>
              <dd>${ticket.documents.map((document) => documentWords(document)).join('; ')}</dd>`
          : ''
      }
      ${
        ticket.ggus
          ? html`<dt>GGUS</dt>
              <dd>${ticket.ggus.map(({ number, url }) => html`<a href="${url}">${number}</a> `)}</dd>`
          : ''
      }
      ${
        ticket.outcome
          ? html`<dt>Outcome</dt>
              <dd>
                <b>${ticket.outcome.outcome}</b
                >${ticket.outcome.reason ? `: ${withoutAddresses(ticket.outcome.reason)}` : ''}
              </dd>`
          : ''
      }
    </dl>`
}
