// Whom the managers are told to ask next: a fair order of those who volunteer, each with what is known of it.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { historiesOf } from '../../src/rollout/askings.ts'
import {
  asEventId,
  asInstant,
  asPersonId,
  asStackName,
  asTeamName,
  asTicketId,
} from '../../src/rollout/ids.ts'
import { recordsOf, rotaFor } from '../../src/rollout/rota.ts'
import type { Fact } from '../../src/rollout/fact.ts'
import type { JournalPart } from '../../src/rollout/history.ts'
import type { Ticket } from '../../src/rollout/ticket.ts'
import type { TeamRecord, World } from '../../src/rollout/world.ts'
import * as f from '../support/federation.ts'

const glite = asStackName('glite')
const site = (n: number) => asTeamName(`ea-NGI_X-SITE-${n}`)
const member = (n: number) => asPersonId(`p${100 + n}`)
/** `n` teams that volunteer for glite, and one that does not. */
const worldOf = (n: number, more: Partial<World> = {}): World => ({
  ...f.federation,
  records: [],
  roster: {
    teams: [
      ...Array.from({ length: n }, (_, at) => ({
        name: site(at),
        ngi: 'NGI_X',
        site: `SITE-${at}`,
        country: 'PT',
        zone: 'Europe/Lisbon',
        stacks: [glite],
        members: [member(at)],
        aliases: [],
      })),
      ...f.federation.roster.teams.filter(({ name }) => name === f.srce),
    ],
  },
  ...more,
})
const { ticket } = f.given(f.opening())
const record = (n: number, more: Partial<TeamRecord> = {}): TeamRecord => ({
  team: site(n),
  asked: [],
  answered: 0,
  accepted: 0,
  trials: 0,
  awaited: 0,
  ...more,
})
const asked = (...days: readonly string[]) => {
  const at = days.map((day) => asInstant(`${day}T09:00:00Z`))
  const [first, last] = [at[0], at.at(-1)]
  return { asked: at, ...(first && last ? { firstAsked: first, lastAsked: last } : {}) }
}
const turn = (world: World, of: Ticket = ticket) =>
  rotaFor(of, world)?.teams.map(({ team }) => Number(team.slice(-1)))

describe('the order of suggestions', () => {
  it('begins with who was never asked, then who was asked least, then longest ago', () => {
    const records = [
      record(0, asked('2026-10-01', '2026-10-20', '2026-11-01')),
      record(1, asked('2026-10-01', '2026-11-02')),
      record(3, asked('2026-10-01', '2026-10-30')),
    ]
    expect(turn(worldOf(4, { records }))).toEqual([2, 3, 1, 0])
  })

  it('puts who has a trial elsewhere, or was just asked, back by a turn each', () => {
    const records = [
      record(0, { ...asked('2026-10-01', '2026-10-10'), trials: 1 }),
      record(1, { ...asked('2026-10-01', '2026-10-11'), awaited: 1, trials: 1 }),
      record(2, asked('2026-10-01', '2026-10-12')),
    ]
    expect(turn(worldOf(3, { records }))).toEqual([2, 0, 1])
  })

  it('puts who is away last, with the day of return', () => {
    const away = [{ person: member(0), until: '2026-12-07' }]
    const suggested = rotaFor(ticket, worldOf(2, { away }))
    expect(suggested?.teams.map(({ team, away: until }) => [team, until])).toEqual([
      [site(1), undefined],
      [site(0), '2026-12-07'],
    ])
    // Where somebody is there, the team is.
    const [first, ...others] = worldOf(2).roster.teams
    const two = { ...first, members: [member(0), member(5)] } as typeof first
    const roster = { teams: [two, ...others].filter((team) => team !== undefined) }
    expect(turn(worldOf(2, { away, roster }))).toEqual([0, 1])
  })

  it('says whose holiday it is, by the team’s own country and day', () => {
    const calendar = { closed: [], holidays: { PT: { '2026-11-20': 'Some Saint' } } }
    expect(rotaFor(ticket, worldOf(1, { calendar }))?.teams[0]).toHaveProperty('holiday', 'Some Saint')
    const monday = asInstant('2026-11-23T10:00:00Z')
    expect(rotaFor(ticket, worldOf(1, { calendar, now: monday }))?.teams[0]).not.toHaveProperty('holiday')
    // Without one the bot's stands in, as it does for the team's deadlines.
    const { roster, policy } = worldOf(1)
    const nowhere = { teams: roster.teams.map((team) => ({ ...team, country: '' })) }
    const inPortugal = { calendar, roster: nowhere, policy: { ...policy, country: 'PT' } }
    expect(rotaFor(ticket, worldOf(1, inPortugal))?.teams[0]).toHaveProperty('holiday', 'Some Saint')
  })

  it('leaves out who takes part already, who has no people, and other stacks', () => {
    const seated = f.given(f.opening(), f.assigned(f.lisbon))
    const world = { ...f.federation, records: [] }
    const names = (of: Ticket, where: World) => rotaFor(of, where)?.teams.map(({ team }) => team)
    expect(names(ticket, world)).toEqual([f.desy, f.lisbon])
    expect(names(seated.ticket, world)).toEqual([f.desy])
    const empty = { teams: world.roster.teams.map((team) => ({ ...team, members: [] })) }
    expect(rotaFor(ticket, { ...world, roster: empty })).toBeUndefined()
    expect(rotaFor({ ...ticket, stack: null }, world)).toBeUndefined()
  })

  it('is none where nobody looked into the journal: what is not known is not said', () => {
    const { records: _none, ...without } = worldOf(2)
    expect(rotaFor(ticket, without)).toBeUndefined()
  })

  it('shows eight, and says how many there are', () => {
    const suggested = rotaFor(ticket, worldOf(12))
    expect([suggested?.teams.length, suggested?.of, suggested?.wanted]).toEqual([8, 12, 2])
  })

  it('asks a newcomer first once, and not until it has caught up', () => {
    const many = ['2026-09-01', '2026-09-10', '2026-09-20', '2026-10-01', '2026-10-10']
    const old = [record(0, asked(...many)), record(1, asked(...many, '2026-10-20'))]
    expect(turn(worldOf(3, { records: old }))).toEqual([2, 0, 1])
    const after = [...old, record(2, asked('2026-11-10'))]
    expect(turn(worldOf(3, { records: after }))).toEqual([0, 1, 2])
  })
})

