// SPEC §1.3: an invitation that leaves later than it was made asks until a date that its team can keep, and nobody is
// silent who has not been asked.
import { afterEach, describe, expect, it } from 'vitest'
import { asTicketId } from '../../src/rollout/ids.ts'
import * as c from './cast.ts'
import { asked, told } from './scenes.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const say = (from: string, text: string) => stage.mail({ from, text })
const by = (text: string) =>
  /(?:by|until) (\w+ \d+ \w+ \d+, \d\d:\d\d \(\w+\))/.exec(text.replace(/\s+/g, ' '))?.[1]
const journal = async (type: string) =>
  (await stage.house.kit.archive.journal(asTicketId(1))).filter(({ event }) => event.type === type)
const dueOf = async (team: string) => {
  const ticket = await stage.house.kit.archive.ticket(asTicketId(1))
  return ticket?.seats.find((seat) => seat.team === `ea-${team}`)?.answerDue.at
}
const lettersOf = async (state: 'sent' | 'overtaken') =>
  (await stage.house.kit.archive.letters({ ticket: asTicketId(1), state })).filter(
    ({ letter }) => letter?.letter === 'invitation',
  )

describe('an invitation that leaves at once', () => {
  it('costs the ticket no event', async () => {
    stage = await asked([c.lisbon, c.desy])
    expect(await journal('invitation-leaves')).toEqual([])
    expect(by(stage.last(c.maria).text)).toBe('Monday 23 November 2026, 18:00 (Lisbon)')
  })
})

describe('an invitation that waits for letters to leave again', () => {
  const pausedUntilTuesday = async () => {
    stage = await asked([])
    await say(c.managerOps, 'pause')
    await stage.say(1, `assign ${c.lisbon} ${c.desy}`)
    await stage.at('2026-11-24T11:00:00Z')
    expect(stage.letters(c.jan)).toEqual([])
    await say(c.managerOps, 'resume')
  }

  it('asks until the end of the working day after it left, and is reminded of that', async () => {
    await pausedUntilTuesday()
    for (const person of [c.maria, c.joao])
      expect(by(stage.last(person).text)).toBe('Wednesday 25 November 2026, 18:00 (Lisbon)')
    expect(by(stage.last(c.jan).text)).toBe('Wednesday 25 November 2026, 18:00 (Berlin)')
    expect(await dueOf(c.desy)).toBe('2026-11-25T17:00:00Z')
    stage.news()
    await stage.at('2026-11-25T09:00:00Z')
    expect(told(stage)).toEqual([c.jan, c.joao, c.maria])
    await stage.at('2026-11-25T17:59:00Z')
    expect(await stage.ticket()).toMatchObject({ phase: 'asking' })
    await stage.at('2026-11-25T18:00:00Z')
    expect(stage.last(c.managerGlite).text.replace(/\s+/g, ' ')).toContain('Nobody has accepted')
  })

  it('and finds an answer on its way: what was said meanwhile counts', async () => {
    await pausedUntilTuesday()
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `accept ${c.desy}` })
    expect((await stage.ticket()).seats).toMatchObject({ [c.desy]: 'accepted' })
  })
})

