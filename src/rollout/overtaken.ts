// Letters that waited (a pause, a rate, a server that was away) until they mean nothing any more: a reminder whose date
// has passed, an invitation that was taken back. Such a letter would only puzzle its reader, so it never leaves. What
// is news stays news, and leaves late.

import type { Letter } from './effect.ts'
import type { Instant, TeamName } from './ids.ts'
import { acceptors } from './view.ts'
import type { Ticket } from './ticket.ts'

/** Whether a letter that waited since `queuedAt` has lost its meaning on the ticket as it stands now. */
export function isOvertaken(letter: Letter, ticket: Ticket, queuedAt: Instant, now: Instant): boolean {
  const state = (team: TeamName) => ticket.seats.find((seat) => seat.team === team)?.state
  const ended = ticket.status === 'resolved'
  // A manager may have somebody reminded whose date was over before.
  const passed = (due: Instant) => queuedAt < due && due <= now
  switch (letter.letter) {
    case 'invitation':
      return ended || state(letter.team) !== 'notified'
    case 'team-silent':
      return ended || state(letter.team) !== 'notified' || hasTimeAgain(letter.team, ticket)
    case 'reminder':
      if (letter.to === 'managers') return ended || ticket.managersDue?.task !== letter.asks
      if (letter.asks === 'answer')
        return (
          ended ||
          state(letter.team) !== 'notified' ||
          passed(letter.due.at) ||
          (queuedAt < letter.due.at && hasTimeAgain(letter.team, ticket, letter.due.at))
        )
      return (
        ended ||
        state(letter.team) !== 'accepted' ||
        (letter.asks === 'started' && hasBegun(letter.team, ticket))
      )
    case 'trial-started':
    case 'trial-reminder':
    case 'extend-request':
      return ended || state(letter.team) !== 'accepted'
    case 'call-preview': {
      const { escalation } = ticket
      return ended || escalation.state !== 'previewed' || escalation.round !== letter.round
    }
    case 'call':
      return ended || isAnswered(letter, ticket)
    case 'nobody-volunteers':
    case 'offer-confirm':
      return ended
    // News, and questions to managers that they may still answer.
    case 'new-ticket':
    case 'offer-received':
    case 'offer-result':
    case 'call-filled':
    case 'report-received':
    case 'report-question':
    case 'reports-complete':
    case 'outcome':
    case 'parent-outcome':
    case 'note-shared':
    case 'receipt':
    case 'ask-back':
    case 'pointer':
    case 'no-longer-asked':
    case 'admin-alert':
    case 'delivery-failed':
    case 'digest':
    case 'by-hand':
    case 'gathered':
      return false
  }
}

/** A reminder beside the invitation that it reminds of: the invitation says the date that holds. */
export const isSaidBeside = (letter: Letter, others: readonly Letter[]): boolean =>
  letter.letter === 'reminder' &&
  letter.to === 'team' &&
  letter.asks === 'answer' &&
  others.some(
    (other) =>
      other.letter === 'invitation' &&
      other.team === letter.team &&
      other.about.ticket === letter.about.ticket,
  )

/** An accept cancels what is pending (SPEC §1.4); where some took part already, as many as were wanted. */
function isAnswered({ had, wanted }: Extract<Letter, { letter: 'call' }>, ticket: Ticket): boolean {
  const since = had === undefined ? 0 : acceptors(ticket).length - had
  return since > 0 && (had === 0 || since >= wanted)
}

/** Its invitation left later than it was made, and its date moved. */
const hasTimeAgain = (team: TeamName, ticket: Ticket, due?: Instant) =>
  ticket.seats.some(
    (seat) => seat.team === team && seat.answerMoved === true && !seat.dueNoted && seat.answerDue.at !== due,
  )

const hasBegun = (team: TeamName, ticket: Ticket) =>
  ticket.seats.some((seat) => seat.team === team && seat.startedAt !== undefined)
