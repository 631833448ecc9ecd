// SPEC §1.5: offers, and what becomes of them when a manager takes them.
import { describe, expect, it } from 'vitest'
import * as f from '../../support/federation.ts'
import { answered, lettersIn, offeredBy, person, said, story, took } from '../../support/federation.ts'

const both = (letter: string) => [`${letter} → ${f.gliteManager}`, `${letter} → ${f.opsManager}`]
const confirmed = (by: typeof f.subscriber) => said({ type: 'offer-confirmed', team: f.offered }, person(by))

describe('an offer', () => {
  it.each([
    ['a site on the site list', f.offered, f.subscriber, { knownSite: true, onRoster: false }],
    ['a site nobody knows', f.ghost, f.subscriber, { knownSite: false, onRoster: false }],
    ['somebody else’s site', f.desy, f.subscriber, { knownSite: true, onRoster: true }],
    ['a known team’s own member', f.desy, f.jan, { knownSite: true, onRoster: false }],
  ])('of %s is kept and shown to the managers', (_what, team, by, shown) => {
    const told = story().asking(f.lisbon)
    const { effects, letters } = told.say(offeredBy(team, by))
    expect(letters).toEqual(both('offer-received'))
    expect(lettersIn(effects)[0]?.letter).toMatchObject({ team, by, proven: true, ...shown })
    expect(told.ticket.seats).toHaveLength(1)
  })

  it('said again brings no second letter, however often, unless it proves more', () => {
    const told = story().asking(f.lisbon)
    told.say(offeredBy(f.offered, f.subscriber, false))
    expect(told.say(offeredBy(f.offered, f.subscriber, false)).effects).toEqual([])
    expect(told.say(offeredBy(f.offered, f.subscriber, true)).letters).toEqual(both('offer-received'))
    expect(told.say(offeredBy(f.offered, f.subscriber, true)).effects).toEqual([])
    expect(told.say(offeredBy(f.offered, f.subscriber, false)).effects).toEqual([])
    told.say(took(f.offered))
    expect(told.say(offeredBy(f.offered, f.subscriber, true)).effects).toEqual([])
  })

  it('may be made again once its seat was taken off', () => {
    const told = story().asking(f.lisbon)
    told.say(offeredBy(f.offered, f.subscriber))
    told.say(took(f.offered))
    told.say(said({ type: 'unassigned', team: f.offered }, f.byManager))
    expect(told.say(offeredBy(f.offered, f.subscriber)).letters).toEqual(both('offer-received'))
    told.say(took(f.offered))
    expect(told.seat(f.offered)).toMatchObject({ state: 'accepted', round: 2 })
  })

  it('after resolving is kept and changes nothing', () => {
    const told = story().asking(f.lisbon)
    told.say(said({ type: 'resolved', anyway: 'enough' }, f.byManager))
    expect(told.say(offeredBy(f.offered, f.subscriber)).did).toMatchObject({ did: 'kept-after-resolve' })
    expect(told.ticket.offers).toEqual([])
  })
})

