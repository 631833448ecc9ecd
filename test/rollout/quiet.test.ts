// When letters that can wait may leave, which ones can, and what comes first where several go as one.
import { describe, expect, it } from 'vitest'
import {
  byUrgency,
  dayBegan,
  gatheredOf,
  hasteOf,
  leavesAt,
  morningAfter,
  placeOfReader,
} from '../../src/rollout/quiet.ts'
import type { FailedLetter } from '../../src/rollout/alert.ts'
import type { Effect, Letter } from '../../src/rollout/effect.ts'
import { asInstant, asPersonId, asTicketId } from '../../src/rollout/ids.ts'
import { federation } from '../support/federation.ts'

const hours = { from: '08:00', until: '18:00' }
const calendar = {
  closed: ['2026-12-24'],
  holidays: { PT: { '2026-12-08': 'Immaculate Conception' }, DE: {} },
}
const lisbon = { zone: 'Europe/Lisbon', country: 'PT' }
const berlin = { zone: 'Europe/Berlin', country: 'DE' }
const cairo = { zone: 'Africa/Cairo', country: 'EG' }
const taipei = { zone: 'Asia/Taipei', country: 'TW' }
const nowhere = { zone: 'Europe/Amsterdam', country: '' }

describe('a letter that can wait', () => {
  it.each([
    ['at the first minute of working hours', berlin, '2026-11-23T07:00:00Z', '2026-11-23T07:00:00Z'],
    ['a second before them', berlin, '2026-11-23T06:59:59Z', '2026-11-23T07:00:00Z'],
    ['in the last minute', berlin, '2026-11-23T16:59:59Z', '2026-11-23T16:59:59Z'],
    ['when they end', berlin, '2026-11-23T17:00:00Z', '2026-11-24T07:00:00Z'],
    ['in another zone at the same moment', lisbon, '2026-11-23T17:00:00Z', '2026-11-23T17:00:00Z'],
    ['on Friday evening', berlin, '2026-11-20T18:30:00Z', '2026-11-23T07:00:00Z'],
    ['on Saturday', nowhere, '2026-11-21T10:00:00Z', '2026-11-23T07:00:00Z'],
    ['on a Friday where the week ends on Thursday', cairo, '2026-11-20T10:00:00Z', '2026-11-22T06:00:00Z'],
    ['on a Sunday where people work', cairo, '2026-11-22T10:00:00Z', '2026-11-22T10:00:00Z'],
    ['on a holiday of the country', lisbon, '2026-12-08T10:00:00Z', '2026-12-09T08:00:00Z'],
    ['on the same day elsewhere', berlin, '2026-12-08T10:00:00Z', '2026-12-08T10:00:00Z'],
    ['on a closed day', berlin, '2026-12-24T10:00:00Z', '2026-12-25T07:00:00Z'],
    ['where it is tomorrow already', taipei, '2026-11-23T23:30:00Z', '2026-11-24T00:00:00Z'],
    ['over the night in which summer time begins', berlin, '2027-03-26T20:00:00Z', '2027-03-29T06:00:00Z'],
  ])('%s', (_, place, now, leaves) => {
    expect(leavesAt(asInstant(now), place, hours, calendar)).toBe(leaves)
  })

  it('leaves at any time where the hours are the same twice', () => {
    const always = { from: '00:00', until: '00:00' }
    expect(leavesAt(asInstant('2026-11-21T02:00:00Z'), berlin, always, calendar)).toBe('2026-11-21T02:00:00Z')
  })

  it('has a morning after today, and a day that began at midnight of the wall clock', () => {
    const at = asInstant('2026-11-23T23:30:00Z')
    expect(morningAfter(at, berlin, hours, calendar)).toBe('2026-11-25T07:00:00Z')
    expect(dayBegan(at, berlin)).toBe('2026-11-23T23:00:00Z')
    expect(dayBegan(at, lisbon)).toBe('2026-11-23T00:00:00Z')
  })
})

const about = (ticket: number, more = {}) => ({
  ticket: asTicketId(ticket),
  title: '',
  release: { stack: '', component: 'CA', version: '1', os: '', arch: '' },
  stack: null,
  links: {},
  ...more,
})
const person = { person: asPersonId('p1'), zone: 'Europe/Lisbon', because: 'team-member' as const }
const reminder = (ticket: number, due: string, more = {}): Letter => ({
  letter: 'reminder',
  about: about(ticket, more),
  to: 'team',
  asks: 'answer',
  team: federation.roster.teams[0]?.name ?? ('' as never),
  due: { at: asInstant(due), rule: '' },
})
const team = federation.roster.teams[0]?.name ?? ('' as never)
const due = { at: asInstant('2026-11-23T18:00:00Z'), rule: '' }
const note: Letter = { letter: 'note-shared', about: about(9), author: 'managers', text: '' }
const effect = (letter: Letter, key = 'k'): Extract<Effect, { kind: 'letter' }> => ({
  kind: 'letter',
  key,
  to: person,
  letter,
})

