// SPEC §3.3, last column: what an unknown writer says is kept and a manager is told, whatever they said and whether or
// not it could be done: they get no answer that would say so.
import { afterEach, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

it.each([
  ['an offer that nobody made', `take ${c.brunel}`],
  ['a team that is not theirs', `withdraw ${c.lisbon} broken disk`],
  ['something to take back', 'undo'],
  ['a date for a trial that is none', `extend ${c.lisbon} 2d`],
])('a manager hears of a stranger who means %s', async (_, line) => {
  stage = await asked([c.lisbon])
  await stage.mail({ from: c.stranger, text: `#1 ${line}`, signed: false })
  expect(stage.last(c.managerGlite).text.replace(/\s+/g, ' ')).toContain(line.split(' ')[0])
  expect(stage.letters(c.stranger)).toEqual([])
  expect(stage.letters(c.maria)).toHaveLength(1)
})
