// SPEC §3.3: what a mail may do by what it proves. A claimed writer is asked at the address on file; one yes acts.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked, told } from './scenes.ts'
import type { Stage } from './stage.ts'
import { plainReport } from '../support/reportfiles.ts'

let stage: Stage
afterEach(() => stage.close())
const seats = async () => (await stage.ticket()).seats
const accept = `accept ${c.lisbon}`
/** To the bare address, with the ticket's tag: selects and proves nothing. */
const bare = (from: string, text: string) =>
  stage.mail({ from, signed: false, to: c.bot, subject: '[staged-rollout #1] hello', text })

describe('an unsigned mail that says it is from somebody on file', () => {
  it('is held, and asked about at the address on file, with what it says', async () => {
    stage = await asked([c.lisbon])
    const row = await bare(c.maria, accept)
    expect(row).toMatchObject({ state: 'held', verdict: { level: 'claimed' } })
    expect(await seats()).toEqual({ [c.lisbon]: 'notified' })
    expect(told(stage)).toEqual([c.maria])
    expect(stage.last(c.maria).text).toContain(accept)
  })

  it('acts by a yes to the one-time address, whoever sends it, once, as of its own receipt', async () => {
    stage = await asked([c.lisbon])
    await bare(c.maria, accept)
    const question = stage.last(c.maria)
    await stage.at('2026-11-21T10:00:00Z')
    stage.news()
    await stage.mail({ from: c.stranger, signed: false, answers: question, text: 'yes' })
    expect(await seats()).toEqual({ [c.lisbon]: 'accepted' })
    expect(told(stage)).toEqual([c.joao, c.maria])
    const [seat] = (await stage.house.kit.archive.tickets())[0]?.seats ?? []
    expect(seat?.saidAt).toBe('2026-11-20T10:00:00Z')
    await stage.mail({ from: c.maria, answers: question, text: 'yes' })
    expect(stage.news()).toEqual([])
  })

  it('does nothing by a yes after 72 hours, and says so; a yes sent in time counts though it was handled late', async () => {
    stage = await asked([c.lisbon, c.desy])
    await bare(c.maria, accept)
    await bare(c.jan, `accept ${c.desy}`)
    await stage.at('2026-11-23T09:59:00Z')
    await stage.arrive(stage.write({ from: c.maria, answers: stage.last(c.maria, /./), text: 'yes' }))
    const jans = stage.letters(c.jan).find(({ replyTo }) => replyTo[0]?.address.includes('+q'))!
    await stage.at('2026-11-23T10:30:00Z')
    expect((await seats())[c.lisbon]).toBe('notified')
    await stage.mail({ from: c.jan, answers: jans, text: 'yes' })
    expect((await seats())[c.desy]).toBe('notified')
    expect(stage.last(c.jan).text).toContain('its time is over')
  })

  it('is not asked about a fourth time a day, and not twice for the same words', async () => {
    stage = await asked([c.lisbon])
    const questions = () => stage.letters(c.maria).filter(({ replyTo }) => replyTo[0]?.address.includes('+q'))
    await bare(c.maria, accept)
    await bare(c.maria, accept)
    expect(questions()).toHaveLength(1)
    for (const word of ['one', 'two', 'three']) await bare(c.maria, `reject ${c.lisbon}, ${word}`)
    expect(questions()).toHaveLength(3)
    expect(await seats()).toEqual({ [c.lisbon]: 'notified' })
  })

  it('cannot resolve, assign, or open as a manager', async () => {
    stage = await asked([c.lisbon])
    for (const text of ['resolve anyway done', `assign ${c.desy}`, 'outcome REJECT'])
      expect(await bare(c.managerGlite, text)).toMatchObject({ state: 'held' })
    expect(await stage.ticket()).toEqual({
      status: 'open',
      phase: 'asking',
      seats: { [c.lisbon]: 'notified' },
    })
    await bare(c.managerOps, 'open Staged Rollout CA 1.38')
    expect(await stage.house.kit.archive.tickets()).toHaveLength(1)
  })

  it('cannot have a call posted to a list of its own', async () => {
    stage = await asked([c.lisbon])
    await bare(c.managerGlite, 'call victims@elsewhere.example')
    await stage.mail({
      from: c.managerGlite,
      signed: false,
      answers: stage.last(c.managerGlite),
      text: 'call victims@elsewhere.example',
    })
    expect(stage.letters('victims@elsewhere.example')).toEqual([])
    expect(await stage.house.kit.archive.questions({ ticket: 1 as never })).toEqual([])
  })
})

