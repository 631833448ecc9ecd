#!/usr/bin/env node
// Plain JavaScript that any Node can read: it checks the Node version before anything newer is imported,
// because an old Node would crash inside a native module instead of saying what is wrong.
const need = 24
const have = Number(process.versions.node.split('.')[0])

if (have < need) {
  process.stderr.write(
    'Rollcall needs Node ' +
      need +
      ' or newer; this is Node ' +
      process.versions.node +
      '.\n' +
      'In a checkout: run `npm ci` (it brings Node ' +
      need +
      ' on Linux x64), then `npm start`, `npm test` or `npx rollcall <command>`.\n' +
      'Elsewhere: install Node ' +
      need +
      ' from your system or https://nodejs.org and run this again.\n',
  )
  process.exit(2)
}

if (process.argv[2] === '--check-node') process.exit(0)

import('node:module')
  .then((module) => module.enableCompileCache && module.enableCompileCache())
  .then(
    () =>
      import(
        new URL(
          import.meta.url.endsWith('/bin/rollcall.js') ? '../src/main.ts' : './main.js',
          import.meta.url,
        ).href
      ),
  )
  .then((main) => main.main(process.argv.slice(2)))
  .then((code) => {
    process.exitCode = code
  })
