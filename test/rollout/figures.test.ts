// The figures of SPEC §7, recounted: by hand from small journals, and by a slow second count over a seeded random house.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/rollout/decide.ts'
import { evolve } from '../../src/rollout/evolve.ts'
import { historiesOf } from '../../src/rollout/askings.ts'
import { figure, figureNames, type FigureName } from '../../src/rollout/figurelist.ts'
import { countable, figuresOf, median } from '../../src/rollout/figures.ts'
import { asInstant, asTicketId } from '../../src/rollout/ids.ts'
import { always, quartersBetween, readQuarter, type Period } from '../../src/rollout/period.ts'
import { placeOf } from '../../src/rollout/addressees.ts'
import type { Event } from '../../src/rollout/event.ts'
import type { JournalPart } from '../../src/rollout/history.ts'
import type { Ticket } from '../../src/rollout/ticket.ts'
import * as f from '../support/federation.ts'

const zone = 'Europe/Amsterdam'

/** A house of several rollouts, told event by event; what is refused changes nothing. */
function house() {
  const journal: JournalPart[] = []
  const tickets = new Map<number, Ticket>()
  let now = f.friday
  const self = {
    journal,
    at(instant: string) {
      now = asInstant(instant)
      return self
    },
    say(id: number, event: Event) {
      const before = tickets.get(id) ?? null
      const stamped = { ...event, at: event.at === f.friday ? now : event.at }
      const decision = decide(before, stamped, { ...f.federation, now, nextTicket: asTicketId(id) })
      if (decision.kind === 'refused' || decision.facts.length === 0) return self
      tickets.set(id, decision.ticket)
      journal.push({ ticket: decision.ticket.id, at: now, event, facts: decision.facts })
      return self
    },
    open(id: number, more: object = {}) {
      const title = `Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-${id} SL5 x86_64`
      const release = { ...f.release, version: `1.8.0-${id}` }
      return self.say(id, f.said({ type: 'opened', title, release, ...more }, f.byManager))
    },
    figures(today: string, period: Period = always) {
      const world = { ...f.federation, now: asInstant(today) }
      const counted = countable(historiesOf(journal), {
        now: world.now,
        placeOf: (team) => placeOf(team, world),
      })
      return figuresOf(counted, period)
    },
    /** Only what is not nothing. */
    told(today: string, period: Period = always) {
      return Object.fromEntries(Object.entries(self.figures(today, period)).filter(([, value]) => value))
    },
  }
  return self
}
const document = (): Event => f.said({ type: 'documented', document: { id: '1234' } }, f.byManager)
const outcome = (which: 'ACCEPT' | 'REJECT'): Event =>
  f.said({ type: 'outcome-given', outcome: which }, f.byManager)
const resolve = (anyway?: string): Event =>
  f.said({ type: 'resolved', ...(anyway === undefined ? {} : { anyway }) }, f.byManager)
const q = (said: string) => readQuarter(said, f.friday, zone) ?? always

/** Friday noon: Lisbon answers within two hours, DESY on Monday evening, too late. */
const oneRollout = () =>
  house()
    .open(1)
    .say(1, f.assigned(f.lisbon, f.desy))
    .at('2026-11-20T12:00:00Z')
    .say(1, f.answered(f.lisbon, 'accept', f.maria))
    .at('2026-11-23T18:00:00Z')
    .say(1, f.tick())
    .at('2026-11-23T20:00:00Z')
    .say(1, f.answered(f.desy, 'reject', f.jan))

