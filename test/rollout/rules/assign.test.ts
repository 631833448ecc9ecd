// SPEC §1.2 and the bounces of §1.3: who is invited, how often, and what a dead address means.
import { describe, expect, it } from 'vitest'
import { asTeamName } from '../../../src/rollout/ids.ts'
import { sayRefusal } from '../../../src/letters/sentences.ts'
import * as f from '../../support/federation.ts'
import { lettersIn, said, story } from '../../support/federation.ts'

const clock = { kind: 'clock' } as const
const bounced = (team: typeof f.lisbon, person: typeof f.maria) =>
  said({ type: 'invitation-bounced', team, person }, clock)
const unassigned = (team: typeof f.lisbon) => said({ type: 'unassigned', team }, f.byManager)
const invitations = (letters: readonly string[]) => letters.filter((one) => one.startsWith('invitation'))

describe('assigning', () => {
  it('opens the ticket and invites every member with one mail', () => {
    const told = story().asking()
    const { letters, did } = told.say(f.assigned(f.lisbon, f.desy, f.lisbon))
    expect(invitations(letters)).toEqual([
      `invitation → ${f.maria}`,
      `invitation → ${f.joao}`,
      `invitation → ${f.jan}`,
    ])
    expect(told.ticket.status).toBe('open')
    expect(did).toMatchObject({ did: 'assigned', already: [] })
  })

  it('counts one working day in the team’s own zone, over the weekend', () => {
    const told = story().asking(f.lisbon, f.desy)
    expect(told.seat(f.lisbon).answerDue.at).toBe('2026-11-23T18:00:00Z')
    expect(told.seat(f.desy).answerDue.at).toBe('2026-11-23T17:00:00Z')
    expect(told.seat(f.lisbon).answerDue.rule).toContain('weekend')
  })

  it('asks the tracker’s door to add watchers; a closed one becomes one letter to each manager', () => {
    const closed = story().asking()
    const { effects } = closed.say(f.assigned(f.lisbon))
    const letters = lettersIn(effects).filter(({ letter }) => letter.letter === 'by-hand')
    expect(letters.map(({ to }) => ('person' in to ? to.person : to))).toEqual([f.gliteManager, f.opsManager])
    const open = story({ doors: { open: ['tracker', 'repository'], trackerByMail: false } }).asking()
    const door = open.say(f.assigned(f.lisbon)).effects.find(({ kind }) => kind === 'door')
    expect(door).toMatchObject({ request: { ask: 'watch', teams: [f.lisbon] } })
  })

  it('invites nobody twice while a team is asked or has agreed', () => {
    const told = story().asking(f.lisbon)
    expect(told.say(f.assigned(f.lisbon)).effects).toEqual([])
    told.say(f.answered(f.lisbon, 'accept', f.maria))
    expect(told.say(f.assigned(f.lisbon)).did).toMatchObject({ teams: [], already: [f.lisbon] })
  })

  it('invites a team again, by letters of their own, after it was removed or said no', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(unassigned(f.lisbon))
    expect(invitations(told.say(f.assigned(f.lisbon)).letters)).toHaveLength(2)
    told.say(f.answered(f.lisbon, 'reject', f.maria))
    expect(invitations(told.say(f.assigned(f.lisbon)).letters)).toHaveLength(2)
    expect(told.seat(f.lisbon)).toMatchObject({ round: 3, state: 'notified' })
  })

  it.each([
    ['nobody on the roster', [f.lisbon, asTeamName('ea-NGI_XX-Nowhere')], 'unknown-team'],
    ['a team without members', [f.srce], 'no-members'],
  ])('refuses %s and invites nobody at all', (_what, teams, code) => {
    const roster = {
      teams: f.federation.roster.teams.map((team) =>
        team.name === f.srce ? { ...team, members: [] } : team,
      ),
    }
    const told = story({ roster }).asking()
    expect(told.refused(f.assigned(...teams)).code).toBe(code)
    expect(told.ticket.seats).toEqual([])
  })

  it('takes a removed team’s answer no longer, and reminds it of nothing', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(unassigned(f.lisbon))
    expect(told.refused(f.answered(f.lisbon, 'accept', f.maria)).code).toBe('no-seat')
    expect(told.say(unassigned(f.lisbon)).did).toMatchObject({ did: 'nothing' })
    expect(told.refused(unassigned(f.srce)).code).toBe('no-seat')
    expect(told.at('2026-11-23T09:30:00Z').tick().letters).toEqual([`reminder → ${f.jan}`])
  })
})

