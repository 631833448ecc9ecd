// SPEC §1.6, §1.8, §3.4: the beta tag of a site in GOCDB, which a manager has set for the trial.
import { afterEach, describe, expect, it } from 'vitest'
import { asTicketId } from '../../src/rollout/ids.ts'
import * as c from './cast.ts'
import { asked, told } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const flat = (text: string) => text.split('\n-- \n')[0]?.replace(/\s+/g, ' ') ?? ''
const tags = async () =>
  ((await stage.house.kit.archive.ticket(asTicketId(1)))?.seats ?? [])
    .filter(({ beta }) => beta)
    .map(({ team }) => team)
const lisbon = `ea-${c.lisbon}`
const trying = async () => {
  stage = await asked([c.lisbon, c.desy])
  await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `accept ${c.lisbon}` })
  stage.news()
}
const mail = (text: string, more: object = {}) =>
  stage.mail({ from: c.managerGlite, subject: '[staged-rollout #1]', text, ...more })
const answered = () => flat(stage.last(c.managerGlite).text)

describe('the beta tag', () => {
  it('is asked for of the site’s own people, remembered, and taken off again', async () => {
    await trying()
    await mail(`beta ${c.lisbon} on`)
    expect(await tags()).toEqual([lisbon])
    expect(answered()).toContain(
      `Noted: ${c.lisbon} is to have the beta tag in GOCDB. We cannot set it there, so the people of ${c.lisbon} are ` +
        `asked to set it. To undo: beta ${c.lisbon} off`,
    )
    expect(told(stage).toSorted()).toEqual([c.joao, c.managerGlite, c.maria].toSorted())
    for (const who of [c.maria, c.joao])
      expect(flat(stage.last(who).text)).toContain(
        `In GOCDB, set the beta tag of ${c.lisbon}: edit each service that runs the release, and say yes to Beta.`,
      )
    await mail(`beta ${c.lisbon} off`)
    expect(await tags()).toEqual([])
    expect(flat(stage.last(c.joao).text)).toContain(`In GOCDB, take the beta tag off ${c.lisbon}`)
  })

  it.each([
    `beta on ${c.lisbon}`,
    'beta LIP-Lisbon on',
    'Beta: LIP-Lisbon on.',
    'beta on',
    'beta tag on for LIP-Lisbon',
  ])('is understood in “%s”, where one team is on trial', async (line) => {
    await trying()
    await mail(line)
    expect(await tags()).toEqual([lisbon])
  })

  it('that is on is not set twice, and nobody is asked again', async () => {
    await trying()
    await mail(`beta ${c.lisbon} on`)
    stage.news()
    await mail(`#1 beta ${c.lisbon} on`)
    expect(answered()).toContain(`It was so already for ${c.lisbon}.`)
    expect(told(stage)).toEqual([c.managerGlite])
  })

  it('is refused for a team that is not on trial, or has no part', async () => {
    await trying()
    await mail(`beta ${c.desy} on`)
    expect(answered()).toContain(`${c.desy} is not on trial`)
    await mail(`beta ${c.srce} on`)
    expect(answered()).toContain(`${c.srce} has no part in this rollout`)
    await mail(`beta ${c.desy} off`)
    expect(answered()).toContain('It was so already')
    expect(await tags()).toEqual([])
  })

  it('is only a manager’s to set, and only in mail that proves who wrote', async () => {
    await trying()
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `beta ${c.lisbon} on` })
    expect(flat(stage.last(c.maria).text)).toContain('Only a manager can do that.')
    const held = await mail(`beta ${c.lisbon} on`, { signed: false, answers: stage.last(c.managerGlite) })
    expect(held.state).toBe('held')
    expect(await tags()).toEqual([])
  })

  it('comes off by undo, and the site’s people hear of it', async () => {
    await trying()
    await mail(`beta ${c.lisbon} on`)
    await mail('undo')
    expect(await tags()).toEqual([])
    expect(answered()).toContain('Taken back: the beta tag.')
    expect(flat(stage.last(c.joao).text)).toContain(`In GOCDB, take the beta tag off ${c.lisbon}`)
  })

  it('is only tried out by a dry run', async () => {
    await trying()
    await mail(`dry-run\nbeta ${c.lisbon} on`)
    expect(await tags()).toEqual([])
    expect(answered()).toContain('Nothing of this was done.')
    expect(told(stage)).toEqual([c.managerGlite])
  })

  it('is named in the thanks at the end to the team that has it, and to no other', async () => {
    await trying()
    await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `accept ${c.desy}` })
    await mail(`beta ${c.lisbon} on`)
    await stage.say(1, 'resolve anyway it is urgent')
    expect(flat(stage.last(c.maria).text)).toContain(
      `${c.lisbon} has the beta tag in GOCDB: please take it off`,
    )
    expect(flat(stage.last(c.jan).text)).not.toContain('has the beta tag')
    expect(flat(stage.last(c.jan).text)).toContain('If you noted a downtime or the beta tag in GOCDB')
  })

  it.each([
    [
      'withdraws',
      () => stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `withdraw ${c.lisbon}` }),
    ],
    [
      'says no after all',
      () => stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `reject ${c.lisbon}` }),
    ],
    ['is taken off', () => stage.say(1, `unassign ${c.lisbon}`)],
  ])('comes off where its team %s: everybody of it is asked', async (_what, leave) => {
    await trying()
    await mail(`beta ${c.lisbon} on`)
    stage.news()
    await leave()
    expect(await tags()).toEqual([])
    for (const who of [c.maria, c.joao])
      expect(
        stage
          .letters(who)
          .map(({ text }) => flat(text))
          .join('\n'),
      ).toContain(
        `In GOCDB, take the beta tag off ${c.lisbon}: edit each service that has it, and say no to Beta.`,
      )
    await stage.say(1, `assign ${c.lisbon}`)
    expect(await tags()).toEqual([])
  })

  it('is set again where the withdrawal is undone', async () => {
    await trying()
    await mail(`beta ${c.lisbon} on`)
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `withdraw ${c.lisbon}` })
    await stage.at('2026-11-20T10:30:00Z')
    stage.news()
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: 'undo' })
    expect(await tags()).toEqual([lisbon])
    expect(flat(stage.last(c.joao).text)).toContain(`In GOCDB, set the beta tag of ${c.lisbon}`)
  })

  it.each([
    [`#1 beat ${c.lisbon} on`, `beta ${c.lisbon} on`],
    ['#1 beta LIP-Lisbn on', `beta ${c.lisbon} on`],
    [`#1 please beta ${c.lisbon} on`, `beta ${c.lisbon} on`],
    [`#1 beta ${c.lisbon}`, 'beta NGI-Site on, or: beta NGI-Site off'],
    [`#1 beta ${c.lisbon} an`, 'beta NGI-Site on, or: beta NGI-Site off'],
  ])('nearly said with the number before it, “%s”, is offered on that rollout', async (line, offered) => {
    await trying()
    const row = await mail(line, { subject: 'our tag' })
    expect(row.verdict?.ticket).toBe(1)
    expect(answered()).toContain(offered)
    expect(answered()).not.toContain('#1 note')
    expect(await tags()).toEqual([])
  })
})
