// SPEC §1.6, §6: what is asked in GOCDB and GGUS, whose doors are closed: whom it reaches, under which key.
import { describe, expect, it } from 'vitest'
import { decide } from '../../../src/rollout/decide.ts'
import * as f from '../../support/federation.ts'
import { answered, lettersIn, person, said, story } from '../../support/federation.ts'

const trying = () => {
  const told = story().asking(f.lisbon)
  told.say(answered(f.lisbon, 'accept', f.maria))
  return told
}
const tag = (on: boolean) => said({ type: 'beta-set', team: f.lisbon, on }, f.byManager)
const problem = said(
  { type: 'problem-named', text: 'it dies', team: f.lisbon, author: 'subscriber' },
  person(f.maria),
)

describe('what is asked elsewhere', () => {
  it('of a site’s own people reaches those of the team whose addresses take mail', () => {
    const told = trying()
    const letters = lettersIn(told.say(tag(true)).effects)
    expect(letters.map(({ to }) => ('person' in to ? to.person : '')).toSorted()).toEqual(
      [f.joao, f.maria].toSorted(),
    )
    expect(letters[0]?.letter).toMatchObject({
      letter: 'by-hand',
      requests: [{ door: 'sites', ask: 'set-beta', team: f.lisbon, on: true }],
    })
  })

  it('reaches the managers where none of those addresses takes mail', () => {
    const told = story().asking(f.lisbon)
    for (const who of [f.maria, f.joao])
      told.say(said({ type: 'invitation-bounced', team: f.lisbon, person: who }, { kind: 'clock' }))
    told.say(answered(f.lisbon, 'accept', f.maria))
    told.say(said({ type: 'invitation-bounced', team: f.lisbon, person: f.maria }, { kind: 'clock' }))
    const readers = lettersIn(told.say(tag(true)).effects).map(({ to }) => 'person' in to && to.person)
    expect(readers).toContain(f.gliteManager)
    expect(readers).not.toContain(f.maria)
  })

  it('is asked of a door that is open, and of nobody by hand', () => {
    const told = trying()
    const world = { ...f.federation, doors: { open: ['sites', 'helpdesk'], trackerByMail: false } } as const
    const first = decide(told.ticket, tag(true), world)
    if (first.kind !== 'decided') throw new Error(first.refusal.code)
    expect(first.did).toMatchObject({ did: 'beta', byHand: false })
    expect(first.effects).toMatchObject([{ kind: 'door', request: { door: 'sites', on: true } }])
    const second = decide(told.ticket, problem, world)
    if (second.kind !== 'decided') throw new Error(second.refusal.code)
    expect(second.did).toMatchObject({ did: 'problem', byHand: false })
    expect(second.effects.filter(({ kind }) => kind === 'door')).toMatchObject([
      { key: `t${told.ticket.id}/helpdesk/${problem.id}`, request: { problem: { text: 'it dies' } } },
    ])
  })

  it('of the helpdesk is nobody’s line by hand: whoever named the problem has its text', () => {
    const told = trying()
    const { effects, did } = told.say(problem)
    expect(did).toMatchObject({ did: 'problem', byHand: true, shared: true })
    expect(new Set(lettersIn(effects).map(({ letter }) => letter.letter))).toEqual(new Set(['note-shared']))
  })
})
