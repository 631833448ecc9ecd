// The list of inboxes by what people are, and one inbox: letters newest first, and what this person wrote with what
// Rollcall made of it.

import { html } from 'hono/html'
import { time } from '../board/dates.ts'
import { problemWords } from '../board/words.ts'
import { letterWords } from '../letters/letterwords.ts'
import { newsMark, type Markup } from '../board/page.ts'
import { becameOf, levelSentence, refusalsIn } from './became.ts'
import { habitsForm } from './habits.ts'
import { unreadWords } from './unread.ts'
import type { PlayPerson, Role } from './cast.ts'
import type { Playroom } from './playroom.ts'
import type { LetterRow, MailRow } from '../ports.ts'
import { shortName } from '../rollout/release.ts'

const groups: readonly (readonly [role: Role, heading: string])[] = [
  ['early adopter', 'Early adopters'],
  ['manager', 'Managers'],
  ['list subscriber', 'Readers of the mailing lists'],
  ['release owner', 'Owners of the release'],
  ['outsider', 'Others'],
]

const unreadMark = (count: number) => (count === 0 ? '' : newsMark({ count, words: unreadWords(count) }))
const nameLink = ({ id, name }: PlayPerson) => html`<a href="/people/${id}">${name}</a>`

export async function inboxList({ people, unread }: Playroom): Promise<Markup> {
  const counts = await unread.counts()
  const faces = people.filter(({ id }) => !id.startsWith('site-'))
  const sites = people.filter(({ id }) => id.startsWith('site-'))
  const entry = (person: PlayPerson) =>
    html`<li>
      ${nameLink(person)}${unreadMark(counts.get(person.id) ?? 0)} <span class="quiet">${person.what}</span>
    </li>`
  return html`<h1>People</h1>
    <p>
      Nobody here is real. Open an inbox to read what Rollcall wrote to them, and to answer in their name.
    </p>
    ${groups.map(
      ([role, heading]) =>
        html`<h2>${heading}</h2>
          <ul class="inboxes">
            ${faces.filter((person) => person.role === role).map(entry)}
          </ul>`,
    )}
    <details>
      <summary>All other teams of the roster (${sites.length})</summary>
      <ul class="inboxes">
        ${sites.map(entry)}
      </ul>
    </details>`
}

export async function inboxPage(
  room: Playroom,
  who: PlayPerson,
  news: MailRow | null,
  waiting: boolean,
): Promise<Markup> {
  const [letters, delayed, returned] = await Promise.all([
    room.inbox(who),
    room.delayed(who),
    room.returned(who),
  ])
  const isAnswer = ({ letter }: LetterRow) =>
    letter !== null && 'answers' in letter && letter.answers === news?.verdict?.messageId
  const mails = (await room.archive.mails({ limit: 500 })).filter((mail) => room.wrote(mail) === who.id)
  const fresh = letters.filter(({ id }) => room.unread.isNew(who, id)).length
  return html`<h1>${who.name}</h1>
    <p class="lead"><span class="quiet">${who.address}</span>, ${who.what}.</p>
    ${news === null ? '' : newsOf(room, who, news, letters.find(isAnswer))}
    ${delayed.length === 0 ? '' : delayedNote(room, delayed)}
    ${waiting ? html`<p class="note" role="status">Your mail is on its way; this page looks again by itself.</p>` : ''}
    <p class="actions">
      <a class="button" href="/people/${who.id}/write">Write a mail</a
      ><a class="button second" href="/people/${who.id}/pretend">Write as somebody else</a>
    </p>
    ${habitsForm(room, who)} ${returned.length === 0 ? '' : returnedNote(returned)}
    <h2>Received${unreadMark(fresh)}</h2>
    ${letters.length === 0 ? html`<p>Nothing yet.</p>` : letterTable(room, who, letters)}
    ${fresh === 0 ? '' : allRead(who)}
    ${
      mails.length === 0
        ? ''
        : html`<h2>Sent</h2>
            ${sentTable(room, who, mails)}`
    }`
}

/** Why an answer does not come: nobody gets more than some an hour, in the sandbox as elsewhere. */
const delayedNote = (room: Playroom, delayed: readonly LetterRow[]) => {
  const next = delayed.map(({ notBefore }) => notBefore).toSorted()[0]
  return html`<p class="note">
    ${delayed.length === 1 ? 'One answer waits' : `${delayed.length} answers wait`}: nobody gets more than so
    many an hour. The next one comes ${next === undefined ? '' : time(next, room.zone)}; what you wrote counts
    already.
  </p>`
}

