// The text of a Word document of the old kind ([MS-DOC]), by the word-extractor library: body, notes, headers, text boxes;
// of Word 6 and 95, which it does not know, by their one piece of text. Tables come as lines with tabs, properties not.

import cfb from 'cfb'
import WordExtractor from 'word-extractor'
import type { ReadBlock, ReadDocument } from './blocks.ts'

/** Where FibBase of Word 6 and 95 says its text begins and ends; the two magic numbers of its first word. */
const oldMagics = [0xa5dc, 0xa5db]
const textBegins = 0x18
const textEnds = 0x1c
const storedInPieces = 0x04

/** Word 6 and 95 keep plain text in one piece, in the code page of western Windows; null where it is no such document. */
function oldText(bytes: Uint8Array): string | null {
  const main = cfb.find(cfb.read(Buffer.from(bytes), { type: 'buffer' }), '/WordDocument')
  const stream = Buffer.from((main?.content ?? []) as ArrayLike<number>)
  if (stream.length < 32 || !oldMagics.includes(stream.readUInt16LE(0))) return null
  if (((stream[0x0a] ?? 0) & storedInPieces) !== 0) return null
  const text = new TextDecoder('windows-1252').decode(
    stream.subarray(stream.readUInt32LE(textBegins), stream.readUInt32LE(textEnds)),
  )
  // Fields stand as code, separator, result; cells end with a bell.
  return (
    text
      // oxlint-disable-next-line no-control-regex
      .replaceAll(/\u0013[^\u0013-\u0015]*\u0014?|\u0015/g, '')
      .replaceAll('\u0007', '\t')
      .replaceAll('\r', '\n')
  )
}

/** Throws where it cannot be read. */
export async function readDoc(bytes: Uint8Array): Promise<ReadDocument> {
  return { blocks: blocksOf(oldText(bytes) ?? (await newText(bytes))), properties: {} }
}

async function newText(bytes: Uint8Array): Promise<string> {
  const document = await new WordExtractor().extract(Buffer.from(bytes))
  const parts = [
    document.getBody(),
    document.getFootnotes(),
    document.getEndnotes(),
    document.getAnnotations(),
    document.getTextboxes({}),
    document.getHeaders({}),
  ]
  return parts.join('\n')
}

const blocksOf = (text: string): readonly ReadBlock[] =>
  text
    .split(/\r?\n/)
    .map((line) =>
      line.includes('\t')
        ? { kind: 'row', cells: line.split('\t') }
        : { kind: 'paragraph', text: line, heading: false },
    )
