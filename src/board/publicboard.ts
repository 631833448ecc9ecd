// The board beside a running agent (SPEC §8): read-only, for anybody who reaches it. People appear by what they are,
// mail and letters cannot be opened. A defect is told to the log, never to a page.

import { Hono } from 'hono'
import { html } from 'hono/html'
import { boardNav, boardPages } from './board.ts'
import { guard } from './guard.ts'
import { healthPages, type Vitals } from './health.ts'
import { page } from './page.ts'
import type { BoardSettings } from './settings.ts'

type PublicSettings = Pick<BoardSettings, 'zone' | 'sayWho'> &
  Vitals & {
    /** What the Host header may say, with the port. */
    readonly hosts: readonly string[]
    /** Is told of defects. */
    readonly tell: (error: Error) => void
  }

export function publicBoard(settings: PublicSettings): Hono {
  const { archive, clock, zone, sayWho, hosts, tell } = settings
  const app = new Hono()
  const message = (title: string, words: string) =>
    page({
      title,
      nav: boardNav,
      body: html`<h1>${title}</h1>
        <p>${words}</p>`,
    })
  app.use(guard(hosts))
  app.route('/', healthPages(settings))
  app.route('/', boardPages({ archive, clock, zone, nav: boardNav, sayWho, readable: null }))
  app.notFound((context) => context.html(message('Not here', 'There is no such page.'), 404))
  app.onError((error, context) => {
    tell(error)
    return context.html(message('That went wrong', 'The log of the agent says more.'), 500)
  })
  return app
}
