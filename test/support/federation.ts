// A small federation for the quiet room's tests: three teams, two stacks' managers, lists, and a fixed Friday.
import {
  asEventId,
  asInstant,
  asPersonId,
  asStackName,
  asTeamName,
  asTicketId,
} from '../../src/rollout/ids.ts'
import { decide, type Decision } from '../../src/rollout/decide.ts'
import type { Actor, Event } from '../../src/rollout/event.ts'
import type { Effect } from '../../src/rollout/effect.ts'
import type { Report, Seat, Ticket } from '../../src/rollout/ticket.ts'
import type { World } from '../../src/rollout/world.ts'

export const lisbon = asTeamName('ea-NGI_IBERGRID-LIP-Lisbon')
export const desy = asTeamName('ea-NGI_DE-DESY-HH')
export const srce = asTeamName('ea-NGI_HR-egee.srce.hr')
export const offered = asTeamName('ea-NGI_UK-UKI-LT2-Brunel')
/** A site that stands in no list of ours. */
export const ghost = asTeamName('ea-NGI_XX-Nowhere')
export const maria = asPersonId('p1')
export const joao = asPersonId('p2')
export const jan = asPersonId('p3')
export const ana = asPersonId('p4')
export const gliteManager = asPersonId('p5')
export const opsManager = asPersonId('p6')
export const releaseOwner = asPersonId('p7')
export const subscriber = asPersonId('p8')
export const arcManager = asPersonId('p9')
export const stranger = asPersonId('p10')
export const list = 'early-adopters-glite@mailman.egi.example'
export const widerList = 'early-adopters-ops@mailman.egi.example'
const glite = asStackName('glite')
const arc = asStackName('arc')

/** Friday 20 November 2026, 10:00 UTC. */
export const friday = asInstant('2026-11-20T10:00:00Z')

export const federation: World = {
  now: friday,
  calendar: { closed: [], holidays: {} },
  roster: {
    teams: [
      {
        name: lisbon,
        ngi: 'NGI_IBERGRID',
        site: 'LIP-Lisbon',
        country: 'PT',
        zone: 'Europe/Lisbon',
        stacks: [glite],
        members: [maria, joao],
        aliases: [],
      },
      {
        name: desy,
        ngi: 'NGI_DE',
        site: 'DESY-HH',
        country: 'DE',
        zone: 'Europe/Berlin',
        stacks: [glite],
        members: [jan],
        aliases: [],
      },
      {
        name: srce,
        ngi: 'NGI_HR',
        site: 'egee.srce.hr',
        country: 'HR',
        zone: 'Europe/Zagreb',
        stacks: [],
        members: [ana],
        aliases: [],
      },
    ],
  },
  stacks: [
    {
      name: glite,
      titles: ['gLite', 'EMI'],
      components: ['CA'],
      managers: [gliteManager],
      lists: [list],
      componentLists: {},
      repositories: { 'EMI-1': 'https://repo.egi.example/emi/1/testing' },
    },
    {
      name: arc,
      titles: ['ARC'],
      components: [],
      managers: [arcManager],
      lists: ['early-adopters-arc@mailman.egi.example'],
      componentLists: {},
      repositories: {},
    },
  ],
  managers: { all: [opsManager], release: [releaseOwner] },
  policy: {
    zone: 'Europe/Amsterdam',
    releaseGroup: 'sw-rel-sr',
    answer: { n: 1, unit: 'working day' },
    remindAt: '09:00',
    dueAt: '18:00',
    remindCapDays: 30,
    trial: { n: 7, unit: 'day' },
    trialCheck: { n: 5, unit: 'day' },
    started: { n: 3, unit: 'working day' },
    emergencyAnswer: { n: 4, unit: 'working hour' },
    emergencyTrial: { n: 1, unit: 'day' },
    escalation: {
      mode: 'auto',
      preview: { n: 4, unit: 'working hour' },
      round: { n: 3, unit: 'working day' },
      seats: 2,
      wider: [widerList],
    },
  },
  sites: [{ ngi: 'NGI_UK', site: 'UKI-LT2-Brunel' }],
  held: [],
  doors: { open: [], trackerByMail: false },
  nextTicket: asTicketId(42),
}

type Draft = Event extends infer E ? (E extends Event ? Omit<E, 'id' | 'by' | 'at'> : never) : never
let counter = 0

export const person = (id: Actor & { kind: 'person' } extends { id: infer P } ? P : never): Actor => ({
  kind: 'person',
  id,
})

/** An event by somebody, said now; every event gets an id of its own. */
export function said(draft: Draft, by: Actor, at = federation.now): Event {
  counter += 1
  return { ...draft, id: asEventId(`e${counter}`), by, at }
}

