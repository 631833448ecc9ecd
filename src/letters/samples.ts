// The letters' samples (templates/<letter>/sample.json): each letter in its variants, with a reader and a moment that
// never change. For looking at letters before they are sent, and for trying an operator's templates. The bot and its
// secret are made up: no mark in a sample is ever honoured.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createMarks } from '../marks/marks.ts'
import { asInstant, asTicketId } from '../rollout/ids.ts'
import type { Letter, LetterName, Recipient } from '../rollout/effect.ts'
import { catalog } from './catalog.ts'
import { compose } from './compose.ts'
import type { Enclosure } from './enclosed.ts'
import type { Templates } from './templates.ts'

export type Sample = {
  readonly letter: LetterName
  /** Which variant of the letter. */
  readonly name: string
  readonly recipient: Recipient
  readonly content: Letter
  readonly enclosures: readonly Enclosure[]
}
/** `enclosed`: file names by what they are; none: it could not be made. */
type Written = {
  readonly name: string
  readonly recipient: Recipient
  readonly letter: Letter
  readonly enclosed?: { readonly [what in Enclosure['what']]?: readonly string[] }
}

export const letterNames = Object.keys(catalog) as readonly LetterName[]

/** `shipped`: the folder of our own templates; an operator's holds no samples. */
export const readSamples = async (shipped: string, letter: LetterName): Promise<readonly Sample[]> => {
  const written: readonly Written[] = JSON.parse(await readFile(join(shipped, letter, 'sample.json'), 'utf8'))
  return written.map(({ name, recipient, letter: content, enclosed }) => ({
    letter,
    name,
    recipient,
    content,
    enclosures: sampleEnclosures(content, enclosed ?? {}),
  }))
}

/** Empty files under the names that they have. */
export const sampleEnclosures = (
  letter: Letter,
  enclosed: NonNullable<Written['enclosed']>,
): readonly Enclosure[] =>
  (Object.entries(enclosed) as [Enclosure['what'], readonly string[]][]).map(([what, names]) => ({
    what,
    ticket: letter.about?.ticket ?? asTicketId(1),
    ...(names.length === 0
      ? { files: [], why: 'too-large' }
      : {
          files: names.map((name) => ({ name, type: 'application/octet-stream', bytes: new Uint8Array() })),
        }),
  }))

const address = 'staged-rollout@egi.example'
const at = asInstant('2026-11-20T16:30:00Z')

const readerOf = (recipient: Recipient) => {
  if ('list' in recipient) return { address: recipient.list, name: '' }
  return 'tracker' in recipient
    ? { address: 'rt@egi.example', name: 'RT' }
    : { address: 'maria@lip.example', name: 'Maria Silva' }
}

/** What the templates are handed for this sample: whatever is rendered meanwhile goes through `templates`. */
export const composeSample = async (
  { letter, recipient, content, enclosures }: Sample,
  templates: Templates,
): Promise<void> => {
  await compose(
    {
      key: `sample ${letter}`,
      letter: content,
      to: { ...readerOf(recipient), recipient },
      id: 1,
      at,
      enclosures,
    },
    {
      marks: createMarks({ address, secrets: [Buffer.from('what is signed with this is never honoured')] }),
      sender: { address, name: 'Staged Rollout' },
      trackerTag: 'rt.egi.example',
      nameOf: () => 'Maria Silva',
      templates,
    },
  )
}
