// SPEC §1.6: a team asks for more time, a manager grants it; a manager reminds who is late.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked, told } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const flat = (text: string) => text.replace(/\s+/g, ' ')
const answer = (from: string, text: string) => stage.mail({ from, answers: stage.last(from), text })
const trying = async () => {
  stage = await asked([c.lisbon, c.desy])
  await answer(c.maria, `accept ${c.lisbon}`)
  stage.news()
}

describe('extend', () => {
  it('asked for by a team and granted by the very line that the managers get', async () => {
    await trying()
    await answer(c.maria, 'extend 2d\n\nThe disks come late.')
    expect(flat(stage.last(c.maria).text)).toContain('until Wednesday 2 December 2026, 10:00 (Lisbon)')
    expect(told(stage)).toEqual([c.maria, c.managerGlite, c.managerOps])
    const line = `extend ${c.lisbon} 2d`
    expect(stage.last(c.managerGlite).text).toContain(`\n  ${line}\n`)
    await answer(c.managerGlite, line)
    expect(flat(stage.last(c.joao).text)).toContain('is now due by Wednesday 2 December 2026, 10:00 (Lisbon)')
    const receipt = stage.last(c.managerGlite).text
    expect(receipt).toContain(`extend ${c.lisbon} until 2026-11-30`)
  })

  it('by a manager without a team is for all on trial', async () => {
    await trying()
    await answer(c.managerOps, 'extend until 4 December')
    expect(flat(stage.last(c.maria).text)).toContain('now due by Friday 4 December 2026, 18:00 (Lisbon)')
    expect(stage.letters(c.jan)).toHaveLength(1)
  })

  it('to a day that is past, or for a team that is not on trial, is refused with the reason', async () => {
    await trying()
    await answer(c.managerGlite, `extend ${c.lisbon} until yesterday\nextend ${c.desy} 2d`)
    const text = flat(stage.last(c.managerGlite).text)
    expect(text).toContain('That is no day ahead of us')
    expect(text).toContain(`${c.desy} is not on trial`)
  })

  it('by a team for another is refused', async () => {
    await trying()
    await answer(c.jan, `extend ${c.lisbon} 2d`)
    expect(flat(stage.last(c.jan).text)).toContain(`Only the members of ${c.lisbon} speak for it`)
  })
})

describe('remind', () => {
  it('writes to who is silent, once an hour, and says so', async () => {
    await trying()
    await answer(c.managerGlite, 'remind')
    expect(flat(stage.last(c.managerGlite).text)).toContain('Nobody is silent or late')
    await stage.at('2026-11-24T09:00:00Z')
    stage.news()
    await answer(c.managerGlite, 'remind')
    expect(told(stage)).toEqual([c.jan, c.managerGlite])
    expect(flat(stage.last(c.jan).text)).toContain('and have no answer. One still counts')
    await answer(c.managerOps, `remind ${c.desy}`)
    expect(told(stage)).toEqual([c.managerOps])
    expect(flat(stage.last(c.managerOps).text)).toContain('had a reminder within the last hour')
  })

  it('is a manager’s word, and not said to whom nothing is awaited from', async () => {
    await trying()
    await answer(c.jan, 'remind')
    expect(flat(stage.last(c.jan).text)).toContain('Only a manager can do that')
    await answer(c.jan, `reject ${c.desy}`)
    await answer(c.managerGlite, `remind ${c.desy}`)
    expect(flat(stage.last(c.managerGlite).text)).toContain(`Nothing is awaited from ${c.desy}`)
  })
})
