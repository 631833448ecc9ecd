// The laws of decide (docs/architecture.md), over random histories and every status × event: total, deterministic,
// leaves its arguments alone, idempotent, replayable, with distinct keys and never without a next deadline.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/rollout/decide.ts'
import { applyChange, evolve } from '../../src/rollout/evolve.ts'
import { allowedIn } from '../../src/rollout/rights.ts'
import { asEventId, asInstant, asTicketId, type PersonId } from '../../src/rollout/ids.ts'
import { nextDeadline } from '../../src/rollout/view.ts'
import type { Actor, Event, EventType } from '../../src/rollout/event.ts'
import type { Fact } from '../../src/rollout/fact.ts'
import type { Effect } from '../../src/rollout/effect.ts'
import type { Status, Ticket } from '../../src/rollout/ticket.ts'
import type { Unsent, World } from '../../src/rollout/world.ts'
import * as f from '../support/federation.ts'

const teams = [f.lisbon, f.desy, f.srce, f.offered]
const people = [f.maria, f.joao, f.jan, f.ana, f.gliteManager, f.opsManager, f.subscriber]
const actor: fc.Arbitrary<Actor> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...people).map((id): Actor => ({ kind: 'person', id })) },
  { weight: 3, arbitrary: fc.constant<Actor>({ kind: 'person', id: f.gliteManager }) },
  fc.constant<Actor>({ kind: 'admin', name: 'root' }),
  fc.constant<Actor>({ kind: 'clock' }),
  fc.constant<Actor>({ kind: 'tracker' }),
)
const team = fc.constantFrom(...teams)
const text = fc.string({ maxLength: 12 })
const happening = fc.oneof(
  fc.constant({ type: 'opened', title: f.title, release: f.release, parent: { ref: '2205' } }),
  fc.constant({ type: 'opened', title: f.title, release: f.release, emergency: true }),
  fc
    .constantFrom({ date: '2026-12-04' }, { date: '2026-12-31' }, { weekday: 5 }, { offset: 0 }, null)
    .map((day) => ({ type: 'cutoff-set', day })),
  fc.constant({ type: 'linked', link: 'bugs', url: 'https://bugs.example/1' }),
  fc.subarray(teams, { minLength: 1 }).map((some) => ({ type: 'assigned', teams: some })),
  team.map((one) => ({ type: 'unassigned', team: one })),
  fc
    .tuple(team, fc.constantFrom('accept', 'reject'))
    .map(([one, answer]) => ({ type: 'answered', team: one, answer })),
  team.map((one) => ({ type: 'withdrew', team: one })),
  fc
    .tuple(
      team,
      fc.constantFrom({}, { day: { offset: -1 } }, { day: { date: '2026-11-20' } }, { day: { weekday: 3 } }),
    )
    .map(([one, day]) => ({ type: 'started', team: one, ...day })),
  fc
    .tuple(
      fc.option(team),
      fc.constantFrom(
        { span: { n: 2, unit: 'day' } },
        { span: { n: 1, unit: 'working day' } },
        { until: { weekday: 5 } },
      ),
    )
    .map(([one, how]) => ({ type: 'extended', team: one, how })),
  fc.option(team).map((one) => ({ type: 'remind-asked', team: one })),
  fc.tuple(team, fc.boolean()).map(([one, proven]) => ({ type: 'offered', team: one, proven })),
  team.map((one) => ({ type: 'took', team: one })),
  team.map((one) => ({ type: 'declined', team: one })),
  team.map((one) => ({ type: 'offer-confirmed', team: one })),
  fc
    .tuple(team, fc.constantFrom(...people))
    .map(([one, who]) => ({ type: 'invitation-bounced', team: one, person: who })),
  fc.tuple(team, fc.constantFrom(...people), fc.boolean()).map(([one, who, again]) => ({
    type: 'invitation-leaves',
    team: one,
    person: who,
    round: 1,
    prints: { at: f.friday, rule: 'as it was made' },
    ...(again && { anew: true }),
  })),
  fc.constantFrom(1, 2).map((round) => ({ type: 'preview-leaves', round })),
  fc.constantFrom(
    { type: 'call-asked', lists: [] },
    { type: 'call-now' },
    { type: 'call-held' },
    { type: 'call-skipped' },
    { type: 'call-widened', lists: ['more@lists.example'] },
  ),
  fc
    .tuple(team, fc.constantFrom('filed', 'renamed', 'asked', 'kept'), fc.constantFrom('aa', 'bb'))
    .map(([one, verdict, sha256]) => ({
      type: 'report-received',
      team: one,
      name: 'n.odt',
      original: 'n.odt',
      sha256,
      bytes: 3,
      verdict,
    })),
  fc.constant({ type: 'documented', document: { id: '1234' } }),
  fc.constantFrom(
    { type: 'summary-asked' },
    { type: 'outcome-given', outcome: 'ACCEPT' },
    { type: 'outcome-given', outcome: 'REJECT', reason: 'no' },
  ),
  fc.constantFrom({ type: 'resolved' }, { type: 'resolved', anyway: 'late' }),
  fc.constant({ type: 'reopened' }),
  text.map((words) => ({ type: 'noted', text: words, team: null, author: 'managers' })),
  fc.constantFrom(1, 2).map((number) => ({
    type: 'ggus-named',
    tickets: [{ number, url: `https://helpdesk.ggus.eu/#ticket/zoom/${number}` }],
  })),
  fc.tuple(fc.option(team), fc.boolean()).map(([one, hidden]) => ({
    type: 'problem-named',
    text: 'it dies',
    team: one,
    author: 'managers',
    ...(hidden && { private: true }),
  })),
  fc.tuple(team, fc.boolean()).map(([one, on]) => ({ type: 'beta-set', team: one, on })),
  fc.constant({ type: 'ticked' }),
)
const stepArbitrary = fc.record({
  happening,
  actor,
  /** Tick and bounce come from Rollcall itself; without this most of them would only be refused. */
  proper: fc.boolean(),
  hours: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 })),
  /** Whose letters have not left. */
  unsent: fc.oneof(fc.constant([]), fc.subarray(people)),
})
type Step = {
  happening: object
  actor: Actor
  proper: boolean
  hours: number
  unsent: readonly (typeof f.maria)[]
}
/** Every letter of theirs whose leaving counts. */
const unsentTo = (ticket: Ticket | null, waiting: Step['unsent']): readonly Unsent[] =>
  waiting.flatMap((person): readonly Unsent[] => [
    ...(ticket?.seats ?? []).map(
      ({ team: one, round }) => ({ letter: 'invitation', team: one, person, round }) as const,
    ),
    ...(ticket?.escalation.state === 'previewed'
      ? ([
          {
            letter: 'call-preview',
            person,
            round: ticket.escalation.round,
            since: ticket.escalation.previewedAt,
          },
        ] as const)
      : []),
  ])

