// What the managers do with their letters, each by their habit: at once, after days, or with the daily letter alone. A
// manager looks at the rollout before writing, as its page shows it, so that colleagues seldom do the same thing twice.
import { acceptors, isAwaited } from '../../src/rollout/view.ts'
import { stackOfFamily, widerList, zone, type Manager } from './people.ts'
import type { Sent } from './office.ts'
import type { Players } from './players.ts'
import type { Letter } from '../../src/rollout/effect.ts'
import type { Ticket } from '../../src/rollout/ticket.ts'
import type { DigestItem } from '../../src/rollout/told.ts'

type Of<K extends Letter['letter']> = Extract<Letter, { readonly letter: K }>
/** What to write, having looked; null: nothing any more. */
type Task = (ticket: Ticket) => readonly string[] | null

const patience: { readonly [habit in Manager['habit']]: readonly [number, number] } = {
  diligent: [0.5, 20],
  slow: [20, 140],
  'by the digest': [2, 40],
}

export function onManagersLetter(players: Players, manager: Manager, sent: Sent): void {
  const { letter } = sent
  const { dice } = players
  if (letter.letter === 'digest') return daily(players, manager, sent, letter)
  if (letter.about === null) return
  // Who is told of everything acts on little; who reads the daily letter, on little beside it.
  const keen = manager.stack === null ? 0.05 : manager.habit === 'by the digest' ? 0.3 : 1
  const perhaps = (n: number, task: Task) => {
    if (dice.often(n * keen)) act(players, manager, letter.about?.ticket ?? 0, task, sent)
  }
  if (letter.letter === 'new-ticket') perhaps(90, (ticket) => assigning(players, ticket, suggested(letter)))
  if (letter.letter === 'team-silent') {
    if (dice.often(15)) perhaps(100, () => [`remind ${letter.team.slice(3)}`])
    else perhaps(30, (ticket) => more(players, ticket))
  }
  if (letter.letter === 'call-preview') {
    const line = dice.pick(['now', 'now', 'hold', 'skip', `also ${widerList}`])
    perhaps(30, ({ escalation }) => (escalation.state === 'previewed' ? [line] : null))
  }
  if (letter.letter === 'nobody-volunteers') perhaps(70, (ticket) => giveUpOrAsk(players, ticket))
  if (letter.letter === 'reports-complete') perhaps(85, (ticket) => conclusion(players, ticket))
  if (letter.letter === 'offer-received')
    perhaps(85, () => [`${dice.often(85) ? 'take' : 'decline'} ${letter.team.slice(3)}`])
  if (letter.letter === 'extend-request') perhaps(75, () => [`extend ${letter.team.slice(3)} 3d`])
  if (letter.letter === 'delivery-failed') perhaps(25, (ticket) => more(players, ticket))
  if (letter.letter === 'reminder' && letter.to === 'managers')
    perhaps(75, (ticket) => taskOf(players, ticket, letter.asks))
}

function act(players: Players, manager: Manager, id: number, task: Task, answers: Sent | null) {
  const [from, to] = patience[manager.habit]
  players.later(players.hours(from, to), zone, async () => {
    const ticket = await players.ticket(id)
    if (!ticket || ticket.status === 'resolved') return
    const lines = task(ticket) ?? []
    if (answers?.written && lines.length > 0)
      return players.speak(manager.address, id, lines.join('\n'), answers)
    for (const line of lines) await players.speak(manager.address, id, line)
  })
}

/** The teams that a letter names for the taking. */
const suggested = (letter: Letter): readonly string[] =>
  'volunteers' in letter ? letter.volunteers.map((team) => team.slice(3)) : []

const hasSeat = (ticket: Ticket, team: string) => ticket.seats.some((seat) => seat.team === `ea-${team}`)

function chosen(players: Players, ticket: Ticket, from: readonly string[], count: number): readonly string[] {
  const stack = stackOfFamily(ticket.release.stack.replace(/-\d+$/, ''))
  const own = players.cast.teams.flatMap(({ name, stacks }) => (stacks.includes(stack) ? [name] : []))
  const pool = (from.length > 0 ? from : own).filter((team) => !hasSeat(ticket, team))
  const rest = pool.length >= count ? pool : players.cast.teams.map(({ name }) => name)
  const picked = new Set<string>()
  for (let tries = 0; picked.size < count && tries < 60; tries += 1) {
    const team = players.dice.pick(rest)
    if (!hasSeat(ticket, team)) picked.add(team)
  }
  return [...picked]
}

