// SPEC §1.6: what a team hears once it takes part, when its trial began, and the reminder some days into it.
import { describe, expect, it } from 'vitest'
import { deadlines } from '../../../src/rollout/view.ts'
import * as f from '../../support/federation.ts'
import { answered, lettersIn, person, said, story } from '../../support/federation.ts'
import type { Day } from '../../../src/rollout/day.ts'

const startedBy = (by: typeof f.maria, team = f.lisbon, day?: Day) =>
  said({ type: 'started', team, ...(day && { day }) }, person(by))
const accepted = () => {
  const told = story().asking(f.lisbon, f.desy)
  told.say(answered(f.lisbon, 'accept', f.maria))
  return told
}
const toTeam = (name: string) => [`${name} → ${f.maria}`, `${name} → ${f.joao}`]

describe('a team that accepts', () => {
  it('is told as a whole what to do, by when and under which name to report', () => {
    const told = story().asking(f.lisbon)
    const { letters, effects } = told.say(answered(f.lisbon, 'accept', f.maria))
    expect(letters).toEqual(toTeam('trial-started'))
    expect(lettersIn(effects)[0]).toMatchObject({
      to: { zone: 'Europe/Lisbon', because: 'team-member' },
      letter: {
        reportDue: { at: '2026-11-30T10:00:00Z' },
        startBy: { at: '2026-11-25T10:00:00Z', rule: '3 working days after acceptance' },
        reportName: 'ea-NGI_IBERGRID-LIP-Lisbon-EMI-1.0-SE-DPM_mysql-1.8.0-1.odt',
      },
    })
  })

  it('is told once, however often it changes its mind, and again when it is asked again', () => {
    const told = accepted()
    told.say(answered(f.lisbon, 'reject', f.maria))
    expect(told.say(answered(f.lisbon, 'accept', f.maria)).letters).toEqual([])
    told.say(said({ type: 'unassigned', team: f.lisbon }, f.byManager))
    told.say(f.assigned(f.lisbon))
    expect(told.say(answered(f.lisbon, 'accept', f.maria)).letters).toEqual(toTeam('trial-started'))
  })

  it('by its report hears nothing of how to begin', () => {
    const told = story().asking(f.lisbon)
    expect(told.say(f.reported(f.lisbon, f.maria)).letters).not.toContain(`trial-started → ${f.maria}`)
  })

  it('is reached where its invitation had come back, if it answers from there', () => {
    const told = story().asking(f.lisbon)
    told.say(said({ type: 'invitation-bounced', team: f.lisbon, person: f.maria }, { kind: 'clock' }))
    expect(told.say(answered(f.lisbon, 'accept', f.maria)).letters).toEqual(toTeam('trial-started'))
  })
})

