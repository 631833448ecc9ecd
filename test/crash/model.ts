// What every rollout must be in the end, reckoned from the mails that were sent and from nothing else. A model of its
// own, written against the rules and not against the code: nothing of src is imported here.

import type { Said } from './stories.ts'

export type Sent = {
  readonly messageId: string
  readonly by: string
  readonly title: string
  /** Its Date, in seconds: what counts where one team says two things. */
  readonly at: number
  readonly said: Said
}
export type Expected = {
  readonly title: string
  status: string
  readonly seats: Map<string, string>
  readonly documents: string[]
  outcome: string | null
  called: boolean
  readonly offers: string[]
  readonly reports: Map<string, string>
  readonly notes: string[]
}

/** The event that each statement brings to the journal, exactly once. */
export const eventOf: { readonly [verb in Said['verb']]: string } = {
  open: 'opened',
  assign: 'assigned',
  accept: 'answered',
  reject: 'answered',
  withdraw: 'withdrew',
  started: 'started',
  extend: 'extended',
  note: 'noted',
  report: 'report-received',
  now: 'call-now',
  volunteer: 'offered',
  take: 'took',
  document: 'documented',
  outcome: 'outcome-given',
  resolve: 'resolved',
}

const seatAfter = {
  accept: 'accepted',
  reject: 'rejected',
  withdraw: 'withdrawn',
  report: 'reported',
  take: 'accepted',
} as const

export function expectedFrom(sent: readonly Sent[]): ReadonlyMap<string, Expected> {
  const all = new Map<string, Expected>()
  for (const mail of sent.toSorted((one, other) => one.at - other.at)) {
    const { said, title } = mail
    const rollout = all.get(title) ?? {
      title,
      status: 'new',
      seats: new Map<string, string>(),
      documents: [],
      outcome: null,
      called: false,
      offers: [],
      reports: new Map<string, string>(),
      notes: [],
    }
    all.set(title, rollout)
    say(rollout, said)
  }
  return all
}

function say(rollout: Expected, said: Said): void {
  switch (said.verb) {
    case 'assign':
      rollout.status = 'open'
      for (const team of said.teams) rollout.seats.set(team, 'notified')
      return
    case 'accept':
    case 'reject':
    case 'withdraw':
    case 'report':
    case 'take':
      rollout.seats.set(said.team, seatAfter[said.verb])
      return
    case 'volunteer':
      rollout.offers.push(said.team)
      return
    case 'now':
      rollout.called = true
      return
    case 'document':
      rollout.documents.push(String(said.number))
      return
    case 'outcome':
      rollout.outcome = said.outcome
      return
    case 'resolve':
      rollout.status = 'resolved'
      return
    case 'note':
      rollout.notes.push(said.words)
      return
    case 'open':
    case 'started':
    case 'extend':
  }
}
