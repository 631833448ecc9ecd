// docs/process.md says what the rules say: its two tables are made from them. After a change of the rules,
// `npx vitest run test/rollout/rules/process.test.ts -u` writes the tables anew; read the difference before committing.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { tables } from '../../support/rights.ts'

const path = new URL('../../../docs/process.md', import.meta.url).pathname
const page = readFileSync(path, 'utf8')

describe('docs/process.md', () => {
  it('shows the tables of rollout/rights.ts as they are', async () => {
    let current = page
    for (const [name, table] of Object.entries(tables)) {
      const place = new RegExp(`(<!-- ${name} -->\n).*?(\n<!-- end -->)`, 's')
      expect(page).toMatch(place)
      current = current.replace(place, (_all, begin: string, end: string) => `${begin}\n${table}\n${end}`)
    }
    await expect(current).toMatchFileSnapshot(path)
  })

  it('names for each rule a test that is there', () => {
    const [, rules = ''] = /<!-- rules -->(.*?)<!-- end -->/s.exec(page) ?? []
    const rows = [...rules.matchAll(/^\| (§[\d.]+) .*`(test\/.*?\.ts)`: “(.*?)” \|$/gm)]
    expect(new Set(rows.map(([, paragraph]) => paragraph)).size).toBe(10)
    for (const [, , file = '', name = ''] of rows) {
      const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')
      expect(text.includes(`'${name}`), `${file}: ${name}`).toBe(true)
    }
  })

  it('leads to every step of the process', async () => {
    const { readdirSync } = await import('node:fs')
    const steps = readdirSync(new URL('../../../src/rollout/steps', import.meta.url))
    for (const step of steps) expect(page).toContain(`rollout/steps/${step}`)
  })
})
