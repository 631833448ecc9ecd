// The text of an OpenDocument package (ODF 1.3 part 3): body, tables, notes, frames, headers. What was deleted under
// review is not read; list numbers stand before their paragraphs, as they are shown.

import { textOf, type ReadBlock, type ReadDocument } from './blocks.ts'
import { counted, ListCounter, type Counting } from './numbering.ts'
import type { PackageParts } from './packageparts.ts'
import { all, child, treeOf, type Node } from './tree.ts'

const skipped = new Set([
  'text:tracked-changes',
  'text:sequence-decls',
  'office:forms',
  'text:index-title-template',
  'office:annotation-end',
  'svg:desc',
  'svg:title',
])
/** Paragraphs of their own inside a paragraph. */
const apart = new Set(['draw:text-box', 'text:note-body', 'office:annotation', 'draw:object', 'table:table'])
const paragraphs = new Set(['text:p', 'text:h'])
const mostBlanks = 1000
const mostRepeated = 50

function inline(node: Node, inner: Node[]): string {
  let out = ''
  for (const one of node.children) {
    if (skipped.has(one.name)) continue
    // Line ends and runs of blanks in the file are one blank (part 3 §6.1.2).
    if (one.name === '') out += one.text.replaceAll(/[ \t\r\n]+/g, ' ')
    else if (one.name === 'text:s')
      out += ' '.repeat(Math.min(mostBlanks, Number(one.attributes['text:c'] ?? '1') || 1))
    else if (one.name === 'text:tab') out += '\t'
    else if (one.name === 'text:line-break') out += '\n'
    else if (apart.has(one.name)) inner.push(one)
    else out += inline(one, inner)
  }
  return out
}

type ListLevel = {
  readonly how: Counting
  readonly prefix: string
  readonly suffix: string
  readonly start: number
  readonly shown: number
}
const ways: { readonly [format: string]: Counting } = {
  '1': 'decimal',
  a: 'lowerLetter',
  A: 'upperLetter',
  i: 'lowerRoman',
  I: 'upperRoman',
}

function listStyles(trees: readonly Node[]): ReadonlyMap<string, ReadonlyMap<number, ListLevel>> {
  const levelOf = ({ name, attributes }: Node): [number, ListLevel] => [
    Number(attributes['text:level'] ?? '1'),
    {
      how:
        name === 'text:list-level-style-number'
          ? (ways[attributes['style:num-format'] ?? ''] ?? 'none')
          : 'none',
      prefix: attributes['style:num-prefix'] ?? '',
      suffix: attributes['style:num-suffix'] ?? '',
      start: Number(attributes['text:start-value'] ?? '1'),
      shown: Number(attributes['text:display-levels'] ?? '1'),
    },
  ]
  const styles = trees.flatMap((tree) => all(tree, 'text:list-style'))
  return new Map(
    styles.map((style) => [
      style.attributes['style:name'] ?? '',
      new Map(style.children.filter(({ name }) => name.startsWith('text:list-level-style')).map(levelOf)),
    ]),
  )
}

class Reader {
  readonly #styles: ReadonlyMap<string, ReadonlyMap<number, ListLevel>>
  readonly #counters = new Map<string, ListCounter>()
  constructor(trees: readonly Node[]) {
    this.#styles = listStyles(trees)
  }

  blocks(node: Node): readonly ReadBlock[] {
    return node.children.flatMap((one): readonly ReadBlock[] => {
      if (skipped.has(one.name)) return []
      if (paragraphs.has(one.name)) return this.#paragraph(one, '')
      if (one.name === 'text:list') return this.#list(one, 1, '', new ListCounter())
      if (one.name === 'table:table-row') return this.#rows(one)
      return this.blocks(one)
    })
  }

  #paragraph(node: Node, label: string): readonly ReadBlock[] {
    const inner: Node[] = []
    const text = inline(node, inner)
    return [
      { kind: 'paragraph', text: label === '' ? text : `${label} ${text}`, heading: node.name === 'text:h' },
      ...inner.flatMap((box) => this.blocks(box)),
    ]
  }

  #rows(node: Node): readonly ReadBlock[] {
    const row = this.#row(node)
    const times = Number(node.attributes['table:number-rows-repeated'] ?? '1')
    const filled = row.kind === 'row' && row.cells.some((cell) => cell !== '')
    return Array.from({ length: filled ? Math.max(1, Math.min(mostRepeated, times || 1)) : 1 }, () => row)
  }

  #row(node: Node): ReadBlock {
    const cells = node.children.filter(
      ({ name }) => name === 'table:table-cell' || name === 'table:covered-table-cell',
    )
    return {
      kind: 'row',
      cells: cells.flatMap((cell) => {
        const text = textOf(this.blocks(cell))
        // Equal cells side by side are written once; empty ones fill whole sheets that way.
        const times = Number(cell.attributes['table:number-columns-repeated'] ?? '1')
        return Array.from(
          { length: text === '' ? 1 : Math.max(1, Math.min(mostRepeated, times || 1)) },
          () => text,
        )
      }),
    }
  }

  #list(node: Node, depth: number, outer: string, fresh: ListCounter): readonly ReadBlock[] {
    const style = node.attributes['text:style-name'] ?? outer
    const goesOn =
      node.attributes['text:continue-numbering'] === 'true' || node.attributes['text:continue-list']
    const counter = goesOn ? (this.#counters.get(style) ?? fresh) : fresh
    this.#counters.set(style, counter)
    return node.children.flatMap((item) => {
      if (item.name !== 'text:list-item' && item.name !== 'text:list-header') return []
      let first = item.name === 'text:list-item'
      return item.children.flatMap((one): readonly ReadBlock[] => {
        if (one.name === 'text:list') return this.#list(one, depth + 1, style, counter)
        if (!paragraphs.has(one.name)) return this.blocks({ ...item, children: [one] })
        const label = first ? this.#label(style, depth, counter) : ''
        first = false
        return this.#paragraph(one, label)
      })
    })
  }

  #label(style: string, depth: number, counter: ListCounter): string {
    const levels = this.#styles.get(style)
    const level = levels?.get(depth)
    const values = counter.next(depth - 1, (at) => levels?.get(at + 1)?.start ?? 1)
    if (!level || level.how === 'none') return ''
    const shown = values.slice(Math.max(0, depth - level.shown), depth)
    const numbers = shown.map((value, at) =>
      counted(value, levels?.get(depth - shown.length + at + 1)?.how ?? 'decimal'),
    )
    return `${level.prefix}${numbers.filter(Boolean).join('.')}${level.suffix}`
  }
}

function propertiesOf(xml: string | null): ReadDocument['properties'] {
  if (xml === null) return {}
  return Object.fromEntries(
    all(treeOf(xml), 'meta:user-defined').map((node) => [
      node.attributes['meta:name'] ?? '',
      node.children.map(({ text }) => text).join(''),
    ]),
  )
}

/** Null where the package has no content; throws where its XML cannot be read. */
export function readOdt({ text }: PackageParts): ReadDocument | null {
  const content = text('content.xml')
  if (content === null) return null
  const trees = [content, text('styles.xml')].flatMap((xml) => (xml === null ? [] : [treeOf(xml)]))
  const [main, styles] = trees
  const reader = new Reader(trees)
  const body = child(child(main, 'office:document-content'), 'office:body')
  if (body === undefined) return null
  const masters = child(child(styles, 'office:document-styles'), 'office:master-styles')
  return {
    // Headers first: what stands at the end would be read as part of the last answer.
    blocks: [masters, body].flatMap((part) => (part ? reader.blocks(part) : [])),
    properties: propertiesOf(text('meta.xml')),
  }
}
