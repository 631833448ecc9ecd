// Fills in a report template as its team would in a word processor: the answers go into the empty paragraphs below the
// questions, everything else of the file stays as it was sent. For templates of ours alone.
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { questions } from '../../src/reports/questions.ts'
import type { Fields } from '../../src/reports/document.ts'
import type { Format } from '../../src/reports/pages.ts'

/** Where the words are, the paragraph that waits for some, and the same with words in it. */
const formats = {
  odt: {
    part: 'content.xml',
    empty: '<text:p text:style-name="Standard"></text:p>',
    written: (words: string) => `<text:p text:style-name="Standard">${words}</text:p>`,
  },
  docx: {
    part: 'word/document.xml',
    empty: '<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr></w:p>',
    written: (words: string) => `<w:p><w:r><w:t>${words}</w:t></w:r></w:p>`,
  },
} as const

/** Answers are plain words, nothing in them is escaped. Throws where the template lacks a question or its paragraph. */
export function filledIn(template: Uint8Array, format: Format, answers: Fields): Uint8Array {
  const { part, empty, written } = formats[format]
  const parts = unzipSync(template)
  const xml = questions.reduce(
    (sofar, { id, hint }) => {
      const words = answers[id]
      if (words === undefined) return sofar
      const asked = sofar.indexOf(hint)
      const at = sofar.indexOf(empty, asked)
      if (asked < 0 || at < 0) throw new Error(`nowhere to answer "${id}"`)
      return `${sofar.slice(0, at)}${written(words)}${sofar.slice(at + empty.length)}`
    },
    strFromU8(parts[part] ?? new Uint8Array()),
  )
  return zipSync({ ...parts, [part]: strToU8(xml) })
}
