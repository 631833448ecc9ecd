// SPEC §1.1: an emergency answers within hours and is tried for a day; everything else goes as ever.
import { describe, expect, it } from 'vitest'
import * as f from '../../support/federation.ts'
import { answered, lettersIn, said, story } from '../../support/federation.ts'
import { nextDeadline } from '../../../src/rollout/view.ts'

const urgent = () =>
  said({ type: 'opened', title: f.title, release: f.release, emergency: true }, f.byManager)
/** The ticket and its teams; told from Friday 20 November, 10:00 UTC, on which all of them work. */
const asking = (now: string, ...teams: (typeof f.lisbon)[]) => {
  const told = story().at(now)
  told.say(urgent())
  if (teams.length > 0) told.say(f.assigned(...teams))
  return told
}

describe('an emergency', () => {
  it('leaves the managers hours to choose, and says how long teams have', () => {
    const told = story()
    const { did, effects } = told.say(urgent())
    expect(did).toMatchObject({ did: 'opened', emergency: true })
    expect(told.ticket).toMatchObject({ emergency: true, managersDue: { at: '2026-11-20T14:00:00Z' } })
    expect(lettersIn(effects)[0]?.letter).toMatchObject({
      decideBy: { at: '2026-11-20T14:00:00Z', rule: '4 working hours after opening' },
      answer: { n: 4, unit: 'working hour' },
      about: { emergency: true, trial: { trial: { n: 1, unit: 'day' } } },
    })
  })

  it.each([
    ['within the day', '2026-11-20T10:00:00Z', '2026-11-20T14:00:00Z'],
    ['over the night', '2026-11-19T16:00:00Z', '2026-11-20T10:00:00Z'],
    ['over the weekend', '2026-11-20T17:00:00Z', '2026-11-23T11:00:00Z'],
  ])('has its answers due within four working hours: %s', (_name, now, due) => {
    expect(asking(now, f.lisbon).seat(f.lisbon).answerDue.at).toBe(due)
  })

  it.each([
    ['an hour lies before and after it', '2026-11-19T17:00:00Z', '2026-11-20T09:00:00Z'],
    ['it would come as the invitation does', '2026-11-20T08:30:00Z', undefined],
    ['the due hour is too near', '2026-11-19T15:30:00Z', undefined],
    ['it would come after the due hour', '2026-11-19T14:15:00Z', undefined],
    ['the invitation is later', '2026-11-20T10:00:00Z', undefined],
  ])('reminds at nine of the due day only where it makes sense: %s', (_name, now, remind) => {
    expect(asking(now, f.lisbon).seat(f.lisbon).remindAt?.at).toBe(remind)
  })

  it('is tried for a day, without a reminder on a day that never comes', () => {
    const told = asking('2026-11-19T10:00:00Z', f.lisbon)
    const { effects } = told.say(answered(f.lisbon, 'accept', f.maria))
    // One working day to install it, as ever, and one day of trial.
    expect(told.seat(f.lisbon).reportDue?.at).toBe('2026-11-21T10:00:00Z')
    expect(told.seat(f.lisbon)).not.toHaveProperty('trialCheck')
    expect(told.seat(f.lisbon)).not.toHaveProperty('startAsk')
    const begun = lettersIn(effects).find(({ letter }) => letter.letter === 'trial-started')?.letter
    expect(begun).toMatchObject({ trial: { n: 1, unit: 'day' } })
    expect(begun).not.toHaveProperty('startBy')
  })

  it('counts its day from the beginning of the trial', () => {
    const told = asking('2026-11-19T10:00:00Z', f.lisbon)
    told.say(answered(f.lisbon, 'accept', f.maria))
    told.at('2026-11-19T12:00:00Z').say(said({ type: 'started', team: f.lisbon }, f.person(f.maria)))
    expect(told.seat(f.lisbon).reportDue?.at).toBe('2026-11-20T12:00:00Z')
  })

  it('finds nobody as ever, only sooner', () => {
    const told = asking('2026-11-20T10:00:00Z', f.desy)
    expect(told.at('2026-11-20T14:00:00Z').tick().letters).toContain(`call-preview → ${f.gliteManager}`)
    expect(nextDeadline(told.ticket)).not.toBeNull()
  })

  it('leaves more time before a closing day', () => {
    const told = asking('2026-11-20T10:00:00Z')
    told.say(said({ type: 'cutoff-set', day: { date: '2026-11-25' } }, f.byManager))
    expect(told.ticket.cutoff?.acceptBy.at).toBe('2026-11-23T22:59:00Z')
  })

  it('may be said later: what is due stays, what comes is short, the closing day is reckoned anew', () => {
    const told = story().asking(f.lisbon)
    told.say(said({ type: 'cutoff-set', day: { date: '2026-12-04' } }, f.byManager))
    const before = told.seat(f.lisbon).answerDue
    expect(told.say(urgent()).did).toMatchObject({ did: 'already-open', emergency: true })
    expect(told.seat(f.lisbon).answerDue).toEqual(before)
    expect(told.ticket.cutoff?.acceptBy.at).toBe('2026-12-02T22:59:00Z')
    told.say(f.assigned(f.desy))
    expect(told.seat(f.desy).answerDue.at).toBe('2026-11-20T14:00:00Z')
    const again = told.say(urgent()).did
    expect(again).toMatchObject({ did: 'already-open' })
    expect(again).not.toHaveProperty('emergency')
  })

  it('no other rollout has its dates', () => {
    const told = story().asking(f.lisbon)
    told.say(answered(f.lisbon, 'accept', f.maria))
    expect(told.ticket).not.toHaveProperty('emergency')
    expect(told.seat(f.lisbon)).toMatchObject({
      answerDue: { at: '2026-11-23T18:00:00Z' },
      reportDue: { at: '2026-11-30T10:00:00Z' },
    })
  })
})