const own: { readonly [type: string]: Actor } = {
  ticked: { kind: 'clock' },
  'invitation-bounced': { kind: 'clock' },
  'invitation-leaves': { kind: 'clock' },
  'preview-leaves': { kind: 'clock' },
  opened: { kind: 'tracker' },
}
const memberOf = (named: unknown): Actor =>
  named === f.lisbon
    ? { kind: 'person', id: f.maria }
    : named === f.desy
      ? { kind: 'person', id: f.jan }
      : { kind: 'person', id: f.ana }

function eventOf({ happening: what, actor: by, proper }: Step, number: number, now: World['now']): Event {
  const { type, team: named } = what as { type: EventType; team?: unknown }
  const natural =
    own[type] ??
    (type === 'answered' || type === 'withdrew' || type === 'started'
      ? memberOf(named)
      : { kind: 'person' as const, id: f.gliteManager })
  return { ...what, id: asEventId(`e${number}`), by: proper ? natural : by, at: now } as Event
}

const frozen = <T>(value: T): T => {
  if (value && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) frozen(inner)
  }
  return value
}

/** Plays steps from nothing; `look` sees every decision. */
function play(
  steps: readonly Step[],
  look: (seen: {
    before: Ticket | null
    event: Event
    world: World
    after: Ticket
    facts: readonly Fact[]
    effects: readonly Effect[]
  }) => void,
): { ticket: Ticket | null; facts: Fact[][] } {
  let ticket: Ticket | null = null
  let at = Date.parse(f.friday)
  const facts: Fact[][] = []
  const all = [
    {
      happening: { type: 'opened', title: f.title, release: f.release },
      actor: f.byManager,
      proper: false,
      hours: 0,
      unsent: [],
    },
    ...steps,
  ]
  for (const [number, step] of all.entries()) {
    at += step.hours * 3_600_000
    const now = asInstant(new Date(at).toISOString().replace('.000', ''))
    const world = frozen({ ...f.federation, now, unsent: unsentTo(ticket, step.unsent) })
    const event = frozen(eventOf(step, number, now))
    const decision = decide(ticket, event, world)
    if (decision.kind === 'refused') continue
    look({
      before: ticket,
      event,
      world,
      after: decision.ticket,
      facts: decision.facts,
      effects: decision.effects,
    })
    if (decision.facts.length > 0) facts.push([...decision.facts])
    ticket = frozen(decision.ticket)
  }
  return { ticket, facts }
}
const histories = fc.array(stepArbitrary, { maxLength: 40 })
const runs = { numRuns: process.env['CI'] ? 3000 : 400 }

