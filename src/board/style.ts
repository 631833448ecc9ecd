// One style for all pages (LOOK): a sheet of paper, system fonts, tabular figures, light and dark by the reader's
// choice. Served from an address of its own, since no page may carry styles inside.

export const stylesheet = `
:root { color-scheme: light dark;
  --paper: light-dark(#fffefb, #16181b); --ink: light-dark(#1d1d1b, #e9e7e2); --quiet: light-dark(#5b5a55, #a9a69f);
  --line: light-dark(#d8d5cc, #3a3d42); --accent: light-dark(#0b5d6b, #7cc7d4); --on-accent: light-dark(#ffffff, #10191b);
  --wash: light-dark(#f4f1e8, #1f2226); }
* { box-sizing: border-box }
html { background: var(--wash); -webkit-text-size-adjust: 100% }
body { margin: 0 auto; max-width: 66rem; min-height: 100vh; padding: 0 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, "Segoe UI", "Liberation Sans", sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: break-word }
@media (min-width: 48rem) { body { padding: 0 3.5rem 5rem } }
a { color: var(--accent); text-underline-offset: .15em }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.news { display: inline-block; margin-left: .4em; padding: 0 .45em; border-radius: .8em; font-size: .8em; font-weight: 600; line-height: 1.6; color: var(--on-accent); background: var(--accent) }
.skip { position: absolute; left: -99rem } .skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .5rem }
header.top { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1.5rem; border-bottom: 1px solid var(--line); padding-top: .4rem }
header.top .name { font-weight: 650; margin-right: auto; padding: .6rem 0 }
nav ul { display: flex; flex-wrap: wrap; gap: 0 1.25rem; list-style: none; margin: 0; padding: 0 }
nav a { display: inline-flex; align-items: center; min-height: 44px }
nav a[aria-current] { color: var(--ink); text-decoration-thickness: 2px; font-weight: 600 }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 2.2rem 0 .4rem; text-wrap: balance }
h2 { font-size: 1.15rem; margin: 2.4rem 0 .5rem } h3 { font-size: 1rem; margin: 1.6rem 0 .3rem }
p, ul, ol, dl { max-width: 44rem } p { margin: .5rem 0 }
.quiet, time + .quiet { color: var(--quiet) }
.lead { font-size: 1.05rem }
table { border-collapse: collapse; width: 100%; margin: .6rem 0 1rem }
th, td { text-align: left; vertical-align: top; padding: .5rem 1.25rem .5rem 0; font-weight: inherit }
tbody th { overflow-wrap: normal; word-break: normal; hyphens: none }
thead th { color: var(--quiet); font-size: .875rem; border-bottom: 1px solid var(--line) }
tbody tr { border-bottom: 1px solid var(--line) }
tbody.together tr { border-bottom: 0 } tbody.together th { padding-top: 1.1rem } tbody.together tr:last-child td { padding-bottom: 1.1rem } tbody.together { border-bottom: 1px solid var(--line) }
time b { font-weight: inherit; white-space: nowrap }
.mark { display: inline-block; width: 1.35em }
.state { white-space: nowrap }
dl.facts { display: grid; grid-template-columns: minmax(7rem, max-content) minmax(0, 1fr); gap: .3rem 1.5rem; margin: .5rem 0 }
dl.facts dt { color: var(--quiet) } dl.facts dd { margin: 0; overflow-wrap: anywhere }
ol.story { list-style: none; padding: 0; max-width: none }
ol.story > li { display: grid; grid-template-columns: 18.5rem minmax(0, 1fr); gap: 0 1.5rem; padding: .65rem 0; border-bottom: 1px solid var(--line) }
ol.story p { margin: 0 0 .15rem } ol.story time { color: var(--quiet) }
ul.behind { list-style: none; margin: .2rem 0 0; padding: 0; max-width: none; font-size: .925rem; color: var(--quiet) }
ul.behind li { padding-left: 1.35em; text-indent: -1.35em } ul.behind a { display: inline; padding: 0; text-indent: 0 } ul.behind li::before { content: "→"; display: inline-block; width: 1.35em; text-indent: 0 }
ul.plain { list-style: none; padding: 0 }
ul.inboxes { list-style: none; padding: 0; columns: 2 22rem; column-gap: 2.5rem; max-width: none }
ul.inboxes li { break-inside: avoid; padding: .3rem 0 } ul.inboxes a { display: inline-block; padding: .35rem 0 }
code { font: .925em ui-monospace, "Liberation Mono", monospace; overflow-wrap: anywhere }
pre { white-space: pre-wrap; font: .9rem/1.5 ui-monospace, "Liberation Mono", monospace; margin: .5rem 0; overflow-wrap: anywhere }
pre.boxed, details pre { border-left: 3px solid var(--line); padding-left: 1rem }
iframe.letter { width: 100%; height: 48rem; max-height: 90vh; border: 1px solid var(--line); background: Canvas; display: block }
iframe.short { height: 30rem }
summary { min-height: 44px; display: flex; align-items: center; gap: .5rem; cursor: pointer; color: var(--accent) }
summary::before { content: "▸" } details[open] > summary::before { content: "▾" }
form.write { max-width: 46rem } .field { margin: .9rem 0 }
label { display: block; font-weight: 600; margin-bottom: .2rem }
input[type=text], input[type=date], textarea, select { width: 100%; min-height: 44px; padding: .5rem .6rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--quiet); border-radius: 3px }
textarea { font: .95rem/1.5 ui-monospace, "Liberation Mono", monospace; min-height: 15rem; resize: vertical }
.choice { display: flex; align-items: center; gap: .6rem; min-height: 44px } .choice label { font-weight: inherit; margin: 0 } .choice input[type=checkbox] { width: 1.4rem; height: 1.4rem; flex: none } .choice input[type=date] { width: auto }
input[type=file] { min-height: 44px; max-width: 100%; font: inherit; padding: .5rem 0 }
button, a.button { display: inline-flex; align-items: center; min-height: 44px; padding: 0 1.4rem; font: inherit; font-weight: 600;
  color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: 4px; text-decoration: none; cursor: pointer }
a.button.second, button.second { color: var(--accent); background: none }
.actions { display: flex; flex-wrap: wrap; gap: .6rem .9rem; margin: 1rem 0; padding: 0; list-style: none; max-width: none }
section.strip { border-bottom: 1px solid var(--line); padding: .6rem 0 .8rem } section.strip p { margin: .2rem 0; max-width: none }
section.tour { background: var(--wash); margin: 0 -1.25rem; padding: .6rem 1.25rem .8rem } .way { display: flex; flex-wrap: wrap; gap: .5rem .6rem; margin: .5rem 0 }
@media (min-width: 48rem) { section.tour { margin: 0 -3.5rem; padding: .7rem 3.5rem 1rem } }
section.strip form { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem .6rem } section.strip button { padding: 0 .9rem; font-weight: 500 }
.fresh { color: var(--accent) }
.note { border-left: 3px solid var(--accent); padding: .1rem 0 .1rem 1rem; margin: 1.2rem 0 }
@media (max-width: 47.9rem) {
  h1 { font-size: 1.4rem }
  .wide thead { position: absolute; left: -99rem } .wide, .wide tbody, .wide tr, .wide th, .wide td { display: block; padding-right: 0 }
  .wide tr { padding: .6rem 0 } .wide th, .wide td { padding: .1rem 0 }
  .wide td[data-label]::before, .wide th[data-label]::before { content: attr(data-label) " "; color: var(--quiet); font-size: .875rem }
  .wide td:empty { display: none }
  ol.story > li { grid-template-columns: minmax(0, 1fr) } dl.facts { grid-template-columns: minmax(0, 1fr); gap: 0 } dl.facts dd { margin-bottom: .5rem }
  td > a, th > a, nav a, .inboxes a { display: inline-block; padding: .3rem 0 }
}
@media (pointer: coarse) { td > a, th > a, ul.inboxes a, dd > a { display: inline-flex; align-items: center; min-height: 44px } }
@media (prefers-reduced-motion: no-preference) { a, button { transition: color .1s, background-color .1s } }
@media print { html, body { background: #fff; color: #000; max-width: none; padding: 0; font-size: 10pt } nav, .skip, form, .actions, .strip { display: none }
  a { color: inherit; text-decoration: none } tr, ol.story > li { break-inside: avoid } }
`
