// `rollcall stats`: the figures of each quarter as a table, as JSON and as CSV, beside a running agent.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { csvOf } from '../../src/cli/csv.ts'
import { teamTable } from '../../src/cli/statstable.ts'
import { readCsv } from '../../src/config/csv.ts'
import { figureNames } from '../../src/rollout/figurelist.ts'
import { figuresOf } from '../../src/rollout/figures.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import { rollcall } from '../support/terminal.ts'
import { friday, openOffice, title, type Office } from './office.ts'

const at = (instant: string) => asInstant(instant)
const cnaf = 'NGI_IT-INFN-CNAF'

let office: Office
beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-01-15T12:00:00Z') })
  office = openOffice()
})
afterAll(() => {
  vi.useRealTimers()
  office.leave()
})
const stats = (...words: readonly string[]) => rollcall(['stats', ...words, '--config', office.config])
const json = async (...words: readonly string[]) => JSON.parse((await stats(...words, '--json')).out)

describe('stats', () => {
  it('before the first start says so kindly, and makes no memory', async () => {
    const { code, out, err } = await stats()
    expect(code).toBe(0)
    expect(err).toContain('nothing is remembered in')
    expect(out).toMatch(/^rollouts opened +0$/m)
    expect(existsSync(join(office.folder, 'var'))).toBe(false)
    expect(JSON.parse((await stats('--quarter', '--json')).out).rows).toHaveLength(1)
  })

  it('has a column a quarter of the bot’s zone, from the first rollout to today', async () => {
    await office.say(friday, null, `open ${title}`)
    await office.say(at('2026-11-20T10:00:00Z'), 1, `assign ${cnaf} NGI_IBERGRID-LIP-Lisbon`)
    // Already 2027 in Amsterdam, where the bot is.
    await office.say(at('2026-12-31T23:00:00Z'), null, 'open Staged Rollout CA 1.38')
    const { out, code } = await stats('--quarter')
    expect(code).toBe(0)
    expect(out).toMatch(/^ +2026-Q4 +2027-Q1$/m)
    expect(out).toMatch(/^rollouts opened +1 +1$/m)
    expect(out).toMatch(/^teams asked +2 +0$/m)
    expect(out).toMatch(/^silent +2 +0$/m)
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    const { rows, by, zone } = await json('--quarter')
    expect({ by, zone }).toEqual({ by: 'quarter', zone: 'Europe/Amsterdam' })
    expect(rows).toMatchObject([
      { period: '2026-Q4', from: '2026-09-30T22:00:00Z', until: '2026-12-31T23:00:00Z', teamsAsked: 2 },
      { period: '2027-Q1', rolloutsOpened: 1, acceptShare: null, answerMedianHours: null },
    ])
  })

  it.each([
    ['2026Q4', '2026-Q4'],
    ['2026-Q4', '2026-Q4'],
    ['Q4 2026', '2026-Q4'],
    ['last', '2026-Q4'],
    ['this', '2027-Q1'],
  ])('knows the quarter %s', async (said, label) => {
    const { rows } = await json('--quarter', said)
    expect(rows.map(({ period }: { period: string }) => period)).toEqual([label])
  })

  it('counts from a day until a day, both included', async () => {
    const opened = async (...words: readonly string[]) => (await json(...words)).rows[0].rolloutsOpened
    expect(await opened('--from', '2026-11-20', '--until', '2026-11-20')).toBe(1)
    expect(await opened('--from', '2026-11-21', '--until', '2026-12-31')).toBe(0)
    expect(await opened('--until', '2027-01-01')).toBe(2)
    expect(await opened()).toBe(2)
  })

  it('shows stacks as columns and teams as rows', async () => {
    const stacks = await stats('--by', 'stack')
    expect(stacks.out).toMatch(/^ +glite$/m)
    expect(stacks.out).toMatch(/^rollouts opened +2$/m)
    const teams = await stats('--by', 'team', '--quarter', 'last')
    expect(teams.out).toMatch(/^2026-Q4\n\nteam +asked +in time +late +silent +accepts +hours +reports$/m)
    expect(teams.out).toMatch(new RegExp(`^${cnaf} +1 +0 +0 +1 +– +– +0$`, 'm'))
    expect(teams.out).not.toContain('nothing to count')
    expect((await stats('--by', 'team', '--quarter', 'this')).out).toBe(
      '2027-Q1\n\n2 teams with nothing to count\n',
    )
    const [row] = (await json('--by', 'team')).rows
    expect(row).toMatchObject({ team: 'NGI_IBERGRID-LIP-Lisbon', teamsAsked: 1 })
    expect(row).not.toHaveProperty('rolloutsOpened')
  })

  it('shows of a large roster the teams that have figures, and how many have none', () => {
    const period = { label: 'all', from: null, until: null }
    const figures = figuresOf([], period)
    const row = (label: string, teamsAsked: number) => ({ label, figures: { ...figures, teamsAsked } })
    const table = teamTable([row('NGI_A-one', 0), row('NGI_B-two', 3), row('NGI_C-three', 0)], 80)
    expect(table).toMatch(/^team +asked .*\nNGI_B-two +3 .*\n\n2 other teams with nothing to count$/)
  })

  it('writes CSV that a spreadsheet reads, a column a figure', async () => {
    const { out } = await stats('--quarter', '--csv')
    expect(out).toMatch(/\r\n$/)
    const { rows, troubles } = readCsv(out)
    expect(troubles).toEqual([])
    expect(rows.map(({ cells }) => cells.length)).toEqual(rows.map(() => figureNames.length + 1))
    expect(rows[0]?.cells).toEqual(['period', ...figureNames])
    expect(rows[1]?.cells.slice(0, 2)).toEqual(['2026-Q4', '1'])
  })

  it.each([
    [['2026Q4'], 'stats 2026Q4: it takes no words; a quarter is asked for as --quarter 2026Q3'],
    [['--quarter', 'Q5'], 'stats --quarter Q5: write it as 2026Q3, or last, or this'],
    [['--quarter', '2026Q0'], 'write it as 2026Q3'],
    [['--by', 'site'], 'stats --by site: say quarter, stack or team'],
    [['--from', 'July'], 'stats --from July: write a day as 2026-07-01'],
    [['--from', '2026-07-02', '--until', '2026-07-01'], 'the last day lies before the first'],
    [['--from', '2026-07-02', '--quarter'], 'say either --quarter, or --from and --until'],
    [['--csv', '--json'], 'say one of them'],
    [['--quater'], 'did you mean --quarter?'],
  ])('of %j says what would work', async (words, said) => {
    const { code, out, err } = await stats(...words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(said)
  })
})

describe('cells of CSV', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    [' =1', "' =1"],
    ['a "b", c', '"a ""b"", c"'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['=cmd|"/c calc"!A1', `"'=cmd|""/c calc""!A1"`],
    ['NGI_PL-ICM', 'NGI_PL-ICM'],
  ])('%j are text, never a formula', (cell, written) => {
    expect(csvOf([[cell]])).toBe(`${written}\r\n`)
  })
  it('are numbers where they are numbers, and empty where nothing was measured', () => {
    expect(csvOf([[1.5, null, 0]])).toBe('1.5,,0\r\n')
  })
})
