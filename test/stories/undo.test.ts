// SPEC §3.3, §3.5: undo takes back the writer's own last act on the rollout while nothing irreversible followed; else it
// says why not and what comes nearest. An undo is not undone.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked, called, told } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const said = (to: string) => stage.last(to).text.split('\n-- \n')[0]?.replace(/\s+/g, ' ') ?? ''
/** A minute later: the same words of one second would be a second copy of one mail. */
const from = async (who: string, text: string) => {
  await stage.at(new Date(Date.parse(stage.now()) + 60_000).toISOString().replace('.000', ''))
  return stage.mail({ from: who, answers: stage.last(who), text })
}
const seats = async () => (await stage.ticket()).seats

describe('undo of a team’s', () => {
  it('accept: it is asked again, by its first date', async () => {
    stage = await asked([c.lisbon])
    await from(c.maria, `accept ${c.lisbon}`)
    await from(c.maria, 'undo')
    expect(await seats()).toEqual({ [c.lisbon]: 'notified' })
    expect(said(c.maria)).toContain(`Taken back: the answer. ${c.lisbon} stands at “asked” again.`)
    await from(c.maria, 'status')
    expect(said(c.maria)).toContain('until Monday 23 November 2026, 18:00 (Lisbon)')
  })

  it('accept: its colleagues, who had the letter of the trial, hear it and may accept themselves', async () => {
    stage = await asked([c.lisbon])
    await from(c.maria, `accept ${c.lisbon}`)
    stage.news()
    await from(c.maria, 'undo')
    expect(told(stage).toSorted()).toEqual([c.joao, c.maria].toSorted())
    expect(said(c.joao)).toContain(
      `A colleague took back that ${c.lisbon} takes part: it stands at “asked” again, and nothing is to be installed. ` +
        `If you would test it all the same: accept ${c.lisbon}`,
    )
    await from(c.joao, `accept ${c.lisbon}`)
    expect(await seats()).toEqual({ [c.lisbon]: 'accepted' })
  })

  it('reject: nobody but its writer hears it, for nobody had begun anything', async () => {
    stage = await asked([c.lisbon])
    await from(c.maria, `reject ${c.lisbon}`)
    stage.news()
    await from(c.maria, 'undo')
    expect(told(stage)).toEqual([c.maria])
  })

  it('reject: the search that it began ends', async () => {
    stage = await asked([c.desy])
    await from(c.jan, `reject ${c.desy}`)
    expect((await stage.ticket()).phase).toBe('calling')
    await from(c.jan, 'undo')
    expect((await stage.ticket()).phase).toBe('asking')
    await stage.at('2026-11-20T17:30:00Z')
    expect(stage.letters(c.list)).toEqual([])
  })

  it('own line of the same mail', async () => {
    stage = await asked([c.lisbon])
    await from(c.maria, `accept ${c.lisbon}\nundo`)
    expect(await seats()).toEqual({ [c.lisbon]: 'notified' })
  })

  it('withdrawal, though a note came after it', async () => {
    stage = await asked([c.lisbon])
    await from(c.maria, `accept ${c.lisbon}`)
    await from(c.maria, 'withdraw')
    await from(c.maria, 'That was the wrong mail, sorry.')
    await from(c.maria, 'undo')
    expect(await seats()).toEqual({ [c.lisbon]: 'accepted' })
  })

  it('answer is not done by a colleague, nor twice, nor undone', async () => {
    stage = await asked([c.lisbon])
    await from(c.maria, `accept ${c.lisbon}`)
    await from(c.joao, 'undo')
    expect(said(c.joao)).toContain('Nothing that you did on this rollout is left to take back')
    expect(await seats()).toEqual({ [c.lisbon]: 'accepted' })
    await from(c.maria, 'undo')
    await from(c.maria, 'undo again')
    await from(c.maria, 'undo')
    expect(said(c.maria)).toContain('an undo is not undone either')
    expect(await seats()).toEqual({ [c.lisbon]: 'notified' })
  })

  it('answer is refused once somebody said more, with the line that comes nearest', async () => {
    stage = await asked([c.lisbon])
    await from(c.maria, `accept ${c.lisbon}`)
    await from(c.joao, `reject ${c.lisbon}`)
    await from(c.maria, 'undo')
    expect(said(c.maria)).toContain(`more has happened about ${c.lisbon} since`)
    expect(said(c.maria)).toContain(`withdraw ${c.lisbon}`)
    expect(await seats()).toEqual({ [c.lisbon]: 'rejected' })
  })

  it('reject is refused once a call was posted', async () => {
    stage = await called()
    await from(c.jan, 'undo')
    expect(said(c.jan)).toContain('a call was posted since, and a post cannot be taken back')
    expect(said(c.jan)).toContain(`This line would work: accept ${c.desy}`)
  })
})