describe('one rollout', () => {
  it('counts teams, answers and their times', () => {
    expect(oneRollout().told('2026-11-24T08:00:00Z')).toEqual({
      rolloutsOpened: 1,
      rolloutsStillOpen: 1,
      teamsAsked: 2,
      answersInTime: 1,
      answersLate: 1,
      answersAccept: 1,
      answersReject: 1,
      acceptShare: 0.5,
      // 2 h and 82 h; the same day and the next working day.
      answerMedianHours: 42,
      answerP90Hours: 82,
      answerMedianWorkingDays: 0.5,
      answerP90WorkingDays: 1,
      trialsBegun: 1,
    })
  })

  it('counts its trial, report and end', () => {
    const told = oneRollout()
      .at('2026-11-24T09:00:00Z')
      .say(1, f.said({ type: 'started', team: f.lisbon }, f.person(f.maria)))
      .say(1, f.said({ type: 'extended', team: f.lisbon, how: { span: { n: 2, unit: 'day' } } }, f.byManager))
      .at('2026-12-02T09:00:00Z')
      .say(1, f.said({ type: 'ggus-named', tickets: [{ number: 7, url: 'https://ggus.eu/7' }] }, f.byManager))
      .say(1, f.reported(f.lisbon, f.maria))
      .say(1, f.reported(f.lisbon, f.maria, 'bb'))
      .say(1, document())
      .say(1, outcome('REJECT'))
      .at('2026-12-04T10:00:00Z')
      .say(1, resolve())
      .told('2026-12-31T08:00:00Z')
    expect(told).toMatchObject({
      rolloutsResolved: 1,
      outcomesReject: 1,
      resolveMedianDays: 14,
      trialsBegun: 1,
      trialsReported: 1,
      reportsOnTime: 1,
      reportsRevised: 1,
      extensionsGiven: 1,
      ggusTickets: 1,
    })
    for (const none of ['rolloutsStillOpen', 'outcomesAccept', 'reportsLate', 'reportsMissing'])
      expect(told).not.toHaveProperty(none)
  })

  it('tells late reports from missing ones', () => {
    const house = oneRollout()
    expect(house.told('2026-11-30T12:00:00Z')).toHaveProperty('reportsMissing', 1)
    house.at('2026-12-10T09:00:00Z').say(1, f.reported(f.lisbon, f.maria))
    expect(house.told('2026-12-10T12:00:00Z')).toMatchObject({ reportsLate: 1, trialsReported: 1 })
    expect(house.told('2026-12-10T12:00:00Z')).not.toHaveProperty('reportsMissing')
  })

  it('waits for no report of a team that withdrew, and of one that is not due', () => {
    const house = oneRollout()
    expect(house.told('2026-11-29T12:00:00Z')).not.toHaveProperty('reportsMissing')
    house.at('2026-11-25T09:00:00Z').say(1, f.withdrew(f.lisbon, f.maria))
    expect(house.told('2027-02-01T12:00:00Z')).toMatchObject({ withdrawals: 1, trialsBegun: 1 })
    expect(house.told('2027-02-01T12:00:00Z')).not.toHaveProperty('reportsMissing')
  })

  it('begins no trial where the team withdrew before its first day', () => {
    const house = oneRollout().at('2026-11-23T08:00:00Z').say(1, f.withdrew(f.lisbon, f.maria))
    expect(house.told('2027-02-01T12:00:00Z')).not.toHaveProperty('trialsBegun')
  })
})

