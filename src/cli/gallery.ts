// The page of `letter preview`: every letter's text, and when it is opened its page in the four ways it is read in mail
// programs. A mail program chooses the colours by the reader's wish; here the choice is written into each copy, so that
// both stand side by side whatever the browser is set to. It is one file for a browser without a server. Frames are
// costly, some hundreds of them stall a browser, so a letter's four are made when it is opened.

import { createHash } from 'node:crypto'
import type { Recipient } from '../rollout/effect.ts'

export type Shown = {
  readonly letter: string
  readonly sample: string
  readonly reader: Reader
  readonly subject: string
  readonly text: string
  readonly html: string
}

const readers = ['team', 'manager', 'list', 'writer', 'stranger', 'tracker', 'admin'] as const
type Reader = (typeof readers)[number]

/** Who reads it, by their part in a rollout. `writer`: whoever wrote the mail that it answers. */
export const readerOf = (letter: string, { because }: Recipient): Reader => {
  switch (because) {
    case 'team-member':
      return 'team'
    case 'manager':
    case 'group-staged-rollout':
    case 'group-release':
      return 'manager'
    case 'called-list':
      return 'list'
    case 'writer':
      return letter === 'pointer' ? 'stranger' : 'writer'
    case 'offerer':
      return 'stranger'
    case 'tracker':
    case 'admin':
      return because
  }
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const idOf = ({ letter, sample }: Shown) => `${letter}.${sample}`

// Frames run nothing and lead nowhere (`sandbox` without allow-scripts, and the policy below goes for them too);
// allow-same-origin lets this page read how high a letter is.
const script = `
const scheme = /\\(\\s*prefers-color-scheme\\s*:\\s*dark\\s*\\)/g
const inColours = (html, colours) => html
  .replaceAll(scheme, colours === 'dark' ? 'all' : 'not all')
  .replaceAll('color-scheme: light dark', 'color-scheme: ' + colours)
const frame = (letter, colours, width) => {
  const figure = document.createElement('figure')
  const caption = document.createElement('figcaption')
  caption.textContent = colours + ', ' + width + ' px'
  const page = document.createElement('iframe')
  page.className = colours
  page.width = width
  page.title = letter.id + ', ' + colours + ', ' + width + ' pixels'
  page.setAttribute('sandbox', 'allow-same-origin')
  page.addEventListener('load', () => {
    const { scrollHeight } = page.contentDocument.body
    page.style.height = scrollHeight + 'px'
  })
  page.srcdoc = inColours(letter.dataset.page, colours)
  figure.append(caption, page)
  return figure
}
const make = (letter) => {
  const ways = letter.querySelector('.ways')
  if (ways.childElementCount > 0) return
  for (const width of [600, 320]) for (const colours of ['light', 'dark']) ways.append(frame(letter, colours, width))
}
const letters = document.querySelectorAll('details')
for (const letter of letters) letter.addEventListener('toggle', () => { if (letter.open) make(letter) })
const follow = () => {
  const letter = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (letter) { letter.open = true; letter.scrollIntoView() }
}
addEventListener('hashchange', follow)
follow()
if (letters.length === 1) letters[0].open = true
`

const policy =
  `default-src 'none'; style-src 'unsafe-inline'; ` +
  `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`

const style = `
:root { color-scheme: light dark }
body { margin: 0 auto; max-width: 82rem; padding: 1rem 1.5rem 4rem; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#f4f2ec, #24272b); color: light-dark(#1a1c1e, #e6e8ea) }
a { color: light-dark(#0b57a4, #8cc2ff) }
table { border-collapse: collapse }
th, td { text-align: left; vertical-align: top; padding: .3rem 1.5rem .3rem 0; border-top: 1px solid light-dark(#d5d1c6, #3c4248) }
th { font-weight: 600; white-space: nowrap }
td a { display: inline-block; padding: .15rem .8rem .15rem 0; overflow-wrap: anywhere }
details { border-top: 1px solid light-dark(#d5d1c6, #3c4248) }
summary { padding: .65rem 0; cursor: pointer; overflow-wrap: anywhere }
summary span { color: light-dark(#5b6167, #a3abb3) }
.ways { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; overflow-x: auto }
figure { margin: 0 } figcaption { font-size: .875rem }
iframe { border: 1px solid light-dark(#bbb8ae, #4a4e55); height: 40rem; background: #fff }
iframe.dark { background: #16181b }
pre { font: .875rem/1.45 ui-monospace, monospace; width: fit-content; max-width: 100%; box-sizing: border-box; padding: 1rem; margin: 1rem 0 2rem; overflow-x: auto; background: light-dark(#fff, #16181b) }
`

/** One page, whole in itself: it fetches nothing, and runs nothing but the few lines above. */
export const galleryPage = (letters: readonly Shown[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Letters · Rollcall</title>
<style>${style}</style>
</head>
<body>
<header><h1>Letters</h1></header>
<nav aria-labelledby="by-reader">
<h2 id="by-reader">By reader</h2>
${index(letters, readers, ({ reader }) => reader)}
</nav>
<nav aria-labelledby="by-name">
<h2 id="by-name">By name</h2>
${index(letters, [...new Set(letters.map(({ letter }) => letter))].toSorted(), ({ letter }) => letter)}
</nav>
<main>
<h2>Each as it is read</h2>
<noscript><p>The pages are shown by a script, which this browser does not run. The texts stand below.</p></noscript>
${letters.map(section).join('\n')}
</main>
<script>${script}</script>
</body>
</html>
`

/** A row for each heading that has letters. */
const index = (
  letters: readonly Shown[],
  headings: readonly string[],
  headingOf: (one: Shown) => string,
): string => `<table>
${headings
  .map((heading) => [heading, letters.filter((one) => headingOf(one) === heading)] as const)
  .filter(([, those]) => those.length > 0)
  .map(
    ([heading, those]) =>
      `<tr><th scope="row">${heading}</th><td>${those.map(link(heading)).join('\n')}</td></tr>`,
  )
  .join('\n')}
</table>`

/** The heading's own name is not said again. */
const link = (heading: string) => (one: Shown) =>
  `<a href="#${escaped(idOf(one))}">${escaped(one.letter === heading ? one.sample : idOf(one))}</a>`

const section = (one: Shown): string =>
  `<details id="${escaped(idOf(one))}" data-page="${escaped(one.html)}">` +
  `<summary><b>${escaped(idOf(one))}</b>, to ${articled[one.reader]} <br><span>${escaped(one.subject)}</span></summary>
<div class="ways"></div>
<pre>${escaped(one.text)}</pre>
</details>`

const articled: { readonly [reader in Reader]: string } = {
  team: 'a team',
  manager: 'the managers',
  list: 'a list',
  writer: 'whoever wrote',
  stranger: 'a stranger',
  tracker: 'the tracker',
  admin: 'the administrator',
}
