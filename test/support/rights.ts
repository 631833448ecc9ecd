// The two tables of who may bring what and when, as the rules themselves answer (rollout/rights.ts): for the test of
// them and for the page that shows them. Nothing is listed here that is not asked of the rules.
import { decide } from '../../src/rollout/decide.ts'
import { allowedIn, mayBring } from '../../src/rollout/rights.ts'
import type { Act, Actor, Event, EventType } from '../../src/rollout/event.ts'
import type { Status } from '../../src/rollout/ticket.ts'
import * as f from './federation.ts'

/** What people say for each event, one sample of it about the team of Lisbon. */
const samples: { readonly [type in EventType]: { readonly words: string; readonly more: object } } = {
  opened: { words: 'open, or the parent enters StageRollOut', more: { title: f.title, release: f.release } },
  linked: { words: 'link', more: { link: 'bugs', url: 'https://bugs.example/1' } },
  'cutoff-set': { words: 'cutoff', more: { day: { date: '2026-12-18' } } },
  assigned: { words: 'assign', more: { teams: [f.lisbon] } },
  unassigned: { words: 'unassign', more: { team: f.lisbon } },
  answered: { words: 'accept, reject', more: { team: f.lisbon, answer: 'accept' } },
  withdrew: { words: 'withdraw', more: { team: f.lisbon } },
  started: { words: 'started', more: { team: f.lisbon } },
  extended: { words: 'extend', more: { team: f.lisbon, how: { span: { n: 2, unit: 'day' } } } },
  'remind-asked': { words: 'remind', more: { team: null } },
  offered: { words: 'volunteer', more: { team: f.lisbon, proven: true } },
  took: { words: 'take', more: { team: f.lisbon } },
  declined: { words: 'decline', more: { team: f.lisbon } },
  'offer-confirmed': { words: 'yes to “did you offer this site?”', more: { team: f.lisbon } },
  'invitation-bounced': { words: 'an invitation comes back', more: { team: f.lisbon, person: f.maria } },
  'invitation-leaves': {
    words: 'an invitation leaves',
    more: { team: f.lisbon, person: f.maria, round: 1, prints: { at: f.friday, rule: '' } },
  },
  'preview-leaves': { words: 'a preview leaves', more: { round: 1 } },
  'call-asked': { words: 'call', more: { lists: [] } },
  'call-now': { words: 'now', more: {} },
  'call-held': { words: 'hold', more: {} },
  'call-skipped': { words: 'skip', more: {} },
  'call-widened': { words: 'also', more: { lists: [f.widerList] } },
  'report-received': {
    words: 'a report is attached',
    more: { team: f.lisbon, name: 'r', original: 'r', sha256: 'aa', bytes: 1, verdict: 'filed' },
  },
  'report-taken': {
    words: 'take report',
    more: { report: { team: f.lisbon, revision: 1 }, team: f.lisbon },
  },
  'report-declined': { words: 'refuse report', more: { report: { team: f.lisbon, revision: 1 } } },
  'summary-asked': { words: 'summary', more: {} },
  documented: { words: 'document', more: { document: { id: '1' } } },
  'outcome-given': { words: 'outcome', more: { outcome: 'ACCEPT' } },
  resolved: { words: 'resolve', more: { anyway: 'x' } },
  reopened: { words: 'reopen', more: {} },
  noted: {
    words: 'note, or a mail without a command',
    more: { text: 'x', team: null, author: 'subscriber' },
  },
  'ggus-named': {
    words: 'ggus, or a link to GGUS in a mail',
    more: {
      tickets: [{ number: 122974, url: 'https://ggus.eu/index.php?mode=ticket_info&ticket_id=122974' }],
    },
  },
  'problem-named': { words: 'ggus open', more: { text: 'x', team: null, author: 'managers' } },
  'beta-set': { words: 'beta', more: { team: f.lisbon, on: true } },
  undone: { words: 'undo of one’s own accept', more: {} },
  ticked: { words: 'time passes', more: {} },
}
/** Taking back an answer that this very actor gave. */
const undoneBy = (by: Actor): Event => {
  const prior = {
    status: 'open',
    links: {},
    documents: [],
    escalation: { state: 'none' },
    seats: [],
    offers: [],
    posts: 0,
  } as const
  return f.said({ type: 'undone', act: sampleOf('answered', by) as Act, facts: [], prior }, by)
}
export const everyType = Object.keys(samples) as EventType[]
const wordsOf = (type: EventType) => samples[type].words
export const sampleOf = (type: EventType, by: Actor): Event =>
  type === 'undone'
    ? undoneBy(by)
    : f.said({ type, ...samples[type].more } as Parameters<typeof f.said>[0], by)

export const statuses: readonly Status[] = ['new', 'open', 'resolved']
export const ticketIn = {
  new: f.given(f.opening()).ticket,
  open: f.given(f.opening(), f.assigned(f.lisbon)).ticket,
  resolved: f.given(f.opening(), f.assigned(f.lisbon), f.said({ type: 'resolved', anyway: 'x' }, f.byManager))
    .ticket,
}

export const actors: readonly { readonly who: string; readonly by: Actor }[] = [
  { who: 'manager', by: f.byManager },
  { who: 'other stack’s manager', by: f.person(f.arcManager) },
  { who: 'the team', by: f.person(f.maria) },
  { who: 'another team', by: f.person(f.jan) },
  { who: 'anybody else', by: f.person(f.subscriber) },
  { who: 'tracker', by: { kind: 'tracker' } },
  { who: 'Rollcall', by: { kind: 'clock' } },
]
export const may = (type: EventType, by: Actor) =>
  mayBring(ticketIn.open, sampleOf(type, by), f.federation) === null

/** Somebody who may bring it, so that only the status decides. */
export const proper = (type: EventType): Actor => {
  if (may(type, f.byManager)) return f.byManager
  return may(type, { kind: 'clock' }) ? { kind: 'clock' } : f.person(f.maria)
}
const isKept = (type: EventType, status: Status) => {
  const decision = decide(ticketIn[status], sampleOf(type, proper(type)), f.federation)
  return decision.kind === 'decided' && decision.did.did === 'kept-after-resolve'
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

export const tables: { readonly [name: string]: string } = {
  statuses: table(
    ['what', ...statuses],
    everyType.map((type) => [
      wordsOf(type),
      ...statuses.map((status) =>
        isKept(type, status) ? 'kept' : allowedIn[type].includes(status) ? 'yes' : '–',
      ),
    ]),
  ),
  roles: table(
    ['what', ...actors.map(({ who }) => who)],
    everyType.map((type) => [wordsOf(type), ...actors.map(({ by }) => (may(type, by) ? 'yes' : '–'))]),
  ),
}
