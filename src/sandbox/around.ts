// What stands around every page of the sandbox: the way to its pages and the clock. Asked for at every page, since it
// shows what has changed meanwhile.

import { html } from 'hono/html'
import { boardNav } from '../board/board.ts'
import { clockStrip } from './clockstrip.ts'
import type { Frame } from '../board/page.ts'
import type { Playroom } from './playroom.ts'

export type Around = (here: string) => Promise<Frame>

export const nav = [...boardNav, { href: '/people', text: 'People' }]

export const aroundPages =
  (room: Playroom): Around =>
  async (here) => ({ nav, strip: html`${await clockStrip(room, here)}` })
