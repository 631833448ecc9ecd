// What stands above the front page while letters are paused (SPEC §3.4), wait for their hour or their rate (3.5), or the
// clock is in doubt (§9): whoever wonders why nothing comes reads it here first. By whom is said as everywhere on the
// board, without an address.

import { html } from 'hono/html'
import { time } from './dates.ts'
import { keptBy } from './letterwaits.ts'
import type { Markup } from './page.ts'
import type { BoardSettings } from './settings.ts'

type Settings = Pick<BoardSettings, 'archive' | 'zone' | 'sayWho'>

/** Empty where letters leave. */
export async function standstill(settings: Settings): Promise<Markup> {
  const jump = await settings.archive.jump()
  if (jump === null) return html`${await paused(settings)}${await kept(settings)}`
  const { zone } = settings
  return html`<p>
      <b>Everything stands still:</b> the clock went from ${time(jump.since, zone)} to
      ${time(jump.seen, zone)} at once. Mail is taken and kept; it is judged once the clock is right, or the
      administrator says <code>rollcall resume</code>.
    </p>
    ${await paused(settings)}`
}

async function paused({ archive, zone, sayWho }: Settings): Promise<Markup> {
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

async function kept({ archive, zone }: Settings): Promise<Markup> {
  const waits = [...(await archive.waiting()), ...(await archive.quietly())]
  return html`${waits.map(
    ({ why, letters, until }) =>
      html`<p>
        ${letters === 1 ? '1 letter waits' : `${letters} letters wait`} ${keptBy[why]}; on from
        ${time(until, zone)}.
      </p>`,
  )}`
}
