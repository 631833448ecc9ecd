// A clock that jumps (SPEC §9): nothing leaves, nothing falls due and no mail is judged until it is back, or somebody who
// may says that it is right; the administrator is told both times, and a restart forgets nothing of it.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked } from './scenes.ts'
import { asTicketId } from '../../src/rollout/ids.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const admin = 'postmaster@egi.example'
/** Asked on Friday 20 November 2026 at 10:00 UTC; the answer is due on Monday at 17:00 UTC. */
const begun = async () => {
  stage = await asked([c.desy])
  stage.news()
}
const later = '2026-12-20T10:00:00Z'
const jump = () => stage.house.kit.archive.jump()
const heads = () => stage.letters(admin).map(({ subject }) => subject)
const stopped = 'Staged rollout: the clock has jumped, everything stands still'
const over = 'Staged rollout: all goes on by the clock'
/** Stored while the clock is in doubt: nothing else becomes of it. */
const arrives = async (draft: Parameters<Stage['write']>[0]) => {
  const raw = stage.write(draft)
  const proven = draft.signed === false ? raw : await stage.sign(raw, draft.from.split('@')[1] ?? '')
  const id = await stage.arrive(proven)
  await stage.settle()
  return (await stage.house.kit.archive.mail(id))?.state
}

describe('a clock that jumps', () => {
  it.each([
    ['forth by a month', later],
    ['forth by six minutes', '2026-11-20T10:06:00Z'],
    ['back by an hour', '2026-11-20T09:00:00Z'],
    ['back by years', '2000-01-01T00:00:00Z'],
  ])(
    '%s stops everything but the word to the administrator, and goes on by itself once it is back',
    async (_, to) => {
      await begun()
      await stage.jump(to)
      expect(stage.news()).toEqual([`${admin}: ${stopped}`])
      const before = await stage.house.kit.archive.ticket(asTicketId(1))
      expect(await arrives({ from: c.jan, text: `accept ${c.desy}` })).toBe('new')
      expect(await stage.house.kit.archive.ticket(asTicketId(1))).toEqual(before)
      expect(stage.news()).toEqual([])
      await stage.jump('2026-11-20T10:02:00Z')
      expect(await jump()).toBeNull()
      expect(heads()).toEqual([stopped, over])
      expect(await stage.house.kit.archive.mails({ state: 'new' })).toEqual([])
    },
  )

  it('by less than the limit is nothing, nor is time that passes', async () => {
    await begun()
    await stage.jump('2026-11-20T10:04:59Z')
    await stage.at('2026-11-20T13:00:00Z')
    await stage.jump('2026-11-20T12:57:00Z')
    await stage.at('2026-11-22T13:00:00Z')
    expect(await jump()).toBeNull()
    expect(heads()).toEqual([])
  })

  it('is right where somebody who may says so: mail meanwhile is judged, and what fell due is done once', async () => {
    await begun()
    await stage.jump(later)
    expect(await arrives({ from: c.managerGlite, text: 'resume' })).toBe('new')
    expect(await arrives({ from: c.managerOps, text: 'resume', signed: false })).toBe('new')
    expect(await jump()).not.toBeNull()
    stage.news()
    expect(await arrives({ from: admin, text: 'resume' })).toBe('handled')
    expect(await jump()).toBeNull()
    expect(stage.last(admin, /your mail|Re:|resume|clock/i).text).toContain('goes on')
    expect(heads()).toContain(over)
    const news = stage.news()
    expect(news.filter((line) => line.startsWith(c.jan)).length).toBeLessThanOrEqual(1)
    expect(news.filter((line) => line.includes('call'))).toHaveLength(
      new Set(news.filter((line) => line.includes('call'))).size,
    )
    await stage.restart()
    expect(await jump()).toBeNull()
    await stage.settle()
    expect(stage.news()).toEqual([])
  })

  it('is right where the command line says so, which may decide nothing else meanwhile', async () => {
    await begun()
    await stage.jump(later)
    expect(await stage.say(1, `assign ${c.srce}`)).toEqual(['clock-jumped'])
    expect(await stage.say(null, 'pause')).toEqual(['clock-jumped'])
    expect(await stage.say(null, 'resume')).toEqual(['trusted'])
    expect(await jump()).toBeNull()
    expect(heads()).toEqual([stopped, over])
    expect(await stage.say(1, `assign ${c.srce}`)).not.toEqual(['clock-jumped'])
  })

  it('leaves a pause that somebody said as it is', async () => {
    await begun()
    await stage.say(null, 'pause')
    await stage.jump(later)
    expect(await stage.say(null, 'resume')).toEqual(['trusted'])
    stage.news()
    expect(await stage.house.kit.archive.pause()).not.toBeNull()
    await stage.settle()
    expect(stage.news()).toEqual([])
    expect(await stage.say(null, 'resume')).toEqual(['resumed'])
    expect(stage.news().length).toBeGreaterThan(1)
  })

  it('stays in doubt over a restart of the agent, and of the machine, and tells nothing twice', async () => {
    await begun()
    await stage.jump(later)
    await stage.restart()
    await stage.restart(true)
    expect(await jump()).toEqual({ since: '2026-11-20T10:00:00Z', seen: later })
    expect(heads()).toEqual([stopped])
    // Started anew, the machine asked a time service.
    await stage.jump('2026-11-20T11:30:00Z')
    expect(await jump()).toBeNull()
    expect(heads()).toEqual([stopped, over])
  })

  it.each([
    ['set back while nothing ran', '2026-11-20T09:00:00Z', true],
    ['forth by more than any rest', '2028-02-01T10:00:00Z', true],
    ['forth on the same start of the machine', '2026-11-20T11:00:00Z', false],
  ])('is noticed at a start: %s', async (_, wall, machineToo) => {
    await begun()
    await stage.restart(machineToo, wall)
    expect(stage.news()).toEqual([`${admin}: ${stopped}`])
    expect(await jump()).toEqual({ since: '2026-11-20T10:00:00Z', seen: wall })
  })

  it('cannot be told from a rest where the machine was off meanwhile', async () => {
    await begun()
    await stage.restart(true, '2026-11-20T16:00:00Z')
    expect(await jump()).toBeNull()
  })
})
