// Whom to ask next: while a rollout has no teams the managers' letters suggest those whose turn it is, with what the
// journal knows of each, and a line that is ready to send.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const flat = (text: string) => text.replace(/\s+/g, ' ')
const ca = 'Staged Rollout CA 1.38'

/** Friday: Lisbon accepts within the hour, DESY is not asked; its only member is away later. */
const asked = async () => {
  stage = await setStage()
  await stage.say(null, `open ${c.title}`)
  await stage.say(1, `assign ${c.lisbon}`)
  await stage.mail({ from: c.maria, answers: stage.last(c.maria), text: `accept ${c.lisbon}` })
}

describe('a rollout without teams', () => {
  it('suggests who volunteers, whose turn it is first, with what is known of each', async () => {
    await asked()
    await stage.at('2026-11-20T15:00:00Z')
    await stage.say(null, `open ${ca}`)
    const letter = stage.last(c.managerGlite)
    expect(flat(letter.text)).toContain('2 teams volunteer for glite')
    expect(letter.text).toContain(`\n  assign ${c.desy} ${c.lisbon}\n`)
    expect(letter.html).toContain(`assign%20${c.desy}%20${c.lisbon}`)
    expect(flat(letter.text)).toMatch(
      new RegExp(
        `- ${c.desy}: never asked yet\\. - ${c.lisbon}: last asked 20 November 2026, ` +
          'accepts 1 of 1, answers within an hour, tries another release now\\.',
      ),
    )
  })

  it('suggests them again after a working day, by what is known then', async () => {
    await asked()
    await stage.say(null, `open ${ca}`)
    await stage.say(null, 'open Staged Rollout CA 1.39')
    await stage.say(3, `assign ${c.desy}`)
    stage.news()
    await stage.at('2026-11-23T17:00:00Z')
    const reminder = stage
      .letters(c.managerGlite)
      .findLast(({ text }) => text.includes('Please name the sites'))
    expect(reminder?.subject).toContain('CA 1.38')
    expect(reminder?.text).toContain(`\n  assign ${c.desy} ${c.lisbon}\n`)
    expect(flat(reminder?.text ?? '')).toContain(`${c.desy}: last asked 20 November 2026`)
    // The line is sent back as it stands.
    await stage.mail({ from: c.managerGlite, answers: reminder, text: `assign ${c.desy} ${c.lisbon}` })
    expect((await stage.ticket(2)).seats).toEqual({ [c.desy]: 'notified', [c.lisbon]: 'notified' })
  })

  it('names who is away, by their own automatic answer to another rollout, and asks them last', async () => {
    await asked()
    await stage.say(1, `assign ${c.desy}`)
    await stage.mail({
      from: c.jan,
      answers: stage.last(c.jan),
      text: 'I am out of the office until 7 December 2026.',
      headers: ['Auto-Submitted: auto-replied'],
      subject: 'Automatic reply: out of office',
    })
    await stage.say(null, `open ${ca}`)
    const { text } = stage.last(c.managerGlite)
    expect(text).toContain(`\n  assign ${c.lisbon} ${c.desy}\n`)
    expect(flat(text)).toContain('away until 7 December 2026')
  })

  it('says nothing of a team to anybody but managers', async () => {
    await asked()
    await stage.say(null, `open ${ca}`)
    await stage.say(2, `assign ${c.desy} ${c.lisbon}`)
    for (const person of [c.maria, c.joao, c.jan])
      for (const { text } of stage.letters(person)) {
        expect(text).not.toContain('last asked')
        expect(text).not.toContain('accepts 1 of 1')
      }
  })
})
