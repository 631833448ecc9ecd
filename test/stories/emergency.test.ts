// SPEC §1.1: a release that must not wait. Its teams answer within hours and try it for a day; they read so.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { told } from './scenes.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const flat = (text: string) => text.split('\n-- \n')[0]?.replace(/\s+/g, ' ') ?? ''
const read = (who: string) => flat(stage.last(who).text)
const opened = async () => {
  stage = await setStage()
  await stage.mail({ from: c.managerGlite, text: `open ${c.title} emergency` })
}

describe('an emergency', () => {
  it('goes from open to the report within days, by mail alone', async () => {
    await opened()
    expect(read(c.managerOps)).toContain('by Friday 20 November 2026, 15:00 (Amsterdam)')
    expect(read(c.managerOps)).toContain('It is an emergency: sites try it for 1 day.')
    expect(read(c.managerOps)).toContain('Each team is asked at once, and has 4 working hours to answer.')
    const receipts = stage.letters(c.managerGlite).map(({ text }) => flat(text))
    expect(receipts).toContainEqual(expect.stringContaining('It is an emergency, so its dates are short.'))
    await stage.say(1, `assign ${c.lisbon}`)
    expect(read(c.maria)).toContain('run it in production for 1 day.')
    expect(read(c.maria)).toContain('It is an emergency, so time is short.')
    expect(read(c.maria)).toContain('Please answer by Friday 20 November 2026, 14:00 (Lisbon)')
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `accept ${c.lisbon}` })
    expect(read(c.joao)).toContain(
      'run it in production for 1 day, and send your report by Tuesday 24 November 2026, 10:00',
    )
    expect(read(c.joao)).toContain(
      'If you say nothing, we count from one working day after you accepted. If you like',
    )
    stage.news()
    await stage.at('2026-11-24T09:00:00Z')
    expect(told(stage)).toEqual([])
    await stage.at('2026-11-24T10:00:00Z')
    expect(read(c.joao)).toContain(`The report of ${c.lisbon} on SE-DPM_mysql 1.8.0-1 was due by`)
  })

  it('finds out the same day that nobody accepts, and its call says that time is short', async () => {
    await opened()
    await stage.say(1, `assign ${c.desy}`)
    stage.news()
    await stage.at('2026-11-20T14:00:00Z')
    expect(told(stage)).toEqual([c.managerGlite, c.managerOps])
    expect(read(c.managerGlite)).toContain('Nobody has accepted')
    await stage.say(1, 'now')
    expect(read(c.list)).toContain('volunteers run it in production for 1 day and write a short report.')
    expect(read(c.list)).toContain('It is an emergency, so time is short.')
  })

  it('may become one later; what was promised to teams stays', async () => {
    stage = await setStage()
    await stage.say(null, `open ${c.title}`)
    await stage.say(1, `assign ${c.lisbon}`)
    const before = read(c.maria)
    await stage.mail({ from: c.managerOps, text: `open ${c.title}, emergency` })
    expect(read(c.managerOps)).toContain('from now on it is an emergency, and whoever is asked from now on')
    await stage.say(1, `assign ${c.desy}`)
    expect(before).toContain('Monday 23 November 2026, 18:00 (Lisbon)')
    expect(read(c.jan)).toContain('Please answer by Friday 20 November 2026, 15:00 (Berlin)')
    await stage.mail({ from: c.managerOps, answers: stage.last(c.managerOps), text: 'status' })
    expect(read(c.managerOps)).toContain('an emergency: asking teams')
  })
})
