// A document as it is read: paragraphs and rows of tables, one after the other, whatever format it came in. What they
// mean is the matter of answers.ts.

export type ReadBlock =
  | { readonly kind: 'paragraph'; readonly text: string; readonly heading: boolean }
  | { readonly kind: 'row'; readonly cells: readonly string[] }

/** All there is to read, a block a line. */
export const textOf = (blocks: readonly ReadBlock[]): string =>
  blocks.map((block) => (block.kind === 'row' ? block.cells.join('\t') : block.text)).join('\n')

/** A document as its format's reader gives it: its blocks and its unseen properties. */
export type ReadDocument = {
  readonly blocks: readonly ReadBlock[]
  readonly properties: { readonly [name: string]: string }
}
