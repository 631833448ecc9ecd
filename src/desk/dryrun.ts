// A mail that begins with `dry-run` (SPEC §3.4): everything is worked out by the one judge, and nothing of it is kept.
// Wherever among the commands it stands: who tries one line wants none of the mail done. What would have left is told by
// its readers' part in the rollout, never by their addresses.

import { letterWords } from '../letters/letterwords.ts'
import type { Kit } from './kit.ts'
import type { OutboxDraft } from '../ports/outgoing.ts'
import type { Effect, ReceiptItem } from '../rollout/effect.ts'
import type { PersonId } from '../rollout/ids.ts'
import type { WouldSend } from '../rollout/told.ts'
import type { Ticket } from '../rollout/ticket.ts'

/** What ends the answer to a dry run. `asked`: how many people a one-time question would go to. */
export function triedOut(
  line: string,
  { settled }: Kit,
  ticket: Ticket | null,
  outbox: readonly OutboxDraft[],
  asked: number,
): ReceiptItem {
  const readers = new Map<string, WouldSend>()
  const count = (letter: string, to: WouldSend['to']) => {
    const key = `${letter}/${typeof to === 'string' ? to : to.list}`
    readers.set(key, { letter, to, readers: (readers.get(key)?.readers ?? 0) + 1 })
  }
  for (const { effect } of outbox)
    if (effect.kind === 'letter')
      count(
        letterWords[effect.letter.letter],
        readerOf(effect, (person) => teamOf(person, settled.roster.teams, ticket)),
      )
  for (let times = 0; times < asked; times += 1) count(letterWords['ask-back'], 'writer')
  return {
    item: 'told',
    line,
    ticket: ticket?.id ?? null,
    told: { told: 'dry-run', letters: [...readers.values()] },
  }
}

const teamOf = (person: PersonId, teams: Kit['settled']['roster']['teams'], ticket: Ticket | null) =>
  teams.find(({ members }) => members.includes(person))?.name ??
  ticket?.seats.find(({ invited }) => invited.includes(person))?.team

function readerOf(
  { to, letter }: Extract<Effect, { kind: 'letter' }>,
  team: (person: PersonId) => ReturnType<typeof teamOf>,
): WouldSend['to'] {
  if ('list' in to) return { list: to.list }
  if ('tracker' in to) return 'tracker'
  switch (to.because) {
    case 'team-member':
      return ('team' in letter ? letter.team : null) ?? team(to.person) ?? 'offerer'
    case 'offerer':
      return 'offerer'
    case 'writer':
      return 'writer'
    case 'manager':
    case 'group-staged-rollout':
    case 'group-release':
    case 'admin':
      return 'managers'
  }
}
