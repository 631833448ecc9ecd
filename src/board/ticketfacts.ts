// What a rollout is about, as names and links. Links come from mail: only web addresses become links, so that none can
// run anything in a reader's browser.

import { html } from 'hono/html'
import { linkWords } from './words.ts'
import type { Markup } from './page.ts'
import type { LinkName, Ticket } from '../rollout/ticket.ts'

const names: readonly LinkName[] = ['release-notes', 'bugs', 'documentation']

const webLink = (url: string): Markup =>
  /^https?:\/\//i.test(url) ? html`<a href="${url}" rel="noreferrer nofollow">${url}</a>` : html`${url}`

export function stackOfRelease(ticket: Ticket): Markup {
  const { parent, links, stack } = ticket
  return html`<h2>Release</h2>
    <dl class="facts">
      <dt>Title</dt>
      <dd>${ticket.title}</dd>
      <dt>Managed as</dt>
      <dd>${stack ?? 'no stack fits; the group staged-rollout looks after it'}</dd>
      ${
        parent
          ? html`<dt>Release ticket</dt>
              <dd>${parent.url ? webLink(parent.url) : parent.ref}</dd>`
          : ''
      }
      ${names.map(
        (name) =>
          html`<dt>${linkWords[name]}</dt>
            <dd>
              ${links[name] ? webLink(links[name]) : html`<span class="quiet">nobody has given it yet</span>`}
            </dd>`,
      )}
    </dl>`
}
