// What holds for the letters of any life of a ticket (SPEC §1, §5): no key twice, nobody written to who has no part in
// it, one letter for one thing, one post per list and round, no storm after reopening. Lives are dense: few teams, much
// within one second, so that what collides is met.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../../src/rollout/decide.ts'
import { asEventId, asInstant } from '../../../src/rollout/ids.ts'
import { deadlines } from '../../../src/rollout/view.ts'
import type { Actor, Event } from '../../../src/rollout/event.ts'
import type { Effect } from '../../../src/rollout/effect.ts'
import type { Ticket } from '../../../src/rollout/ticket.ts'
import type { World } from '../../../src/rollout/world.ts'
import * as f from '../../support/federation.ts'

type Draft = { readonly type: Event['type']; readonly by: Actor } & { readonly [key: string]: unknown }
const manager = f.byManager
const clock: Actor = { kind: 'clock' }
const member = [
  [f.lisbon, f.maria],
  [f.lisbon, f.joao],
  [f.desy, f.jan],
] as const
const team = fc.constantFrom(f.lisbon, f.desy)
const draft: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ type: 'ticked', by: clock } as const) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...member), fc.constantFrom('accept', 'reject'))
      .map(([[one, who], answer]) => ({ type: 'answered', team: one, answer, by: f.person(who) }) as const),
  },
  fc
    .constantFrom(...member)
    .map(([one, who]) => ({ type: 'withdrew', team: one, by: f.person(who) }) as const),
  fc
    .constantFrom(...member)
    .map(([one, who]) => ({ type: 'started', team: one, by: f.person(who) }) as const),
  fc
    .constantFrom(manager, f.person(f.maria))
    .map((by) => ({ type: 'extended', team: f.lisbon, how: { span: { n: 2, unit: 'day' } }, by }) as const),
  fc.constantFrom(null, f.lisbon).map((one) => ({ type: 'remind-asked', team: one, by: manager }) as const),
  { weight: 3, arbitrary: team.map((one) => ({ type: 'assigned', teams: [one], by: manager }) as const) },
  team.map((one) => ({ type: 'unassigned', team: one, by: manager }) as const),
  fc
    .constantFrom(...member)
    .map(([one, who]) => ({ type: 'invitation-bounced', team: one, person: who, by: clock }) as const),
  fc
    .tuple(fc.constantFrom(f.desy, f.offered), fc.constantFrom(f.jan, f.subscriber, f.stranger), fc.boolean())
    .map(([one, who, proven]) => ({ type: 'offered', team: one, proven, by: f.person(who) }) as const),
  fc.constantFrom(f.desy, f.offered).map((one) => ({ type: 'took', team: one, by: manager }) as const),
  fc
    .constantFrom(f.subscriber, f.stranger)
    .map((who) => ({ type: 'offer-confirmed', team: f.offered, by: f.person(who) }) as const),
  fc.constantFrom(f.desy, f.offered).map((one) => ({ type: 'declined', team: one, by: manager }) as const),
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...member), fc.constantFrom('aa', 'bb'), fc.constantFrom('filed', 'kept'))
      .map(
        ([[one, who], sha256, verdict]) =>
          ({
            type: 'report-received',
            team: one,
            name: 'n',
            original: 'n',
            sha256,
            bytes: 1,
            verdict,
            by: f.person(who),
          }) as const,
      ),
  },
  fc.constantFrom<Draft>(
    { type: 'call-asked', lists: [], by: manager },
    { type: 'call-asked', lists: [f.widerList], by: manager },
    { type: 'call-now', by: manager },
    { type: 'call-held', by: manager },
    { type: 'call-skipped', by: manager },
    { type: 'call-widened', lists: [f.widerList], by: manager },
  ),
  fc.constantFrom<Draft>(
    { type: 'resolved', anyway: 'x', by: manager },
    { type: 'reopened', by: manager },
    { type: 'reopened', by: manager },
    { type: 'opened', title: f.title, release: f.release, parent: { ref: '1' }, by: { kind: 'tracker' } },
    { type: 'noted', text: 'hm', team: null, author: 'managers', by: manager },
    { type: 'outcome-given', outcome: 'ACCEPT', by: manager },
  ),
)
/** Hours that pass before the event: mostly none, sometimes until just the next deadline. */
const life = fc.array(
  fc.record({
    draft,
    hours: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.constantFrom(1, 30, 90, 900)),
  }),
  { maxLength: 50 },
)