describe('take', () => {
  it('makes a proven offer a seat that has accepted, and binds the offerer as its member', () => {
    const told = story().asking()
    told.say(offeredBy(f.offered, f.subscriber))
    const { did, letters } = told.say(took(f.offered))
    expect(did).toMatchObject({ did: 'took', how: 'seated' })
    expect(letters).toEqual([`trial-started → ${f.subscriber}`])
    expect(told.ticket.status).toBe('open')
    expect(told.seat(f.offered)).toMatchObject({ state: 'accepted', invited: [f.subscriber] })
    told.say(f.withdrew(f.offered, f.subscriber))
    expect(told.seat(f.offered).state).toBe('withdrawn')
    expect(told.refused(answered(f.offered, 'accept', f.stranger)).code).toBe('not-member')
  })

  it('ends the search for others', () => {
    const told = story().asking(f.lisbon)
    told.say(answered(f.lisbon, 'reject', f.maria))
    told.say(offeredBy(f.offered, f.subscriber))
    told.say(took(f.offered))
    expect(told.ticket.escalation).toEqual({ state: 'none' })
  })

  it('of somebody else’s site invites its own team instead', () => {
    const told = story().asking()
    told.say(offeredBy(f.desy, f.subscriber))
    const { did, letters } = told.say(took(f.desy))
    expect(did).toMatchObject({ how: 'invited-team' })
    expect(letters).toEqual([...both('by-hand'), `invitation → ${f.jan}`, `offer-result → ${f.subscriber}`])
    expect(told.seat(f.desy)).toMatchObject({ state: 'notified', invited: [f.jan] })
    expect(told.refused(answered(f.desy, 'accept', f.subscriber)).code).toBe('not-member')
  })

  it('of a site whose team is asked already asks nobody again', () => {
    const told = story().asking(f.desy)
    told.say(offeredBy(f.desy, f.subscriber, false))
    expect(told.say(took(f.desy)).effects).toEqual([])
    expect(told.say(offeredBy(f.desy, f.subscriber, true)).effects).toEqual([])
  })

  it('of a known team’s own member seats the whole team', () => {
    const told = story().asking()
    told.say(offeredBy(f.lisbon, f.maria))
    const { letters } = told.say(took(f.lisbon))
    expect(told.seat(f.lisbon)).toMatchObject({ state: 'accepted', invited: [f.maria, f.joao] })
    // Whoever did not write hears that the trial begins, too.
    expect(letters).toEqual([`trial-started → ${f.maria}`, `trial-started → ${f.joao}`])
  })

  it('of a stale offer does not begin the trial again of a team that takes part', () => {
    const told = story().asking(f.lisbon)
    told.say(offeredBy(f.desy, f.jan))
    told.say(f.assigned(f.desy))
    told.say(f.reported(f.desy, f.jan))
    const before = told.seat(f.desy)
    expect(told.say(took(f.desy)).did).toMatchObject({ did: 'nothing', why: 'already-so' })
    expect(told.seat(f.desy)).toEqual(before)
    expect(told.refused(took(f.desy)).code).toBe('no-offer')
  })

  it('of an offer from before the team’s no asks the team instead of overruling it', () => {
    const told = story().asking(f.lisbon)
    told.say(offeredBy(f.desy, f.jan))
    told.at('2026-11-20T11:00:00Z').say(f.assigned(f.desy))
    told.at('2026-11-20T12:00:00Z').say(answered(f.desy, 'reject', f.jan))
    expect(told.say(took(f.desy)).letters).toContain(`invitation → ${f.jan}`)
    expect(told.seat(f.desy).state).toBe('notified')
  })

  it('of a site that two people offered binds both, and says so before and after', () => {
    const told = story().asking()
    const first = told.say(offeredBy(f.offered, f.subscriber))
    expect(lettersIn(first.effects)[0]?.letter).not.toHaveProperty('another')
    const second = told.say(offeredBy(f.offered, f.stranger))
    expect(lettersIn(second.effects)[0]?.letter).toMatchObject({ another: true, by: f.stranger })
    const { did, letters } = told.say(took(f.offered))
    expect(did).toMatchObject({ how: 'seated', people: 2 })
    expect(letters).toEqual([`trial-started → ${f.stranger}`, `trial-started → ${f.subscriber}`])
    expect(told.seat(f.offered).invited).toEqual([f.stranger, f.subscriber])
    expect(told.ticket.offers.map(({ state }) => state)).toEqual(['taken', 'taken'])
    told.say(f.withdrew(f.offered, f.subscriber))
    expect(told.seat(f.offered).state).toBe('withdrawn')
  })

  it('of a site that one proved and another did not takes the proven one on, and asks nobody', () => {
    const told = story().asking()
    told.say(offeredBy(f.offered, f.subscriber, true))
    told.say(offeredBy(f.offered, f.stranger, false))
    const { did, letters } = told.say(took(f.offered))
    expect(did).toEqual({ did: 'took', team: f.offered, how: 'seated' })
    expect(letters).toEqual([`trial-started → ${f.subscriber}`])
    expect(told.refused(answered(f.offered, 'reject', f.stranger)).code).toBe('not-member')
  })

  it('of a site with a team means its member’s offer, also where somebody else’s is newer', () => {
    const told = story().asking()
    told.say(offeredBy(f.desy, f.jan))
    told.say(offeredBy(f.desy, f.subscriber))
    expect(told.say(took(f.desy)).did).toMatchObject({ how: 'seated' })
    expect(told.seat(f.desy)).toMatchObject({ state: 'accepted', invited: [f.jan] })
  })

  it('is refused after decline only where nobody offered: decline declines every offer of the site', () => {
    const told = story().asking()
    told.say(offeredBy(f.offered, f.subscriber))
    told.say(offeredBy(f.offered, f.stranger))
    const { letters } = told.say(said({ type: 'declined', team: f.offered }, f.byManager))
    expect(told.ticket.offers.map(({ state }) => state)).toEqual(['declined', 'declined'])
    expect(letters).toEqual([`offer-result → ${f.stranger}`, `offer-result → ${f.subscriber}`])
  })

  it('of nothing is refused', () => {
    expect(story().asking(f.lisbon).refused(took(f.offered))).toEqual({ code: 'no-offer', team: f.offered })
  })
})

describe('an offer that proves nothing', () => {
  const asked = () => {
    const told = story().asking(f.lisbon)
    told.say(offeredBy(f.offered, f.subscriber, false))
    return told
  }

  it('is confirmed once, by a letter that take permits', () => {
    const told = asked()
    const { did, letters, effects } = told.say(took(f.offered))
    expect(did).toMatchObject({ how: 'asked-offerer' })
    expect(letters).toEqual([`offer-confirm → ${f.subscriber}`])
    expect(lettersIn(effects)[0]?.letter).toMatchObject({ until: '2026-11-23T10:00:00Z' })
    expect(told.say(took(f.offered)).effects).toEqual([])
    const yes = told.say(confirmed(f.subscriber))
    expect(yes.did).toMatchObject({ did: 'answered', reportDue: { at: '2026-11-30T10:00:00Z' } })
    // The yes has its own receipt, beside the letter that begins the trial.
    expect(yes.letters).toEqual([`trial-started → ${f.subscriber}`])
    expect(told.seat(f.offered).state).toBe('accepted')
    expect(told.refused(confirmed(f.subscriber)).code).toBe('no-offer')
  })

  it('may be asked about anew once its question is over', () => {
    const told = asked()
    told.say(took(f.offered))
    expect(told.at('2026-11-23T10:00:00Z').say(took(f.offered)).letters).toContain(
      `offer-confirm → ${f.subscriber}`,
    )
  })

  it('is nobody else’s to confirm, and a newer offer by somebody else does not bury it', () => {
    const told = asked()
    told.say(took(f.offered))
    expect(told.refused(confirmed(f.stranger)).code).toBe('not-member')
    told.say(offeredBy(f.offered, f.stranger))
    told.say(confirmed(f.subscriber))
    expect(told.seat(f.offered).invited).toEqual([f.subscriber])
    expect(told.say(took(f.offered)).did).toMatchObject({ why: 'already-so' })
    expect(told.seat(f.offered).invited).toEqual([f.subscriber])
  })

  it('cannot be confirmed before a manager took it', () => {
    expect(asked().refused(confirmed(f.subscriber)).code).toBe('no-offer')
  })
})
