// What the sandbox's own buttons do, none of them Rollcall's: the clock is put forward, letters count as read,
// addresses misbehave, the tour goes on. What stands on every page names the page it is on, and leads back there.

import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { readHabits } from './habits.ts'
import { leaps } from './passing.ts'
import { tourNow } from './tour.ts'
import { asInstant, type Instant } from '../rollout/ids.ts'
import type { Played } from './playbook.ts'
import type { Playroom } from './playroom.ts'

/** Bytes of a form that holds buttons and short fields alone. */
const largestForm = 16 * 1024
/** Milliseconds that the clock is put forward at once at most. */
const farthest = 60 * 86_400_000

/** A page of ours, by the address that a form gave; the front page where it is none. */
export function backTo(given: File | string | null): string {
  const base = 'http://sandbox.example'
  const text = typeof given === 'string' ? given : ''
  const url = text.startsWith('/') && URL.canParse(text, base) ? new URL(text, base) : null
  if (url === null || url.origin !== base || url.pathname.startsWith('//')) return '/'
  return `${url.pathname}${url.search}`
}

/** An instant of the next weeks, as a form gave it; null for any other. */
function instantOf(given: File | string | null, now: Instant): Instant | null {
  const text = typeof given === 'string' ? given : ''
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN
  const ahead = at - Date.parse(now)
  return ahead > 0 && ahead < farthest ? asInstant(text) : null
}

/** The tour after one of its buttons was pressed; null for none of them. */
function afterButton(room: Playroom, pressed: string, at: number): Played['tour'] | null {
  const { tour } = room.book.read()
  switch (pressed) {
    case 'begin':
      return { ...tour, on: true, run: Math.max(1, tour.run) }
    case 'again':
      return { on: true, run: tour.run + 1, skipped: [] }
    case 'leave':
      return { ...tour, on: false }
    case 'skip':
      return { ...tour, skipped: [...tour.skipped, at] }
    default:
      return null
  }
}

export function controls(room: Playroom): Hono {
  const app = new Hono()
  const short = bodyLimit({
    maxSize: largestForm,
    onError: (context) => context.text('That is more than this form holds.\n', 413),
  })

  app.post('/clock', short, async (context) => {
    const form = await context.req.formData()
    const leap =
      form.get('leap') === 'to'
        ? instantOf(form.get('to'), room.clock.now())
        : (leaps.find((known) => known === form.get('leap')) ?? null)
    if (leap === null) return context.text('The clock knows no such leap.\n', 400)
    await room.passing.forward(leap)
    return context.redirect(backTo(form.get('back')), 303)
  })

  app.post('/tour', short, async (context) => {
    const form = await context.req.formData()
    const { at, steps } = await tourNow(room)
    const button = form.get('do')
    const pressed = typeof button === 'string' ? button : ''
    if (pressed === 'skip' && !steps[at]?.mayBeSkipped)
      return context.text('This step cannot be left out.\n', 409)
    const tour = afterButton(room, pressed, at)
    if (tour === null) return context.text('The tour has no such button.\n', 400)
    room.book.change({ tour })
    return context.redirect(backTo(form.get('back')), 303)
  })

  app.post('/people/:id/read', short, async (context) => {
    const who = room.person(context.req.param('id'))
    if (who === null) return context.notFound()
    room.unread.open(
      who,
      (await room.inbox(who)).map(({ id }) => id),
    )
    return context.redirect(`/people/${who.id}`, 303)
  })

  app.post('/people/:id/habits', short, async (context) => {
    const who = room.person(context.req.param('id'))
    if (who === null) return context.notFound()
    const habit = readHabits(await context.req.formData(), room.clock.now())
    room.book.change({ habits: { ...room.book.read().habits, [who.id]: habit } })
    return context.redirect(`/people/${who.id}`, 303)
  })
  return app
}
