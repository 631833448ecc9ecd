// SPEC §1.6: from acceptance to the report, as a team lives it.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const flat = (text: string) => text.replace(/\s+/g, ' ')
const trying = async () => {
  stage = await asked([c.lisbon])
  await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `accept ${c.lisbon}` })
}
const answer = (from: string, text: string) => stage.mail({ from, answers: stage.last(from), text })

describe('a trial', () => {
  it('begins with one letter to everybody of the team, beside the receipt of whoever accepted', async () => {
    await trying()
    expect(stage.news().map((line) => line.slice(0, line.indexOf(':')))).toEqual([c.joao, c.maria, c.maria])
    const letter = flat(stage.last(c.joao).text)
    expect(letter).toContain('send your report by Monday 30 November 2026, 10:00 (Lisbon)')
    expect(letter).toContain(`ea-${c.lisbon}-EMI-1.0-SE-DPM_mysql-1.8.0-1.odt`)
    expect(letter).toContain(`started ${c.lisbon}`)
  })

  it('counts from when a member says it started, in answer to that letter', async () => {
    await trying()
    await stage.at('2026-11-24T09:00:00Z')
    await answer(c.joao, `started ${c.lisbon} yesterday\n\nIt went smoothly.`)
    expect(flat(stage.last(c.joao).text)).toContain(
      'in production since Monday 23 November 2026, 09:00 (Lisbon). Its report is due by Monday 30 November 2026, 09:00',
    )
    stage.news()
    await stage.at('2026-11-28T09:00:00Z')
    expect(stage.news()).toHaveLength(2)
    expect(flat(stage.last(c.maria).text)).toContain('is due by Monday 30 November 2026, 09:00 (Lisbon)')
  })

  it('that nobody speaks of is asked about', async () => {
    await trying()
    await stage.at('2026-11-25T10:00:00Z')
    expect(flat(stage.last(c.joao).text)).toContain(`Has ${c.lisbon} got SE-DPM_mysql 1.8.0-1 in production?`)
    await answer(c.joao, 'started')
    expect(flat(stage.last(c.joao).text)).toContain('Its report is due by Wednesday 2 December 2026')
  })

  it('cannot have begun tomorrow, nor without an acceptance', async () => {
    await trying()
    await answer(c.maria, 'started tomorrow')
    expect(flat(stage.last(c.maria).text)).toContain('no day between the opening of this rollout and today')
    await stage.say(1, `assign ${c.desy}`)
    await answer(c.jan, 'started')
    expect(flat(stage.last(c.jan).text)).toContain(`${c.desy} is not on trial`)
  })
})