describe('started', () => {
  it('moves the due date of the report to seven days from then, and the reminder to five', () => {
    const told = accepted()
    const { did, letters } = told.at('2026-11-24T09:00:00Z').say(startedBy(f.joao))
    expect(did).toMatchObject({ did: 'started', reportDue: { at: '2026-12-01T09:00:00Z' } })
    expect(letters).toEqual([])
    expect(told.seat(f.lisbon)).toMatchObject({
      startedAt: '2026-11-24T09:00:00Z',
      trialCheck: { at: '2026-11-29T09:00:00Z' },
      reportDue: { rule: '7 days of trial from its beginning' },
    })
  })

  it.each<[string, Day, string]>([
    ['yesterday', { offset: -1 }, '2026-11-24T09:00:00Z'],
    ['Monday', { weekday: 1 }, '2026-11-23T09:00:00Z'],
    ['a date', { date: '2026-11-21' }, '2026-11-21T09:00:00Z'],
    ['a date without its year', { month: 11, day: 22 }, '2026-11-22T09:00:00Z'],
  ])('counts from %s', (_name, day, since) => {
    const told = accepted()
    told.at('2026-11-25T09:00:00Z').say(startedBy(f.maria, f.lisbon, day))
    expect(told.seat(f.lisbon).startedAt).toBe(since)
  })

  it.each<[string, Day]>([
    ['tomorrow', { offset: 1 }],
    ['before there was a rollout', { date: '2026-11-19' }],
    ['on a day that no calendar has', { date: '2026-11-31' }],
    ['last year', { month: 12, day: 24 }],
  ])('is refused %s', (_name, day) => {
    const told = accepted()
    told.at('2026-11-25T09:00:00Z')
    expect(told.refused(startedBy(f.maria, f.lisbon, day))).toEqual({
      code: 'bad-date',
      team: f.lisbon,
      wants: 'past',
    })
  })

  it('said again changes nothing, with another day it counts anew', () => {
    const told = accepted()
    told.at('2026-11-25T09:00:00Z').say(startedBy(f.maria))
    expect(told.say(startedBy(f.joao)).did).toMatchObject({ did: 'nothing', why: 'already-so' })
    told.say(startedBy(f.joao, f.lisbon, { offset: -1 }))
    expect(told.seat(f.lisbon).reportDue?.at).toBe('2026-12-01T09:00:00Z')
  })

  it('is the team’s alone, and only while it is on trial', () => {
    const told = accepted()
    expect(told.refused(startedBy(f.gliteManager))).toEqual({ code: 'not-member', team: f.lisbon })
    expect(told.refused(startedBy(f.jan, f.desy))).toEqual({ code: 'not-on-trial', team: f.desy })
    expect(told.refused(startedBy(f.ana, f.srce))).toEqual({ code: 'no-seat', team: f.srce })
    told.say(f.reported(f.lisbon, f.maria))
    expect(told.say(startedBy(f.maria)).did).toMatchObject({ why: 'already-so' })
  })

  it('unsaid is asked for three working days after acceptance, once', () => {
    const told = accepted()
    told.say(answered(f.desy, 'reject', f.jan))
    expect(told.at('2026-11-25T09:59:59Z').tick().letters).toEqual([])
    const { letters, effects } = told.at('2026-11-25T10:00:00Z').tick()
    expect(letters).toEqual(toTeam('reminder'))
    expect(lettersIn(effects)[0]?.letter).toMatchObject({ asks: 'started' })
    expect(told.at('2026-11-26T10:00:00Z').tick().letters).toEqual([])
  })

  it('said in time is not asked for', () => {
    const told = accepted()
    told.say(answered(f.desy, 'reject', f.jan))
    told.say(startedBy(f.maria))
    expect(told.at('2026-11-25T10:00:00Z').tick().letters).toEqual(toTeam('trial-reminder'))
  })
})

describe('some days into the trial', () => {
  it('the team is reminded once, with the due date of its report', () => {
    const told = accepted()
    told.say(answered(f.desy, 'reject', f.jan))
    told.say(startedBy(f.maria))
    const { effects } = told.at('2026-11-25T10:00:00Z').tick()
    expect(lettersIn(effects)[0]?.letter).toMatchObject({ reportDue: { at: '2026-11-27T10:00:00Z' } })
    expect(told.at('2026-11-26T10:00:00Z').tick().letters).toEqual([])
  })

  it('one letter is enough for what fell due while nobody looked', () => {
    const told = accepted()
    told.say(answered(f.desy, 'reject', f.jan))
    expect(told.at('2026-11-29T10:00:00Z').tick().letters).toEqual(toTeam('trial-reminder'))
    const late = accepted()
    late.say(answered(f.desy, 'reject', f.jan))
    expect(late.at('2026-12-02T10:00:00Z').tick().letters).toEqual(toTeam('reminder'))
    expect(late.at('2026-12-02T12:00:00Z').tick().letters).toEqual([])
  })

  it('no reminder is due of a team that has reported or left', () => {
    for (const event of [f.reported(f.lisbon, f.maria), f.withdrew(f.lisbon, f.maria)]) {
      const told = accepted()
      told.say(event)
      const due = deadlines(told.ticket).map(({ what }) => what)
      expect(due).not.toContain('trial-check')
      expect(due).not.toContain('ask-started')
    }
  })
})
