// Carrying statements to the judge, one after the other, each on the ticket as the one before left it. Collects what
// the commit will hold; what one mail says becomes one transaction (DESIGN, way of one mail, 5 and 6).

import { priorityOf } from '../letters/catalog.ts'
import { decide } from '../rollout/decide.ts'
import { rulePost } from './pausing.ts'
import { quietOf } from './quietday.ts'
import { withRecords, worldFor, worldForOpening, worldForTrial } from './world.ts'
import type { Kit } from './kit.ts'
import type { Change, Commit, MailId } from '../ports.ts'
import type { OutboxDraft, Question } from '../ports/outgoing.ts'
import type { Effect, ReceiptItem } from '../rollout/effect.ts'
import type { Event } from '../rollout/event.ts'
import type { Instant, TicketId } from '../rollout/ids.ts'
import { isPostEvent, type Jump, type Pause, type PostEvent } from '../rollout/pause.ts'
import type { Ticket } from '../rollout/ticket.ts'

/** Ids for the questions of one ruling, the same at every try: at most 11 characters after the q (marks). */
export const questionIds = (key: string) => {
  let number = 0
  return () => `q${key}${(number++).toString(36)}`
}

export type Ruling = {
  /** Rules on one event; the item is what its writer is told. */
  rule(ticket: TicketId | null, event: Event | PostEvent, line: string): Promise<ReceiptItem>
  /** The ticket as it stands after what was ruled so far. */
  current(ticket: TicketId): Promise<Ticket | null>
  /** The pause as what was ruled so far left it. */
  pause(): Promise<Pause | null>
  /** Taken once for all that is ruled on together. */
  readonly now: Instant
  readonly changes: Change[]
  readonly outbox: OutboxDraft[]
  readonly questions: Question[]
  readonly pausing: NonNullable<Commit['pausing']>[number][]
}

/** `settled`: whose days are kept; left out for answers, which leave at once and are not counted. */
export const draftOf = (
  effect: Effect,
  ticket: TicketId | null,
  now: Instant,
  settled?: Parameters<typeof quietOf>[2],
): OutboxDraft => ({
  effect,
  ticket,
  priority: effect.kind === 'letter' ? priorityOf(effect.letter.letter) : 50,
  ...(settled ? quietOf(effect, now, settled) : { notBefore: now }),
})

/**
 * `questionId` gives another id each time: two offerers asked at once have two questions. `dry`: nothing will
 * be kept, so that no number is handed out either.
 */
export function startRuling(
  kit: Kit,
  now: Instant,
  mail: MailId | null,
  questionId: () => string,
  dry = false,
): Ruling {
  const known = new Map<TicketId, Ticket>()
  const changes: Change[] = []
  const outbox: OutboxDraft[] = []
  const questions: Question[] = []
  const pausing: Ruling['pausing'] = []
  let paused: Pause | null | undefined
  let jumped: Jump | null | undefined

  const pause = async () => (paused === undefined ? kit.archive.pause() : paused)
  const jump = async () => (jumped === undefined ? kit.archive.jump() : jumped)

  const current = async (id: TicketId) => known.get(id) ?? (await kit.archive.ticket(id))

  /** A release has one ticket: the parent's, else the unresolved one of the same title (SPEC §1.1). */
  const existing = async (event: Extract<Event, { type: 'opened' }>): Promise<Ticket | null> => {
    const mine = [...known.values()].find((ticket) => ticket.title === event.title)
    if (mine) return mine
    const byParent = event.parent ? await kit.archive.tickets({ parent: event.parent.ref }) : []
    const byTitle = await kit.archive.tickets({ title: event.title, unresolved: true })
    return byParent[0] ?? byTitle[0] ?? null
  }

  /** An offerer's confirmation is a one-time question: its number goes into the letter (SPEC §1.5). */
  const withQuestion = (effect: Effect, event: Event, ticket: Ticket): Effect => {
    if (effect.kind !== 'letter' || effect.letter.letter !== 'offer-confirm') return effect
    if (!('person' in effect.to)) return effect
    const id = questionId()
    const { team, until } = effect.letter
    const confirmed: Event = {
      type: 'offer-confirmed',
      team,
      id: `${event.id}.confirm` as Event['id'],
      by: { kind: 'person', id: effect.to.person },
      at: now,
    }
    questions.push({
      id,
      state: 'open',
      mail,
      ticket: ticket.id,
      person: effect.to.person,
      events: [{ ticket: ticket.id, event: confirmed, line: `volunteer ${team.slice(3)}` }],
      askedAt: now,
      until,
    })
    return { ...effect, letter: { ...effect.letter, question: id } }
  }

  const rulePause = async (event: PostEvent, line: string): Promise<ReceiptItem> => {
    const ruled = await rulePost(kit, { pause: await pause(), jump: await jump() }, event, line, now)
    paused = ruled.pause
    jumped = ruled.jump
    pausing.push(...ruled.pausing)
    outbox.push(...ruled.outbox)
    return ruled.item
  }

  const rule: Ruling['rule'] = async (id, event, line) => {
    if ((await jump()) !== null && event.type !== 'resumed')
      return { item: 'refused', line, ticket: id, refusal: { code: 'clock-jumped' } }
    if (isPostEvent(event)) return rulePause(event, line)
    const before = event.type === 'opened' ? await existing(event) : id === null ? null : await current(id)
    const world =
      event.type === 'opened' && !before
        ? await (dry ? worldForTrial(kit, now) : worldForOpening(kit, now))
        : await worldFor(kit, before?.id ?? null, now)
    // Only a reminder to choose teams tells whose turn it is, and the records are long to read.
    const suggests = event.type === 'ticked' && before?.managersDue?.task === 'teams'
    const decision = decide(before, event, suggests ? await withRecords(kit, world) : world)
    if (decision.kind === 'refused')
      return { item: 'refused', line, ticket: before?.id ?? null, refusal: decision.refusal }
    const { ticket, facts, effects, did } = decision
    if (facts.length > 0) changes.push({ ticket, expectedVersion: before?.version ?? 0, event, facts, mail })
    known.set(ticket.id, ticket)
    for (const effect of effects)
      outbox.push({
        ...draftOf(withQuestion(effect, event, ticket), ticket.id, now, kit.settled),
        event: event.id,
      })
    return { item: 'done', line, ticket: ticket.id, did }
  }

  return { rule, current, pause, now, changes, outbox, questions, pausing }
}
