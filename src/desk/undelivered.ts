// A letter that failed for good, refused at once or come back later (SPEC §5, delivery-failed): the managers of its
// rollout hear which it was, for whom, and what to do. An invitation is its ticket's own matter (bounced.ts). No letter
// about a letter about a failed letter, none about the administrator's own, and none for outsiders: a stranger whose
// address takes no mail is nobody's loss, and a flood of them must not become a flood of ours.

import { about, managersOf } from '../rollout/addressees.ts'
import { letterGist } from '../letters/lettergist.ts'
import { letterWords } from '../letters/letterwords.ts'
import { alertDraft } from './alarms.ts'
import { draftOf } from './ruling.ts'
import { worldFor } from './world.ts'
import type { Kit } from './kit.ts'
import type { LetterRow } from '../ports.ts'
import type { OutboxDraft } from '../ports/outgoing.ts'
import type { FailedLetter } from '../rollout/alert.ts'
import type { Effect, Recipient } from '../rollout/effect.ts'
import type { Instant, PersonId, TicketId } from '../rollout/ids.ts'
import type { Ticket } from '../rollout/ticket.ts'

/** Readers of a day whose letters were refused; further ones are told as one. */
const mostTold = 5
const mostLooked = 200

type LetterEffect = Extract<Effect, { kind: 'letter' }>
type Failed = Pick<LetterRow, 'ticket' | 'effect' | 'queuedAt'>

/** What is said of it; a second failure for the same reader on the same day is the same news, and so is a flood. */
export async function undelivered(
  kit: Kit,
  { ticket: id, effect, queuedAt }: Failed,
  how: FailedLetter['how'],
  error: string,
  now: Instant,
): Promise<readonly OutboxDraft[]> {
  if (effect.kind !== 'letter' || ownMatter.has(effect.letter.letter)) return []
  const { to } = effect
  const person = 'person' in to ? to.person : null
  const ticket = id === null ? null : await kit.archive.ticket(id)
  if (person !== null && (person === kit.admin || !isKnown(kit, person, ticket))) return []
  const many = how === 'refused' && person !== null && (await isFlood(kit, id, queuedAt))
  const failed: FailedLetter = {
    what: letterWords[effect.letter.letter],
    said: letterGist[effect.letter.letter],
    to: readerOf(kit, effect, ticket),
    how,
    error,
    ...(many ? { many } : {}),
  }
  const day = queuedAt.slice(0, 10)
  const key = many ? `failed/many/${day}` : `${how === 'held' ? how : 'failed'}/${nameOf(effect)}/${day}`
  const world = await worldFor(kit, id, now)
  const readers = ticket ? managersOf(ticket, world).filter((manager) => manager !== person) : []
  if (!ticket || readers.length === 0)
    return [alertDraft(kit, `alert/${key}`, now, { reason: 'letter-failed', since: queuedAt, failed })]
  return readers.map((manager) =>
    draftOf(
      {
        kind: 'letter',
        key: `t${ticket.id}/${key}/${manager}`,
        to: { person: manager, zone: world.policy.zone, because: 'manager' },
        letter: { letter: 'delivery-failed', about: about(ticket, world), failed },
      },
      ticket.id,
      now,
      kit.settled,
    ),
  )
}

/** What a letter's reader is known by among those that failed. */
const nameOf = ({ to }: LetterEffect): string =>
  'person' in to ? to.person : 'list' in to ? to.list : 'tracker'

/**
 * Whether letters of that day to more readers than are told one by one were refused, of the rollout or over all. Asked of
 * memory, so that whoever starts anew tells nothing twice.
 */
async function isFlood({ archive }: Kit, id: TicketId | null, queuedAt: Instant): Promise<boolean> {
  const filter = { state: 'failed', limit: mostLooked } as const
  const rows = await archive.letters(id === null ? filter : { ...filter, ticket: id })
  const today = rows.filter((row) => row.queuedAt.slice(0, 10) === queuedAt.slice(0, 10))
  const readers = today.flatMap(({ effect }) => (effect.kind === 'letter' ? [nameOf(effect)] : []))
  return new Set(readers).size > mostTold
}

const ownMatter: ReadonlySet<string> = new Set(['invitation', 'delivery-failed', 'admin-alert'])

const isKnown = ({ settled }: Kit, person: PersonId, ticket: Ticket | null) =>
  isManager(settled, person) ||
  settled.roster.teams.some(({ members }) => members.includes(person)) ||
  (ticket?.seats.some(({ invited }) => invited.includes(person)) ?? false) ||
  (ticket?.offers.some(({ by }) => by === person) ?? false)

const isManager = ({ managers, stacks }: Kit['settled'], person: PersonId) =>
  managers.all.includes(person) || stacks.some((stack) => stack.managers.includes(person))

/** Who it was for, by their part in the rollout and never by address. */
function readerOf({ settled }: Kit, { to }: LetterEffect, ticket: Ticket | null): FailedLetter['to'] {
  if ('list' in to) return { reader: 'list', list: to.list }
  if ('tracker' in to) return { reader: 'tracker' }
  const team =
    settled.roster.teams.find(({ members }) => members.includes(to.person))?.name ??
    ticket?.seats.find(({ invited }) => invited.includes(to.person))?.team
  if (isManager(settled, to.person)) return { reader: 'manager' }
  return team === undefined ? { reader: partOf(to) } : { reader: 'team', team }
}

const partOf = ({ because }: Extract<Recipient, { person: PersonId }>) =>
  because === 'offerer' ? 'offerer' : because === 'group-release' ? 'release' : 'writer'
