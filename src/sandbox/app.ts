// The pages of the sandbox: the board with its mailroom, behind one guard (SPEC §10: Host and Origin on every request).
// A defect is told to the log, never to a page.

import { Hono } from 'hono'
import { html } from 'hono/html'
import { boardPages } from '../board/board.ts'
import { guard } from '../board/guard.ts'
import { page } from '../board/page.ts'
import { aroundPages, nav } from './around.ts'
import { controls } from './controls.ts'
import { live } from './live.ts'
import { mailroom } from './mailroom.ts'
import { welcome } from './welcome.ts'
import type { Playroom } from './playroom.ts'

/** `hosts`: what browsers may call us, with the port. `tell` is told of defects, which never reach a page. */
export function sandboxApp(room: Playroom, hosts: readonly string[], tell: (error: Error) => void): Hono {
  const app = new Hono()
  const around = aroundPages(room)
  app.use(guard(hosts, true))
  app.route(
    '/',
    boardPages({
      archive: room.archive,
      clock: room.clock,
      zone: room.zone,
      nav,
      frame: around,
      sayWho: (person) => room.sayWho(person),
      welcome: () => welcome(room),
      readable: { mail: (id) => `/mail/${id}`, letter: (id) => `/letter/${id}` },
    }),
  )
  app.route('/', mailroom(room, around))
  app.route('/', controls(room))
  app.route('/', live(room, tell))
  app.notFound(async (context) =>
    context.html(
      page({
        title: 'Not here',
        ...(await around('/')),
        body: html`<h1>Not here</h1>
          <p>There is no such page. It may be in another state folder.</p>`,
      }),
      404,
    ),
  )
  app.onError((error, context) => {
    tell(error)
    return context.html(
      page({
        title: 'That went wrong',
        nav,
        body: html`<h1>That went wrong</h1>
          <p>This is a defect of ours; the log in the sandbox’s folder says more.</p>`,
      }),
      500,
    )
  })
  return app
}
