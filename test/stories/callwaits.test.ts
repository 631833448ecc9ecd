// SPEC §1.4: a late accept cancels what is pending, also a call that is decided on and waits for its list's server.
import { afterEach, describe, expect, it } from 'vitest'
import { isOvertaken } from '../../src/rollout/overtaken.ts'
import { asTicketId, type Instant } from '../../src/rollout/ids.ts'
import * as c from './cast.ts'
import { asked } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const accepts = (from: string, team: string) =>
  stage.mail({ from, answers: stage.last(from), text: `accept ${team}` })
const ends = async (name: string) =>
  (await stage.house.kit.archive.letters({ ticket: asTicketId(1) })).flatMap(({ letter, state }) =>
    letter?.letter === name ? [state] : [],
  )
const callAt = async (...before: readonly (readonly [string, string])[]) => {
  stage = await asked([c.lisbon, c.desy, c.srce])
  for (const [from, team] of before) await accepts(from, team)
  stage.unreachable.add(c.list)
  await stage.say(1, 'call')
  expect(await ends('call')).toEqual(['deferred'])
}

describe('a call that waits for its server', () => {
  it('never leaves once somebody has accepted, nor does word that nobody is looked for any more', async () => {
    await callAt()
    await stage.at('2026-11-20T10:20:00Z')
    await accepts(c.jan, c.desy)
    stage.unreachable.clear()
    await stage.at('2026-11-20T11:00:00Z')
    expect(await ends('call')).toEqual(['overtaken'])
    await accepts(c.maria, c.lisbon)
    await stage.at('2026-11-20T13:00:00Z')
    expect(await ends('call-filled')).toEqual(['overtaken'])
    expect(stage.letters(c.list)).toEqual([])
  })

  it('leaves late where nobody has', async () => {
    await callAt()
    stage.unreachable.clear()
    await stage.at('2026-11-20T14:00:00Z')
    expect(stage.letters(c.list)).toHaveLength(1)
    await accepts(c.jan, c.desy)
    await accepts(c.maria, c.lisbon)
    expect(stage.letters(c.list)).toHaveLength(2)
  })

  it('that managers asked for though one site takes part waits for one more', async () => {
    await callAt([c.jan, c.desy])
    stage.unreachable.clear()
    await stage.at('2026-11-20T14:00:00Z')
    expect(stage.letters(c.list)).toHaveLength(1)
    const [call] = (await stage.house.kit.archive.letters()).flatMap(({ letter }) =>
      letter?.letter === 'call' ? [letter] : [],
    )
    const ticket = async () => (await stage.house.kit.archive.ticket(asTicketId(1)))!
    const over = async (letter = call!) => isOvertaken(letter, await ticket(), '' as Instant, stage.now())
    expect(await over()).toBe(false)
    await accepts(c.maria, c.lisbon)
    expect(await over()).toBe(true)
    // Of an older version, which did not say how many took part.
    const { had: _, ...older } = call!
    expect(await over(older)).toBe(false)
  })
})
