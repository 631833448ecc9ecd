// What the interpretation of a mail's lines needs to know: who "we" are, which teams and lists there are. Rights are not
// judged here.

import type { Situation } from '../intake/whichteam.ts'
import type { Kit } from './kit.ts'
import type { Understood } from './understand.ts'
import type { Writer } from './writer.ts'
import type { Ticket } from '../rollout/ticket.ts'

/** What the interpretation needs to know about the writer and the ticket. */
export function situationOf(kit: Kit, mail: Understood, writer: Writer, ticket: Ticket | null): Situation {
  const { settled } = kit
  // With somebody else's token it is the token's owner who is asked, and who is meant by "we".
  const person = writer.level === 'token-other' ? writer.tokenOwner : writer.person
  const managers = ticket
    ? [
        ...settled.managers.all,
        ...(settled.stacks.find((stack) => stack.name === ticket.stack)?.managers ?? []),
      ]
    : [...settled.managers.all, ...settled.stacks.flatMap((stack) => stack.managers)]
  const rostered = settled.roster.teams
    .filter((team) => person !== null && team.members.includes(person))
    .map((team) => team.name)
  const bound = (ticket?.seats ?? [])
    .filter((seat) => person !== null && seat.invited.includes(person))
    .filter((seat) => !settled.roster.teams.some((team) => team.name === seat.team))
    .map((seat) => seat.team)
  return {
    ticket,
    roster: settled.roster,
    sites: settled.sites,
    names: kit.names,
    lists: kit.lists,
    person,
    roles: { manager: person !== null && managers.includes(person), teams: [...rostered, ...bound] },
    relayedByList: mail.mode === 'list',
    proven: writer.proven,
  }
}
