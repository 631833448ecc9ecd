// Pages that change under one's eyes (server-sent events, HTML Living Standard §9.2): the one script of ours, and the
// stream that tells it when to look again. It carries no news itself: what a page shows is always the page's own.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Playroom } from './playroom.ts'

export const script = '/live.js'

/** Real milliseconds between two looks for something new. */
const between = 400

/** `tell` is told of trouble with a stream, which ends; the browser asks again by itself. */
export function live(room: Playroom, tell: (error: Error) => void): Hono {
  const app = new Hono()
  const source = readFileSync(join(import.meta.dirname, 'live.js'), 'utf8')
  // The minute too: the clock on the pages goes on.
  const state = async () =>
    `${await room.archive.version()}/${room.book.changes()}/${room.clock.now().slice(0, 16)}`

  app.get(script, (context) =>
    context.body(source, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  )
  app.get('/events', (context) =>
    streamSSE(
      context,
      async (stream) => {
        let known = ''
        while (!stream.aborted && !stream.closed) {
          const now = await state()
          if (now !== known) await stream.writeSSE({ event: 'news', data: now })
          known = now
          await stream.sleep(between)
        }
      },
      async (error) => tell(error),
    ),
  )
  return app
}
