// SPEC §1.1: a manager says when the distribution closes. From then on every letter and call says until when an
// acceptance helps; what comes too late is kindly said to count for the next.
import { afterEach, describe, expect, it } from 'vitest'
import * as c from './cast.ts'
import { asked, told } from './scenes.ts'
import type { Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())
const flat = (text: string) => text.split('\n-- \n')[0]?.replace(/\s+/g, ' ') ?? ''
const read = (who: string) => flat(stage.last(who).text)
/** A minute later: the same words of one second would be a second copy of one mail. */
const from = async (who: string, text: string) => {
  await stage.at(new Date(Date.parse(stage.now()) + 60_000).toISOString().replace('.000', ''))
  return stage.mail({ from: who, answers: stage.last(who), text })
}
const helps =
  'The distribution closes on Friday 4 December 2026: an acceptance helps until Thursday 26 November 2026.'

describe('cutoff', () => {
  it('is said to its writer, with the line that takes it off, and to the teams that are asked', async () => {
    stage = await asked([c.desy])
    await from(c.managerGlite, 'cutoff 4 December 2026')
    expect(told(stage)).toEqual([c.jan, c.managerGlite])
    expect(read(c.managerGlite)).toContain(`${helps} ${c.desy} hears it too.`)
    expect(stage.last(c.managerGlite).text).toContain('\n  cutoff none\n')
    expect(read(c.jan)).toMatch(new RegExp(`The managers have written about SE-DPM_mysql 1.8.0-1: ${helps}`))
  })

  it('stands in invitation, reminder, the letters of the trial and a wish for more time', async () => {
    stage = await asked([])
    await from(c.managerGlite, `cutoff 2026-12-04\nassign ${c.lisbon}`)
    expect(read(c.maria)).toContain(helps)
    await stage.at('2026-11-23T09:00:00Z')
    expect(read(c.joao)).toContain(helps)
    await from(c.maria, `accept ${c.lisbon}`)
    const inTime =
      'The distribution closes on Friday 4 December 2026: a report by its due date is in time for it.'
    expect(read(c.joao)).toContain(inTime)
    await stage.at('2026-11-29T12:00:00Z')
    expect(read(c.joao)).toContain(inTime)
    await from(c.maria, 'extend until 9 December')
    expect(read(c.maria)).toContain('The distribution closes before that, on Friday 4 December 2026')
    expect(read(c.managerOps)).toContain('The distribution closes before that, on Friday 4 December 2026')
    await from(c.managerOps, `extend ${c.lisbon} until 2026-12-09`)
    expect(read(c.managerOps)).toContain('the report would count for the next')
    expect(read(c.joao)).toContain('the report would count for the next')
  })

  it('stands in preview and call, and in both says when it is too late', async () => {
    stage = await asked([c.desy])
    await from(c.managerGlite, 'cutoff 2026-12-04')
    await from(c.jan, `reject ${c.desy}`)
    expect(read(c.managerOps)).toContain(helps)
    expect(read(c.managerOps)).toContain(
      '> The distribution closes on Friday 4 December 2026: an offer helps until',
    )
    await from(c.managerOps, 'hold')
    await stage.at('2026-11-27T09:00:00Z')
    await from(c.managerOps, 'now')
    expect(read(c.list)).toContain(
      'An offer is too late for this distribution now; it counts for the next, and is welcome.',
    )
  })

  it('that nobody could keep is refused with the first day that leaves time, and that line works', async () => {
    stage = await asked([c.desy])
    await from(c.managerGlite, 'cutoff tomorrow')
    expect(read(c.managerGlite)).toContain(
      'By that day no site that accepts from now on could have tried it.',
    )
    const line = /\n {2}(cutoff \S+)\n/.exec(stage.last(c.managerGlite).text)?.[1] ?? ''
    expect(line).toBe('cutoff 2026-11-30')
    await from(c.managerGlite, line)
    expect(read(c.managerGlite)).toContain(
      'The distribution closes on Monday 30 November 2026: an acceptance helps until',
    )
    await from(c.managerGlite, 'cutoff 2026-11-02')
    expect(read(c.managerGlite)).toContain('That day is past.')
  })

  it('is moved, taken back and taken off, and the team reads each', async () => {
    stage = await asked([c.desy])
    await from(c.managerGlite, 'cutoff 2026-12-04')
    await from(c.managerGlite, 'cut-off 2026-12-11')
    expect(stage.last(c.managerGlite).text).toContain('\n  cutoff 2026-12-04\n')
    expect(read(c.jan)).toContain('closes on Friday 11 December 2026')
    await from(c.managerGlite, 'undo')
    expect(read(c.managerGlite)).toContain(
      'Taken back: the day on which the distribution closes. It is Friday 4 December 2026 again.',
    )
    expect(read(c.jan)).toContain(helps)
    await from(c.managerGlite, 'cutoff none')
    expect(read(c.jan)).toContain(
      'The distribution has no closing day any more; all other dates stay as they are.',
    )
    await stage.say(1, `assign ${c.lisbon}`)
    expect(read(c.maria)).not.toContain('distribution')
  })

  it('that another manager has moved since is not taken back', async () => {
    stage = await asked([c.desy])
    await from(c.managerGlite, 'cutoff 2026-12-04')
    await from(c.managerOps, 'cutoff 2026-12-11')
    await from(c.managerGlite, 'undo')
    expect(read(c.managerGlite)).toContain('more has happened since')
    expect(read(c.jan)).toContain('Friday 11 December 2026')
  })

  it('needs the proof that managers’ words need, and is no team’s word', async () => {
    stage = await asked([c.desy])
    await from(c.jan, 'cutoff 2026-12-04')
    expect(read(c.jan)).toContain('Only a manager can do that')
    await stage.mail({ from: c.managerGlite, text: '#1 cutoff 2026-12-04', signed: false })
    expect(read(c.managerGlite)).toContain('cutoff 2026-12-04')
    expect(read(c.managerGlite)).toContain('yes')
    expect(stage.letters(c.jan).filter(({ text }) => text.includes('distribution'))).toEqual([])
    await from(c.managerGlite, 'yes')
    expect(read(c.jan)).toContain(helps)
  })

  it('under dry-run is only worked out', async () => {
    stage = await asked([c.desy])
    await from(c.managerGlite, 'dry-run\ncutoff 2026-12-04')
    expect(told(stage)).toEqual([c.managerGlite])
    expect(read(c.managerGlite)).toContain(helps)
    expect(read(c.managerGlite)).toContain(`receipt: to ${c.desy}`)
  })

  it('is told by status, with what will miss it', async () => {
    stage = await asked([c.desy])
    await from(c.managerGlite, 'cutoff 2026-12-04')
    await stage.at('2026-11-27T09:00:00Z')
    await from(c.managerGlite, 'status')
    expect(read(c.managerGlite)).toContain(
      'Closing day of the distribution: Friday 4 December 2026; acceptances help until',
    )
    expect(read(c.managerGlite)).toContain(
      'Nobody has accepted, and a trial that begins now comes too late for it.',
    )
    await from(c.jan, `accept ${c.desy}`)
    const letters = stage.letters(c.jan).map(({ text }) => flat(text))
    expect(letters).toContainEqual(
      expect.stringContaining('before this report is due: one by then is in time, a later one counts'),
    )
    expect(letters).toContainEqual(
      expect.stringMatching(/Thank you: .* before that, on Friday 4 December 2026: the report would count/),
    )
    await from(c.managerGlite, 'status')
    expect(read(c.managerGlite)).toContain(`Too late for it, as things stand: the report of ${c.desy}.`)
    // In production the same day: the trial is over in time after all.
    await from(c.jan, 'started')
    expect(read(c.jan)).toContain('Its report is due by Friday 4 December 2026')
    expect(read(c.jan)).not.toContain('before that')
    await from(c.managerGlite, 'status')
    expect(read(c.managerGlite)).not.toContain('Too late for it')
  })
})
