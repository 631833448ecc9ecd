// SPEC §1.4: nobody accepts → preview → now, hold, skip, also, call → post → wider round → the managers alone.
import { describe, expect, it } from 'vitest'
import * as f from '../../support/federation.ts'
import { answered, assigned, byManager, lettersIn, said, story, withdrew } from '../../support/federation.ts'

const both = (letter: string) => [`${letter} → ${f.gliteManager}`, `${letter} → ${f.opsManager}`]
const now = () => said({ type: 'call-now' }, byManager)
const hold = () => said({ type: 'call-held' }, byManager)
const skip = () => said({ type: 'call-skipped' }, byManager)
const also = (...lists: string[]) => said({ type: 'call-widened', lists }, byManager)
const call = (...lists: string[]) => said({ type: 'call-asked', lists }, byManager)
const unassigned = (team: typeof f.lisbon) => said({ type: 'unassigned', team }, byManager)
const policy = (change: Partial<typeof f.federation.policy.escalation>) => ({
  policy: { ...f.federation.policy, escalation: { ...f.federation.policy.escalation, ...change } },
})
/** One team, and it said no: the preview of the first round is with the managers. */
const previewed = (change: Parameters<typeof story>[0] = {}) => {
  const told = story(change).asking(f.lisbon)
  told.say(answered(f.lisbon, 'reject', f.maria))
  return told
}

describe('nobody accepts', () => {
  it('once all have rejected, within the hour: the preview comes at once', () => {
    const told = story().asking(f.lisbon, f.desy)
    expect(told.say(answered(f.lisbon, 'reject', f.maria)).letters).toEqual([])
    const { effects, letters } = told
      .at('2026-11-20T10:30:00Z')
      .say(said({ type: 'answered', team: f.desy, answer: 'reject', reason: 'no hands' }, f.person(f.jan)))
    expect(letters).toEqual(both('call-preview'))
    expect(lettersIn(effects)[0]?.letter).toMatchObject({
      round: 1,
      lists: [f.list],
      postAt: { at: '2026-11-20T14:30:00Z' },
      seats: [
        { team: f.lisbon, state: 'rejected', silent: false },
        { team: f.desy, state: 'rejected', reason: 'no hands' },
      ],
    })
  })

  it('once the last is past due, in one letter: the preview says who is silent', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(answered(f.desy, 'reject', f.jan))
    const { effects, letters } = told.at('2026-11-23T18:00:00Z').tick()
    expect(letters).toEqual(both('call-preview'))
    expect(lettersIn(effects)[0]?.letter).toMatchObject({ seats: [{ silent: true }, { silent: false }] })
    expect(told.tick().letters).toEqual([])
  })

  it('not while one team has time left, nor while one has accepted', () => {
    const told = story().asking(f.lisbon, f.desy, f.srce)
    told.say(answered(f.lisbon, 'reject', f.maria))
    told.say(answered(f.desy, 'accept', f.jan))
    expect(told.ticket.escalation.state).toBe('none')
    expect(told.say(answered(f.srce, 'reject', f.ana)).letters).toEqual([])
  })

  it.each([
    ['withdraws', () => withdrew(f.lisbon, f.maria)],
    ['is taken off', () => unassigned(f.lisbon)],
  ])('again where the last acceptor %s', (_what, event) => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(answered(f.desy, 'reject', f.jan))
    told.say(answered(f.lisbon, 'accept', f.maria))
    expect(told.say(event()).letters).toEqual(expect.arrayContaining(both('call-preview')))
  })

  it('is not said of a ticket whose every team was taken off: the managers are asked for teams', () => {
    const told = story().asking(f.lisbon)
    expect(told.say(unassigned(f.lisbon)).letters).not.toContain(`call-preview → ${f.gliteManager}`)
    expect(told.ticket.managersDue).toMatchObject({ task: 'teams' })
  })

  it('shows held accepts in the preview', () => {
    const held = [{ team: f.lisbon, answer: 'accept', since: f.friday }] as const
    const told = story({ held }).asking(f.lisbon, f.desy)
    told.say(answered(f.lisbon, 'reject', f.maria))
    const { effects } = told.say(answered(f.desy, 'reject', f.jan))
    expect(lettersIn(effects)[0]?.letter).toMatchObject({ held })
  })

  it('previews anew, by letters of its own, however often it comes about within one second', () => {
    const told = story().asking(f.lisbon)
    for (let i = 0; i < 3; i += 1) {
      const { letters } = told.say(answered(f.lisbon, 'reject', f.maria))
      expect(letters.filter((letter) => letter.startsWith('call'))).toEqual(both('call-preview'))
      told.say(answered(f.lisbon, 'accept', f.maria))
    }
  })
})

