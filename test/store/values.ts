// Small values for the tests of memory: the least that is a ticket, a mail, a letter.
import { createHash } from 'node:crypto'
import type { Change, Commit, Incoming } from '../../src/ports.ts'
import type { MailVerdict } from '../../src/ports/incoming.ts'
import type { OutboxDraft, Question } from '../../src/ports/outgoing.ts'
import type { Effect } from '../../src/rollout/effect.ts'
import { asEventId, asInstant, asPersonId, asTeamName, asTicketId } from '../../src/rollout/ids.ts'
import type { Instant } from '../../src/rollout/ids.ts'
import type { Seat, Ticket } from '../../src/rollout/ticket.ts'

/** Minutes after the tests' first instant. */
export const minute = (n: number): Instant =>
  asInstant(new Date(Date.UTC(2026, 10, 23, 9, n)).toISOString().replace('.000Z', 'Z'))

export const aTicket = (id: number, changes: Partial<Ticket> = {}): Ticket => ({
  id: asTicketId(id),
  version: 1,
  status: 'new',
  title: `Staged Rollout CA 1.${id}`,
  release: { stack: '', component: 'CA', version: `1.${id}`, os: '', arch: '' },
  stack: null,
  links: {},
  openedAt: minute(0),
  seats: [],
  offers: [],
  calls: [],
  escalation: { state: 'none' },
  managersDue: {
    at: minute(600),
    rule: 'the managers choose teams',
    step: 0,
    task: 'teams',
    since: minute(0),
  },
  reports: [],
  documents: [],
  notes: [],
  completeNoted: false,
  applied: [],
  ...changes,
})

export const aSeat = (team: string, changes: Partial<Seat> = {}): Seat => ({
  team: asTeamName(team),
  state: 'notified',
  zone: 'Europe/Lisbon',
  invited: [asPersonId('p1')],
  bounced: [],
  invitedAt: minute(0),
  answerDue: { at: minute(300), rule: '1 working day' },
  dueNoted: false,
  reportReminders: 0,
  round: 1,
  ...changes,
})

export const aChange = (ticket: Ticket, expectedVersion: number, changes: Partial<Change> = {}): Change => ({
  ticket,
  expectedVersion,
  event: {
    id: asEventId(`c${ticket.id}.${ticket.version}`),
    type: 'ticked',
    by: { kind: 'clock' },
    at: minute(0),
  },
  facts: [{ what: 'status', status: ticket.status, at: minute(0) }],
  mail: null,
  ...changes,
})

export const aCommit = (changes: Partial<Commit> = {}): Commit => ({
  at: minute(1),
  changes: [],
  outbox: [],
  questions: [],
  settledQuestions: [],
  files: [],
  bouncedLetters: [],
  ...changes,
})

/** `text` is the mail's body; its Message-ID is given apart, since copies and forgeries share one. */
export const anIncoming = (uid: number, text: string, changes: Partial<Incoming> = {}): Incoming => ({
  place: { mailbox: 'INBOX', uidValidity: '7', uid },
  via: 'imap',
  receivedAt: minute(0),
  bytes: Buffer.from(`From: a@site.example\r\nMessage-ID: <m${uid}@site.example>\r\n\r\n${text}\r\n`),
  backlog: false,
  ...changes,
})

export const aVerdict = (changes: Partial<MailVerdict> = {}): MailVerdict => ({
  state: 'handled',
  kind: 'person',
  rule: 'nothing else fits',
  from: 'a@site.example',
  person: asPersonId('p1'),
  level: 'verified',
  levelWhy: 'DKIM of site.example',
  ticket: asTicketId(1),
  messageId: '<m1@site.example>',
  subject: 'Re: CA 1.1',
  date: minute(0),
  text: 'accept NGI_PL-ICM',
  wordsHash: 'words-1',
  commands: ['accept NGI_PL-ICM'],
  problems: [],
  ...changes,
})

const aLetter = (key: string, person = 'p1'): Effect => ({
  kind: 'letter',
  key,
  to: { person: asPersonId(person), zone: 'Europe/Lisbon', because: 'writer' },
  letter: { letter: 'pointer', about: null, subject: 'hello', prose: 'whom to write to' },
})

export const aDraft = (key: string, changes: Partial<OutboxDraft> = {}): OutboxDraft => ({
  effect: aLetter(key),
  ticket: asTicketId(1),
  priority: 5,
  notBefore: minute(1),
  ...changes,
})

export const aQuestion = (id: string, changes: Partial<Question> = {}): Question => ({
  id,
  state: 'open',
  mail: null,
  ticket: asTicketId(1),
  person: asPersonId('p1'),
  events: [{ ticket: asTicketId(1), event: aChange(aTicket(1), 0).event, line: 'accept NGI_PL-ICM' }],
  askedAt: minute(1),
  until: minute(4000),
  ...changes,
})

export const finishedLetter = (text: string) => ({
  bytes: Buffer.from(text),
  messageId: `<${text}@bot.example>`,
  envelope: { from: 'bounce@bot.example', to: 'a@site.example' },
})

export const aFile = (text: string) => {
  const bytes = Buffer.from(text)
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes }
}
