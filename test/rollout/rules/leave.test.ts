// SPEC §1.3, §1.4: the time to answer runs from the first invitation that leaves and does not bounce, the time to stop a
// call from the leaving of its preview. What is made on Friday may leave on Tuesday.
import { describe, expect, it } from 'vitest'
import { nextDeadline } from '../../../src/rollout/view.ts'
import { isOvertaken } from '../../../src/rollout/overtaken.ts'
import { isOutOfDate, leavingMatters } from '../../../src/rollout/steps/leave.ts'
import type { Unsent, World } from '../../../src/rollout/world.ts'
import { asInstant } from '../../../src/rollout/ids.ts'
import * as f from '../../support/federation.ts'
import { lettersIn, said, story } from '../../support/federation.ts'

type Person = typeof f.maria
type Told = ReturnType<typeof story>
const clock = { kind: 'clock' } as const
const friday = { at: asInstant('2026-11-23T18:00:00Z'), rule: 'as it was made' }
const leaves = (person: Person, team = f.lisbon, more: { anew?: true } = {}) =>
  said({ type: 'invitation-leaves', team, person, round: 1, prints: friday, ...more }, clock)
const bounced = (person: Person, team = f.lisbon) =>
  said({ type: 'invitation-bounced', team, person, round: 1 }, clock)
const waiting = (...people: readonly Person[]): readonly Unsent[] =>
  people.map((person) => ({
    letter: 'invitation',
    team: person === f.jan ? f.desy : f.lisbon,
    person,
    round: 1,
  }))
const due = (told: Told, team = f.lisbon) => told.seat(team).answerDue.at
const previews = (told: Told, ...people: readonly Person[]): Partial<World> => {
  const { escalation } = told.ticket
  if (escalation.state !== 'previewed') throw new Error(escalation.state)
  return {
    unsent: people.map((person) => ({
      letter: 'call-preview',
      person,
      round: escalation.round,
      since: escalation.previewedAt,
    })),
  }
}
const postAt = (told: Told) =>
  told.ticket.escalation.state === 'previewed' ? told.ticket.escalation.postAt?.at : undefined

