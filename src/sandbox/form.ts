// The form in which a sandbox's person writes: what a mail program's window holds, and nothing else. Who writes is in
// its address; what is sent is made a mail in writing.ts.

import { html } from 'hono/html'
import type { Markup } from '../board/page.ts'
import type { PlayPerson } from './cast.ts'
import type { Filled } from './mailto.ts'
import type { Draft } from './writing.ts'

/** Whose name stands in From, where it is another's: who may be chosen, and who is. */
export type InNameOf = { readonly others: readonly PlayPerson[]; readonly chosen: string }

/** A filled report that the form can attach by itself, by its file’s name; chosen or not. */
export type Offered = { readonly name: string; readonly chosen: boolean }

const reportField = ({ name, chosen }: Offered): Markup =>
  html`<p class="choice">
    <input type="checkbox" id="report" name="report" value="on" ${chosen ? 'checked' : ''} />
    <label for="report">Attach a filled report, ${name}</label>
  </p>`

const fromField = ({ others, chosen }: InNameOf): Markup =>
  html`<div class="field">
    <label for="as">In the name of</label
    ><select id="as" name="as">
      ${others.map(
        ({ id, name, what }) =>
          html`<option value="${id}" ${id === chosen ? 'selected' : ''}>${name}, ${what}</option>`,
      )}
    </select>
  </div>`

/** `answers`: the letter that is answered; null for a new mail. */
export const writeForm = (
  who: PlayPerson,
  filled: Filled,
  answers: number | null,
  {
    inNameOf,
    report = null,
  }: { readonly inNameOf?: InNameOf | undefined; readonly report?: Offered | null } = {},
): Markup =>
  html`<form class="write" method="post" action="/people/${who.id}/write" enctype="multipart/form-data">
    ${inNameOf ? fromField(inNameOf) : html`<p>From <b>${who.name}</b> &lt;${who.address}&gt;</p>`}
    ${answers === null ? '' : html`<input type="hidden" name="answers" value="${answers}" />`}
    <div class="field">
      <label for="to">To</label
      ><input
        id="to"
        name="to"
        type="text"
        required
        autocomplete="off"
        spellcheck="false"
        value="${filled.to}"
      />
    </div>
    <div class="field">
      <label for="subject">Subject</label
      ><input id="subject" name="subject" type="text" autocomplete="off" value="${filled.subject}" />
    </div>
    <div class="field">
      <label for="text">Text</label><textarea id="text" name="text" rows="14">${'\n'}${filled.text}</textarea>
    </div>
    <div class="field">
      <label for="files">Attach files</label><input id="files" name="files" type="file" multiple />
    </div>
    ${report === null ? '' : reportField(report)}
    <p class="actions"><button type="submit">Send</button></p>
  </form>`

const textOf = (value: File | string | null) => (typeof value === 'string' ? value : '')
/** What becomes a header stays on one line. */
const lineOf = (value: File | string | null) =>
  textOf(value)
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 1000)

export async function readForm(form: FormData): Promise<{
  draft: Omit<Draft, 'from' | 'answers' | 'unsigned' | 'automatic'>
  answers: number
  as: string
  report: boolean
}> {
  const uploads = form
    .getAll('files')
    .filter((entry): entry is File => typeof entry !== 'string' && entry.name !== '')
  const files = await Promise.all(
    uploads.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  )
  return {
    draft: {
      to: lineOf(form.get('to')),
      subject: lineOf(form.get('subject')),
      text: textOf(form.get('text')).replace(/\r\n?/g, '\n'),
      files,
    },
    answers: Number(lineOf(form.get('answers'))),
    as: lineOf(form.get('as')),
    report: lineOf(form.get('report')) === 'on',
  }
}
