// What came in by mail on a ticket and what was made of it: its kind, how sure we are of the writer and why, what was
// read as a command and what could not be. Words that people wrote lose the addresses in them.

import { html } from 'hono/html'
import { time } from './dates.ts'
import { withoutAddresses } from '../letters/history.ts'
import { kindWords, levelWords, problemWords } from './words.ts'
import type { BoardSettings } from './settings.ts'
import type { Markup } from './page.ts'
import type { MailRow } from '../ports.ts'
import type { MailState } from '../ports/incoming.ts'

const states: { readonly [state in MailState]: string } = {
  new: 'not looked at yet',
  backlog: 'was there before the first start',
  handled: 'handled',
  held: 'held until its writer says yes',
  'set-aside': 'set aside',
  copy: 'a second copy',
}

export async function mailTable(
  mails: readonly MailRow[],
  settings: Pick<BoardSettings, 'zone' | 'sayWho' | 'readable'>,
): Promise<Markup> {
  if (mails.length === 0) return html``
  const rows = await Promise.all(mails.map((mail) => row(mail, settings)))
  return html`<h2>Mail received</h2>
    <table class="wide">
      <thead>
        <tr>
          <th scope="col">Came</th>
          <th scope="col">From</th>
          <th scope="col">How sure</th>
          <th scope="col">Read as</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`
}

async function row(
  { id, receivedAt, state, verdict }: MailRow,
  { zone, sayWho, readable }: Pick<BoardSettings, 'zone' | 'sayWho' | 'readable'>,
): Promise<Markup> {
  const when =
    readable === null
      ? time(receivedAt, zone)
      : html`<a href="${readable.mail(id)}">${time(receivedAt, zone)}</a>`
  if (verdict === null)
    return html`<tr>
      <th scope="row">${when}</th>
      <td>${states[state]}</td>
      <td></td>
      <td></td>
    </tr>`
  const who = verdict.person ? await sayWho(verdict.person) : 'nobody on file'
  const level = verdict.level === null ? '' : levelWords[verdict.level]
  return html`<tr>
    <th scope="row">${when}</th>
    <td>
      ${who}${verdict.kind === 'person' ? '' : html`<br /><span class="quiet">${verdict.kind === null ? '' : kindWords[verdict.kind]}: ${withoutAddresses(verdict.rule)}</span>`}${verdict.away?.until === undefined ? '' : html`<br />away until ${verdict.away.until}`}
    </td>
    <td>
      ${level}${verdict.levelWhy === '' ? '' : html`<br /><span class="quiet">${withoutAddresses(verdict.levelWhy)}</span>`}
    </td>
    <td>
      ${verdict.commands.map((line) => html`<code>${withoutAddresses(line)}</code><br />`)}
      ${verdict.problems.map((problem) => html`<span class="quiet">not understood: ${withoutAddresses(problemWords(problem))}</span><br />`)}
      ${verdict.commands.length + verdict.problems.length === 0 ? html`<span class="quiet">words without a command</span><br />` : ''}
      ${state === 'handled' ? '' : html`<b>${states[state]}</b> ${withoutAddresses(verdict.reason ?? '')}`}
    </td>
  </tr>`
}
