// Reports as teams send them, real documents made in code: our own template filled in, one of no template, one with a
// macro in it. What they look like is the matter of the reports room's own tests.
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { docx } from '../../src/reports/docx.ts'
import { odt } from '../../src/reports/odt.ts'
import { originProperties } from '../../src/reports/origin.ts'
import { questions } from '../../src/reports/questions.ts'
import type { Fields } from '../../src/reports/document.ts'
import type { Block, Pages } from '../../src/reports/pages.ts'

const answered = (answers: Fields): readonly Block[] =>
  questions.flatMap(({ id, heading, hint }): Block[] => [
    { kind: 'heading', text: heading },
    answers[id] === undefined
      ? { kind: 'hint', text: hint }
      : { kind: 'paragraph', runs: [{ text: answers[id] }] },
  ])
const pages = (blocks: readonly Block[], properties: Pages['properties'] = {}): Pages => ({
  title: 'A report',
  author: 'A site',
  properties,
  blocks,
})

/** Headings of the template without its mark: typed off, or an older one. */
export const typedReport = (answers: Fields): Uint8Array => odt(pages(answered(answers)))
/** The template of this team for this rollout, as we send it, filled in. */
export const ownReport = (
  origin: { readonly team: string; readonly release: string; readonly ticket?: number },
  answers: Fields,
): Uint8Array =>
  odt(
    pages(answered(answers), {
      [originProperties.team]: `ea-${origin.team}`,
      [originProperties.release]: origin.release,
      [originProperties.ticket]: String(origin.ticket ?? 1),
      [originProperties.template]: '1',
    }),
  )

/** The same as a Word document. */
export const wordReport = (answers: Fields): Promise<Uint8Array> => docx(pages(answered(answers)))

/** A Word document that holds a macro: the part that Word would run is there, and says nothing. */
export async function macroReport(answers: Fields): Promise<Uint8Array> {
  const parts = unzipSync(await wordReport(answers))
  const types = strFromU8(parts['[Content_Types].xml'] ?? new Uint8Array())
  return zipSync({
    ...parts,
    '[Content_Types].xml': strToU8(
      types.replace(
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml',
        'application/vnd.ms-word.document.macroEnabled.main+xml',
      ),
    ),
    'word/vbaProject.bin': strToU8('no program'),
  })
}

/** Any document that is safe and says this. */
export const plainReport = (words: string): Uint8Array =>
  odt(pages([{ kind: 'paragraph', runs: [{ text: words }] }]))
