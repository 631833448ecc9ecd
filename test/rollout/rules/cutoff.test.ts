// SPEC §1.1: the day on which a distribution closes; what it means for letters, dates and what slips past it.
import { describe, expect, it } from 'vitest'
import * as f from '../../support/federation.ts'
import { answered, lettersIn, person, said, story } from '../../support/federation.ts'
import { undoingOf } from '../../../src/desk/undoing.ts'
import { standsToCutoff } from '../../../src/rollout/cutoff.ts'
import type { Kit } from '../../../src/desk/kit.ts'
import type { Day } from '../../../src/rollout/day.ts'
import type { Effect } from '../../../src/rollout/effect.ts'

const december: Day = { date: '2026-12-04' }
const cutoff = (day: Day | null = december, by = f.byManager) => said({ type: 'cutoff-set', day }, by)
const extended = (team: typeof f.lisbon, by = f.byManager) =>
  said({ type: 'extended', team, how: { span: { n: 7, unit: 'day' } } }, by)
/** What the letters of one kind say of the closing day. */
const newsIn = (effects: readonly Effect[], letter: string) =>
  lettersIn(effects).flatMap((one) => (one.letter.letter === letter ? [one.letter.about?.cutoff] : []))
const ahead = { date: '2026-12-04', acceptBy: '2026-11-26', stands: 'ahead' }

describe('cutoff', () => {
  it('keeps the day with the last instant at which an acceptance helps, and the rule', () => {
    const told = story().asking()
    const { did, letters } = told.say(cutoff())
    expect(told.ticket.cutoff).toEqual({
      date: '2026-12-04',
      acceptBy: {
        at: '2026-11-26T22:59:00Z',
        rule: '7 days of trial from one working day after acceptance, over by 2026-12-04',
      },
    })
    expect(did).toEqual({ did: 'cutoff', cutoff: ahead, slips: [], told: [] })
    expect(letters).toEqual([])
  })

  it('is heard by the teams that are asked or have it on trial, each as it is for them', () => {
    const told = story().asking(f.lisbon, f.desy, f.srce)
    told.say(answered(f.lisbon, 'accept', f.maria))
    told.say(answered(f.srce, 'reject', f.ana))
    const { did, letters, effects } = told.say(cutoff({ date: '2026-11-29' }))
    expect(letters).toEqual([f.maria, f.joao, f.jan].map((one) => `receipt → ${one}`))
    const items = lettersIn(effects).flatMap(({ letter }) =>
      letter.letter === 'receipt' ? letter.items : [],
    )
    expect(items).toMatchObject([
      { did: { did: 'cutoff', seat: 'trial', slips: [f.lisbon] } },
      { did: { did: 'cutoff', seat: 'trial', slips: [f.lisbon] } },
      { did: { did: 'cutoff', seat: 'asked', slips: [] } },
    ])
    expect(did).toMatchObject({ slips: [f.lisbon], told: [f.lisbon, f.desy] })
  })

  it('is moved and taken off again, and the teams hear that too', () => {
    const told = story().asking(f.desy)
    told.say(cutoff())
    expect(told.say(cutoff({ date: '2026-12-11' }))).toMatchObject({
      did: { before: '2026-12-04', cutoff: { acceptBy: '2026-12-03' } },
      letters: [`receipt → ${f.jan}`],
    })
    expect(told.say(cutoff(null))).toMatchObject({
      did: { cutoff: null, before: '2026-12-11' },
      letters: [`receipt → ${f.jan}`],
    })
    expect(told.ticket).not.toHaveProperty('cutoff')
  })

  it('said again, or taken off where there is none, changes nothing', () => {
    const told = story().asking(f.desy)
    expect(told.say(cutoff(null))).toMatchObject({ did: { did: 'nothing', why: 'already-so' }, effects: [] })
    told.say(cutoff())
    expect(told.say(cutoff({ month: 12, day: 4 }))).toMatchObject({ did: { did: 'nothing' }, effects: [] })
  })

  it.each<[string, Day, string]>([
    ['a day that no calendar has', { date: '2026-11-31' }, 'no-day'],
    ['a day that is past', { date: '2026-11-19' }, 'past'],
    ['yesterday', { offset: -1 }, 'past'],
    ['a day by which nobody could have tried it', { date: '2026-11-29' }, 'too-soon'],
    ['today', { offset: 0 }, 'too-soon'],
    ['a day in more than a year', { date: '2027-12-04' }, 'too-far'],
  ])('is refused for %s, with the first day that would do', (_name, day, why) => {
    expect(story().asking().refused(cutoff(day))).toEqual({ code: 'bad-cutoff', why, earliest: '2026-11-30' })
  })

  it('the day that a refusal names is taken', () => {
    const told = story().asking()
    expect(told.say(cutoff({ date: '2026-11-30' })).did).toMatchObject({ cutoff: { stands: 'ahead' } })
  })

  it('that is near is of use once a site has begun', () => {
    const told = story().asking(f.lisbon)
    expect(told.refused(cutoff({ date: '2026-11-24' }))).toMatchObject({ why: 'too-soon' })
    told.say(answered(f.lisbon, 'accept', f.maria))
    expect(told.say(cutoff({ date: '2026-11-24' })).did).toMatchObject({ did: 'cutoff' })
  })

  it('is a manager’s word, and not said of a resolved rollout', () => {
    const told = story().asking(f.lisbon)
    expect(told.refused(cutoff(december, person(f.maria)))).toEqual({ code: 'not-manager' })
    expect(told.refused(cutoff(december, person(f.arcManager)))).toEqual({ code: 'not-manager' })
    told.say(said({ type: 'resolved', anyway: 'x' }, f.byManager))
    expect(told.refused(cutoff())).toMatchObject({ code: 'wrong-status' })
  })

  it('spares a manager who is of the team a second letter', () => {
    const own = f.federation.managers
    const told = story({ managers: { ...own, all: [f.jan] } }).asking(f.desy)
    expect(told.say(cutoff(december, person(f.jan))).letters).toEqual([])
  })
})

