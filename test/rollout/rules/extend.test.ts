// SPEC §1.6: more time for a trial, asked for by a team and given by a manager; and reminders at a manager's word.
import { describe, expect, it } from 'vitest'
import * as f from '../../support/federation.ts'
import { answered, lettersIn, person, said, story } from '../../support/federation.ts'
import type { Day } from '../../../src/rollout/day.ts'
import type { Span } from '../../../src/rollout/world.ts'

type How = { span: Span } | { until: Day }
const twoDays: How = { span: { n: 2, unit: 'day' } }
const extended = (by: typeof f.maria, team: typeof f.lisbon | null, how: How = twoDays) =>
  said({ type: 'extended', team, how }, person(by))
const reminded = (team: typeof f.lisbon | null = null) => said({ type: 'remind-asked', team }, f.byManager)
const trying = () => {
  const told = story().asking(f.lisbon, f.desy, f.srce)
  told.say(answered(f.lisbon, 'accept', f.maria))
  told.say(answered(f.desy, 'accept', f.jan))
  return told
}

describe('extend by a manager', () => {
  it('moves the due date of the report from where it was, and tells the team', () => {
    const told = trying()
    const { did, letters } = told.say(extended(f.gliteManager, f.lisbon))
    expect(told.seat(f.lisbon).reportDue).toEqual({
      at: '2026-12-02T10:00:00Z',
      rule: 'extended by the managers',
    })
    expect(told.seat(f.desy).reportDue?.at).toBe('2026-11-30T10:00:00Z')
    expect(did).toMatchObject({ did: 'extended', teams: [{ before: { at: '2026-11-30T10:00:00Z' } }] })
    expect(letters).toEqual([`receipt → ${f.maria}`, `receipt → ${f.joao}`])
  })

  it('without a team means all on trial, and nobody else', () => {
    const told = trying()
    const { letters } = told.say(extended(f.gliteManager, null))
    expect(letters).toEqual([f.maria, f.joao, f.jan].map((one) => `receipt → ${one}`))
    expect(told.seat(f.desy).reportDue?.at).toBe('2026-12-02T10:00:00Z')
    expect(story().asking(f.lisbon).refused(extended(f.gliteManager, null))).toEqual({
      code: 'nobody-on-trial',
    })
  })

  it('until a day means the end of it there', () => {
    const told = trying()
    told.say(extended(f.gliteManager, f.desy, { until: { date: '2026-12-04' } }))
    expect(told.seat(f.desy).reportDue?.at).toBe('2026-12-04T17:00:00Z')
    expect(told.say(extended(f.gliteManager, f.desy, { until: { weekday: 5 } })).did).toMatchObject({
      did: 'extended',
    })
    expect(told.seat(f.desy).reportDue?.at).toBe('2026-11-27T17:00:00Z')
  })

  it.each<[string, How]>([
    ['a day that is past', { until: { date: '2026-11-19' } }],
    ['yesterday', { until: { offset: -1 } }],
    ['a day that no calendar has', { until: { date: '2026-11-31' } }],
    ['more than a year', { span: { n: 400, unit: 'day' } }],
  ])('is refused for %s', (_name, how) => {
    expect(trying().refused(extended(f.gliteManager, f.lisbon, how))).toEqual({
      code: 'bad-date',
      team: f.lisbon,
      wants: 'future',
    })
  })

  it('of a report that is late counts from now, and it is asked for no more until then', () => {
    const told = trying()
    told.at('2026-12-03T10:00:00Z').tick()
    told.say(extended(f.gliteManager, f.lisbon))
    expect(told.seat(f.lisbon).reportDue?.at).toBe('2026-12-05T10:00:00Z')
    expect(told.at('2026-12-04T10:00:00Z').tick().letters).not.toContain(`reminder → ${f.maria}`)
    expect(told.at('2026-12-05T10:00:00Z').tick().letters).toContain(`reminder → ${f.maria}`)
  })

  it('stays when the team says later that it has started', () => {
    const told = trying()
    told.say(extended(f.gliteManager, f.lisbon, { span: { n: 20, unit: 'day' } }))
    told.say(said({ type: 'started', team: f.lisbon }, person(f.maria)))
    expect(told.seat(f.lisbon).reportDue?.at).toBe('2026-12-20T10:00:00Z')
  })

  it('is for who is on trial', () => {
    expect(trying().refused(extended(f.gliteManager, f.srce))).toEqual({ code: 'not-on-trial', team: f.srce })
    expect(trying().refused(extended(f.gliteManager, f.offered))).toMatchObject({
      code: 'no-seat',
      team: f.offered,
    })
  })
})

