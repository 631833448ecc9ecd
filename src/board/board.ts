// The board's pages (SPEC §8): what waits for whom, all rollouts, one rollout. Reads only, from the Archive; works
// without JavaScript. People appear by what they are, as whoever furnishes the board says it, never by address.

import { Hono } from 'hono'
import { asTicketId } from '../rollout/ids.ts'
import { frontPage, ticketList } from './front.ts'
import { standstill } from './standstill.ts'
import { page, type Markup, type NavLink } from './page.ts'
import { stylesheet } from './style.ts'
import { ticketPage } from './ticketpage.ts'
import type { BoardSettings } from './settings.ts'

export const boardNav: readonly NavLink[] = [
  { href: '/', text: 'What waits' },
  { href: '/tickets', text: 'Rollouts' },
]

/** Adds the pages to an app; the guard stands before it. */
export function boardPages(settings: BoardSettings): Hono {
  const app = new Hono()
  const { archive, clock, nav } = settings
  const show = async (here: string, title: string, at: string, body: Markup) =>
    page({ title, at, body, ...(settings.frame ? await settings.frame(here) : { nav }) })

  app.get('/style.css', (context) =>
    context.body(stylesheet, 200, { 'content-type': 'text/css; charset=utf-8' }),
  )
  app.get('/', async (context) => {
    const [tickets, stop] = await Promise.all([archive.tickets({ unresolved: true }), standstill(settings)])
    return context.html(show('/', 'What waits', '/', frontPage(tickets, clock.now(), settings, stop)))
  })
  app.get('/tickets', async (context) => {
    const tickets = await archive.tickets()
    return context.html(show('/tickets', 'Rollouts', '/tickets', ticketList(tickets, clock.now(), settings)))
  })
  app.get('/ticket/:id{[0-9]{1,10}}', async (context) => {
    const id = asTicketId(Number(context.req.param('id')))
    const ticket = await archive.ticket(id)
    if (ticket === null) return context.notFound()
    const body = await ticketPage(ticket, settings)
    return context.html(show(context.req.path, `#${id} ${ticket.title}`, '/tickets', body))
  })
  return app
}
