// SPEC §3.2: which ticket a mail is about. Keys that disagree choose none; nothing is guessed, nothing is swallowed.
import { afterEach, describe, expect, it } from 'vitest'
import { asTicketId } from '../../src/rollout/ids.ts'
import * as c from './cast.ts'
import { asked, told } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const accept = `accept ${c.lisbon}`

/** Two open tickets that LIP-Lisbon was asked about. */
async function two(): Promise<void> {
  stage = await asked([c.lisbon])
  await stage.say(null, 'open Staged Rollout CA 1.38')
  await stage.say(2, `assign ${c.lisbon} ${c.desy}`)
  stage.news()
}
const seats = async () =>
  Object.fromEntries(
    await Promise.all([1, 2].map(async (id) => [id, (await stage.ticket(id)).seats[c.lisbon]] as const)),
  )
const none = { 1: 'notified', 2: 'notified' }
const invitation = (id: number) => stage.letters(c.maria).find(({ subject }) => subject.includes(`#${id}]`))!

describe('a mail that names its ticket', () => {
  it('by a number before the command, in a mail that answers nothing', async () => {
    await two()
    await stage.mail({ from: c.maria, text: `#2 ${accept}` })
    expect(await seats()).toEqual({ 1: 'notified', 2: 'accepted' })
  })

  it('line by line, each with its own, also where one team says accept here and reject there', async () => {
    await two()
    await stage.mail({ from: c.maria, text: `#2 ${accept}\n#1 reject ${c.lisbon}` })
    expect(await seats()).toEqual({ 1: 'rejected', 2: 'accepted' })
  })

  it('by a number before words that are no command: those words are offered for that one, numbered once', async () => {
    await two()
    await stage.mail({ from: c.maria, text: '#2 our disks were slow today' })
    const { text } = stage.last(c.maria)
    expect(text).toContain('\n  #2 note our disks were slow today\n')
    expect(text).not.toContain('#1')
    expect(text.match(/ note /g)).toHaveLength(1)
    expect((await stage.house.kit.archive.ticket(asTicketId(2)))?.notes).toEqual([])
  })

  it('by a number that no rollout has is asked about, numbered once', async () => {
    await two()
    await stage.mail({ from: c.maria, text: '#9 our disks were slow today' })
    const { text } = stage.last(c.maria)
    expect(text).toContain('#1 note our disks were slow today')
    expect(text).toContain('#2 note our disks were slow today')
    expect(text).not.toContain('note #9')
  })

  it('by its title in the subject', async () => {
    await two()
    await stage.mail({ from: c.maria, subject: 'Re: Staged Rollout CA 1.38', text: accept })
    expect(await seats()).toEqual({ 1: 'notified', 2: 'accepted' })
  })
})

describe('a mail whose keys name different tickets', () => {
  it('does nothing, even by a line that names one of them, and asks', async () => {
    await two()
    await stage.mail({ from: c.maria, answers: invitation(1), text: `#2 ${accept}` })
    expect(await seats()).toEqual(none)
    expect(told(stage)).toEqual([c.maria])
    expect(stage.last(c.maria).text).toMatch(/#1.*#2/s)
  })

  it('does nothing when the thread and the subject tag disagree', async () => {
    await two()
    await stage.mail({ from: c.maria, answers: invitation(1), subject: '[staged-rollout #2]', text: accept })
    expect(await seats()).toEqual(none)
  })

  it('takes no token of one ticket to another', async () => {
    await two()
    const row = await stage.mail({
      from: c.maria,
      signed: false,
      answers: invitation(1),
      text: `#1 ${accept}\n#2 ${accept}`,
    })
    expect(row.verdict?.level).toBe('token')
    expect(await seats()).toEqual({ 1: 'accepted', 2: 'notified' })
  })
})

describe('a mail that names no ticket', () => {
  it('is about the only one that waits for its writer’s team, if the writer is verified', async () => {
    stage = await asked([c.desy])
    await stage.mail({ from: c.jan, text: `accept ${c.desy}` })
    expect((await stage.ticket()).seats).toEqual({ [c.desy]: 'accepted' })
  })

  it('is not acted on for a claimed writer: the line to send is shown', async () => {
    stage = await asked([c.desy])
    await stage.mail({ from: c.jan, signed: false, text: `accept ${c.desy}` })
    expect((await stage.ticket()).seats).toEqual({ [c.desy]: 'notified' })
    expect(stage.last(c.jan).text).toContain(`#1 accept ${c.desy}`)
  })

  it('and fits two is answered by the line for each', async () => {
    await two()
    await stage.mail({ from: c.maria, text: accept })
    expect(await seats()).toEqual(none)
    expect(stage.last(c.maria).text).toContain(`#1 ${accept}`)
    expect(stage.last(c.maria).text).toContain(`#2 ${accept}`)
  })

  it('and no command is not swallowed: its writer hears how it becomes a note', async () => {
    await two()
    await stage.mail({ from: c.maria, text: 'Which yaim profile should we use?' })
    expect(stage.last(c.maria).text).toMatch(/#2 note Which yaim profile should we use$/m)
    await stage.mail({ from: c.maria, text: '#2 note Which yaim profile should we use' })
    expect(stage.last(c.managerGlite).text).toContain('Which yaim profile')
  })

  it('and names one that does not exist is told so', async () => {
    await two()
    await stage.mail({ from: c.maria, text: `#77 ${accept}` })
    expect(await seats()).toEqual(none)
    expect(told(stage)).toEqual([c.maria])
  })
})

describe('what was said first and last', () => {
  it('is told by the Date its writer signed, not by the order in which mail arrives', async () => {
    stage = await asked([c.lisbon])
    const late = await stage.sign(
      stage.write({ from: c.joao, answers: stage.last(c.joao), text: `reject ${c.lisbon}` }),
      'lip.example',
    )
    await stage.at('2026-11-20T11:00:00Z')
    await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: accept })
    await stage.bytes(late)
    expect((await stage.ticket()).seats).toEqual({ [c.lisbon]: 'accepted' })
  })
})
