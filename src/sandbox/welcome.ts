// What a visitor reads first: what this is, that nobody is written to, and three things to try. It stands above the
// board's front page.

import { html } from 'hono/html'
import { tourDoor } from './tourstrip.ts'
import type { Markup } from '../board/page.ts'
import type { Playroom } from './playroom.ts'

export const welcome = (room: Playroom): Markup =>
  html`<div class="note">
    <p>
      This is a sandbox. A sample federation with real site names and made-up people lives on this machine; no
      mail leaves it. Read their letters and answer in their name, as they would from a mail program.
    </p>
    ${tourDoor(room)}
    <p>
      Or begin with <a href="/people/maria">Maria Silva</a>, who is asked whether her site will test; with
      <a href="/people/mgr-glite">Gina Rossi</a>, who manages both rollouts; or with
      <a href="/people">somebody else</a>.
    </p>
  </div>`
