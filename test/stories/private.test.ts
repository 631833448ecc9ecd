// SPEC §1.6: private as the first line keeps a note to the managers.
import { afterEach, describe, expect, it } from 'vitest'
import { asTicketId } from '../../src/rollout/ids.ts'
import * as c from './cast.ts'
import { asked, told } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const flat = (text: string) => text.replace(/\s+/g, ' ')
const trying = async () => {
  stage = await asked([c.lisbon, c.desy])
  await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `accept ${c.lisbon}` })
  await stage.mail({ from: c.jan, answers: stage.last(c.jan), text: `accept ${c.desy}` })
  stage.news()
}
const write = (from: string, text: string, more: object = {}) =>
  stage.mail({ from, answers: stage.last(from), text, ...more })

describe('private', () => {
  it.each([
    'private\n\nOur disks broke, see GGUS #122974.',
    'Dear all,\nPrivate.\nOur disks broke, see GGUS #122974.',
    'private: Our disks broke, see GGUS #122974.',
  ])('goes to the managers, and neither to colleagues nor to other teams: %s', async (text) => {
    await trying()
    await write(c.maria, text)
    expect(told(stage)).toEqual([c.maria, c.managerGlite, c.managerOps])
    const note = flat(stage.last(c.managerGlite).text)
    expect(note).toContain('Our disks broke, see GGUS #122974.')
    expect(note).toContain('It is for the managers alone.')
    expect(note).not.toMatch(/> private/i)
    expect(flat(stage.last(c.maria).text)).toContain('Passed on to the managers alone; no team reads it.')
    expect((await stage.house.kit.archive.ticket(asTicketId(1)))?.ggus).toBeUndefined()
    for (const other of [c.joao, c.jan])
      expect(stage.letters(other).some((letter) => letter.text.includes('disks'))).toBe(false)
  })

  it('beside a command keeps the words below both', async () => {
    await trying()
    await write(c.maria, `private\nwithdraw ${c.lisbon}\n\nOur disks broke.`)
    expect((await stage.ticket()).seats).toMatchObject({ [c.lisbon]: 'withdrawn' })
    expect(flat(stage.last(c.managerOps, /./).text)).toContain('Our disks broke.')
    expect(stage.letters(c.jan).some(({ text }) => text.includes('disks'))).toBe(false)
  })

  it('waits for the yes of a writer who proves nothing, and is private then', async () => {
    await trying()
    await stage.mail({
      from: c.jan,
      signed: false,
      subject: '[staged-rollout #1]',
      text: 'private\nOur disks broke.',
    })
    stage.news()
    await write(c.jan, 'yes')
    expect(told(stage)).toEqual([c.jan, c.managerGlite, c.managerOps])
  })

  it('with nothing below it is asked about', async () => {
    await trying()
    await write(c.maria, 'private')
    expect(told(stage)).toEqual([c.maria])
    expect(flat(stage.last(c.maria).text)).toContain('private')
  })

  it('is asked about where no rollout is named, and shared with nobody', async () => {
    await trying()
    await stage.say(null, 'open Staged Rollout CA 1.38')
    stage.news()
    await stage.mail({ from: c.managerGlite, text: 'private\nOur disks broke.' })
    expect(told(stage)).toEqual([c.managerGlite])
    expect(stage.last(c.managerGlite).text).toContain('#1 private')
  })
})
