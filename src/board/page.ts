// The frame of every page: landmarks, one heading of the first order, the way around. Everything put into it is
// escaped by hono/html unless it is markup made here; what would turn the reading direction or hide is made visible.

import { html, raw } from 'hono/html'
import { unhidden } from '../letters/clean.ts'
import type { HtmlEscapedString } from 'hono/utils/html'

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>
export type NavLink = {
  readonly href: string
  readonly text: string
  /** What is new behind it: the number is seen, all of it is read out, e.g. `3 unread`. */
  readonly news?: { readonly count: number; readonly words: string }
}
/** What whoever puts the pages up adds to every page. */
export type Frame = {
  readonly nav: readonly NavLink[]
  /** Stands between the way around and the page's own content. */
  readonly strip?: Markup
  /** Address of a script that keeps the page up to date; every page is whole without it. */
  readonly script?: string
}

export type Page = Frame & {
  readonly title: string
  /** Address of the page in the navigation, where it stands there. */
  readonly at?: string
  readonly body: Markup
  /** Seconds after which the page looks again, where something is under way. */
  readonly again?: number
}

export const page = async (parts: Page): Promise<HtmlEscapedString> =>
  raw(unhidden(String(await framed(parts))))

const framed = ({ title, at, nav, strip, script, body, again }: Page): Markup =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        ${again === undefined ? '' : html`<meta http-equiv="refresh" content="${again}" />`}
        <title>${title} · Rollcall</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="icon" href="data:," />
        ${script === undefined ? '' : html`<script src="${script}" defer></script>`}
      </head>
      <body>
        <a class="skip" href="#main">To the page’s content</a>
        <header class="top">
          <div class="name">Rollcall</div>
          <nav aria-label="Pages">
            <ul>
              ${nav.map(
                ({ href, text, news }) =>
                  html`<li>
                    <a href="${href}" ${href === at ? html`aria-current="page"` : ''}
                      >${text}${news === undefined ? '' : newsMark(news)}</a
                    >
                  </li>`,
              )}
            </ul>
          </nav>
        </header>
        ${strip === undefined ? '' : html`<div class="strips">${strip}</div>`}
        <main id="main">${body}</main>
      </body>
    </html>`

export const mark = ({ shape, word }: { shape: string; word: string }): Markup =>
  html`<span class="state"><span class="mark" aria-hidden="true">${shape}</span>${word}</span>`

/** A number that is read out with what it counts. */
export const newsMark = ({ count, words }: { count: number; words: string }): Markup =>
  html`<span class="news"
    ><span aria-hidden="true">${count}</span><span class="unseen">, ${words}</span></span
  >`