describe('a token', () => {
  it('acts unsigned from its own address for a team, and is asked back for a manager', async () => {
    stage = await asked([c.lisbon])
    const row = await stage.mail({ from: c.maria, signed: false, answers: stage.last(c.maria), text: accept })
    expect(row.verdict?.level).toBe('token')
    expect(await seats()).toEqual({ [c.lisbon]: 'accepted' })
    const manager = { from: c.managerGlite, signed: false, answers: stage.letters(c.managerGlite)[0]! }
    expect(await stage.mail({ ...manager, text: 'resolve anyway done' })).toMatchObject({ state: 'held' })
    expect((await stage.ticket()).status).toBe('open')
    await stage.mail({ from: c.managerGlite, answers: stage.last(c.managerGlite), text: 'yes' })
    expect((await stage.ticket()).status).toBe('resolved')
  })

  it('in a mail from another address is asked about at its owner, who need not name the team', async () => {
    stage = await asked([c.lisbon])
    const phone = 'maria.phone@elsewhere.example'
    const row = await stage.mail({ from: phone, answers: stage.last(c.maria), text: 'accept' })
    expect(row).toMatchObject({ state: 'held', verdict: { level: 'token-other' } })
    expect(told(stage)).toEqual([c.maria])
    await stage.mail({ from: phone, signed: false, answers: stage.last(c.maria), text: 'yes' })
    expect(await seats()).toEqual({ [c.lisbon]: 'accepted' })
    expect(told(stage)).toEqual([c.joao, c.maria])
  })

  it('and words that are no command reach its owner’s receipt, not the other address', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({
      from: 'maria.phone@elsewhere.example',
      answers: stage.last(c.maria),
      text: 'accept NGI_XX-Nobody',
    })
    expect(told(stage)).toEqual([c.maria])
  })

  it('proves nothing for an address that usually signs', async () => {
    stage = await asked([c.lisbon])
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: accept })
    const row = await stage.mail({
      from: c.maria,
      signed: false,
      answers: stage.last(c.maria),
      text: `withdraw ${c.lisbon}`,
    })
    expect(row).toMatchObject({ state: 'held', verdict: { level: 'claimed' } })
    expect(await seats()).toEqual({ [c.lisbon]: 'accepted' })
  })

  it('ends thirty days after its ticket was resolved', async () => {
    stage = await asked([c.lisbon])
    const invitation = stage.last(c.maria)
    await stage.say(1, 'resolve anyway done')
    await stage.at('2026-12-19T10:00:00Z')
    const early = await stage.mail({ from: c.maria, signed: false, answers: invitation, text: 'a question' })
    expect(early.verdict?.level).toBe('token')
    await stage.at('2026-12-21T10:00:00Z')
    const late = await stage.mail({ from: c.maria, signed: false, answers: invitation, text: 'one more' })
    expect(late.verdict?.level).toBe('claimed')
  })
})

describe('a stranger', () => {
  it('changes nothing by an accept, and gets a letter only if their own domain vouches for them', async () => {
    stage = await asked([c.lisbon])
    await bare(c.stranger, accept)
    expect(await seats()).toEqual({ [c.lisbon]: 'notified' })
    expect(told(stage)).toEqual([c.managerGlite, c.managerOps])
    await stage.at('2026-11-20T10:05:00Z')
    await stage.mail({ from: c.stranger, to: c.bot, subject: 'hello', text: accept })
    expect(told(stage)).toEqual([c.stranger])
  })

  it('can send a document alone: the managers hear of it, nothing is filed or stored beside the mail', async () => {
    stage = await asked([c.lisbon])
    const name = `ea-${c.lisbon}-EMI-1.0-SE-DPM_mysql-1.8.0-1.odt`
    await stage.mail({
      from: c.stranger,
      text: '',
      subject: '[staged-rollout #1]',
      attachments: [{ name, content: plainReport('x') }],
    })
    expect(told(stage)).toContain(c.managerGlite)
    expect(stage.last(c.managerGlite).text.replace(/\s/g, '')).toContain(name)
    expect(await seats()).toEqual({ [c.lisbon]: 'notified' })
  })
})
