// What goes back to the writer (SPEC §3.3, §3.5): one receipt, a question to the address on file for what is held, a
// pointer for a stranger whose own domain vouched for them, and word to the managers of what nobody may act on.
// Nobody else is ever answered, so that Rollcall cannot be used to send mail to strangers.

import { addSpan } from '../rollout/deadline.ts'
import { about, managersOf, placeOfBot } from '../rollout/addressees.ts'
import { toldEnough } from './enough.ts'
import { saysPause } from './pausing.ts'
import { draftOf } from './ruling.ts'
import { later } from '../rollout/instant.ts'
import type { Kit } from './kit.ts'
import type { Heard, Held } from './statements.ts'
import type { Understood } from './understand.ts'
import type { Writer } from './writer.ts'
import type { OutboxDraft, Question } from '../ports/outgoing.ts'
import type { Because, Letter } from '../rollout/effect.ts'
import type { Instant, PersonId } from '../rollout/ids.ts'
import { isPostEvent } from '../rollout/pause.ts'
import type { Ticket } from '../rollout/ticket.ts'
import type { World } from '../rollout/world.ts'

const questionHours = 72
// What strangers say on a ticket reaches its managers little by little.
const wordsAnHour = 20
const hour = 3600
const day = 24 * hour

export type Answers = {
  readonly outbox: OutboxDraft[]
  readonly questions: Question[]
  /** Held, and nobody was asked: the day's questions are used up. */
  readonly unasked: boolean
}

type Telling = {
  readonly kit: Kit
  readonly mail: Understood
  readonly writer: Writer
  readonly ticket: Ticket | null
  readonly world: World
  readonly now: Instant
}

export async function answerBack(
  telling: Telling,
  heard: Heard,
  prose: string,
  dry = false,
): Promise<Answers> {
  const outbox: OutboxDraft[] = []
  const questions: Question[] = []
  let unasked = false
  // Nothing of a dry run is held, and nobody is asked or told but its writer.
  if (dry) {
    const receipt = await receiptFor(telling, heard, prose, dry)
    return { outbox: receipt ? [receipt] : [], questions, unasked }
  }
  for (const [person, held] of heard.heldFor) {
    const asked = await askBack(telling, person, held, questions.length)
    if (!asked) {
      unasked = true
      continue
    }
    outbox.push(asked.draft)
    questions.push(asked.question)
  }
  const receipt = await receiptFor(telling, heard, prose)
  if (receipt) outbox.push(receipt)
  if (heard.tellManagers) outbox.push(...(await tellManagers(telling)))
  return { outbox, questions, unasked }
}

/** Where a person's dates are printed: their team's zone, else the bot's. */
export const zoneOf = (world: World, person: PersonId | null) =>
  world.roster.teams.find((team) => person !== null && team.members.includes(person))?.zone ??
  world.policy.zone

function letterTo(
  { mail, ticket, world, now }: Telling,
  person: PersonId,
  because: Because,
  name: string,
  letter: Letter,
) {
  const key = `m${mail.mail.id}/${name}/${person}`
  const to = { person, zone: zoneOf(world, person), because }
  return draftOf({ kind: 'letter', key, to, letter }, ticket?.id ?? null, now)
}

const aboutOf = ({ ticket, world }: Telling) => (ticket ? about(ticket, world) : null)
const answersOf = ({ mail }: Telling) => (mail.message.messageId ? { answers: mail.message.messageId } : {})

/** The one-time question to the address on file, today or on a later day; null where all days near are full. */
async function askBack(telling: Telling, person: PersonId, held: readonly Held[], number: number) {
  const { kit, mail, ticket, now, world } = telling
  const lately = await kit.archive.questions({ person, askedAfter: later(now, -day) })
  // The same statement, sent again while it is being asked about: one yes is enough.
  if (lately.some((asked) => asked.state === 'open' && said(asked.events) === said(held))) return null
  const times = lately.map(({ askedAt }) => askedAt).toSorted()
  const full = times.at(-kit.rates.questionsPerDay)
  const askedAt = full === undefined ? now : later(full, day)
  if (askedAt > later(now, questionHours * hour)) return null
  const id = `q${mail.mail.id}-${number}`
  const place = placeOfBot(world)
  const until = addSpan(askedAt, { n: questionHours, unit: 'hour' }, place)
  const question: Question = {
    id,
    state: 'open',
    mail: mail.mail.id,
    ticket: ticket?.id ?? null,
    person,
    events: held,
    askedAt,
    until,
  }
  const draft = letterTo(telling, person, 'writer', 'ask-back', {
    letter: 'ask-back',
    ...answersOf(telling),
    about: aboutOf(telling),
    lines: held.map(({ line }) => line),
    claimed: mail.author?.address ?? '',
    receivedAt: mail.mail.receivedAt,
    question: id,
    until,
  })
  const passes = held.some(({ event }) => isPostEvent(event))
  const late = { ...draft, notBefore: askedAt }
  return { question, draft: passes ? { ...late, passes: true as const } : late }
}

