// SPEC §1.3, §1.4: whose days count. One ticket, two countries; an invitation late on a Friday; a country whose week begins
// on Sunday; a bot at home there.
import { afterEach, describe, expect, it } from 'vitest'
import { asTicketId } from '../../src/rollout/ids.ts'
import * as c from './cast.ts'
import { told } from './scenes.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const noa = 'noa@tau.example'
const telAviv = 'NGI_IL-TAU'
const roster = `${c.roster}NGI_IL,TAU,IL,Asia/Jerusalem,glite,${noa},\n`
const flat = (text: string) => text.replace(/\s+/g, ' ')
/** Opened and assigned at that instant. */
const asking = async (at: string, teams: readonly string[], config = c.config) => {
  stage = await setStage(at, undefined, { roster, config })
  await stage.say(null, `open ${c.title}`)
  await stage.say(1, `assign ${teams.join(' ')}`)
  stage.news()
}
const seat = async (team: string) => {
  const ticket = await stage.house.kit.archive.ticket(asTicketId(1))
  return ticket?.seats.find((one) => one.team === `ea-${team}`)
}
const why = async (from: string) => {
  await stage.mail({ from, answers: stage.last(from), text: 'why' })
  return flat(stage.last(from).text)
}

describe('a holiday in one of two countries', () => {
  // Tuesday 8 December 2026 is a holiday in Portugal and none in Germany.
  const monday = '2026-12-07T10:00:00Z'

  it('gives each team a due instant of its own, in its own zone, and each can read why', async () => {
    await asking(monday, [c.lisbon, c.desy])
    expect(flat(stage.last(c.maria).text)).toContain('answer by Wednesday 9 December 2026, 18:00 (Lisbon)')
    expect(flat(stage.last(c.jan).text)).toContain('answer by Tuesday 8 December 2026, 18:00 (Berlin)')
    expect((await seat(c.lisbon))?.answerDue).toEqual({
      at: '2026-12-09T18:00:00Z',
      rule:
        '18:00 (Europe/Lisbon) of the next working day after Monday 7 December 2026; ' +
        'Tuesday 8 December skipped: holiday (Immaculate Conception)',
    })
    expect((await seat(c.desy))?.answerDue).toEqual({
      at: '2026-12-08T17:00:00Z',
      rule: '18:00 (Europe/Berlin) of the next working day after Monday 7 December 2026',
    })
  })

  it('keeps the other team’s reminder, silence and call to their own days', async () => {
    await asking(monday, [c.lisbon, c.desy])
    await stage.at('2026-12-08T08:00:00Z')
    expect(told(stage)).toEqual([c.jan])
    await stage.at('2026-12-08T17:00:00Z')
    expect(told(stage)).toEqual([c.managerGlite, c.managerOps])
    expect(flat(stage.last(c.managerGlite).text)).toContain('DESY-HH')
    await stage.at('2026-12-09T09:00:00Z')
    expect(told(stage)).toEqual([c.joao, c.maria])
    expect(await why(c.maria)).toContain('holiday (Immaculate Conception)')
    // Nobody accepts only once the last of them is past due; four working hours later the call leaves.
    stage.news()
    await stage.at('2026-12-09T18:00:00Z')
    expect(stage.last(c.managerGlite).text).toContain('Thursday 10 December 2026')
    await stage.at('2026-12-10T11:00:00Z')
    expect(stage.letters(c.list)).toHaveLength(1)
  })
})

describe('an invitation on Friday at 17:55', () => {
  it('is due on Monday at 18:00, reminded of on Monday morning, and leaves the weekend alone', async () => {
    await asking('2026-11-20T17:55:00Z', [c.lisbon])
    expect(flat(stage.last(c.maria).text)).toContain('answer by Monday 23 November 2026, 18:00 (Lisbon)')
    for (const weekend of ['2026-11-20T18:00:00Z', '2026-11-21T09:00:00Z', '2026-11-22T18:00:00Z'])
      await stage.at(weekend)
    expect(told(stage)).toEqual([])
    await stage.at('2026-11-23T09:00:00Z')
    expect(told(stage)).toEqual([c.joao, c.maria])
    expect(await why(c.maria)).toContain(
      'of the next working day after Friday 20 November 2026; Saturday 21 November and Sunday 22 November skipped: weekend',
    )
  })

  it('and its no at once leave the managers all but five minutes of Monday’s morning', async () => {
    await asking('2026-11-20T16:55:00Z', [c.desy])
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `reject ${c.desy}` })
    expect(flat(stage.last(c.managerGlite).text)).toContain('Monday 23 November 2026, 11:55 (Amsterdam)')
    await stage.at('2026-11-23T10:54:59Z')
    expect(stage.letters(c.list)).toEqual([])
    await stage.at('2026-11-23T10:55:00Z')
    expect(stage.letters(c.list)).toHaveLength(1)
  })
})

describe('a country that rests on Friday and Saturday', () => {
  it('answers on Sunday what was asked on Thursday, and on Sunday what was asked on Friday', async () => {
    await asking('2026-11-19T10:00:00Z', [telAviv, c.lisbon])
    expect(flat(stage.last(noa).text)).toContain('answer by Sunday 22 November 2026, 18:00 (Jerusalem)')
    expect(flat(stage.last(c.maria).text)).toContain('answer by Friday 20 November 2026, 18:00 (Lisbon)')
    stage.news()
    await stage.at('2026-11-20T09:00:00Z')
    expect(told(stage)).toEqual([c.joao, c.maria])
    await stage.at('2026-11-22T07:00:00Z')
    expect(told(stage)).toContain(noa)
    expect(await why(noa)).toContain('Friday 20 November and Saturday 21 November skipped: weekend')
  })

  it('is where the managers work, if the bot is at home there', async () => {
    const home = c.config.replace(
      'timezone = "Europe/Amsterdam"',
      'timezone = "Asia/Jerusalem"\ncountry = "IL"',
    )
    await asking('2026-11-19T14:00:00Z', [telAviv], home)
    await stage.mail({ from: noa, answers: stage.last(noa), text: `reject ${telAviv}` })
    // Thursday 16:00 there: two hours are left of the week, two are of Sunday.
    expect(flat(stage.last(c.managerGlite).text)).toContain('Sunday 22 November 2026, 10:00 (Jerusalem)')
    await stage.at('2026-11-20T12:00:00Z')
    expect(stage.letters(c.list)).toEqual([])
    await stage.at('2026-11-22T08:00:00Z')
    expect(stage.letters(c.list)).toHaveLength(1)
  })
})