describe('with a closing day', () => {
  it('invitation, reminder and the letter that begins a trial say it, in the team’s own days', () => {
    const told = story().asking()
    told.say(cutoff())
    expect(newsIn(told.say(f.assigned(f.lisbon)).effects, 'invitation')).toEqual([ahead, ahead])
    expect(newsIn(told.at('2026-11-23T09:00:00Z').tick().effects, 'reminder')).toEqual([ahead, ahead])
    const begun = told.say(answered(f.lisbon, 'accept', f.maria)).effects
    expect(newsIn(begun, 'trial-started')).toEqual([ahead, ahead])
    const holiday = { closed: [], holidays: { PT: { '2026-11-27': 'Feast' } } }
    const away = story({ calendar: holiday }).asking()
    away.say(cutoff())
    const [news] = newsIn(away.say(f.assigned(f.lisbon, f.desy)).effects, 'invitation')
    expect(news).toMatchObject({ acceptBy: '2026-11-25' })
  })

  it('preview and call say it, and say it differently once it is too late', () => {
    const told = story().asking(f.desy)
    told.say(cutoff())
    const previews = told.say(answered(f.desy, 'reject', f.jan)).effects
    expect(newsIn(previews, 'call-preview')).toEqual([ahead, ahead])
    const call = told.at('2026-11-27T08:00:00Z').say(said({ type: 'call-now' }, f.byManager))
    expect(newsIn(call.effects, 'call')).toEqual([{ ...ahead, stands: 'late' }])
  })

  it('more time beyond it is given, and whoever gives it is told', () => {
    const told = story().asking(f.lisbon)
    told.say(answered(f.lisbon, 'accept', f.maria))
    told.say(cutoff())
    expect(told.say(extended(f.lisbon, person(f.maria))).did).toMatchObject({ beyond: '2026-12-04' })
    expect(told.say(extended(f.lisbon)).did).toMatchObject({ teams: [{ beyond: '2026-12-04' }] })
    expect(
      told.say(said({ type: 'extended', team: f.lisbon, how: { until: december } }, f.byManager)).did,
    ).toEqual(
      expect.not.objectContaining({ teams: [expect.objectContaining({ beyond: expect.anything() })] }),
    )
  })

  it('an acceptance whose report comes too late is told so, and no other', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(cutoff())
    expect(told.say(answered(f.desy, 'accept', f.jan)).did).not.toHaveProperty('beyond')
    const late = told.at('2026-11-27T09:00:00Z').say(answered(f.lisbon, 'accept', f.maria))
    expect(late.did).toMatchObject({ did: 'answered', beyond: '2026-12-04' })
    const begun = told.say(said({ type: 'started', team: f.lisbon }, person(f.maria)))
    expect(begun.did).not.toHaveProperty('beyond')
    const later = told
      .at('2026-11-29T09:00:00Z')
      .say(said({ type: 'started', team: f.lisbon }, person(f.maria)))
    expect(later.did).toMatchObject({ did: 'started', beyond: '2026-12-04' })
  })

  it('nothing slips as long as there is time', () => {
    const told = story().asking(f.lisbon)
    expect(standsToCutoff(told.ticket, told.world.now)).toBeNull()
    told.say(cutoff())
    expect(standsToCutoff(told.ticket, told.world.now)?.slips).toEqual({ teams: [], nobody: false })
  })

  it('what slips is named: trials that end after it, and a rollout that nobody can accept in time', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(cutoff())
    const slips = () => standsToCutoff(told.ticket, told.world.now)?.slips
    told.at('2026-11-26T23:00:00Z')
    expect(slips()).toEqual({ teams: [], nobody: true })
    told.say(answered(f.lisbon, 'accept', f.maria))
    expect(slips()).toEqual({ teams: [], nobody: false })
    told.at('2026-11-30T09:00:00Z').say(answered(f.desy, 'accept', f.jan))
    expect(slips()).toEqual({ teams: [f.desy], nobody: false })
    told.at('2026-12-05T09:00:00Z')
    expect(slips()?.teams).toEqual([f.lisbon, f.desy])
    told.say(said({ type: 'resolved', anyway: 'x' }, f.byManager))
    expect(slips()).toBeUndefined()
  })
})

