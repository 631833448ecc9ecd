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

/** Letters of one kind that stand alike are one line: `invitation to A, B (under way)`. */
async function behind({ mail, letters }: Chapter, settings: Settings): Promise<Markup> {
  const groups = Map.groupBy(letters, (row) =>
    row.letter === null ? '' : `${letterWords[row.letter.letter]} to ${standsAt(row)}`,
  )
  const lines = await Promise.all(
    [...groups].flatMap(([head, group]) => (head === '' ? [] : [lineOf(group, settings)])),
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

async function lineOf(group: readonly LetterRow[], settings: Settings): Promise<Markup> {
  const { zone, readable } = settings
  const named = await Promise.all(group.map(async (row) => ({ row, name: await reader(row, settings) })))
  const [first] = group
  if (first === undefined) return html``
  const readers =
    readable === null
      ? folded(named.map(({ name }) => name))
      : named.map(({ row, name }) => html`<a href="${readable.letter(row.id)}">${name}</a>`)
  return html`<li>
    ${letterWords[first.letter?.letter ?? 'receipt']} to
    ${readers.map((one, at) => html`${at > 0 ? ', ' : ''}${one}`)}${trouble(first, zone)}
  </li>`
}

/** Where nobody is named, several of a team or of the managers are told by their number. */
const folded = (names: readonly string[]): readonly string[] =>
  [...Map.groupBy(names, (name) => name)].map(([name, { length }]) =>
    length > 1 ? `${name} ×${length}` : name,
  )

async function reader({ to }: LetterRow, { sayWho }: Settings): Promise<string> {
  if (to === null) return ''
  return 'person' in to ? sayWho(to.person) : 'list' in to ? to.list : 'the tracker'
}

/** The same for letters that are in the same trouble, or wait for the same until the same. */
const standsAt = (row: LetterRow): string =>
  [row.state, row.gatheredInto === null, row.waits, row.waits === null ? '' : row.notBefore].join(' ')

function trouble(row: LetterRow, zone: string): Markup | string {
  if (row.state === 'failed') return ' (could not be delivered)'
  if (row.state === 'sent') return row.gatheredInto === null ? '' : ' (with others, in one letter)'
  const why = whyItWaits(row)
  return why === '' ? ' (under way)' : html` (${why}, until ${time(row.notBefore, zone)})`
}
