// The checker of the played years: looks at every commit and every letter and says what does not hold, with the rollout
// and the moment. It knows the rules by itself and asks the house only for what is stored.
import { isDeepStrictEqual } from 'node:util'
import { applyChange } from '../../src/rollout/evolve.ts'
import { hasteOf, hastes, placeOfReader } from '../../src/rollout/quiet.ts'
import { nextDeadline } from '../../src/rollout/view.ts'
import { isWorkday, lettersHold, type Situation } from './letterlaws.ts'
import { localDate, localTime } from './time.ts'
import type { Sent } from './office.ts'
import type { Archive, Commit } from '../../src/ports.ts'
import type { Instant, TicketId } from '../../src/rollout/ids.ts'
import type { Ticket } from '../../src/rollout/ticket.ts'
import type { World } from '../../src/rollout/world.ts'

export type Violation = {
  readonly law: string
  readonly ticket: number | null
  readonly at: string
  readonly what: string
}

export type Limits = {
  /** Letters a person and local day, but for those that never count (src/rollout/quiet.ts) and emergencies. */
  readonly lettersADay: number
  /** The hours of working days in which letters leave that can wait. */
  readonly window: { readonly from: string; readonly until: string }
  readonly megabytes: number
}
type Settled = Pick<World, 'calendar' | 'roster' | 'policy'>

