// The laws of undo, over random histories: what was undone stands as before, the journal replays to the ticket, an act is
// undone once and an undo never, and nobody takes back what somebody else did.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { undoingOf } from '../../src/desk/undoing.ts'
import { decide } from '../../src/rollout/decide.ts'
import { applyChange } from '../../src/rollout/evolve.ts'
import { postsOf } from '../../src/rollout/steps/undo.ts'
import { asEventId, asInstant } from '../../src/rollout/ids.ts'
import { nextDeadline } from '../../src/rollout/view.ts'
import type { Kit } from '../../src/desk/kit.ts'
import type { Actor, Event } from '../../src/rollout/event.ts'
import type { Fact } from '../../src/rollout/fact.ts'
import type { Ticket } from '../../src/rollout/ticket.ts'
import * as f from '../support/federation.ts'

const member: { readonly [team: string]: Actor } = {
  [f.lisbon]: f.person(f.maria),
  [f.desy]: f.person(f.jan),
  [f.srce]: f.person(f.ana),
}
const team = fc.constantFrom(f.lisbon, f.desy, f.srce)
type Said = { readonly by: Actor; readonly draft: object }
const byManager = (draft: object): Said => ({ by: f.byManager, draft })
const byTeam = (name: typeof f.lisbon, draft: object): Said => ({
  by: member[name] ?? f.byManager,
  draft: { ...draft, team: name },
})
const anything: fc.Arbitrary<Said> = fc.oneof(
  fc
    .subarray([f.lisbon, f.desy, f.srce], { minLength: 1 })
    .map((teams) => byManager({ type: 'assigned', teams })),
  team.map((one) => byManager({ type: 'unassigned', team: one })),
  fc
    .tuple(team, fc.constantFrom('accept', 'reject'))
    .map(([one, answer]) => byTeam(one, { type: 'answered', answer })),
  team.map((one) => byTeam(one, { type: 'withdrew' })),
  fc.tuple(team, fc.boolean()).map(([one, on]) => byManager({ type: 'beta-set', team: one, on })),
  team.map((one) => byTeam(one, { type: 'started' })),
  team.map((one) => byTeam(one, { type: 'offered', proven: true })),
  fc.constant<Said>({
    by: f.person(f.subscriber),
    draft: { type: 'offered', team: f.offered, proven: true },
  }),
  fc.constant(byManager({ type: 'took', team: f.offered })),
  fc
    .constantFrom(
      { type: 'call-now' },
      { type: 'call-held' },
      { type: 'call-skipped' },
      { type: 'call-widened', lists: ['more@lists.example'] },
      { type: 'linked', link: 'bugs', url: 'https://bugs.example/1' },
      { type: 'linked', link: 'bugs', url: 'https://bugs.example/2' },
      { type: 'documented', document: { id: '1234' } },
      { type: 'outcome-given', outcome: 'ACCEPT' },
      { type: 'outcome-given', outcome: 'REJECT', reason: 'no' },
      { type: 'cutoff-set', day: { date: '2026-12-04' } },
      { type: 'cutoff-set', day: { date: '2026-12-31' } },
      { type: 'cutoff-set', day: null },
      { type: 'resolved', anyway: 'late' },
      { type: 'reopened' },
    )
    .map(byManager),
  fc.constant<Said>({ by: { kind: 'clock' }, draft: { type: 'ticked' } }),
)
const step = fc.record({
  said: anything,
  /** Whose last act is undone after it, if anybody's. */
  undo: fc.option(fc.constantFrom(f.byManager, ...Object.values(member)), { freq: 2 }),
  hours: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })),
})
type Row = { readonly event: Event; readonly facts: readonly Fact[]; readonly before: Ticket | null }

class Life {
  ticket: Ticket | null = null
  readonly rows: Row[] = []
  readonly keys: string[] = []
  #at = Date.parse(f.friday)
  #number = 0

