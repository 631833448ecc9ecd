// Opening a ticket (SPEC §1.1): by the parent that enters StageRollOut, by a manager's mail or from the command
// line. A release that has a ticket is never doubled; a resolved one is asked about.

import { about, placeOfBot, toManagers } from '../addressees.ts'
import { inPace } from '../pace.ts'
import { cutoffOn } from './cutoff.ts'
import { addSpan, nextReminder, writeSpan } from '../deadline.ts'
import { stackOf } from '../release.ts'
import { applyChange } from '../evolve.ts'
import { rotaFor } from '../rota.ts'
import { done, refuse, type EventOf, type Step, type StepFor } from '../step.ts'
import type { DoorRequest, Effect } from '../effect.ts'
import type { Fact } from '../fact.ts'
import type { Due, LinkName, Links, Ticket } from '../ticket.ts'
import type { Span, World } from '../world.ts'

const everyLink: readonly LinkName[] = ['release-notes', 'bugs', 'documentation']

export function open(event: EventOf<'opened'>, world: World): Step {
  const stack = stackOf(event.release, world.stacks)
  const opened: Fact = {
    what: 'opened',
    ticket: world.nextTicket,
    title: event.title,
    release: event.release,
    stack: stack?.name ?? null,
    links: usable(event.links),
    ...(event.parent ? { parent: event.parent } : {}),
    ...(event.emergency ? { emergency: true } : {}),
    at: world.now,
  }
  const ticket = applyChange(null, [opened])
  const place = placeOfBot(world)
  // An emergency leaves the managers no longer than its teams.
  const { answer } = world.policy
  const span: Span = event.emergency ? answer : { n: 1, unit: 'working day' }
  const decideBy: Due = {
    at: addSpan(world.now, span, place),
    rule: `${event.emergency ? writeSpan(answer) : 'one working day'} after opening`,
  }
  const due: Fact = {
    what: 'managers-due',
    due: { ...decideBy, step: 1, task: 'teams', since: world.now },
  }
  const rota = rotaFor(ticket, world)
  const letters = toManagers(ticket, world, 'new-ticket', {
    letter: 'new-ticket',
    about: about(ticket, world),
    missing: everyLink.filter((link) => !ticket.links[link]),
    volunteers: stack
      ? world.roster.teams.filter((team) => team.stacks.includes(stack.name)).map((team) => team.name)
      : [],
    ...(rota ? { rota } : {}),
    decideBy,
    answer,
    byHand: [],
  })
  return done(
    {
      did: 'opened',
      ticket: ticket.id,
      title: ticket.title,
      ...(event.emergency ? { emergency: true } : {}),
    },
    [opened, due],
    [...letters, ...requests(ticket, world)],
  )
}

/** The packages move, and the parent goes to its new owners (seed, actions 1 and 2.1). */
function requests(ticket: Ticket, world: World): readonly Effect[] {
  const move: DoorRequest = { door: 'repository', ask: 'move-packages', release: ticket.release }
  const list: Effect[] = [{ kind: 'door', key: `t${ticket.id}/move-packages`, request: move }]
  if (ticket.parent) {
    const own: DoorRequest = {
      door: 'tracker',
      ask: 'own-parent',
      parent: ticket.parent,
      group: world.policy.releaseGroup,
    }
    list.push({ kind: 'door', key: `t${ticket.id}/own-parent`, request: own })
  }
  return list
}

/** The release has a ticket already. An unresolved one gains what it lacked; a resolved one is asked about. */
export const openAgain: StepFor<'opened'> = (ticket, event, world) => {
  const facts: Fact[] = []
  if (event.parent && !ticket.parent) facts.push({ what: 'parent-linked', parent: event.parent })
  for (const link of everyLink) {
    const url = usable(event.links)[link]
    if (url && !ticket.links[link]) facts.push({ what: 'linked', link, url })
  }
  if (ticket.status !== 'resolved') {
    const urgent = event.emergency === true && ticket.emergency !== true
    if (urgent) facts.push(...becomesEmergency(ticket, world))
    const more = urgent ? { emergency: true as const } : {}
    return done({ did: 'already-open', ticket: ticket.id, title: ticket.title, ...more }, facts)
  }
  // The tracker may say it several times, by mail and by its door: the managers are asked once a day.
  const did = { did: 'asked-to-reopen', ticket: ticket.id, title: ticket.title } as const
  if (ticket.managersDue && ticket.managersDue.at > world.now) return done(did, facts)
  const next = nextReminder(world.now, 1, world.policy.remindCapDays, placeOfBot(world))
  const rule = 'the parent entered StageRollOut again'
  facts.push({
    what: 'managers-due',
    due: { at: next, rule, step: 1, task: 'reopen', since: world.now },
  })
  const letters = toManagers(ticket, world, `reopen/${event.id}`, {
    letter: 'reminder',
    about: about(ticket, world),
    to: 'managers',
    asks: 'reopen',
    since: world.now,
    next: { at: next, rule },
    teams: [],
  })
  return done(did, facts, letters)
}

/** From now on; what was promised to teams stays. A shorter trial leaves more time before the distribution closes. */
function becomesEmergency(ticket: Ticket, world: World): readonly Fact[] {
  const facts: Fact[] = [{ what: 'emergency' }]
  if (ticket.cutoff) facts.push({ what: 'cutoff', cutoff: cutoffOn(ticket.cutoff.date, inPace(world, true)) })
  return facts
}

/** An address for a browser, on one line and of a length that fits a letter. */
export const isWebAddress = (url: string) => /^https?:\/\/[^\s<>"]{1,1000}$/i.test(url)

/** Links come from fields that anybody may have filled in: what is no web address counts as missing. */
function usable(links: Links | undefined): Links {
  const given = Object.entries(links ?? {}).filter(([, url]) => url !== undefined && isWebAddress(url))
  return Object.fromEntries(given)
}

export const link: StepFor<'linked'> = (_ticket, event) => {
  if (!isWebAddress(event.url)) return refuse({ code: 'bad-url', url: event.url })
  return done({ did: 'linked', link: event.link, url: event.url }, [
    { what: 'linked', link: event.link, url: event.url },
  ])
}
