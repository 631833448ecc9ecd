// Several letters to one reader as one (rollout/quiet.ts says when): what is wanted by when, the most urgent first, then
// each letter's own words as its template has them. A line names its rollout or bears its number, so that it is right out
// of context; a button answers to its own rollout's signed address. No thread's mark stands in it: it belongs to several.

import { setImmediate } from 'node:timers/promises'
import { formatInZone } from '../rollout/deadline.ts'
import { wantedBy } from '../rollout/quiet.ts'
import { shortName } from '../rollout/release.ts'
import type { GatheredPart, Letter } from '../rollout/effect.ts'
import type { Instant } from '../rollout/ids.ts'
import { catalog } from './catalog.ts'
import type { LetterContext } from './letter.ts'
import { letterWords } from './letterwords.ts'
import { dataFor } from './rendering.ts'
import { sayBecause } from './sentences.ts'
import { teamOf } from './view.ts'

const words = 'No One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve'.split(' ')
const counted = (n: number) => words[n] ?? String(n)

type Gathered = Extract<Letter, { letter: 'gathered' }>
/** `replyTo`: where the whole is answered to. */
type Whole = { readonly at: Instant; readonly replyTo: string }

/** Where a part's buttons lead: its own rollout, as if it had come alone. */
const answersTo = ({ letter, to }: GatheredPart, { marks }: LetterContext, { replyTo }: Whole) =>
  'person' in to && letter.about !== null && catalog[letter.letter].answersTo === 'ticket'
    ? marks.replyAddress(letter.about.ticket, to.person)
    : replyTo

/** Some subjects are no more than their thread's. */
const heading = ({ letter, about }: Letter, subject: string): string =>
  about !== null && subject === shortName(about.release) ? `${subject}: ${letterWords[letter]}` : subject

/** `<3>`, and of a daily letter the numbers of all that it lists: `<2> to <5>`; empty where it lists nothing. */
const numbersOf = ({ letter, number }: GatheredPart): string => {
  if (letter.letter !== 'digest') return `<${number}>`
  const { length } = letter.items
  if (length === 0) return ''
  return length === 1 ? `<${number}>` : `<${number}> to <${number + length - 1}>`
}

async function shownPart(part: GatheredPart, whole: Whole, context: LetterContext) {
  const { letter, to, number } = part
  const data = await dataFor(
    {
      letter,
      recipient: to,
      at: whole.at,
      replyTo: answersTo(part, context, whole),
      tag: letter.about === null ? '' : context.marks.subjectTag(letter.about.ticket),
      enclosures: [],
      part: number,
    },
    context,
  )
  const { subject, text, html } = await context.templates.part(letter.letter, data)
  const by = wantedBy(letter)
  return {
    number,
    numbers: numbersOf(part),
    // A daily letter has numbers of its own.
    own: letter.letter === 'digest',
    heading: heading(letter, subject),
    thing: letter.about === null ? subject : shortName(letter.about.release),
    ticket: letter.about?.ticket ?? null,
    by: by === null ? '' : formatInZone(by, to.zone),
    text: text.trimEnd(),
    html,
  }
}

/** What the template of the whole is handed beside what every letter has. */
export const gatheredView = async ({ parts }: Gathered, whole: Whole, context: LetterContext) => {
  const shown = []
  for (const part of parts) {
    shown.push(await shownPart(part, whole, context))
    // Thirty parts in one go would let mail wait.
    await setImmediate()
  }
  const rollouts = new Set(shown.flatMap(({ ticket }) => ticket ?? [])).size
  return {
    parts: shown,
    count: counted(parts.length),
    rollouts: rollouts < 2 ? '' : counted(rollouts).toLowerCase(),
    first: shown[0]?.heading ?? '',
  }
}

/** Why they are sent, each reason once. */
export const gatheredBecause = ({ parts }: Gathered): string =>
  [...new Set(parts.map(({ to, letter }) => sayBecause(to, teamOf(letter))))].join(' ')