describe('the call', () => {
  it('is posted four working hours after its preview, once', () => {
    const told = previewed()
    expect(told.at('2026-11-20T13:59:59Z').tick().letters).toEqual([])
    const { effects, letters } = told.at('2026-11-20T14:00:00Z').tick()
    expect(letters).toEqual([`call → ${f.list}`])
    expect(lettersIn(effects)[0]?.letter).toMatchObject({ round: 1, wanted: 2 })
    expect(told.tick().letters).toEqual([])
  })

  it('goes to the wider lists three working days later, by a preview, and then the managers decide alone', () => {
    const told = previewed()
    told.at('2026-11-20T14:00:00Z').tick()
    expect(told.at('2026-11-25T14:00:00Z').tick().letters).toEqual(both('call-preview'))
    expect(told.at('2026-11-26T09:00:00Z').tick().letters).toEqual([`call → ${f.widerList}`])
    expect(told.at('2026-12-01T09:00:00Z').tick().letters).toEqual(both('nobody-volunteers'))
    expect(told.ticket.escalation.state).toBe('manager')
  })

  it('leaves the managers alone reminded at doubling intervals, 30 days at most and working days only', () => {
    const told = previewed(policy({ wider: [] }))
    told.at('2026-11-20T14:00:00Z').tick()
    expect(told.at('2026-11-25T14:00:00Z').tick().letters).toEqual(both('nobody-volunteers'))
    const gaps: number[] = []
    for (let i = 0; i < 8; i += 1) {
      const due = told.ticket.managersDue?.at ?? ''
      gaps.push(Math.round((Date.parse(due) - Date.parse(told.world.now)) / 86_400_000))
      const { letters, effects } = told.at(due).tick()
      expect(letters).toEqual(both('reminder'))
      // No call is prepared: a line that lets it go would be refused.
      expect(lettersIn(effects)[0]?.letter).toMatchObject({ asks: 'search' })
    }
    // 2, 8 and 30 days would end at a weekend.
    expect(gaps).toEqual([1, 4, 4, 10, 16, 30, 31, 30])
  })

  it.each([
    ['before it is posted', [], 'previewed'],
    ['while it is held', [hold], 'held'],
    ['after it was posted', [now], 'called'],
  ])('is over when somebody accepts %s', (_when, events, state) => {
    const told = previewed()
    for (const event of events) told.say(event())
    expect(told.ticket.escalation.state).toBe(state)
    told.say(answered(f.lisbon, 'accept', f.joao))
    expect(told.ticket.escalation).toEqual({ state: 'none' })
    for (const later of ['2026-11-20T14:00:00Z', '2026-11-25T14:00:00Z'])
      expect(
        told
          .at(later)
          .tick()
          .letters.filter((one) => /call|nobody/.test(one)),
      ).toEqual([])
  })

  it('does not go to the same list again when the late accept is withdrawn: the wider lists are next', () => {
    const told = previewed()
    told.say(now())
    told.say(answered(f.lisbon, 'accept', f.maria))
    const { effects } = told.say(withdrew(f.lisbon, f.maria))
    const preview = lettersIn(effects).find(({ letter }) => letter.letter === 'call-preview')
    expect(preview?.letter).toMatchObject({ round: 2, lists: [f.widerList] })
  })

  it('waits for a team that is invited meanwhile, and is previewed anew when that says no too', () => {
    const told = previewed()
    told.say(assigned(f.desy))
    expect(told.ticket.escalation.state).toBe('none')
    expect(told.at('2026-11-20T14:00:00Z').tick().letters).toEqual([])
    expect(told.say(answered(f.desy, 'reject', f.jan)).letters).toEqual(both('call-preview'))
  })

  it('that was held, then overtaken by an invitation, is not posted without a new preview', () => {
    const told = previewed()
    told.say(hold())
    told.say(assigned(f.desy))
    const { letters } = told.say(answered(f.desy, 'reject', f.jan))
    expect(letters).toEqual(both('call-preview'))
    expect(told.ticket.escalation).toMatchObject({ state: 'previewed', round: 1, lists: [f.list] })
  })

  it('that was skipped stays skipped, whoever is invited or accepts in between', () => {
    const told = previewed()
    told.say(skip())
    told.say(answered(f.lisbon, 'accept', f.maria))
    const { effects } = told.say(withdrew(f.lisbon, f.maria))
    const rounds = lettersIn(effects).flatMap(({ letter }) =>
      letter.letter === 'call-preview' ? [letter.round] : [],
    )
    expect(rounds).toEqual([2, 2])
    told.say(skip())
    told.at('2026-11-25T10:00:00Z').tick()
    expect(told.ticket.escalation.state).toBe('manager')
    told.say(assigned(f.desy))
    expect(told.say(answered(f.desy, 'reject', f.jan)).letters).toEqual(both('nobody-volunteers'))
  })

  it('goes on where the last team is taken off after it was posted', () => {
    const told = previewed()
    told.say(now())
    told.say(unassigned(f.lisbon))
    expect(told.at('2026-11-25T10:00:00Z').tick().letters).toEqual(both('call-preview'))
  })

  it('tells the managers of a team that falls silent while the call is out', () => {
    const told = previewed()
    told.say(now())
    told.say(assigned(f.desy))
    expect(told.at('2026-11-23T17:00:00Z').tick().letters).toEqual(both('team-silent'))
  })

  it('waits with its next round for a team that still has time to answer', () => {
    const told = previewed()
    told.say(now())
    told.at('2026-11-25T09:00:00Z').say(assigned(f.desy))
    expect(told.at('2026-11-25T10:00:00Z').tick().letters).toEqual([])
    expect(told.ticket.escalation.state).toBe('none')
    expect(told.at('2026-11-26T17:00:00Z').tick().letters).toEqual(both('call-preview'))
  })
})

