// The story of a ticket as a list: when, who, what it changed, and behind it the mail that said so and the letters
// that followed, where they may be read.

import { html } from 'hono/html'
import { time } from './dates.ts'
import { tellStory, type Chapter } from './story.ts'
import { whyItWaits } from './letterwaits.ts'
import { letterWords } from '../letters/letterwords.ts'
import type { BoardSettings } from './settings.ts'
import type { Markup } from './page.ts'
import type { JournalRow, LetterRow } from '../ports.ts'

type Settings = Pick<BoardSettings, 'zone' | 'sayWho' | 'readable'>

export async function storyList(
  journal: readonly JournalRow[],
  letters: readonly LetterRow[],
  settings: Settings,
): Promise<Markup> {
  const chapters = await Promise.all(
    tellStory(journal, letters).map(async (chapter) => ({
      chapter,
      who: await who(chapter, settings),
      behind: await behind(chapter, settings),
    })),
  )
  return html`<ol class="story">
    ${chapters.map(
      ({ chapter, who: name, behind: links }) =>
        html`<li>
          <div>${time(chapter.at, settings.zone)}<br /><span class="quiet">${name}</span></div>
          <div>${chapter.sentences.map((sentence) => html`<p>${sentence}</p>`)}${links}</div>
        </li>`,
    )}
  </ol>`
}

async function who({ by, released }: Chapter, { sayWho }: Settings): Promise<string> {
  switch (by.kind) {
    case 'person':
      return `${await sayWho(by.id)}${released ? ', released by the administrator' : ''}`
    case 'admin':
      return 'the administrator'
    case 'tracker':
      return 'the tracker'
    case 'clock':
      return 'by itself'
  }
}

/** Letters of one kind stand together: `invitation to A, B`. */
async function behind({ mail, letters }: Chapter, settings: Settings): Promise<Markup> {
  const groups = Map.groupBy(letters, (letter) => letter.letter?.letter)
  const lines = await Promise.all(
    [...groups].flatMap(([name, group]) =>
      name === undefined
        ? []
        : [
            Promise.all(group.map((letter) => reader(letter, settings))).then(
              (readers) =>
                html`<li>
                  ${letterWords[name]} to ${readers.map((one, at) => html`${at > 0 ? ', ' : ''}${one}`)}
                </li>`,
            ),
          ],
    ),
  )
  const source =
    mail === null || settings.readable === null
      ? ''
      : html`<li><a href="${settings.readable.mail(mail)}">the mail that said so</a></li>`
  return lines.length === 0 && source === ''
    ? html``
    : html`<ul class="behind">
        ${source}${lines}
      </ul>`
}

async function reader(row: LetterRow, { zone, sayWho, readable }: Settings): Promise<Markup> {
  const { id, to, state, notBefore } = row
  const name =
    to === null ? '' : 'person' in to ? await sayWho(to.person) : 'list' in to ? to.list : 'the tracker'
  const why = whyItWaits(row)
  const trouble =
    state === 'failed'
      ? ' (could not be delivered)'
      : state === 'sent'
        ? row.gatheredInto === null
          ? ''
          : ' (with others, in one letter)'
        : why === ''
          ? ' (under way)'
          : html` (${why}, until ${time(notBefore, zone)})`
  return readable === null
    ? html`${name}${trouble}`
    : html`<a href="${readable.letter(id)}">${name}</a>${trouble}`
}
