// SPEC §1.3, §1.4: the days of the bot and its managers are those of the bot's country, and reminders come no further
// apart than the operator says.
import { describe, expect, it } from 'vitest'
import { placeOf } from '../../../src/rollout/addressees.ts'
import * as f from '../../support/federation.ts'
import { answered, story } from '../../support/federation.ts'
import type { Policy, World } from '../../../src/rollout/world.ts'

const by = (policy: Partial<Policy>, more: Partial<World> = {}) =>
  story({ ...more, policy: { ...f.federation.policy, ...policy } })

const rejected = (told: ReturnType<typeof story>) => {
  told.asking(f.lisbon)
  told.say(answered(f.lisbon, 'reject', f.maria))
  return told
}

describe('the bot’s country', () => {
  // Friday 20 November 2026, 11:00 in Amsterdam, 12:00 in Jerusalem.
  const israel = { country: 'IL', zone: 'Asia/Jerusalem' }

  it.each([
    ['rests on Saturday and Sunday where none is said', {}, '2026-11-20T14:00:00Z'],
    ['rests on Friday and Saturday in Israel', israel, '2026-11-22T10:00:00Z'],
  ])('%s: a call leaves working hours after its preview', (_what, policy, postAt) => {
    expect(rejected(by(policy)).ticket.escalation).toMatchObject({ postAt: { at: postAt } })
  })

  it('gives the managers a working day of theirs for a new ticket, over a holiday', () => {
    const feast = { closed: [], holidays: { IL: { '2026-11-22': 'Feast' } } }
    expect(by(israel).asking().ticket.managersDue?.at).toBe('2026-11-22T10:00:00Z')
    expect(by(israel, { calendar: feast }).asking().ticket.managersDue?.at).toBe('2026-11-23T10:00:00Z')
  })

  it('counts for a team without one, and for no other', () => {
    const teams = f.federation.roster.teams.map((team) =>
      team.name === f.lisbon ? { ...team, country: '' } : team,
    )
    const { world } = by(israel, { roster: { teams } })
    expect(placeOf(f.lisbon, world)).toMatchObject({ country: 'IL', zone: 'Europe/Lisbon' })
    expect(placeOf(f.desy, world)).toMatchObject({ country: 'DE', zone: 'Europe/Berlin' })
  })
})

describe('the cap of reminders', () => {
  // In days; what would end at a weekend waits for the Monday.
  const gaps = (told: ReturnType<typeof story>, next: () => string | undefined) =>
    Array.from({ length: 5 }, () => {
      const due = next() ?? ''
      const gap = Math.round((Date.parse(due) - Date.parse(told.world.now)) / 86_400_000)
      told.at(due).tick()
      return gap
    })

  it('holds for the managers, from the first on', () => {
    const told = by({ remindCapDays: 3, escalation: { ...f.federation.policy.escalation, mode: 'ask' } })
    rejected(told)
    expect(gaps(told, () => told.ticket.managersDue?.at)).toEqual([3, 2, 5, 3, 4])
  })

  it('holds for a missing report', () => {
    const told = by({ remindCapDays: 3 }).asking(f.lisbon)
    told.say(answered(f.lisbon, 'accept', f.maria))
    told.at(told.seat(f.lisbon).reportDue?.at ?? '').tick()
    expect(gaps(told, () => told.seat(f.lisbon).reportAgain?.at)).toEqual([1, 2, 4, 3, 4])
  })
})
