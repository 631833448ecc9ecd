// What is counted while the years are played, for the page at the end: letters by kind, answers and how long they took.
import type { Sent } from './office.ts'
import type { Commit } from '../../src/ports.ts'

const hours = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 3_600_000

export function makeCounts() {
  const kinds = new Map<string, number>()
  const answers: number[] = []
  const waits: { ticket: number; task: string; days: number }[] = []
  const pending = new Map<number, { task: string; since: string }>()
  /** When the report of each seat was due, as long as it was on trial. */
  const dues = new Map<string, string>()
  const add = (key: string) => kinds.set(key, (kinds.get(key) ?? 0) + 1)
  let letters = 0
  let calls = 0
  let asked = 0
  let accepted = 0
  let rejected = 0
  let withdrew = 0
  let offers = 0
  let onTime = 0
  let late = 0
  let gathered = 0
  return {
    letters: () => letters,
    sent({ letter: whole, parts }: Sent) {
      letters += 1
      gathered += parts.length
      for (const letter of [whole, ...parts.map((part) => part.letter)]) {
        if (letter.letter === 'call') calls += 1
        add(
          letter.letter === 'reminder'
            ? `reminder (${letter.to === 'team' ? letter.asks : 'managers'})`
            : letter.letter,
        )
      }
    },
    committed({ changes, at }: Commit) {
      for (const { ticket, facts, event } of changes) {
        for (const fact of facts) if (fact.what === 'invited') asked += 1
        if (event.type === 'answered') {
          const seat = ticket.seats.find(({ team }) => team === event.team)
          if (event.answer === 'accept') accepted += 1
          else rejected += 1
          if (seat) answers.push(hours(seat.invitedAt, event.at))
        }
        if (event.type === 'withdrew') withdrew += 1
        if (event.type === 'offered') offers += 1
        for (const { team, state, reportDue } of ticket.seats)
          if (state === 'accepted' && reportDue) dues.set(`${ticket.id} ${team}`, reportDue.at)
        if (event.type === 'report-received') {
          if (at > (dues.get(`${ticket.id} ${event.team}`) ?? at)) late += 1
          else onTime += 1
        }
        const task = ticket.managersDue ?? null
        const known = pending.get(ticket.id)
        if (known && known.since !== task?.since) {
          waits.push({ ticket: ticket.id, task: known.task, days: hours(known.since, at) / 24 })
          pending.delete(ticket.id)
        }
        if (task) pending.set(ticket.id, { task: task.task, since: task.since })
      }
    },
    all: () => ({
      letters,
      calls,
      asked,
      accepted,
      rejected,
      withdrew,
      offers,
      onTime,
      late,
      gathered,
      kinds,
      answers,
      waits,
    }),
  }
}