const said = (events: Question['events']) =>
  JSON.stringify(events.map(({ ticket, event }) => [ticket, { ...event, id: '', at: '' }, event.by]))

async function receiptFor(
  telling: Telling,
  heard: Heard,
  prose: string,
  dry = false,
): Promise<OutboxDraft | null> {
  const { kit, mail, writer, ticket, now } = telling
  const items = heard.items.filter((item) => dry || item.item !== 'held')
  if (items.length === 0) return writer.onFile ? null : pointer(telling, prose)
  if (writer.level === 'unknown' && !writer.proven) return null
  const person =
    writer.level === 'token-other' ? writer.tokenOwner : (writer.person ?? (await knownAs(kit, mail)))
  if (!person || (await toldEnough(kit, person, items, now))) return null
  const answersOnly = items.length > 0 && items.every(({ item }) => item === 'told')
  const invitation =
    !dry &&
    !answersOnly &&
    items.every((item) => item.item !== 'done' || item.did.did === 'noted' || item.did.did === 'ggus')
      ? openInvitation(ticket, person)
      : null
  const draft = letterTo(telling, person, 'writer', receiptName(writer), {
    letter: 'receipt',
    ...answersOf(telling),
    about: aboutOf(telling),
    subject: mail.message.subject,
    items,
    prose,
    ...(invitation ? { invitation } : {}),
  })
  if (!dry && saysPause(items)) return { ...draft, passes: true }
  return { ...draft, rate: isProven(writer) ? 'answer' : 'unproven' }
}

/** When the next letter of this name to this person may leave: some an hour, the others wait (SPEC §3.5). */
async function roomFor({ kit, now }: Telling, person: PersonId, name: string): Promise<Instant> {
  const letters = await kit.archive.letters({ person, limit: 200 })
  const recent = letters
    .flatMap(({ key, notBefore }) => (key.endsWith(`/${name}/${person}`) ? [notBefore] : []))
    .toSorted()
  const last = recent.at(-wordsAnHour)
  const free = last === undefined ? now : later(last, hour)
  return free > now ? free : now
}

const knownAs = async (kit: Kit, { author }: Understood) =>
  author ? kit.ledger.personFor(author.address, author.name) : null

/** Who proves nothing may be a forger: the address on file hears little of it, one letter a day (SPEC §3.5). */
const isProven = ({ level }: Writer) => level !== 'claimed' && level !== 'token-other'

/** In the letter's key, so that an answer to somebody who proved nothing can be told from any other. */
const receiptName = (writer: Writer) => (isProven(writer) ? 'receipt' : 'receipt-unproven')

async function answeredToday({ kit, now }: Telling, person: PersonId | null, name: string): Promise<boolean> {
  if (!person) return false
  const recent = await kit.archive.letters({ person, limit: 200 })
  return recent.some(({ key, queuedAt }) => key.endsWith(`/${name}/${person}`) && queuedAt > later(now, -day))
}

/** An invitation of the writer's own team that waits for an answer: repeated once (SPEC §3.5). */
function openInvitation(ticket: Ticket | null, person: PersonId) {
  const seat = ticket?.seats.find(
    (known) => known.state === 'notified' && !known.dueNoted && known.invited.includes(person),
  )
  return seat ? { team: seat.team, answerDue: seat.answerDue } : null
}

/** Whom to write to, for somebody we do not know; only where their own domain vouches for the address. */
async function pointer(telling: Telling, prose: string): Promise<OutboxDraft | null> {
  const { kit, mail, writer } = telling
  if (writer.level !== 'unknown' || !writer.proven) return null
  if (mail.mode === 'copied') return null
  const person = await knownAs(kit, mail)
  if (!person || (await answeredToday(telling, person, 'pointer'))) return null
  const draft = letterTo(telling, person, 'writer', 'pointer', {
    letter: 'pointer',
    ...answersOf(telling),
    about: null,
    subject: mail.message.subject,
    prose,
  })
  return { ...draft, rate: 'answer' }
}

/** What an unknown writer said on a ticket is shown to its managers; a flood of it reaches them little by little. */
async function tellManagers(telling: Telling): Promise<readonly OutboxDraft[]> {
  const { ticket, world, mail } = telling
  const names = mail.message.attachments.map(({ name }) => name).filter((name) => name !== '')
  const text = mail.words.trim() || names.join('\n')
  if (!ticket || text === '') return []
  const letter: Letter = {
    letter: 'note-shared',
    about: about(ticket, world),
    author: 'subscriber',
    text,
  }
  return Promise.all(
    managersOf(ticket, world).map(async (person) => ({
      ...letterTo(telling, person, 'manager', 'unknown', letter),
      notBefore: await roomFor(telling, person, 'unknown'),
    })),
  )
}