describe('the time to answer', () => {
  it('is counted from the first invitation that leaves', () => {
    const told = story()
      .asking(f.lisbon)
      .with({ unsent: waiting(f.maria, f.joao) })
    told.at('2026-11-24T11:00:00Z').say(leaves(f.maria))
    expect(told.seat(f.lisbon)).toMatchObject({
      answerDue: { at: '2026-11-25T18:00:00Z' },
      remindAt: { at: '2026-11-25T09:00:00Z' },
    })
  })

  it('stays where it is when a later one leaves, which says the same date', () => {
    const told = story()
      .asking(f.lisbon)
      .with({ unsent: waiting(f.joao) })
    told.at('2026-11-23T08:00:00Z').say(leaves(f.joao))
    expect(due(told)).toBe('2026-11-23T18:00:00Z')
    expect(told.seat(f.lisbon).left).toMatchObject([{ person: f.joao, answerDue: { at: friday.at } }])
  })

  it('is not touched by a letter that leaves on the day on which it was made', () => {
    const told = story().asking(f.lisbon)
    const world = { ...told.world, now: asInstant('2026-11-20T17:30:00Z') }
    expect(leavingMatters(told.seat(f.lisbon), friday, world)).toBe(false)
    const { facts } = { facts: told.ticket.seats }
    told.at('2026-11-20T17:30:00Z').say(leaves(f.maria))
    expect(told.ticket.seats).toEqual(facts)
  })

  it('within hours is not moved by the seconds between making and leaving', () => {
    const told = story()
    told.say(said({ type: 'opened', title: f.title, release: f.release, emergency: true }, f.byManager))
    told.say(f.assigned(f.lisbon))
    const made = told.seat(f.lisbon).answerDue
    const say = (at: string) =>
      told
        .at(at)
        .say(
          said({ type: 'invitation-leaves', team: f.lisbon, person: f.maria, round: 1, prints: made }, clock),
        )
    told.with({ unsent: waiting(f.maria, f.joao) })
    say('2026-11-20T10:00:20Z')
    expect(told.seat(f.lisbon).answerDue).toEqual(made)
    say('2026-11-20T12:00:00Z')
    expect(Date.parse(due(told)) - Date.parse(made.at)).toBe(2 * 3_600_000)
  })

  it('where it came back, is counted from the next one that did not, and reminds of that', () => {
    const told = story()
      .asking(f.lisbon)
      .with({ unsent: waiting(f.joao) })
    told.at('2026-11-23T08:00:00Z').say(leaves(f.joao))
    told.with({ unsent: [] }).at('2026-11-23T12:00:00Z').say(bounced(f.maria))
    expect(due(told)).toBe('2026-11-24T18:00:00Z')
    expect(told.tick().letters).toEqual([])
    expect(told.at('2026-11-23T18:00:00Z').tick().letters).toEqual([])
    expect(told.at('2026-11-24T09:00:00Z').tick().letters).toEqual([`reminder → ${f.joao}`])
  })

  it('is given back to a team that passed for silent when the first comes back, and the call waits again', () => {
    const told = story()
      .asking(f.lisbon)
      .with({ unsent: waiting(f.joao) })
    told.at('2026-11-23T08:00:00Z').say(leaves(f.joao))
    told.with({ unsent: [] }).at('2026-11-23T18:00:00Z').tick()
    expect(told.ticket.escalation.state).toBe('previewed')
    told.at('2026-11-23T19:00:00Z').say(bounced(f.maria))
    expect(told.seat(f.lisbon)).toMatchObject({ dueNoted: false, answerDue: { at: '2026-11-24T18:00:00Z' } })
    expect(told.ticket.escalation.state).toBe('none')
    expect(told.at('2026-11-24T18:00:00Z').tick().letters).toContain(`call-preview → ${f.gliteManager}`)
  })

  it('never ends earlier than somebody has read', () => {
    const told = story()
      .asking(f.lisbon)
      .with({ unsent: waiting(f.maria, f.joao) })
    told.at('2026-11-24T11:00:00Z').say(leaves(f.maria))
    told
      .with({ unsent: waiting(f.joao) })
      .at('2026-11-24T12:00:00Z')
      .say(leaves(f.joao))
    told.say(bounced(f.maria))
    expect(due(told)).toBe('2026-11-25T18:00:00Z')
  })

  it('is of this round of invitation, and of nobody who has answered', () => {
    const told = story().asking(f.lisbon, f.desy)
    told.say(f.answered(f.lisbon, 'reject', f.maria))
    expect(told.at('2026-11-24T11:00:00Z').say(leaves(f.joao)).did).toMatchObject({ why: 'older' })
    told.say(f.assigned(f.lisbon))
    expect(told.say(leaves(f.joao)).did).toMatchObject({ why: 'older' })
    expect(told.say(leaves(f.ana, f.srce)).did).toMatchObject({ why: 'older' })
  })
})

describe('an invitation that has not left at all', () => {
  it('makes nobody silent and reminds nobody: its date moves on, and there is always a next one', () => {
    const told = story()
      .asking(f.lisbon)
      .with({ unsent: waiting(f.maria, f.joao) })
    for (const now of ['2026-11-23T09:00:00Z', '2026-11-24T18:00:00Z', '2026-12-01T12:00:00Z']) {
      expect(told.at(now).tick().letters).toEqual([])
      expect(told.seat(f.lisbon).dueNoted).toBe(false)
      expect(due(told) > now).toBe(true)
      expect((nextDeadline(told.ticket)?.at ?? '') > now).toBe(true)
    }
    expect(told.ticket.escalation.state).toBe('none')
  })

  it('brings no call when another team says no after its date', () => {
    const told = story()
      .asking(f.lisbon, f.desy)
      .with({ unsent: waiting(f.maria, f.joao) })
    const { letters } = told.at('2026-11-24T10:00:00Z').say(f.answered(f.desy, 'reject', f.jan))
    expect(letters).toEqual([])
    expect(told.ticket.escalation.state).toBe('none')
  })

  it('is as good as left where a colleague has theirs, whose silence is the team’s', () => {
    const told = story()
      .asking(f.lisbon)
      .with({ unsent: waiting(f.joao) })
    expect(told.at('2026-11-23T18:00:00Z').tick().letters).toContain(`call-preview → ${f.gliteManager}`)
  })

  it('is waited for where the colleague’s came back', () => {
    const told = story()
      .asking(f.lisbon)
      .with({ unsent: waiting(f.joao) })
    told.say(bounced(f.maria))
    expect(told.at('2026-11-23T18:00:00Z').tick().letters).toEqual([])
    told.at('2026-11-24T10:00:00Z').say(leaves(f.joao))
    expect(due(told)).toBe('2026-11-25T18:00:00Z')
  })
})

