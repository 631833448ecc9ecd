// One mail that Rollcall received, beside what was made of it: its kind and the rule that gave it, how sure we are of
// the writer and why, commands, problems. Everything a stranger wrote is shown as text.

import { html } from 'hono/html'
import { time } from '../board/dates.ts'
import { kindWords, problemWords } from '../board/words.ts'
import { becameOf, levelSentence } from './became.ts'
import { source } from './letterpage.ts'
import type { Markup } from '../board/page.ts'
import type { Playroom, ReadMail } from './playroom.ts'
import type { MailRow } from '../ports.ts'

export async function mailPage(
  room: Playroom,
  row: MailRow,
  mail: ReadMail,
  bytes: Uint8Array,
): Promise<Markup> {
  const became = await becameOf(room, row)
  const pretender = room.wrote(row)
  const { verdict } = row
  const writer = room.whoHas(verdict?.from ?? '')
  const list = (lines: readonly string[]) =>
    html`<ul class="plain">
      ${lines.map((line) => html`<li><code>${line}</code></li>`)}
    </ul>`
  return html`<h1>${mail.subject || 'Mail without a subject'}</h1>
    <dl class="facts">
      <dt>From</dt>
      <dd>${writer ? html`<a href="/people/${writer.id}">${mail.from}</a>` : mail.from}</dd>
      ${
        pretender !== null && writer !== null && pretender !== writer.id
          ? html`<dt>Really by</dt>
              <dd><a href="/people/${pretender}">${room.person(pretender)?.name}</a></dd>`
          : ''
      }
      <dt>To</dt>
      <dd>${mail.to}</dd>
      <dt>Received</dt>
      <dd>${time(row.receivedAt, room.zone)}</dd>
      ${
        mail.attachments.length > 0
          ? html`<dt>Attached</dt>
              <dd>
                ${mail.attachments.map(({ name, bytes: size }) => html`${name} (${size} bytes)<br />`)}
              </dd>`
          : ''
      }
    </dl>
    <h2>What was made of it</h2>
    ${
      verdict === null
        ? html`<p>Not looked at yet.</p>`
        : html`<dl class="facts">
              <dt>Kind</dt>
              <dd>${verdict.kind === null ? 'unknown' : kindWords[verdict.kind]}: ${verdict.rule}</dd>
              <dt>Writer</dt>
              <dd>${levelSentence(row) ?? 'not asked'}</dd>
              <dt>Rollout</dt>
              <dd>
                ${verdict.ticket === null ? 'none' : html`<a href="/ticket/${verdict.ticket}">#${verdict.ticket}</a>`}
              </dd>
              <dt>Commands</dt>
              <dd>${verdict.commands.length === 0 ? 'none' : list(verdict.commands)}</dd>
              ${
                verdict.problems.length > 0
                  ? html`<dt>Not understood</dt>
                      <dd>${list(verdict.problems.map(problemWords))}</dd>`
                  : ''
              }
              <dt>State</dt>
              <dd>${verdict.state}${verdict.reason ? `: ${verdict.reason}` : ''}</dd>
              <dt>What became of it</dt>
              <dd>${became.map((words) => html`${words}<br />`)}</dd>
            </dl>
            <h3>Its writer’s own words</h3>
            <pre class="boxed">${verdict.text || '(none)'}</pre>`
    }
    <details>
      <summary>As it came over the wire</summary>
      <pre>${source(bytes)}</pre>
    </details>`
}
