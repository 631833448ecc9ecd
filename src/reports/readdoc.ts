// The text of a Word document of the old kind ([MS-DOC]) as lines and rows: fields by their results, cells apart. Which
// characters there are is the matter of pieces.ts. Own, because the library for it writes `undefined` for every optional
// hyphen, gives up on files that Word opens, and does not know Word 6. List numbers and properties are not read.

import cfb from 'cfb'
import type { ReadBlock, ReadDocument } from './blocks.ts'
import { storiesIn } from './pieces.ts'

const cellEnd = '\u0007'
const rowEnd = cellEnd + cellEnd
const [fieldBegins, fieldSeparates, fieldEnds] = ['\u0013', '\u0014', '\u0015']

/** What stands for something else in Word's text (§2.4.1, §2.9.240); other control characters are anchors. */
const signs: { readonly [sign: string]: string } = {
  '\u0009': '\t',
  '\u000b': '\n',
  '\u000c': '\r',
  '\u000d': '\r',
  '\u000e': '\r',
  '\u001e': '-',
  '\u001f': '\u00ad',
  [cellEnd]: cellEnd,
}

/** Without the codes of fields, which stand before what they show and may stand in each other. */
function shown(text: string): string {
  let out = ''
  let codes: boolean[] = []
  for (const one of text) {
    if (one === fieldBegins) codes.push(true)
    else if (one === fieldSeparates) codes = [...codes.slice(0, -1), false]
    else if (one === fieldEnds) codes.pop()
    else if (!codes.includes(true)) out += one < ' ' ? (signs[one] ?? '') : one
  }
  return out
}

const paragraphs = (text: string): readonly ReadBlock[] =>
  text
    .split('\r')
    .map((line) =>
      line.includes(cellEnd)
        ? { kind: 'row', cells: line.split(cellEnd) }
        : { kind: 'paragraph', text: line, heading: false },
    )

/** A row ends with two cell ends and begins with the paragraph in which its first cell ends. */
function blocksOf(text: string): readonly ReadBlock[] {
  const segments = text.split(rowEnd)
  return segments.flatMap((segment, at): readonly ReadBlock[] => {
    if (at === segments.length - 1) return paragraphs(segment)
    const firstCell = segment.indexOf(cellEnd)
    const begins = segment.lastIndexOf('\r', firstCell < 0 ? segment.length : firstCell) + 1
    const cells = segment.slice(begins).replaceAll('\r', '\n').split(cellEnd)
    const above = begins > 0 ? paragraphs(segment.slice(0, begins - 1)) : []
    return [...above, { kind: 'row', cells }]
  })
}

/** Throws where it cannot be read; null where it is no Word document. */
export function readDoc(bytes: Uint8Array): ReadDocument | null {
  const file = cfb.read(Buffer.from(bytes), { type: 'buffer' })
  const stream = (name: string): Buffer | null => {
    const found = cfb.find(file, `/${name}`)
    return found ? Buffer.from(found.content as ArrayLike<number>) : null
  }
  const main = stream('WordDocument')
  const stories = main === null ? null : storiesIn(main, stream)
  if (stories === null) return null
  // Notes and headers first: what stands at the end would be read as part of the last answer.
  const blocks = [stories.others, stories.body].flatMap((text) => blocksOf(shown(text)))
  return { blocks, properties: {} }
}
