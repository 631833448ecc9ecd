// What the templates are handed for one letter: its own words by view.ts, and what every letter has. Also for a letter
// that is part of another, where each line names its rollout, since no thread does.

import { shortName } from '../rollout/release.ts'
import type { Letter, Recipient } from '../rollout/effect.ts'
import type { Instant, PersonId } from '../rollout/ids.ts'
import { aboutView } from './asking.ts'
import { callView } from './calling.ts'
import { oneLine } from './clean.ts'
import { cutoffLine } from './cutoffsaid.ts'
import { enclosedView, type Enclosure } from './enclosed.ts'
import type { LetterContext } from './letter.ts'
import { penFor } from './pen.ts'
import { sayBecause } from './sentences.ts'
import { teamOf, viewOf } from './view.ts'

const noAbout = { number: null, title: '', release: '', component: '', emergency: false, days: '' }

type Rendering = {
  readonly letter: Letter
  readonly recipient: Recipient
  readonly at: Instant
  readonly replyTo: string
  /** Before the thread's subject. */
  readonly tag: string
  readonly enclosures: readonly Enclosure[]
  /** Where it is part of another letter: its number there. */
  readonly part?: number
}

/** The same for every letter of a thread, so that mail programs keep it together (LOOK). */
const threadSubject = (letter: Letter, tag: string): string =>
  oneLine(letter.about === null ? '' : `${tag} ${shortName(letter.about.release)}`)

/** `letter` is clean already. Throws where a template names what the letter does not have. */
export const dataFor = async (
  { letter, recipient, at, replyTo, tag, enclosures, part }: Rendering,
  { marks, nameOf, templates }: LetterContext,
): Promise<object> => {
  const { about } = letter
  const person = 'person' in recipient ? recipient.person : null
  const because = 'person' in recipient ? recipient.because : null
  const before = part === undefined || about === null ? '' : `#${about.ticket} `
  const strokes = {
    at,
    about,
    because,
    zone: recipient.zone,
    answersTo: replyTo,
    subject: threadSubject(letter, tag),
    nameOf: (id: PersonId) => oneLine(nameOf(id)),
  }
  const pen = penFor({ ...strokes, before })
  const common = {
    ...(about === null ? noAbout : aboutView(about)),
    tag: part === undefined ? tag : '',
    before,
    thing: about === null ? '' : shortName(about.release),
    // Whoever did not write the mail knows the rollout by its thread, not by that mail's subject.
    answered: 'subject' in letter && (because === 'writer' || about === null) ? letter.subject : '',
    because: sayBecause(recipient, teamOf(letter)),
    cutoff: cutoffLine(letter, recipient.zone),
    ...enclosedView(enclosures),
    marker: person === null || about === null ? '' : marks.foot(about.ticket, person),
  }
  const callAddress = about === null ? '' : marks.callAddress(about.ticket)
  const call =
    letter.letter === 'call-preview'
      ? await templates.excerpt('call', {
          ...common,
          cutoff: cutoffLine(
            { letter: 'call', about: letter.about, round: 1, list: '', wanted: 2 },
            recipient.zone,
          ),
          // As the list will read it, wherever its preview stands.
          ...callView({ about: letter.about, wanted: 2 }, penFor(strokes), callAddress),
        })
      : ''
  return { ...common, ...viewOf(letter, pen, callAddress, call, (part ?? 1) - 1) }
}