describe('a team', () => {
  it('that changes its mind has answered once, by its first word, as its last word says', () => {
    const told = house()
      .open(1)
      .say(1, f.assigned(f.lisbon))
      .at('2026-11-20T11:00:00Z')
      .say(1, f.answered(f.lisbon, 'accept', f.maria))
      .at('2026-11-24T11:00:00Z')
      .say(1, f.answered(f.lisbon, 'reject', f.joao))
      .told('2026-12-01T10:00:00Z')
    expect(told).toMatchObject({ teamsAsked: 1, answersInTime: 1, answersReject: 1, answerMedianHours: 1 })
    expect(told).not.toHaveProperty('answersAccept')
    expect(told).not.toHaveProperty('withdrawals')
  })

  it('has its time from when its first invitation left', () => {
    const told = house().open(1).say(1, f.assigned(f.lisbon))
    const answerDue = { at: asInstant('2026-11-24T18:00:00Z'), rule: 'counted from there' }
    const left = (person: typeof f.maria, instant: string) =>
      ({ what: 'invitation-left', team: f.lisbon, person, at: asInstant(instant), answerDue }) as const
    told.journal.push({
      ticket: asTicketId(1),
      at: asInstant('2026-11-23T12:00:00Z'),
      event: f.tick(),
      facts: [
        { what: 'answer-moved', team: f.lisbon, answerDue },
        left(f.maria, '2026-11-23T10:00:00Z'),
        left(f.joao, '2026-11-23T12:00:00Z'),
      ],
    })
    told.at('2026-11-23T13:00:00Z').say(1, f.answered(f.lisbon, 'accept', f.maria))
    expect(told.figures('2026-12-01T10:00:00Z')).toMatchObject({
      answersInTime: 1,
      answersLate: 0,
      answerMedianHours: 3,
      answerP90WorkingDays: 0,
    })
  })

  it('asked in two rounds counts in each, silent in the first', () => {
    const told = house()
      .open(1)
      .say(1, f.assigned(f.lisbon))
      .at('2026-11-23T18:00:00Z')
      .say(1, f.tick())
      .say(1, f.said({ type: 'unassigned', team: f.lisbon }, f.byManager))
      .at('2026-12-01T09:00:00Z')
      .say(1, f.assigned(f.lisbon))
      .at('2026-12-01T10:00:00Z')
      .say(1, f.answered(f.lisbon, 'accept', f.maria))
      .told('2026-12-01T11:00:00Z')
    expect(told).toMatchObject({ teamsAsked: 2, teamsSilent: 1, answersInTime: 1, answerMedianHours: 1 })
  })

  it('that says withdraw instead of an answer has said no, and taken nothing back', () => {
    const told = house()
      .open(1)
      .say(1, f.assigned(f.lisbon))
      .say(1, f.withdrew(f.lisbon, f.maria))
      .told('2026-11-21T10:00:00Z')
    expect(told).toMatchObject({ answersReject: 1, answersInTime: 1 })
    expect(told).not.toHaveProperty('withdrawals')
  })

  it('that is taken off, or whose letters all came back, was not silent', () => {
    const taken = house()
      .open(1)
      .say(1, f.assigned(f.lisbon))
      .say(1, f.said({ type: 'unassigned', team: f.lisbon }, f.byManager))
    expect(taken.told('2026-12-01T10:00:00Z')).toMatchObject({ teamsAsked: 1, teamsSpared: 1 })
    const back = house()
      .open(1)
      .say(1, f.assigned(f.desy))
      .say(1, f.said({ type: 'invitation-bounced', team: f.desy, person: f.jan }, { kind: 'clock' }))
    expect(back.told('2026-12-01T10:00:00Z')).toMatchObject({ teamsAsked: 1, teamsUnreachable: 1 })
    for (const told of [taken, back])
      expect(told.told('2026-12-01T10:00:00Z')).not.toHaveProperty('teamsSilent')
  })

  it('that offered its site was not asked, and its trial counts', () => {
    const told = house()
      .open(1)
      .say(1, f.assigned(f.lisbon))
      .say(1, f.offeredBy(f.offered, f.subscriber))
      .at('2026-11-20T11:00:00Z')
      .say(1, f.took(f.offered))
      .at('2026-11-26T11:00:00Z')
      .say(1, f.reported(f.offered, f.subscriber))
      .told('2026-12-01T10:00:00Z')
    expect(told).toMatchObject({ teamsAsked: 1, teamsSilent: 1, offersMade: 1, offersTaken: 1 })
    expect(told).toMatchObject({ trialsBegun: 1, trialsReported: 1 })
    expect(told).not.toHaveProperty('answersAccept')
  })

  it('whose answer was undone has not answered', () => {
    const told = house().open(1).say(1, f.assigned(f.lisbon))
    const accept = f.answered(f.lisbon, 'accept', f.maria)
    told.say(1, accept)
    expect(told.told('2026-12-01T10:00:00Z')).toHaveProperty('answersAccept', 1)
    const facts = [{ what: 'undone' as const, event: accept.id }]
    const [undo] = [f.said({ type: 'ticked' }, { kind: 'clock' })]
    told.journal.push({ ticket: asTicketId(1), at: f.friday, event: undo, facts })
    expect(told.told('2026-12-01T10:00:00Z')).toMatchObject({ teamsSilent: 1 })
    expect(told.told('2026-12-01T10:00:00Z')).not.toHaveProperty('answersAccept')
  })
})