describe('undo of a cutoff', () => {
  it('puts the day back that stood before, and tells the teams', async () => {
    const told = story().asking(f.desy)
    const first = cutoff({ date: '2026-12-11' })
    const second = cutoff()
    const before = told.ticket
    told.say(first)
    const facts = [{ what: 'cutoff', cutoff: told.ticket.cutoff }]
    told.say(second)
    const kit = {
      archive: {
        journal: async () => [
          { event: f.opening(), facts: opened(before) },
          { event: first, facts },
          { event: second, facts: [{ what: 'cutoff', cutoff: told.ticket.cutoff }] },
        ],
      },
    } as unknown as Kit
    const undoing = await undoingOf(kit, told.ticket, f.byManager, true, [])
    const { did, letters } = told.say(said(undoing?.draft as Parameters<typeof said>[0], f.byManager))
    expect(did).toMatchObject({ did: 'undone', act: 'cutoff-set' })
    expect(told.ticket.cutoff?.date).toBe('2026-12-11')
    expect(letters).toEqual([`receipt → ${f.jan}`])
  })
})

/** The facts that make a ticket as it was. */
const opened = (ticket: ReturnType<typeof story>['ticket']) => [
  {
    what: 'opened',
    ticket: ticket.id,
    title: ticket.title,
    release: ticket.release,
    stack: ticket.stack,
    links: {},
    at: ticket.openedAt,
  },
  ...ticket.seats.map((seat) => ({ what: 'invited', seat })),
]
