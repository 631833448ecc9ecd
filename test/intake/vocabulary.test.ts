// What can be written to Rollcall is told in two places from one table: help, which fits a screen, and the page
// docs/commands-by-mail.md. After a change of the table `npx vitest run test/intake/vocabulary.test.ts -u` writes the
// page anew; read the difference before committing.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readLine } from '../../src/intake/grammar.ts'
import { RULES } from '../../src/intake/verbs.ts'
import { everyLine, helpFor, type Speaker } from '../../src/intake/vocabulary.ts'
import { sayTold } from '../../src/letters/sentences.ts'

const path = new URL('../../docs/commands-by-mail.md', import.meta.url).pathname
const heads: { readonly [who in Speaker]: string } = {
  team: 'A team',
  manager: 'A manager',
  anybody: 'Everybody we know',
}
const inTable = (text: string) => text.replaceAll('|', '&#124;')
const tableOf = (who: Speaker) =>
  [
    `## ${heads[who]}`,
    '',
    '| line | what it does |',
    '| --- | --- |',
    ...everyLine
      .filter((line) => line.who === who)
      .map(({ usage, does }) => `| <code>${inTable(usage.replaceAll('<', '&lt;'))}</code> | ${does} |`),
  ].join('\n')

describe('help', () => {
  it.each(['manager', 'team'] as const)('for a %s fits one screen of 24 lines and 72 columns', (reader) => {
    const lines = sayTold({ told: 'help', reader, lines: helpFor(reader) }, 'UTC')
    expect(lines.length).toBeGreaterThan(8)
    expect(lines.length).toBeLessThanOrEqual(24)
    // In a letter each stands one column further in.
    expect(lines.filter((line) => line.length > 71)).toEqual([])
  })

  it('names every verb to those who may say it, and no manager’s verb to a team', () => {
    const named = (reader: 'manager' | 'team') =>
      helpFor(reader).flatMap(({ usage }) => usage.replace('ggus open', 'ggus-open').match(/[a-z-]+/g) ?? [])
    const verbs = (...who: readonly Speaker[]) =>
      everyLine.filter((line) => who.includes(line.who)).map(({ verb }) => verb.replace(/-report$/, ''))
    expect(named('team')).toEqual(expect.arrayContaining(verbs('team', 'anybody')))
    expect(named('manager')).toEqual(expect.arrayContaining(verbs('manager')))
    expect(named('team').filter((word) => verbs('manager').includes(word as 'open'))).toEqual([])
  })
})

describe('the table of words', () => {
  it('has a row for every verb of the grammar', () => {
    expect(everyLine.map(({ verb }) => verb).toSorted()).toEqual(Object.keys(RULES).toSorted())
  })

  it('says of lone verbs what the grammar reads', () => {
    for (const { usage, verb } of everyLine.filter((line) => /^[a-z-]+$/.test(line.usage)))
      expect(readLine(usage)?.verb).toBe(verb)
  })
})

describe('docs/commands-by-mail.md', () => {
  it('shows the table as it is', async () => {
    const page = readFileSync(path, 'utf8')
    const place = /(<!-- lines -->\n).*?(\n<!-- end -->)/s
    expect(page).toMatch(place)
    const tables = (['team', 'manager', 'anybody'] as const).map(tableOf).join('\n\n')
    const current = page.replace(place, (_all, begin: string, end: string) => `${begin}\n${tables}\n${end}`)
    await expect(current).toMatchFileSnapshot(path)
  })
})