describe('where things count', () => {
  it('a rollout where it was opened, its end where it was resolved, an answer where it was given', () => {
    const told = house()
      .at('2026-12-31T10:00:00Z')
      .open(1)
      .say(1, f.assigned(f.lisbon))
      .at('2027-01-04T10:00:00Z')
      .say(1, f.answered(f.lisbon, 'accept', f.maria))
      .at('2027-01-14T10:00:00Z')
      .say(1, f.reported(f.lisbon, f.maria))
      .say(1, document())
      .say(1, outcome('ACCEPT'))
      .say(1, resolve())
    const [fourth, first] = ['2026Q4', '2027Q1'].map((one) => told.told('2027-02-01T10:00:00Z', q(one)))
    expect(fourth).toEqual({ rolloutsOpened: 1, teamsAsked: 1 })
    expect(first).toMatchObject({ rolloutsResolved: 1, outcomesAccept: 1, answersLate: 1, trialsReported: 1 })
  })

  it('reopened, it is open again, and the outcome is taken back', () => {
    const told = oneRollout()
      .say(1, outcome('ACCEPT'))
      .say(1, resolve('it is urgent'))
      .say(1, f.said({ type: 'reopened' }, f.byManager))
    expect(told.told('2026-12-31T08:00:00Z')).toHaveProperty('rolloutsStillOpen', 1)
    for (const none of ['rolloutsResolved', 'outcomesAccept'])
      expect(told.told('2026-12-31T08:00:00Z')).not.toHaveProperty(none)
  })

  it('emergencies are counted with the others, and timed apart', () => {
    const told = oneRollout()
      .at('2026-11-26T09:00:00Z')
      .open(2, { emergency: true })
      .say(2, f.assigned(f.srce))
      .at('2026-11-26T10:00:00Z')
      .say(2, f.answered(f.srce, 'reject', f.ana))
      .say(2, outcome('REJECT'))
      .at('2026-11-27T09:00:00Z')
      .say(2, resolve('nobody can'))
      .told('2026-12-31T08:00:00Z')
    expect(told).toMatchObject({
      rolloutsOpened: 2,
      emergenciesOpened: 1,
      answersInTime: 2,
      answerMedianHours: 42,
      emergencyAnswerMedianHours: 1,
      emergencyResolveMedianDays: 1,
    })
    expect(told).not.toHaveProperty('resolveMedianDays')
  })

  it('a quarter ends at midnight of the bot’s zone', () => {
    expect(q('2026Q3')).toEqual({
      label: '2026-Q3',
      from: '2026-06-30T22:00:00Z',
      until: '2026-09-30T22:00:00Z',
    })
    expect(q('2027-q1')).toMatchObject({ from: '2026-12-31T23:00:00Z', until: '2027-03-31T22:00:00Z' })
    expect(q('last').label).toBe('2026-Q3')
    for (const wrong of ['2026Q5', '26Q1', '2026', 'Q1', '', '2026Q11', 'next'])
      expect(readQuarter(wrong, f.friday, zone)).toBeNull()
    const all = quartersBetween(asInstant('2025-12-31T23:30:00Z'), f.friday, zone)
    expect(all.map(({ label }) => label)).toEqual(['2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4'])
  })

  it.each([
    [[], null],
    [[3], 3],
    [[4, 1], 2.5],
    [[9, 1, 2], 2],
    [[4, 3, 2, 1], 2.5],
  ])('the median of %j is %j', (values, middle) => {
    expect(median(values)).toBe(middle)
  })
})

