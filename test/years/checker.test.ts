// The checker of the played years is no ornament: for each of its laws something that breaks it, and that it is seen.
import { describe, expect, it } from 'vitest'
import { asInstant, asTicketId } from '../../src/rollout/ids.ts'
import * as f from '../support/federation.ts'
import { makeChecker, type Limits } from './checker.ts'
import type { Sent } from './office.ts'
import type { Archive, Commit } from '../../src/ports.ts'
import type { Letter, Recipient } from '../../src/rollout/effect.ts'
import type { Event } from '../../src/rollout/event.ts'
import type { Ticket } from '../../src/rollout/ticket.ts'

const opened = f.given(f.opening())
const asked = f.given(f.opening(), f.assigned(f.lisbon))
const limits: Limits = {
  lettersADay: 3,
  window: { from: '08:00', until: '18:00' },
  megabytes: 4000,
}
const nothing = { queued: 0, leased: 0, deferred: 0, sent: 1, failed: 0, overtaken: 0 }
const mails = { new: 0, backlog: 0, handled: 1, held: 0, 'set-aside': 0, copy: 0 }

/** Memory that answers as it is told; whole where it is told nothing. */
const archiveOf = (says: {
  readonly ticket?: Ticket
  readonly journal?: readonly Event[]
  readonly broken?: number
  readonly letters?: Partial<typeof nothing>
  readonly mail?: Partial<typeof mails>
}): Archive =>
  ({
    ticket: async () => says.ticket ?? null,
    journal: async () => [],
    brokenJournalRow: async () => says.broken ?? null,
    counts: async () => ({
      letters: { ...nothing, ...says.letters },
      mail: { ...mails, ...says.mail },
      tickets: 1,
    }),
  }) as unknown as Archive
const checkerOn = (says: Parameters<typeof archiveOf>[0] = {}, kept: Limits = limits) =>
  makeChecker(archiveOf(says), f.federation, kept)
type Checker = ReturnType<typeof checkerOn>

const manager: Recipient = { person: f.gliteManager, zone: 'Europe/Amsterdam', because: 'manager' }
const member: Recipient = { person: f.maria, zone: 'Europe/Lisbon', because: 'team-member' }
let number = 0
const draft = (letter: Letter, to: Recipient, key = `k${(number += 1)}`): Commit['outbox'][number] => ({
  effect: { kind: 'letter', key, to, letter },
  ticket: asTicketId(42),
  priority: 1,
  notBefore: f.friday,
})
const commitOf = (outbox: Commit['outbox'], changes: Commit['changes'] = [], at = f.friday): Commit => ({
  at,
  changes,
  outbox,
  questions: [],
  settledQuestions: [],
  files: [],
  bouncedLetters: [],
})
const changed = (ticket: Ticket, event: Event): Commit['changes'][number] => ({
  ticket,
  expectedVersion: 0,
  event,
  facts: [],
  mail: null,
})
const letterOf = (name: string, effects: typeof asked.effects): Letter => {
  const found = f.lettersIn(effects).find(({ letter }) => letter.letter === name)
  if (!found) throw new Error(`no ${name}`)
  return found.letter
}
const { about } = letterOf('new-ticket', opened.effects)
const aboutIt =
  about ??
  (() => {
    throw new Error('about nothing')
  })()
const invitation = letterOf('invitation', asked.effects)
const later = { at: asInstant('2026-11-25T10:00:00Z'), rule: 'later' }
const saturday = { at: asInstant('2026-11-21T17:00:00Z'), rule: 'a Saturday' }
const call: Letter = { letter: 'call', about: aboutIt, round: 1, list: f.list, wanted: 2 }
const toList: Recipient = { list: f.list, zone: 'UTC', because: 'called-list' }
const sentAt = (key: string, at: string, letter: Letter = invitation): Sent => ({
  at: asInstant(at),
  key,
  letter,
  to: 'maria@lip.example',
  recipient: member,
  from: '',
  messageId: key,
  written: null,
  parts: [],
})
const daily: Letter = { letter: 'digest', about: null, day: '2026-11-20', items: [], more: 0 }
const commit = async (checker: Checker, ...commits: readonly Commit[]) => {
  for (const one of commits) await checker.committed(one, 'committed')
}

