// Which ticket a mail is about (SPEC §3.2): the keys that the intake found, looked up in memory, in order of trust.
// Keys that name different tickets choose none; the bot asks.

import { isForward } from '../intake/forwarded.ts'
import { chooseForwarded, chooseTicket, threadKeys, type ThreadKey } from '../intake/thread.ts'
import { sameRelease } from '../rollout/release.ts'
import { later } from '../rollout/instant.ts'
import type { Kit } from './kit.ts'
import type { Understood } from './understand.ts'
import type { PersonId, TicketId } from '../rollout/ids.ts'
import type { Ticket } from '../rollout/ticket.ts'

export type Chosen = {
  readonly ticket: Ticket | null
  /** Keys that name different tickets. */
  readonly disagree: readonly TicketId[]
  /** What is named fits several. */
  readonly several: readonly TicketId[]
  /** True where no key named any ticket, there or not. */
  readonly unnamed: boolean
  readonly tokenOwner: PersonId | null
  /** The one-time question whose address the mail was sent to, and whose address it is. */
  readonly question: ThreadKey['question'] | null
}

const tokenDaysAfterResolve = 30

/** `numbers`: those before the mail's commands. Each line obeys its own; the mail itself only where all are one. */
export async function whichTicket(kit: Kit, mail: Understood, numbers: readonly number[]): Promise<Chosen> {
  const open = await kit.archive.tickets({ unresolved: true })
  const signposts = {
    marks: kit.marks,
    trackerTags: kit.trust.trackerTags,
    names: kit.names,
    roster: kit.settled.roster,
    releases: open.map(({ release }) => release),
  }
  const [only, ...more] = new Set(numbers)
  const own = only !== undefined && more.length === 0 ? [only] : []
  const keys = threadKeys(mail.message, own, signposts)
  const candidates = await Promise.all(
    keys.map(async (key) => ({ ...key, tickets: await ticketsOf(kit, key, open) })),
  )
  // What the tracker relays has the tracker's own keys, whatever its author's subject says.
  const passedOn = mail.kind.relayed?.by !== 'tracker' && isForward(mail.message)
  const choice = passedOn ? chooseForwarded(candidates) : chooseTicket(candidates)
  const ticket = choice.kind === 'ticket' ? await kit.archive.ticket(choice.ticket) : null
  const token = choice.kind === 'ticket' ? choice.token : undefined
  return {
    ticket,
    disagree: choice.kind === 'disagree' ? choice.tickets : [],
    several: choice.kind === 'several' ? choice.tickets : [],
    // A number that no rollout has was meant for one all the same.
    unnamed: choice.kind === 'none' && keys.every((key) => key.ticket === undefined),
    tokenOwner: token && ticket && tokenLives(ticket, mail) ? token.person : null,
    question: keys.find((key) => key.question)?.question ?? null,
  }
}

/** Tokens end some days after the ticket is resolved (SPEC §3.2). */
const tokenLives = (ticket: Ticket, mail: Understood) =>
  !ticket.resolvedAt || mail.mail.receivedAt <= later(ticket.resolvedAt, tokenDaysAfterResolve * 86_400)

async function ticketsOf(kit: Kit, key: ThreadKey, open: readonly Ticket[]): Promise<readonly TicketId[]> {
  const { archive } = kit
  if (key.ticket !== undefined) return (await archive.ticket(key.ticket)) ? [key.ticket] : []
  if (key.tracker !== undefined) return (await archive.tickets({ parent: key.tracker })).map(({ id }) => id)
  const { releases } = key
  if (releases === undefined) return []
  return open
    .filter((ticket) => releases.some((release) => sameRelease(release, ticket.release)))
    .map(({ id }) => id)
}

/** Key 7: open tickets that wait for an answer of one of the person's teams; only one alone is chosen. */
export async function awaiting(kit: Kit, person: PersonId): Promise<readonly Ticket[]> {
  const teams = kit.settled.roster.teams
    .filter((team) => team.members.includes(person))
    .map((team) => team.name)
  const open = await kit.archive.tickets({ unresolved: true })
  return open.filter((ticket) =>
    ticket.seats.some((seat) => seat.state === 'notified' && teams.includes(seat.team)),
  )
}