describe('a team that is taken off', () => {
  it('hears of it while it was asked or on trial, each member once', () => {
    const told = story().asking(f.lisbon, f.desy, f.srce)
    expect(told.say(unassigned(f.lisbon)).letters).toEqual([`receipt → ${f.maria}`, `receipt → ${f.joao}`])
    told.say(f.answered(f.desy, 'accept', f.jan))
    expect(told.say(unassigned(f.desy)).letters).toContain(`receipt → ${f.jan}`)
  })
  it('hears nothing where it had said no', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(f.answered(f.lisbon, 'reject', f.maria))
    expect(told.say(unassigned(f.lisbon)).letters).toEqual([])
  })
})

describe('an invitation that comes back', () => {
  it('changes nothing while another member has theirs, who alone is reminded', () => {
    const told = story().asking(f.lisbon)
    const { did, letters } = told.say(bounced(f.lisbon, f.joao))
    expect(did).toMatchObject({ did: 'bounced', all: false })
    expect(letters).toEqual([])
    expect(told.at('2026-11-23T09:00:00Z').tick().letters).toEqual([`reminder → ${f.maria}`])
  })

  it('makes the seat past due and tells the managers at once where all come back', () => {
    const told = story().asking(f.lisbon, f.desy)
    const { letters } = told.say(bounced(f.desy, f.jan))
    expect(letters).toEqual([`team-silent → ${f.gliteManager}`, `team-silent → ${f.opsManager}`])
    expect(told.at('2026-11-23T17:00:00Z').tick().letters).not.toContain(`team-silent → ${f.opsManager}`)
  })

  it('lets the managers invite the team again, as their letter offers', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(bounced(f.desy, f.jan))
    expect(invitations(told.say(f.assigned(f.desy)).letters)).toEqual([`invitation → ${f.jan}`])
    expect(told.seat(f.desy)).toMatchObject({ dueNoted: false, bounced: [] })
  })

  it('says nothing of a team that has answered by another way, and writes to who answered', () => {
    const told = story().asking(f.desy)
    told.say(f.answered(f.desy, 'accept', f.jan))
    expect(told.say(bounced(f.desy, f.jan)).letters).toEqual([])
    told.say(f.answered(f.desy, 'reject', f.jan))
    told.say(f.answered(f.desy, 'accept', f.jan))
    expect(told.seat(f.desy).bounced).toEqual([])
    expect(told.at('2026-12-10T12:00:00Z').tick().letters).toEqual([`reminder → ${f.jan}`])
  })

  it('says a team is silent once, also where its addresses turn out dead afterwards', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(f.answered(f.lisbon, 'accept', f.maria))
    expect(told.at('2026-11-23T17:00:00Z').tick().letters).toContain(`team-silent → ${f.opsManager}`)
    expect(told.say(bounced(f.desy, f.jan)).letters).toEqual([])
  })

  it('is refused for somebody who was not invited', () => {
    const told = story().asking(f.lisbon)
    expect(told.refused(bounced(f.lisbon, f.jan)).code).toBe('no-seat')
    expect(told.refused(bounced(f.desy, f.jan)).code).toBe('no-seat')
  })
})

describe('an invitation that comes back late', () => {
  const bounced = (round?: number) =>
    said(
      { type: 'invitation-bounced', team: f.desy, person: f.jan, ...(round === undefined ? {} : { round }) },
      { kind: 'clock' },
    )

  it('says nothing of the one that is out now', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(said({ type: 'unassigned', team: f.desy }, f.byManager))
    told.say(f.assigned(f.desy))
    expect(told.say(bounced(1)).did).toMatchObject({ did: 'nothing', why: 'older' })
    expect(told.seat(f.desy)).toMatchObject({ round: 2, bounced: [], dueNoted: false })
    told.say(bounced(2))
    expect(told.seat(f.desy)).toMatchObject({ bounced: [f.jan], dueNoted: true })
  })

  it('of a letter from before rounds were kept counts as it did', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(bounced())
    expect(told.seat(f.desy).bounced).toEqual([f.jan])
  })
})

describe('a manager who names a team without a part in the rollout', () => {
  it.each([
    ['unassign', { type: 'unassigned' as const, team: f.srce }],
    ['remind', { type: 'remind-asked' as const, team: f.srce }],
    ['extend', { type: 'extended' as const, team: f.srce, how: { span: { n: 2, unit: 'day' as const } } }],
  ])('by %s is offered to assign it, and not to volunteer for it', (_verb, draft) => {
    const refusal = story().asking(f.lisbon).refused(said(draft, f.byManager))
    expect(refusal).toEqual({ code: 'no-seat', team: f.srce, to: 'manager' })
    expect(sayRefusal(refusal)).toContain('assign NGI_HR-egee.srce.hr')
    expect(sayRefusal(refusal)).not.toContain('volunteer')
  })
})
