// What players share: the office they write to, their chance, their plans, and how they say a line: by mail where the
// letter in hand was composed for real, else in the grammar's words through the same judge.
import { makeAgenda } from './agenda.ts'
import { atWork, hoursAfter } from './time.ts'
import type { Cast } from './people.ts'
import type { Office, Sent } from './office.ts'
import type { Dice } from '../fuzz/dice.ts'
import { asTicketId, type Instant } from '../../src/rollout/ids.ts'
import type { Ticket } from '../../src/rollout/ticket.ts'

export function makePlayers(office: Office, cast: Cast, dice: Dice) {
  const agenda = makeAgenda()
  const done = new Set<string>()
  const said = new Map<string, number>()
  const teams = new Map(cast.teams.map((team) => [team.name, team]))
  return {
    office,
    cast,
    dice,
    agenda,
    /** How often which line met which answer, by its verb. */
    said,
    team: (name: string) => teams.get(name.replace(/^ea-/, '')),
    /** True the first time only: the members of a team agree on who answers. */
    once(key: string): boolean {
      if (done.has(key)) return false
      done.add(key)
      return true
    },
    /** So many hours from now, at the next hour at which somebody works there. */
    later(hours: number, zone: string, act: () => Promise<void>) {
      agenda.plan(atWork(hoursAfter(office.now(), hours), zone, dice), act)
    },
    /** Between two numbers of hours. */
    hours: (from: number, to: number) => from + dice.below(Math.round((to - from) * 60)) / 60,
    plan(at: Instant, act: () => Promise<void>) {
      agenda.plan(at, act)
    },
    ticket: (id: number): Promise<Ticket | null> => office.kit.archive.ticket(asTicketId(id)),
    async speak(who: string, ticket: number | null, line: string, answers: Sent | null = null) {
      if (answers?.written) {
        // An answer to several letters in one says which rollout it means.
        const which = answers.parts.length > 0 && ticket !== null ? `#${ticket} ` : ''
        const text = line.replace(/^/gm, which)
        return office.mail({ from: who, answers: answers.written, text })
      }
      const verb = line.replace(/^resolve anyway.*/, 'resolve-anyway').split(' ')[0] ?? ''
      const result = `${verb}: ${await office.say(who, ticket, line)}`
      said.set(result, (said.get(result) ?? 0) + 1)
    },
  }
}
export type Players = ReturnType<typeof makePlayers>