const failed = (to: FailedLetter['to']): Letter => ({
  letter: 'delivery-failed',
  about: about(1),
  failed: { what: 'call to the list', said: '', to, how: 'held', error: '' },
})

describe('how much a letter hurries', () => {
  it.each([
    ['a reminder waits', effect(reminder(1, '2026-11-23T18:00:00Z')), 0],
    ['a note does not', effect(note), 1],
    [
      'a reminder that a manager asked for goes first',
      effect(reminder(1, '2026-11-23T18:00:00Z'), 't1/reminder/asked/e1/p1'),
      2,
    ],
    ['an emergency waits for nothing', effect(reminder(1, '2026-11-23T18:00:00Z', { emergency: true })), 3],
    ['but for news that it can do without', effect({ ...note, about: about(9, { emergency: true }) }), 1],
    [
      'whose hours are nobody’s working hours',
      effect({ letter: 'team-silent', about: about(1, { emergency: true }), team, due, bounced: false }),
      1,
    ],
    ['a silent team waits', effect({ letter: 'team-silent', about: about(1), team, due, bounced: false }), 0],
    [
      'not one that nothing reaches',
      effect({ letter: 'team-silent', about: about(1), team, due, bounced: true }),
      1,
    ],
    [
      'that a list has not posted a call waits for nothing: its hours run',
      effect(failed({ reader: 'list', list: 'l@lists.example' })),
      3,
    ],
    ['that a letter to a person came back is news like other news', effect(failed({ reader: 'manager' })), 1],
    [
      'a receipt is not counted',
      effect({ letter: 'receipt', about: null, subject: '', items: [], prose: '' }),
      null,
    ],
    [
      'nor is a post to a list',
      {
        ...effect({ letter: 'call', about: about(1), round: 1, list: 'l', wanted: 2 }),
        to: { list: 'l', zone: 'UTC', because: 'called-list' as const },
      },
      null,
    ],
  ] as const)('%s', (_, one, haste) => {
    expect(hasteOf(one)).toBe(haste)
  })

  it('is reckoned where the team is, and for managers where the bot is', () => {
    const team = federation.roster.teams.find(({ members }) => members.length > 0)
    const member = { ...person, person: team?.members[0] ?? person.person, zone: team?.zone ?? '' }
    expect(placeOfReader(member, federation.roster, federation.policy)).toEqual({
      zone: team?.zone,
      country: team?.country,
    })
    const manager = { ...member, because: 'manager' as const }
    expect(placeOfReader(manager, federation.roster, { ...federation.policy, country: 'NL' })).toEqual({
      zone: 'Europe/Amsterdam',
      country: 'NL',
    })
    // A team without a country on the roster keeps the bot's days, as its deadlines do.
    const roster = { teams: federation.roster.teams.map((one) => ({ ...one, country: '' })) }
    expect(placeOfReader(member, roster, { ...federation.policy, country: 'NL' })).toEqual({
      zone: team?.zone,
      country: 'NL',
    })
  })
})

describe('several letters in one', () => {
  const digest: Letter = {
    letter: 'digest',
    about: null,
    day: '2026-11-23',
    more: 0,
    items: [1, 2, 3].map((ticket) => ({
      ticket: asTicketId(ticket),
      release: about(1).release,
      waits: 'teams',
      since: asInstant('2026-11-20T10:00:00Z'),
    })),
  }
  const parts = [
    note,
    digest,
    reminder(2, '2026-11-25T18:00:00Z'),
    reminder(3, '2026-11-24T18:00:00Z'),
    reminder(4, '2026-11-30T18:00:00Z', { emergency: true }),
  ].map((letter, at) => ({ of: at + 1, to: person, letter }))

  it('stand in the order of what is wanted first, emergencies before all', () => {
    expect(byUrgency(parts).map(({ of }) => of)).toEqual([5, 4, 3, 1, 2])
  })

  it('are numbered through, with the numbers of a daily letter among them', () => {
    expect(gatheredOf(parts).parts.map(({ of, number }) => [of, number])).toEqual([
      [5, 1],
      [4, 2],
      [3, 3],
      [1, 4],
      [2, 5],
    ])
    const first = gatheredOf([
      { of: 1, to: person, letter: digest },
      { of: 2, to: person, letter: note },
    ])
    expect(first.parts.map(({ number }) => number)).toEqual([1, 4])
  })
})
