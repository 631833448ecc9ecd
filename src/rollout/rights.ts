// Who may bring what, and when: two tables. By role (SPEC §3.3: managers, the team itself, anybody) and by the
// ticket's status (SPEC §1). How surely the mail is theirs was judged in the intake.

import { actsAsManager } from './addressees.ts'
import { speaksFor } from './steps/answer.ts'
import type { Event, EventType } from './event.ts'
import type { Refusal } from './refusal.ts'
import type { Status, Ticket } from './ticket.ts'
import type { World } from './world.ts'

type Role = 'manager' | 'team' | 'involved' | 'opener' | 'anybody' | 'rollcall'

const roles: { readonly [type in EventType]: Role } = {
  opened: 'opener',
  linked: 'manager',
  'cutoff-set': 'manager',
  assigned: 'manager',
  unassigned: 'manager',
  answered: 'team',
  withdrew: 'team',
  started: 'team',
  extended: 'involved',
  'remind-asked': 'manager',
  offered: 'anybody',
  took: 'manager',
  declined: 'manager',
  'offer-confirmed': 'anybody',
  'invitation-bounced': 'rollcall',
  'invitation-leaves': 'rollcall',
  'preview-leaves': 'rollcall',
  'call-asked': 'manager',
  'call-now': 'manager',
  'call-held': 'manager',
  'call-skipped': 'manager',
  'call-widened': 'manager',
  'report-received': 'anybody',
  'report-taken': 'manager',
  'report-declined': 'manager',
  'summary-asked': 'manager',
  documented: 'manager',
  'outcome-given': 'manager',
  resolved: 'manager',
  reopened: 'manager',
  noted: 'anybody',
  'ggus-named': 'involved',
  'problem-named': 'involved',
  'beta-set': 'manager',
  undone: 'anybody',
  ticked: 'rollcall',
}

/** Which event is allowed in which status; before there is a ticket nothing is but its opening. Shown in docs/process.md. */
export const allowedIn: { readonly [type in EventType]: readonly Status[] } = {
  opened: ['new', 'open', 'resolved'],
  linked: ['new', 'open'],
  'cutoff-set': ['new', 'open'],
  assigned: ['new', 'open'],
  unassigned: ['new', 'open'],
  answered: ['open'],
  withdrew: ['open'],
  started: ['open'],
  extended: ['open'],
  'remind-asked': ['open'],
  offered: ['new', 'open'],
  took: ['new', 'open'],
  declined: ['new', 'open'],
  'offer-confirmed': ['new', 'open'],
  'invitation-bounced': ['open'],
  'invitation-leaves': ['open'],
  'preview-leaves': ['new', 'open'],
  'call-asked': ['new', 'open'],
  'call-now': ['new', 'open'],
  'call-held': ['new', 'open'],
  'call-skipped': ['new', 'open'],
  'call-widened': ['new', 'open'],
  'report-received': ['new', 'open', 'resolved'],
  'report-taken': ['open', 'resolved'],
  'report-declined': ['new', 'open', 'resolved'],
  'summary-asked': ['open', 'resolved'],
  documented: ['new', 'open', 'resolved'],
  'outcome-given': ['new', 'open'],
  resolved: ['new', 'open'],
  reopened: ['resolved'],
  noted: ['new', 'open', 'resolved'],
  'ggus-named': ['new', 'open', 'resolved'],
  'problem-named': ['new', 'open', 'resolved'],
  'beta-set': ['open'],
  undone: ['new', 'open'],
  ticked: ['new', 'open'],
}

export function mayBring(ticket: Ticket | null, event: Event, world: World): Refusal | null {
  // Whoever may do it may take it back; nobody takes back what somebody else did.
  if (event.type === 'undone')
    return sameActor(event.by, event.act.by)
      ? mayBring(ticket, { ...event.act, by: event.by }, world)
      : { code: 'nothing-to-undo' }
  switch (roles[event.type]) {
    case 'manager':
      return actsAsManager(event.by, ticket, world) ? null : { code: 'not-manager' }
    case 'opener':
      return event.by.kind === 'tracker' || actsAsManager(event.by, ticket, world)
        ? null
        : { code: 'not-manager' }
    case 'team':
      if (!('team' in event) || event.team === null || !ticket) return { code: 'no-ticket' }
      return speaksFor(event.by, event.team, ticket, world) ? null : { code: 'not-member', team: event.team }
    case 'involved':
      return actsAsManager(event.by, ticket, world) || (ticket && ofSomeTeam(event.by, ticket, world))
        ? null
        : { code: 'not-involved' }
    case 'rollcall':
      return event.by.kind === 'clock' ? null : { code: 'not-manager' }
    case 'anybody':
      return null
  }
}

export const sameActor = (a: Event['by'], b: Event['by']): boolean => {
  if (a.kind === 'person') return b.kind === 'person' && a.id === b.id
  if (a.kind === 'admin') return b.kind === 'admin' && a.name === b.name
  return a.kind === b.kind
}

const ofSomeTeam = (by: Event['by'], ticket: Ticket, world: World) =>
  ticket.seats.some(({ team, state }) => state !== 'removed' && speaksFor(by, team, ticket, world))
