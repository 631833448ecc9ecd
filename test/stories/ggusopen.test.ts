// SPEC §1.6, §3.3, §6: a problem that has no GGUS ticket yet. The helpdesk is not connected: its text comes by return.
import { afterEach, describe, expect, it } from 'vitest'
import { asTicketId } from '../../src/rollout/ids.ts'
import * as c from './cast.ts'
import { asked, told } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const flat = (text: string) => text.split('\n-- \n')[0]?.replace(/\s+/g, ' ') ?? ''
const problems = async () =>
  ((await stage.house.kit.archive.ticket(asTicketId(1)))?.notes ?? [])
    .filter(({ problem }) => problem)
    .map(({ text }) => text)
const trying = async () => {
  stage = await asked([c.lisbon, c.desy])
  for (const [who, team] of [
    [c.maria, c.lisbon],
    [c.jan, c.desy],
  ] as const)
    await stage.mail({ from: who, answers: stage.last(who), text: `accept ${team}` })
  stage.news()
}
const mail = (from: string, text: string, more: object = {}) =>
  stage.mail({ from, answers: stage.last(c.maria), text, ...more })
const line = 'ggus open the daemon dies at midnight'

describe('a problem for GGUS', () => {
  it('comes back as the text of a ticket, with the line that tells its number', async () => {
    await trying()
    await mail(c.maria, line)
    const text = stage.last(c.maria).text
    for (const words of [
      'Subject: SE-DPM_mysql 1.8.0-1 in staged rollout: the daemon dies at midnight',
      'Support unit: DMSU',
      'Affected site: LIP-Lisbon',
      'Release: Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64',
      'Found in staged rollout #1.',
      'ggus <number or url>',
    ])
      expect(text).toContain(words)
    expect(flat(text)).toContain(
      'please open the ticket there, at https://helpdesk.ggus.eu, with the text below.',
    )
  })

  it('is a note on the rollout too, so that the managers and the other sites hear of it', async () => {
    await trying()
    await mail(c.maria, line)
    expect(await problems()).toEqual(['the daemon dies at midnight'])
    expect(told(stage).toSorted()).toEqual([c.jan, c.joao, c.managerGlite, c.managerOps, c.maria].toSorted())
    for (const who of [c.jan, c.managerGlite])
      expect(flat(stage.last(who).text)).toContain(
        `${c.lisbon} names a problem with SE-DPM_mysql 1.8.0-1; a GGUS ticket is to be opened for it: > the daemon dies at`,
      )
  })

  it('and the number that follows is noted as ever', async () => {
    await trying()
    await mail(c.maria, line)
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: 'ggus 1234' })
    const ticket = await stage.house.kit.archive.ticket(asTicketId(1))
    expect(ticket?.ggus?.map(({ number }) => number)).toEqual([1234])
  })

  it('may be named by a manager, for no site', async () => {
    await trying()
    await mail(c.managerGlite, line)
    expect(stage.last(c.managerGlite).text).not.toContain('Affected site')
    expect(flat(stage.last(c.maria).text)).toContain(
      'The managers of the rollout name a problem with SE-DPM_mysql',
    )
  })

  it('is not taken from a team that has no part', async () => {
    await trying()
    await mail(c.ana, line)
    expect(await problems()).toEqual([])
    expect(flat(stage.last(c.ana).text)).toContain(
      'Only the managers of this rollout and the members of its teams',
    )
  })

  it('waits for a yes where only the reply address vouches for the mail, and comes by return to the yes', async () => {
    await trying()
    expect((await mail(c.maria, line, { signed: false })).state).toBe('held')
    expect(await problems()).toEqual([])
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: 'yes', signed: false })
    expect(await problems()).toEqual(['the daemon dies at midnight'])
    expect(stage.last(c.maria).text).toContain('Support unit: DMSU')
  })

  it('below private is for the managers alone', async () => {
    await trying()
    await mail(c.maria, `private\n${line}\nPlease do not tell the others yet.`)
    expect(told(stage)).not.toContain(c.jan)
    expect(await problems()).toEqual(['the daemon dies at midnight'])
    expect(stage.last(c.maria).text).toContain('Support unit: DMSU')
  })

  it('keeps no address of a person', async () => {
    await trying()
    await mail(c.maria, `${line}, ask boss@lip.example`)
    expect(await problems()).toEqual(['the daemon dies at midnight, ask (address hidden)'])
  })

  it('cannot be taken back: people have read it', async () => {
    await trying()
    await mail(c.maria, line)
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: 'undo' })
    expect(flat(stage.last(c.maria).text)).toContain(
      'This cannot be undone any more (the problem): its readers have it, and a letter cannot be called back.',
    )
    expect(await problems()).toHaveLength(1)
  })

  it('is only tried out by a dry run', async () => {
    await trying()
    await mail(c.maria, `dry-run\n${line}`)
    expect(await problems()).toEqual([])
    expect(told(stage)).toEqual([c.maria])
  })

  it('without a word of what is wrong is asked about', async () => {
    await trying()
    await mail(c.maria, 'ggus open')
    expect(stage.last(c.maria).text).toContain('ggus open <what is wrong>')
    await mail(c.maria, 'ggus open 122974')
    expect(stage.last(c.maria).text).toContain('ggus 122974')
    expect(await problems()).toEqual([])
  })

  it('reads the same at the command line', async () => {
    await trying()
    expect(await stage.say(1, line)).toEqual(['problem'])
    expect(await problems()).toEqual(['the daemon dies at midnight'])
  })
})
