// `rollcall ticket …` (SPEC §7): list and show, and every manager's command in the words of the grammar, said by the
// local administrator and journalled as such. Works beside a running agent through the same Ledger.

import { userInfo } from 'node:os'
import { submit } from '../desk/submit.ts'
import { buildHouse, type House } from '../house.ts'
import { silentLog } from '../log.ts'
import { sayDid, sayRefusal, sayUnclear } from '../letters/sentences.ts'
import { formatInZone } from '../rollout/deadline.ts'
import { asTicketId, type PersonId, type TicketId } from '../rollout/ids.ts'
import { shortTeam } from '../rollout/team.ts'
import { configured } from './configured.ts'
import { exit, WrongUse, type CommandContext } from './frame.ts'
import { table } from './table.ts'
import { ticketJson, ticketLine, type People } from './ticketjson.ts'
import type { ReceiptItem } from '../rollout/effect.ts'

export const run = async (context: CommandContext): Promise<number> => {
  const [first = '', ...rest] = context.args
  const number = /^#?([1-9]\d{0,9})$/.exec(first)?.[1]
  const known = ['list', 'show', 'open'].includes(first)
  if (!known && number === undefined)
    throw new WrongUse(`ticket ${first}: say list, show N, open TITLE, or a number and a command`)
  const config = configured(context)
  if (!config) return exit.wrong
  const house = await buildHouse(config, { log: silentLog })
  try {
    if (first === 'list') return await list(context, house)
    if (first === 'show') return await show(context, house, rest)
    const ticket = number === undefined ? null : asTicketId(Number(number))
    const line = first === 'open' ? `open ${rest.join(' ')}` : rest.join(' ')
    if (line.trim() === '') return await show(context, house, [first])
    return await say(context, house, ticket, line)
  } finally {
    await house.close()
  }
}

async function say(
  context: CommandContext,
  { kit }: House,
  ticket: TicketId | null,
  line: string,
): Promise<number> {
  const items = await submit(kit, { by: { admin: userInfo().username }, ticket, lines: [line] })
  if (context.json) for (const item of items) context.out(JSON.stringify(item))
  else for (const item of items) context.out(sentence(item, kit.settled.policy.zone))
  return items.every(({ item }) => item === 'done') ? exit.done : exit.failed
}

const sentence = (item: ReceiptItem, zone: string): string => {
  switch (item.item) {
    case 'done':
      return `#${item.ticket}: ${sayDid(item.did, zone)}`
    case 'refused':
      return `${item.line}\n${sayRefusal(item.refusal)}`
    case 'unclear':
      return `${item.line}\n${sayUnclear(item.unclear)}`
    case 'held':
      return `${item.line}\nheld`
  }
}

async function list(context: CommandContext, { kit }: House): Promise<number> {
  const now = kit.clock.now()
  const tickets = await kit.archive.tickets()
  if (context.json) {
    for (const ticket of tickets) context.out(JSON.stringify(ticketLine(ticket, now)))
    return exit.done
  }
  if (tickets.length === 0) context.out('No rollouts yet. Begin one: rollcall ticket open Staged Rollout …')
  else {
    const rows = tickets.map((ticket) => {
      const { phase, waitsFor, next } = ticketLine(ticket, now)
      const waits = waitsFor.map(({ who }) => (who.startsWith('ea-') ? who.slice(3) : who)).join(', ')
      const at = next ? `${next.at.slice(0, 16).replace('T', ' ')}Z` : ''
      return [`#${ticket.id}`, phase, at, ticket.title.replace(/^Staged Rollout /, ''), waits]
    })
    context.out(table([['', 'phase', 'next', 'release', 'waits for'], ...rows], context.width))
  }
  return exit.done
}

async function show(context: CommandContext, { kit }: House, words: readonly string[]): Promise<number> {
  const id = Number(words[0]?.replace(/^#/, ''))
  const ticket = Number.isSafeInteger(id) && id > 0 ? await kit.archive.ticket(asTicketId(id)) : null
  if (!ticket) {
    context.err(`rollcall: there is no ticket ${words[0] ?? ''}; rollcall ticket list shows them all`)
    return exit.failed
  }
  const now = kit.clock.now()
  const [journal, letters] = await Promise.all([
    kit.archive.journal(ticket.id),
    kit.archive.letters({ ticket: ticket.id, limit: 1000 }),
  ])
  const people = await peopleIn(kit, [
    ...journal.flatMap(({ event }) => (event.by.kind === 'person' ? [event.by.id] : [])),
    ...ticket.offers.map(({ by }) => by),
  ])
  const json = ticketJson(ticket, journal, letters, people, now)
  if (context.json) {
    context.out(JSON.stringify(json))
    return exit.done
  }
  const { zone } = kit.settled.policy
  const lines = [
    `#${ticket.id} ${ticket.title}`,
    `${json.phase}${ticket.outcome ? `, outcome ${ticket.outcome.outcome}` : ''}`,
    ...(json.next ? [`next by itself: ${json.next.what}, ${formatInZone(json.next.at, zone)}`] : []),
    ...json.waitsFor.map(
      ({ who, what, since, until }) =>
        `waits for ${who.startsWith('ea-') ? who.slice(3) : who}: ${what}, since ${formatInZone(since, zone)}` +
        (until ? `, until ${formatInZone(until, zone)}` : ''),
    ),
  ]
  const seats = ticket.seats.map((seat) => [
    `  ${shortTeam(seat.team)}`,
    json.seats.find(({ team }) => team === seat.team)?.silent ? 'silent' : seat.state,
    `answer due ${formatInZone(seat.answerDue.at, seat.zone)}`,
  ])
  const history = json.journal.map(({ at, event, by, mail }) => [
    `  ${at.slice(0, 16).replace('T', ' ')}Z`,
    event,
    `${by}${mail ? ` (mail ${mail})` : ''}`,
  ])
  context.out(lines.join('\n'))
  if (seats.length > 0) context.out(`\nTeams\n${table(seats, context.width)}`)
  context.out(`\nWhat happened\n${table(history, context.width)}`)
  return exit.done
}

async function peopleIn(kit: House['kit'], ids: readonly PersonId[]): Promise<People> {
  const known = await Promise.all([...new Set(ids)].map((id) => kit.archive.person(id)))
  return new Map(known.flatMap((person) => (person ? [[person.id, person] as const] : [])))
}
