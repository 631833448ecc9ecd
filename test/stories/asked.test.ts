// SPEC §3.3: status, why and help are answered to whoever takes part, once a day to whoever proves nothing, and never to
// strangers; they change nothing and tell no address.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked } from './scenes.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const flat = (text: string) => text.replace(/\s+/g, ' ')
const said = (to: string) => flat(stage.last(to).text.split('\n-- \n')[0] ?? '')
const version = async () => (await stage.house.kit.archive.tickets()).map((ticket) => ticket.version)

describe('status', () => {
  it('tells a team where the rollout of the thread stands, in its own zone, and changes nothing', async () => {
    stage = await asked([c.lisbon, c.desy])
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `reject ${c.desy}` })
    const before = await version()
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: 'status' })
    expect(said(c.maria)).toContain('asking teams')
    expect(said(c.maria)).toContain(`Teams: ${c.lisbon} asked, ${c.desy} rejected.`)
    expect(said(c.maria)).toContain('until Monday 23 November 2026, 18:00 (Lisbon)')
    expect(said(c.maria)).toContain('Next by itself, Monday 23 November 2026, 09:00 (Lisbon)')
    expect(said(c.maria)).not.toContain('@')
    expect(await version()).toEqual(before)
  })

  it('shows what the lines above it have just done', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `accept ${c.lisbon}\nstatus` })
    const receipt = stage.last(c.maria, /^Re:/).text.replace(/\s+/g, ' ')
    expect(receipt).toContain(`Teams: ${c.lisbon} accepted.`)
  })

  it('without a thread names the rollouts of the writer’s teams, to a manager all of them', async () => {
    stage = await asked([c.lisbon])
    await stage.say(null, 'open Staged Rollout CA 1.38')
    await stage.mail({ from: c.maria, text: 'status' })
    expect(said(c.maria)).toContain('#1 SE-DPM_mysql')
    expect(said(c.maria)).not.toContain('CA 1.38')
    await stage.mail({ from: c.jan, text: 'status' })
    expect(said(c.jan)).toContain('No rollout of yours is under way.')
    await stage.mail({ from: c.managerOps, text: 'status' })
    expect(said(c.managerOps)).toMatch(/#1 SE-DPM_mysql.*#2 CA 1\.38/)
  })

  it('all leaves the thread it is asked in', async () => {
    stage = await asked([c.lisbon])
    await stage.say(null, 'open Staged Rollout CA 1.38')
    const letter = stage.last(c.managerGlite, /SE-DPM/)
    await stage.mail({ from: c.managerGlite, answers: letter, text: 'status all' })
    expect(said(c.managerGlite)).toMatch(/#1 SE-DPM_mysql.*#2 CA 1\.38/)
  })

  it('is answered once a day where nothing proves the writer', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({ from: c.maria, text: 'status', signed: false })
    expect(stage.last(c.maria).text).toContain('#1 SE-DPM_mysql')
    const count = stage.letters(c.maria).length
    await stage.mail({ from: c.maria, text: 'status\nhelp', signed: false })
    expect(stage.letters(c.maria)).toHaveLength(count)
    await stage.at('2026-11-21T10:01:00Z')
    await stage.mail({ from: c.maria, text: 'status all', signed: false })
    expect(stage.letters(c.maria)).toHaveLength(count + 1)
  })

  it('is not answered to strangers, nor by somebody else’s token', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({ from: c.stranger, text: '#1 status', signed: false })
    expect(stage.letters(c.stranger)).toEqual([])
    const invitation = stage.last(c.maria)
    stage.news()
    await stage.mail({ from: c.stranger, answers: invitation, text: 'status', signed: false })
    expect(stage.news()).toEqual([])
  })

  it('of a stranger whose domain vouches for them brings no more than whom to write to', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({ from: c.stranger, text: '#1 status' })
    expect(said(c.stranger)).not.toContain(c.lisbon)
    expect(said(c.stranger)).not.toContain('asking teams')
  })
})

describe('why', () => {
  it('says what is waited for since when, what comes by which rule, and which mails led here', async () => {
    stage = await asked([c.lisbon, c.desy])
    const mail = await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `accept ${c.desy}` })
    await stage.mail({ from: c.managerGlite, answers: stage.last(c.managerGlite), text: 'why' })
    const text = said(c.managerGlite)
    expect(text).toContain(`Waits for ${c.lisbon} to say whether it will test, since Friday 20 November 2026`)
    expect(text).toContain('The date: 18:00 (Europe/Lisbon) of the next working day after Friday 20 November')
    expect(text).toContain('7 days of trial from one working day after acceptance')
    expect(text).toContain(`${c.desy} accepts. (${c.desy}, mail ${mail.id})`)
    expect(text).toMatch(/Opened Staged Rollout.*\(the administrator\).*accepts/)
    expect(text).not.toContain('@')
  })

  it('tells no more than the last twenty steps', async () => {
    stage = await asked([c.lisbon])
    for (let at = 0; at < 30; at += 1) await stage.say(1, `link bugs https://bugs.example/${at}`)
    await stage.mail({ from: c.managerGlite, answers: stage.last(c.managerGlite), text: 'why' })
    const story = stage.last(c.managerGlite).text.split('What led here')[1] ?? ''
    expect(story).toMatch(/^, after 12 earlier steps:/)
    expect(story.match(/^- /gm)).toHaveLength(20)
    expect(story.lastIndexOf('bugs.example/29')).toBeGreaterThan(story.lastIndexOf('bugs.example/28'))
  })

  it('about no rollout in particular asks which', async () => {
    stage = await asked([c.lisbon])
    await stage.say(null, 'open Staged Rollout CA 1.38')
    await stage.mail({ from: c.managerOps, text: 'why' })
    expect(said(c.managerOps)).toMatch(/#2 why.*#1 why|#1 why.*#2 why/)
  })
})

describe('help', () => {
  it('tells a manager the manager’s lines and a team the team’s', async () => {
    stage = await setStage()
    await stage.mail({ from: c.managerOps, text: 'help' })
    expect(said(c.managerOps)).toContain('assign NGI-Site')
    await stage.mail({ from: c.maria, text: 'Help' })
    expect(said(c.maria)).toContain('accept NGI-Site')
    expect(said(c.maria)).not.toContain('assign')
  })

  it('is never read as a command of its own lines when it is quoted in an answer', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: 'help' })
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: 'Thank you for the list.' })
    expect((await stage.ticket()).seats[c.lisbon]).toBe('notified')
  })
})
