// The last moment before a letter is composed, when its time begins to run for its reader (SPEC §1.3, §1.4): an invitation
// and the preview of a call leave with the date that holds then. The ticket hears of it only where it changes a date;
// most letters leave the second they are made. Which date that is the quiet room says.

import PQueue from 'p-queue'
import { bring } from './bring.ts'
import { inPace } from '../rollout/pace.ts'
import { isOutOfDate, leavingMatters, previewMatters } from '../rollout/steps/leave.ts'
import { seatOf } from '../rollout/view.ts'
import type { Kit } from './kit.ts'
import type { EventDraft } from '../intake/draft.ts'
import type { OutboxItem } from '../ports.ts'
import type { Effect, Letter, Recipient } from '../rollout/effect.ts'
import { asEventId, asTicketId } from '../rollout/ids.ts'
import type { EventId, Instant, PersonId, TicketId } from '../rollout/ids.ts'
import type { Ticket } from '../rollout/ticket.ts'
import type { World } from '../rollout/world.ts'

type LetterEffect = Extract<Effect, { kind: 'letter' }>
type Invitation = Extract<Letter, { letter: 'invitation' }>
type Preview = Extract<Letter, { letter: 'call-preview' }>

/**
 * Letters leave side by side, often several of one ticket: one after the other each finds what the last has changed. One
 * for the process, as there is one agent; what waits in it is short, for nearly every letter finds its date unchanged.
 */
const oneByOne = new PQueue({ concurrency: 1 })

/** The letter as it is to be composed now; of several in one, each of them. */
export const asItLeaves = (kit: Kit, effect: LetterEffect, now: Instant): Promise<LetterEffect> =>
  oneByOne.add(async () => {
    const { letter, to } = effect
    if (letter.letter !== 'gathered') return { ...effect, letter: await dated(kit, letter, to, now) }
    const parts = []
    for (const part of letter.parts)
      parts.push({ ...part, letter: await dated(kit, part.letter, part.to, now) })
    return { ...effect, letter: { ...letter, parts } }
  })

async function dated(kit: Kit, letter: Letter, to: Recipient, now: Instant): Promise<Letter> {
  if (!('person' in to)) return letter
  if (letter.letter === 'invitation') return datedInvitation(kit, letter, to.person, now)
  return letter.letter === 'call-preview' ? datedPreview(kit, letter, now) : letter
}

/** What the quiet room asks of the world to count from now. */
const worldAt = (kit: Kit, ticket: Ticket, now: Instant): World =>
  inPace({ ...kit.settled, now, held: [], nextTicket: asTicketId(0) }, ticket.emergency === true)

const seatAsked = (ticket: Ticket | null, { team, round }: Invitation) => {
  const seat = ticket ? seatOf(ticket, team) : undefined
  return ticket && seat?.state === 'notified' && seat.round === round ? { ticket, seat } : null
}

const tell = (kit: Kit, ticket: TicketId, draft: EventDraft, id: EventId) =>
  bring(kit, ticket, draft, { kind: 'clock' }, id)

async function datedInvitation(
  kit: Kit,
  letter: Invitation,
  person: PersonId,
  now: Instant,
): Promise<Invitation> {
  const id = letter.about.ticket
  const asked = seatAsked(await kit.archive.ticket(id), letter)
  if (!asked) return letter
  const { seat, ticket } = asked
  if (!leavingMatters(seat, letter.answerDue, worldAt(kit, ticket, now))) return letter
  await tell(kit, id, leaves(letter, person), asEventId(`leaves/${seat.team}/${seat.round}/${person}/${now}`))
  const after = seatAsked(await kit.archive.ticket(id), letter)
  return { ...letter, answerDue: after?.seat.answerDue ?? seat.answerDue }
}

const leaves = ({ team, round = 1, answerDue }: Invitation, person: PersonId) =>
  ({ type: 'invitation-leaves', team, person, round, prints: answerDue }) as const

async function datedPreview(kit: Kit, letter: Preview, now: Instant): Promise<Preview> {
  const id = letter.about.ticket
  const previewed = async () => {
    const ticket = await kit.archive.ticket(id)
    if (ticket?.escalation.state !== 'previewed' || ticket.escalation.round !== letter.round) return null
    return { ticket, escalation: ticket.escalation }
  }
  const before = await previewed()
  if (!before) return letter
  if (previewMatters(before.escalation, worldAt(kit, before.ticket, now)))
    await tell(
      kit,
      id,
      { type: 'preview-leaves', round: letter.round },
      asEventId(`preview/${letter.round}/${now}`),
    )
  const { postAt } = (await previewed())?.escalation ?? before.escalation
  return postAt ? { ...letter, postAt } : letter
}

/**
 * An invitation that was composed and then kept back until another date held is made anew, with the date that holds now.
 * True where that stands in its place, so that this one need not leave; a letter of several leaves for the others' sake.
 */
export const isMadeAnew = (kit: Kit, item: OutboxItem, now: Instant): Promise<boolean> =>
  oneByOne.add(async () => {
    const { effect, finished, id } = item
    if (finished === null || effect.kind !== 'letter') return false
    const { letter, to } = effect
    if (letter.letter !== 'gathered') return madeAnew(kit, letter, to, now, asEventId(`anew/${id}`))
    for (const part of letter.parts)
      await madeAnew(kit, part.letter, part.to, now, asEventId(`anew/${id}/${part.of}`))
    return false
  })

async function madeAnew(
  kit: Kit,
  letter: Letter,
  to: Recipient,
  now: Instant,
  id: EventId,
): Promise<boolean> {
  if (letter.letter !== 'invitation' || !('person' in to)) return false
  const asked = seatAsked(await kit.archive.ticket(letter.about.ticket), letter)
  if (!asked || !isOutOfDate(asked.seat, to.person, letter.answerDue, now)) return false
  const draft = { ...leaves(letter, to.person), anew: true } as const
  const said = await tell(kit, letter.about.ticket, draft, id)
  return said.item === 'done' && said.did.did !== 'nothing'
}