// ---- A random house, and a slow second count ------------------------------------------------------------------

const teams = [f.lisbon, f.desy, f.srce]
const people = { [f.lisbon]: f.maria, [f.desy]: f.jan, [f.srce]: f.ana }
const step = fc.record({
  ticket: fc.integer({ min: 1, max: 4 }),
  hours: fc.integer({ min: 0, max: 100 }),
  team: fc.constantFrom(...teams),
  what: fc.constantFrom(
    'assign',
    'assign',
    'accept',
    'accept',
    'reject',
    'withdraw',
    'report',
    'tick',
    'unassign',
    'offer',
    'take',
    'extend',
    'outcome',
    'resolve',
    'reopen',
    'started',
    'ggus',
    'now',
    'bounce',
  ),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

function lived(steps: readonly Step[]) {
  const told = house()
  let at = Date.parse('2026-08-03T08:00:00Z')
  for (const id of [1, 2, 3, 4]) {
    told.at(new Date(at).toISOString().replace('.000', '')).open(id, id === 4 ? { emergency: true } : {})
    at += 9 * 86_400_000
  }
  for (const { ticket, hours, team, what } of steps) {
    at += hours * 3_600_000
    told.at(new Date(at).toISOString().replace('.000', ''))
    const by = people[team] ?? f.maria
    const events: { [what: string]: () => Event } = {
      assign: () => f.assigned(team),
      accept: () => f.answered(team, 'accept', by),
      reject: () => f.answered(team, 'reject', by),
      withdraw: () => f.withdrew(team, by),
      report: () => f.reported(team, by, `${at}`),
      tick: () => f.tick(),
      unassign: () => f.said({ type: 'unassigned', team }, f.byManager),
      offer: () => f.offeredBy(f.offered, f.subscriber),
      take: () => f.took(f.offered),
      extend: () => f.said({ type: 'extended', team, how: { span: { n: 2, unit: 'day' } } }, f.byManager),
      outcome: () => outcome('ACCEPT'),
      resolve: () => resolve('enough'),
      reopen: () => f.said({ type: 'reopened' }, f.byManager),
      started: () => f.said({ type: 'started', team }, f.person(by)),
      ggus: () =>
        f.said(
          { type: 'ggus-named', tickets: [{ number: hours, url: `https://ggus.eu/${hours}` }] },
          f.byManager,
        ),
      now: () => f.said({ type: 'call-now' }, f.byManager),
      bounce: () => f.said({ type: 'invitation-bounced', team, person: by }, { kind: 'clock' }),
    }
    const event = events[what]
    if (event) told.say(ticket, event())
  }
  return { told, today: new Date(at + 3_600_000).toISOString().replace('.000', '') }
}
const counts = figureNames.filter((name) => figure(name).unit === 'count')

/** Row by row over the tickets as they stood before and after: what changed is what happened. */
function slowCount(journal: readonly JournalPart[]) {
  const stood = new Map<number, Ticket>()
  const rounds = new Map<string, { in: number; late: number; last: string }>()
  const slow: { [name in FigureName]?: number } = {}
  const add = (name: FigureName, n = 1) => {
    slow[name] = (slow[name] ?? 0) + n
  }
  const taking = (state?: string) => state === 'accepted' || state === 'reported'
  for (const { ticket: id, facts } of journal) {
    const first = stood.get(id) ?? null
    let now = first
    for (const fact of facts) {
      const was = now
      now = evolve(was, fact)
      for (const seat of now.seats) {
        const old = was?.seats.find(({ team }) => team === seat.team)
        if (seat === old) continue
        const taken = facts.some((one) => one.what === 'offer-moved' && one.state === 'taken')
        if (seat.round !== old?.round && !taken) add('teamsAsked')
        const key = `${id}/${seat.team}/${seat.round}`
        const round = rounds.get(key) ?? { in: 0, late: 0, last: '' }
        const said = seat.state !== old?.state && ['accepted', 'rejected', 'withdrawn'].includes(seat.state)
        if (said && !taken && seat.saidAt) {
          const timely = seat.saidAt <= seat.answerDue.at
          rounds.set(key, {
            in: round.in + round.late > 0 ? round.in : Number(timely),
            late: round.in + round.late > 0 ? round.late : Number(!timely),
            last: seat.state === 'withdrawn' ? round.last || 'rejected' : seat.state,
          })
        }
        if (seat.state === 'withdrawn' && taking(old?.state) && old?.state !== 'reported') add('withdrawals')
        if (seat.extended && fact.what === 'extended') add('extensionsGiven')
      }
    }
    if (!now) continue
    add('callsPosted', now.calls.length - (first?.calls.length ?? 0))
    add('offersMade', now.offers.length - (first?.offers.length ?? 0))
    stood.set(id, now)
  }
  const all = [...stood.values()]
  const answered = [...rounds.values()]
  return {
    ...slow,
    rolloutsOpened: all.length,
    rolloutsResolved: all.filter(({ status }) => status === 'resolved').length,
    rolloutsStillOpen: all.filter(({ status }) => status !== 'resolved').length,
    outcomesAccept: all.filter((ticket) => ticket.outcome).length,
    answersInTime: answered.reduce((sum, round) => sum + round.in, 0),
    answersLate: answered.reduce((sum, round) => sum + round.late, 0),
    answersAccept: answered.filter(({ last }) => last === 'accepted').length,
    answersReject: answered.filter(({ last }) => last === 'rejected').length,
    ggusTickets: all.flatMap(({ ggus = [] }) => ggus).length,
  }
}

describe('a random house', () => {
  const houses = fc.array(step, { minLength: 5, maxLength: 60 })

  it('is counted as a slow second count counts it', () => {
    fc.assert(
      fc.property(houses, (steps) => {
        const { told, today } = lived(steps)
        const fast = told.figures(today)
        const slow = slowCount(told.journal)
        for (const [name, value] of Object.entries(slow))
          expect([name, fast[name as FigureName]]).toEqual([name, value])
      }),
      { numRuns: 150 },
    )
  })

  it('adds up over its quarters, and every team asked met one fate', () => {
    fc.assert(
      fc.property(houses, (steps) => {
        const { told, today } = lived(steps)
        const whole = told.figures(today)
        const quarters = quartersBetween(asInstant('2026-08-01T00:00:00Z'), asInstant(today), zone)
        const parts = quarters.map((quarter) => told.figures(today, quarter))
        for (const name of counts)
          expect([name, parts.reduce((sum, part) => sum + (part[name] ?? 0), 0)]).toEqual([name, whole[name]])
        const { answersInTime, answersLate, teamsSilent, teamsUnreachable, teamsSpared, teamsAwaited } = whole
        const fates = [answersInTime, answersLate, teamsSilent, teamsUnreachable, teamsSpared, teamsAwaited]
        expect(fates.reduce<number>((sum, fate) => sum + (fate ?? 0), 0)).toBe(whole.teamsAsked)
        expect((whole.answersAccept ?? 0) + (whole.answersReject ?? 0)).toBe(
          (answersInTime ?? 0) + (answersLate ?? 0),
        )
        expect((whole.reportsOnTime ?? 0) + (whole.reportsLate ?? 0)).toBe(whole.trialsReported)
        expect(whole.trialsReported ?? 0).toBeLessThanOrEqual(whole.trialsBegun ?? 0)
      }),
      { numRuns: 150 },
    )
  })
})