describe('undo of a manager’s', () => {
  it('assignment: the teams hear that they are asked no longer, each once', async () => {
    stage = await asked([c.lisbon])
    await from(c.managerGlite, `assign ${c.desy} ${c.srce}`)
    stage.news()
    await from(c.managerGlite, 'undo')
    expect(await seats()).toEqual({ [c.lisbon]: 'notified', [c.desy]: 'removed', [c.srce]: 'removed' })
    expect(told(stage).toSorted()).toEqual([c.ana, c.jan, c.managerGlite].toSorted())
    expect(said(c.jan)).toContain(`${c.desy} is no longer asked to try`)
    await from(c.managerGlite, `assign ${c.desy}`)
    expect((await seats())[c.desy]).toBe('notified')
  })

  it('first assignment makes the rollout new again', async () => {
    stage = await asked([])
    await from(c.managerGlite, `assign ${c.desy}`)
    await from(c.managerGlite, 'undo')
    expect((await stage.ticket()).status).toBe('new')
  })

  it('hold: the call goes out at its time; once that is past the way is now', async () => {
    stage = await asked([c.desy])
    await from(c.jan, `reject ${c.desy}`)
    await from(c.managerGlite, 'hold')
    await from(c.managerGlite, 'undo')
    expect((await stage.ticket()).phase).toBe('calling')
    await from(c.managerGlite, 'hold')
    await stage.at('2026-11-21T10:00:00Z')
    await from(c.managerGlite, 'undo')
    expect(said(c.managerGlite)).toContain('the time for it has passed')
    expect(stage.letters(c.list)).toEqual([])
  })

  it('outcome, document and link: as before', async () => {
    stage = await asked([c.lisbon])
    const ticket = async () => (await stage.house.kit.archive.tickets())[0]
    await from(c.managerGlite, 'outcome ACCEPT')
    await from(c.managerGlite, 'outcome REJECT, it broke')
    await from(c.managerGlite, 'undo')
    expect((await ticket())?.outcome).toMatchObject({ outcome: 'ACCEPT' })
    await from(c.managerGlite, 'document 1234')
    await from(c.managerGlite, 'undo')
    expect((await ticket())?.documents).toEqual([])
    await from(c.managerGlite, 'link bugs https://bugs.example/1')
    await from(c.managerGlite, 'undo')
    expect((await ticket())?.links).toEqual({})
  })

  it('end of the rollout is not undone but reopened', async () => {
    stage = await asked([c.lisbon])
    await from(c.managerGlite, 'resolve anyway nobody needs it')
    await from(c.managerGlite, 'undo')
    expect(said(c.managerGlite)).toContain('reopen')
    expect((await stage.ticket()).status).toBe('resolved')
  })

  it('needs as much proof as the act itself', async () => {
    stage = await asked([c.lisbon])
    await from(c.managerGlite, 'link bugs https://bugs.example/1')
    await from(c.managerGlite, `unassign ${c.lisbon}`)
    await stage.mail({ from: c.managerGlite, text: '#1 undo', signed: false })
    expect(await seats()).toEqual({ [c.lisbon]: 'removed' })
    await from(c.managerGlite, 'yes')
    expect(await seats()).toEqual({ [c.lisbon]: 'notified' })
  })

  it('administrator’s at the command line', async () => {
    stage = await asked([c.lisbon])
    expect(await stage.say(1, `assign ${c.desy}`)).toEqual(['assigned'])
    expect(await stage.say(1, 'undo')).toEqual(['undone'])
    expect(await stage.say(1, 'undo')).toEqual(['nothing-to-undo'])
    expect((await seats())[c.desy]).toBe('removed')
  })
})
