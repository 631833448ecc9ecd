// SPEC §1.7, §1.8 and §4: whose report counts, what it says beside itself, and when all are there.
import { describe, expect, it } from 'vitest'
import { acceptors } from '../../../src/rollout/view.ts'
import * as f from '../../support/federation.ts'
import { answered, lettersIn, reported, said, story, withdrew } from '../../support/federation.ts'

const both = (letter: string) => [`${letter} → ${f.gliteManager}`, `${letter} → ${f.opsManager}`]
const resolved = () => said({ type: 'resolved', anyway: 'enough' }, f.byManager)
const trying = () => {
  const told = story().asking(f.lisbon, f.desy)
  told.say(answered(f.lisbon, 'accept', f.maria))
  told.say(answered(f.desy, 'accept', f.jan))
  return told
}

describe('a report', () => {
  it('is filed, and the managers hear how many there are and whose are missing', () => {
    const told = trying()
    const { effects, letters, did } = told.say(reported(f.lisbon, f.maria))
    expect(letters).toEqual(both('report-received'))
    expect(lettersIn(effects)[0]?.letter).toMatchObject({ have: 1, awaited: [f.desy] })
    expect(did).toMatchObject({ did: 'report', verdict: 'filed', revision: 1 })
    expect(told.seat(f.lisbon).state).toBe('reported')
  })

  it('that is the last one brings the managers one letter: all are there', () => {
    const told = trying()
    told.say(reported(f.lisbon, f.maria))
    const { letters, effects } = told.say(reported(f.desy, f.jan, 'bb'))
    expect(letters).toEqual(both('reports-complete'))
    expect(lettersIn(effects)[0]?.letter).toMatchObject({
      documentTitle: 'Staged rollout EMI-1.0 SE-DPM_mysql 1.8.0-1',
      summaryName: 'summary-EMI-1.0-SE-DPM_mysql-1.8.0-1',
      reports: [{ team: f.lisbon }, { team: f.desy }],
    })
    expect(told.ticket.managersDue).toMatchObject({ task: 'outcome' })
  })

  // Verdict that the intake gave, the team's state before, the verdict kept, and the team's state after.
  it.each([
    ['filed', 'notified', 'filed', 'reported'],
    ['renamed', 'notified', 'renamed', 'reported'],
    ['filed', 'silent', 'filed', 'reported'],
    ['filed', 'accepted', 'filed', 'reported'],
    ['filed', 'rejected', 'asked', 'rejected'],
    ['filed', 'withdrawn', 'asked', 'withdrawn'],
    ['filed', 'removed', 'asked', 'removed'],
    ['asked', 'accepted', 'asked', 'accepted'],
    ['kept', 'accepted', 'kept', 'accepted'],
    ['kept', 'notified', 'kept', 'notified'],
    ['quarantined', 'notified', 'quarantined', 'notified'],
    ['refused', 'accepted', 'refused', 'accepted'],
  ] as const)(
    'read as %s from a team that is %s is %s, and the team then %s',
    (given, state, verdict, after) => {
      const told = story().asking(f.lisbon, f.desy)
      told.say(answered(f.desy, 'accept', f.jan))
      if (state === 'silent') told.at('2026-11-24T08:00:00Z').tick()
      if (state === 'accepted' || state === 'withdrawn') told.say(answered(f.lisbon, 'accept', f.maria))
      if (state === 'withdrawn') told.say(withdrew(f.lisbon, f.maria))
      if (state === 'rejected') told.say(answered(f.lisbon, 'reject', f.maria))
      if (state === 'removed') told.say(said({ type: 'unassigned', team: f.lisbon }, f.byManager))
      const { did, letters } = told.say(reported(f.lisbon, f.maria, 'aa', given))
      expect(did).toMatchObject({ did: 'report', verdict })
      const question = given === 'asked' ? [`report-question → ${f.maria}`] : []
      expect(letters).toEqual([...question, ...both('report-received')])
      expect(told.seat(f.lisbon).state).toBe(after)
    },
  )

  it.each([
    ['a member', 'filed', f.maria],
    ['a manager who hands it on', 'filed', f.gliteManager],
    ['a member of another team', 'asked', f.jan],
    ['a subscriber', 'asked', f.subscriber],
    ['a manager of another stack', 'asked', f.arcManager],
  ])('under a team’s name by %s is %s', (_who, verdict, by) => {
    const told = story().asking(f.lisbon, f.desy)
    expect(told.say(reported(f.lisbon, by)).did).toMatchObject({ verdict })
    expect(told.seat(f.lisbon).state).toBe(verdict === 'filed' ? 'reported' : 'notified')
  })

  it('of the same bytes is the same report: no row, no letter, the first name', () => {
    const told = trying()
    told.say(reported(f.lisbon, f.maria))
    const { did, effects } = told.say(reported(f.lisbon, f.joao))
    expect(did).toMatchObject({ did: 'report', revision: 1 })
    expect(effects).toEqual([])
    expect(told.ticket.reports).toHaveLength(1)
  })

  it('of new bytes is a revision: the newest counts, all are kept', () => {
    const told = trying()
    told.say(reported(f.lisbon, f.maria))
    expect(told.say(reported(f.lisbon, f.maria, 'bb')).did).toMatchObject({ revision: 2 })
    expect(told.ticket.reports.map(({ revision }) => revision)).toEqual([1, 2])
    expect(told.say(reported(f.desy, f.jan, 'aa')).did).toMatchObject({ revision: 1 })
  })

  it('sent again after the team changed its mind counts at last', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(answered(f.lisbon, 'reject', f.maria))
    told.say(reported(f.lisbon, f.maria))
    expect(told.say(reported(f.lisbon, f.maria)).effects).toEqual([])
    told.say(answered(f.lisbon, 'accept', f.maria))
    expect(told.say(reported(f.lisbon, f.maria)).letters).toEqual(both('report-received'))
    expect(told.seat(f.lisbon).state).toBe('reported')
  })

  it('of nobody’s seat is refused', () => {
    expect(story().asking(f.lisbon).refused(reported(f.desy, f.jan)).code).toBe('no-seat')
  })
})

