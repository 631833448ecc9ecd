// The sandbox's clock as every page shows it: what time it is here, what happens by itself next, and three buttons
// that put the clock forward. Plain forms, so that they work where no script runs.

import { html } from 'hono/html'
import { time } from '../board/dates.ts'
import type { Markup } from '../board/page.ts'
import type { Leap, NextThing } from './passing.ts'
import type { Playroom } from './playroom.ts'

const buttons: readonly (readonly [leap: Leap, words: string | Markup])[] = [
  ['hour', '+1 hour'],
  ['working-day', '+1 working day'],
  // The sentence below says what it is; read out alone, the button says it itself.
  ['next', html`To the next thing<span class="unseen"> that happens by itself</span>`],
]

/** `here`: the page to come back to. */
export async function clockStrip({ clock, passing, zone }: Playroom, here: string): Promise<Markup> {
  const next = await passing.next()
  return html`<section class="strip" aria-label="Clock of the sandbox">
    <form method="post" action="/clock">
      <input type="hidden" name="back" value="${here}" />
      <p>It is ${time(clock.now(), zone)} here.</p>
      ${buttons.map(
        ([leap, words]) =>
          html`<button
            class="second"
            name="leap"
            value="${leap}"
            ${leap === 'next' && next === null ? 'disabled' : ''}
          >
            ${words}
          </button>`,
      )}
    </form>
    <p class="quiet">${nextWords(next, zone)}</p>
  </section>`
}

const nextWords = (next: NextThing | null, zone: string): Markup => {
  if (next === null) return html`Nothing happens by itself.`
  const about = next.ticket === null ? '' : html` (<a href="/ticket/${next.ticket}">#${next.ticket}</a>)`
  return html`Next by itself, ${time(next.at, zone)}: ${next.what}${about}.`
}
