// SPEC §1.1, §3.5: what a manager says after `open` in the same mail, and in answer to its receipt, is about the
// ticket that was opened.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const opening = `open ${c.title}`

describe('a mail that opens a rollout', () => {
  it('has a receipt in the thread of the new ticket, whose answers are about it', async () => {
    stage = await setStage()
    const row = await stage.mail({ from: c.managerGlite, text: opening })
    expect(row.verdict?.ticket).toBe(1)
    const receipt = stage.last(c.managerGlite, /^Re: |\] Re: /)
    expect(receipt.text).toContain('Opened as #1')
    expect(receipt.replyTo[0]?.address).toMatch(/\+1\./)
    await stage.mail({ from: c.managerGlite, answers: receipt, text: `assign ${c.lisbon}` })
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'notified' })
  })

  it('may go on with links and teams in the next lines', async () => {
    stage = await setStage()
    await stage.mail({
      from: c.managerGlite,
      text: `${opening}\nlink bugs https://bugs.example/1\nassign ${c.lisbon} ${c.desy}`,
    })
    expect(await stage.ticket()).toMatchObject({
      status: 'open',
      seats: { [c.lisbon]: 'notified', [c.desy]: 'notified' },
    })
  })

  it('finds the ticket that is there already and goes on with that', async () => {
    stage = await setStage()
    await stage.mail({ from: c.managerGlite, text: opening })
    await stage.mail({ from: c.managerGlite, text: `${opening}\nassign ${c.lisbon}` })
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'notified' })
    expect(await stage.house.kit.archive.tickets()).toHaveLength(1)
  })

  it('that nothing proves holds its line once', async () => {
    stage = await setStage()
    const { id, state } = await stage.bytes(stage.write({ from: c.managerGlite, text: opening }))
    const questions = await stage.house.kit.archive.questions({ mail: id })
    expect(state).toBe('held')
    expect(questions.map(({ events }) => events.map(({ line }) => line))).toEqual([[opening]])
  })

  it('is held as one where nothing proves it, and a yes opens and only opens', async () => {
    stage = await setStage()
    await stage.mail({ from: c.managerGlite, text: `${opening}\nassign ${c.lisbon}`, signed: false })
    expect(await stage.house.kit.archive.tickets()).toEqual([])
    await stage.mail({
      from: c.managerGlite,
      answers: stage.last(c.managerGlite, /yours/),
      text: 'yes',
      signed: false,
    })
    expect((await stage.ticket()).seats).toEqual({})
    expect(stage.last(c.managerGlite).replyTo[0]?.address).toMatch(/\+1\./)
  })
})
