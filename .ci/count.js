// Adds up the runner's JSON reports and prints the closing line. In files named after `--no-skips` a skipped test
// counts against us: it is named, and the exit code is 1, as it is where a test failed or a report is missing.
// Plain JavaScript for any Node: it has its say even where installing the project's own Node went wrong.

import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

const args = process.argv.slice(2)
const strictFrom = args.indexOf('--no-skips')
const files = args.filter((arg) => arg !== '--no-skips')

let passed = 0
let failed = 0
let skipped = 0
const complaints = []

files.forEach((file, index) => {
  const strict = strictFrom !== -1 && index >= strictFrom
  if (!existsSync(file)) {
    failed += 1
    complaints.push(`no report: ${basename(file)}`)
    return
  }
  for (const suite of JSON.parse(readFileSync(file, 'utf8')).testResults) {
    const failures = suite.assertionResults.filter((test) => test.status === 'failed').length
    failed += failures
    // A file that cannot even be loaded has no test that could fail.
    if (suite.status === 'failed' && failures === 0) {
      failed += 1
      complaints.push(`failed as a whole: ${suite.name}`)
    }
    for (const test of suite.assertionResults) {
      if (test.status === 'passed') passed += 1
      else if (test.status !== 'failed') {
        skipped += 1
        if (strict) complaints.push(`skipped: ${test.fullName}`)
      }
    }
  }
})

for (const complaint of complaints) process.stdout.write(`${complaint}\n`)
process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`)
process.exitCode = failed > 0 || complaints.length > 0 ? 1 : 0
