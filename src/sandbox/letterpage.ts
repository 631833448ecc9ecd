// One letter as its reader has it: rendered in a frame where nothing runs, as text, and as it came over the wire;
// its buttons beside it, and the form to answer.

import { html } from 'hono/html'
import { writeForm, type Offered } from './form.ts'
import { linksIn, quoted, type Filled } from './mailto.ts'
import type { Markup } from '../board/page.ts'
import type { PlayPerson } from './cast.ts'
import type { ReadMail } from './playroom.ts'
import type { LetterRow } from '../ports.ts'

/** Characters of raw source on a page. */
const mostSource = 200_000
/** Lines of text below which a letter gets a lower frame; a frame cannot take the height of what it holds. */
const shortLetter = 24

/** How the answer begins: a line that is filled in, and a report that is ready to be attached. */
type Begun = { readonly line: string; readonly report: Offered | null }

export function letterPage(
  who: PlayPerson,
  letter: LetterRow,
  mail: ReadMail,
  bytes: Uint8Array,
  { line, report }: Begun,
): Markup {
  const answer = answerTo(mail)
  const links = linksIn(mail.html)
  return html`<h1>${mail.subject}</h1>
    <dl class="facts">
      <dt>From</dt>
      <dd>${mail.from}</dd>
      <dt>To</dt>
      <dd>${mail.to}</dd>
      <dt>Date</dt>
      <dd>${mail.date}</dd>
      <dt>Answers go to</dt>
      <dd>${mail.replyTo}</dd>
      <dt>Inbox</dt>
      <dd>
        <a href="/people/${who.id}">${who.name}</a
        >${letter.ticket === null ? '' : html`, rollout <a href="/ticket/${letter.ticket}">#${letter.ticket}</a>`}
      </dd>
    </dl>
    ${
      links.length === 0
        ? ''
        : html`<h2>Its buttons</h2>
            <ul class="actions">
              ${links.map(
                ({ href, label }, at) =>
                  html`<li>
                    <a
                      class="${at === 0 ? 'button' : 'button second'}"
                      href="/people/${who.id}/write?mailto=${encodeURIComponent(href)}"
                      >${label}</a
                    >
                  </li>`,
              )}
            </ul>`
    }
    <h2>The letter</h2>
    ${mail.html === '' ? html`<pre class="boxed">${mail.text}</pre>` : html`<iframe class="${mail.text.split('\n').length < shortLetter ? 'letter short' : 'letter'}" title="The letter as a mail program shows it" sandbox="allow-top-navigation-by-user-activation" src="/people/${who.id}/letter/${letter.id}/page"></iframe>`}
    ${attached(who, letter, mail)}
    <details>
      <summary>As plain text</summary>
      <pre>${mail.text}</pre>
    </details>
    <details>
      <summary>As it came over the wire</summary>
      <pre>${source(bytes)}</pre>
    </details>
    <h2 id="answer">Answer</h2>
    ${writeForm(who, { ...answer, text: `${line}${answer.text}` }, letter.id, { report })}
    <p><a href="/people/${who.id}/pretend?letter=${letter.id}">Answer it in somebody else’s name</a></p>`
}

/** What a mail program would offer to save. */
const attached = (who: PlayPerson, { id }: LetterRow, { attachments }: ReadMail): Markup =>
  attachments.length === 0
    ? html``
    : html`<h3>Attached</h3>
        <ul>
          ${attachments.map(
            ({ name, bytes }, at) =>
              html`<li>
                <a href="/people/${who.id}/letter/${id}/file/${at}" download>${name}</a>, ${bytes} bytes
              </li>`,
          )}
        </ul>`

/** As a mail program begins an answer: to whom, and with the letter quoted below. */
export const answerTo = (mail: ReadMail): Filled => ({
  to: mail.replyTo,
  subject: /^re:/i.test(mail.subject) ? mail.subject : `Re: ${mail.subject}`,
  text: quoted(mail.date, mail.from, mail.text),
})

export const source = (bytes: Uint8Array): string => {
  const text = new TextDecoder().decode(bytes.subarray(0, mostSource)).replace(/\r\n/g, '\n')
  return bytes.length > mostSource ? `${text}\n… ${bytes.length - mostSource} bytes more` : text
}
