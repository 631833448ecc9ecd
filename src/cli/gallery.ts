// The page of `letter preview`: every letter in the four ways it is read in mail programs, and its text. A mail program
// chooses the colours by the reader's wish; here the choice is written into each copy, so that both stand side by side
// whatever the browser is set to.

export type Shown = {
  readonly letter: string
  readonly sample: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

const scheme = /\(\s*prefers-color-scheme\s*:\s*dark\s*\)/g

/** A page as a reader with light or dark colours sees it. */
const inColours = (html: string, colours: 'light' | 'dark') =>
  html
    .replaceAll(scheme, colours === 'dark' ? 'all' : 'not all')
    .replaceAll('color-scheme: light dark', `color-scheme: ${colours}`)

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const ways = (['light', 'dark'] as const).flatMap((colours) =>
  [600, 320].map((width) => ({ colours, width })),
)

const idOf = ({ letter, sample }: Shown) => `${letter}.${sample}`

/** One page, whole in itself. Frames are closed (`sandbox`): nothing in a letter runs or leads anywhere. */
export const galleryPage = (letters: readonly Shown[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Letters · Rollcall</title>
<style>
:root { color-scheme: light dark }
body { margin: 0; padding: 1rem 1.5rem 4rem; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#eceae4, #24272b) }
nav ul { columns: 16rem; padding: 0; list-style: none }
nav a { display: inline-block; padding: .2rem 0 }
section { margin-top: 3rem; border-top: 1px solid light-dark(#bbb8ae, #4a4e55) }
.ways { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start }
figure { margin: 0 } figcaption { font-size: .875rem }
iframe { border: 1px solid light-dark(#bbb8ae, #4a4e55); height: 56rem; background: #fff }
iframe.dark { background: #16181b }
pre { font: .875rem/1.45 ui-monospace, monospace; max-width: 80ch; padding: 1rem; overflow-x: auto; background: light-dark(#fff, #16181b) }
</style>
</head>
<body>
<h1>Letters</h1>
<nav aria-label="Letters"><ul>
${letters.map((one) => `<li><a href="#${escaped(idOf(one))}">${escaped(idOf(one))}</a></li>`).join('\n')}
</ul></nav>
${letters.map(section).join('\n')}
</body>
</html>
`

const section = (one: Shown): string => `<section id="${escaped(idOf(one))}">
<h2>${escaped(idOf(one))}</h2>
<p><b>Subject:</b> ${escaped(one.subject)}</p>
<div class="ways">
${ways.map((way) => frame(one, way)).join('\n')}
</div>
<h3>Text</h3>
<pre>${escaped(one.text)}</pre>
</section>`

const frame = (one: Shown, { colours, width }: (typeof ways)[number]) =>
  `<figure><figcaption>${colours}, ${width} px</figcaption>` +
  `<iframe class="${colours}" sandbox title="${escaped(idOf(one))}, ${colours}, ${width} pixels" loading="lazy" width="${width}"` +
  ` srcdoc="${escaped(inColours(one.html, colours))}"></iframe></figure>`