describe('extend by a team', () => {
  it('is a request: nothing moves, and the managers get the line that grants it', () => {
    const told = trying()
    const { did, letters, effects } = told.say(extended(f.maria, f.lisbon))
    expect(did).toMatchObject({ did: 'extend-asked', wanted: { at: '2026-12-02T10:00:00Z' } })
    expect(letters).toEqual([`extend-request → ${f.gliteManager}`, `extend-request → ${f.opsManager}`])
    expect(lettersIn(effects)[0]?.letter).toMatchObject({ team: f.lisbon, how: twoDays })
    expect(told.seat(f.lisbon).reportDue?.at).toBe('2026-11-30T10:00:00Z')
  })

  it('asked again for the same day is one request; granted, it may be asked for more', () => {
    const told = trying()
    told.say(extended(f.maria, f.lisbon))
    expect(told.say(extended(f.joao, f.lisbon)).did).toMatchObject({ did: 'nothing', why: 'already-so' })
    told.say(extended(f.gliteManager, f.lisbon))
    expect(told.say(extended(f.joao, f.lisbon)).letters).toHaveLength(2)
  })

  it('is for its own trial alone, and never for all', () => {
    const told = trying()
    expect(told.refused(extended(f.maria, f.desy))).toEqual({ code: 'not-member', team: f.desy })
    expect(told.refused(extended(f.maria, null))).toEqual({ code: 'not-manager' })
    expect(told.refused(extended(f.ana, f.srce))).toEqual({ code: 'not-on-trial', team: f.srce })
    expect(told.refused(extended(f.subscriber, f.lisbon))).toEqual({ code: 'not-involved' })
  })
})

describe('remind', () => {
  it('writes at once to who is silent or late, and to nobody else', () => {
    const told = trying()
    told.say(extended(f.gliteManager, f.desy, { span: { n: 20, unit: 'day' } }))
    told.at('2026-12-01T10:00:00Z').tick()
    const { did, letters, effects } = told.at('2026-12-01T12:00:00Z').say(reminded())
    expect(did).toEqual({ did: 'reminded', teams: [f.srce, f.lisbon].toSorted().toReversed(), lately: [] })
    expect(letters).toEqual([`reminder → ${f.maria}`, `reminder → ${f.joao}`, `reminder → ${f.ana}`])
    expect(lettersIn(effects).map(({ letter }) => letter)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ asks: 'answer', team: f.srce }),
        expect.objectContaining({ asks: 'report', team: f.lisbon }),
      ]),
    )
  })

  it('says so when nobody is', () => {
    expect(trying().say(reminded())).toMatchObject({
      did: { did: 'reminded', teams: [], lately: [] },
      effects: [],
    })
  })

  it('of a team that is named needs no delay, but comes at most once an hour', () => {
    const told = trying()
    expect(told.say(reminded(f.srce)).letters).toEqual([`reminder → ${f.ana}`])
    expect(told.at('2026-11-20T10:59:59Z').say(reminded(f.srce))).toMatchObject({
      did: { teams: [], lately: [f.srce] },
      effects: [],
    })
    expect(told.at('2026-11-20T11:00:00Z').say(reminded(f.srce)).letters).toEqual([`reminder → ${f.ana}`])
  })

  it('is refused of a team that owes nothing', () => {
    const told = trying()
    told.say(answered(f.srce, 'reject', f.ana))
    expect(told.refused(reminded(f.srce))).toEqual({ code: 'nothing-awaited', team: f.srce })
    expect(told.refused(reminded(f.offered))).toMatchObject({ code: 'no-seat', team: f.offered })
  })
})
