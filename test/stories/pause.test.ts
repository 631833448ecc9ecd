// Letters paused and let go again (SPEC §3.4): mail is judged meanwhile and nothing leaves but what says so.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const admin = 'postmaster@egi.example'
const pause = (from = c.managerOps, text = 'pause') => stage.mail({ from, text })
const invitations = (news: readonly string[]) => news.filter((line) => line.startsWith(c.ana))

describe('pause', () => {
  it('lets its receipt and the word to the administrator leave, and nothing else until resume', async () => {
    stage = await asked([c.desy])
    await pause()
    expect(stage.news().map((line) => line.split(':')[0])).toEqual([c.managerOps, admin].toSorted())
    expect(stage.last(admin).text).toMatch(/10:00|11:00/)
    expect(stage.last(admin).text).toContain('  resume')
    expect(stage.last(c.managerOps).text).toContain('no letter leaves any more')
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `accept ${c.desy}` })
    await stage.mail({ from: c.managerOps, text: `#1 assign ${c.srce}` })
    expect((await stage.ticket()).seats).toEqual({ [c.desy]: 'accepted', [c.srce]: 'notified' })
    expect(stage.news()).toEqual([])
    await stage.mail({ from: admin, text: 'resume' })
    const news = stage.news()
    expect(invitations(news)).toHaveLength(1)
    expect(news.some((line) => line.startsWith(c.jan))).toBe(true)
    expect(stage.last(admin, /letters leave again/).text).toMatch(/letters had\s+waited/)
    await stage.mail({ from: c.ana, answers: stage.last(c.ana), text: `accept ${c.srce}` })
    expect(stage.news().length).toBeGreaterThan(0)
  })

  it('is not for the managers of one stack, nor for a team, whose refusals are sent as ever', async () => {
    stage = await asked([c.desy])
    await pause(c.managerGlite)
    await pause(c.jan)
    expect(await stage.house.kit.archive.pause()).toBeNull()
    expect(stage.last(c.managerGlite).text).toContain('told of every rollout')
    expect(stage.last(c.jan).text).toContain('told of every rollout')
    expect(stage.letters(admin)).toEqual([])
  })

  it('said twice is said once', async () => {
    stage = await asked([])
    await pause()
    await pause(admin)
    expect(stage.letters(admin).map(({ subject }) => subject)).toEqual(['Staged rollout: letters are paused'])
  })

  it('by mail that proves nothing is asked about, and so is resume, though letters are paused', async () => {
    stage = await asked([])
    const row = await stage.mail({ from: c.managerOps, text: 'pause', signed: false })
    expect(row.state).toBe('held')
    expect(await stage.house.kit.archive.pause()).toBeNull()
    await stage.mail({ from: c.managerOps, answers: stage.last(c.managerOps), text: 'yes' })
    expect(await stage.house.kit.archive.pause()).not.toBeNull()
    await stage.mail({ from: c.managerOps, text: 'resume', signed: false })
    await stage.mail({ from: c.managerOps, answers: stage.last(c.managerOps), text: 'yes' })
    expect(await stage.house.kit.archive.pause()).toBeNull()
    expect(stage.letters(admin)).toHaveLength(2)
  })

  it('is taken back by the undo of who said it', async () => {
    stage = await asked([c.desy])
    await pause()
    await stage.mail({ from: admin, text: 'undo' })
    expect(await stage.house.kit.archive.pause()).not.toBeNull()
    await stage.mail({ from: c.managerOps, answers: stage.last(c.managerOps), text: 'undo' })
    expect(await stage.house.kit.archive.pause()).toBeNull()
    expect(stage.last(c.managerOps).text).toContain('Letters leave again')
  })

  it('tried out by a dry run pauses nothing', async () => {
    stage = await asked([])
    await pause(c.managerOps, 'dry-run\npause')
    expect(await stage.house.kit.archive.pause()).toBeNull()
    expect(stage.letters(admin)).toEqual([])
    expect(stage.last(c.managerOps).text).toContain('how the bot stands')
  })

  it('holds the deadlines too: what fell due is done once after it, and no reminder whose date has passed', async () => {
    stage = await asked([c.desy])
    await stage.say(null, 'pause')
    stage.news()
    await stage.at('2026-11-23T08:30:00Z')
    await stage.at('2026-11-23T20:00:00Z')
    expect(stage.news()).toEqual([])
    await stage.say(null, 'resume')
    expect(stage.letters(c.jan).map(({ subject }) => subject)).toHaveLength(1)
    const silent = stage.letters(c.managerOps).filter(({ text }) => /has not answered|no answer/i.test(text))
    expect(silent).toHaveLength(1)
  })

  it('lets no letter go that lost its meaning while it waited', async () => {
    stage = await asked([c.desy, c.lisbon])
    await stage.at('2026-11-20T12:00:00Z')
    await stage.say(null, 'pause')
    await stage.say(1, `remind ${c.desy}`, `remind ${c.lisbon}`)
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `accept ${c.desy}` })
    await stage.at('2026-11-20T14:00:00Z')
    await stage.say(null, 'resume')
    const reminders = async (state: 'sent' | 'overtaken') =>
      (await stage.house.kit.archive.letters({ state })).flatMap(({ letter }) =>
        letter?.letter === 'reminder' && letter.to === 'team' ? [letter.team.slice(3)] : [],
      )
    expect(await reminders('overtaken')).toEqual([c.desy])
    expect(await reminders('sent')).toEqual([c.lisbon, c.lisbon])
  })
})
