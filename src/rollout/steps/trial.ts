// Time passes (SPEC §1.3, §1.6, §1.7): reminders on the due day, silence at the due instant, reports asked for at
// doubling intervals. Level-triggered: what fell due while nobody looked is done once, and what lost its meaning
// meanwhile is not done at all.

import { about, placeOf, placeOfBot, toManagers, toSeat } from '../addressees.ts'
import { nextReminder } from '../deadline.ts'
import { reportName } from '../filename.ts'
import { rotaFor } from '../rota.ts'
import { acceptors, managersTask, nobodyAccepts } from '../view.ts'
import { keyOfRound, tellSilent } from './assign.ts'
import type { Effect } from '../effect.ts'
import type { Fact } from '../fact.ts'
import type { Consequence } from '../step.ts'
import type { Seat, Ticket } from '../ticket.ts'
import type { World } from '../world.ts'

/** What is due of each seat at world.now. */
export function passSeats(ticket: Ticket, world: World): Consequence {
  const facts: Fact[] = []
  const effects: Effect[] = []
  // Where nobody is left to accept, the call's preview tells the managers; a letter for each team would repeat it.
  // While a call is out there is no preview any more.
  const previewTells = ticket.escalation.state !== 'called' && nobodyAccepts(ticket, world.now)
  for (const seat of ticket.seats) {
    if (seat.state === 'notified' && !seat.dueNoted) {
      if (seat.answerDue.at <= world.now) {
        facts.push({ what: 'due-noted', team: seat.team })
        if (!previewTells) effects.push(...tellSilent(seat, ticket, world, seat.answerDue, false))
      } else if (seat.remindAt && seat.remindAt.at <= world.now) {
        facts.push({ what: 'reminded', team: seat.team })
        effects.push(...remind(seat, ticket, world, 'answer', seat.answerDue, `answer/${keyOfRound(seat)}`))
      }
    }
    const ask = seat.reportAgain ?? seat.reportDue
    if (seat.state !== 'accepted' || !seat.reportDue || !ask) continue
    if (ask.at <= world.now) {
      const step = seat.reportReminders + 1
      const next = {
        at: nextReminder(world.now, step, world.policy.remindCapDays, placeOf(seat.team, world)),
        rule: `reminder ${step + 1} for the missing report`,
      }
      facts.push({ what: 'report-asked', team: seat.team, next })
      effects.push(...remind(seat, ticket, world, 'report', seat.reportDue, `report/${seat.round}/${step}`))
    } else if (seat.trialCheck && seat.trialCheck.at <= world.now) {
      facts.push({ what: 'trial-checked', team: seat.team })
      effects.push(...checkOn(seat, seat.reportDue, ticket, world))
    } else if (seat.startAsk && seat.startAsk.at <= world.now) {
      facts.push({ what: 'start-asked', team: seat.team })
      const key = `started/${seat.round}/${seat.startAsk.at}`
      effects.push(...remind(seat, ticket, world, 'started', seat.reportDue, key))
    }
  }
  return { facts, effects }
}

const remind = (
  seat: Seat,
  ticket: Ticket,
  world: World,
  asks: 'answer' | 'started' | 'report',
  due: Seat['answerDue'],
  key: string,
) =>
  toSeat(seat, ticket, `reminder/${key}`, {
    letter: 'reminder',
    about: about(ticket, world, seat.team),
    to: 'team',
    asks,
    team: seat.team,
    due,
  })

/** Some days into the trial: how does it go, and by when is the report due. */
const checkOn = (seat: Seat, reportDue: Seat['answerDue'], ticket: Ticket, world: World) =>
  toSeat(seat, ticket, `trial-reminder/${seat.round}/${seat.trialCheck?.at}`, {
    letter: 'trial-reminder',
    about: about(ticket, world, seat.team),
    team: seat.team,
    reportDue,
    reportName: reportName(seat.team, ticket.release, 'odt'),
  })

const doubling = 'after 1, 2, 4, 8 … days of waiting, in working hours'

/**
 * What the managers are waited for, kept as a deadline of its own so that no unresolved ticket is ever without a next
 * one; reminded at doubling intervals. Called after every event.
 */
export function followManagers(ticket: Ticket, world: World): Consequence {
  const task = managersTask(ticket, world.now)
  const due = ticket.managersDue
  if (!task)
    return due ? { facts: [{ what: 'managers-due', due: null }], effects: [] } : { facts: [], effects: [] }
  if (due?.task !== task) {
    const at = nextReminder(world.now, 1, world.policy.remindCapDays, placeOfBot(world))
    const fresh = { at, rule: doubling, step: 1, task, since: world.now }
    return { facts: [{ what: 'managers-due', due: fresh }], effects: [] }
  }
  if (due.at > world.now) return { facts: [], effects: [] }
  const step = due.step + 1
  const next = {
    ...due,
    at: nextReminder(world.now, step, world.policy.remindCapDays, placeOfBot(world)),
    rule: doubling,
    step,
  }
  const rota = task === 'teams' ? rotaFor(ticket, world) : undefined
  const letters = toManagers(ticket, world, `managers/${task}/${due.since}/${due.step}`, {
    letter: 'reminder',
    about: about(ticket, world),
    to: 'managers',
    asks: task,
    since: due.since,
    next: { at: next.at, rule: next.rule },
    teams: acceptors(ticket).map((seat) => seat.team),
    ...(rota ? { rota } : {}),
  })
  return { facts: [{ what: 'managers-due', due: next }], effects: letters }
}
