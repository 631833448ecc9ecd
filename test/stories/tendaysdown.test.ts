// Ten days down (SPEC §9; RELIABILITY D9): rollouts in several phases, and nothing runs from Tuesday to Friday of the week
// after. What fell due meanwhile is done once, one step of each; what lost its meaning is not done at all.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { setStage, type Stage } from './stage.ts'
import { asTicketId } from '../../src/rollout/ids.ts'

let stage: Stage
let news: readonly string[]
afterAll(() => stage.close())

const titles = {
  asking: c.title,
  trial: 'Staged Rollout EMI-1.0 CREAM 1.14.0-4 SL6 x86_64',
  preview: 'Staged Rollout EMI-1.0 WMS 3.4.0-1 SL5 x86_64',
  calling: 'Staged Rollout EMI-1.0 BDII 1.2.0-1 SL6 x86_64',
  unasked: 'Staged Rollout CA 1.38',
}
/** Tuesday 24 November 2026, noon: the answer of the first is not due yet, the call of the third not posted. */
const friday = '2026-11-20T10:00:00Z'
const stops = '2026-11-24T11:00:00Z'
const back = '2026-12-04T11:00:00Z'

async function tenDays(): Promise<void> {
  stage = await setStage(friday, undefined, {
    config: c.config.replace('digest = false', '').replace('letters_a_day = 0', ''),
  })
  await stage.settle()
  await stage.say(null, `open ${titles.trial}`)
  await stage.say(1, `assign ${c.srce}`)
  await stage.mail({ from: c.ana, answers: stage.last(c.ana), text: `accept ${c.srce}` })
  await stage.say(null, `open ${titles.calling}`)
  await stage.say(2, `assign ${c.desy}`)
  await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `reject ${c.desy}` })
  await stage.say(2, 'now')
  await stage.at('2026-11-23T07:00:00Z')
  await stage.at('2026-11-24T09:00:00Z')
  await stage.say(null, `open ${titles.asking}`)
  await stage.say(3, `assign ${c.lisbon} ${c.desy}`)
  await stage.say(null, `open ${titles.preview}`)
  await stage.say(4, `assign ${c.desy}`)
  await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `reject ${c.desy}` })
  await stage.say(null, `open ${titles.unasked}`)
  await stage.at(stops)
  stage.news()
  await stage.restart(true, back)
  news = stage.news()
}
const about = (news: readonly string[], to: string) =>
  news.filter((line) => line.startsWith(`${to}: `)).map((line) => line.slice(to.length + 2))
const kinds = async () => {
  const letters = await stage.house.kit.archive.letters()
  return letters
    .filter(({ queuedAt }) => queuedAt >= back)
    .map(({ letter, ticket }) => `#${ticket ?? '-'} ${letter?.letter ?? ''}`)
    .toSorted()
}

const managers = [c.managerGlite, c.managerOps]

describe('after ten days down', () => {
  beforeAll(tenDays)

  it('each thing is done once and one step further, and what lost its meaning is not', async () => {
    // Late with a report since Monday: one reminder of the series.
    expect(about(news, c.ana)).toEqual(['[staged-rollout #1] CREAM 1.14.0-4 (EMI-1.0, SL6 x86_64)'])
    expect(stage.last(c.ana).text).toContain('was due by Monday 30')
    // Past due since the 25th: no reminder of an answer that nobody waits for any more.
    expect(about(news, c.maria)).toEqual([])
    expect(about(news, c.jan)).toEqual([])
    // Previewed before, and its hours are over: posted, once, and to no wider list with it.
    expect(about(news, c.list)).toEqual([expect.stringContaining('#4')])
    expect(about(news, c.widerList)).toEqual([])
    expect(await kinds()).toEqual([
      '#- digest',
      '#- digest',
      '#- gathered',
      '#- gathered',
      '#1 reminder',
      '#2 call-preview',
      '#2 call-preview',
      '#3 call-preview',
      '#3 call-preview',
      '#4 call',
      '#5 reminder',
      '#5 reminder',
    ])
    // The call's hours begin now: Friday 12:00 and four working hours.
    for (const number of [2, 3])
      expect((await stage.house.kit.archive.ticket(asTicketId(number)))?.escalation).toMatchObject({
        state: 'previewed',
        postAt: { at: '2026-12-04T15:00:00Z' },
      })
    // Nothing is left over, whoever looks again.
    await stage.restart()
    await stage.restart(true)
    expect(stage.news()).toEqual([])
  })

  it('a person gets one letter, the digest of all missed mornings in it', () => {
    for (const manager of managers) expect(about(news, manager)).toHaveLength(1)
  })

  it('goes on at its usual pace', async () => {
    await stage.at('2026-12-04T15:00:00Z')
    const next = stage.news()
    expect(about(next, c.list)).toEqual([expect.stringContaining('#3')])
    expect(about(next, c.widerList)).toEqual([expect.stringContaining('#2')])
    expect(next).toHaveLength(2)
  })
})