describe('decide', () => {
  it('answers every event in every status, and refuses exactly where the table of statuses says so', () => {
    const statuses: Status[] = ['new', 'open', 'resolved']
    const ticketIn = {
      new: f.given(f.opening()).ticket,
      open: f.given(f.opening(), f.assigned(f.lisbon)).ticket,
      resolved: f.given(
        f.opening(),
        f.assigned(f.lisbon),
        f.said({ type: 'resolved', anyway: 'x' }, f.byManager),
      ).ticket,
    }
    let seen = 0
    for (const status of statuses)
      for (const sample of fc.sample(stepArbitrary, { numRuns: 400, seed: 7 })) {
        const event = eventOf({ ...sample, proper: true }, 1000 + seen, f.friday)
        const decision = decide(ticketIn[status], event, f.federation)
        seen += 1
        if (decision.kind === 'refused' && decision.refusal.code === 'wrong-status')
          expect(allowedIn[event.type]).not.toContain(status)
        if (decision.kind === 'decided' && !allowedIn[event.type].includes(status))
          expect(decision.did.did).toBe('kept-after-resolve')
      }
    expect(seen).toBe(1200)
  })

  it('leaves its arguments alone and gives the same answer twice', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        play(steps, ({ before, event, world, after, facts, effects }) => {
          expect(decide(before, event, world)).toEqual(
            expect.objectContaining({ ticket: after, facts, effects }),
          )
        })
      }),
      { numRuns: 100 },
    )
  })

  it('takes the same event twice as once', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        play(steps, ({ event, world, after }) => {
          const again = decide(after, event, world)
          if (again.kind === 'refused') return
          expect(again.ticket).toEqual(after)
          expect(again.effects).toEqual([])
        })
      }),
      runs,
    )
  })

  it('keeps a journal that replays to the ticket', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const { ticket, facts } = play(steps, () => {})
        let replayed: Ticket | null = null
        for (const change of JSON.parse(JSON.stringify(facts)) as Fact[][])
          replayed = applyChange(replayed, change)
        expect(replayed).toEqual(ticket)
      }),
      runs,
    )
  })

  it('gives every effect of a ticket a key of its own', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const keys = new Set<string>()
        play(steps, ({ effects }) => {
          for (const { key } of effects) {
            expect(keys).not.toContain(key)
            keys.add(key)
          }
        })
      }),
      runs,
    )
  })

  it('never leaves an unresolved ticket without a next deadline', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        play(steps, ({ after }) => {
          if (after.status === 'resolved') expect(nextDeadline(after)).toBeNull()
          else expect(nextDeadline(after)).not.toBeNull()
        })
      }),
      runs,
    )
  })

  it('invites nobody before the assignment, and moves what is due out of the past by ticking once', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        play(steps, ({ before, event, world, after, effects }) => {
          for (const effect of effects) {
            if (effect.kind !== 'letter' || effect.letter.letter !== 'invitation') continue
            const { team: invited } = effect.letter
            expect(after.seats.map((seat) => seat.team)).toContain(invited)
            expect(['assigned', 'took', 'invitation-leaves']).toContain(event.type)
          }
          // Nobody is silent who has not been asked.
          for (const seat of event.type === 'ticked' ? after.seats : []) {
            const asked = seat.invited.filter((who) => !seat.bounced.includes(who))
            const waits = (who: PersonId) =>
              world.unsent?.some((one) => one.person === who && one.letter === 'invitation') === true
            const was = before?.seats.find((one) => one.team === seat.team)
            if (asked.length > 0 && asked.every(waits)) expect(seat.dueNoted).toBe(was?.dueNoted)
          }
          const next = nextDeadline(after)
          if (event.type === 'ticked' && before && next) expect(next.at > world.now).toBe(true)
        })
      }),
      runs,
    )
  })

  it('refuses a journal that does not begin with an opening', () => {
    expect(() => evolve(null, { what: 'status', status: 'open', at: f.friday })).toThrow(
      /begins with "status"/,
    )
    expect(() => applyChange(null, [])).toThrow(/without facts/)
    expect(asTicketId(1)).toBe(1)
  })
})