describe('a report after resolving', () => {
  it('of a site that was late is kept and goes to the managers; the writer hears that it changes nothing', () => {
    const told = trying()
    told.say(resolved())
    const { did, letters } = told.say(reported(f.lisbon, f.maria))
    expect(did).toEqual({ did: 'kept-after-resolve', what: 'report' })
    expect(letters).toEqual(both('report-received'))
    expect(told.ticket).toMatchObject({ status: 'resolved', reports: [{ team: f.lisbon, verdict: 'filed' }] })
    expect(told.say(reported(f.lisbon, f.maria)).effects).toEqual([])
  })

  it('of a team that never answered makes nobody an acceptor', () => {
    const told = story().asking(f.lisbon)
    told.say(resolved())
    told.say(reported(f.lisbon, f.maria))
    expect(acceptors(told.ticket)).toEqual([])
    expect(told.say(reported(f.lisbon, f.maria)).effects).toEqual([])
  })

  it('that cannot be taken still says why', () => {
    const told = trying()
    told.say(resolved())
    expect(told.say(reported(f.lisbon, f.maria, 'aa', 'quarantined')).did).toMatchObject({
      did: 'report',
      verdict: 'quarantined',
    })
  })
})

describe('all reports', () => {
  it('are said to be there only once nobody asked may still accept in time', () => {
    const told = story().asking(f.lisbon, f.desy)
    expect(told.say(reported(f.lisbon, f.maria)).letters).toEqual(both('report-received'))
    expect(told.at('2026-11-23T17:00:00Z').tick().letters).toContain(`reports-complete → ${f.opsManager}`)
  })

  it('are said to be there again, by letters of their own, after another team was asked', () => {
    const told = story().asking(f.lisbon)
    told.say(reported(f.lisbon, f.maria))
    told.say(f.assigned(f.desy))
    expect(told.ticket.completeNoted).toBe(false)
    expect(told.say(answered(f.desy, 'reject', f.jan)).letters).toEqual(both('reports-complete'))
  })
})
