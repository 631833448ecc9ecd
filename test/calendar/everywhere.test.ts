// The table where it is used: a deadline passes over the holidays of its team's country, and doctor says of which
// countries it knows them.
import { appendFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openOffice, type Office } from '../cli/office.ts'
import { rollcall } from '../support/terminal.ts'

let office: Office
beforeAll(() => {
  office = openOffice()
})
afterAll(() => office.leave())

it('an answer is due after a holiday of the team’s country, which is named', async () => {
  const { out } = await rollcall([
    'when',
    '--config',
    office.config,
    '--json',
    'LIP-Lisbon',
    '2026-12-07T10:00:00Z',
  ])
  const { answerDue, why } = JSON.parse(out) as { answerDue: string; why: string[] }
  expect(answerDue).toBe('2026-12-09T18:00:00Z')
  expect(why.join(' ')).toContain('Tuesday 8 December')
  expect(why.join(' ')).toContain('Immaculate Conception')
})

it('an operator closes a day for one country, and says that a holiday is worked there', async () => {
  appendFileSync(
    office.config,
    '\n[calendar]\nclosed_in = { pt = ["2026-12-09"] }\nworked_in = { PT = ["2026-12-08"] }\n',
  )
  const due = async (team: string, sent: string) => {
    const { out } = await rollcall(['when', '--config', office.config, '--json', team, sent])
    const { answerDue, why } = JSON.parse(out) as { answerDue: string; why: string[] }
    return [answerDue, why.join(' ')] as const
  }
  expect((await due('LIP-Lisbon', '2026-12-07T10:00:00Z'))[0]).toBe('2026-12-08T18:00:00Z')
  const [answerDue, why] = await due('LIP-Lisbon', '2026-12-08T10:00:00Z')
  expect(answerDue).toBe('2026-12-10T18:00:00Z')
  expect(why).toContain('closed')
  expect((await due('INFN-CNAF', '2026-12-07T10:00:00Z'))[0]).toBe('2026-12-09T17:00:00Z')
})

it('doctor names the countries of the roster', async () => {
  const { out } = await rollcall(['doctor', '--config', office.config, '--json'])
  const { findings } = JSON.parse(out) as { findings: { check: string; state: string; says: string }[] }
  expect(findings.filter(({ check }) => check === 'holidays')).toMatchObject([
    { state: 'ok', says: expect.stringMatching(/^of .*PT.* until 2035$/) as string },
  ])
})
