// SPEC §1.3: the last clear statement by a member wins, late answers count, and who disagrees is told.
import { describe, expect, it } from 'vitest'
import { asInstant } from '../../../src/rollout/ids.ts'
import * as f from '../../support/federation.ts'
import { answered, person, said, story, withdrew } from '../../support/federation.ts'

const saidAt = (answer: 'accept' | 'reject', by: typeof f.maria, at: string) =>
  said({ type: 'answered', team: f.lisbon, answer }, person(by), asInstant(at))

describe('an answer', () => {
  it('is the team’s; a report is then due seven days after one working day, in its zone', () => {
    const told = story().asking(f.lisbon)
    const { did, letters } = told.say(answered(f.lisbon, 'accept', f.maria))
    expect(did).toMatchObject({ did: 'answered', contradicts: false, before: 'notified' })
    expect(letters).toEqual([`trial-started → ${f.maria}`, `trial-started → ${f.joao}`])
    expect(told.seat(f.lisbon).reportDue?.at).toBe('2026-11-30T10:00:00Z')
  })

  it.each([
    ['a member of another team', f.jan],
    ['a manager', f.gliteManager],
    ['a subscriber', f.subscriber],
  ])('is refused from %s', (_who, by) => {
    expect(
      story()
        .asking(f.lisbon)
        .refused(answered(f.lisbon, 'accept', by)),
    ).toEqual({
      code: 'not-member',
      team: f.lisbon,
    })
  })

  it('counts when it comes late, as long as the ticket is not resolved', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(answered(f.desy, 'accept', f.jan))
    told.at('2026-11-24T08:00:00Z').tick()
    told.say(answered(f.lisbon, 'accept', f.joao))
    expect(told.seat(f.lisbon).state).toBe('accepted')
  })

  it('that is older than a newer statement does not beat it, whichever comes first', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(saidAt('accept', f.maria, '2026-11-20T12:00:00Z'))
    expect(told.say(saidAt('reject', f.maria, '2026-11-20T11:00:00Z')).did).toMatchObject({ why: 'older' })
    expect(told.seat(f.lisbon).state).toBe('accepted')
  })

  it('given again stands from then on: a no from between the two no longer beats it', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(saidAt('accept', f.maria, '2026-11-20T11:00:00Z'))
    expect(told.say(saidAt('accept', f.joao, '2026-11-20T13:00:00Z')).did).toMatchObject({
      why: 'already-so',
    })
    expect(told.say(saidAt('reject', f.maria, '2026-11-20T12:00:00Z')).did).toMatchObject({ why: 'older' })
    expect(told.seat(f.lisbon)).toMatchObject({
      state: 'accepted',
      reportDue: { at: '2026-11-30T10:00:00Z' },
    })
  })

  it('of two members who disagree is the last one’s; the other and the managers are told', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(answered(f.lisbon, 'accept', f.maria))
    const { did, letters } = told.say(answered(f.lisbon, 'reject', f.joao))
    expect(did).toMatchObject({ contradicts: true, before: 'accepted' })
    expect(letters.toSorted()).toEqual(
      [`receipt → ${f.maria}`, `receipt → ${f.gliteManager}`, `receipt → ${f.opsManager}`].toSorted(),
    )
    expect(told.say(answered(f.lisbon, 'accept', f.maria)).letters).toContain(`receipt → ${f.joao}`)
  })

  it('by a member who is a manager too brings that one no second letter beside the receipt', () => {
    const told = story({ managers: { ...f.federation.managers, all: [f.joao] } }).asking(f.lisbon, f.desy)
    told.say(answered(f.lisbon, 'accept', f.maria))
    expect(told.say(answered(f.lisbon, 'reject', f.joao)).letters.toSorted()).toEqual(
      [`receipt → ${f.maria}`, `receipt → ${f.gliteManager}`].toSorted(),
    )
  })

  it('taken back by the member who gave it is told to the colleagues, who were asked to install', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(answered(f.lisbon, 'accept', f.maria))
    expect(told.say(answered(f.lisbon, 'reject', f.maria)).letters).toEqual([`receipt → ${f.joao}`])
    told.say(answered(f.lisbon, 'accept', f.maria))
    expect(told.say(withdrew(f.lisbon, f.maria)).letters).toEqual([`receipt → ${f.joao}`])
  })

  it('changed before anybody had to install is nobody else’s business', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(answered(f.lisbon, 'reject', f.maria))
    expect(told.say(withdrew(f.lisbon, f.maria)).letters).toEqual([])
  })

  it('withdrawn by a colleague is a disagreement too; one who left the team is not written to', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(answered(f.lisbon, 'accept', f.maria))
    expect(told.say(withdrew(f.lisbon, f.joao)).letters).toContain(`receipt → ${f.maria}`)
  })

  it('is no business any more of a member who has left the team', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(answered(f.lisbon, 'accept', f.maria))
    const teams = told.world.roster.teams.map((team) =>
      team.name === f.lisbon ? { ...team, members: [f.joao] } : team,
    )
    told.with({ roster: { teams } })
    expect(told.refused(answered(f.lisbon, 'reject', f.maria)).code).toBe('not-member')
    expect(told.say(answered(f.lisbon, 'reject', f.joao)).letters).toEqual([
      `receipt → ${f.gliteManager}`,
      `receipt → ${f.opsManager}`,
    ])
  })

  it('in a ticket without that seat is refused', () => {
    const told = story().asking(f.lisbon)
    expect(told.refused(answered(f.desy, 'accept', f.jan))).toEqual({ code: 'no-seat', team: f.desy })
    expect(told.refused(withdrew(f.desy, f.jan)).code).toBe('no-seat')
  })

  it('after a report changes nothing: a report says more', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(f.reported(f.lisbon, f.maria))
    expect(told.say(answered(f.lisbon, 'reject', f.joao)).did).toMatchObject({ why: 'already-so' })
    expect(told.seat(f.lisbon).state).toBe('reported')
  })

  it('taken twice, by its id, is taken once', () => {
    const told = story().asking(f.lisbon)
    const event = answered(f.lisbon, 'accept', f.maria)
    told.say(event)
    const { version } = told.ticket
    expect(told.say(event).did).toEqual({ did: 'nothing', why: 'repeated' })
    expect(told.ticket.version).toBe(version)
  })

  it('after resolving is kept and changes nothing; the writer is told so', () => {
    const told = story().asking(f.lisbon)
    told.say(said({ type: 'resolved', anyway: 'enough' }, f.byManager))
    for (const event of [answered(f.lisbon, 'accept', f.maria), withdrew(f.lisbon, f.maria)])
      expect(told.say(event)).toMatchObject({
        did: { did: 'kept-after-resolve', what: 'answer' },
        effects: [],
      })
    expect(told.seat(f.lisbon).state).toBe('notified')
    expect(told.refused(answered(f.lisbon, 'accept', f.jan)).code).toBe('not-member')
  })
})

describe('time passes over an invitation', () => {
  it('reminds on the due day at 09:00, once, and only who has not answered', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(answered(f.desy, 'accept', f.jan))
    expect(told.at('2026-11-23T08:59:59Z').tick().letters).toEqual([])
    expect(told.at('2026-11-23T09:00:00Z').tick().letters).toEqual([
      `reminder → ${f.maria}`,
      `reminder → ${f.joao}`,
    ])
    expect(told.tick().letters).toEqual([])
  })

  it('tells the managers at the due instant who is silent, where somebody else accepted', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(answered(f.desy, 'accept', f.jan))
    told.at('2026-11-23T09:00:00Z').tick()
    expect(told.at('2026-11-23T18:00:00Z').tick().letters).toEqual([
      `team-silent → ${f.gliteManager}`,
      `team-silent → ${f.opsManager}`,
    ])
    expect(told.tick().letters).toEqual([])
  })

  it('sends no reminder for what is over already: after a long sleep the due instant alone is acted on', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(answered(f.desy, 'accept', f.jan))
    const { letters } = told.at('2026-11-24T06:00:00Z').tick()
    expect(letters).toEqual([`team-silent → ${f.gliteManager}`, `team-silent → ${f.opsManager}`])
  })
})