export function makeChecker(archive: Archive, settled: Settled, limits: Limits) {
  const found: Violation[] = []
  const keys = new Set<string>()
  const left = new Set<string>()
  const posts = new Set<string>()
  const invitable = new Set<string>()
  /** The rollouts as they stood before their last change. */
  const stood = new Map<number, Ticket>()
  const days = new Map<string, number>()
  const what = new Map<string, string[]>()
  let busiest = { letters: 0, who: '', day: '', what: [] as readonly string[] }
  let looks = 0
  const complain = (law: string, ticket: number | null, at: string, what: string) => {
    found.push({ law, ticket, at, what })
  }

  const permit = ({ event, ticket, facts }: Commit['changes'][number]) => {
    if (event.type === 'assigned') for (const team of event.teams) invitable.add(`${ticket.id} ${team}`)
    if (event.type === 'took') invitable.add(`${ticket.id} ${event.team}`)
    if (event.type === 'offer-confirmed') invitable.add(`${ticket.id} ${event.team}`)
    if (event.type === 'undone')
      for (const fact of facts) if (fact.what === 'invited') invitable.add(`${ticket.id} ${fact.seat.team}`)
  }

  return {
    found: found as readonly Violation[],
    /** Every commit, once it stands. */
    async committed(commit: Commit, result: 'committed' | 'conflict') {
      if (result === 'conflict') return
      const { at } = commit
      for (const change of commit.changes) {
        permit(change)
        const stored = await archive.ticket(change.ticket.id)
        if (!stored) complain('a ticket is stored', change.ticket.id, at, 'it is not there after its commit')
        else if (stored.status !== 'resolved' && nextDeadline(stored) === null)
          complain('no ticket is without a next deadline', stored.id, at, `after ${change.event.type}`)
      }
      for (const { effect, ticket, event } of commit.outbox) {
        if (keys.has(effect.key)) complain('no letter is made twice', ticket, at, effect.key)
        keys.add(effect.key)
        if (effect.kind !== 'letter') continue
        const cause = commit.changes.find((change) => change.event.id === event)?.event ?? null
        const before = ticket === null ? null : (stood.get(ticket) ?? null)
        const situation: Situation = { effect, at, cause, before, settled, invitable }
        for (const { law, what } of lettersHold(situation)) complain(law, ticket, at, what)
        if (effect.letter.letter !== 'call') continue
        const post = `${ticket} ${effect.letter.round} ${effect.letter.list}`
        if (posts.has(post)) complain('no list is called twice in a round', ticket, at, post)
        posts.add(post)
      }
      for (const { ticket } of commit.changes) stood.set(ticket.id, ticket)
    },
    /** Every letter, as it leaves. */
    sent(sent: Sent) {
      const { letter, recipient, to, at } = sent
      const ticket = letter.about?.ticket ?? null
      const parts = sent.parts.length > 0 ? sent.parts : [sent]
      for (const { key } of new Set([sent, ...parts])) {
        if (left.has(key)) complain('no letter leaves twice', ticket, at, key)
        left.add(key)
      }
      const day = localDate(at, recipient.zone)
      const time = localTime(at, recipient.zone)
      const all = parts.map((part) =>
        hasteOf({ kind: 'letter', key: part.key, to: part.recipient, letter: part.letter }),
      )
      if (all.includes(hastes.waits)) {
        const { country } = placeOfReader(recipient, settled.roster, settled.policy)
        const { from, until } = limits.window
        if (time < from || time > until || !isWorkday(day, country, settled.calendar))
          complain('what can wait leaves by day', ticket, at, `${letter.letter} to ${to} at ${time}`)
      }
      if (!('person' in recipient) || all.every((haste) => haste === null)) return
      const count = (days.get(`${day} ${to}`) ?? 0) + 1
      days.set(`${day} ${to}`, count)
      const kinds = [...(what.get(`${day} ${to}`) ?? []), parts.map((part) => part.letter.letter).join('+')]
      what.set(`${day} ${to}`, kinds)
      if (count > busiest.letters) busiest = { letters: count, who: to, day, what: kinds }
      if (count > limits.lettersADay && !all.includes(hastes.emergency))
        complain(
          'nobody is written to too often a day',
          ticket,
          at,
          `letter ${count} to ${to} on ${day}: ${sent.key}`,
        )
    },
    /** What left at the first look after a downtime. */
    caughtUp(letters: readonly Sent[], now: Instant) {
      const got = new Map<string, number>()
      for (const { to, key, recipient, letter, parts } of letters) {
        const all = parts.length > 0 ? parts : [{ key, recipient, letter }]
        if (
          all.every(
            (one) =>
              hasteOf({ kind: 'letter', key: one.key, to: one.recipient, letter: one.letter }) === null,
          )
        )
          continue
        got.set(to, (got.get(to) ?? 0) + 1)
      }
      for (const [to, count] of got)
        if (count > 1) complain('one letter a person after a downtime', null, now, `${count} to ${to}`)
    },
    /** Once everything that is due has been done. */
    async settled(now: Instant, due: Instant | null, paused: boolean) {
      if (!paused && due !== null && due <= now)
        complain('a deadline lies in the future once it was looked', null, now, `${due} is still due`)
      looks += 1
      const used = looks % 200 === 1 ? process.memoryUsage().rss / 2 ** 20 : 0
      if (used > limits.megabytes) complain('memory is bounded', null, now, `${Math.round(used)} MB are used`)
      // Yesterday's counts are not needed any more, but for a day that lasts longer elsewhere.
      if (days.size > 5000) for (const day of [...days.keys()].slice(0, 4000)) days.delete(day)
    },
    /** When everything is over. */
    async ended(now: Instant, tickets: readonly TicketId[]) {
      for (const id of tickets) {
        const ticket = await archive.ticket(id)
        const journal = await archive.journal(id)
        const replayed = journal.reduce<Ticket | null>((sofar, { facts }) => applyChange(sofar, facts), null)
        if (!ticket) continue
        if (
          !isDeepStrictEqual({ ...replayed, applied: [], version: 0 }, { ...ticket, applied: [], version: 0 })
        )
          complain('the journal replays to the ticket', id, now, ticket.title)
        if (ticket.status !== 'resolved' && !ticket.outcome && ticket.escalation.state !== 'held')
          complain('every ticket ends decided', id, now, `${ticket.title} is ${ticket.status}`)
      }
      const broken = await archive.brokenJournalRow()
      if (broken !== null) complain('the hash chain is whole', null, now, `row ${broken}`)
      const { letters, mail } = await archive.counts()
      const waiting = letters.queued + letters.leased + letters.deferred
      if (waiting > 0) complain('the outbox is empty at the end', null, now, `${waiting} letters wait`)
      if (letters.failed > 0) complain('no letter fails', null, now, `${letters.failed} letters failed`)
      if (mail.new + mail['set-aside'] > 0)
        complain('every mail is handled', null, now, `${mail.new} new, ${mail['set-aside']} set aside`)
    },
    figures: () => ({ busiest, rss: process.memoryUsage().rss }),
  }
}
