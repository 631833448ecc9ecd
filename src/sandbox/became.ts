// What became of a mail, in sentences: what it changed, what is held and who is asked, what was not done. Told from
// memory alone; the rules behind it are shown by their results.

import { html } from 'hono/html'
import { time } from '../board/dates.ts'
import { levelWords } from '../board/words.ts'
import { factWords } from '../letters/history.ts'
import { sayRefusal, sayUnclear } from '../letters/sentences.ts'
import type { Markup } from '../board/page.ts'
import type { Playroom } from './playroom.ts'
import type { LetterRow, MailRow } from '../ports.ts'
import type { Question } from '../ports/outgoing.ts'

/** The answer to a mail says what was not done. */
export const refusalsIn = ({ letter }: LetterRow): readonly string[] =>
  (letter?.letter === 'receipt' ? letter.items : []).flatMap((item) =>
    item.item === 'refused'
      ? [sayRefusal(item.refusal)]
      : item.item === 'unclear'
        ? [sayUnclear(item.unclear)]
        : [],
  )

/** How sure Rollcall is of the writer, and why; null for mail that no person wrote. */
export const levelSentence = (row: MailRow): string | null => {
  const { level = null, levelWhy = '' } = row.verdict ?? {}
  return level === null ? null : `${levelWords[level]}${levelWhy === '' ? '' : `: ${levelWhy}`}`
}

/** At least one sentence for a mail that was looked at. */
export async function becameOf(room: Playroom, row: MailRow): Promise<readonly Markup[]> {
  const { id, state, verdict } = row
  if (verdict === null) return [html`Not looked at yet.`]
  if (state === 'copy')
    return [
      html`It is a second copy of <a href="/mail/${verdict.copyOf}">a mail</a> that came before; nothing is
        done twice.`,
    ]
  if (state === 'set-aside')
    return [html`It could not be handled and is set aside: ${verdict.reason ?? 'no reason was kept'}.`]
  const questions = await room.archive.questions({ mail: id })
  const asked = await Promise.all(questions.map((question) => questionSentence(room, question)))
  const journal = verdict.ticket === null ? [] : await room.archive.journal(verdict.ticket)
  const done = journal
    .filter(({ mail }) => mail === id)
    .flatMap(({ facts }) => facts.map(factWords))
    .filter((words) => words !== null)
  const all = [...asked, ...done.map((words) => html`${words}`)]
  if (all.length > 0) return all
  if (state === 'held') return [html`Held, and nobody is asked: they were asked often enough today.`]
  return [html`Kept and readable here; it changed nothing.`]
}

async function questionSentence(room: Playroom, { state, person, until }: Question): Promise<Markup> {
  const onFile = await room.archive.person(person)
  const who = onFile === null ? null : room.whoHas(onFile.address)
  const name = who === null ? html`the person on file` : html`<a href="/people/${who.id}">${who.name}</a>`
  switch (state) {
    case 'open':
      return html`Held, and changes nothing: ${name} is asked by letter whether to do it. Only a yes to that
      letter counts, until ${time(until, room.zone)}.`
    case 'released':
      return html`It was held until ${name} said yes.`
    case 'expired':
      return html`It was held, and ${name} did not say yes in time.`
    case 'withdrawn':
      return html`It was held, and the question to ${name} is no longer needed.`
  }
}