export const release = {
  stack: 'EMI-1.0',
  component: 'SE-DPM_mysql',
  version: '1.8.0-1',
  os: 'SL5',
  arch: 'x86_64',
}
export const title = 'Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64'
export const byManager = person(gliteManager)
export const opening = (): Event =>
  said({ type: 'opened', title, release, parent: { ref: '2205' } }, byManager)

/** What has to be decided; a refusal fails the test with its code. */
function decided(decision: Decision) {
  if (decision.kind === 'refused') throw new Error(`refused: ${JSON.stringify(decision.refusal)}`)
  return decision
}

/** Given a ticket after these events, each at the world of its moment. */
export function given(...events: readonly (Event | { at: string })[]): {
  ticket: Ticket
  world: World
  effects: readonly Effect[]
} {
  let world = federation
  let ticket: Ticket | null = null
  let effects: readonly Effect[] = []
  for (const event of events) {
    if (!('type' in event)) {
      world = { ...world, now: asInstant(event.at) }
      continue
    }
    const decision = decided(
      decide(ticket, { ...event, at: event.at === friday ? world.now : event.at }, world),
    )
    ticket = decision.ticket
    effects = decision.effects
  }
  if (!ticket) throw new Error('no ticket was opened')
  return { ticket, world, effects }
}

export const tick = (): Event => said({ type: 'ticked' }, { kind: 'clock' })
export const assigned = (...teams: (typeof lisbon)[]): Event => said({ type: 'assigned', teams }, byManager)
export const answered = (team: typeof lisbon, answer: 'accept' | 'reject', by: typeof maria): Event =>
  said({ type: 'answered', team, answer }, person(by))

export const lettersIn = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.kind === 'letter' ? [effect] : []))
/** `letter → person or list`, sorted: what a rule's effects look like at a glance. */
export const lettersOf = (effects: readonly Effect[]) =>
  lettersIn(effects)
    .map(
      ({ letter, to }) =>
        `${letter.letter} → ${'person' in to ? to.person : 'list' in to ? to.list : 'tracker'}`,
    )
    .toSorted()

export const withdrew = (team: typeof lisbon, by: typeof maria): Event =>
  said({ type: 'withdrew', team }, person(by))
export const offeredBy = (team: typeof lisbon, by: typeof maria, proven = true): Event =>
  said({ type: 'offered', team, proven }, person(by))
export const took = (team: typeof lisbon): Event => said({ type: 'took', team }, byManager)
export const reported = (
  team: typeof lisbon | null,
  by: typeof maria,
  sha256 = 'aa',
  verdict: Report['verdict'] = 'filed',
): Event =>
  said(
    { type: 'report-received', team, name: 'r.odt', original: 'r.odt', sha256, bytes: 3, verdict },
    person(by),
  )

/** A ticket's life told event by event; no effect key may come twice in it, or a letter would silently be lost. */
export function story(change: Partial<World> = {}) {
  let world: World = { ...federation, ...change }
  let ticket: Ticket | null = null
  const keys = new Set<string>()
  const stamped = (event: Event): Event => ({ ...event, at: event.at === friday ? world.now : event.at })
  const self = {
    get ticket(): Ticket {
      if (!ticket) throw new Error('no ticket was opened')
      return ticket
    },
    get world(): World {
      return world
    },
    seat(team: typeof lisbon): Seat {
      const found = self.ticket.seats.find((one) => one.team === team)
      if (!found) throw new Error(`no seat of ${team}`)
      return found
    },
    with(other: Partial<World>) {
      world = { ...world, ...other }
      return self
    },
    at(now: string) {
      world = { ...world, now: asInstant(now) }
      return self
    },
    /** Says an event; a refusal fails the test. */
    say(event: Event) {
      const decision = decided(decide(ticket, stamped(event), world))
      for (const { key } of decision.effects) {
        if (keys.has(key)) throw new Error(`the effect ${key} comes twice`)
        keys.add(key)
      }
      ticket = decision.ticket
      const { effects, did } = decision
      return { effects, did, letters: lettersOf(effects), keys: effects.map(({ key }) => key) }
    },
    tick() {
      return self.say(tick())
    },
    /** Says an event that is refused, and answers with the refusal; nothing changes. */
    refused(event: Event) {
      const decision = decide(ticket, stamped(event), world)
      if (decision.kind === 'decided') throw new Error(`not refused: ${JSON.stringify(decision.did)}`)
      return decision.refusal
    },
    /** Opens the ticket and assigns teams: what most stories begin with. */
    asking(...teams: (typeof lisbon)[]) {
      self.say(opening())
      if (teams.length > 0) self.say(assigned(...teams))
      return self
    },
  }
  return self
}
