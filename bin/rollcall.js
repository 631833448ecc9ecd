#!/usr/bin/env node
// Plain JavaScript that any Node can read: it checks the Node version before anything newer is imported,
// because an old Node would crash inside a native module instead of saying what is wrong.
const need = 24
const have = process.versions.node

if (Number(have.split('.')[0]) < need) {
  process.stderr.write(
    `Rollcall needs Node ${need} or newer; this is Node ${have}.
In a checkout: run \`npm ci\` (it brings Node ${need} on Linux x64), then \`npm start\`, \`npm test\` or \`npx rollcall <command>\`.
Elsewhere: install Node ${need} from your system or https://nodejs.org and run this again.
`,
  )
  process.exit(2)
}

// What `npm test` asks before anything else.
if (process.argv[2] === '--check-node') process.exit(0)

import('node:module')
  .then((module) => module.enableCompileCache())
  .then(() => import('../src/main.ts'))
  .then((main) => main.main(process.argv.slice(2)))
  .then((code) => {
    process.exitCode = code
  })
