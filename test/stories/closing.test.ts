// SPEC §1.5: a call closes, and everybody who waited for something hears of it.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { called, told } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const flat = (text: string) => text.replace(/\s+/g, ' ')
const manager = (text: string) =>
  stage.mail({ from: c.managerGlite, answers: stage.last(c.managerGlite), text })
const offered = async () => {
  stage = await called()
  await stage.mail({ from: c.subscriber, answers: stage.letters(c.list)[0]!, text: `volunteer ${c.brunel}` })
  stage.news()
}

describe('a declined offer', () => {
  it('is told to whoever made it, by the line that the managers were shown', async () => {
    await offered()
    const line = `decline ${c.brunel}`
    expect(stage.last(c.managerGlite).text).toContain(`\n  ${line}\n`)
    await manager(line)
    expect(told(stage)).toEqual([c.managerGlite, c.subscriber])
    expect(flat(stage.last(c.subscriber).text)).toContain('The managers do not need it this time')
    expect(stage.last(c.managerGlite).text).toContain(`take ${c.brunel}`)
  })

  it('that nobody made is refused; so is a decline by somebody else', async () => {
    await offered()
    await manager(`decline ${c.srce}`)
    expect(flat(stage.last(c.managerGlite).text)).toContain(`Nobody has offered ${c.srce}`)
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `decline ${c.brunel}` })
    expect(flat(stage.last(c.jan).text)).toContain('Only a manager')
  })
})

describe('a call', () => {
  it('is closed on its list once the ticket ends, and the open offer is told', async () => {
    await offered()
    await manager('resolve anyway superseded')
    expect(flat(stage.last(c.list).text)).toContain('has ended, and no more sites are looked for')
    expect(stage.last(c.list).replyTo[0]?.address).toBe(c.bot)
    expect(flat(stage.last(c.subscriber).text)).toContain('Its staged rollout has ended')
    expect(stage.letters(c.list)).toHaveLength(2)
    await stage.say(1, 'reopen', 'resolve anyway superseded')
    expect(stage.letters(c.list)).toHaveLength(2)
  })
})
