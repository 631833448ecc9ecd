// What stands above the front page while letters are paused (SPEC 3.4): whoever wonders why nothing comes reads it
// here first. By whom is said as everywhere on the board, without an address.

import { html } from 'hono/html'
import { time } from './dates.ts'
import type { Markup } from './page.ts'
import type { BoardSettings } from './settings.ts'

/** Empty where letters leave. */
export async function standstill({
  archive,
  zone,
  sayWho,
}: Pick<BoardSettings, 'archive' | 'zone' | 'sayWho'>): Promise<Markup> {
  const pause = await archive.pause()
  if (pause === null) return html``
  const { by, since } = pause
  const { letters } = await archive.counts()
  const who = by.kind === 'person' ? await sayWho(by.id) : 'the administrator'
  const waiting = letters.queued + letters.deferred
  return html`<p>
    <b>Letters are paused</b> since ${time(since, zone)}, by ${who}; ${waiting}
    ${waiting === 1 ? 'waits' : 'wait'}. Mail is still read, and no deadline passes, until one of the managers
    mails <code>resume</code>.
  </p>`
}
