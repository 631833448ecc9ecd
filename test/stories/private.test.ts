// SPEC §1.6: private as the first line keeps a note to the managers.
import { afterEach, describe, expect, it } from 'vitest'
import { asTicketId } from '../../src/rollout/ids.ts'
import { factWords } from '../../src/letters/history.ts'
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

describe('a private note', () => {
  const secret = async () => {
    await trying()
    await write(c.maria, 'private\nOur disks broke.')
    stage.news()
  }
  const asks = 'Which disks? See GGUS #122975.'
  const heard = (who: string, text: string) => stage.letters(who).some((one) => one.text.includes(text))

  it.each(['', 'note '])('is answered by a manager to that team’s people alone: %s', async (verb) => {
    await secret()
    await write(c.managerGlite, `${verb}${asks}`)
    expect(told(stage)).toEqual([c.joao, c.maria, c.managerGlite, c.managerOps])
    expect(flat(stage.last(c.managerGlite).text)).toContain(
      `Passed on to the people of ${c.lisbon} and to the managers; no other team reads it.`,
    )
    expect(flat(stage.last(c.joao).text)).toContain('nobody else will read your answer')
    expect(heard(c.jan, 'Which disks')).toBe(false)
    const [ticket] = await stage.house.kit.archive.tickets()
    expect(ticket?.ggus).toBeUndefined()
  })

  it('stays private in the answers to the answer, and to its receipts', async () => {
    await secret()
    await write(c.managerGlite, asks)
    stage.news()
    await write(c.maria, 'The old ones.')
    expect(told(stage)).toEqual([c.maria, c.managerGlite, c.managerOps])
    // The last that she has is the receipt.
    await write(c.maria, 'And the new ones.')
    await write(c.managerGlite, 'Thank you, take your time.')
    for (const text of ['old ones', 'new ones', 'take your time']) expect(heard(c.jan, text)).toBe(false)
    expect(heard(c.joao, 'take your time')).toBe(true)
  })

  it('is answered to the managers alone where the answer says private', async () => {
    await secret()
    await write(c.managerGlite, 'private\nShall we wait for them?')
    expect(told(stage)).toEqual([c.managerGlite, c.managerOps])
  })

  it('of the managers stays among them, also in their answers', async () => {
    await trying()
    await write(c.managerGlite, 'private\nShall we wait?')
    await write(c.managerOps, 'Until Friday.')
    expect(heard(c.managerGlite, 'Until Friday.')).toBe(true)
    for (const one of [c.maria, c.joao, c.jan]) expect(heard(one, 'Until Friday.')).toBe(false)
  })

  it('shows on no page and in no answer but the managers’ own', async () => {
    await trying()
    await write(c.maria, 'private: our disks broke\nacept NGI_DE-DESY-HH, whose disks broke')
    await write(c.managerGlite, 'note Which disks?')
    await write(c.jan, 'why\nstatus')
    expect(flat(stage.last(c.jan).text)).not.toMatch(/disks|for the managers alone/)
    await write(c.managerOps, 'why')
    expect(flat(stage.last(c.managerOps).text)).toContain(`Note of ${c.lisbon} for the managers alone.`)
    const { archive } = stage.house.kit
    const rows = await archive.mails({ limit: 20 })
    const shown = rows.flatMap(({ verdict }) => [...(verdict?.commands ?? []), ...(verdict?.problems ?? [])])
    expect(shown.join(' ')).not.toMatch(/disks|broke/)
    const [ticket] = await archive.tickets()
    const words = (await archive.journal(asTicketId(1))).flatMap(({ facts }) => facts.map(factWords))
    expect(words.join(' ')).not.toMatch(/disks|broke/)
    for (const { letter } of await archive.letters({ limit: 100 }))
      if (letter && letter.letter !== 'note-shared' && letter.letter !== 'receipt')
        expect(JSON.stringify(letter)).not.toMatch(/disks|broke/)
    expect(ticket?.notes.map((note) => note.private)).toEqual([true, true])
  })

  it('leaves the other notes of the rollout shared', async () => {
    await secret()
    const invitation = stage.letters(c.jan)[0]!
    await stage.mail({ from: c.jan, answers: invitation, text: 'It works here.' })
    expect(heard(c.maria, 'It works here.')).toBe(true)
  })
})

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
