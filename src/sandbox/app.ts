// The pages of the sandbox: the board with its mailroom, behind one guard (SPEC §10: Host and Origin on every request).
// A defect is told to the log, never to a page.

import { Hono } from 'hono'
import { html } from 'hono/html'
import { boardNav, boardPages } from '../board/board.ts'
import { guard } from '../board/guard.ts'
import { page } from '../board/page.ts'
import { mailroom } from './mailroom.ts'
import { welcome } from './welcome.ts'
import type { Playroom } from './playroom.ts'

const nav = [...boardNav, { href: '/people', text: 'People' }]

/** `hosts`: what browsers may call us, with the port. `tell` is told of defects, which never reach a page. */
export function sandboxApp(room: Playroom, hosts: readonly string[], tell: (error: Error) => void): Hono {
  const app = new Hono()
  const message = (title: string, words: string) =>
    page({
      title,
      nav,
      body: html`<h1>${title}</h1>
        <p>${words}</p>`,
    })
  app.use(guard(hosts))
  app.route(
    '/',
    boardPages({
      archive: room.archive,
      clock: room.clock,
      zone: room.zone,
      nav,
      sayWho: (person) => room.sayWho(person),
      welcome,
      readable: { mail: (id) => `/mail/${id}`, letter: (id) => `/letter/${id}` },
    }),
  )
  app.route('/', mailroom(room, nav))
  app.notFound((context) =>
    context.html(message('Not here', 'There is no such page. It may be in another state folder.'), 404),
  )
  app.onError((error, context) => {
    tell(error)
    return context.html(
      message('That went wrong', 'This is a defect of ours; the log in the sandbox’s folder says more.'),
      500,
    )
  })
  return app
}
