// A report as a team fills it in: the template's headings with answers under them.
import { odt } from '../../src/reports/odt.ts'
import { questions } from '../../src/reports/questions.ts'
import type { Fields } from '../../src/reports/document.ts'

export const filledReport = (answers: Fields): Uint8Array =>
  odt({
    title: 'A report',
    author: 'A site',
    properties: {},
    blocks: questions.flatMap(({ id, heading, hint }) => [
      { kind: 'heading' as const, text: heading },
      answers[id] === undefined
        ? { kind: 'hint' as const, text: hint }
        : { kind: 'paragraph' as const, runs: [{ text: answers[id] }] },
    ]),
  })
