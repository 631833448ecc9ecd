// What every letter is written with: the reader's dates, the links behind its buttons, and the facts of the release
// as they stand in a list. One pen a letter; it holds no words of any letter.

import type { About, Because, DoorRequest } from '../rollout/effect.ts'
import type { Instant, PersonId } from '../rollout/ids.ts'
import type { DocumentRef, GgusTicket, Release } from '../rollout/ticket.ts'
import { formatInZone } from '../rollout/deadline.ts'
import { webAddress } from './clean.ts'
import { mailto } from './mailto.ts'
import { sayRequest } from './sentences.ts'

/** A line to send back, or several in one mail; `main` is the one button that matters. */
export type Choice = {
  readonly label: string
  readonly lines: readonly string[]
  readonly href: string
  readonly main: boolean
}
/** `dots`: the label with its leader, for the text part. `href` is empty where the value is no link. */
export type FactLine = {
  readonly label: string
  readonly dots: string
  readonly value: string
  readonly href: string
}

export type Pen = {
  readonly at: Instant
  readonly about: About | null
  /** Why the reader gets it; null for a list and the tracker. */
  readonly because: Because | null
  readonly nameOf: (person: PersonId) => string
  /** In the reader's zone: `Monday 23 November 2026, 18:00 (Lisbon)`. */
  readonly date: (instant: Instant) => string
  readonly choice: (label: string, lines: string | readonly string[], main?: boolean) => Choice
  /** Shows a line, but sends only its fixed beginning, which the reader completes. */
  readonly unfinished: (label: string, line: string, sent: string) => Choice
}

export const penFor = (letter: {
  readonly at: Instant
  readonly about: About | null
  readonly because: Because | null
  readonly zone: string
  readonly answersTo: string
  readonly subject: string
  readonly nameOf: (person: PersonId) => string
  /** Before every line, where the letter's own thread does not say which rollout is meant: `#42 `. */
  readonly before?: string
}): Pen => {
  const { before = '' } = letter
  const link = (lines: readonly string[]) => mailto(letter.answersTo, `Re: ${letter.subject}`, lines)
  return {
    at: letter.at,
    about: letter.about,
    because: letter.because,
    nameOf: letter.nameOf,
    date: (instant) => formatInZone(instant, letter.zone),
    choice: (label, lines, main = false) => {
      const all = (typeof lines === 'string' ? [lines] : lines).map((line) => `${before}${line}`)
      return { label, lines: all, href: link(all), main }
    },
    unfinished: (label, line, sent) => ({
      label,
      lines: [`${before}${line}`],
      href: link([`${before}${sent}`]),
      main: false,
    }),
  }
}

const leader = 20
export const fact = (label: string, value: string, href = ''): FactLine => ({
  label,
  dots: `${label} ${'.'.repeat(Math.max(3, leader - label.length - 1))} `,
  value,
  href,
})
/** The leaders drawn to one length, for labels that may be long. */
export const aligned = (facts: readonly FactLine[]): readonly FactLine[] => {
  const width = Math.max(leader, ...facts.map(({ label }) => label.length + 5))
  return facts.map((line) => ({
    ...line,
    dots: `${line.label} ${'.'.repeat(width - line.label.length - 1)} `,
  }))
}
const linkFact = (label: string, value: string | undefined): readonly FactLine[] =>
  value === undefined || value === '' ? [] : [fact(label, value, webAddress(value))]

/** What the letters about a release show under their text. */
export const releaseFacts = (about: About): readonly FactLine[] => [
  ...linkFact('What is new', about.links['release-notes']),
  ...linkFact('Fixed', about.links.bugs),
  ...linkFact('How to install', about.links.documentation),
  ...linkFact('Packages', about.repository),
  ...linkFact('Release ticket', about.parent?.url),
]

export const documentFacts = (documents: readonly DocumentRef[]): readonly FactLine[] =>
  documents.flatMap(({ id, url }) =>
    url === undefined ? (id === undefined ? [] : [fact('Document', id)]) : linkFact('Document', url),
  )

export const ggusFacts = (tickets: readonly GgusTicket[] = []): readonly FactLine[] =>
  tickets.map(({ number, url }) => fact(`GGUS ${number}`, url, webAddress(url)))

/** The release in a sentence, where its stack and platform were said before: `SE-DPM_mysql 1.8.0-1`. */
export const plainName = (release: Release): string => `${release.component} ${release.version}`.trim()

export const requestLines = (requests: readonly DoorRequest[]): readonly string[] =>
  requests.map((request) => sayRequest(request))
