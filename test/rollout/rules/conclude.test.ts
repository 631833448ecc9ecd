// SPEC §1.8, §1.9: document, outcome, resolving, the parent, and reopening.
import { describe, expect, it } from 'vitest'
import * as f from '../../support/federation.ts'
import { answered, byManager, lettersIn, reported, said, story } from '../../support/federation.ts'

const both = (letter: string) => [`${letter} → ${f.gliteManager}`, `${letter} → ${f.opsManager}`]
const document = (id = '1234') => said({ type: 'documented', document: { id } }, byManager)
const outcome = (what: 'ACCEPT' | 'REJECT' = 'ACCEPT') =>
  said({ type: 'outcome-given', outcome: what }, byManager)
const resolve = (anyway?: string) =>
  said(anyway === undefined ? { type: 'resolved' } : { type: 'resolved', anyway }, byManager)
const reopen = () => said({ type: 'reopened' }, byManager)
const done = (change: Parameters<typeof story>[0] = {}) => {
  const told = story(change).asking(f.lisbon)
  told.say(reported(f.lisbon, f.maria))
  told.say(document())
  told.say(outcome())
  return told
}
const doors = (open: readonly ('repository' | 'tracker')[], trackerByMail = false) => ({
  doors: { open, trackerByMail },
})

describe('resolving', () => {
  it.each([
    ['nothing', [], ['outcome', 'document']],
    ['an outcome', [outcome], ['document']],
    ['a document', [document], ['outcome']],
  ] as const)('with %s is refused with what is missing', (_what, events, missing) => {
    const told = story().asking(f.lisbon)
    for (const event of events) told.say(event())
    expect(told.refused(resolve())).toEqual({ code: 'incomplete', missing })
    expect(told.say(resolve('superseded')).did).toEqual({ did: 'resolved', late: [] })
  })

  it('thanks who took part and tells them the outcome', () => {
    const told = done(doors(['repository', 'tracker']))
    const { letters, effects, did } = told.say(resolve())
    expect(did).toEqual({ did: 'resolved', late: [] })
    expect(letters).toEqual([`outcome → ${f.maria}`, `outcome → ${f.joao}`])
    expect(lettersIn(effects)[0]?.letter).toMatchObject({
      outcome: 'ACCEPT',
      reported: true,
      documents: [{ id: '1234' }],
    })
    expect(effects.flatMap((one) => (one.kind === 'door' ? [one.request.ask] : []))).toEqual([
      'tell-outcome',
      'tell-parent',
    ])
  })

  it('goes ahead with a site late: names it, tells it, and reminds nobody any more', () => {
    const told = story().asking(f.lisbon)
    told.say(answered(f.lisbon, 'accept', f.maria))
    told.say(document())
    told.say(outcome('REJECT'))
    const { did, effects } = told.say(resolve())
    expect(did).toEqual({ did: 'resolved', late: [f.lisbon] })
    expect(lettersIn(effects).find(({ letter }) => letter.letter === 'outcome')?.letter).toMatchObject({
      reported: false,
      outcome: 'REJECT',
    })
    expect(told.at('2027-01-10T10:00:00Z').refused(f.tick()).code).toBe('wrong-status')
  })

  it('ends a call that was prepared', () => {
    const told = story().asking(f.lisbon)
    told.say(answered(f.lisbon, 'reject', f.maria))
    told.say(resolve('superseded'))
    expect(told.ticket.escalation).toEqual({ state: 'none' })
  })
})

describe('the parent', () => {
  const to = (effects: ReturnType<ReturnType<typeof story>['say']>['effects'], letter: string) =>
    lettersIn(effects)
      .filter((one) => one.letter.letter === letter)
      .map((one) => one.to)

  it('hears outcome and document by the tracker’s mail where its door is closed', () => {
    const { effects } = done(doors([], true)).say(resolve())
    expect(to(effects, 'parent-outcome')).toMatchObject([{ tracker: true }])
    expect(to(effects, 'by-hand')).toHaveLength(2)
  })

  it('hears it from its owners where the tracker takes no mail', () => {
    const { effects } = done(doors(['repository'])).say(resolve())
    expect(to(effects, 'parent-outcome')).toMatchObject([
      { person: f.releaseOwner, because: 'group-release' },
    ])
    expect(to(effects, 'by-hand')).toEqual([])
  })

  it('is the managers’ matter where no owner is named', () => {
    const managers = { all: [f.opsManager], release: [] }
    const { letters } = done({ ...doors(['repository']), managers }).say(resolve())
    expect(letters).toEqual(expect.arrayContaining(both('parent-outcome')))
  })

  it('is not written to where there is none', () => {
    const told = story()
    told.say(said({ type: 'opened', title: f.title, release: f.release }, byManager))
    const { letters, effects } = told.say(resolve('never mind'))
    expect(letters).toEqual([])
    expect(effects).toEqual([])
  })
})

