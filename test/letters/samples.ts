// The letters' samples (templates/<letter>/sample.json) and a bot to compose them with: fixed secrets, fixed clock.
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { compose } from '../../src/letters/compose.ts'
import { sampleEnclosures } from '../../src/letters/samples.ts'
import type { LetterContext, LetterRequest } from '../../src/letters/letter.ts'
import { openTemplates } from '../../src/letters/templates.ts'
import { createMarks } from '../../src/marks/marks.ts'
import type { Letter, LetterName, Recipient } from '../../src/rollout/effect.ts'
import { asInstant } from '../../src/rollout/ids.ts'

export const templatesFolder = resolve(import.meta.dirname, '../../templates')
export type Sample = {
  readonly name: string
  readonly recipient: Recipient
  readonly letter: Letter
  readonly enclosed?: Parameters<typeof sampleEnclosures>[1]
}

export const letterNames = readdirSync(templatesFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'report')
  .map((entry) => entry.name as LetterName)

export const samplesOf = (letter: LetterName): readonly Sample[] =>
  JSON.parse(readFileSync(join(templatesFolder, letter, 'sample.json'), 'utf8'))

export const allSamples = letterNames.flatMap((letter) =>
  samplesOf(letter).map((sample) => ({ ...sample, id: `${letter}.${sample.name}` })),
)

export const bot = 'staged-rollout@egi.example'
export const marks = createMarks({
  address: bot,
  secrets: [Buffer.from('a secret for tests only, 32 bytes')],
})
const cacheFolder = join(tmpdir(), `rollcall-letters-test-${process.getuid?.() ?? 0}`)
export const context: LetterContext = {
  marks,
  sender: { address: bot, name: 'Staged Rollout' },
  trackerTag: 'rt.egi.example',
  nameOf: (person) => `Maria Silva (${person})`,
  templates: openTemplates([templatesFolder], cacheFolder),
}

const addressOf = (recipient: Recipient) =>
  'list' in recipient
    ? { address: recipient.list, name: '' }
    : 'tracker' in recipient
      ? { address: 'rt@egi.example', name: 'RT' }
      : { address: 'reader@site.example', name: 'A. Reader' }

export const requestOf = (sample: Pick<Sample, 'letter' | 'recipient' | 'enclosed'>): LetterRequest => ({
  key: `t42 ${sample.letter.letter}`,
  letter: sample.letter,
  to: { ...addressOf(sample.recipient), recipient: sample.recipient },
  id: 7,
  at: asInstant('2026-11-20T16:30:00Z'),
  enclosures: sampleEnclosures(sample.letter, sample.enclosed ?? {}),
})

export const composeSample = (sample: Pick<Sample, 'letter' | 'recipient' | 'enclosed'>) =>
  compose(requestOf(sample), context)
