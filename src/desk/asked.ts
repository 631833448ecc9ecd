// Answers to questions (SPEC §3.3: status, why, help), from memory and without changing anything. Whether the mail may
// ask is the table of rights' matter; that no address of a person is told, this file's.

import { helpFor } from '../intake/vocabulary.ts'
import { factWords } from '../letters/history.ts'
import { standingOf } from '../rollout/told.ts'
import { shortTeam } from '../rollout/team.ts'
import { deadlines } from '../rollout/view.ts'
import type { Kit } from './kit.ts'
import type { Asked } from '../intake/draft.ts'
import type { JournalRow } from '../ports.ts'
import type { Actor } from '../rollout/event.ts'
import type { Instant, PersonId, TeamName } from '../rollout/ids.ts'
import type { ReceiptItem } from '../rollout/effect.ts'
import type { Happened, Told } from '../rollout/told.ts'
import type { Ticket } from '../rollout/ticket.ts'

export type Asker = {
  readonly person: PersonId | null
  /** Of the ticket, or of any stack where there is none. */
  readonly manager: boolean
  readonly teams: readonly TeamName[]
}

const mostRollouts = 40
const mostHappened = 20

/** The answer to one line; a `why` that is about no ticket is answered as `status`. */
export async function answerAsked(
  kit: Kit,
  asked: Asked,
  line: string,
  ticket: Ticket | null,
  asker: Asker,
  now: Instant,
): Promise<ReceiptItem> {
  const about = asked.ask === 'status' && asked.all ? null : ticket
  const told = await tell(kit, asked, about, asker, now)
  return { item: 'told', line, ticket: told.told === 'help' ? null : (about?.id ?? null), told }
}

async function tell(
  kit: Kit,
  asked: Asked,
  ticket: Ticket | null,
  asker: Asker,
  now: Instant,
): Promise<Told> {
  if (asked.ask === 'help') {
    const reader = asker.manager ? 'manager' : 'team'
    return { told: 'help', reader, lines: helpFor(reader) }
  }
  if (asked.ask === 'why' && ticket) return why(kit, ticket, asker, now)
  const all = ticket ? [ticket] : await rolloutsOf(kit, asker)
  return {
    told: 'status',
    rollouts: all.slice(0, mostRollouts).map((one) => standingOf(one, now)),
    more: Math.max(0, all.length - mostRollouts),
  }
}

/** Managers are shown every unresolved rollout, others those with a team of theirs on it. */
async function rolloutsOf(kit: Kit, { manager, teams, person }: Asker): Promise<readonly Ticket[]> {
  const open = (await kit.archive.tickets({ unresolved: true })).toReversed()
  if (manager) return open
  return open.filter(({ seats }) =>
    seats.some(
      ({ team, state, invited }) =>
        state !== 'removed' && (teams.includes(team) || (person !== null && invited.includes(person))),
    ),
  )
}

async function why(kit: Kit, ticket: Ticket, asker: Asker, now: Instant): Promise<Told> {
  const rows = await kit.archive.journal(ticket.id)
  const story = rows.filter(isFor(asker)).flatMap((row) => happened(kit, ticket, row))
  return {
    told: 'why',
    standing: standingOf(ticket, now),
    coming: deadlines(ticket),
    story: story.slice(-mostHappened),
    earlier: Math.max(0, story.length - mostHappened),
  }
}

/** That a team kept something to the managers is no other team's business. */
const isFor =
  ({ manager, teams }: Asker) =>
  ({ facts }: JournalRow) =>
    manager ||
    facts.every((fact) => {
      if (fact.what !== 'noted' || !fact.note.private) return true
      const { team, to } = fact.note
      return [team, to].some((one) => one && teams.includes(one))
    })

function happened(kit: Kit, ticket: Ticket, { at, event, facts, mail }: JournalRow): readonly Happened[] {
  const says = facts.flatMap((fact) => factWords(fact) ?? []).join(' ')
  return says === '' ? [] : [{ at, by: roleOf(kit, ticket, event.by), says, mail }]
}

/** Who it was, by their part in the rollout and not by name. */
function roleOf({ settled }: Kit, ticket: Ticket, by: Actor): string {
  if (by.kind === 'admin') return 'the administrator'
  if (by.kind === 'tracker') return 'the tracker'
  if (by.kind === 'clock') return 'by itself'
  const own = settled.stacks.find(({ name }) => name === ticket.stack)?.managers ?? []
  const team =
    ticket.seats.find(({ invited }) => invited.includes(by.id))?.team ??
    settled.roster.teams.find(({ members }) => members.includes(by.id))?.name
  if ([...settled.managers.all, ...own].includes(by.id)) return 'a manager'
  return team === undefined ? 'somebody else' : shortTeam(team)
}