describe('document and outcome', () => {
  it('said again change nothing; another one is kept beside, or counts instead', () => {
    const told = done()
    expect(told.say(document()).did).toMatchObject({ why: 'already-so' })
    expect(told.say(outcome()).did).toMatchObject({ why: 'already-so' })
    told.say(document('1235'))
    told.say(outcome('REJECT'))
    expect(told.ticket).toMatchObject({
      documents: [{ id: '1234' }, { id: '1235' }],
      outcome: { outcome: 'REJECT' },
    })
  })

  it('takes a link only to a web page', () => {
    const event = (url: string) => said({ type: 'documented', document: { url } }, byManager)
    expect(done().refused(event('file:///etc/passwd')).code).toBe('bad-url')
    expect(done().say(event('https://documents.example/1')).did.did).toBe('documented')
  })

  it('leaves the managers reminded of what is theirs to do: outcome, then resolve', () => {
    const told = story().asking(f.lisbon)
    told.say(reported(f.lisbon, f.maria))
    expect(told.ticket.managersDue).toMatchObject({ task: 'outcome', at: '2026-11-23T07:00:00Z' })
    expect(told.at('2026-11-23T07:00:00Z').tick().letters).toEqual(both('reminder'))
    told.say(outcome())
    expect(told.ticket.managersDue).toMatchObject({ task: 'resolve', step: 1 })
  })
})

describe('reopening', () => {
  it('is refused while the ticket is not resolved', () => {
    expect(story().asking(f.lisbon).refused(reopen())).toEqual({
      code: 'wrong-status',
      status: 'open',
      allowed: ['resolved'],
    })
  })

  it('with all reports there sends the managers the lines to conclude once more, and asks for an outcome anew', () => {
    const told = done()
    told.say(resolve())
    expect(told.say(reopen()).letters).toEqual(both('reports-complete'))
    expect(told.refused(resolve())).toEqual({ code: 'incomplete', missing: ['outcome'] })
    told.say(outcome('REJECT'))
    expect(told.say(resolve()).letters).toContain(`outcome → ${f.maria}`)
  })

  it('long after every deadline is no storm: nobody gets more than one letter, then or at the next tick', () => {
    const told = story().asking(f.lisbon, f.desy, f.srce)
    told.say(answered(f.lisbon, 'accept', f.maria))
    told.say(resolve('superseded'))
    told.at('2027-03-01T10:00:00Z')
    const letters = [...told.say(reopen()).letters, ...told.tick().letters]
    expect(letters).toEqual([`reminder → ${f.maria}`, `reminder → ${f.joao}`])
    expect(told.tick().letters).toEqual([])
  })

  it('where nobody ever answered begins with one preview, and nothing else', () => {
    const told = story().asking(f.lisbon, f.desy, f.srce)
    told.say(resolve('superseded'))
    told.at('2027-03-01T10:00:00Z')
    const letters = [...told.say(reopen()).letters, ...told.tick().letters]
    expect(letters).toEqual(both('call-preview'))
  })

  it('while a team still has time lets it answer', () => {
    const told = story().asking(f.lisbon)
    told.say(resolve('a mistake'))
    expect(told.say(reopen()).letters).toEqual([])
    expect(told.at('2026-11-23T09:00:00Z').tick().letters).toEqual([
      `reminder → ${f.maria}`,
      `reminder → ${f.joao}`,
    ])
    told.say(answered(f.lisbon, 'accept', f.maria))
    expect(told.seat(f.lisbon).state).toBe('accepted')
  })

  it('of a ticket without seats waits for teams again', () => {
    const told = story().asking()
    told.say(resolve('a mistake'))
    told.at('2027-03-01T10:00:00Z')
    expect(told.say(reopen()).letters).toEqual([])
    expect(told.ticket).toMatchObject({ status: 'new', managersDue: { task: 'teams', step: 1 } })
  })
})