/** What became of the mail just sent, in a few lines; for mail that is not plainly its writer's, why. */
async function newsOf(
  room: Playroom,
  who: PlayPerson,
  row: MailRow,
  answer: LetterRow | undefined,
): Promise<Markup> {
  const { id, verdict } = row
  const commands = verdict?.commands ?? []
  const problems = verdict?.problems ?? []
  const read =
    commands.length > 0
      ? html`Rollcall read ${commands.map((line, at) => html`${at > 0 ? ', ' : ''}<code>${line}</code>`)}.`
      : html`Rollcall found no command in it and kept the words.`
  const ticket = verdict?.ticket ?? null
  const author = room.whoHas(verdict?.from ?? '')
  const sure = levelSentence(row)
  return html`<div class="note" role="status">
    <p>
      <b>Your mail has arrived.</b> ${read}
      ${problems.length > 0 ? ` Not understood: ${problems.map(problemWords).join('; ')}.` : ''}
    </p>
    ${sure === null || verdict?.level === 'verified' ? '' : html`<p>How sure it is that ${author === null ? 'somebody of that address' : author.name} wrote it: ${sure}.</p>`}
    ${(await becameOf(room, row)).map((words) => html`<p>${words}</p>`)}
    ${(answer === undefined ? [] : refusalsIn(answer)).map((words) => html`<p>Not done: ${words}</p>`)}
    <p>
      ${answer === undefined ? '' : html`<a href="/people/${who.id}/letter/${answer.id}">Read the answer</a> · `}${ticket === null ? '' : html`<a href="/ticket/${ticket}">See rollout #${ticket}</a> · `}<a
        href="/mail/${id}"
        >What was made of it</a
      >
    </p>
  </div>`
}

const returnedNote = (returned: readonly LetterRow[]) => {
  const count = returned.length === 1 ? 'One letter' : `${returned.length} letters`
  return html`<p class="note">
    ${count} came back and never arrived here:
    ${returned.map(({ letter, ticket }, at) => html`${at > 0 ? ', ' : ''}${letter === null ? 'letter' : letterWords[letter.letter]}${ticket === null ? '' : html` (<a href="/ticket/${ticket}">#${ticket}</a>)`}`)}.
  </p>`
}

const allRead = ({ id }: PlayPerson) =>
  html`<form method="post" action="/people/${id}/read">
    <p class="actions"><button class="second">Mark all read</button></p>
  </form>`

const letterTable = (room: Playroom, who: PlayPerson, letters: readonly LetterRow[]) =>
  html`<table class="wide">
    <thead>
      <tr>
        <th scope="col">Came</th>
        <th scope="col">Letter</th>
        <th scope="col">Rollout</th>
      </tr>
    </thead>
    <tbody>
      ${letters.map(
        ({ id, sentAt, queuedAt, letter, ticket, to }) =>
          html`<tr>
            <td>${time(sentAt ?? queuedAt, room.zone)}</td>
            <th scope="row">
              ${room.unread.isNew(who, id) ? html`<b class="fresh">New</b> ` : ''}<a
                href="/people/${who.id}/letter/${id}"
                >${letter === null ? 'letter' : sentence(letterWords[letter.letter])}</a
              >${to !== null && 'list' in to ? html` <span class="quiet">by ${to.list}</span>` : ''}
            </th>
            <td>
              ${ticket === null ? '' : html`<a href="/ticket/${ticket}">#${ticket}</a>`}
              ${letter !== null && letter.about !== null ? shortName(letter.about.release) : ''}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`

const inNameOf = (room: Playroom, who: PlayPerson, address: string) =>
  address === who.address ? '' : html` <span class="quiet">as ${room.whoHas(address)?.name ?? address}</span>`

const sentTable = (room: Playroom, who: PlayPerson, mails: readonly MailRow[]) =>
  html`<table class="wide">
    <thead>
      <tr>
        <th scope="col">Sent</th>
        <th scope="col">Mail</th>
        <th scope="col">Read as</th>
      </tr>
    </thead>
    <tbody>
      ${mails.map(
        ({ id, receivedAt, verdict }) =>
          html`<tr>
            <td>${time(receivedAt, room.zone)}</td>
            <th scope="row">
              <a href="/mail/${id}">${verdict?.subject || '(no subject)'}</a
              >${inNameOf(room, who, verdict?.from ?? '')}
            </th>
            <td>${(verdict?.commands ?? []).map((line) => html`<code>${line}</code><br />`)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)