const early = 'no letter comes before its deadline'
const dates = 'printed dates are working days of their reader'
const breaks: readonly (readonly [law: string, how: string, break_: () => Promise<Checker>])[] = [
  [
    'no ticket is without a next deadline',
    'a rollout that nobody is reminded of',
    async () => {
      const stuck = { ...opened.ticket }
      delete (stuck as { managersDue?: unknown }).managersDue
      const checker = checkerOn({ ticket: stuck })
      await commit(checker, commitOf([], [changed(stuck, f.opening())]))
      return checker
    },
  ],
  [
    'a ticket is stored',
    'a change that is not there',
    async () => {
      const checker = checkerOn()
      await commit(checker, commitOf([], [changed(opened.ticket, f.opening())]))
      return checker
    },
  ],
  [
    'no letter is made twice',
    'a key that comes again, whose letter memory would drop',
    async () => {
      const checker = checkerOn()
      await commit(
        checker,
        commitOf([draft(daily, manager, 'same')]),
        commitOf([draft(daily, manager, 'same')]),
      )
      return checker
    },
  ],
  [
    'no invitation before its assignment',
    'a team that nobody assigned',
    async () => {
      const checker = checkerOn()
      await commit(checker, commitOf([draft(invitation, member)]))
      return checker
    },
  ],
  [
    'no list is called twice in a round',
    'a call under two keys',
    async () => {
      const previewed = {
        ...asked.ticket,
        escalation: {
          state: 'previewed',
          round: 1,
          lists: [f.list],
          previewedAt: f.friday,
          postAt: { at: f.friday, rule: '' },
        },
      } as const
      const checker = checkerOn({ ticket: previewed })
      const seen = commitOf([], [changed(previewed, f.assigned(f.lisbon))])
      await commit(checker, seen, commitOf([draft(call, toList)]), commitOf([draft(call, toList)]))
      return checker
    },
  ],
  ...(
    [
      ['a call that nobody saw before', call, toList],
      [
        'silence before the answer is due',
        { letter: 'team-silent', about: aboutIt, team: f.lisbon, due: later, bounced: false },
        manager,
      ],
      [
        'a missing report before it is due',
        { letter: 'reminder', about: aboutIt, to: 'team', asks: 'report', team: f.lisbon, due: later },
        member,
      ],
      [
        'a reminder of an answer that is overdue',
        {
          letter: 'reminder',
          about: aboutIt,
          to: 'team',
          asks: 'answer',
          team: f.lisbon,
          due: { at: f.friday, rule: '' },
        },
        member,
      ],
      [
        'managers who have just been told',
        {
          letter: 'reminder',
          about: aboutIt,
          to: 'managers',
          asks: 'teams',
          since: f.friday,
          next: later,
          teams: [],
        },
        manager,
      ],
      [
        'a word in the middle of a trial that is over',
        {
          letter: 'trial-reminder',
          about: aboutIt,
          team: f.lisbon,
          reportDue: { at: asInstant('2026-11-19T17:00:00Z'), rule: '' },
          reportName: 'r.odt',
        },
        member,
      ],
    ] as const
  ).map(
    ([how, letter, to]) =>
      [
        early,
        how,
        async () => {
          const checker = checkerOn()
          await commit(checker, commitOf([draft(letter, to)]))
          return checker
        },
      ] as const,
  ),
  [
    dates,
    'an answer that is due on a Saturday',
    async () => {
      const checker = checkerOn({ ticket: asked.ticket })
      const weekend = { ...(invitation as Extract<Letter, { letter: 'invitation' }>), answerDue: saturday }
      await commit(checker, commitOf([draft(weekend, member)], [changed(asked.ticket, f.assigned(f.lisbon))]))
      return checker
    },
  ],
  [
    dates,
    'a daily letter on a Sunday',
    async () => {
      const checker = checkerOn()
      await commit(checker, commitOf([draft({ ...daily, day: '2026-11-22' }, manager)]))
      return checker
    },
  ],
  [
    'no letter leaves twice',
    'a letter that is sent again',
    async () => {
      const checker = checkerOn()
      for (const at of ['2026-11-20T10:00:00Z', '2026-11-21T10:00:00Z']) checker.sent(sentAt('one', at))
      return checker
    },
  ],
  [
    'nobody is written to too often a day',
    'a fourth letter on one day of its reader',
    async () => {
      const checker = checkerOn()
      for (const n of [1, 2, 3, 4]) checker.sent(sentAt(`k${n}`, `2026-11-20T1${n}:00:00Z`))
      return checker
    },
  ],
  [
    'one letter a person after a downtime',
    'a second letter to somebody',
    async () => {
      const checker = checkerOn()
      checker.caughtUp([sentAt('k1', f.friday), sentAt('k2', f.friday)], f.friday)
      return checker
    },
  ],
  [
    'what can wait leaves by day',
    'a daily letter at night',
    async () => {
      const checker = checkerOn()
      checker.sent(sentAt('night', '2026-11-20T03:00:00Z', daily))
      return checker
    },
  ],
  [
    'a deadline lies in the future once it was looked',
    'something due that stays due',
    async () => {
      const checker = checkerOn()
      await checker.settled(f.friday, f.friday, false)
      return checker
    },
  ],
  [
    'memory is bounded',
    'more than it may use',
    async () => {
      const checker = checkerOn({}, { ...limits, megabytes: 1 })
      await checker.settled(f.friday, null, false)
      return checker
    },
  ],
  ...(
    [
      ['the journal replays to the ticket', 'a journal that tells nothing', { ticket: opened.ticket }],
      ['every ticket ends decided', 'a rollout that is still open', { ticket: opened.ticket }],
      ['the hash chain is whole', 'a row that was changed', { broken: 7 }],
      ['the outbox is empty at the end', 'a letter that never left', { letters: { deferred: 1 } }],
      ['no letter fails', 'a letter that was given up', { letters: { failed: 1 } }],
      ['every mail is handled', 'a mail that was set aside', { mail: { 'set-aside': 1 } }],
    ] as const
  ).map(
    ([law, how, says]) =>
      [
        law,
        how,
        async () => {
          const checker = checkerOn(says)
          await checker.ended(f.friday, [asTicketId(42)])
          return checker
        },
      ] as const,
  ),
]

describe('the checker of the years', () => {
  it.each(breaks)('“%s”: it sees %s', async (law, _how, break_) => {
    const { found } = await break_()
    expect(found.map((violation) => violation.law)).toContain(law)
  })

  it('finds nothing in what is as it should be', async () => {
    const checker = checkerOn({ ticket: asked.ticket })
    const drafts = f.lettersIn(asked.effects).map(({ letter, to }) => draft(letter, to))
    await commit(checker, commitOf(drafts, [changed(asked.ticket, f.assigned(f.lisbon))]))
    checker.sent(sentAt('one', '2026-11-20T10:00:00Z'))
    await checker.settled(f.friday, later.at, false)
    expect(checker.found).toEqual([])
  })
})
