// The stage on which the sandbox's people act by themselves: each act is a mail sent by SMTP, each line printed is
// something that happened, and each check is a stated condition with a deadline. Knows no plot; that is play.ts.

import { sayRefusal, sayUnclear } from '../letters/sentences.ts'
import { letterWords } from '../letters/letterwords.ts'
import { factWords } from '../letters/history.ts'
import { linksIn, quoted, readMailto } from './mailto.ts'
import { until } from './until.ts'
import type { MovableClock } from './clock.ts'
import type { PlayPerson } from './cast.ts'
import type { Playroom } from './playroom.ts'
import type { LetterId, LetterRow } from '../ports.ts'
import type { LetterName } from '../rollout/effect.ts'
import type { Instant, PersonId, TicketId } from '../rollout/ids.ts'
import type { Ticket } from '../rollout/ticket.ts'

export type Line = {
  readonly at: Instant
  /** A person's name, `Rollcall`, or empty where time passes. */
  readonly who: string
  readonly what: string
}
/** A step that did not come about; the message says which, in a sentence. */
export class NotSo extends Error {}

type Attached = readonly { readonly name: string; readonly bytes: Uint8Array }[]
export type Stage = ReturnType<typeof setStage>

/** Minutes that people take before they write. */
const betweenMails = 6
/** Real milliseconds. */
const patience = 30_000

export function setStage(
  room: Playroom,
  clock: MovableClock,
  nudge: () => void,
  print: (line: Line) => void,
) {
  const { archive } = room
  let told: LetterId = 0
  let toldRow = 0
  let checks = 0
  let mails = 0
  const say = (who: string, what: string) => print({ at: clock.now(), who, what })

  const nameOf = async (id: PersonId) => (await room.sayWho(id)).replace(/ \(.*\)$/, '')

  /** What the tickets' journals hold since the last time, in words. */
  const tellRows = async () => {
    const journals = await Promise.all((await archive.tickets()).map(({ id }) => archive.journal(id)))
    const fresh = journals.flat().filter(({ seq }) => seq > toldRow)
    toldRow = Math.max(toldRow, ...fresh.map(({ seq }) => seq))
    for (const { facts } of fresh)
      for (const fact of facts) {
        const sentence = factWords(fact)
        if (sentence !== null) say('Rollcall', sentence)
      }
  }
  /** The letters that left since the last time, one line a kind, and what a receipt had to refuse. */
  const tellLetters = async () => {
    const fresh = (await archive.letters({ limit: 500 })).filter(({ id }) => id > told).toReversed()
    told = Math.max(told, ...fresh.map(({ id }) => id))
    for (const { letter } of fresh)
      for (const item of letter?.letter === 'receipt' ? letter.items : []) {
        if (item.item === 'refused')
          say('Rollcall', `Not done: ${sayRefusal(item.refusal).replace(/\s+/g, ' ')}`)
        if (item.item === 'unclear')
          say('Rollcall', `Not done: ${sayUnclear(item.unclear).replace(/\s+/g, ' ')}`)
      }
    for (const [kind, group] of Map.groupBy(fresh, ({ letter }) => letter?.letter)) {
      if (kind === undefined) continue
      const readers = group.map(async ({ to }) =>
        to === null ? '' : 'person' in to ? nameOf(to.person) : 'list' in to ? to.list : 'the tracker',
      )
      say('Rollcall', `→ ${letterWords[kind]}: ${[...new Set(await Promise.all(readers))].join(', ')}`)
    }
  }
  const act = async (person: PlayPerson, draft: Parameters<Playroom['post']>[1], own: string) => {
    mails += 1
    clock.moveBy(betweenMails)
    for (const line of own.split('\n')) say(person.name, line)
    for (const { name } of draft.files ?? []) say(person.name, `attaches ${name}`)
    const row = await room.post(person, draft)
    if (row === null) throw new NotSo(`the mail of ${person.name} was not handled in time`)
    if (row.state !== 'handled')
      throw new NotSo(
        `the mail of ${person.name} is ${row.state}: ${row.verdict?.reason ?? row.verdict?.levelWhy ?? ''}`,
      )
    await tellRows()
    await tellLetters()
  }
  const newest = async (person: PlayPerson, name: LetterName, ticket: TicketId): Promise<LetterRow> => {
    const found = await until(patience, async () => {
      const letters = await room.inbox(person)
      return letters.find((row) => row.letter?.letter === name && row.ticket === ticket) ?? null
    })
    if (found === null) throw new NotSo(`${person.name} did not get the letter: ${letterWords[name]}`)
    return found
  }
  const read = async ({ id }: LetterRow) => {
    const finished = await archive.letterBytes(id)
    if (finished === null) throw new NotSo(`letter ${id} has no text`)
    return room.readMail(finished.bytes)
  }
  const scene = (title: string) => say('', title)

  return {
    scene,
    /** Somebody writes to the bot out of the blue. */
    writes: (person: PlayPerson, subject: string, text: string) =>
      act(person, { to: room.bot, subject, text }, text),
    /** Somebody answers a letter as mail programs do: own words on top, the letter quoted below. */
    async answers(
      person: PlayPerson,
      name: LetterName,
      ticket: TicketId,
      text: string,
      files: Attached = [],
    ) {
      const mail = await read(await newest(person, name, ticket))
      const answers = { messageId: mail.messageId, references: mail.references }
      const whole = `${text}${quoted(mail.date, mail.from, mail.text)}`
      await act(
        person,
        { to: mail.replyTo, subject: `Re: ${mail.subject}`, text: whole, answers, files },
        text,
      )
    },
    /** Somebody uses a button of a letter and sends what opens. */
    async presses(person: PlayPerson, name: LetterName, ticket: TicketId, label: string) {
      const mail = await read(await newest(person, name, ticket))
      const link = linksIn(mail.html).find((one) => one.label === label)
      const filled = link && readMailto(link.href)
      if (!filled) throw new NotSo(`the letter to ${person.name} has no button ${label}`)
      await act(person, filled, filled.text)
    },
    /** Time passes until `instant`, and what was due then is done. */
    async waits(instant: Instant, what: string) {
      clock.moveTo(instant)
      say('', what)
      nudge()
      const done = await until(patience, async () => {
        const due = await archive.nextDue()
        return due === null || due > clock.now() ? true : null
      })
      if (done === null) throw new NotSo(`what was due at ${instant} was not done`)
      await room.settled()
      await tellRows()
      await tellLetters()
    },
    /** The ticket once the condition holds; else the play ends, saying that it does not. */
    async holds(ticket: TicketId, condition: string, test: (ticket: Ticket) => boolean): Promise<Ticket> {
      const found = await until(patience, async () => {
        const now = await archive.ticket(ticket)
        return now !== null && test(now) ? now : null
      })
      if (found === null) throw new NotSo(`#${ticket}: ${condition} did not come about`)
      checks += 1
      return found
    },
    async reaches(person: PlayPerson, name: LetterName, ticket: TicketId): Promise<void> {
      await newest(person, name, ticket)
      checks += 1
    },
    counts: () => ({ mails, checks, letters: told }),
  }
}
