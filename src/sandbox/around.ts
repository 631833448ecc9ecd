// What stands around every page of the sandbox: the way to its pages and the clock. Asked for at every page, since it
// shows what has changed meanwhile.

import { html } from 'hono/html'
import { boardNav } from '../board/board.ts'
import { clockStrip } from './clockstrip.ts'
import { script } from './live.ts'
import { tourStrip } from './tourstrip.ts'
import { unreadWords } from './unread.ts'
import type { Frame } from '../board/page.ts'
import type { Playroom } from './playroom.ts'

export type Around = (here: string) => Promise<Frame>

const people = { href: '/people', text: 'People' }
export const nav = [...boardNav, people]

export const aroundPages =
  (room: Playroom): Around =>
  async (here) => {
    const counts = await room.unread.counts()
    const count = [...counts.values()].reduce((all, one) => all + one, 0)
    const news = count === 0 ? {} : { news: { count, words: unreadWords(count) } }
    return {
      nav: [...boardNav, { ...people, ...news }],
      script,
      strip: html`${await tourStrip(room, here)}${await clockStrip(room, here)}`,
    }
  }