describe('what managers say to a preview', () => {
  it('now: posts at once, and not again when its hour comes', () => {
    const told = previewed()
    const { letters, did } = told.say(now())
    expect(letters).toEqual([`call → ${f.list}`])
    expect(did).toEqual({ did: 'called', round: 1, lists: [f.list] })
    expect(told.at('2026-11-20T14:00:00Z').tick().letters).toEqual([])
    expect(told.refused(now())).toEqual({ code: 'nothing-called' })
  })

  it('hold: posts nothing, reminds the managers, and posts on now', () => {
    const told = previewed()
    told.say(hold())
    expect(told.say(hold()).did).toMatchObject({ why: 'already-so' })
    expect(told.at('2026-11-23T07:00:00Z').tick().letters).toEqual(both('reminder'))
    expect(told.say(now()).letters).toEqual([`call → ${f.list}`])
  })

  it('skip: no post this round, the wider round after three working days; nobody is waited for on a list', async () => {
    const { waitsFor } = await import('../../../src/rollout/view.ts')
    const told = previewed()
    expect(told.say(skip()).letters).toEqual([])
    expect(waitsFor(told.ticket, told.world.now)).toEqual([])
    const { effects } = told.at('2026-11-25T10:00:00Z').tick()
    expect(lettersIn(effects)[0]?.letter).toMatchObject({ letter: 'call-preview', round: 2 })
    expect(told.ticket.calls).toEqual([])
  })

  it('also: one list more, by its address or its name; one list is one list however it is written', () => {
    const told = previewed()
    expect(told.say(also('early-adopters-ops')).did).toMatchObject({ lists: [f.list, f.widerList] })
    expect(told.say(also(f.list.toUpperCase(), f.widerList)).did).toMatchObject({ why: 'already-so' })
    expect(told.refused(also('nowhere'))).toEqual({ code: 'foreign-list', list: 'nowhere' })
    expect(told.at('2026-11-20T14:00:00Z').tick().letters).toEqual([
      `call → ${f.list}`,
      `call → ${f.widerList}`,
    ])
  })

  it.each([
    ['now', now],
    ['hold', hold],
    ['skip', skip],
    ['also', () => also(f.widerList)],
  ])('%s is refused where no call is prepared', (_verb, event) => {
    expect(story().asking(f.lisbon).refused(event())).toEqual({ code: 'nothing-called' })
  })
})