type Seen = { before: Ticket | null; event: Event; after: Ticket; effects: readonly Effect[]; world: World }

function live(steps: readonly { draft: Draft; hours: number }[], look: (seen: Seen) => void): void {
  let ticket: Ticket | null = null
  let at = Date.parse(f.friday)
  const opening = {
    draft: { type: 'opened', title: f.title, release: f.release, by: manager } as Draft,
    hours: 0,
  }
  for (const [number, step] of [opening, ...steps].entries()) {
    at += step.hours * 3_600_000
    const now = asInstant(new Date(at).toISOString().replace('.000', ''))
    const world = { ...f.federation, now }
    const event = { ...step.draft, id: asEventId(`e${number}`), at: now } as unknown as Event
    const decision = decide(ticket, event, world)
    if (decision.kind === 'refused') continue
    look({ before: ticket, event, after: decision.ticket, effects: decision.effects, world })
    ticket = decision.ticket
  }
}
const runs = { numRuns: process.env['CI'] ? 1500 : 400 }
const teamOf = (effect: Effect) =>
  effect.kind === 'letter' && 'team' in effect.letter ? String(effect.letter.team) : ''
const who = (effect: Effect) => (effect.kind === 'letter' && 'person' in effect.to ? effect.to.person : null)

describe('the letters of any life of a ticket', () => {
  it('never share a key: the second would silently be lost', () => {
    fc.assert(
      fc.property(life, (steps) => {
        const keys = new Set<string>()
        live(steps, ({ effects }) => {
          for (const { key } of effects) {
            expect(keys).not.toContain(key)
            keys.add(key)
          }
        })
      }),
      runs,
    )
  })

  it('go to managers, to who was invited and to who offered, and to lists only a call', () => {
    fc.assert(
      fc.property(life, (steps) => {
        live(steps, ({ after, effects }) => {
          const known = new Set([
            f.gliteManager,
            f.opsManager,
            f.releaseOwner,
            ...after.seats.flatMap((seat) => seat.invited),
            ...after.offers.map((offer) => offer.by),
          ])
          for (const effect of effects) {
            if (effect.kind !== 'letter') continue
            const person = who(effect)
            if (person) expect(known).toContain(person)
            expect('list' in effect.to).toBe(['call', 'call-filled'].includes(effect.letter.letter))
          }
        })
      }),
      runs,
    )
  })

  it('are one for one thing: no event writes a person the same letter twice, but for another team', () => {
    fc.assert(
      fc.property(life, (steps) => {
        live(steps, ({ effects }) => {
          const seen = new Set<string>()
          for (const effect of effects) {
            if (effect.kind !== 'letter' || !who(effect)) continue
            const thing = `${effect.letter.letter} ${who(effect)} ${teamOf(effect)}`
            expect(seen).not.toContain(thing)
            seen.add(thing)
          }
        })
      }),
      runs,
    )
  })

  it('reach a list once a round', () => {
    fc.assert(
      fc.property(life, (steps) => {
        live(steps, ({ after }) => {
          const posts = after.calls.map(({ list, round }) => `${list} ${round}`)
          expect(new Set(posts).size).toBe(posts.length)
        })
      }),
      runs,
    )
  })

  it('are no storm after reopening: one a person, then or at the tick that follows', () => {
    fc.assert(
      fc.property(life, (steps) => {
        live(steps, ({ event, after, effects, world }) => {
          if (event.type !== 'reopened') return
          const tick = decide(after, { ...f.tick(), at: world.now }, world)
          if (tick.kind === 'refused') throw new Error('a tick was refused')
          const told = [...effects, ...tick.effects].map(who)
          expect(new Set(told).size).toBe(told.length)
        })
      }),
      runs,
    )
  })

  it('are not written twice for one deadline: a second tick at the same instant does nothing', () => {
    fc.assert(
      fc.property(life, (steps) => {
        live(steps, ({ event, after, world }) => {
          if (event.type !== 'ticked') return
          expect(deadlines(after).every(({ at }) => at > world.now)).toBe(true)
          expect(decide(after, { ...f.tick(), at: world.now }, world)).toMatchObject({
            facts: [],
            effects: [],
          })
        })
      }),
      runs,
    )
  })
})
