// `rollcall ticket …` (SPEC §7): list and show, and every manager's command in the words of the grammar, said by the
// local administrator and journalled as such. Works beside a running agent through the same Ledger.

import { userInfo } from 'node:os'
import { submit } from '../desk/submit.ts'
import { silentLog } from '../log.ts'
import { asTicketId, type PersonId, type TicketId } from '../rollout/ids.ts'
import { exit, WrongUse, type CommandContext } from './frame.ts'
import { houseFor } from './housefor.ts'
import { showItems } from './items.ts'
import { unknownWord } from './unknownword.ts'
import { ticketJson, ticketLine, type People, type Told } from './ticketjson.ts'
import { listWords, showWords } from './ticketwords.ts'
import type { House } from '../house.ts'
import type { Ticket } from '../rollout/ticket.ts'

const words = ['list', 'show', 'open']
const ways = 'say list, show N, open TITLE, or a number and a command'

type Wish =
  | { readonly what: 'list' }
  | { readonly what: 'show'; readonly id: TicketId }
  | { readonly what: 'say'; readonly id: TicketId | null; readonly line: string }

export const run = async (context: CommandContext): Promise<number> => {
  const wish = wishOf(context.args)
  const house = await houseFor(context, { log: silentLog })
  if (!house) return exit.wrong
  try {
    if (wish.what === 'list') return await list(context, house)
    const ticket = wish.id === null ? null : await house.kit.archive.ticket(wish.id)
    if (wish.id !== null && !ticket) {
      context.err(`rollcall: there is no ticket ${wish.id}; rollcall ticket list shows them all`)
      return exit.failed
    }
    if (wish.what === 'say') return await say(context, house, wish.id, wish.line)
    return ticket ? await show(context, house, ticket) : exit.failed
  } finally {
    await house.close()
  }
}

/** What the words ask for, before anything is opened. */
function wishOf([first = '', ...rest]: readonly string[]): Wish {
  if (first === 'list' && rest.length > 0)
    throw new WrongUse(`ticket list ${rest[0]}: list takes no more words`)
  if (first === 'list') return { what: 'list' }
  if (first === 'open') {
    const line = rest.join(' ').trim()
    if (line === '')
      throw new WrongUse('ticket open: say its title: Staged Rollout <stack> <component> <version>')
    return { what: 'say', id: null, line: `open ${line}` }
  }
  const id = numberIn(first === 'show' ? rest[0] : first)
  if (id === null)
    throw new WrongUse(
      first === 'show' ? 'ticket show: say its number' : unknownWord('ticket', first, words, ways),
    )
  if (first === 'show' && rest.length > 1) throw new WrongUse('ticket show: say one number')
  const line = first === 'show' ? '' : rest.join(' ').trim()
  return line === '' ? { what: 'show', id } : { what: 'say', id, line }
}

function numberIn(word: string | undefined): TicketId | null {
  const digits = /^#?([1-9]\d{0,9})$/.exec(word ?? '')?.[1]
  return digits === undefined ? null : asTicketId(Number(digits))
}

async function say(
  context: CommandContext,
  { kit }: House,
  ticket: TicketId | null,
  line: string,
): Promise<number> {
  const lines = line.replace(/^dry-run (?=\S)/i, 'dry-run\n').split('\n')
  const items = await submit(kit, { by: { admin: userInfo().username }, ticket, lines })
  return showItems(context, items, kit.settled.policy.zone)
}

async function list(context: CommandContext, { kit }: House): Promise<number> {
  const now = kit.clock.now()
  const tickets = await kit.archive.tickets()
  if (context.json) for (const ticket of tickets) context.out(JSON.stringify(ticketLine(ticket, now)))
  else context.out(listWords(tickets, now, kit.settled.policy.zone, context.width))
  return exit.done
}

async function show(context: CommandContext, { kit }: House, ticket: Ticket): Promise<number> {
  const told = await toldOf(kit, ticket)
  if (context.json) context.out(JSON.stringify(ticketJson(told)))
  else context.out(showWords(told, kit.settled.policy.zone, context.width))
  return exit.done
}

/** All that is shown of a ticket, with everybody who is named in it. */
async function toldOf(kit: House['kit'], ticket: Ticket): Promise<Told> {
  const [journal, letters] = await Promise.all([
    kit.archive.journal(ticket.id),
    kit.archive.letters({ ticket: ticket.id }),
  ])
  const people = await peopleIn(kit, [
    ...journal.flatMap(({ event }) => (event.by.kind === 'person' ? [event.by.id] : [])),
    ...letters.flatMap(({ to }) => (to && 'person' in to ? [to.person] : [])),
    ...ticket.offers.map(({ by }) => by),
  ])
  return { ticket, journal, letters, people, now: kit.clock.now() }
}

async function peopleIn(kit: House['kit'], ids: readonly PersonId[]): Promise<People> {
  const known = await Promise.all([...new Set(ids)].map((id) => kit.archive.person(id)))
  return new Map(known.flatMap((person) => (person ? [[person.id, person] as const] : [])))
}