function assigning(players: Players, ticket: Ticket, from: readonly string[]): readonly string[] | null {
  if (ticket.seats.length > 0) return null
  const { dice } = players
  const link = dice.often(25) ? ['link release-notes https://repository.egi.example/notes'] : []
  return [...link, `assign ${chosen(players, ticket, from, 1 + dice.below(3)).join(' ')}`]
}

function more(players: Players, ticket: Ticket): readonly string[] | null {
  if (acceptors(ticket).length >= 2 || ticket.seats.length > 8) return null
  const [team] = chosen(players, ticket, [], 1)
  return team === undefined ? null : [`assign ${team}`]
}

function giveUpOrAsk(players: Players, ticket: Ticket): readonly string[] | null {
  const { dice, office } = players
  // Also where every team that was asked has been taken off again.
  if (acceptors(ticket).length > 0 || isAwaited(ticket, office.now())) return null
  if (dice.often(45)) return [`assign ${chosen(players, ticket, [], 2).join(' ')}`]
  return dice.often(75) ? ['resolve anyway nobody volunteered'] : null
}

function conclusion(players: Players, ticket: Ticket): readonly string[] | null {
  const { dice } = players
  const document = ticket.documents.length === 0 ? [`document ${1000 + dice.below(9000)}`] : []
  const verdict = dice.often(92) ? 'outcome ACCEPT' : 'outcome REJECT it loses files'
  const outcome = ticket.outcome ? [] : [verdict]
  return dice.often(12) ? [...document, ...outcome] : [...document, ...outcome, 'resolve']
}

function taskOf(players: Players, ticket: Ticket, task: string): readonly string[] | null {
  const { dice } = players
  if (task === 'teams')
    return ticket.seats.length === 0 ? assigning(players, ticket, []) : giveUpOrAsk(players, ticket)
  if (task === 'call') return dice.often(40) ? [dice.pick(['now', 'skip'])] : giveUpOrAsk(players, ticket)
  if (task === 'outcome' || task === 'resolve') return conclusion(players, ticket)
  return task === 'reopen' ? null : giveUpOrAsk(players, ticket)
}

/** What one item of the daily letter leads to; the line by its number where the letter is answered by mail. */
function lineFor(players: Players, item: DigestItem, now: string): Task {
  const { dice } = players
  const site = item.team?.slice(3) ?? ''
  const days = (Date.parse(now) - Date.parse(item.since)) / 86_400_000
  if (item.waits === 'silent')
    return (ticket) => (acceptors(ticket).length > 0 || dice.often(50) ? null : more(players, ticket))
  if (item.waits === 'late') {
    if (days > 40) return () => [`unassign ${site} no report came`]
    if (days > 20 && dice.often(50)) return (ticket) => withoutTheLate(players, ticket)
    return () => [`remind ${site}`]
  }
  if (item.waits === 'extend') return () => [`extend ${site} 3d`]
  if (item.waits === 'offer') return () => [`${dice.often(85) ? 'take' : 'decline'} ${site}`]
  if (item.waits === 'file') return () => [`take report ${item.handle}`]
  return (ticket) => taskOf(players, ticket, item.waits)
}

/** Resolving goes ahead with a site late, once another has reported. */
const withoutTheLate = (players: Players, ticket: Ticket): readonly string[] | null =>
  ticket.seats.some(({ state }) => state === 'reported') ? conclusion(players, ticket) : null

function daily(players: Players, manager: Manager, sent: Sent, { items }: Of<'digest'>) {
  // Among other letters its items are counted on from those before it.
  const first = sent.parts.find(({ letter }) => letter.letter === 'digest')?.number ?? 1
  const { dice } = players
  const eager = manager.stack === null ? 3 : manager.habit === 'by the digest' ? 40 : 20
  for (const [index, item] of items.entries()) {
    if (!dice.often(eager)) continue
    if (sent.written && (item.waits === 'late' || item.waits === 'extend')) {
      const line = item.waits === 'late' ? 'remind' : 'extend 2d'
      players.later(players.hours(0.5, 8), zone, () =>
        players.speak(manager.address, null, `<${first + index}> ${line}`, sent),
      )
    } else act(players, manager, item.ticket, lineFor(players, item, sent.at), null)
  }
}