describe('a call that a manager asks for', () => {
  it('posts what is prepared, with every list that was added to it', () => {
    const told = previewed()
    told.say(also(f.widerList))
    expect(told.say(call()).letters).toEqual([`call → ${f.list}`, `call → ${f.widerList}`])
  })

  it('said by two managers is posted once and does not wake the wider lists', () => {
    const told = story().asking(f.lisbon)
    expect(told.say(call()).letters).toEqual([`call → ${f.list}`])
    expect(told.say(call()).did).toEqual({ did: 'nothing', why: 'already-so' })
    expect(told.say(call(f.list.toUpperCase())).effects).toEqual([])
    told.say(answered(f.lisbon, 'accept', f.maria))
    expect(told.say(call()).effects).toEqual([])
    expect(told.ticket.calls).toHaveLength(1)
  })

  it('may look for a second site while one has accepted, and says that one is wanted', () => {
    const told = story().asking(f.lisbon)
    told.say(answered(f.lisbon, 'accept', f.maria))
    const { effects } = told.say(call(f.list, f.list))
    expect(lettersIn(effects).map(({ letter }) => letter)).toMatchObject([{ letter: 'call', wanted: 1 }])
    expect(told.ticket.calls).toHaveLength(1)
  })

  it('may name a list of the managers’ own once all rounds are over', () => {
    const told = previewed()
    told.say(now())
    told.at('2026-11-25T10:00:00Z').tick()
    told.say(now())
    told.at('2026-12-01T10:00:00Z').tick()
    expect(told.ticket.escalation.state).toBe('manager')
    expect(told.refused(call())).toEqual({ code: 'no-lists' })
    expect(told.say(call('sites@lists.example')).letters).toEqual(['call → sites@lists.example'])
    expect(told.ticket.calls.at(-1)).toMatchObject({ round: 3 })
  })
})

describe('a release without lists', () => {
  const stacks = f.federation.stacks.map((stack) => ({ ...stack, lists: [] }))

  it('calls nobody by itself: the managers are asked', () => {
    const told = previewed({ stacks })
    expect(told.ticket.escalation.state).toBe('manager')
    expect(told.refused(call())).toEqual({ code: 'no-lists' })
    expect(told.at('2026-11-23T07:00:00Z').tick().letters).toEqual(both('reminder'))
    expect(told.say(call(f.widerList)).letters).toEqual([`call → ${f.widerList}`])
  })

  it('says so in one letter', () => {
    const told = story({ stacks }).asking(f.lisbon)
    const { letters } = told.say(answered(f.lisbon, 'reject', f.maria))
    expect(letters).toEqual(both('nobody-volunteers'))
  })
})

describe('the rule of a date', () => {
  it('says one hour and one day as people say them', () => {
    const told = previewed(policy({ preview: { n: 1, unit: 'hour' }, round: { n: 1, unit: 'working day' } }))
    expect(told.ticket.escalation).toHaveProperty('postAt.rule', '1 hour after the preview')
    told.say(now())
    expect(told.ticket.escalation).toHaveProperty('nextAt.rule', '1 working day after the call')
  })
})

describe('mode ask', () => {
  it('posts nothing without now, and reminds at doubling intervals', () => {
    const told = previewed(policy({ mode: 'ask' }))
    expect(told.ticket.escalation).not.toHaveProperty('postAt')
    expect(told.at('2026-11-22T10:00:00Z').tick().letters).toEqual([])
    expect(told.at('2026-11-23T10:00:00Z').tick().letters).toEqual(both('reminder'))
    expect(told.at('2026-11-24T10:00:00Z').tick().letters).toEqual([])
    expect(told.at('2026-11-25T10:00:00Z').tick().letters).toEqual(both('reminder'))
    expect(told.say(now()).letters).toEqual([`call → ${f.list}`])
  })
})
