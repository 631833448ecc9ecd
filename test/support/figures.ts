// What was measured over the collected mails stands in docs/security.md, and is never older than the code: a test that
// measures also compares its line of the table there. `npm run corpus` writes the lines anew.

import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'

const page = new URL('../../docs/security.md', import.meta.url)
const head = '| mails | what | found | wanted |'

export type Figure = {
  readonly mails: string
  readonly what: string
  readonly right: number
  readonly of: number
  readonly wanted: string
}

const percent = (right: number, of: number) => (of === 0 ? '' : `, ${((100 * right) / of).toFixed(1)} %`)

/** The line says what was found; whether that is enough is the calling test's own matter. */
export function expectFigure({ mails, what, right, of, wanted }: Figure): void {
  const known = `| ${mails} | ${what} |`
  const line = `${known} ${right} of ${of}${percent(right, of)} | ${wanted} |`
  const text = readFileSync(page, 'utf8')
  if (process.env['ROLLCALL_FIGURES'] !== 'write') {
    expect(text, `docs/security.md is not what was measured; \`npm run corpus\` writes it`).toContain(line)
    return
  }
  const lines = text.split('\n')
  const at = lines.findIndex((one) => one.startsWith(known))
  if (at >= 0) lines[at] = line
  else {
    const top = lines.indexOf(head)
    const end = lines.findIndex((one, index) => index > top && !one.startsWith('|'))
    lines.splice(end, 0, line)
  }
  writeFileSync(page, lines.join('\n'))
}
