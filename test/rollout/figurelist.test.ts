// docs/figures.md lists the figures as figurelist.ts has them: `npx vitest run test/rollout/figurelist.test.ts -u` writes
// the table anew.
import { describe, expect, it } from 'vitest'
import { figure, figureNames } from '../../src/rollout/figurelist.ts'
import { readText } from '../support/source.ts'

const page = readText('docs/figures.md')

describe('docs/figures.md', () => {
  it('defines every figure in one line', async () => {
    const rows = figureNames.map((name) => {
      const { unit, of, means } = figure(name)
      return `| \`${name}\` | ${means} | ${unit} | ${of === 'team' ? 'teams' : 'rollouts'} |`
    })
    const table = ['| figure | counts | unit | of |', '|---|---|---|---|', ...rows].join('\n')
    const place = /(<!-- figures -->\n).*?(<!-- end -->)/s
    expect(page).toMatch(place)
    const current = page.replace(place, (_all, begin: string, end: string) => `${begin}${table}\n${end}`)
    await expect(current).toMatchFileSnapshot(new URL('../../docs/figures.md', import.meta.url).pathname)
  })

  it('names no unit but those that the names say', () => {
    for (const name of figureNames) {
      const { unit } = figure(name)
      const [said = ''] = /(?:Hours|WorkingDays|Days|Share)$/.exec(name) ?? []
      const says = { Hours: 'hours', WorkingDays: 'working days', Days: 'days', Share: 'share' }[said]
      expect([name, unit]).toEqual([name, says ?? 'count'])
    }
  })
})