describe('an invitation that a mail server keeps back until its date is over', () => {
  it('is made anew with a date that its team can keep, and what was composed before never leaves', async () => {
    stage = await asked([])
    stage.unreachable.add(c.jan)
    await stage.say(1, `assign ${c.desy}`)
    await stage.at('2026-11-23T17:00:00Z')
    await stage.at('2026-11-24T08:00:00Z')
    expect(stage.letters(c.jan)).toEqual([])
    expect(await stage.ticket()).toMatchObject({ phase: 'asking' })
    stage.unreachable.clear()
    await stage.at('2026-11-24T11:00:00Z')
    expect(stage.letters(c.jan).map(({ text }) => by(text))).toEqual([
      'Wednesday 25 November 2026, 18:00 (Berlin)',
    ])
    expect((await lettersOf('overtaken')).length).toBeGreaterThan(0)
    expect(await lettersOf('sent')).toHaveLength(1)
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `accept ${c.desy}` })
    expect((await stage.ticket()).seats).toEqual({ [c.desy]: 'accepted' })
  })

  it('says that it was held up where its colleague had the date in time', async () => {
    stage = await asked([])
    stage.unreachable.add(c.joao)
    await stage.say(1, `assign ${c.lisbon}`)
    await stage.at('2026-11-23T18:00:00Z')
    expect(await stage.ticket()).toMatchObject({ phase: 'calling' })
    stage.unreachable.clear()
    await stage.at('2026-11-24T11:00:00Z')
    const { text } = stage.last(c.joao)
    expect(text).toContain('This letter was held up')
    expect(by(text)).toBe('Monday 23 November 2026, 18:00 (Lisbon)')
    await stage.mail({ from: c.joao, answers: stage.last(c.joao), text: `accept ${c.lisbon}` })
    expect(await stage.ticket()).toMatchObject({ phase: 'trial' })
  })

  it('is given up like any other letter that nobody takes, and then the managers hear', async () => {
    stage = await asked([])
    stage.unreachable.add(c.jan)
    await stage.say(1, `assign ${c.desy}`)
    for (let day = 0; day < 16; day += 1)
      for (const hour of ['06', '19'])
        await stage.at(new Date(Date.parse(`2026-11-21T${hour}:00:00Z`) + day * 86_400_000).toISOString())
    expect(await stage.ticket()).toMatchObject({ phase: 'calling' })
    expect(stage.letters(c.jan)).toEqual([])
  })
})

describe('letters past what a reader gets in a day', () => {
  const products = ['SE-DPM_mysql', 'WMS', 'CREAM', 'VOMS', 'LFC']
  const quiet = (more = '') =>
    setStage('2026-11-20T10:00:00Z', undefined, {
      config: c.config.replace(
        'send_from = "00:00"\nsend_until = "00:00"\n[limits]\nletters_a_day = 0\n',
        more,
      ),
    })
  const dueIn = async (id: number) =>
    (await stage.house.kit.archive.ticket(asTicketId(id)))?.seats[0]?.answerDue.at

  it('that are gathered on Monday ask until Tuesday, each for its rollout', async () => {
    stage = await quiet()
    for (const product of products)
      await stage.say(null, `open Staged Rollout EMI-1.0 ${product} 1.0-1 SL5 x86_64`)
    for (const id of [1, 2]) await stage.say(id, `assign ${c.desy}`)
    await stage.at('2026-11-20T12:00:00Z')
    for (const id of [3, 4, 5]) {
      await stage.say(id, `assign ${c.desy}`)
      await stage.at(`2026-11-20T1${id}:00:00Z`)
    }
    const before = stage.letters(c.jan).length
    expect(await dueIn(4)).toBe('2026-11-23T17:00:00Z')
    await stage.at('2026-11-23T07:30:00Z')
    expect(stage.letters(c.jan)).toHaveLength(before + 1)
    const text = stage.last(c.jan).text.replace(/\s+/g, ' ')
    expect(text).toContain('#5 accept NGI_DE-DESY-HH')
    expect(text).toContain('by Tuesday 24 November 2026, 18:00 (Berlin)')
    expect(text).not.toContain('by Monday 23 November')
    for (const id of [4, 5]) expect(await dueIn(id)).toBe('2026-11-24T17:00:00Z')
    await stage.at('2026-11-23T17:30:00Z')
    expect((await stage.ticket(5)).phase).toBe('asking')
  })

  it('leave the managers their hours before a call, however late in the day their window opens', async () => {
    stage = await quiet('send_from = "13:00"\n')
    await stage.say(null, `open ${c.title}`)
    await stage.say(1, `assign ${c.desy}`)
    await stage.at('2026-11-20T18:30:00Z')
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `reject ${c.desy}` })
    const before = stage.letters(c.managerGlite).length
    await stage.at('2026-11-23T11:30:00Z')
    expect(stage.letters(c.managerGlite)).toHaveLength(before)
    expect(stage.letters(c.list)).toEqual([])
    await stage.at('2026-11-23T12:00:00Z')
    const said = stage.last(c.managerGlite).text.replace(/\s+/g, ' ')
    expect(said).toContain('on Monday 23 November 2026, 17:00 (Amsterdam)')
    await stage.at('2026-11-23T15:59:00Z')
    expect(stage.letters(c.list)).toEqual([])
    await stage.at('2026-11-23T16:00:00Z')
    expect(stage.letters(c.list)).toHaveLength(1)
  })
})