describe('what is known of a team', () => {
  it('is counted over the last year, without emergencies’ hours, and not what it offered', () => {
    const told = f.story().asking(f.lisbon)
    expect(told.ticket.id).toBe(42)
    const journal: JournalPart[] = []
    const add = (id: number, at: string, ...facts: readonly Fact[]) =>
      journal.push({
        ticket: asTicketId(id),
        at: asInstant(at),
        event: { id: asEventId(`e${journal.length}`) },
        facts,
      })
    const [seat] = told.ticket.seats
    if (!seat) throw new Error('no seat')
    const life = (id: number, day: string, hours: number, emergency = false) => {
      const at = asInstant(`${day}T08:00:00Z`)
      add(id, at, {
        what: 'opened',
        ticket: asTicketId(id),
        title: f.title,
        release: f.release,
        stack: glite,
        links: {},
        at,
        ...(emergency ? { emergency: true } : {}),
      })
      add(id, at, {
        what: 'invited',
        seat: { ...seat, invitedAt: at, answerDue: { at: asInstant(`${day}T18:00:00Z`), rule: '' } },
      })
      const said = asInstant(new Date(Date.parse(at) + hours * 3_600_000).toISOString().replace('.000', ''))
      add(id, said, {
        what: 'answered',
        team: f.lisbon,
        answer: 'accept',
        saidAt: said,
        by: f.maria,
        at: said,
      })
    }
    life(1, '2024-01-10', 100)
    life(2, '2026-03-03', 5)
    life(3, '2026-04-03', 7)
    life(4, '2026-05-03', 1, true)
    const [known] = recordsOf(historiesOf(journal), f.friday)
    expect(known).toEqual({
      team: f.lisbon,
      asked: ['2026-03-03T08:00:00Z', '2026-04-03T08:00:00Z', '2026-05-03T08:00:00Z'],
      firstAsked: '2024-01-10T08:00:00Z',
      lastAsked: '2026-05-03T08:00:00Z',
      answered: 3,
      accepted: 3,
      hours: 6,
      trials: 4,
      awaited: 0,
    })
    add(2, '2026-06-01T08:00:00Z', { what: 'resolved', at: asInstant('2026-06-01T08:00:00Z') })
    expect(recordsOf(historiesOf(journal), f.friday)[0]).toHaveProperty('trials', 3)
  })
})

describe('over many rollouts', () => {
  const houses = fc.record({
    teams: fc.integer({ min: 3, max: 9 }),
    /** Of ten invitations, how many each accepts, and for how many rollouts it is busy with a trial then. */
    habits: fc.array(
      fc.record({ accepts: fc.integer({ min: 0, max: 10 }), busy: fc.integer({ min: 0, max: 3 }) }),
      {
        minLength: 9,
        maxLength: 9,
      },
    ),
    dice: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 40, maxLength: 40 }),
  })

  it('everybody who volunteers is asked about equally often, whatever they answer', () => {
    fc.assert(
      fc.property(houses, ({ teams, habits, dice }) => {
        const times = new Map<string, string[]>()
        const busyUntil = new Map<string, number>()
        for (let round = 0; round < 200; round += 1) {
          const now = asInstant(
            new Date(Date.parse('2026-01-05T09:00:00Z') + round * 86_400_000).toISOString(),
          )
          const records = [...times].map(([team, all]): TeamRecord => {
            const n = Number(team.slice(-1))
            const days = all.map((at) => at.slice(0, 10))
            return record(n, { ...asked(...days), trials: (busyUntil.get(team) ?? 0) > round ? 1 : 0 })
          })
          const rota = rotaFor(ticket, worldOf(teams, { now, records }))
          for (const { team } of rota?.teams.slice(0, 2) ?? []) {
            times.set(team, [...(times.get(team) ?? []), now])
            const { accepts = 0, busy = 0 } = habits[Number(team.slice(-1))] ?? {}
            if ((dice[(round * 7 + Number(team.slice(-1))) % 40] ?? 0) < accepts)
              busyUntil.set(team, round + 1 + busy)
          }
        }
        const counts = Array.from({ length: teams }, (_, n) => times.get(site(n))?.length ?? 0)
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(3)
      }),
      { numRuns: 20 },
    )
  })
})