describe('an invitation that was kept back until its date was over', () => {
  it('is made anew for that person, with the date that holds now, and not for ever', () => {
    const told = story()
      .asking(f.desy)
      .with({ unsent: waiting(f.jan) })
    let made = 0
    for (const day of ['24', '25', '26', '27', '30']) {
      const now = asInstant(`2026-11-${day}T19:00:00Z`)
      if (!isOutOfDate(told.at(now).seat(f.desy), f.jan, friday, now)) break
      const { effects } = told.say(leaves(f.jan, f.desy, { anew: true }))
      expect(lettersIn(effects)).toMatchObject([
        { to: { person: f.jan }, letter: { letter: 'invitation', answerDue: told.seat(f.desy).answerDue } },
      ])
      made += 1
    }
    expect(made).toBe(4)
  })

  it('says once that it comes late where the team’s time is over by a colleague’s', () => {
    const told = story()
      .asking(f.lisbon)
      .with({ unsent: waiting(f.joao) })
    const now = asInstant('2026-11-24T10:00:00Z')
    told.at('2026-11-23T18:00:00Z').tick()
    expect(isOutOfDate(told.seat(f.lisbon), f.joao, friday, now)).toBe(true)
    told.at(now).say(leaves(f.joao, f.lisbon, { anew: true }))
    expect(isOutOfDate(told.seat(f.lisbon), f.joao, friday, asInstant('2026-11-24T11:00:00Z'))).toBe(false)
    expect(due(told)).toBe(friday.at)
  })
})

describe('letters about a date that moved', () => {
  it('that wait themselves are overtaken: the reminder of the old date, the word that the team is silent', () => {
    const told = story()
      .asking(f.lisbon, f.desy)
      .with({ unsent: waiting(f.joao) })
    told.at('2026-11-23T08:00:00Z').say(leaves(f.joao))
    const reminder = lettersIn(told.at('2026-11-23T09:00:00Z').tick().effects)[0]?.letter
    told.say(f.answered(f.desy, 'accept', f.jan))
    const silent = lettersIn(told.with({ unsent: [] }).at('2026-11-23T18:00:00Z').tick().effects)[0]?.letter
    if (reminder?.letter !== 'reminder' || silent?.letter !== 'team-silent') throw new Error('no letters')
    const isOver = () =>
      [reminder, silent].map((one) =>
        isOvertaken(one, told.ticket, asInstant('2026-11-23T09:00:00Z'), told.world.now),
      )
    told.at('2026-11-23T17:30:00Z')
    expect(isOver()).toEqual([false, false])
    told.say(bounced(f.maria))
    expect(isOver()).toEqual([true, true])
    expect(told.at('2026-11-24T18:00:00Z').tick().letters).toContain(`team-silent → ${f.opsManager}`)
  })
})

describe('the preview of a call', () => {
  const late = '2026-11-20T19:00:00Z'
  const previewed = () => {
    const told = story().asking(f.desy).at(late)
    told.say(f.answered(f.desy, 'reject', f.jan))
    return told
  }
  const leavesAt = (told: Told, at: string) =>
    told.at(at).say(said({ type: 'preview-leaves', round: 1 }, clock))

  it('made on Friday evening gives the managers Monday’s first four working hours', () => {
    expect(postAt(previewed())).toBe('2026-11-23T11:00:00Z')
  })

  it('that leaves when its reader’s window opens leaves them those hours, also where that is late in the day', () => {
    const told = previewed()
    told.with(previews(told, f.gliteManager, f.opsManager))
    leavesAt(told, '2026-11-23T07:00:00Z')
    expect(postAt(told)).toBe('2026-11-23T11:00:00Z')
    leavesAt(told, '2026-11-23T10:00:00Z')
    expect(postAt(told)).toBe('2026-11-23T14:00:00Z')
  })

  it('that has left to nobody is followed by no call, and by one once one manager has had it', () => {
    const told = previewed()
    told.with(previews(told, f.gliteManager, f.opsManager))
    expect(told.at('2026-11-23T11:00:00Z').tick().letters).toEqual([])
    expect(postAt(told)).toBe('2026-11-23T15:00:00Z')
    told.with(previews(told, f.opsManager))
    expect(told.at('2026-11-23T15:00:00Z').tick().letters).toEqual([`call → ${f.list}`])
  })

  it('moves nothing that is held, posted or of another round', () => {
    const told = previewed()
    told.say(said({ type: 'call-held' }, f.byManager))
    expect(leavesAt(told, '2026-11-23T10:00:00Z').did).toMatchObject({ did: 'nothing' })
  })
})
