// SPEC §5: when a manager's daily letter is due, and what it lists.
import { describe, expect, it } from 'vitest'
import { digestDay, digestFor, nextDigest } from '../../src/rollout/digest.ts'
import { asInstant } from '../../src/rollout/ids.ts'
import * as f from '../support/federation.ts'
import { answered, offeredBy, said, story, took, withdrew } from '../support/federation.ts'

const policy = { ...f.federation.policy, digestAt: '08:00' }
const when = (now: string, closed: readonly string[] = []) => ({
  now: asInstant(now),
  calendar: { closed, holidays: {} },
  policy,
})

describe('the hour of the daily letter', () => {
  it.each([
    ['Friday, a minute early', '2026-11-20T06:59:59Z', null, '2026-11-20T07:00:00Z'],
    ['Friday at eight', '2026-11-20T07:00:00Z', '2026-11-20', '2026-11-23T07:00:00Z'],
    ['Friday night', '2026-11-20T22:59:59Z', '2026-11-20', '2026-11-23T07:00:00Z'],
    ['Saturday', '2026-11-21T12:00:00Z', null, '2026-11-23T07:00:00Z'],
    ['Monday before eight', '2026-11-23T06:00:00Z', null, '2026-11-23T07:00:00Z'],
    ['the Friday before summer time', '2026-03-27T12:00:00Z', '2026-03-27', '2026-03-30T06:00:00Z'],
  ])('%s', (_what, now, day, next) => {
    expect(digestDay(when(now))).toBe(day)
    expect(nextDigest(when(now))).toBe(next)
  })

  it('keeps the weekend and the holidays of the bot’s country', () => {
    // Sunday 20 December 2026 is a working day in Israel, Friday and Saturday are none.
    const israel = { ...policy, country: 'IL', zone: 'Asia/Jerusalem' }
    const at = (now: string) => ({ ...when(now), policy: israel })
    expect(digestDay(at('2026-12-20T06:00:00Z'))).toBe('2026-12-20')
    expect(digestDay(at('2026-12-18T06:00:00Z'))).toBeNull()
    expect(nextDigest(at('2026-12-17T06:00:00Z'))).toBe('2026-12-20T06:00:00Z')
    const feast = { closed: [], holidays: { IL: { '2026-12-20': 'Feast' } } }
    expect(nextDigest({ ...at('2026-12-17T06:00:00Z'), calendar: feast })).toBe('2026-12-21T06:00:00Z')
  })

  it('passes over the operator’s closed days, and never comes where none is wanted', () => {
    expect(digestDay(when('2026-11-23T12:00:00Z', ['2026-11-23']))).toBeNull()
    expect(nextDigest(when('2026-11-20T12:00:00Z', ['2026-11-23']))).toBe('2026-11-24T07:00:00Z')
    const { digestAt: _none, ...without } = policy
    expect(digestDay({ ...when('2026-11-20T12:00:00Z'), policy: without })).toBeNull()
    expect(nextDigest({ ...when('2026-11-20T12:00:00Z'), policy: without })).toBeNull()
  })
})

describe('what the daily letter lists', () => {
  const list = (told: ReturnType<typeof story>, person = f.gliteManager) =>
    digestFor([told.ticket], person, told.world).items.map(({ waits, team }) => [waits, team])

  it('is of the rollouts that its reader manages', () => {
    const told = story().asking()
    expect(list(told)).toEqual([['teams', undefined]])
    expect(list(told, f.opsManager)).toEqual([['teams', undefined]])
    expect(list(told, f.arcManager)).toEqual([])
    expect(list(told, f.maria)).toEqual([])
  })

  it('names silent teams, wishes before late reports, and offers that nobody has settled', () => {
    const told = story().asking(f.lisbon, f.desy, f.srce)
    told.say(answered(f.desy, 'accept', f.jan))
    told.say(answered(f.srce, 'accept', f.ana))
    told.say(offeredBy(f.offered, f.subscriber))
    told.at('2026-11-24T09:00:00Z').tick()
    expect(list(told)).toEqual([
      ['offer', f.offered],
      ['silent', f.lisbon],
    ])
    told.say(took(f.offered))
    told.say(withdrew(f.offered, f.subscriber))
    told.at('2026-12-02T09:00:00Z').tick()
    told.say(said({ type: 'extended', team: f.desy, how: { span: { n: 5, unit: 'day' } } }, f.person(f.jan)))
    expect(list(told)).toEqual([
      ['silent', f.lisbon],
      ['late', f.srce],
      ['extend', f.desy],
    ])
    told.say(said({ type: 'extended', team: f.desy, how: { span: { n: 5, unit: 'day' } } }, f.byManager))
    expect(list(told)).toEqual([
      ['silent', f.lisbon],
      ['late', f.srce],
    ])
  })

  it('names a report that is late, once the day that was wished for is over as well', () => {
    const told = story().asking(f.desy)
    told.say(answered(f.desy, 'accept', f.jan))
    told.say(said({ type: 'extended', team: f.desy, how: { span: { n: 5, unit: 'day' } } }, f.person(f.jan)))
    expect(list(told.at('2026-12-01T12:00:00Z'))).toEqual([['extend', f.desy]])
    expect(list(told.at('2026-12-10T12:00:00Z'))).toEqual([['late', f.desy]])
  })

  it('leaves a resolved rollout alone until its release comes again', () => {
    const told = story().asking(f.lisbon)
    told.say(answered(f.lisbon, 'accept', f.maria))
    told.say(said({ type: 'resolved', anyway: 'enough' }, f.byManager))
    told.at('2026-12-24T09:00:00Z')
    expect(list(told)).toEqual([])
    told.say(f.opening())
    expect(list(told)).toEqual([['reopen', undefined]])
  })
})