  constructor() {
    this.bring(f.byManager, { type: 'opened', title: f.title, release: f.release })
  }
  pass(hours: number) {
    this.#at += hours * 3_600_000
  }
  bring(by: Actor, draft: object) {
    const now = asInstant(new Date(this.#at).toISOString().replace('.000', ''))
    this.#number += 1
    const event = { ...draft, id: asEventId(`e${this.#number}`), by, at: now } as Event
    const decision = decide(this.ticket, event, { ...f.federation, now })
    if (decision.kind === 'decided') {
      if (decision.facts.length > 0) this.rows.push({ event, facts: decision.facts, before: this.ticket })
      this.keys.push(...decision.effects.map(({ key }) => key))
      this.ticket = decision.ticket
    }
    return decision
  }
  async undo(by: Actor) {
    const kit = { archive: { journal: async () => this.rows } } as unknown as Kit
    const drafted = this.ticket && (await undoingOf(kit, this.ticket, by, true, []))
    return drafted ? { draft: drafted.draft, decision: this.bring(by, drafted.draft) } : null
  }
}

const eachUndo = (
  look: (
    life: Life,
    undone: NonNullable<Awaited<ReturnType<Life['undo']>>>,
    by: Actor,
  ) => void | Promise<void>,
) =>
  fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const life = new Life()
      for (const { said, undo, hours } of steps) {
        life.pass(hours)
        life.bring(said.by, said.draft)
        const undone = undo && (await life.undo(undo))
        if (undo && undone) await look(life, undone, undo)
      }
      let replayed: Ticket | null = null
      for (const { facts } of JSON.parse(JSON.stringify(life.rows)) as Row[])
        replayed = applyChange(replayed, facts)
      expect(replayed).toEqual(life.ticket)
      expect(new Set(life.keys).size).toBe(life.keys.length)
    }),
    { numRuns: process.env['CI'] ? 2000 : 300 },
  )

describe('undo', () => {
  it('leaves a journal that replays, letters that are sent once, and a next deadline', async () => {
    let undone = 0
    await eachUndo((life, { decision }) => {
      if (decision.kind === 'decided') undone += 1
      if (life.ticket && life.ticket.status !== 'resolved') expect(nextDeadline(life.ticket)).not.toBeNull()
    })
    expect(undone).toBeGreaterThan(100)
  })

  it('puts back what the act had changed and nothing else of the teams', async () => {
    await eachUndo((life, { draft, decision }) => {
      if (decision.kind === 'refused' || draft.type !== 'undone' || !life.ticket) return
      const { prior, act } = draft
      for (const seat of life.ticket.seats) {
        const before = prior.seats.find((one) => one.team === seat.team)
        const touched = draft.facts.some(
          (fact) =>
            ('team' in fact && fact.team === seat.team) || ('seat' in fact && fact.seat.team === seat.team),
        )
        if (touched) expect(seat.state).toBe(before?.state ?? 'removed')
      }
      if (act.type === 'outcome-given') expect(life.ticket.outcome).toEqual(prior.outcome)
      if (act.type === 'linked') expect(life.ticket.links[act.link]).toBe(prior.links[act.link])
      expect(postsOf(life.ticket)).toBe(prior.posts)
    })
  })

  it('is itself never undone, and undoes an act once', async () => {
    await eachUndo(async (life, { draft, decision }, by) => {
      if (decision.kind === 'refused') return
      expect(await life.undo(by)).toBeNull()
      expect(life.bring(by, draft)).toMatchObject({ kind: 'refused' })
    })
  })

  it('of what somebody else did is refused', async () => {
    const life = new Life()
    life.bring(f.byManager, { type: 'assigned', teams: [f.lisbon] })
    life.bring(f.person(f.maria), { type: 'answered', team: f.lisbon, answer: 'accept' })
    expect(await life.undo(f.person(f.joao))).toBeNull()
    const kit = { archive: { journal: async () => life.rows } } as unknown as Kit
    const drafted = life.ticket && (await undoingOf(kit, life.ticket, f.person(f.maria), false, []))
    expect(life.bring(f.person(f.joao), drafted?.draft ?? {})).toMatchObject({
      refusal: { code: 'nothing-to-undo' },
    })
  })
})
