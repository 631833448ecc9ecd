// What the sandbox's own buttons do, none of them Rollcall's: the clock is put forward, letters count as read,
// addresses misbehave. What stands on every page names the page it is on, and leads back there.

import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { readHabits } from './habits.ts'
import { leaps } from './passing.ts'
import type { Playroom } from './playroom.ts'

/** Bytes of a form that holds buttons and short fields alone. */
const largestForm = 16 * 1024

/** A page of ours, by the address that a form gave; the front page where it is none. */
export function backTo(given: File | string | null): string {
  const base = 'http://sandbox.example'
  const text = typeof given === 'string' ? given : ''
  const url = text.startsWith('/') && URL.canParse(text, base) ? new URL(text, base) : null
  if (url === null || url.origin !== base || url.pathname.startsWith('//')) return '/'
  return `${url.pathname}${url.search}`
}

export function controls(room: Playroom): Hono {
  const app = new Hono()
  const short = bodyLimit({
    maxSize: largestForm,
    onError: (context) => context.text('That is more than this form holds.\n', 413),
  })

  app.post('/clock', short, async (context) => {
    const form = await context.req.formData()
    const leap = leaps.find((known) => known === form.get('leap'))
    if (leap === undefined) return context.text('The clock knows no such leap.\n', 400)
    await room.passing.forward(leap)
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
