// The tour on the pages: a strip at the top with what to do now and a way there, and what was done before. It can be
// left and taken up again; taken again, it begins anew with another release.

import { html } from 'hono/html'
import { tourNow, type TourStep } from './tour.ts'
import type { Markup } from '../board/page.ts'
import type { Playroom } from './playroom.ts'

const button = (what: string, words: string, here: string) =>
  html`<form method="post" action="/tour">
    <input type="hidden" name="back" value="${here}" />
    <button class="second" name="do" value="${what}">${words}</button>
  </form>`

const wayTo = (where: TourStep['where'], here: string): Markup | '' => {
  if (where === null) return ''
  if ('href' in where) return html`<a class="button" href="${where.href}">${where.text}</a>`
  return html`<form method="post" action="/clock">
    <input type="hidden" name="back" value="${here}" />
    <input type="hidden" name="to" value="${where.clock}" />
    <button name="leap" value="to">${where.text}</button>
  </form>`
}

/** Empty where nobody takes the tour. */
export async function tourStrip(room: Playroom, here: string): Promise<Markup | ''> {
  if (!room.book.read().tour.on) return ''
  const { steps, at, ticket } = await tourNow(room)
  const step = steps[at]
  const before = steps[at - 1]
  if (step === undefined)
    return html`<section class="strip tour" aria-label="Guided tour">
      <p role="status"><b>That was a whole rollout.</b> Its page tells the story from top to bottom.</p>
      <div class="way">
        ${ticket === null ? '' : html`<a class="button" href="/ticket/${ticket.id}">Read the story of #${ticket.id}</a>`}
        ${button('again', 'Once more, with another release', here)} ${button('leave', 'Leave the tour', here)}
      </div>
    </section>`
  return html`<section class="strip tour" aria-label="Guided tour">
    ${before === undefined ? '' : html`<p class="quiet" role="status">✓ ${before.done ? before.after : 'Skipped.'}</p>`}
    <p><b>Step ${at + 1} of ${steps.length}: ${step.title}.</b> ${step.what}</p>
    <div class="way">
      ${wayTo(step.where, here)} ${step.mayBeSkipped ? button('skip', 'Skip this step', here) : ''}
      ${button('leave', 'Leave the tour', here)}
    </div>
  </section>`
}

/** The way in, on the front page: nothing while the tour is on. */
export function tourDoor({ book }: Playroom): Markup | '' {
  const { on, run } = book.read().tour
  if (on) return ''
  return html`<div class="way">
    ${button('begin', run === 0 ? 'Take the tour: ten steps, five minutes' : 'Go on with the tour', '/')}
    ${run === 0 ? '' : button('again', 'Take the tour from the start', '/')}
  </div>`
}
